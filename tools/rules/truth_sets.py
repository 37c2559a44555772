"""Truths over every completion of some open facts at once.

Completions are numbered. A truth over all of them is two sets of numbers, kept as the bits of two whole numbers: where it is
true, and where it is false; in neither it is open. So and, or, not and counting are a few operations on whole numbers.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tools.rules.logic import Truth, all_of, any_of, count_reaches, negate

Sets = tuple[int, int]
"""The completions where something is true, and those where it is false."""


class Space:
    """Every completion that takes one of some positions for each path.

    Attributes:
        positions: for each path the positions that are tried, out of those of its domain.
        all: every completion.
    """

    def __init__(self, positions: Sequence[Sequence[int]]) -> None:
        self.positions = [tuple(places) for places in positions]
        self.strides: list[int] = []
        self.total = 1
        for places in self.positions:
            self.strides.append(self.total)
            self.total *= len(places)
        self.all = (1 << self.total) - 1
        self.known: dict[Node, Sets] = {}
        self._where: dict[tuple[int, int], int] = {}

    def where(self, spot: int, rank: int) -> int:
        """The completions in which a path takes the ``rank``-th of its positions."""
        key = (spot, rank)
        if key not in self._where:
            stride = self.strides[spot]
            length = stride * len(self.positions[spot])
            bits = ((1 << stride) - 1) << (rank * stride)
            while length < self.total:
                bits |= bits << length
                length *= 2
            self._where[key] = bits & self.all
        return self._where[key]

    def always(self, truth: Truth) -> Sets:
        """A truth that is the same everywhere."""
        return (self.all if truth is True else 0, self.all if truth is False else 0)

    def spread(self, sets: Sets, spot: int) -> Sets:
        """Sets of positions of one path, as sets of completions."""
        true = false = 0
        for rank, place in enumerate(self.positions[spot]):
            if sets[0] >> place & 1:
                true |= self.where(spot, rank)
            elif sets[1] >> place & 1:
                false |= self.where(spot, rank)
        return true, false

    def slices(self, sets: Sets, spot: int) -> Iterator[tuple[int, int]]:
        """For each position of a path what is left of some sets there, by the completions of the others."""
        stride, first = self.strides[spot], self.where(spot, 0)
        for rank in range(len(self.positions[spot])):
            yield (sets[0] >> (rank * stride)) & first, (sets[1] >> (rank * stride)) & first

    def moves(self, sets: Sets, spot: int) -> bool:
        """Whether two positions of a path differ in some completion of the others."""
        return len(set(self.slices(sets, spot))) > 1


@dataclass(eq=False, slots=True)
class Comparison:
    """One comparison that looks at open paths.

    Attributes:
        spots: which paths, by position.
        truth: its truth where these take the given positions of their domains.
        kind: of a path's position, what the comparison sees of it; positions of one kind are one to it.
    """

    spots: tuple[int, ...]
    truth: Callable[[tuple[int, ...]], Truth]
    kind: Callable[[int, int], object]


@dataclass(eq=False, slots=True)
class Group:
    """All or any of some parts; ``fixed`` is what the constant ones come to."""

    how: Literal["all", "any"]
    fixed: Truth
    parts: tuple[Node, ...]
    spots: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.spots = spots_of(self.parts)


@dataclass(eq=False, slots=True)
class Negated:
    """Not."""

    part: Node
    spots: tuple[int, ...]


@dataclass(eq=False, slots=True)
class Loosened:
    """A part of which one truth counts as open: what an unlisted member can at most do."""

    part: Node
    gives_up: bool
    spots: tuple[int, ...]


@dataclass(eq=False, slots=True)
class Counted:
    """How many members meet a part, against a number; ``unlisted`` is the part for one who is not listed, if there may be one."""

    op: str
    value: int
    listed: tuple[Ready, ...]
    complete: bool
    unlisted: Ready
    spots: tuple[int, ...]


@dataclass(eq=False, slots=True)
class BySize:
    """Whether the list is complete waits for the number of people: complete where that is one of ``enough``."""

    spot: int
    enough: Callable[[int], bool]
    complete: Ready
    incomplete: Ready
    spots: tuple[int, ...]


Node = Comparison | Group | Negated | Loosened | Counted | BySize
Ready = Node | Truth
"""A part of a rule: what looks at open paths, or a constant."""


def spots_of(parts: Iterable[Ready]) -> tuple[int, ...]:
    """The paths some parts look at."""
    return tuple(sorted({spot for part in parts if isinstance(part, Node) for spot in part.spots}))


def every(parts: Sequence[Ready]) -> Ready:
    """All of the parts."""
    fixed, moving = all_of(p for p in parts if not isinstance(p, Node)), tuple(p for p in parts if isinstance(p, Node))
    if fixed is False or not moving:
        return fixed
    return moving[0] if fixed is True and len(moving) == 1 else Group("all", fixed, moving)


def some(parts: Sequence[Ready]) -> Ready:
    """Any of the parts."""
    fixed, moving = any_of(p for p in parts if not isinstance(p, Node)), tuple(p for p in parts if isinstance(p, Node))
    if fixed is True or not moving:
        return fixed
    return moving[0] if fixed is False and len(moving) == 1 else Group("any", fixed, moving)


def opposite(part: Ready) -> Ready:
    """Not the part."""
    return Negated(part, part.spots) if isinstance(part, Node) else negate(part)


def loosened(part: Ready, gives_up: bool) -> Ready:
    """The part, with one truth taken as open."""
    if isinstance(part, Node):
        return Loosened(part, gives_up, part.spots)
    return None if part is gives_up else part


def by_size(spot: int, enough: Callable[[int], bool], complete: Ready, incomplete: Ready) -> Ready:
    """One of two parts, by the number of people."""
    return BySize(spot, enough, complete, incomplete, tuple(sorted({spot, *spots_of((complete, incomplete))})))


def counted(op: str, value: int, listed: Sequence[Ready], complete: bool, unlisted: Ready) -> Ready:
    """How many members, against a number."""
    if not any(isinstance(part, Node) for part in (*listed, unlisted)):
        trues, opens = sum(part is True for part in listed), sum(part is None for part in listed)
        return count_reaches(trues, opens, complete or unlisted is False, op, value)
    return Counted(op, value, tuple(listed), complete, unlisted, spots_of((*listed, unlisted)))


def sets_of(ready: Ready, space: Space) -> Sets:
    """Where a part is true and where it is false."""
    if not isinstance(ready, Node):
        return space.always(ready)
    if ready not in space.known:
        space.known[ready] = _sets(ready, space)
    return space.known[ready]


def _sets(node: Node, space: Space) -> Sets:
    match node:
        case Comparison():
            return _compared(node, space)
        case Group(how="all"):
            true, false = space.always(node.fixed)
            for part in node.parts:
                yes, no = sets_of(part, space)
                true, false = true & yes, false | no
            return true, false
        case Group():
            true, false = space.always(node.fixed)
            for part in node.parts:
                yes, no = sets_of(part, space)
                true, false = true | yes, false & no
            return true, false
        case Negated():
            true, false = sets_of(node.part, space)
            return false, true
        case Loosened():
            true, false = sets_of(node.part, space)
            return (0, false) if node.gives_up else (true, 0)
        case Counted():
            return _counted(node, space)
        case BySize():
            reached = 0
            for rank, place in enumerate(space.positions[node.spot]):
                if node.enough(place):
                    reached |= space.where(node.spot, rank)
            true, false = sets_of(node.complete, space)
            other_true, other_false = sets_of(node.incomplete, space)
            rest = space.all & ~reached
            return (true & reached) | (other_true & rest), (false & reached) | (other_false & rest)


def _compared(node: Comparison, space: Space) -> Sets:
    true = false = 0
    for chosen in itertools.product(*(_kinds(node, spot, space) for spot in node.spots)):
        truth = node.truth(tuple([place for place, _ in chosen]))
        if truth is None:
            continue
        where = chosen[0][1]
        for _, also in chosen[1:]:
            where &= also
        if truth:
            true |= where
        else:
            false |= where
    return true, false


def _kinds(node: Comparison, spot: int, space: Space) -> Iterable[tuple[int, int]]:
    """For each kind of position of a path one of them, and where the path takes one of the kind."""
    kinds: dict[object, tuple[int, int]] = {}
    for rank, place in enumerate(space.positions[spot]):
        kind, where = node.kind(spot, place), space.where(spot, rank)
        kinds[kind] = (kinds[kind][0], kinds[kind][1] | where) if kind in kinds else (place, where)
    return kinds.values()


def _counted(node: Counted, space: Space) -> Sets:
    """As ``logic.count_reaches``, everywhere at once."""
    listed = [sets_of(part, space) for part in node.listed]
    closed = space.all if node.complete else sets_of(node.unlisted, space)[1]
    trues, falses = [yes for yes, _ in listed], [no for _, no in listed]
    count, wanted = len(listed), node.value
    under = closed & _reach(falses, count - wanted + 1, space)
    over = _reach(trues, wanted + 1, space)
    match node.op:
        case "at_least":
            return _reach(trues, wanted, space), under
        case "at_most":
            return closed & _reach(falses, count - wanted, space), over
        case _:
            return closed & _reach(trues, wanted, space) & _reach(falses, count - wanted, space), over | under


def _reach(sets: Sequence[int], wanted: int, space: Space) -> int:
    """Where at least so many of the sets hold."""
    if wanted <= 0:
        return space.all
    reached = [space.all, *([0] * wanted)]
    for one in sets:
        for many in range(wanted, 0, -1):
            reached[many] |= reached[many - 1] & one
    return reached[wanted]


def below(node: Node) -> tuple[Ready, ...]:
    """The parts a part is made of."""
    match node:
        case Group():
            return node.parts
        case Negated() | Loosened():
            return (node.part,)
        case Counted():
            return (*node.listed, node.unlisted)
        case BySize():
            return (node.complete, node.incomplete)
        case _:
            return ()
