"""One leaf as columns: whether it holds, and why it is open; the same comparisons as evaluate.py makes."""

from __future__ import annotations

import typing
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

import ibis
from ibis.expr.operations import Cast, Field, Literal

from corpus.corpus import Corpus
from corpus.facts import fact_spec
from corpus.figures import Figure
from corpus.rule import FactOperand, FigureOperand, Leaf, Op
from tools.rules.columns import (
    NUMERIC,
    SCALE,
    SCALED,
    Bool,
    Cause,
    Columns,
    Expr,
    Int,
    Number,
    age,
    all_true,
    any_true,
    assets,
    bits_of,
    coded_words,
    first_of,
    has_any,
    is_constant,
    is_null,
    is_told,
    never_told,
    no,
    whole,
    yearly_income,
)

Mode = typing.Literal["exact", "lower", "undecided", "unknown", "needs_area"]
SETS = (Op.HAS, Op.LACKS, Op.HAS_ANY)
BELOW = (Op.LESS_THAN, Op.AT_LEAST)
ON_OR_BELOW = (Op.AT_MOST, Op.MORE_THAN)


GRADES = 5
"""Grades of disability, 0 to 4."""

YES, NEVER = ibis.literal(True), ibis.literal(False)


@dataclass(frozen=True)
class Word:
    """A choice as a table holds it: the number of the word among the words of its fact."""

    number: Int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """A fact as an expression, an amount (``Number``) or a choice (``Word``); whether it was told, and what is missing where not."""

    value: typing.Any
    missing: Bool
    causes: tuple[tuple[Cause, Bool], ...]


def leaf_truth(leaf: Leaf, columns: Columns) -> Bool:
    """Whether a leaf holds, on a table that carries its facts."""
    truth = _set(leaf, columns) if leaf.op in SETS else _comparison(leaf, columns)
    if not leaf.presumed:
        return truth
    held = any_true([when for cause, when in _bare_causes(leaf, columns, truth) if cause.kind == "figure"])
    return first_of(
        [(all_true([is_null(truth), ~ibis.coalesce(held, False)]) if not is_constant(held, False) else is_null(truth), YES)], truth
    )


def leaf_causes(leaf: Leaf, columns: Columns, truth: Bool) -> tuple[tuple[Cause, Bool | None], ...]:
    """Why a leaf is open; None: whenever it is, as nothing else can be the cause."""
    causes = [(cause, when) for cause, when in _bare_causes(leaf, columns, truth) if not is_constant(when, False)]
    if len(causes) == 1:
        return ((causes[0][0], None),)
    return tuple((cause, all_true([when, is_null(truth)])) for cause, when in causes)


def open_with(leaf: Leaf, columns: Columns) -> Bool | None:
    """What alone leaves a leaf open, if its fact does and nothing else."""
    if leaf.presumed or leaf.op in SETS or leaf.fact == "household.area" or isinstance(leaf.value, FigureOperand | FactOperand):
        return None
    fact = _told(leaf.fact, columns, leaf.op)
    return None if isinstance(fact.value, Number) and fact.value.ranges else fact.missing


def codes_of(leaf: Leaf, columns: Columns) -> dict[str, int]:
    """The column a leaf looks at that holds one of a few numbers from 0 on, and how many these are."""
    scope, _, key = leaf.fact.partition(".")
    many = GRADES if key.endswith(".grade") else len(coded_words(leaf.fact)) if scope == "member" else 0
    if leaf.op in SETS or not many or not columns.has_column(key):
        return {}
    return {key: many}


def masks_of(leaf: Leaf, columns: Columns) -> dict[str, int]:
    """The masks a leaf about a member's statuses looks at, and which of their bits."""
    if leaf.op not in SETS or leaf.fact != "member.recognised_as":
        return {}
    asked = bits_of(_wanted(leaf), columns.statuses)
    shared = bits_of([s for s in _wanted(leaf) if columns.corpus.recognitions[s].shorthand != "none"], columns.statuses)
    return {"own_has": asked, "own_known": asked, **({"house_known": shared} if shared else {})}


def _bare_causes(leaf: Leaf, columns: Columns, truth: Bool) -> list[tuple[Cause, Bool]]:
    if leaf.op in SETS:
        return _set_causes(leaf, columns, truth)
    fact = _told(leaf.fact, columns, leaf.op)
    if isinstance(leaf.value, FigureOperand | FactOperand):
        return _figure_causes(leaf, leaf.value, fact, columns, truth)
    if isinstance(fact.value, Number) and fact.value.ranges:
        return [(cause, is_null(truth)) for cause, _ in fact.causes[-1:]]
    return list(fact.causes)


# -- sets ---------------------------------------------------------------------------------------------------------


def _wanted(leaf: Leaf) -> tuple[str, ...]:
    return leaf.value if isinstance(leaf.value, tuple) else (str(leaf.value),)


def _set(leaf: Leaf, columns: Columns) -> Bool:
    key = leaf.fact.partition(".")[2]
    if key != "recognised_as":
        has = any_true([_gets(programme, key, columns) for programme in _wanted(leaf)])
    else:
        whose = "house" if columns.scope == "household" else "own"
        has = has_any(columns.table[f"{whose}_has"], columns.table[f"{whose}_known"], bits_of(_wanted(leaf), columns.statuses))
    return ~has if leaf.op is Op.LACKS else has


def _gets(programme: str, key: str, columns: Columns) -> Bool:
    """Whether the benefit of a programme is received, as told in a column of its own or among others."""
    place = tuple(columns.corpus.programmes).index(programme)
    among = (columns.column(key, "int64") & (1 << place)) != 0 if columns.has_column(key) else no("boolean")
    return ibis.coalesce(columns.column(f"gets_{place}", "boolean"), among) if columns.has_column(f"gets_{place}") else among


def _set_causes(leaf: Leaf, columns: Columns, truth: Bool) -> list[tuple[Cause, Bool]]:
    key = leaf.fact.partition(".")[2]
    if columns.scope == "household":
        return [(Cause("path", key), is_null(truth))]
    own = (Cause("path", f"members[].{key}"), is_null(truth))
    shared = [status for status in _wanted(leaf) if key == "recognised_as" and columns.corpus.recognitions[status].shorthand != "none"]
    if not shared:
        return [own]
    asked = bits_of(shared, columns.statuses)
    house = (columns.table.house_known & asked) != asked
    return [own, (Cause("path", key), all_true([is_null(truth), house]))]


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
        number = columns.amount(key)
        return _simple(number, number.low, path)
    if kind == "disability" and part == "grade":
        value = columns.column(key, "int64")
        return _simple(Number(value, value), value, path)
    if words := coded_words(fact):
        word = columns.column(key, "int64")
        return _simple(Word(word, words), word, path)
    yes_no = kind == "yes_no" or (kind == "text" and leaf_op in (Op.IS_TRUE, Op.IS_FALSE))
    value = columns.column(key, "boolean" if yes_no else "string")
    return _simple(value, value, path)


def _simple(value: typing.Any, tested: Expr, path: Cause) -> Told:
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
    own = columns.amount("monthly_income")
    low = ibis.coalesce(own.low, shared.low)
    high = ibis.coalesce(own.high, shared.high) if own.ranges or shared.ranges else low
    by = ibis.cases((is_told(own.low), 1), else_=shared.by).cast("int64")
    return Told(Number(low, high, by, shared.scale), is_null(low), tuple((cause, when & is_null(own.low)) for cause, when in house.causes))


# -- comparisons --------------------------------------------------------------------------------------------------


def _comparison(leaf: Leaf, columns: Columns) -> Bool:
    fact = _told(leaf.fact, columns, leaf.op)
    if isinstance(leaf.value, FigureOperand | FactOperand):
        return _with_figures(leaf, leaf.value, fact, columns)[0]
    if leaf.fact == "household.area":
        return _area(leaf, columns)
    return _with_value(leaf, fact.value)


def _area(leaf: Leaf, columns: Columns) -> Bool:
    places = tuple(columns.corpus.areas)
    wanted = [name for name in _wanted(leaf) if name in places]
    return any_of(columns.table.f_area, [places.index(columns.corpus.area(name).id) for name in wanted])


def _with_value(leaf: Leaf, value: typing.Any) -> Bool:
    wanted = leaf.value
    if isinstance(value, Word):
        if leaf.op in (Op.IS_TRUE, Op.IS_FALSE):
            return (value.number >= 0) if leaf.op is Op.IS_TRUE else (value.number < 0)
        return any_of(value.number, [value.words.index(word) for word in _wanted(leaf)])
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


def any_of(value: Int, wanted: Sequence[int]) -> Bool:
    """Whether a number is one of a few; not by IN, which databases may work out as a join."""
    return any_true([value == number for number in wanted])


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
    """The bound of a comparison; where it stands in columns of the table already, those."""
    ready = columns.bounds.get(bound_key(operand, scale))
    if isinstance(ready, Bounds):
        return Bounds(_again(ready.value, columns), ready.over, {mode: _again(when, columns) for mode, when in ready.modes.items()})
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


def bound_key(operand: FigureOperand | FactOperand, scale: int) -> str:
    """What a bound is made of."""
    return f"{scale} {operand.model_dump_json(exclude={'fact', 'at_equality'})}"


def _again(value: Expr, columns: Columns) -> Expr:
    """The same column, of the table at hand."""
    return columns.table[value.get_name()] if isinstance(value.op(), Field) else value


def bound_columns(leaves: Sequence[Leaf], columns: Columns) -> tuple[dict[str, Expr], dict[str, Bounds]]:
    """The bounds of all leaves as columns ``b<n>``, and under which key each is found."""
    new: dict[str, Expr] = {}
    found: dict[str, Bounds] = {}
    for leaf in leaves:
        if not isinstance(leaf.value, FigureOperand | FactOperand) or leaf.fact.startswith("supporter."):
            continue
        money = fact_spec(leaf.fact).kind in SCALED
        scale = 1 if isinstance(leaf.value, FactOperand) else SCALE if money else 1
        if bound_key(leaf.value, scale) not in found:
            found[bound_key(leaf.value, scale)] = _named(bounds(leaf.value, scale, columns), f"b{len(found)}", new)
    return new, found


def _named(bound: Bounds, name: str, new: dict[str, Expr]) -> Bounds:
    """The bound with its parts under names, constants left as they are."""

    def column(value: Expr, called: str) -> Expr:
        if isinstance(value.op(), Literal | Cast):
            return value
        new[called] = value
        return ibis.table({called: value.type()}, name="bounds")[called]

    modes = {mode: column(when, f"{name}_{mode}") for mode, when in bound.modes.items()}
    return Bounds(column(bound.value, name), bound.over, modes)


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


def _literal(value: object, kind: str) -> Expr:
    return never_told(kind) if value is None else ibis.literal(value, kind)


def _with_figures(leaf: Leaf, operand: FigureOperand | FactOperand, fact: Told, columns: Columns) -> tuple[Bool, Bool, Bool, Bounds]:
    """Truth, the comparison as if the figure decided, whether the fact lies on an edge nobody settled, and the bound."""
    value: Number = fact.value
    found = bounds(operand, 1 if isinstance(operand, FactOperand) else value.scale, columns)
    at_edge = NEVER
    if isinstance(operand, FactOperand):
        value, bottom, top = _cross(value, _told(operand.fact, columns).value, found)
    else:
        bottom = top = found.value
        if operand.at_equality == "open":
            level = [value.low == value.high] if value.ranges else []
            at_edge = all_true([*level, value.low == _times(bottom, value.by)])
    compared = _compare(leaf.op, value, bottom, top)
    branches = [(at_edge, no("boolean")), (found.modes.get("exact", NEVER), compared)]
    if "lower" in found.modes and bottom is top and leaf.op in (*BELOW, *ON_OR_BELOW):
        by = _times(bottom, value.by)
        surely = value.high < by if leaf.op in BELOW else value.high <= by
        branches.append((all_true([found.modes["lower"], surely]), compared))
    return first_of(branches, no("boolean")), compared, at_edge, found


def _times(bound: Int, by: Int | None) -> Int:
    return bound if by is None else bound * by


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


def _figure_causes(leaf: Leaf, operand: FigureOperand | FactOperand, fact: Told, columns: Columns, truth: Bool) -> list[tuple[Cause, Bool]]:
    _, compared, at_edge, found = _with_figures(leaf, operand, fact, columns)
    causes = list(fact.causes)
    if isinstance(operand, FactOperand):
        causes += _told(operand.fact, columns).causes
    needs_area, unknown = found.modes.get("needs_area", NEVER), found.modes.get("unknown", NEVER)
    edge = NEVER if is_constant(at_edge, False) else ibis.coalesce(at_edge, False)
    settled = set(found.modes) == {"exact"}
    undecided = NEVER if settled else is_null(truth) & is_told(compared)
    by_figure = any_true([unknown, edge, undecided])
    if isinstance(fact.value, Number) and (fact.value.ranges or isinstance(operand, FactOperand)):
        open_for_another_reason = any_true([*(missing for _, missing in causes), needs_area, by_figure])
        straddles = is_null(truth) & ~open_for_another_reason
        last = causes[-1][0]
        causes = [(cause, when | straddles) if cause == last else (cause, when) for cause, when in causes]
    names = [operand.times_parameter] if operand.times_parameter else []
    if isinstance(operand, FigureOperand):
        names.append(operand.parameter)
    return [*causes, (Cause("path", "area"), needs_area), (Cause("figure", " ".join(names)), by_figure)]
