"""Which fact to ask next: what settles most for the least effort and pain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.dated import Strict
from corpus.facts import About, fact_spec
from tools.eligibility import Judgement
from tools.likely import likely
from tools.rules.evaluate import compare_trial
from tools.rules.hopes import Knot, after, knot, leaves
from tools.rules.logic import Truth
from tools.rules.trace import Trace
from tools.rules.view import UNLISTED, member_path

FIRST = 10.0
"""How much more a programme counts that was asked about."""

SETTLED = 0.5
"""What a settled programme counts, beside the questions it saves."""

EFFORT = 0.5
"""How strongly the effort of an answer counts against it: worth is divided by effort to this power."""

SHARE = 0.1
"""What being one of few facts a programme waits for counts."""

AGE = "member.age"
PEOPLE = ("members", "size")
EACH = 0.1
"""What the list of people counts for each programme that waits for it: after the facts of the whole household that may settle
many, before anything about single members, which only the list lets one ask."""


class NextFact(Strict):
    """The fact to ask next.

    Attributes:
        path: household path, e.g. ``members[1].disability``.
        settles: ids of the programmes that wait for it.
    """

    path: str
    settles: tuple[str, ...]


def next_fact(
    judgements: Sequence[Judgement], *, unknown: frozenset[str] = frozenset(), first: frozenset[str] = frozenset()
) -> NextFact | None:
    """The open fact that saves most other questions and settles most, for the least effort; None: no answer can change anything.

    Each answer a fact may have is tried, weighted by how often it is given, on every programme that waits for it. Painful
    facts wait until nothing else is left, and what only programmes told aside wait for until no other programme does. Programmes
    in ``first`` (those asked about) count more than all others.

    Args:
        judgements: the household's judgements.
        unknown: paths the user said they do not know; never asked again.
        first: programme ids asked about.
    """
    waits: dict[str, list[str]] = {}
    usual = [j for j in judgements if (not j.aside or j.result.id in first) and not unknown.issuperset(j.result.missing)]
    judgements = usual or judgements
    for judgement in judgements:
        for path in judgement.result.missing:
            if path not in unknown:
                waits.setdefault(path, []).append(judgement.result.id)
    if not waits:
        return None
    order = {path: place for place, path in enumerate(waits)}
    calm = [path for path in waits if not about(path).painful] or list(waits)
    worth = _Worth(judgements, frozenset(waits), first)
    best = max(calm, key=lambda path: (round(worth.of(path) / about(path).effort ** EFFORT, 6), -order[path])) if len(calm) > 1 else calm[0]
    return NextFact(path=best, settles=tuple(waits[best]))


@dataclass(frozen=True)
class _Open:
    """One programme that waits for facts: what is open about the household or about each member.

    Attributes:
        trees: whose it is (None: the household's) and the open node.
        missing: the facts it waits for that may be asked.
        weight: how much it counts.
        moved_by: the facts some comparison waits for alone.
        waiting_for: by fact the comparisons that wait for it.
    """

    trees: tuple[tuple[int | None, Knot], ...]
    missing: frozenset[str]
    weight: float
    moved_by: frozenset[str]
    waiting_for: dict[str, tuple[Trace, ...]]
    split: dict[str, tuple[tuple[tuple[int | None, Knot], ...], frozenset[str]]] = field(default_factory=dict, init=False)

    def left(self, path: str, truths: dict[int, Truth]) -> frozenset[str]:
        """The facts it would still wait for; none: nothing more can change it."""
        touched, others = self.beside(path)
        left = set(others)
        for index, tree in touched:
            truth, paths = after(tree, path, truths)
            if truth and index != UNLISTED:
                return frozenset()
            if truth is None:
                left |= paths
        return self.missing.intersection(left)

    def beside(self, path: str) -> tuple[tuple[tuple[int | None, Knot], ...], frozenset[str]]:
        """Whose nodes wait for a fact, and what the others wait for."""
        if path not in self.split:
            touched = tuple(found for found in self.trees if path in found[1].paths)
            others = frozenset().union(*(tree.paths for _, tree in self.trees if path not in tree.paths))
            self.split[path] = (touched, self.missing & others)
        return self.split[path]


class _Worth:
    """What answers are worth, over all programmes that wait."""

    def __init__(self, judgements: Sequence[Judgement], asked: frozenset[str], first: frozenset[str]) -> None:
        self.waiting = [_open(judgement, asked, first) for judgement in judgements if asked.intersection(judgement.result.missing)]
        self.ages = _ages(judgements)
        self.holders = Counter(path for programme in self.waiting for path in programme.missing)

    def of(self, path: str) -> float:
        """Questions saved and programmes settled by an answer, as far as can be expected."""
        touched = [programme for programme in self.waiting if path in programme.missing]
        share = sum(programme.weight / len(programme.missing) for programme in touched if path in programme.moved_by)
        if path in PEOPLE:
            return EACH * sum(programme.weight for programme in touched)
        worth = 0.0
        spot = member_path(path)
        for truths, weight in _answers(path, touched, self.ages.get(spot[0]) if spot else None):
            worth += weight * self._saved(path, touched, truths)
        return worth + SHARE * share

    def _saved(self, path: str, touched: Sequence[_Open], truths: dict[int, Truth]) -> float:
        dropped: Counter[str] = Counter()
        settled, heaviest = 0.0, 1.0
        for programme in touched:
            left = programme.left(path, truths)
            dropped.update(programme.missing - left)
            settled += 0.0 if left else programme.weight
            heaviest = max(heaviest, programme.weight)
        saved = sum(1 for other, times in dropped.items() if other != path and times == self.holders[other])
        return heaviest * saved + SETTLED * settled


def _open(judgement: Judgement, asked: frozenset[str], first: frozenset[str]) -> _Open:
    trees = [(index, tree) for index, trace in judgement.traces if (tree := knot(trace)) is not None]
    waiting: dict[str, list[Trace]] = {}
    for leaf in (leaf for _, tree in trees for leaf in leaves(tree)):
        for path in leaf.paths:
            waiting.setdefault(path, []).append(leaf)
    return _Open(
        trees=tuple(trees),
        moved_by=frozenset(path for path, found in waiting.items() if any(len(leaf.paths) == 1 for leaf in found)),
        waiting_for={path: tuple(found) for path, found in waiting.items()},
        missing=asked.intersection(judgement.result.missing),
        weight=FIRST if judgement.result.id in first else 1.0,
    )


def _ages(judgements: Sequence[Judgement]) -> dict[int, int]:
    """The members' ages as far as the rules looked at them."""
    return {
        leaf.index: int(leaf.told)
        for judgement in judgements
        for index, trace in judgement.traces
        if index != UNLISTED
        for leaf in trace.leaves()
        if leaf.fact == AGE and isinstance(leaf.index, int) and isinstance(leaf.told, int)
    }


def _answers(path: str, touched: Sequence[_Open], age: int | None) -> Iterable[tuple[dict[int, Truth], float]]:
    """What the comparisons with a fact come to for its likely answers, with weights; answers they do not tell apart are one."""
    found = {id(leaf): leaf for p in touched for leaf in p.waiting_for.get(path, ())}
    alike: dict[tuple[Any, ...], list[int]] = {}
    compared: list[Trace] = []
    for key, leaf in found.items():
        if not _is_about(leaf, path):
            continue
        same = (leaf.fact, leaf.op, leaf.bound)
        if same not in alike:
            compared.append(leaf)
        alike.setdefault(same, []).append(key)
    bounds = [leaf.bound for leaf in compared]
    weights: dict[tuple[Truth, ...], float] = {}
    for value, weight in likely(kind_of(path), bounds, age):
        outcome = tuple([compare_trial(leaf, value) for leaf in compared])
        weights[outcome] = weights.get(outcome, 0.0) + weight
    for outcome, weight in weights.items():
        yield {key: truth for keys, truth in zip(alike.values(), outcome, strict=True) if truth is not None for key in keys}, weight


def _is_about(leaf: Trace, path: str) -> bool:
    """Whether the leaf compares this very fact, or one that falls back on it, with something that is known."""
    return leaf.fact is not None and leaf.told is None and not leaf.open_figure and _key(leaf.fact) == _key(kind_of(path))


def _key(fact: str) -> Any:
    """``household.recognised_as`` and ``member.recognised_as`` are one answer to a rule."""
    return fact.split(".")[1]


def about(path: str) -> About:
    """What a household path is.

    Raises:
        KeyError: no such fact.
    """
    return fact_spec(kind_of(path))


def kind_of(path: str) -> str:
    """The fact behind a household path: ``members[1].age`` -> ``member.age``, ``size`` -> ``household.size``."""
    spot = member_path(path)
    return f"member.{spot[1]}" if spot else f"household.{path}"
