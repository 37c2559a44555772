"""Screens a table of households (部门信息比对): verdicts, reasons, what is missing, and three lists of whom to visit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.errors import TableError, why_not
from corpus.rule import FactOperand, Leaf, ProgrammeSays, walk
from tools.population.databases import connect, open_table, reason_of
from tools.population.lists import reasons_table, watches, words_table
from tools.population.mapping import Mapping, TableMap, check_mapping, is_never_read, unclear, units_read
from tools.population.prepare import ROW, Prepared, Preparer
from tools.population.source import open_file, working_database
from tools.population.stages import keeper
from tools.rules.columns import SCALE
from tools.rules.compile import Compiler, Judged, Keep
from tools.rules.packing import Key

Progress = Callable[[str, int, int], None]
DRIVERS = ("duckdb", "_duckdb", "psycopg", "psycopg2", "pyspark", "py4j", "ibis", "sqlglot", "pyarrow")
STAGES = 6
DERIVE = (
    "area",
    "hukou_area",
    "size",
    "household_size",
    "monthly_income",
    "monthly_income_per_head",
    "income_12m",
    "absent",
    "born",
    "age",
    "recognised_as",
    "not_recognised_as",
    "receives",
)
"""Facts others are worked out from, or that say who counts and who has what already."""

MOST_COLUMNS = 15
"""Column names a warning lists."""

MONTHLY_LOOKS_YEARLY, YEARLY_LOOKS_MONTHLY = 6_000, 2_000
"""Medians, in yuan a head, beyond which a column is probably in the other unit."""

MONTH_SAYS, YEAR_SAYS = "，像是年收入：请核对单位", "，像是月收入：请核对单位"
UNITS: tuple[tuple[str, bool, Callable[[float], bool], str], ...] = (
    ("monthly_income_per_head", True, lambda m: m > MONTHLY_LOOKS_YEARLY, "人均月收入的中位数是 {m:.0f} 元" + MONTH_SAYS),
    ("monthly_income", False, lambda m: m > MONTHLY_LOOKS_YEARLY, "全家月收入按人平均，中位数是 {m:.0f} 元" + MONTH_SAYS),
    ("annual_net_income_per_head", True, lambda m: m < YEARLY_LOOKS_MONTHLY, "人均年纯收入的中位数是 {m:.0f} 元" + YEAR_SAYS),
    ("income_12m_per_head", True, lambda m: m < YEARLY_LOOKS_MONTHLY, "人均年收入的中位数是 {m:.0f} 元" + YEAR_SAYS),
    ("income_12m", False, lambda m: m < YEARLY_LOOKS_MONTHLY, "全家年收入按人平均，中位数是 {m:.0f} 元" + YEAR_SAYS),
)
"""Columns of the prepared table, whether they count for one head, when they look wrong, and what is said then."""

BROKEN = (
    (("out of memory", "failed to allocate"), ("内存不够", "把 --memory 写大一些（如 4GB），或把表分成几份")),
    (
        ("no space left", "disk full", "file too large", "could not write", "max_temp_directory_size"),
        ("磁盘或空间上限满了，没有写完", "腾出空间再来一次"),
    ),
    (("connection", "server closed"), ("数据库中途断开", "检查数据库后再来一次")),
)
"""What drivers say when something breaks off, and what to say of it."""


class Counts(Strict):
    """What came of a screening.

    Attributes:
        rejected: rows that were put aside.
        unread: cells nobody could read, taken as not told.
    """

    as_of: date
    households: int
    members: int
    rejected: int
    unread: int = 0
    programmes: dict[str, dict[str, int]]
    aside: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    out: str = ""
    files: tuple[str, ...] = ()
    notice: str = ""


@dataclass
class Screened:
    """The result while the database is open.

    Attributes:
        table: one row a household: ``row`` of its table, ``hid``, ``f_area``, ``<name>_n`` for each programme, and what it has already.
        words: by programme what is said of its patterns, by their number, see lists.py.
        told: by programme the column that tells whether it is had, and how, see ``lists.watches``.
        reasons: what the reason codes stand for.
        aside: programmes that are judged but on no list: nothing a household is given, unless somebody asks for it.
        rejects: the rows put aside.
        notes: the cells taken as not told.
    """

    keep: Keep
    con: Any
    table: ir.Table
    words: dict[str, pa.Table]
    told: dict[str, tuple[str, str]]
    judged: tuple[Judged, ...]
    reasons: pa.Table
    aside: tuple[str, ...]
    rejects: list[ir.Table]
    notes: list[ir.Table]
    members: int
    mapping: Mapping
    warnings: list[str] = field(default_factory=list)


@contextmanager
def drivers_in_one_line(where: str) -> Iterator[None]:
    """Whatever a driver says becomes one line: the disk is full, the database went away."""
    try:
        yield
    except OSError as error:
        raise TableError(f"写不下去（{why_not(error)}）", where=where, mend="腾出空间，或用 --out 换一个能写的目录") from None
    except Exception as error:
        if type(error).__module__.split(".")[0] not in DRIVERS:
            raise
        text = str(error).lower()
        what, mend = next((said for words, said in BROKEN if any(word in text for word in words)), ("数据库报错", reason_of(error)))
        raise TableError(what, where=where, mend=f"{mend}；原来的输出没有动") from None


@contextmanager
def opened(backend: str | None, memory: str, ids: tuple[str, ...] = ()) -> Iterator[tuple[Any, Callable[[str, str], ir.Table]]]:
    """The database to work in, and how to open a table by file or name.

    Args:
        backend: its URL; none: a passing one.
        memory: how much of it, e.g. 2GB.
        ids: how the columns with the household's number may be called, besides the usual names.
    """
    if backend is None:
        with working_database(memory) as (con, folder):
            yield con, lambda name, as_: open_file(con, Path(name), as_, folder, ids)
        return
    other = connect(backend)
    try:
        yield other, lambda name, _: open_table(other, name)
    finally:
        with suppress(Exception):
            other.disconnect()


def source_columns(households: ir.Table, members: ir.Table | None) -> tuple[list[str], list[str] | None]:
    """The columns of the tables as they were given."""
    return _names(households), None if members is None else _names(members)


def screen(
    con: Any,
    raw_households: ir.Table,
    raw_members: ir.Table | None,
    mapping: Mapping,
    as_of: date,
    *,
    corpus: Corpus,
    only: tuple[str, ...] = (),
    progress: Progress = lambda *_: None,
) -> Screened:
    """Judge every household against every programme of the day, or those named.

    Raises:
        TableError: a mapping that does not fit, a column nobody can read.
        UnknownNameError: a programme nobody registered.
        NotInForceError: a named programme has no rule on the day.
    """
    for programme in only:
        corpus.reading(programme, as_of)
    # Arrow looks for pandas with the first array it makes; that is done while the database reads.
    Thread(target=pa.array, args=([0],), daemon=True).start()
    keep = keeper(con)
    check_mapping(mapping, *source_columns(raw_households, raw_members), corpus)
    progress("读表", 0, STAGES)
    asked = needed(mapping, only, as_of, corpus)
    prepared = Preparer(corpus, as_of, keep).prepare(raw_households, raw_members, asked)
    told = watches(corpus, as_of, set(prepared.households.columns), set(prepared.members.columns))
    told = {programme: how for programme, how in told.items() if not only or programme in only}
    names = {programme: f"w{i}" for i, programme in enumerate(told)}
    compiler = Compiler(corpus, as_of, keep, {names[p]: condition for p, (_, condition) in told.items()}, only)
    steps = iter(range(1, STAGES))
    compiled = compiler.compile(prepared.households, prepared.members, lambda _: progress("判断", next(steps, STAGES - 1), STAGES))
    words: dict[str, pa.Table] = {}
    table = compiled.households
    for place, (key, patterns, here) in enumerate(compiled.tables()):
        numbered = keep(f"said_{place}", _numbered(patterns, key, here), True)
        fields = [name for j in here for name in (f"{j.name}_n", j.name, f"{j.name}_r", f"{j.name}_o")]
        rows = keep.read(numbered.select(*fields))
        words |= {j.programme: words_table(rows, j, compiler) for j in here}
        table = key.joined(table, numbered.select(*key.names(), *(f"{j.name}_n" for j in here)))
    numbers = [f"{j.name}_n" for j in compiled.judged]
    final = keep("screened", table.select("row", "hid", "f_area", "f_income_clash", "f_few", *names.values(), *numbers), True)
    (listed,) = keep.read(compiled.listed)["people"].to_pylist()
    whole = _rows(keep, final) == _rows(keep, raw_households) and (raw_members is None or listed == _rows(keep, raw_members))
    rejects = [] if whole else [keep(f"rejects_{place}", rows, True) for place, rows in enumerate(prepared.rejects)]
    notes = list(prepared.notes)
    how = {programme: (names[programme], kind) for programme, (kind, _) in told.items()}
    warnings = [*_columns_to_know(raw_households, raw_members, mapping), *_warnings(prepared, keep)]
    reasons = reasons_table(compiled.judged, compiler)
    aside = () if only else tuple(j.programme for j in compiled.judged if corpus.programmes[j.programme].aside)
    progress("判断", STAGES - 1, STAGES)
    return Screened(keep, con, final, words, how, compiled.judged, reasons, aside, rejects, notes, listed or 0, mapping, warnings)


def _rows(keep: Keep, table: ir.Table) -> int:
    return int(keep.read(table.agg(n=table.count()))["n"].to_pylist()[0])


def needed(mapping: Mapping, only: tuple[str, ...], as_of: date, corpus: Corpus) -> Mapping:
    """Of the columns those the named programmes ask about; all where none is named."""
    if not only:
        return mapping
    waiting, facts = [corpus.reading(programme, as_of).conditions for programme in only], set(DERIVE)
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, Leaf):
                facts |= {
                    node.fact.partition(".")[2],
                    *({node.value.fact.partition(".")[2]} if isinstance(node.value, FactOperand) else ()),
                }
            elif isinstance(node, ProgrammeSays):
                waiting.append(corpus.reading(node.programme, as_of).conditions)

    def kept(table: TableMap) -> TableMap:
        columns = {
            c: told for c, told in table.columns.items() if told.fact is None or told.fact in facts or told.fact.split(".")[0] in facts
        }
        return table.model_copy(update={"columns": columns})

    facts |= {fact.split(".")[0] for fact in facts if fact.startswith("assets_within_limit")}
    return Mapping(households=kept(mapping.households), members=None if mapping.members is None else kept(mapping.members))


def _names(table: ir.Table) -> list[str]:
    return [name for name in table.columns if name != ROW]


def _numbered(patterns: ir.Table, key: Key, here: list[Judged]) -> ir.Table:
    """The patterns with, for each programme, the number of what is said: patterns of which the same is said share one."""
    said = [name for j in here for name in (j.name, f"{j.name}_r", f"{j.name}_o")]
    numbers = {}
    for j in here:
        order = [ibis.coalesce(patterns[j.name].cast("int32"), 2), patterns[f"{j.name}_r"], patterns[f"{j.name}_o"]]
        numbers[f"{j.name}_n"] = ibis.dense_rank().over(order_by=order).cast("int64")
    return patterns.select(*dict.fromkeys((*key.names(), *said)), **numbers)


def _columns_to_know(households: ir.Table, members: ir.Table | None, mapping: Mapping) -> list[str]:
    """In one line each: columns nobody uses, and that no column says where a household is registered."""
    found = []
    for which, raw, told in (("户表", households, mapping.households), ("成员表", members, mapping.members)):
        if raw is None or told is None:
            continue
        unused = [column for column in _names(raw) if column != told.id and column not in told.columns and not is_never_read(column)]
        if unused:
            shown = "、".join(unused[:MOST_COLUMNS]) + (f"等 {len(unused)} 列" if len(unused) > MOST_COLUMNS else "")
            found.append(f"{which}里没有用到的列：{shown}；要用，在对应文件里写明它说的是什么（--guess 出一份）")
        found += [f"{which}的“{column}”没有用：{how}" for column in unused if (how := unclear(column))]
        found += [f"{which}的{line}" for line in units_read(told)]
    if not any(told.fact in ("area", "hukou_area") for told in mapping.households.columns.values()):
        found.append("户表里没有户籍地（区县）一列：按地区定标准的项目都定不了；加一列“户籍地”就能判")
    return found


def _warnings(prepared: Prepared, keep: Keep) -> list[str]:
    """What looks wrong from the distribution: a yearly amount in a monthly column, and the other way round."""
    found = []
    table = prepared.read
    for column, per_head, wrong, say in UNITS:
        if column not in table.columns:
            continue
        value = table[column].cast("float64")
        if not per_head:
            size = ibis.coalesce(*(table[name] for name in ("household_size", "size") if name in table.columns), ibis.null("int64"))
            value = value / size.nullif(0)
        (middle,) = keep.read(table.agg(middle=value.approx_median()))["middle"].to_pylist()
        if middle is not None and middle > 0 and wrong(middle / SCALE):
            found.append(say.format(m=middle / SCALE))
    return found
