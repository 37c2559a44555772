"""One household, all programmes, in process: ``python -m evals.one_household``.

The households are drawn from the distribution of ``sets/interview/households.yaml`` (households.py), in two ways: as they
stand in a conversation (the opening and a random number of answers, asked in our order), and with random gaps (each keeps
a share of its facts drawn between none and all). Timed: the verdicts with their traces, the next question, the bundle and
why not; the corpus is loaded and warm, and set apart from the garbage collector as the page does.
"""

from __future__ import annotations

import gc
import itertools
import random
import time
from datetime import date
from typing import Annotated, Any

import typer

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from evals.households import Respondent, draw
from evals.results import percentile
from tools.bundle import find_bundle
from tools.eligibility import check_household
from tools.interview import next_fact
from tools.why_not import why_not

AS_OF = date(2026, 11, 24)
MOST_QUESTIONS = 16
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


def in_conversation(one: Respondent, source: random.Random, corpus: Corpus) -> dict[str, Any]:
    """What has been told after a random number of questions."""
    told, unknown = one.opening(), set[str]()
    for _ in range(source.randint(0, MOST_QUESTIONS)):
        judgements = check_household(Household.model_validate(told), AS_OF, corpus=corpus, complete=False)
        asked = next_fact(judgements, unknown=frozenset(unknown))
        if asked is None:
            break
        if one.knows(asked.path):
            told = one.tell(told, asked.path)
        else:
            unknown.add(asked.path)
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
    corpus = load()
    source, drawn = random.Random(seed), draw(number, seed, corpus)
    told = [in_conversation(one, source, corpus) for one in drawn]
    report("as they stand in a conversation", [(Household.model_validate(t), False) for t in told], corpus)
    gaps = [(Household.model_validate(with_gaps(one.truth, source)), source.random() < 0.5) for one in drawn]
    report("with random gaps", gaps, corpus)


def report(title: str, households: list[tuple[Household, bool]], corpus: Corpus) -> None:
    """Time them and print a table."""
    timed(households[0][0], corpus, complete=True)
    gc.collect()
    gc.freeze()
    rows = [timed(household, corpus, complete=complete) for household, complete in households]
    print(f"{len(rows)} households {title}, {len(corpus.programmes)} programmes, milliseconds")
    for name, column in zip(PARTS, zip(*rows, strict=True), strict=True):
        print(f"  {name:<22} p50 {percentile(column, 0.5):6.1f}   p95 {percentile(column, 0.95):6.1f}   max {max(column):6.1f}")


if __name__ == "__main__":
    typer.run(main)
