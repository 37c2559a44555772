"""One leaf as columns: whether it holds, and why it is open; the same comparisons as evaluate.py makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Literal

import ibis

from corpus.corpus import Corpus
from corpus.facts import fact_spec
from corpus.figures import Figure
from corpus.rule import FactOperand, FigureOperand, Leaf, Op
from tools.rules.columns import (
    NUMERIC,
    Bool,
    Cause,
    Columns,
    Expr,
    Int,
    Number,
    age,
    any_true,
    assets,
    bits_of,
    is_null,
    is_told,
    household_has,
    no,
    person_has,
    whole,
    yearly_income,
)

Mode = Literal["exact", "lower", "undecided", "unknown", "needs_area"]
SETS = (Op.HAS, Op.LACKS, Op.HAS_ANY)
BELOW = (Op.LESS_THAN, Op.AT_LEAST)
ON_OR_BELOW = (Op.AT_MOST, Op.MORE_THAN)


@dataclass(frozen=True)
class LeafColumns:
    """A leaf's truth, and each cause with the rows for which it holds."""

    truth: Bool
    causes: tuple[tuple[Cause, Bool], ...]


@dataclass(frozen=True)
class Told:
    """A fact as an expression: whether it was told, and what is missing where it was not."""

    value: Expr | Number
    missing: Bool
    causes: tuple[tuple[Cause, Bool], ...]


def leaf_columns(leaf: Leaf, columns: Columns) -> LeafColumns:
    """The columns of a leaf on a table that carries its facts."""
    found = _set(leaf, columns) if leaf.op in SETS else _comparison(leaf, columns)
    if not leaf.presumed:
        return found
    held = any_true([when for cause, when in found.causes if cause.kind == "figure"])
    truth = ibis.cases((is_null(found.truth) & ~ibis.coalesce(held, False), True), else_=found.truth)
    return LeafColumns(truth, tuple((cause, when & is_null(truth)) for cause, when in found.causes))


# -- sets ---------------------------------------------------------------------------------------------------------


def _set(leaf: Leaf, columns: Columns) -> LeafColumns:
    key = leaf.fact.partition(".")[2]
    wanted = leaf.value if isinstance(leaf.value, tuple) else (str(leaf.value),)
    if key != "recognised_as":
        return _plain_set(leaf, key, wanted, columns)
    if columns.scope == "household":
        has = any_true([columns.table[f"house_{columns.statuses.index(status)}"] for status in wanted])
        causes: tuple[tuple[Cause, Bool], ...] = ((Cause("path", key), is_null(has)),)
    else:
        pairs = [_person_has(status, columns) for status in wanted]
        has = any_true([own for own, _ in pairs])
        house = any_true([asked for _, asked in pairs])
        causes = ((Cause("path", f"members[].{key}"), is_null(has)), (Cause("path", key), is_null(has) & house))
    return LeafColumns(~has if leaf.op is Op.LACKS else has, causes)


def _person_has(status: str, columns: Columns) -> tuple[Bool, Bool]:
    table = columns.table
    return person_has(columns, status, table[f"house_{columns.statuses.index(status)}"], table.f_size)


def house_columns(columns: Columns) -> dict[str, Bool]:
    """What the household's own answer says of every status."""
    return {f"house_{i}": household_has(columns, status) for i, status in enumerate(columns.statuses)}


def _plain_set(leaf: Leaf, key: str, wanted: Sequence[str], columns: Columns) -> LeafColumns:
    """A set of programmes: a bit for each."""
    mask = columns.column(key, "int64")
    has = (mask & bits_of(wanted, tuple(columns.corpus.programmes))) != 0
    path = key if columns.scope == "household" else f"members[].{key}"
    return LeafColumns(~has if leaf.op is Op.LACKS else has, ((Cause("path", path), is_null(mask)),))


# -- values -------------------------------------------------------------------------------------------------------


def _told(fact: str, columns: Columns, op: Op = Op.EQUAL_TO) -> Told:
    """The value of a fact, derived as view.py derives it."""
    scope, _, key = fact.partition(".")
    top, _, part = key.partition(".")
    path = Cause("path", top if scope == "household" else f"members[].{top}")
    table = columns.table
    if key == "monthly_income_per_head":
        return _income(table)
    if key == "income_12m_per_head":
        number, needs_size = yearly_income(columns)
        missing = is_null(number.low)
        return Told(number, missing, ((Cause("path", "size"), missing & needs_size), (Cause("path", "income_12m"), missing & ~needs_size)))
    if key == "size":
        return _simple(Number(table.f_size, table.f_size), table.f_size, path)
    if scope == "household" and top == "assets_within_limit" and part:
        value = assets(columns, part)
        return _simple(value, value, path)
    if scope == "member" and key == "age":
        low, high = age(columns)
        return _simple(Number(low, high), low, path)
    if scope == "member" and key == "monthly_income":
        return _own_income(columns, path)
    return _plain(op, fact, part, path, columns)


def _plain(leaf_op: Op, fact: str, part: str, path: Cause, columns: Columns) -> Told:
    kind, key = fact_spec(fact).kind, fact.partition(".")[2]
    if kind in NUMERIC:
        number = columns.number(key)
        return _simple(number, number.low, path)
    if kind == "disability" and part == "grade":
        value = columns.column(key, "int64")
        return _simple(Number(value, value), value, path)
    yes_no = kind == "yes_no" or (kind == "text" and leaf_op in (Op.IS_TRUE, Op.IS_FALSE))
    value = columns.column(key, "boolean" if yes_no else "string")
    return _simple(value, value, path)


def _simple(value: Expr | Number, tested: Expr, path: Cause) -> Told:
    return Told(value, is_null(tested), ((path, is_null(tested)),))


def _income(table: Expr) -> Told:
    high = table.f_income_high if "f_income_high" in table.columns else table.f_income
    missing = is_null(table.f_income)
    needs_size = table.f_income_needs_size
    causes = ((Cause("path", "size"), missing & needs_size), (Cause("path", "monthly_income_per_head"), missing & ~needs_size))
    return Told(Number(table.f_income, high, table.f_income_by, 10_000), missing, causes)


def _own_income(columns: Columns, path: Cause) -> Told:
    house = _income(columns.table)
    shared: Number = house.value
    if not columns.has_column("monthly_income"):
        return house
    own = columns.number("monthly_income")
    low = ibis.coalesce(own.low, shared.low)
    high = ibis.coalesce(own.high, shared.high) if own.ranges or shared.ranges else low
    by = ibis.cases((is_told(own.low), 1), else_=shared.by).cast("int64")
    return Told(Number(low, high, by, shared.scale), is_null(low), tuple((cause, when & is_null(own.low)) for cause, when in house.causes))


# -- comparisons --------------------------------------------------------------------------------------------------


def _comparison(leaf: Leaf, columns: Columns) -> LeafColumns:
    fact = _told(leaf.fact, columns, leaf.op)
    if isinstance(leaf.value, FigureOperand | FactOperand):
        return _with_figures(leaf, leaf.value, fact, columns)
    truth = _with_value(leaf, fact.value)
    straddles = ((cause, is_null(truth)) for cause, _ in fact.causes[-1:])
    ranges = isinstance(fact.value, Number) and fact.value.ranges
    return LeafColumns(truth, tuple(straddles) if ranges else fact.causes)


def _with_value(leaf: Leaf, value: Expr | Number) -> Bool:
    wanted = leaf.value
    if isinstance(value, Number):
        if leaf.op in (Op.IS_TRUE, Op.IS_FALSE):
            return (value.low != 0) if leaf.op is Op.IS_TRUE else (value.low == 0)
        if isinstance(wanted, tuple):
            return value.low.isin([whole(Decimal(w), value.scale, leaf.id) for w in wanted])
        bound = ibis.literal(whole(Decimal(str(wanted)), value.scale, leaf.id), "int64")
        return _compare(leaf.op, value, bound, bound)
    match leaf.op:
        case Op.IS_TRUE:
            return value if value.type().is_boolean() else value != ""
        case Op.IS_FALSE:
            return ~value if value.type().is_boolean() else value == ""
        case Op.ONE_OF:
            return value.isin(list(wanted)) if isinstance(wanted, tuple) else value.isin([str(wanted)])
        case _:
            return value == (wanted if isinstance(wanted, bool) else str(wanted))


def _compare(op: Op, value: Number, bottom: Int, top: Int) -> Bool:
    """Compare with bounds in the value's own unit; ranges that straddle are NULL."""
    if value.by is not None:
        top = top * value.by if top is not bottom else None
        bottom = bottom * value.by
        top = bottom if top is None else top
    low, high = value.low, value.high
    if low is high and bottom is top:
        match op:
            case Op.LESS_THAN:
                return low < bottom
            case Op.AT_MOST:
                return low <= bottom
            case Op.AT_LEAST:
                return low >= bottom
            case Op.MORE_THAN:
                return low > bottom
            case _:
                return low == bottom
    match op:
        case Op.LESS_THAN:
            return _either(high < bottom, low >= top)
        case Op.AT_MOST:
            return _either(high <= bottom, low > top)
        case Op.AT_LEAST:
            return _either(low >= top, high < bottom)
        case Op.MORE_THAN:
            return _either(low > top, high <= bottom)
        case _:
            return _either((low == high) & (bottom == top) & (low == bottom), (high < bottom) | (low > top))


def _either(yes: Bool, never: Bool) -> Bool:
    return ibis.cases((yes, True), (never, False), else_=no("boolean"))


# -- figures ------------------------------------------------------------------------------------------------------


def figures_of(operand: FigureOperand | FactOperand, area: str | None, corpus: Corpus, day: object) -> tuple[Figure, ...]:
    """The figures a comparison rests on, for one area."""
    names = [operand.times_parameter] if operand.times_parameter else []
    if isinstance(operand, FigureOperand):
        names.append(operand.parameter)
    return tuple(corpus.figure(name, area, day) for name in names)  # type: ignore[arg-type]


def bound_for(operand: FigureOperand | FactOperand, area: str | None, columns: Columns) -> tuple[Mode, Decimal | None]:
    """The product of the figures and what may rest on it, for one area (``evaluate._bound``, ``_against_figure``)."""
    figures = figures_of(operand, area, columns.corpus, columns.day)
    if any(figure.state == "needs_area" for figure in figures):
        return "needs_area", None
    if any(figure.number is None or figure.grade == "lead" for figure in figures):
        return "unknown", None
    factor = operand.times if operand.times is not None else Decimal(1)
    for figure in figures:
        factor *= figure.number or Decimal(0)
    if all(figure.decides and not figure.floor for figure in figures):
        return "exact", factor
    lower = all(figure.decides or (figure.state == "carried" and figure.only_rises) for figure in figures)
    return ("lower" if lower else "undecided"), factor


@dataclass(frozen=True)
class Bounds:
    """A bound by area: its value in whole units (times ``over``), and what may rest on it."""

    value: Int
    over: int
    modes: dict[Mode, Bool]


def bounds(operand: FigureOperand | FactOperand, scale: int, columns: Columns) -> Bounds:
    """The bound of a comparison as columns of the household table."""
    places = (None, *columns.corpus.areas)
    by_area = {area: bound_for(operand, area, columns) for area in places}
    values = {value for _, value in by_area.values() if value is not None}
    over = lcm(*(Fraction(value * scale).denominator for value in values)) if values else 1
    if isinstance(operand, FigureOperand) and over != 1:
        for value in values:
            whole(value, scale, operand.parameter)
    whole_of = {value: int(Fraction(value * scale) * over) for value in values}
    number = _by_area({area: None if v is None else whole_of[v] for area, (_, v) in by_area.items()}, "int64", columns)
    known = {mode for mode, _ in by_area.values()}
    modes = {mode: _by_area({area: m == mode for area, (m, _) in by_area.items()}, "boolean", columns) for mode in known}
    return Bounds(number, over, modes)


def _by_area(values: dict[str | None, object], kind: str, columns: Columns) -> Expr:
    """A value for each area, the commonest of them last."""
    area = columns.table.f_area
    codes = {place: code for code, place in enumerate(columns.corpus.areas)}
    common = Counter(value for place, value in values.items() if place is not None).most_common()[0][0]
    branches = [] if values[None] == common else [(is_null(area), _literal(values[None], kind))]
    for value in dict.fromkeys(values.values()):
        places = [codes[place] for place, own in values.items() if own == value and place is not None]
        if value != common and places:
            branches.append((area.isin(places), _literal(value, kind)))
    return ibis.cases(*branches, else_=_literal(common, kind)) if branches else _literal(common, kind)


def area_code(columns: Columns) -> Int:
    """The area as its place in the register; NULL: not told."""
    area = columns.column("area", "string")
    codes = [(area == place, code) for code, place in enumerate(columns.corpus.areas)]
    return ibis.cases(*codes, else_=no("int64")).cast("int64")


def _literal(value: object, kind: str) -> Expr:
    return no(kind) if value is None else ibis.literal(value, kind)


def _with_figures(leaf: Leaf, operand: FigureOperand | FactOperand, fact: Told, columns: Columns) -> LeafColumns:
    value: Number = fact.value
    found = bounds(operand, 1 if isinstance(operand, FactOperand) else value.scale, columns)
    never = ibis.literal(False)
    causes = list(fact.causes)
    if isinstance(operand, FactOperand):
        other = _told(operand.fact, columns)
        causes += other.causes
        value, bottom, top = _cross(value, other.value, found)
        at_edge = never
    else:
        bottom = top = found.value
        by = bottom if value.by is None else bottom * value.by
        at_edge = (value.low == value.high) & (value.low == by) if operand.at_equality == "open" else never
    compared = _compare(leaf.op, value, bottom, top)
    exact, lower = found.modes.get("exact", never), found.modes.get("lower", never)
    branches = [(at_edge, no("boolean")), (exact, compared)]
    if "lower" in found.modes and bottom is top and leaf.op in (*BELOW, *ON_OR_BELOW):
        by = bottom if value.by is None else bottom * value.by
        surely = value.high < by if leaf.op in BELOW else value.high <= by
        branches.append((lower & surely, compared))
    truth = ibis.cases(*branches, else_=no("boolean"))
    return LeafColumns(truth, _causes_with_figures(operand, causes, truth, compared, at_edge, found))


def _cross(value: Number, other: Number, found: Bounds) -> tuple[Number, Int, Int]:
    """Both sides of ``value against other times factor`` on one denominator, wide enough for any amount."""
    wide = "decimal(38, 0)"
    mine = (1 if other.by is None else other.by) * ibis.literal(found.over * other.scale).cast(wide)
    theirs = found.value.cast(wide) * value.scale * (1 if value.by is None else value.by)
    low = value.low.cast(wide) * mine
    high = low if not value.ranges else value.high.cast(wide) * mine
    bottom = other.low.cast(wide) * theirs
    top = bottom if not other.ranges else other.high.cast(wide) * theirs
    return Number(low, high), bottom, top


def _causes_with_figures(
    operand: FigureOperand | FactOperand,
    causes: list[tuple[Cause, Bool]],
    truth: Bool,
    compared: Bool,
    at_edge: Bool,
    found: Bounds,
) -> tuple[tuple[Cause, Bool], ...]:
    never = ibis.literal(False)
    needs_area = found.modes.get("needs_area", never)
    unsaid = any_true([missing for _, missing in causes])
    by_figure = found.modes.get("unknown", never) | ibis.coalesce(at_edge, False) | (is_null(truth) & is_told(compared))
    names = [operand.times_parameter] if operand.times_parameter else []
    if isinstance(operand, FigureOperand):
        names.append(operand.parameter)
    straddles = is_null(truth) & ~unsaid & ~needs_area & ~by_figure
    final = [(cause, when | straddles) if cause == causes[-1][0] else (cause, when) for cause, when in causes]
    return (*final, (Cause("path", "area"), needs_area), (Cause("figure", " ".join(names)), by_figure))
