"""The policy tables in tests/cases: written from the documents alone (docs/rulings.md), each case a row a civil servant can read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from tools.eligibility import Judgement, check_programme

CASES = Path(__file__).parent / "cases"


def _cases() -> list[Any]:
    found = []
    for path in sorted(CASES.rglob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.append(pytest.param(case, id=f"{path.stem}: {case['name']}"))
    return found


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """The shipped registers."""
    return load()


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any], corpus: Corpus) -> None:
    """The verdict, and whatever else the case pins."""
    given = dict(case["given"])
    if isinstance(given.get("recognised_as"), list):
        given["recognised_as"] = [v for v in given["recognised_as"] if v != "none"]
    judgement = check_programme(Household.model_validate(given), case["programme"], case["as_of"], corpus=corpus)
    _compare(case["expect"], judgement)


def _compare(expect: dict[str, Any], judgement: Judgement) -> None:
    result = judgement.result
    if "verdict" in expect:
        assert result.verdict.value == expect["verdict"], (result, judgement.warnings)
    if "missing" in expect:
        assert set(result.missing) == set(expect["missing"])
    assert set(expect.get("missing_has", ())) <= set(result.missing)
    assert not set(expect.get("missing_lacks", ())) & set(result.missing)
    if expect.get("unknown_figures_has"):
        assert result.unknown_figures
    if "because" in expect:
        assert set(expect["because"]) <= set(result.because)
    for member in expect.get("members", ()):
        found = {m.index: m.verdict.value for m in result.members}
        assert found[member["index"]] == member["verdict"]
    if "amount" in expect:
        assert result.amount is not None
        assert result.amount.value == expect["amount"]["value"]
        if "floor" in expect["amount"]:
            assert result.amount.floor == expect["amount"]["floor"]
    if "warns" in expect:
        assert any(text in warning for text in expect["warns"] for warning in judgement.warnings), judgement.warnings
