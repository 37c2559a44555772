"""Walks what a tool handed over: texts, days, and numbers with the unit the registers give them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel

from assistant.proof.figures import Quantity
from assistant.proof.units import kind_of
from corpus.facts import Disability, Range, fact_spec
from corpus.figures import Figure
from corpus.rule import Amount, Step
from tools.deadlines import DueStep
from tools.eligibility import AmountResult, Judgement
from tools.rules.trace import Trace
from tools.rules.view import member_path
from tools.what_if import WhatIf

Value = str | date | Quantity
SKIPPED = frozenset(
    {"kind", "states", "verbatim", "score", "rank", "index", "missing", "because", "unknown_figures", "parameter", "path", "view"}
)
"""Fields that carry no claim a text could make: marks, places in lists, paths and ids of conditions."""
UNWALKED = frozenset({"reading", "conditions", "traces", "judgements"})
"""Fields the evidence takes apart itself, as far as the reply shows them."""


def values_of(thing: Any) -> Iterator[Value]:
    """Every text, day and number in ``thing``."""
    match thing:
        case None | bool():
            return
        case Enum():
            yield str(thing.value)
        case str() | date():
            yield thing
        case Decimal() | int():
            yield Quantity(abs(Decimal(thing)), None)
        case Figure():
            yield from _figure(thing)
        case AmountResult(value=value, unit=unit) | Amount(value=value, unit=unit):
            yield from quantities(value, unit or "")
        case Step(limit=limit, unit=unit):
            yield from quantities(limit, unit or "")
            yield from (text for text in (thing.what, thing.note, thing.clause) if text)
        case DueStep(limit=limit, extended=extended, unit=unit):
            yield from (*quantities(limit, unit or ""), *quantities(extended, unit or ""))
            yield from (
                value for value in (thing.counted_from, thing.due_on, thing.extended_on, thing.what, thing.only_if, thing.note) if value
            )
        case WhatIf():
            yield from (thing.as_of, *thing.changes, *thing.notes, thing.honest)
        case Trace():
            yield from _leaf(thing)
        case Disability(grade=grade, category=category):
            yield from ((Quantity(Decimal(grade), "grade"),) if grade else ())
            yield from ((category,) if category else ())
        case BaseModel():
            yield from _fields(thing, type(thing).model_fields)
        case dict():
            yield from _each((*thing.keys(), *thing.values()))
        case list() | tuple() | set() | frozenset():
            yield from _each(thing)
        case _ if is_dataclass(thing) and not isinstance(thing, type):
            yield from _fields(thing, (item.name for item in fields(thing)))


def _fields(thing: Any, names: Iterable[str]) -> Iterator[Value]:
    for name in names:
        if name not in SKIPPED and name not in UNWALKED:
            yield from values_of(getattr(thing, name))


def _each(things: Iterable[Any]) -> Iterator[Value]:
    for thing in things:
        yield from values_of(thing)


def quantities(value: Any, unit: str) -> Iterator[Quantity]:
    """A value, several, or a range, with the kind of its unit; a share also as per cent, a month also as its ordinal."""
    match value:
        case None | bool() | str():
            return
        case tuple() | list():
            for one in value:
                yield from quantities(one, unit)
        case Range(low=low, high=high):
            yield from quantities(low, unit)
            yield from quantities(high, unit)
        case Decimal() | int():
            kind, factor = kind_of(unit)
            number = abs(Decimal(value))
            if kind == "share":
                yield Quantity(number * 100, "percent")
                yield Quantity(number, "ratio")
            else:
                yield Quantity(number * factor, kind)
                yield Quantity(round(number, 2) * factor, kind)
        case _:
            yield from (found for found in values_of(value) if isinstance(found, Quantity))


def _figure(figure: Figure) -> Iterator[Value]:
    """A figure with its unit, its span and its words; months of the year stand as dates."""
    yield from quantities(figure.value, figure.unit)
    yield from (text for text in (figure.name, figure.note, figure.area, figure.set_by, figure.ref) if text)
    yield from (day for day in (figure.start, figure.end) if day)
    if isinstance(figure.value, Decimal) and figure.unit.startswith(("月", "年份")):
        yield f"{figure.value:f}月" if figure.unit.startswith("月") else f"{figure.value:f}年"


def fact_unit(path: str | None) -> str:
    """The Chinese unit of a household path; empty if it has none."""
    if path is None:
        return ""
    spot = member_path(path)
    try:
        return fact_spec(f"member.{spot[1]}" if spot else f"household.{path}").unit
    except KeyError:
        return ""


def _leaf(leaf: Trace) -> Iterator[Value]:
    """One judged condition: what was told, what it was compared with, how far apart they lie."""
    unit = leaf.figures[-1].unit if leaf.figures else fact_unit(leaf.fact_path)
    yield from (text for text in (leaf.plain, leaf.judge, leaf.assumed, leaf.note, *leaf.clause) if text)
    yield from quantities(leaf.told, fact_unit(leaf.fact_path) or unit)
    yield from quantities(leaf.bound, unit)
    yield from (text for text in _each((leaf.told, leaf.bound)) if isinstance(text, str))
    if _is_number(leaf.told) and _is_number(leaf.bound):
        yield from quantities(Decimal(leaf.told) - Decimal(leaf.bound), unit)
    for figure in leaf.figures:
        yield from _figure(figure)


def _is_number(value: Any) -> bool:
    return isinstance(value, Decimal | int) and not isinstance(value, bool)


def judged(judgement: Judgement) -> Iterator[Value]:
    """One programme judged: its result, its figures and warnings, and every condition of the trace."""
    yield judgement.result.id
    yield from values_of(judgement)
    for _, trace in judgement.traces:
        for leaf in trace.leaves():
            yield from _leaf(leaf)
