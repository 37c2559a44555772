"""The tables in tests/tools/bundle: what goes together, what is a choice, in which order, with which clause."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from tools.bundle import find_bundle
from tools.bundling.models import Bundle, Choice, Item
from tools.eligibility import check_household

CASES = Path(__file__).parent / "bundle"


@cache
def _corpus() -> Corpus:
    return load()


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(CASES.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _name(item: Item) -> str:
    return item.programme if item.index is None else f"{item.programme}@{item.index + 1}"


def _ids(rules: Any) -> set[str]:
    return {rule.id for rule in rules}


@pytest.mark.parametrize("case", _cases())
def test_bundle_case(case: dict[str, Any]) -> None:
    household = Household.model_validate(case["given"])
    judgements = check_household(household, case["as_of"], corpus=_corpus())
    bundle = find_bundle(household, judgements, case["as_of"], corpus=_corpus())
    _compare(case["expect"], bundle)


def _compare(expect: dict[str, Any], bundle: Bundle) -> None:
    best = {_name(item): item for item in bundle.best}
    assert set(expect.get("best", best)) == set(best)
    assert set(expect.get("best_has", ())) <= set(best), sorted(best)
    assert not set(expect.get("best_lacks", ())) & set(best), sorted(best)
    for name, after in expect.get("after", {}).items():
        assert list(best[name].after) == after
    for name, standing in expect.get("standing", {}).items():
        assert best[name].standing.value == standing
    if "choices" in expect:
        assert len(bundle.choices) == len(expect["choices"]), bundle.choices
        for wanted, choice in zip(expect["choices"], bundle.choices, strict=True):
            _compare_choice(wanted, choice)
    for kind in ("sequences", "stacks", "notes", "fallbacks"):
        assert set(expect.get(kind, ())) <= _ids(getattr(bundle, kind)), (kind, _ids(getattr(bundle, kind)))
    assert set(expect.get("if_not", ())) <= {_name(item) for item in bundle.if_not}
    for name, parallel in expect.get("parallel", {}).items():
        assert {rule.parallel for rule in bundle.stacks if rule.id == name} == {parallel}
    paid = {rule.id: rule.amount.value if rule.amount else None for rule in bundle.top_ups}
    for name, amount in expect.get("top_ups", {}).items():
        assert paid[name] == amount


def _compare_choice(wanted: dict[str, Any], choice: Choice) -> None:
    assert choice.index == wanted["member"] - 1
    assert (choice.settled_by or "none") == wanted["by"], choice
    assert [sorted(i.programme for i in option.items) for option in choice.options] == [sorted(names) for names in wanted["options"]]
    cited = {ref for rule in choice.rules for ref in rule.clauses}
    assert cited, "every conflict has its clause"
    assert set(wanted.get("cites", ())) <= cited
    assert list(wanted.get("decides", choice.decides)) == list(choice.decides)
    for key, told in (("gives_up", lambda o: list(o.gives_up)), ("monthly", lambda o: o.monthly), ("more", lambda o: o.surely_more)):
        if key in wanted:
            found = [told(option) for option in choice.options]
            assert found == [Decimal(v) if key == "monthly" and v is not None else v for v in wanted[key]], (key, found)
