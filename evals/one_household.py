"""One household, all programmes, in process: ``python -m evals.one_household``.

The households are drawn from the distribution of ``sets/interview/households.yaml`` (households.py). Each keeps a share of
its facts drawn between none and all, so every state of a conversation occurs. Timed: the verdicts with their traces, the
next question, the bundle and why not; the corpus is loaded and warm.
"""

from __future__ import annotations

import itertools
import random
import time
from datetime import date
from typing import Annotated, Any

import typer

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from evals.households import draw
from evals.results import percentile
from tools.bundle import find_bundle
from tools.eligibility import check_household
from tools.interview import next_fact
from tools.why_not import why_not

AS_OF = date(2026, 11, 24)
PARTS = ("verdicts and traces", "next question", "bundle", "why not", "all")


def with_gaps(truth: dict[str, Any], source: random.Random) -> dict[str, Any]:
    """The household with a random share of its facts left untold; who the members are may be left out altogether."""
    kept = source.random()
    told = {key: value for key, value in truth.items() if key != "members" and source.random() < kept}
    if source.random() < 0.85:
        told["members"] = [
            {key: value for key, value in person.items() if key == "relation" or source.random() < kept} for person in truth["members"]
        ]
    return told


def timed(household: Household, corpus: Corpus, *, complete: bool) -> tuple[float, ...]:
    """Milliseconds for each part and for all."""
    marks = [time.perf_counter()]
    judgements = check_household(household, AS_OF, corpus=corpus, complete=complete)
    marks.append(time.perf_counter())
    next_fact(judgements)
    marks.append(time.perf_counter())
    find_bundle(household, judgements, AS_OF, corpus=corpus, complete=complete)
    marks.append(time.perf_counter())
    for judgement in judgements:
        why_not(judgement, judgements, household, AS_OF, corpus=corpus)
    marks.append(time.perf_counter())
    spent = [1000 * (after - before) for before, after in itertools.pairwise(marks)]
    return (*spent, sum(spent))


def main(number: Annotated[int, typer.Option(help="households")] = 1000, seed: int = 7) -> None:
    """Draw, time, print."""
    corpus, source = load(), random.Random(seed)
    drawn = [Household.model_validate(with_gaps(one.truth, source)) for one in draw(number, seed, corpus)]
    timed(drawn[0], corpus, complete=True)
    rows = [timed(household, corpus, complete=source.random() < 0.5) for household in drawn]
    print(f"{number} households, {len(corpus.programmes)} programmes, milliseconds")
    for name, column in zip(PARTS, zip(*rows, strict=True), strict=True):
        print(f"{name:<22} p50 {percentile(column, 0.5):6.1f}   p95 {percentile(column, 0.95):6.1f}   max {max(column):6.1f}")


if __name__ == "__main__":
    typer.run(main)
