"""What a bundle is made of: items on the table, rules that join or part them, choices with their options."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import Field

from corpus.combination import CombinationKind
from corpus.dated import Strict
from corpus.rule import Grade
from tools.eligibility import AmountResult, JsonDecimal


class Standing(StrEnum):
    """How sure an item is; the order is the order of preference."""

    HELD = "held"
    ELIGIBLE = "eligible"
    LATER = "later"
    POSSIBLE = "possible"


class Item(Strict):
    """One programme for one member or for the household (index None)."""

    programme: str
    index: int | None = Field(description="member, counted from 0; None: the household")
    standing: Standing
    amount: AmountResult | None = Field(None, description="as the programme's rule gives it; None: not known, or nothing here hangs on it")
    after: tuple[str, ...] = Field((), description="programmes one of which has to be recognised first (先认定)")


class Ruled(Strict):
    """One relation of the register that applies here, with its clause."""

    id: str
    kind: CombinationKind
    programmes: tuple[str, ...] = Field(description="the side of ``these`` first")
    those: tuple[str, ...] = ()
    index: int | None = None
    clauses: tuple[str, ...]
    grade: Grade
    says: str
    decides: str | None = None
    parallel: Literal["yes", "inferred"] | None = Field(None, description="申请期间可并行: by the clause, or inferred")
    amount: AmountResult | None = Field(None, description="a top-up: what is left to pay; None: not to be computed from what was told")


class Option(Strict):
    """One lawful way to have the programmes of a choice."""

    items: tuple[Item, ...]
    gives_up: tuple[str, ...] = Field((), description="programmes already had that this way ends: the person's own choice (本人选择)")
    monthly: JsonDecimal = Field(None, description="CNY a month for the person; None: not every amount is known")
    at_least: bool = False
    unknown_amounts: tuple[str, ...] = Field((), description="programmes whose monthly amount is not known")
    surely_more: bool = Field(False, description="by known amounts certainly more than the first option")


class Choice(Strict):
    """Programmes that cannot all be had, the lawful ways, and the clauses; the first option is the best only if settled."""

    index: int | None
    options: tuple[Option, ...]
    settled_by: Literal["held", "surer", "amount"] | None = Field(description="why the first option comes out best; None: not established")
    rules: tuple[Ruled, ...]
    decides: tuple[str, ...]


class Bundle(Strict):
    """The best lawful combination on one day, as far as it is established, with the alternatives.

    Attributes:
        together: what no rule parts: 可以一起办.
        choices: 要二选一, one entry a person and conflict.
        best: ``together`` and the first option of every settled choice.
        if_not: looked at only if the programmes before it are refused: 先看…不够再看….
        sequences: 先…后….
        top_ups: 补差.
        stacks: why two of them may be had together, and whether 申请期间可并行.
        notes: 就高, what nobody found out, and leads, which bind nobody.
    """

    as_of: date
    best: tuple[Item, ...]
    together: tuple[Item, ...]
    choices: tuple[Choice, ...] = ()
    if_not: tuple[Item, ...] = ()
    fallbacks: tuple[Ruled, ...] = ()
    sequences: tuple[Ruled, ...] = ()
    top_ups: tuple[Ruled, ...] = ()
    stacks: tuple[Ruled, ...] = ()
    notes: tuple[Ruled, ...] = ()

    def items(self) -> tuple[Item, ...]:
        """Everything on the table, of the choices too."""
        return (*self.together, *(item for choice in self.choices for option in choice.options for item in option.items))

    def held(self) -> frozenset[str]:
        """The programmes that are had already, by the household or by a member."""
        return frozenset(item.programme for item in self.items() if item.standing is Standing.HELD)


Interval = tuple[Decimal, Decimal | None]
"""A monthly amount from low to high; high None: nobody knows how much more."""
