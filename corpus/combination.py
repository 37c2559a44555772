"""What may be had together (叠加、互斥): the register of combinations, one entry a relation between programmes.

kind        these … those
exclusive   二选一: one person or household has one of the two, as they choose
bars        已有这个就不能再有那个: who has one of these does not get those; who has neither yet chooses
higher      就高、择高: several grounds, or a like benefit outside the programmes, are paid once, at the higher rate
top_up      补差: those pay only what these leave short of the standard
fallback    先看…不够再看…: those are for who did not get these
sequence    先…后…: these come first, those build on them
instead     符合则转: who has these and meets those passes over to them
stacks      可叠加
open        能不能一起没有查到，问谁
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from corpus.dated import Span, Strict
from corpus.rule import ClauseRef, Grade


class CombinationKind(StrEnum):
    """How two programmes stand to each other (叠加关系)."""

    EXCLUSIVE = "exclusive"
    BARS = "bars"
    HIGHER = "higher"
    TOP_UP = "top_up"
    FALLBACK = "fallback"
    SEQUENCE = "sequence"
    INSTEAD = "instead"
    STACKS = "stacks"
    OPEN = "open"


BINDING = frozenset({CombinationKind.EXCLUSIVE, CombinationKind.BARS, CombinationKind.HIGHER})
"""Kinds that keep two programmes out of one lawful set."""


class Combination(Strict):
    """One relation between programmes, named by their official names whether they have a rule yet or not.

    Attributes:
        whose: the two meet on the same person, or in the same household.
        outside: a benefit that is no programme here and stands on the side of ``these``, e.g. 工伤生活护理费.
        told_by: the member fact that says the outside benefit is drawn.
        unless: who also has one of these is not kept from having both.
        statuses: recognised statuses that are several grounds for one programme (就高).
        standard: the figure up to which a top-up is paid.
        parallel: 申请期间可并行: yes by the clause, or inferred because the clause forbids only having both.
        grade: a lead binds nobody; it is only mentioned.
        says: the rule in our own words, one or two sentences.
        decides: who settles the choice or the amount.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    kind: CombinationKind
    whose: Literal["person", "household"] = "person"
    these: tuple[str, ...] = ()
    those: tuple[str, ...] = ()
    outside: str | None = None
    told_by: str | None = None
    unless: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    standard: str | None = None
    parallel: Literal["yes", "inferred"] | None = None
    clause: tuple[ClauseRef, ...] = ()
    grade: Grade
    valid: Span = Span()
    says: str
    decides: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Combination:
        if not self.clause and self.kind is not CombinationKind.OPEN:
            raise ValueError(f"{self.id}: a {self.kind} needs the clause it rests on")
        if not self.these and not self.outside:
            raise ValueError(f"{self.id}: say which programmes ('these'), or name the benefit outside them")
        if not self.those and self.kind is not CombinationKind.HIGHER:
            raise ValueError(f"{self.id}: a {self.kind} needs 'those'")
        if set(self.these) & set(self.those):
            raise ValueError(f"{self.id}: a programme stands on both sides")
        if self.decides is None and self.kind in (*BINDING, CombinationKind.TOP_UP, CombinationKind.OPEN):
            raise ValueError(f"{self.id}: a {self.kind} says who settles it ('decides')")
        if self.standard and self.kind is not CombinationKind.TOP_UP:
            raise ValueError(f"{self.id}: only a top_up has a standard")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Every programme it names."""
        return (*self.these, *self.those, *self.unless)

    @property
    def binds(self) -> bool:
        """Whether it keeps two programmes out of one lawful set: by a clause that was read or reported."""
        return self.kind in BINDING and self.grade != "lead" and bool(self.these and self.those)


class CombinationFile(Strict):
    """combinations/*.yaml."""

    combinations: tuple[Combination, ...]


class ProgrammeNamesFile(Strict):
    """programme_names.yaml: the official names of all programmes the contract knows, with a rule or without."""

    names: tuple[str, ...]
