"""Laws of what still matters: exactly the facts that tip the verdict under some completion of the others."""

from __future__ import annotations

import itertools
import random
from datetime import date
from typing import Any

import pytest

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from corpus.rule import Leaf, walk
from tools.eligibility import check_household
from tools.rules import matters
from tools.rules.evaluate import looks_at, trial_truth
from tools.rules.logic import Truth
from tools.rules.trials import Ready, Trials, truth_at
from tools.rules.view import UNLISTED, HouseholdView

CORPUS: Corpus = load()
DAYS = (date(2021, 12, 1), date(2025, 8, 1), date(2026, 3, 1), date(2026, 11, 24))
STATUSES = ([], [], *([name] for name in CORPUS.recognitions))
MOST = 20_000
DISTINCT = matters._distinct
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


def _every_value(trials: Trials, spot: int) -> tuple[int, ...]:
    """Every value of a path, those that are the same to the rule too, unless all together are too many to try."""
    total = 1
    for values in trials.values:
        total *= len(values)
    return tuple(range(len(trials.values[spot]))) if total <= MOST else DISTINCT(trials, spot)


class _ByDefinition:
    """Tries every completion, one by one."""

    spent = False

    def __init__(self, rule: Ready, domains: list[tuple[int, ...]]) -> None:
        self.rule, self.domains = rule, domains
        self.seen: dict[tuple[int, ...], Truth] = {}

    def matters(self, spot: int) -> bool:
        others = [(0,) if other == spot else values for other, values in enumerate(self.domains)]
        return any(self._tips(spot, list(chosen)) for chosen in itertools.product(*others))

    def _tips(self, spot: int, chosen: list[int]) -> bool:
        truths = set()
        for value in self.domains[spot]:
            chosen[spot] = value
            key = tuple(chosen)
            if key not in self.seen:
                self.seen[key] = truth_at(self.rule, chosen)
            truths.add(self.seen[key])
        return len(truths) > 1


def test_missing_is_what_the_definition_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all completions can be tried one by one, they give the same facts."""
    draw = random.Random(20261124)
    compared = 0
    for _ in range(60):
        household, day, complete = Household.model_validate(_household(draw)), draw.choice(DAYS), draw.random() < 0.5
        with monkeypatch.context() as patch:
            patch.setattr(matters, "BUDGET", 10**9)
            found = check_household(household, day, corpus=CORPUS, complete=complete)
            patch.setattr(matters, "_Search", _ByDefinition)
            patch.setattr(matters, "_distinct", _every_value)
            wanted = check_household(household, day, corpus=CORPUS, complete=complete)
        for mine, exact in zip(found, wanted, strict=True):
            assert mine.result == exact.result, (day, complete, household)
            compared += bool(exact.result.missing)
    assert compared > 100


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
