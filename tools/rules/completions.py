"""One rule of one household made ready for every completion of its open facts.

What looks at no open fact folds into constants; what is left is a few parts that still move (truth_sets.py). The comparisons
are made with the household as told and the trial values on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from corpus.errors import NotInForceError
from corpus.rule import (
    All,
    AnyCondition,
    AnyMember,
    AnyOf,
    CountMembers,
    EveryMember,
    EverySupporter,
    FactOperand,
    FigureOperand,
    Leaf,
    Not,
    ProgrammeSays,
    walk,
)
from tools.rules.evaluate import compare_plain, is_plain, judge_leaf, looks_at, statuses_of, trial_truth
from tools.rules.logic import Truth, any_of
from tools.rules.truth_sets import Comparison, Ready, by_size, counted, every, loosened, opposite, some
from tools.rules.view import UNLISTED, HouseholdView, Index

Positions = tuple[int, ...]


class Completions:
    """The rules of a household with some paths open.

    Attributes:
        paths: the open paths; everywhere else a path is told by its position here, its spot.
        values: for each the values to be tried; set after the rule was made ready.
        leaves: the comparison in the rule behind each one that looks at open paths.
    """

    def __init__(self, view: HouseholdView, paths: Sequence[str]) -> None:
        self.view, self.paths = view, tuple(paths)
        self.values: list[tuple[Any, ...]] = [() for _ in self.paths]
        self.leaves: dict[Comparison, Leaf] = {}
        self._spot = {path: spot for spot, path in enumerate(self.paths)}
        self._programmes: dict[tuple[str, str | None], Ready] = {}
        self._size = self._spot.get("size") if view.completeness_waits_for_size() else None

    def rule(self, condition: AnyCondition, index: Index) -> Ready:
        """A condition made ready, for the member ``index``."""
        match condition:
            case All(all=parts):
                return every([self.rule(part, index) for part in parts])
            case AnyOf(any=parts):
                return some([self.rule(part, index) for part in parts])
            case Not(not_=part):
                return opposite(self.rule(part, index))
            case AnyMember(any_member=part) | EveryMember(every_member=part) | CountMembers(count_members=part):
                return self._members(condition, part)
            case EverySupporter(every_supporter=part, otherwise=otherwise):
                supporters = self.view.supporters(index)
                if supporters is None:
                    return self.rule(otherwise, index)
                assert isinstance(index, int)
                return every([self.rule(part, (index, j)) for j in range(len(supporters))])
            case ProgrammeSays(programme=programme, part=named, verdict=verdict):
                said = self.programme(programme, named)
                return said if verdict == "eligible" else opposite(said)
            case Leaf():
                return self._leaf(condition, index)
            case _:
                return None

    def programme(self, identifier: str, part: str | None = None) -> Ready:
        """The rule of a programme, over all members where it is judged per person; or the part of it with that id."""
        key = (identifier, part)
        if key not in self._programmes:
            self._programmes[key] = self._programme(identifier, part)
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
        return self._members(None, conditions)

    def _members(self, condition: AnyMember | EveryMember | CountMembers | None, part: AnyCondition) -> Ready:
        """A rule over the members (None: one of them is enough); an unlisted one counts too unless the list is complete."""
        listed = [self.rule(part, i) for i in self.view.indexes()]
        if self._size is None:
            complete = self.view.list_complete()
            return _rolled(condition, listed, complete, None if complete else self.rule(part, UNLISTED))
        unlisted = self.rule(part, UNLISTED)
        whole, partial_list = (_rolled(condition, listed, complete, unlisted) for complete in (True, False))
        count = len(self.view.household.members or ())
        return by_size(self._size, lambda position: count >= self.values[self._size or 0][position], whole, partial_list)

    def _leaf(self, leaf: Leaf, index: Index) -> Ready:
        spots = tuple(dict.fromkeys(self._spot[path] for path in looks_at(leaf, self.view, index) if path in self._spot))
        if not spots:
            return judge_leaf(leaf, self.view, index).truth
        if is_plain(leaf, self.view, index):
            comparison = Comparison(spots, partial(self._plain, leaf, spots[0]), _itself)
        else:
            looked = _Looked(self, leaf, index, spots)
            comparison = Comparison(spots, looked.truth, looked.kind)
        self.leaves[comparison] = leaf
        return comparison

    def _plain(self, leaf: Leaf, spot: int, positions: Positions) -> Truth:
        return compare_plain(leaf, self.values[spot][positions[0]])


def _itself(spot: int, position: int) -> object:
    return position


class _Looked:
    """A comparison that is looked at through the household; values that are one to it are looked at once."""

    def __init__(self, completions: Completions, leaf: Leaf, index: Index, spots: Positions) -> None:
        self.completions, self.leaf, self.index, self.spots = completions, leaf, index, spots
        self.statuses = statuses_of(leaf)
        self.seen: dict[Positions, Truth] = {}
        self.kinds: dict[tuple[int, int], object] = {}

    def truth(self, positions: Positions) -> Truth:
        """The truth where the paths take these positions."""
        if positions not in self.seen:
            tried = self.completions
            told = {tried.paths[spot]: tried.values[spot][place] for spot, place in zip(self.spots, positions, strict=True)}
            self.seen[positions] = trial_truth(self.leaf, tried.view.trying(told), self.index)
        return self.seen[positions]

    def kind(self, spot: int, position: int) -> object:
        """What the comparison sees of a value: the statuses it asks for, whether someone lives alone, an area's figures."""
        key = (spot, position)
        if key not in self.kinds:
            self.kinds[key] = self._kind(self.completions.paths[spot], self.completions.values[spot][position], position)
        return self.kinds[key]

    def _kind(self, path: str, value: Any, position: int) -> object:
        if self.statuses:
            return tuple([status in value for status in self.statuses]) if isinstance(value, tuple) else value == 1
        if path == "area":
            return self._terms(value)
        return position

    def _terms(self, area: str) -> object:
        """What a comparison would be made with in an area: areas with the same figures are one to it."""
        operand, view = self.leaf.value, self.completions.view
        if not isinstance(operand, FigureOperand | FactOperand):
            return area
        names = (operand.parameter if isinstance(operand, FigureOperand) else None, operand.times_parameter)
        found = [view.corpus.figure(name, area, view.day) for name in names if name]
        return tuple((figure.value, figure.state, figure.grade, figure.floor, figure.only_rises) for figure in found)


def _rolled(condition: AnyMember | EveryMember | CountMembers | None, listed: list[Ready], complete: bool, unlisted: Ready) -> Ready:
    """As ``evaluate.roll_members``: an unlisted member can at most leave it open."""
    match condition:
        case EveryMember():
            return every(listed if complete else [*listed, loosened(unlisted, False)])
        case CountMembers(op=op, value=value):
            return counted(op, value, listed, complete, unlisted)
        case _:
            return some(listed if complete else [*listed, loosened(unlisted, True)])


def roll_persons(truths: list[Truth], complete: bool) -> Truth:
    """A programme judged per person: met if one member meets it; an unlisted one (the last) can at most leave it open."""
    return any_of(truths if complete else [*truths[:-1], None if truths[-1] else truths[-1]])
