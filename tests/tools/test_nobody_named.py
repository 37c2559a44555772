"""A list with nobody in it says nothing: a household has somebody."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.facts import Household
from corpus.load import load
from tools.eligibility import Verdict, check_household

CORPUS = load()


@pytest.mark.parametrize("members", [None, ()])
def test_nobody_named_leaves_people_open(members: tuple[()] | None) -> None:
    household = Household(area="庄河市", recognised_as=("低保",), members=members)
    results = {j.result.id: j.result for j in check_household(household, date(2026, 11, 24), corpus=CORPUS)}
    living = results["困难残疾人生活补贴"]
    assert living.verdict is Verdict.UNKNOWN
    assert "members" in living.missing
