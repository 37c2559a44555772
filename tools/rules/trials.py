"""One rule of one household made ready for trying many completions of its open facts.

Every leaf keeps a table of its truths by the trial values it looks at; a leaf that looks at none is a constant, and
groups of constants fold away. So a trial is a walk over the few nodes that still move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import NotInForceError
from corpus.rule import All, AnyCondition, AnyMember, AnyOf, CountMembers, EveryMember, EverySupporter, Leaf, Not, ProgrammeSays, walk
from tools.rules.evaluate import compare_plain, is_plain, judge_leaf, looks_at, roll_members, trial_truth
from tools.rules.logic import Truth, all_of, any_of, negate
from tools.rules.view import UNLISTED, HouseholdView, Index

OPEN = -1
"""In a trial: the path is left open."""

Chosen = Sequence[int]
"""A trial: by path the position of its value, or OPEN."""

Moving = Callable[[Chosen], Truth]
Ready = Moving | Truth
"""A rule made ready: a constant, or a function of the trial."""


@dataclass(eq=False)
class Single:
    """A part of a rule that looks at one path alone: its truth is a matter of that path's value."""

    spot: int
    judge: Moving
    truths: dict[int, Truth] = field(default_factory=dict)

    def __call__(self, chosen: Chosen) -> Truth:
        """The truth for a trial."""
        position = chosen[self.spot]
        if position not in self.truths:
            self.truths[position] = self.judge(chosen)
        return self.truths[position]


@dataclass(eq=False)
class Table:
    """One leaf that looks at trial values, with the truths worked out so far.

    Attributes:
        spots: positions of the paths it looks at.
        plain: it compares the trial value itself with a fixed one.
    """

    leaf: Leaf
    index: Index
    spots: tuple[int, ...]
    trials: Trials
    plain: bool = False
    truths: dict[tuple[int, ...], Truth] = field(default_factory=dict)

    def __call__(self, chosen: Chosen) -> Truth:
        """The truth for a trial."""
        key = tuple([chosen[spot] for spot in self.spots])
        if key not in self.truths:
            self.truths[key] = self.look(chosen)
        return self.truths[key]

    def look(self, chosen: Chosen) -> Truth:
        """The truth for a trial, worked out."""
        trials = self.trials
        if self.plain and chosen[self.spots[0]] != OPEN:
            return compare_plain(self.leaf, trials.values[self.spots[0]][chosen[self.spots[0]]])
        told = {trials.paths[spot]: trials.values[spot][chosen[spot]] for spot in self.spots if chosen[spot] != OPEN}
        return trial_truth(self.leaf, trials.view.trying(told, trials.waiting), self.index)


class Trials:
    """The rules of a household with some paths open.

    Attributes:
        paths: the open paths, by position.
        values: for each the values to be tried; set after the rule was made ready.
        tables: the leaves that look at trial values.
        singles: the largest parts that look at one path alone, and those of referred rules, which stand in several places.
    """

    def __init__(self, view: HouseholdView, paths: Sequence[str]) -> None:
        self.view, self.paths = view, tuple(paths)
        self.waiting = frozenset(self.paths)
        self.values: list[tuple[Any, ...]] = [() for _ in self.paths]
        self.tables: list[Table] = []
        self.singles: dict[Single, None] = {}
        self.shared: set[Single] = set()
        self._spot = {path: spot for spot, path in enumerate(self.paths)}
        self._programmes: dict[tuple[str, str | None], Ready] = {}
        self._size = self._spot.get("size") if view.completeness_waits_for_size() else None

    def leaves(self, spot: int) -> list[Leaf]:
        """The comparisons that look at a path."""
        return [table.leaf for table in self.tables if spot in table.spots]

    def touching(self, spot: int) -> list[Single | Table]:
        """The largest parts of the rule that look at this path alone, and the comparisons that look at others beside it."""
        single: list[Single | Table] = [one for one in self.singles if one.spot == spot]
        return single + [table for table in self.tables if spot in table.spots and len(table.spots) > 1]

    def at(self, part: Single | Table, spot: int, position: int) -> Truth:
        """The truth of a part with one path at a value and the others open."""
        chosen = [OPEN] * len(self.paths)
        chosen[spot] = position
        return part(chosen)

    def rule(self, condition: AnyCondition, index: Index) -> Ready:
        """A condition made ready, for the member ``index``."""
        match condition:
            case All(all=parts):
                return self._group(_all, [self.rule(part, index) for part in parts])
            case AnyOf(any=parts):
                return self._group(_any, [self.rule(part, index) for part in parts])
            case Not(not_=part):
                return self._group(lambda parts: _not(parts[0]), [self.rule(part, index)])
            case AnyMember(any_member=part) | EveryMember(every_member=part) | CountMembers(count_members=part):
                return self._members(part, lambda truths, complete: roll_members(condition, truths, complete))
            case EverySupporter(every_supporter=part, otherwise=otherwise):
                supporters = self.view.supporters(index)
                if supporters is None:
                    return self.rule(otherwise, index)
                assert isinstance(index, int)
                return self._group(_all, [self.rule(part, (index, j)) for j in range(len(supporters))])
            case ProgrammeSays(programme=programme, part=named, verdict=verdict):
                said = self.programme(programme, named)
                return said if verdict == "eligible" else _not(said)
            case Leaf():
                return self._leaf(condition, index)
            case _:
                return None

    def programme(self, identifier: str, part: str | None = None) -> Ready:
        """The rule of a programme, over all members where it is judged per person; or the part of it with that id."""
        key = (identifier, part)
        if key not in self._programmes:
            said = self._programmes[key] = self._programme(identifier, part)
            if isinstance(said, Single):
                self.shared.add(said)
        return self._programmes[key]

    def _programme(self, identifier: str, part: str | None) -> Ready:
        corpus = self.view.corpus
        try:
            conditions = corpus.reading(identifier, self.view.day).conditions
        except NotInForceError:
            return None
        if part is not None:
            return self.rule(next(c for c in walk(conditions) if getattr(c, "id", None) == part), None)
        if corpus.programmes[identifier].judged == "household":
            return self.rule(conditions, None)
        return self._members(conditions, roll_persons)

    def _members(self, part: AnyCondition, roll: Callable[[list[Truth], bool], Truth]) -> Ready:
        """A rule over the members; an unlisted one comes last unless the list is complete."""
        listed = [self.rule(part, i) for i in self.view.indexes()]
        if self._size is None:
            complete = self.view.list_complete()
            parts = listed if complete else [*listed, self.rule(part, UNLISTED)]
            return _rolled(parts, lambda truths: roll(truths, complete))
        spot, unlisted, count = self._size, self.rule(part, UNLISTED), len(self.view.household.members or ())

        def rolled(chosen: Chosen) -> Truth:
            complete = chosen[spot] != OPEN and count >= self.values[spot][chosen[spot]]
            truths = [_at(ready, chosen) for ready in listed]
            return roll(truths if complete else [*truths, _at(unlisted, chosen)], complete)

        return rolled

    def _group(self, combine: Callable[[list[Ready]], Ready], parts: list[Ready]) -> Ready:
        """A group; one whose moving parts all look at the same path alone is such a part itself and takes their place."""
        group = combine(parts)
        moving = _moving(parts)
        spots = {part.spot if isinstance(part, Single) else None for part in moving}
        spot = spots.pop() if len(spots) == 1 else None
        return self._single(spot, group, moving) if callable(group) and spot is not None else group

    def _single(self, spot: int, judge: Moving, instead_of: Sequence[Moving]) -> Single:
        for part in instead_of:
            if isinstance(part, Single) and part not in self.shared:
                self.singles.pop(part, None)
        one = judge if isinstance(judge, Single) else Single(spot, judge)
        self.singles[one] = None
        return one

    def _leaf(self, leaf: Leaf, index: Index) -> Ready:
        spots = tuple(dict.fromkeys(self._spot[path] for path in looks_at(leaf, self.view, index) if path in self._spot))
        if not spots:
            return judge_leaf(leaf, self.view, index).truth
        table = Table(leaf, index, spots, self, is_plain(leaf, self.view, index))
        self.tables.append(table)
        return self._single(spots[0], table.look, ()) if len(spots) == 1 else table


def roll_persons(truths: list[Truth], complete: bool) -> Truth:
    """A programme judged per person: met if one member meets it; an unlisted one (the last) can at most leave it open."""
    return any_of(truths if complete else [*truths[:-1], None if truths[-1] else truths[-1]])


def truth_at(ready: Ready, chosen: Chosen) -> Truth:
    """The truth of a rule made ready, for a trial."""
    return _at(ready, chosen)


def _at(ready: Ready, chosen: Chosen) -> Truth:
    return ready(chosen) if callable(ready) else ready


def _moving(parts: Iterable[Ready]) -> list[Moving]:
    return [part for part in parts if callable(part)]


def _all(parts: list[Ready]) -> Ready:
    fixed = all_of(part for part in parts if not callable(part))
    moving = _moving(parts)
    if fixed is False or not moving:
        return fixed
    if fixed is True and len(moving) == 1:
        return moving[0]

    def conjunction(chosen: Chosen) -> Truth:
        result = fixed
        for part in moving:
            truth = part(chosen)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    return conjunction


def _any(parts: list[Ready]) -> Ready:
    fixed = any_of(part for part in parts if not callable(part))
    moving = _moving(parts)
    if fixed is True or not moving:
        return fixed
    if fixed is False and len(moving) == 1:
        return moving[0]

    def disjunction(chosen: Chosen) -> Truth:
        result = fixed
        for part in moving:
            truth = part(chosen)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result

    return disjunction


def _not(part: Ready) -> Ready:
    return (lambda chosen: negate(part(chosen))) if callable(part) else negate(part)


def _rolled(parts: list[Ready], roll: Callable[[list[Truth]], Truth]) -> Ready:
    if not any(callable(part) for part in parts):
        return roll([part for part in parts if not callable(part)])
    return lambda chosen: roll([_at(part, chosen) for part in parts])
