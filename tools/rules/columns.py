"""Facts as columns: what view.py derives for one household, written as Ibis expressions for a table of them.

A prepared household table has one row a household: ``h`` (its number), ``area`` (its place in the register), one column a fact named
by its key, amounts as whole ten-thousandths of a yuan, sets as bit masks. A column that is not there was told by nobody.
A status or a benefit asked in a column of its own, yes or no, is ``told_<n>`` or ``gets_<n>``: it says nothing of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any, get_args

import ibis
import ibis.expr.types as ir
from ibis.expr.operations import Coalesce, Field, Literal, SearchedCase

from corpus.corpus import Corpus
from corpus.errors import RuleError
from corpus.facts import Category, choices, fact_spec
from tools.rules.view import STRICTEST_ASSET_TEST

SCALE = 10_000
"""Amounts are whole numbers of ten-thousandths: every edge is exact, and an average cut off by a spreadsheet still fits."""

HIGH = "__high"
"""Ending of the column with the upper end of an amount told as a range."""

SCALED = ("money",)
NUMERIC = ("money", "count", "age")
MAX_BITS = 62
CATEGORIES = (*get_args(Category), "none")
"""Categories of disability, ``none`` for whoever has no certificate."""

Bool = Any
"""An Ibis boolean; NULL is open. Ibis gives its expressions no types that say more."""

Int = Any
Expr = Any


@dataclass(frozen=True)
class Number:
    """A numeric fact: from ``low / by`` to ``high / by``, in units of ``1 / scale``; NULL: not told."""

    low: Int
    high: Int
    by: Int | None = None
    scale: int = 1

    @property
    def ranges(self) -> bool:
        """Whether the two ends can differ."""
        return self.low is not self.high


@dataclass(frozen=True)
class Cause:
    """Why a leaf may be open: a path nobody told, a figure, or somebody who judges.

    Attributes:
        kind: path, figure, discretion or programme.
        key: ``size``, ``members[].age``; ids of the parameters; who judges; the programme.
    """

    kind: str
    key: str


def whole(value: Decimal, scale: int, what: str) -> int:
    """The value in units of ``1 / scale``.

    Raises:
        RuleError: it is no whole number of them.
    """
    scaled = value * scale
    if scaled != scaled.to_integral_value():
        raise RuleError(f"{what}: {value} 的小数位太多", where="tools/rules/compile", mend=f"最多到 1/{scale}")
    return int(scaled)


def coded_words(fact: str) -> tuple[str, ...]:
    """The words a fact is told in, which tables hold as their numbers, counted from 0; none: it is no choice."""
    _, _, key = fact.partition(".")
    _, _, part = key.partition(".")
    return CATEGORIES if part == "category" else () if part else choices(fact)


def code_of(fact: str, word: str) -> int:
    """The number of a word.

    Raises:
        ValueError: it is none of the fact's words.
    """
    return coded_words(fact).index(word)


def bits_of(names: Sequence[str], known: Sequence[str]) -> int:
    """The mask of some of the known names."""
    return sum(1 << known.index(name) for name in dict.fromkeys(names))


def no(kind: str) -> Expr:
    """A typed NULL."""
    return ibis.null(kind)


def never_told(kind: str) -> Expr:
    """The column of a fact nobody told: NULL, but no literal, for Ibis turns ``NULL == x`` into ``x IS NULL``."""
    return ibis.cases((ibis.literal(False), ibis.null(kind)), else_=ibis.null(kind))


def is_constant(value: Bool, wanted: bool) -> bool:
    """Whether it is the literal True or False."""
    node = value.op()
    return isinstance(node, Literal) and node.value is wanted


def number(value: int) -> Int:
    """A whole number of 64 bits, said in so many words: a database would take a small literal for 32."""
    return ibis.literal(value).cast("int64")


def any_true(values: Sequence[Bool]) -> Bool:
    """OR of all, False for none; constants are left out."""
    if any(is_constant(value, True) for value in values):
        return ibis.literal(True)
    kept = [value for value in values if not is_constant(value, False)]
    return reduce(lambda a, b: a | b, kept) if kept else ibis.literal(False)


def all_true(values: Sequence[Bool]) -> Bool:
    """AND of all, True for none; constants are left out."""
    if any(is_constant(value, False) for value in values):
        return ibis.literal(False)
    kept = [value for value in values if not is_constant(value, True)]
    return reduce(lambda a, b: a & b, kept) if kept else ibis.literal(True)


def first_of(branches: Sequence[tuple[Bool, Expr]], otherwise: Expr) -> Expr:
    """The value of the first condition that holds; constants are worked out."""
    kept: list[tuple[Bool, Expr]] = []
    for when, value in branches:
        if is_constant(when, True):
            otherwise = value
            break
        if not is_constant(when, False):
            kept.append((when, value))
    return ibis.cases(*kept, else_=otherwise) if kept else otherwise


def is_null(value: Expr) -> Bool:
    """Whether it is open or not told.

    Ibis writes ``(~x).isnull()`` as ``NOT x IS NULL``, which databases read as ``NOT (x IS NULL)``: whatever is no plain
    column is put into a function call first.
    """
    return _closed(value).isnull()


def is_told(value: Expr) -> Bool:
    """The opposite of ``is_null``."""
    return _closed(value).notnull()


def same(one: Bool, other: Bool) -> Bool:
    """Whether two truths are the same, open ones too."""
    return _closed(one).identical_to(_closed(other))


def _closed(value: Expr) -> Expr:
    return value if isinstance(value.op(), Field | SearchedCase | Coalesce) else ibis.coalesce(value, ibis.null(value.type()))


class Columns:
    """The columns of one prepared table, and what is derived from them."""

    def __init__(self, table: ir.Table, scope: str, corpus: Corpus, day: date) -> None:
        self.table, self.scope, self.corpus, self.day = table, scope, corpus, day
        self.bounds: dict[str, object] = {}
        self.statuses = tuple(corpus.recognitions)
        if len(self.statuses) > MAX_BITS:
            raise RuleError(f"身份多于 {MAX_BITS} 种", where="corpus/recognitions.yaml", mend="tools/rules/columns.py 要改用几个字")

    def has_column(self, name: str) -> bool:
        """Whether anybody told it."""
        return name in self.table.columns

    def column(self, name: str, kind: str) -> Expr:
        """The column, or one that tells nothing."""
        return self.table[name].cast(kind) if self.has_column(name) else never_told(kind)

    def amount(self, key: str) -> Number:
        """A numeric fact as told."""
        scale = SCALE if fact_spec(f"{self.scope}.{key}").kind in SCALED else 1
        low = self.column(key, "int64")
        high = ibis.coalesce(self.column(key + HIGH, "int64"), low) if self.has_column(key + HIGH) else low
        return Number(low, high, None, scale)


def size_and_income(columns: Columns) -> dict[str, Expr]:
    """Size, income per head as a fraction, and what is wrong with them (``view.size``, ``view.income_per_head``).

    The table must carry ``n_members`` (members listed) and ``n_counted`` (those who count).
    """
    table = columns.table
    size = ibis.coalesce(columns.column("household_size", "int64"), columns.column("size", "int64"), table.n_counted.nullif(0))
    mine, total = columns.amount("monthly_income_per_head"), columns.amount("monthly_income")
    derived = is_told(total.low) & is_told(size)
    agrees = (mine.low * size <= total.high + SCALE * size) & (total.low <= (mine.high + SCALE) * size)
    clash = ibis.coalesce(is_told(mine.low) & derived & ~agrees, False)
    open_ = ibis.cases((clash, True), else_=False)

    def pick(own: Int, whole_: Int) -> Int:
        return ibis.cases((open_, no("int64")), (is_told(mine.low), own), (derived, whole_), else_=no("int64"))

    found = {
        "f_size": size,
        "f_income": pick(mine.low, total.low),
        "f_income_by": ibis.cases((is_told(mine.low), 1), else_=ibis.coalesce(size, 1)).cast("int64"),
        "f_income_needs_size": is_null(mine.low) & is_told(total.low) & is_null(size),
        "f_income_clash": open_,
    }
    if mine.ranges or total.ranges:
        found["f_income_high"] = pick(mine.high, total.high)
    return found


def yearly_income(columns: Columns) -> tuple[Number, Bool]:
    """Income per head over twelve months (``view.yearly_income_per_head``), and whether it waits for the size."""
    table, mine, total = columns.table, columns.amount("income_12m_per_head"), columns.amount("income_12m")
    size, month = table.f_size, table.f_income
    month_high = table.f_income_high if "f_income_high" in table.columns else month

    def pick(own: Int, whole_: Int, months: Int) -> Int:
        return ibis.cases(
            (is_told(mine.low), own), (is_told(total.low) & is_told(size), whole_), (is_told(total.low), no("int64")), else_=months
        )

    low = pick(mine.low, total.low, month * 12)
    high = pick(mine.high, total.high, month_high * 12) if mine.ranges or total.ranges or month_high is not month else low
    by = ibis.cases((is_told(mine.low), 1), (is_told(total.low), ibis.coalesce(size, 1)), else_=table.f_income_by).cast("int64")
    return Number(low, high, by, SCALE), is_null(mine.low) & is_told(total.low) & is_null(size)


def age(columns: Columns) -> tuple[Int, Int]:
    """Completed years on the day, lowest and highest (``view.age``); the same twice where no birth month is told."""
    said = columns.column("age", "int64")
    if not columns.has_column("born"):
        return said, said
    born, day = columns.column("born", "string"), columns.day
    year, month = born.substr(0, 4).cast("int64"), born.substr(5, 2).cast("int64")
    years = day.year - year - ibis.cases((month > day.month, 1), else_=0)
    high = ibis.cases((is_null(born), said), (years < 0, 0), else_=years).cast("int64")
    low = ibis.cases((is_told(born) & (month == day.month) & (years > 0), years - 1), else_=high).cast("int64")
    return low, high


def assets(columns: Columns, test: str) -> Bool:
    """Whether property is within the limit of one test (``view.assets``)."""
    own, plain = columns.column(f"assets_within_limit.{test}", "boolean"), columns.column("assets_within_limit", "boolean")
    if test == STRICTEST_ASSET_TEST:
        return ibis.coalesce(own, plain)
    return ibis.coalesce(own, ibis.cases((plain, True), else_=no("boolean")))


def without(mask: Int, other: Int) -> Int:
    """The bits of a mask that are not in another.

    Not ``mask & ~other``: Ibis writes ``~(a | b)`` as ``~a | b``.
    """
    return mask - (mask & other)


def statuses_by(columns: Columns, shorthand: str) -> int:
    """The mask of the statuses the household's answer speaks for in one way."""
    known = columns.corpus.recognitions
    return bits_of([status for status in columns.statuses if known[status].shorthand == shorthand], columns.statuses)


def household_statuses(columns: Columns) -> dict[str, Int]:
    """Which statuses the household has, and of which that is known, as masks (``view._household_has``)."""
    said = columns.column("recognised_as", "int64")
    denied = ibis.coalesce(columns.column("not_recognised_as", "int64"), 0)
    has, known = _alone(columns)
    everything = (1 << len(columns.statuses)) - 1
    rest = ibis.cases((is_told(said), everything), else_=denied).cast("int64")
    return {"house_has": has | without(ibis.coalesce(said, number(0)), known), "house_known": known | rest}


def person_statuses(columns: Columns) -> dict[str, Int]:
    """Which statuses a member has, and of which that is known: the member's own answer, else the household's.

    As ``view._person_has`` finds it: the household's answer speaks for every member, for a single one, or not at all.
    """
    said = columns.column("recognised_as", "int64")
    denied = ibis.coalesce(columns.column("not_recognised_as", "int64"), 0) if columns.has_column("not_recognised_as") else number(0)
    alone, answered = _alone(columns)
    own = alone | without(ibis.coalesce(said, number(0)), answered)
    denied = without(denied | answered, own)
    every, single = statuses_by(columns, "every_member"), statuses_by(columns, "single_member")
    shared = columns.table.house_has & ibis.cases((columns.table.f_size == 1, every | single), else_=every).cast("int64")
    has = own | without(shared, denied)
    house = columns.table.house_known & (number(every) | without(number(single), columns.table.house_has))
    known = ibis.cases((is_told(said), number((1 << len(columns.statuses)) - 1)), else_=denied | house | has)
    return {"own_has": has, "own_known": known}


def _alone(columns: Columns) -> tuple[Int, Int]:
    """Statuses asked in columns of their own: those said to be there, and all that were answered."""
    has, known = [number(0)], [number(0)]
    for place in range(len(columns.statuses)):
        if columns.has_column(f"told_{place}"):
            told = columns.column(f"told_{place}", "boolean")
            has.append(ibis.cases((told, number(1 << place)), else_=number(0)))
            known.append(ibis.cases((is_told(told), number(1 << place)), else_=number(0)))
    return reduce(lambda a, b: a | b, has), reduce(lambda a, b: a | b, known)


def has_any(has: Int, known: Int, wanted: int) -> Bool:
    """Whether any of the wanted statuses is there; open while one of them is not known."""
    return ibis.cases(((has & wanted) != 0, True), ((known & wanted) == wanted, False), else_=no("boolean"))
