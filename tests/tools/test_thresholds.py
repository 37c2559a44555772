"""Income against the lines: every comparison the rules make is there, with figure, area, span and state."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from corpus.rule import FigureOperand, Leaf, walk
from tools.eligibility import judge_trace
from tools.rules.evaluate import evaluate
from tools.rules.view import HouseholdView
from tools.thresholds import INCOMES, IncomeLine, income_lines

DIBAO, MARGIN, MONITORING, DESTITUTE = "农村最低生活保障", "最低生活保障边缘家庭认定", "防止返贫致贫监测帮扶", "特困人员救助供养"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()


def lines(corpus: Corpus, day: date, *, margins: bool = False, **told: Any) -> tuple[IncomeLine, ...]:
    return income_lines(Household.model_validate(told), day, corpus=corpus, margins=margins).lines


def line(found: tuple[IncomeLine, ...], programme: str, condition: str) -> IncomeLine:
    [only] = [one for one in found if (one.programme, one.condition) == (programme, condition)]
    return only


@pytest.mark.parametrize(
    ("day", "programme", "condition", "told", "expected"),
    [
        (date(2025, 8, 1), DIBAO, "income_below_line", {}, {"line": Decimal(846), "state": "known", "end": date(2026, 6, 30)}),
        (date(2026, 11, 24), DIBAO, "income_below_line", {}, {"line": Decimal(846), "state": "carried", "met": None}),
        (
            date(2026, 11, 24),
            DIBAO,
            "income_below_line",
            {"monthly_income": 1600},
            {"told": Decimal(800), "met": True, "margin": Decimal(46)},
        ),
        (
            date(2025, 8, 1),
            DIBAO,
            "income_below_line",
            {"monthly_income": 1692},
            {"told": Decimal(846), "met": False, "margin": Decimal(0)},
        ),
        (
            date(2025, 8, 1),
            MARGIN,
            "income_within_margin",
            {"monthly_income": 2000},
            {"line": Decimal("1269.0"), "met": True, "per": "month"},
        ),
        (date(2025, 8, 1), MARGIN, "income_below_urban_line", {"monthly_income": 1600}, {"excludes": True, "met": True}),
        (date(2025, 8, 1), MARGIN, "income_within_urban_margin", {"residence": "urban"}, {"applies": True, "area": "大连市"}),
        (date(2025, 8, 1), MARGIN, "income_within_urban_margin", {"residence": "rural"}, {"applies": False}),
        (date(2025, 8, 1), MARGIN, "income_within_urban_margin", {"residence": None}, {"applies": None}),
        (
            date(2022, 8, 1),
            MONITORING,
            "income_below_monitoring_line",
            {"annual_net_income_per_head": 7000},
            {"line": Decimal(7260), "unit": "元/人/年", "per": "year", "met": True, "margin": Decimal(260)},
        ),
        (
            date(2026, 11, 24),
            MONITORING,
            "income_below_monitoring_line",
            {"annual_net_income_per_head": 7000},
            {"line": None, "state": "unknown", "met": None, "margin": None, "told": Decimal(7000)},
        ),
        (
            date(2025, 8, 1),
            DIBAO,
            "income_below_line",
            {"monthly_income_per_head": {"low": 800, "high": 900}},
            {"met": None, "margin": None},
        ),
    ],
)
def test_a_line(corpus: Corpus, day: date, programme: str, condition: str, told: dict[str, Any], expected: dict[str, Any]) -> None:
    found = line(lines(corpus, day, margins=True, **{"area": "庄河市", "size": 2, **told}), programme, condition)
    assert {name: getattr(found, name) for name in expected} == expected
    assert found.clause
    assert found.parameters


def test_who_told_nothing_sees_a_line_for_every_place_the_figure_tells_apart(corpus: Corpus) -> None:
    found = [one for one in lines(corpus, date(2025, 8, 1)) if one.programme == DIBAO]
    assert [(one.area, one.line, one.told) for one in found] == [("北三市", Decimal(846), None), ("北三市以外", Decimal(1011), None)]


def test_margins_are_told_only_on_request(corpus: Corpus) -> None:
    told = {"area": "庄河市", "size": 2, "monthly_income": 1600}
    assert all(one.margin is None for one in lines(corpus, date(2025, 8, 1), **told))
    assert any(one.margin is not None for one in lines(corpus, date(2025, 8, 1), margins=True, **told))


def test_of_members_each_has_a_line(corpus: Corpus) -> None:
    members = [{"relation": "self", "monthly_income": 300}, {"relation": "spouse", "monthly_income": 1200}]
    found = [one for one in lines(corpus, date(2025, 8, 1), area="庄河市", members=members) if one.programme == DESTITUTE]
    assert {(one.member, one.told) for one in found} == {(0, Decimal(300)), (1, Decimal(1200))}


@pytest.mark.parametrize("day", [date(2018, 1, 1), date(2022, 8, 1), date(2025, 8, 1), date(2026, 11, 24)])
def test_every_comparison_of_an_income_with_a_figure_is_there_and_no_other(corpus: Corpus, day: date) -> None:
    told = Household.model_validate({"area": "庄河市"})
    wanted = set()
    for programme in corpus.programmes.values():
        for reading in programme.readings:
            if reading.valid.covers(day):
                wanted |= {
                    (programme.id, c.id)
                    for c in walk(reading.conditions)
                    if isinstance(c, Leaf) and c.fact in INCOMES and isinstance(c.value, FigureOperand)
                }
    found = income_lines(told, day, corpus=corpus).lines
    assert {(one.programme, one.condition) for one in found} == wanted


def test_a_line_says_what_the_rule_says(corpus: Corpus) -> None:
    """The same comparison, judged by the evaluator on the whole rule."""
    told = Household.model_validate({"area": "庄河市", "residence": "rural", "size": 2, "monthly_income": 1700})
    day = date(2025, 8, 1)
    view = HouseholdView(told, corpus, day)
    for one in income_lines(told, day, corpus=corpus).lines:
        conditions = corpus.reading(one.programme, day).conditions
        leaf = next(c for c in walk(conditions) if isinstance(c, Leaf) and c.id == one.condition)
        trace = evaluate(leaf, view, index=-1 if leaf.fact.startswith("member.") else None, judge=lambda other: judge_trace(view, other))
        assert one.met is trace.truth


def test_it_goes_out_as_json(corpus: Corpus) -> None:
    data = income_lines(
        Household.model_validate({"area": "庄河市", "monthly_income_per_head": 850}), date(2025, 8, 1), corpus=corpus
    ).model_dump(mode="json")
    dibao = next(one for one in data["lines"] if one["programme"] == DIBAO)
    assert (dibao["told"], dibao["line"], dibao["start"]) == (850, 846, "2025-07-01")
