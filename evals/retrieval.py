"""How well clauses are found: recall on everyday questions, and the evidence floor against questions of other matters."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from assistant.retrieval.model import Found, Retriever
from assistant.retrieval.search import EVIDENCE_FLOOR, open_retriever
from assistant.settings import read_settings
from corpus.load import load

AS_OF = date(2026, 11, 24)
DEPTH = 10


@dataclass(frozen=True)
class Scores:
    """Shares from 0 to 1 over a set of questions.

    Attributes:
        recall_at_5: share of a question's clauses among the first five, averaged.
        hit_at_5: share of questions with at least one of them there.
        mrr_at_10: mean of 1 / rank of the first one, 0 beyond rank 10.
    """

    questions: int
    recall_at_5: float
    hit_at_5: float
    mrr_at_10: float


@dataclass(frozen=True)
class FloorPoint:
    """One threshold: own questions lost below it, questions of other matters let through at or above it."""

    threshold: float
    own_lost: float
    others_kept: float


@dataclass(frozen=True)
class Measures:
    """Everything measured. The held half was not looked at while the weights were chosen."""

    all: Scores
    seen: Scores
    held: Scores
    floor: FloorPoint
    floor_held: FloorPoint
    curve: tuple[FloorPoint, ...]
    milliseconds_p50: float
    milliseconds_p95: float


def read_set(name: str) -> list[dict[str, Any]]:
    """The questions of a set below evals/sets."""
    text = (files("evals") / "sets" / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def measure(retriever: Retriever | None = None) -> Measures:
    """Ask both sets; without a retriever the installed corpus and its index are used."""
    if retriever is None:
        settings = read_settings()
        retriever = open_retriever(load(settings.overlay, cache=settings.cache), settings)
    questions = read_set("retrieval_own")
    found, taken = [], []
    for question in questions:
        start = time.perf_counter()
        found.append(retriever.search(question["ask"], limit=DEPTH, day=AS_OF))
        taken.append((time.perf_counter() - start) * 1000)
    floor = read_set("floor")
    best = [_best(retriever.search(question["ask"], limit=1, day=AS_OF)) for question in floor]
    return Measures(
        all=_scores(zip(questions, found, strict=True)),
        seen=_scores((q, f) for q, f in zip(questions, found, strict=True) if q["half"] == "seen"),
        held=_scores((q, f) for q, f in zip(questions, found, strict=True) if q["half"] == "held"),
        floor=_point(EVIDENCE_FLOOR, floor, best),
        floor_held=_point(EVIDENCE_FLOOR, *_half(floor, best, "held")),
        curve=tuple(_point(step / 100, floor, best) for step in range(5, 80, 5)),
        milliseconds_p50=round(statistics.median(taken), 2),
        milliseconds_p95=round(statistics.quantiles(taken, n=20)[-1], 2),
    )


def _best(found: Sequence[Found]) -> float:
    return found[0].score if found else 0.0


def _half(questions: list[dict[str, Any]], best: list[float], half: str) -> tuple[list[dict[str, Any]], list[float]]:
    kept = [(question, score) for question, score in zip(questions, best, strict=True) if question["half"] == half]
    return [question for question, _ in kept], [score for _, score in kept]


def _point(threshold: float, questions: list[dict[str, Any]], best: list[float]) -> FloorPoint:
    own = [score for question, score in zip(questions, best, strict=True) if question["kind"] == "ours"]
    others = [score for question, score in zip(questions, best, strict=True) if question["kind"] == "other"]
    return FloorPoint(
        threshold=threshold,
        own_lost=round(sum(score < threshold for score in own) / max(len(own), 1), 3),
        others_kept=round(sum(score >= threshold for score in others) / max(len(others), 1), 3),
    )


def _scores(asked: Iterable[tuple[dict[str, Any], Sequence[Found]]]) -> Scores:
    recalls, hits, ranks = [], [], []
    for question, found in asked:
        wanted, refs = set(question["refs"]), [item.ref for item in found]
        recalls.append(len(wanted & set(refs[:5])) / len(wanted))
        hits.append(bool(wanted & set(refs[:5])))
        ranks.append(next((1 / at for at, ref in enumerate(refs, start=1) if ref in wanted), 0.0))
    count = max(len(recalls), 1)
    return Scores(
        questions=len(recalls),
        recall_at_5=round(sum(recalls) / count, 3),
        hit_at_5=round(sum(hits) / count, 3),
        mrr_at_10=round(sum(ranks) / count, 3),
    )
