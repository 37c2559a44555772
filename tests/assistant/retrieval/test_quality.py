"""Regression lines, well below what was measured (evals/retrieval.py tells the figures)."""

from __future__ import annotations

import pytest

from assistant.retrieval.search import ClauseRetriever
from corpus.corpus import Corpus
from evals.retrieval import Measures, measure, read_set


@pytest.fixture(scope="module")
def measured(retriever: ClauseRetriever) -> Measures:
    return measure(retriever)


def test_everyday_questions_find_their_clauses(measured: Measures) -> None:
    assert measured.all.recall_at_5 >= 0.75
    assert measured.held.recall_at_5 >= 0.75
    assert measured.all.mrr_at_10 >= 0.6


def test_the_floor_parts_our_matters_from_others(measured: Measures) -> None:
    assert measured.floor.own_lost <= 0.05
    assert measured.floor.others_kept <= 0.15


def test_the_curve_falls_and_rises(measured: Measures) -> None:
    assert [p.own_lost for p in measured.curve] == sorted(p.own_lost for p in measured.curve)
    assert [p.others_kept for p in measured.curve] == sorted((p.others_kept for p in measured.curve), reverse=True)


def test_the_sets_point_at_clauses_that_exist(corpus: Corpus) -> None:
    questions = read_set("retrieval_own")
    assert len(questions) >= 60
    assert [ref for q in questions for ref in q["refs"] if ref not in corpus.clauses] == []
    floor = read_set("floor")
    assert sum(q["kind"] == "ours" for q in floor) == sum(q["kind"] == "other" for q in floor) == 60
