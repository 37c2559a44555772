"""How many questions until nothing more can change: ours, the best fixed order, and random.

``python -m evals.interview``. Households are drawn from ``sets/interview/households.yaml`` and answer truthfully, some
questions with 不清楚. The fixed order is built on other households, one kind of fact at a time, each the one that leaves the
fewest questions on average with the rest in the order of the registers; a question that no longer matters is skipped.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from multiprocessing import get_context
from typing import Annotated, Any

import typer

from corpus.corpus import Corpus, parse_day
from corpus.dated import Strict
from corpus.facts import Household, Person
from corpus.load import load
from corpus.rule import Leaf, ProgrammeSays, walk
from evals.households import Respondent, draw
from evals.items import SETS
from evals.results import percentile
from tools.eligibility import Judgement, check_programme
from tools.interview import about, kind_of, next_fact

AS_OF = date(2026, 11, 24)
TEST_SEED, TRAINING_SEED = 20261124, 7
ORDER = SETS / "interview" / "order.json"

Ask = Callable[[Sequence[Judgement], frozenset[str]], str | None]
"""Chooses the next question: what is judged, what is not known -> a path, or None."""


@dataclass
class Interview:
    """One household being asked. A programme is judged again only when an answer is about something its rule looks at."""

    respondent: Respondent
    day: date
    corpus: Corpus
    told: dict[str, Any] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    asked: tuple[str, ...] = ()
    judged: dict[str, Judgement] = field(default_factory=dict)

    def begin(self) -> Interview:
        """Hear what is said before any question."""
        self.told = self.respondent.opening()
        self._judge(None)
        return self

    def judgements(self) -> tuple[Judgement, ...]:
        """Every programme with a rule on the day, in the order of the registers."""
        return tuple(self.judged[name] for name in self.corpus.programmes if name in self.judged)

    def open_paths(self) -> tuple[str, ...]:
        """What is missing anywhere and was not answered with 不清楚."""
        paths = dict.fromkeys(path for judgement in self.judgements() for path in judgement.result.missing)
        return tuple(path for path in paths if path not in self.unknown)

    def answer(self, path: str) -> None:
        """Ask for a fact and hear the answer."""
        self.asked = (*self.asked, path)
        if not self.respondent.knows(path):
            self.unknown |= {path}
            return
        self.told = self.respondent.tell(self.told, path)
        self._judge(kind_of(path))

    def copy(self) -> Interview:
        """The same state, to go on from in another way."""
        return Interview(self.respondent, self.day, self.corpus, self.told, self.unknown, self.asked, dict(self.judged))

    def _judge(self, kind: str | None) -> None:
        household = Household.model_validate(self.told)
        for name in _programmes_about(self.corpus, kind, self.day):
            self.judged[name] = check_programme(household, name, self.day, corpus=self.corpus, complete=False)


_ABOUT: dict[tuple[str | None, date], tuple[str, ...]] = {}
EVERYBODY = ("household.members", "household.size", "household.area")


def _programmes_about(corpus: Corpus, kind: str | None, day: date) -> tuple[str, ...]:
    """Programmes whose rule looks at a kind of fact; None or a fact that others are derived from: all."""
    if (kind, day) not in _ABOUT:
        _ABOUT[kind, day] = tuple(
            name
            for name, programme in corpus.programmes.items()
            if any(reading.valid.covers(day) for reading in programme.readings)
            and (kind is None or kind in EVERYBODY or kind.split(".")[1] in _keys(corpus, name, day))
        )
    return _ABOUT[kind, day]


def _keys(corpus: Corpus, name: str, day: date) -> frozenset[str]:
    """The keys of facts a rule looks at, those of the rules it refers to included; incomes and statuses stand for each other."""
    keys: set[str] = set()
    for reading in corpus.programmes[name].readings:
        if not reading.valid.covers(day):
            continue
        for condition in (*walk(reading.conditions), *(c for a in reading.amounts if a.when for c in walk(a.when))):
            if isinstance(condition, Leaf):
                keys.add(condition.fact.split(".")[1])
                other = getattr(condition.value, "fact", None)
                keys |= {other.split(".")[1]} if other else set()
            elif isinstance(condition, ProgrammeSays):
                keys |= _keys(corpus, condition.programme, day)
    incomes = {"monthly_income", "monthly_income_per_head", "income_12m", "income_12m_per_head"}
    return frozenset(keys | (incomes if keys & incomes else set()))


# -- policies --------------------------------------------------------------------------------------------------------


def ours(judgements: Sequence[Judgement], unknown: frozenset[str]) -> str | None:
    """The question the assistant asks."""
    found = next_fact(judgements, unknown=unknown)
    return found.path if found else None


def in_order(order: Sequence[str], judgements: Sequence[Judgement], unknown: frozenset[str]) -> str | None:
    """The first open question of a fixed order of kinds of facts; of several members the first."""
    rank = {kind: place for place, kind in enumerate(order)}
    opened = _open(judgements, unknown)
    return min(opened, key=lambda path: (rank.get(kind_of(path), len(rank)), opened.index(path)), default=None)


def at_random(source: random.Random, judgements: Sequence[Judgement], unknown: frozenset[str]) -> str | None:
    """Any open question."""
    opened = _open(judgements, unknown)
    return source.choice(opened) if opened else None


def _open(judgements: Iterable[Judgement], unknown: frozenset[str]) -> list[str]:
    paths = dict.fromkeys(path for judgement in judgements for path in judgement.result.missing)
    return [path for path in paths if path not in unknown]


def interview(respondent: Respondent, ask: Ask, day: date, corpus: Corpus) -> tuple[str, ...]:
    """Ask until nothing more can change.

    Returns:
        The questions asked.
    """
    state = Interview(respondent, day, corpus).begin()
    while (path := ask(state.judgements(), state.unknown)) is not None:
        state.answer(path)
    return state.asked


# -- the best fixed order --------------------------------------------------------------------------------------------


def registered_kinds() -> tuple[str, ...]:
    """Every kind of fact that may be asked, in the order of the registers."""
    scopes = (("household", Household), ("member", Person))
    return tuple(f"{scope}.{key}" for scope, model in scopes for key in model.model_fields if model.about(key))


class _Counter:
    """Counts the questions a fixed order needs for one household; states that were reached before are not judged again."""

    def __init__(self, respondent: Respondent, day: date, corpus: Corpus) -> None:
        self.start = Interview(respondent, day, corpus).begin()
        self.seen: dict[frozenset[str], Interview] = {}

    def questions(self, order: Sequence[str]) -> int:
        rank = {kind: place for place, kind in enumerate(order)}
        state = self.start
        while opened := state.open_paths():
            path = min(opened, key=lambda p: (rank[kind_of(p)], opened.index(p)))
            asked = frozenset((*state.asked, path))
            if asked not in self.seen:
                after = state.copy()
                after.answer(path)
                self.seen[asked] = after
            state = self.seen[asked]
        return len(state.asked)


_counters: list[_Counter] = []


def _open_counters(share: tuple[int, int], number: int, day: date) -> None:
    """In a worker: its part of the training households."""
    corpus = load()
    at, of = share
    _counters[:] = [_Counter(one, day, corpus) for one in draw(number, TRAINING_SEED, corpus)[at::of]]


def _total(orders: Sequence[tuple[str, ...]]) -> list[int]:
    """In a worker: the questions its households need, for each order."""
    return [sum(counter.questions(order) for counter in _counters) for order in orders]


def best_order(number: int, day: date, workers: int = 2, say: Callable[[str], None] = lambda _: None) -> tuple[str, ...]:
    """The fixed order found by greedy search on the training households."""
    context = get_context("spawn")
    pools = [context.Pool(1, _open_counters, ((at, workers), number, day)) for at in range(workers)]
    order: tuple[str, ...] = ()
    rest = list(registered_kinds())
    try:
        while len(rest) > 1:
            tried = [(*order, kind, *(other for other in rest if other != kind)) for kind in rest]
            waiting = [pool.apply_async(_total, (tried,)) for pool in pools]
            totals = [sum(parts) for parts in zip(*(one.get() for one in waiting), strict=True)]
            best = min(range(len(rest)), key=lambda at: (totals[at], at))
            say(f"{len(order) + 1}. {rest[best]}: {totals[best] / number:.3f}")
            if len(set(totals)) == 1:
                return (*order, *rest)
            order = (*order, rest.pop(best))
    finally:
        for pool in pools:
            pool.terminate()
    return (*order, *rest)


# -- the comparison --------------------------------------------------------------------------------------------------


class Count(Strict):
    """Questions one policy asked of all households.

    Attributes:
        cost: mean effort of a household's questions (1 known by heart, 2 to be looked up, 3 needs a paper).
        painful: mean number of painful questions.
    """

    policy: str
    households: int
    mean: float
    median: float
    p95: float
    cost: float
    painful: float


def count(policy: str, asked: Sequence[Sequence[str]]) -> Count:
    """Counts over households."""
    numbers = [float(len(paths)) for paths in asked]
    return Count(
        policy=policy,
        households=len(asked),
        mean=round(sum(numbers) / len(asked), 3),
        median=percentile(numbers, 0.5),
        p95=percentile(numbers, 0.95),
        cost=round(sum(about(path).effort for paths in asked for path in paths) / len(asked), 3),
        painful=round(sum(about(path).painful for paths in asked for path in paths) / len(asked), 3),
    )


def _asked(number: int, seed: int, day: date, order: tuple[str, ...], policies: tuple[str, ...], share: tuple[int, int]) -> dict[str, Any]:
    """In a worker: what each policy asks of its part of the households."""
    corpus = load()
    people = list(enumerate(draw(number, seed, corpus)))[share[0] :: share[1]]
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in policies:
        found[name] = [interview(one, _policy(name, order, at), day, corpus) for at, one in people]
    return found


def _policy(name: str, order: tuple[str, ...], number: int) -> Ask:
    if name == "ours":
        return ours
    return partial(at_random, random.Random(number)) if name == "random" else partial(in_order, order)


def compare(
    number: int,
    day: date,
    order: tuple[str, ...],
    *,
    seed: int = TEST_SEED,
    workers: int = 2,
    policies: tuple[str, ...] = ("ours", "fixed", "random"),
) -> list[Count]:
    """Every policy on the same households."""
    jobs = [(number, seed, day, order, policies, (at, workers)) for at in range(workers)]
    if workers == 1:
        parts = [_asked(*jobs[0])]
    else:
        with get_context("spawn").Pool(workers) as pool:
            parts = pool.starmap(_asked, jobs)
    return [count(name, [paths for part in parts for paths in part[name]]) for name in policies]


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    households: Annotated[int, typer.Option(help="households to ask")] = 1000,
    training: Annotated[int, typer.Option(help="other households, for --search")] = 100,
    search: Annotated[bool, typer.Option(help="search the fixed order again and keep it")] = False,
    as_of: Annotated[str, typer.Option(help="the day")] = AS_OF.isoformat(),
    workers: Annotated[int, typer.Option(help="processes")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON list")] = False,
) -> None:
    """Questions until nothing more can change: ours, the best fixed order found on other households, random."""
    day = parse_day(as_of)
    if search:
        order = best_order(training, day, workers, say=_say)
        ORDER.write_text(json.dumps({"as_of": day.isoformat(), "households": training, "order": order}, indent=1) + "\n", encoding="utf-8")
    begun = time.perf_counter()
    counts = compare(households, day, kept_order(), workers=workers)
    if as_json:
        sys.stdout.write(json.dumps([one.model_dump() for one in counts]) + "\n")
        return
    for one in counts:
        sys.stdout.write(
            f"{one.policy:7}  mean {one.mean:6.2f}  median {one.median:4.0f}  p95 {one.p95:4.0f}  "
            f"cost {one.cost:6.2f}  painful {one.painful:5.2f}  ({one.households} households)\n"
        )
    sys.stdout.write(f"{time.perf_counter() - begun:.0f} s\n")


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def kept_order() -> tuple[str, ...]:
    """The order found by the last search; kinds that came to the registers since stand last."""
    found = json.loads(ORDER.read_text(encoding="utf-8"))["order"] if ORDER.exists() else []
    return (*found, *(kind for kind in registered_kinds() if kind not in found))


if __name__ == "__main__":
    app()
