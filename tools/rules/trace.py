"""The trace: every condition as it was judged, with its clause, what was told and what it was compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.figures import Figure
from tools.rules.logic import Truth


@dataclass(slots=True, unsafe_hash=True)
class Trace:
    """One node; groups have parts, leaves have an id.

    Attributes:
        kind: all, any, not, any_member, every_member, count_members, every_supporter, fact, programme, discretion.
        truth: True, False or open.
        paths: facts that are open here, as household paths (``size``, ``members[1].age``).
        fact: of a comparison the fact as the rule names it, e.g. ``member.disability.grade``.
        figures: what it was compared with.
        told: the fact's value as used.
        assumed: the wording of a presumption this rests on.
        judge: who decides, for discretion.
        inner: of a programme that is referred to its own trace, turned round where its refusal is asked for; not walked.
    """

    kind: str
    truth: Truth
    id: str | None = None
    clause: tuple[str, ...] = ()
    plain: str | None = None
    grade: str = "V"
    parts: tuple[Trace, ...] = ()
    paths: tuple[str, ...] = ()
    fact: str | None = None
    fact_path: str | None = None
    figures: tuple[Figure, ...] = ()
    open_figure: bool = False
    told: Any = None
    bound: Any = None
    op: str | None = None
    assumed: str | None = None
    judge: str | None = None
    index: int | tuple[int, int] | None = None
    note: str | None = None
    inner: Trace | None = field(default=None, compare=False, repr=False)

    def leaves(self) -> Iterator[Trace]:
        """Every leaf below, in order."""
        if not self.parts and self.id is not None:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def nodes(self) -> Iterator[Trace]:
        """This node and all below it."""
        yield self
        for part in self.parts:
            yield from part.nodes()

    def nearest_way(self) -> Iterator[Trace]:
        """Of an open node the open leaves on its first open way: of alternatives the first that is still open."""
        if not self.parts:
            if self.truth is None:
                yield self
            return
        opened = [part for part in self.parts if part.truth is None]
        for part in opened if self.kind == "all" else opened[:1]:
            yield from part.nearest_way()

    def holding(self) -> Iterator[Trace]:
        """The leaves that hold on the ways that are still open or hold; what is turned round is left out."""
        if self.truth is False or self.kind == "not":
            return
        if not self.parts and self.truth:
            yield self
        for part in self.parts:
            yield from part.holding()

    def deciding(self) -> Iterator[Trace]:
        """The leaves the node's truth rests on: those that make it false, true, or keep it open."""
        if not self.parts:
            yield self
            return
        wanted = self.truth
        if self.kind == "not":
            for part in self.parts:
                yield from part.deciding()
            return
        if self.kind == "count_members":
            for part in self.parts:
                if part.truth is not False or wanted is False:
                    yield from part.deciding()
            return
        for part in self.parts:
            if part.truth is wanted:
                yield from part.deciding()
