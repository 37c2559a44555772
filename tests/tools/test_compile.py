"""One rule, two evaluators: over a table and over one household they agree on verdicts, reasons and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from corpus.corpus import Corpus
from corpus.facts import Household
from tools.population.databases import connect

DAYS = (date(2021, 12, 1), date(2025, 7, 1), date(2026, 7, 1))
Disagreeing = Callable[..., list[Any]]


def _odd(drawing: Any, seed: int, count: int) -> list[Household]:
    draw = drawing(seed)
    return [Household.model_validate(_as_told_in_tables(draw.odd())) for _ in range(count)]


def _as_told_in_tables(told: dict[str, Any]) -> dict[str, Any]:
    """Without what a table has no column for."""
    for person in told.get("members", ()):
        person.pop("supporters", None)
    return told


@pytest.mark.parametrize("day", DAYS)
def test_both_agree_on_what_matters(day: date, drawing: Any, disagreeing: Disagreeing, duckdb_here: Any, corpus: Corpus) -> None:
    assert disagreeing(duckdb_here, _odd(drawing, day.toordinal(), 60), day, corpus) == []


def test_both_agree_on_every_open_path(drawing: Any, disagreeing: Disagreeing, duckdb_here: Any, corpus: Corpus) -> None:
    assert disagreeing(duckdb_here, _odd(drawing, 7, 1_500), date(2026, 11, 24), corpus, exactly=False) == []


EDGES = (845, 846, 847, "845.9999", 1010, 1011, 1268, "1268.5", 1269, "1269.5", 1270)


@pytest.mark.parametrize("day", [date(2026, 6, 30), date(2026, 7, 1)])
def test_both_agree_on_every_edge(day: date, disagreeing: Disagreeing, duckdb_here: Any, corpus: Corpus) -> None:
    """Just under, on and just over a line, told a head or for the household, with a figure that is known or only a lower bound."""
    base = {"residence": "rural", "assets_within_limit": True, "recognised_as": [], "members": [{"relation": "self", "age": 40}] * 1}
    told = [{**base, "area": area, "monthly_income_per_head": income} for area in ("庄河市", "长海县") for income in EDGES]
    told += [{**base, "area": "庄河市", "monthly_income_per_head": {"low": income, "high": income}} for income in (846, 1269)]
    told += [{**base, "area": "庄河市", "size": 3, "monthly_income": total} for total in (2537, 2538, 2539, 3806, 3807, 3808)]
    told += [
        {**base, "area": "庄河市", "size": 2, "monthly_income": 1692, "monthly_income_per_head": own} for own in (844, 845, 846, 847, 848)
    ]
    assert disagreeing(duckdb_here, [Household.model_validate(t) for t in told], day, corpus) == []


@pytest.mark.postgres
def test_postgresql_agrees_too(drawing: Any, disagreeing: Disagreeing, postgres_url: str, corpus: Corpus) -> None:
    con = connect(postgres_url)
    assert disagreeing(con, _odd(drawing, 11, 300), date(2026, 11, 24), corpus, exactly=False) == []
    con.disconnect()


@pytest.mark.long
@pytest.mark.spark
@pytest.mark.timeout(1800)
def test_spark_agrees_too(drawing: Any, disagreeing: Disagreeing, corpus: Corpus) -> None:
    con = connect("spark://local[2]")
    assert disagreeing(con, _odd(drawing, 13, 200), date(2026, 11, 24), corpus, exactly=False) == []
    con.disconnect()


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("number", range(20))
def test_both_agree_on_a_hundred_thousand(number: int, drawing: Any, disagreeing: Disagreeing, duckdb_here: Any, corpus: Corpus) -> None:
    """Twenty days, five thousand households each; verdicts, member by member, reasons, and every open path."""
    day = drawing(1_000 + number).day()
    assert disagreeing(duckdb_here, _odd(drawing, 2_000 + number, 5_000), day, corpus, exactly=False) == []
