"""Income against the lines (收入与各条线): what every rule compares an income with, as data a chart can be drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.errors import NotInForceError
from corpus.facts import Household, Range
from corpus.figures import Figure
from corpus.rule import All, AnyCondition, FigureOperand, Leaf, Not, Op, Reading, parts_of
from tools.eligibility import JsonDecimal, judge_trace
from tools.rules.evaluate import evaluate
from tools.rules.logic import Truth, all_of
from tools.rules.trace import Trace
from tools.rules.view import UNLISTED, HouseholdView

INCOMES = (
    "household.monthly_income_per_head",
    "household.annual_net_income_per_head",
    "household.monthly_income",
    "household.income_12m",
    "member.monthly_income",
)
"""The facts that tell an income. Money spent is none, and is no line to hold an income against."""

BELOW = (Op.LESS_THAN, Op.AT_MOST)
STATES = ("known", "carried", "needs_area", "unknown")
"""From best to worst: a line of several figures is as good as the worst of them."""


class IncomeLine(Strict):
    """One condition that holds an income against a figure.

    Attributes:
        fact: the fact compared, e.g. ``household.monthly_income_per_head``; ``member`` is the member it is asked of.
        told: the income as told or derived; None: not told.
        line: the figure with its factors; None: not known for the area and day.
        unit: as the figure has it (元/人/月, 元/人/年); lines per month and per year are never put into one scale.
        area: the area or group whose figure it is.
        start, end: the span over which the figure is known, both included.
        side: whether the condition wants the income below the line or from it on.
        excludes: who meets the condition is ruled out (it stands under a "not").
        applies: whether the conditions beside it (e.g. urban registration) hold; None: not known.
        met: whether the income is on the wanted side; None: open.
        margin: line minus income; only on request, it is for officials.
    """

    programme: str
    condition: str
    plain: str
    fact: str
    member: int | None = None
    told: JsonDecimal | Range = None
    line: JsonDecimal = None
    unit: str
    per: Literal["month", "year", "other"]
    area: str | None = None
    start: date | None = None
    end: date | None = None
    state: Literal["known", "carried", "needs_area", "unknown"]
    note: str | None = None
    parameters: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    side: Literal["below", "from"]
    excludes: bool = False
    applies: bool | None = None
    met: bool | None = None
    margin: JsonDecimal = None


class IncomeLines(Strict):
    """Every line of one household's day."""

    as_of: date
    area: str | None
    lines: tuple[IncomeLine, ...] = Field(description="programme by programme, in the order of the rules")


def income_lines(household: Household, as_of: date, *, corpus: Corpus, complete: bool = True, margins: bool = False) -> IncomeLines:
    """Walk the rules for the lines an income is held against.

    Where the area is not told and a figure differs by area, there is a line for each area or group the figure tells apart.

    Args:
        household: what has been told; it may tell nothing.
        as_of: the day whose rules and figures apply.
        corpus: the registers.
        complete: whether a given member list is the whole household.
        margins: whether to tell how far the income lies from the line.

    Raises:
        UnknownNameError: the household's area is not registered.
    """
    view = HouseholdView(household, corpus, as_of, complete)
    lines: list[IncomeLine] = []
    for programme in corpus.programmes.values():
        try:
            reading = corpus.reading(programme.id, as_of)
        except NotInForceError:
            continue
        walk = _Walk(view, programme.id, programme.judged == "person", margins)
        lines += walk.lines(reading)
    return IncomeLines(as_of=as_of, area=view.area(), lines=tuple(lines))


@dataclass(frozen=True)
class _Walk:
    """One programme's rule, walked for its lines."""

    view: HouseholdView
    programme: str
    personal: bool
    margins: bool

    def lines(self, reading: Reading) -> Iterator[IncomeLine]:
        for leaf, excludes, beside in _leaves(reading.conditions):
            for index in self._indexes(leaf):
                yield from self._line(leaf, index, excludes, beside)

    def _indexes(self, leaf: Leaf) -> tuple[int | None, ...]:
        """A fact of the household once; of members for each who is listed, or for nobody in particular."""
        if leaf.fact.startswith("household."):
            return (None,)
        return self.view.indexes() or (UNLISTED,)

    def _line(self, leaf: Leaf, index: int | None, excludes: bool, beside: tuple[AnyCondition, ...]) -> Iterator[IncomeLine]:
        trace = evaluate(leaf, self.view, index=index, judge=lambda other: judge_trace(self.view, other))
        applies = self._truth(beside, index)
        if any(figure.state == "needs_area" for figure in trace.figures):
            for key, view in self._places(trace.figures):
                there = evaluate(leaf, view, index=index, judge=lambda other: judge_trace(self.view, other))
                yield self._told(leaf, there, index, excludes, applies, key)
            return
        yield self._told(leaf, trace, index, excludes, applies, None)

    def _truth(self, beside: tuple[AnyCondition, ...], index: int | None) -> Truth:
        """Whether what stands beside a line holds; a part about members is asked of the household."""
        return all_of(evaluate(part, self.view, index=index, judge=lambda other: judge_trace(self.view, other)).truth for part in beside)

    def _places(self, figures: tuple[Figure, ...]) -> Iterator[tuple[str, HouseholdView]]:
        """The areas or groups the figures tell apart, each with the household as if it lived there."""
        corpus = self.view.corpus
        keys = dict.fromkeys(key for f in figures if f.state == "needs_area" for key in corpus.parameters[f.parameter].values)
        for key in keys:
            members = corpus.members_of(key) if key in corpus.groups else (key,)
            if members:
                yield key, self.view.trying({"area": members[0]})

    def _told(self, leaf: Leaf, trace: Trace, index: int | None, excludes: bool, applies: Truth, place: str | None) -> IncomeLine:
        money = next((f for f in reversed(trace.figures) if f.unit.startswith("元")), trace.figures[-1])
        line = trace.bound if isinstance(trace.bound, Decimal) else None
        state = max((f.state for f in trace.figures), key=STATES.index)
        return IncomeLine(
            programme=self.programme,
            condition=leaf.id,
            plain=leaf.plain,
            fact=leaf.fact,
            member=index if index is not None and index != UNLISTED else None,
            told=trace.told,
            line=line,
            unit=money.unit,
            per=_per(money.unit),
            area=place or money.area,
            start=max((f.start for f in trace.figures if f.start), default=None),
            end=min((f.end for f in trace.figures if f.end), default=None),
            state=state if line is not None or state != "known" else "unknown",
            note="；".join(dict.fromkeys(f.note for f in trace.figures if f.note)) or None,
            parameters=tuple(f.parameter for f in trace.figures),
            clause=trace.clause,
            side="below" if leaf.op in BELOW else "from",
            excludes=excludes,
            applies=applies,
            met=trace.truth,
            margin=line - trace.told if self.margins and line is not None and isinstance(trace.told, Decimal) else None,
        )


def _per(unit: str) -> Literal["month", "year", "other"]:
    return "month" if unit.endswith("/月") else "year" if unit.endswith("/年") else "other"


def _leaves(
    condition: AnyCondition, excludes: bool = False, beside: tuple[AnyCondition, ...] = (), *, inner: bool = False
) -> Iterator[tuple[Leaf, bool, tuple[AnyCondition, ...]]]:
    """Every comparison of an income with a figure, whether it stands under a "not", and the conditions it stands beside.

    Only an "all" below the top says when a line applies (urban registration and below the urban line); the conditions
    of the whole programme do not.
    """
    if isinstance(condition, Leaf):
        if condition.fact in INCOMES and isinstance(condition.value, FigureOperand):
            yield condition, excludes, beside
        return
    parts = parts_of(condition)
    for part in parts:
        more = (
            tuple(p for p in parts if p is not part and isinstance(p, Leaf) and p.fact not in INCOMES)
            if inner and isinstance(condition, All)
            else ()
        )
        yield from _leaves(part, excludes != isinstance(condition, Not), (*beside, *more), inner=True)
