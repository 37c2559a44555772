"""What opens up only after a recognition that is itself put aside is put aside with it."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from tools.bundle import find_bundle
from tools.eligibility import check_household

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """The shipped registers."""
    return load()


def test_a_family_of_three_with_an_unsafe_house(corpus: Corpus) -> None:
    members = [
        {
            "relation": "self",
            "age": 58,
            "disability": {"grade": 2, "category": "肢体"},
            "needs_long_term_care": True,
            "can_work": False,
            "recognised_as": [],
        },
        {"relation": "spouse", "age": 56, "disability": "none", "can_work": True, "registered_unemployed": False, "recognised_as": []},
        {"relation": "child", "age": 15, "education_stage": "junior", "boarding": True, "disability": "none", "recognised_as": []},
    ]
    told = {"area": "庄河市", "residence": "rural", "size": 3, "monthly_income": 2400, "assets_within_limit": True, "recognised_as": []}
    household = Household.model_validate({**told, "housing_grade": "D", "sudden_hardship": False, "members": members})
    bundle = find_bundle(household, check_household(household, DAY, corpus=corpus), DAY, corpus=corpus)
    assert bundle.best
