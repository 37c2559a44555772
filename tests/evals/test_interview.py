"""The next question on a few drawn households: no more questions than the fixed order that was found, far fewer than random."""

from __future__ import annotations

from corpus.load import load
from evals.households import distribution, draw
from evals.interview import AS_OF, TEST_SEED, TRAINING_SEED, compare, kept_order, registered_kinds

HOUSEHOLDS = 48


def test_no_more_questions_than_the_best_fixed_order() -> None:
    found = {one.policy: one for one in compare(HOUSEHOLDS, AS_OF, kept_order(), workers=1)}
    assert found["ours"].mean <= found["fixed"].mean + 0.1, "measured on 1,000: see evals/README.md"
    assert found["ours"].mean < 0.9 * found["random"].mean
    assert found["ours"].painful <= found["random"].painful


def test_the_households_are_the_same_for_the_same_seed() -> None:
    corpus = load()
    assert draw(5, TEST_SEED, corpus) == draw(5, TEST_SEED, corpus)
    assert draw(5, TEST_SEED, corpus) != draw(5, TRAINING_SEED, corpus)
    assert 0 < distribution()["disability_share"] < 1


def test_the_order_holds_every_kind_once() -> None:
    order = kept_order()
    assert set(order) == set(registered_kinds())
    assert len(order) == len(set(order))
