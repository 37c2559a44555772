"""Laws of what still matters: exactly the facts that tip the verdict under some completion of the others."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from corpus.corpus import Corpus
from corpus.errors import NotInForceError
from corpus.facts import Household
from corpus.load import load
from corpus.rule import AnyCondition, Leaf, walk
from tools.eligibility import judge_trace
from tools.rules import matters
from tools.rules.completions import Completions
from tools.rules.evaluate import evaluate, looks_at, trial_truth
from tools.rules.logic import Truth, all_of, any_of, count_reaches, negate
from tools.rules.trace import Trace
from tools.rules.truth_sets import Comparison, Ready, Space, by_size, counted, every, loosened, opposite, sets_of, some
from tools.rules.view import UNLISTED, HouseholdView, Index

CORPUS: Corpus = load()
DAYS = (date(2021, 12, 1), date(2025, 8, 1), date(2026, 3, 1), date(2026, 11, 24))
STATUSES = ([], [], *([name] for name in CORPUS.recognitions))
MOST = 1_000
UNNAMED = f"[{UNLISTED}]"
AREAS = ("庄河市", "长海县", "中山区")


def _household(draw: random.Random) -> dict[str, Any]:
    """A household with gaps."""
    whole = {
        "area": draw.choice(AREAS),
        "residence": draw.choice(("rural", "urban")),
        "size": draw.randint(1, 3),
        draw.choice(("monthly_income_per_head", "monthly_income")): draw.choice((0, 700, 846, 1269, 3000)),
        "annual_net_income_per_head": draw.choice((3000, 7260, 9000)),
        "assets_within_limit": draw.random() < 0.7,
        "recognised_as": draw.choice(STATUSES),
        "sudden_hardship": draw.random() < 0.3,
    }
    person = {
        "age": lambda: draw.choice((3, 12, 16, 17, 40, 59, 60, 88)),
        "disability": lambda: "none" if draw.random() < 0.6 else {"grade": draw.randint(1, 4), "category": draw.choice(("肢体", "智力"))},
        "needs_long_term_care": lambda: draw.random() < 0.5,
        "can_work": lambda: draw.random() < 0.5,
        "supporters_unable": lambda: draw.random() < 0.5,
        "education_stage": lambda: draw.choice(("none", "primary")),
        "recognised_as": lambda: draw.choice(STATUSES),
        "enrolled_medical": lambda: draw.random() < 0.7,
        "enrolled_pension": lambda: draw.random() < 0.7,
    }
    told: dict[str, Any] = {key: value for key, value in whole.items() if draw.random() < 0.6}
    if draw.random() < 0.8:
        told["members"] = [{k: make() for k, make in person.items() if draw.random() < 0.6} for _ in range(draw.randint(1, 2))]
    return told


class _OneByOne:
    """Tries every completion by judging the whole rule again with the values told."""

    def __init__(self, view: HouseholdView, condition: AnyCondition, index: Index, tried: Completions) -> None:
        self.view, self.condition, self.index, self.tried = view, condition, index, tried
        self.seen: dict[tuple[int, ...], Truth] = {}

    def truth(self, chosen: tuple[int, ...]) -> Truth:
        if chosen not in self.seen:
            told = {path: values[place] for path, values, place in zip(self.tried.paths, self.tried.values, chosen, strict=True)}
            view = self.view.trying({path: value for path, value in told.items() if value is not None})
            self.seen[chosen] = evaluate(self.condition, view, index=self.index, judge=partial(_judge, view)).truth
        return self.seen[chosen]

    def matters(self, spot: int) -> bool:
        """Whether two values of a path differ in some completion of the others."""
        places = [range(len(values)) for values in self.tried.values]
        others = [(0,) if other == spot else taken for other, taken in enumerate(places)]
        return any(
            len({self.truth((*chosen[:spot], place, *chosen[spot + 1 :])) for place in places[spot]}) > 1
            for chosen in itertools.product(*others)
        )


class _Made:
    """Makes a rule ready, and keeps what it was made ready with."""

    tried: Completions | None = None

    def __init__(self, condition: AnyCondition, index: Index) -> None:
        self.condition, self.index = condition, index

    def __call__(self, tried: Completions) -> Ready:
        self.tried = tried
        return tried.rule(self.condition, self.index)


def _judge(view: HouseholdView, programme: str) -> Trace:
    try:
        return judge_trace(view, programme)
    except NotInForceError:
        return Trace("programme", None, id=programme)


def test_missing_is_what_the_definition_says() -> None:
    """Where all completions can be tried one by one, with the evaluator that explains, they give the same facts."""
    draw = random.Random(20261124)
    compared = 0
    for number in range(80):
        view = HouseholdView(Household.model_validate(_household(draw)), CORPUS, draw.choice(DAYS), draw.random() < 0.5)
        for programme in CORPUS.programmes.values():
            try:
                condition = CORPUS.reading(programme.id, view.day).conditions
            except NotInForceError:
                continue
            for index in (None,) if programme.judged == "household" else view.indexes():
                trace = evaluate(condition, view, index=index, judge=partial(_judge, view))
                made = _Made(condition, index)
                found = matters.facts_that_matter(view, trace, made) if trace.truth is None else ()
                tried = made.tried
                if tried is None or math.prod(len(values) for values in tried.values) > MOST:
                    continue
                exact = _OneByOne(view, condition, index, tried)
                wanted = {path for spot, path in enumerate(tried.paths) if exact.matters(spot)}
                assert wanted == {path for path in found if path in tried.paths}, (number, programme.id, index, view.household)
                compared += 1
    assert compared > 100


def test_the_sets_are_kleenes_logic() -> None:
    """And, or, not, counting and lists that wait for the size, completion by completion, as logic.py has them one at a time."""
    draw = random.Random(3)
    for _ in range(300):
        counts = [draw.randint(1, 4) for _ in range(draw.randint(1, 4))]
        space = Space([range(count) for count in counts])
        rule, one = _random_rule(draw, counts, 3)
        true, false = sets_of(rule, space)
        for number, chosen in enumerate(itertools.product(*(range(count) for count in reversed(counts)))):
            truth = one(chosen[::-1])
            assert (bool(true >> number & 1), bool(false >> number & 1)) == (truth is True, truth is False)


def _random_rule(draw: random.Random, counts: list[int], depth: int) -> tuple[Ready, Callable[[Sequence[int]], Truth]]:
    """A rule made of random parts, and its truth for one completion worked out with plain three-valued logic."""
    how = (
        draw.choice(("constant", "leaf", "all", "any", "not", "loosened", "count", "size")) if depth else draw.choice(("constant", "leaf"))
    )
    if how == "constant":
        fixed = draw.choice((True, False, None))
        return fixed, lambda chosen: fixed
    if how == "leaf":
        spots = tuple(sorted(draw.sample(range(len(counts)), draw.randint(1, min(2, len(counts))))))
        table = {places: draw.choice((True, False, None)) for places in itertools.product(*(range(counts[spot]) for spot in spots))}
        return Comparison(spots, table.__getitem__, lambda spot, place: place), lambda chosen: table[tuple(chosen[spot] for spot in spots)]
    made = [_random_rule(draw, counts, depth - 1) for _ in range(draw.randint(1, 3))]
    parts, ones = [part for part, _ in made], [one for _, one in made]
    match how:
        case "all":
            return every(parts), lambda chosen: all_of(one(chosen) for one in ones)
        case "any":
            return some(parts), lambda chosen: any_of(one(chosen) for one in ones)
        case "not":
            return opposite(parts[0]), lambda chosen: negate(ones[0](chosen))
        case "loosened":
            gives_up = draw.random() < 0.5
            return loosened(parts[0], gives_up), lambda chosen: None if ones[0](chosen) is gives_up else ones[0](chosen)
        case "count":
            op, value, complete = draw.choice(("at_least", "at_most", "equal_to")), draw.randint(0, 3), draw.random() < 0.5

            def count(chosen: Sequence[int]) -> Truth:
                truths = [one(chosen) for one in ones[:-1]]
                closed = complete or ones[-1](chosen) is False
                return count_reaches(sum(t is True for t in truths), sum(t is None for t in truths), closed, op, value)

            return counted(op, value, parts[:-1], complete, parts[-1]), count
        case _:
            spot, bound = draw.randrange(len(counts)), draw.randint(0, 3)
            return by_size(spot, lambda place: place < bound, parts[0], parts[-1]), lambda chosen: (
                ones[0] if chosen[spot] < bound else ones[-1]
            )(chosen)


class _Watched(dict[str, Any]):
    """Trial values that note which paths were looked at."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.looked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.looked.add(key)
        return super().get(key, default)


def test_a_comparison_looks_at_no_path_it_does_not_name() -> None:
    """Else a trial value could change a truth that is kept from an earlier trial."""
    draw = random.Random(1)
    trials: dict[str, Any] = {"size": 1, "recognised_as": (), "monthly_income_per_head": 500, "area": AREAS[0]}
    for number in range(40):
        view = HouseholdView(Household.model_validate(_household(draw)), CORPUS, DAYS[number % len(DAYS)], draw.random() < 0.5)
        for programme in CORPUS.programmes.values():
            for reading in programme.readings:
                for leaf in (c for c in walk(reading.conditions) if isinstance(c, Leaf) and not c.fact.startswith("supporter.")):
                    for index in (None,) if leaf.fact.startswith("household.") else (*view.indexes(), UNLISTED):
                        watched = _Watched({path: value for path, value in trials.items() if draw.random() < 0.5})
                        trial = HouseholdView(view.household, CORPUS, view.day, view.complete, watched)
                        trial_truth(leaf, trial, index)
                        named = set(looks_at(leaf, view, index))
                        assert {path for path in watched.looked if UNNAMED not in path} <= named, (programme.id, leaf.id, index)
