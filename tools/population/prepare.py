"""Raw tables -> prepared tables (tools/rules/columns.py), and the rows that cannot be read with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from corpus.corpus import Corpus
from corpus.errors import TableError
from tools.population.mapping import ColumnMap, Mapping, TableMap
from tools.population.words import Unreadable, kind_of, read_word, untold
from tools.rules.columns import HIGH, SCALE, all_true, any_true, is_null, is_told, no
from tools.rules.compile import Keep

ROW = "source_row"
"""The column of a raw table that numbers its rows from 1."""

MOST_WORDS = 200_000
FEW_WORDS = 40
WIDE = "０１２３４５６７８９．－～，"
NARROW = "0123456789.-~,"
LIMITS = {"age": (0, 130), "size": (1, 30), "household_size": (1, 30)}
MOST = 100_000_000
NUMBER, RANGE = r"^[0-9]+(\.[0-9]+)?$", r"^[0-9]+(\.[0-9]+)?[-~—–至][0-9]+(\.[0-9]+)?$"


@dataclass
class Read:
    """A raw table with the columns that were read, and for each row the first fault."""

    table: ir.Table
    facts: tuple[str, ...]
    fault_of: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Prepared:
    """What can be judged, and what could not be read.

    ``members`` may hold some of households that are put aside: nobody asks for them. ``read`` are the households as read, those
    put aside too.
    """

    households: ir.Table
    members: ir.Table
    rejects: tuple[ir.Table, ...]
    read: ir.Table


@dataclass
class Preparer:
    """Reads the raw tables of one database."""

    corpus: Corpus
    day: date
    keep: Keep

    def __post_init__(self) -> None:
        self._whole_ids = False

    def prepare(self, households: ir.Table, members: ir.Table | None, mapping: Mapping) -> Prepared:
        """Read both tables.

        Raises:
            TableError: a column with more different words than anybody means.
        """
        ids = [households[mapping.households.id].type()]
        if members is not None and mapping.members is not None:
            ids.append(members[mapping.members.id].type())
        self._whole_ids = all(kind.is_integer() for kind in ids)
        homes, numbers, once = self._twice(self._read("household", households, mapping.households))
        if members is None or mapping.members is None:
            homes.table = self.keep("read_homes", homes.table, False)
            kept = self._whole(homes)
            nobody = kept.filter(ibis.literal(False)).select("h", index="h")
            return Prepared(kept, nobody, (self._rejects(homes.table, "户表"),), once)
        people = self._read("member", members, mapping.members)
        named = self.keep("read_people", people.table, False) if self._whole_ids else self._with_rows(people.table, numbers)
        bad = named.filter(is_told(named.fault)).select("hid").distinct().mutate(bad=True)
        table = homes.table.left_join(bad, "hid", rname="{name}_again")
        spoilt = ibis.cases(
            (is_told(table.fault), table.fault), (table.bad, ibis.literal("成员：有成员的行读不出，整户没有判")), else_=no("string")
        )
        homes.table = self.keep("read_homes", table.mutate(fault=spoilt).drop("bad", "hid_again"), False)
        found = named.filter(is_null(named.fault)).select(*people.facts, h=named.hid if self._whole_ids else named.h, index=ROW)
        astray = self._astray(named, numbers) if self._whole_ids else named
        rejects = (self._rejects(homes.table, "户表"), self._rejects(astray, "成员表"))
        return Prepared(self._whole(homes), self.keep("prepared_members", found, False), rejects, once)

    def _with_rows(self, people: ir.Table, numbers: ir.Table) -> ir.Table:
        """Members with the row of their household: text is looked up once, later steps join whole numbers."""
        return self.keep("read_people", self._astray(people, numbers), True)

    def _astray(self, people: ir.Table, numbers: ir.Table) -> ir.Table:
        """Members, those at fault whose household is not there too."""
        found = people.left_join(numbers, "hid", rname="{name}_again")
        why = ibis.cases(
            (is_told(found.fault), found.fault), (is_null(found.hid_again), ibis.literal("户号：这个户号在户表里没有")), else_=no("string")
        )
        return found.mutate(fault=why).drop("hid_again", "times")

    def _whole(self, homes: Read) -> ir.Table:
        """The households without a fault."""
        table = homes.table.filter(is_null(homes.table.fault))
        return self.keep(
            "prepared_households",
            table.select(*homes.facts, h="hid" if self._whole_ids else ROW, row=ROW, hid=table.hid.cast("string")),
            False,
        )

    def _rejects(self, table: ir.Table, which: str) -> ir.Table:
        found = table.filter(is_told(table.fault))
        return found.select(table=ibis.literal(which), row=ROW, household=found.hid.cast("string"), reason="fault", value="fault_value")

    def _twice(self, homes: Read) -> tuple[Read, ir.Table, ir.Table]:
        """Households whose number stands twice: nobody can say which is right; every number once; the households as read."""
        table = self.keep("read_once", homes.table, True)
        counts = self.keep("read_numbers", table.group_by("hid").agg(times=table.count(), h=table[ROW].min()), True)
        joined = table.left_join(counts.filter(counts.times > 1), "hid", rname="{name}_again")
        twice = ibis.cases(
            (is_told(joined.fault), joined.fault), (is_told(joined.times), ibis.literal("户号：户号重复")), else_=no("string")
        )
        return Read(joined.mutate(fault=twice).drop("times", "h", "hid_again"), homes.facts), counts, table

    def _id(self, cell: Any) -> Any:
        """The household's number: as a whole number where both tables write it so, else as text."""
        if self._whole_ids:
            return cell.cast("int64")
        if cell.type().is_floating():
            return ibis.cases((cell == cell.floor(), cell.cast("int64").cast("string")), else_=cell.cast("string"))
        return cell.cast("string").strip()

    # -- columns -------------------------------------------------------------------------------------------------

    def _read(self, scope: str, raw: ir.Table, told: TableMap) -> Read:
        new: dict[str, Any] = {}
        faults: list[tuple[Any, Any, Any]] = []
        hid = self._id(raw[told.id])
        faults.append((is_null(hid) if self._whole_ids else is_null(hid) | (hid == ""), ibis.literal(f"{told.id}：没有户号"), no("string")))
        words = self._different_words(scope, raw, told)
        for column, what in told.columns.items():
            name, cell = _target(what, self.corpus), raw[column]
            if column in words:
                raw = self._words(scope, raw, column, what, name, words[column], new, faults)
            elif kind_of(scope, what) == "number":
                _number(column, name, what, cell, new, faults)
            else:
                new[name] = cell
        first = ibis.cases(*((when, why) for when, why, _ in faults), else_=no("string"))
        value = ibis.cases(*((when, said) for when, _, said in faults), else_=no("string"))
        table = raw.select(ROW, **new, hid=self._id(raw[told.id]), fault=first, fault_value=value)
        return Read(table, tuple(new))

    def _different_words(self, scope: str, raw: ir.Table, told: TableMap) -> dict[str, list[str]]:
        """The different words of every column of words, asked for in one go."""
        columns = [c for c, what in told.columns.items() if kind_of(scope, what) != "number" and not raw[c].type().is_boolean()]
        if not columns:
            return {}
        each = [raw.select(word=raw[c].cast("string")).distinct().limit(MOST_WORDS + 1).mutate(place=i) for i, c in enumerate(columns)]
        rows = self.keep.read(ibis.union(*each) if len(each) > 1 else each[0])
        found: dict[str, list[str]] = {column: [] for column in columns}
        for word, place in zip(rows["word"].to_pylist(), rows["place"].to_pylist(), strict=True):
            if word is not None:
                found[columns[place]].append(word)
        for column, words in found.items():
            if len(words) > MOST_WORDS:
                raise TableError(f"“{column}”有 {MOST_WORDS} 种以上的写法", where=scope, mend="这一列不像要找的内容，改对应文件")
        return found

    def _words(
        self,
        scope: str,
        raw: ir.Table,
        column: str,
        what: ColumnMap,
        name: str,
        words: list[str],
        new: dict[str, Any],
        faults: list[Any],
    ) -> ir.Table:
        """A column of words: each different word is read once."""
        text = raw[column].cast("string")
        read = {word: read_word(word, scope, what, self.corpus, self.day) for word in words}
        kind = next((v for v in read.values() if v is not None and not isinstance(v, Unreadable)), "")
        typed = "boolean" if isinstance(kind, bool) else "int64" if isinstance(kind, int) else "string"
        values: dict[Any, list[str]] = {}
        whys: dict[str, list[str]] = {}
        for word, value in read.items():
            if isinstance(value, Unreadable):
                whys.setdefault(value.why, []).append(word)
            elif value is not None:
                values.setdefault(value, []).append(word)
        if len(words) <= FEW_WORDS:
            branches = [(text.isin(said), ibis.literal(value, typed)) for value, said in values.items()]
            new[name] = ibis.cases(*branches, else_=no(typed)) if branches else no(typed)
            faults += [(text.isin(said), ibis.literal(f"{column}：{why}"), text) for why, said in whys.items()]
            return raw
        return self._by_table(raw, column, name, typed, read, new, faults)

    def _by_table(
        self, raw: ir.Table, column: str, name: str, typed: str, read: dict[str, Any], new: dict[str, Any], faults: list[Any]
    ) -> ir.Table:
        """Many words: their readings as a small table that is joined."""
        kinds = {"boolean": pa.bool_(), "int64": pa.int64(), "string": pa.string()}
        plain = [None if isinstance(value, Unreadable) else value for value in read.values()]
        whys = [f"{column}：{value.why}" if isinstance(value, Unreadable) else None for value in read.values()]
        word, value, why = (f"{name}_{ending}" for ending in ("word", "value", "why"))
        rows = {word: pa.array(list(read), pa.string()), value: pa.array(plain, kinds[typed]), why: pa.array(whys, pa.string())}
        number = len(new)
        small = self.keep(f"words_{number}_{raw.columns.index(column)}", ibis.memtable(pa.table(rows)), True)
        text = raw[column].cast("string")
        found = raw.left_join(small, text == small[word])
        new[name] = found[value]
        faults.append((is_told(found[why]), found[why], found[column].cast("string")))
        return found


def _target(what: ColumnMap, corpus: Corpus) -> str:
    """The column of the prepared table."""
    if what.status is not None:
        return f"told_{tuple(corpus.recognitions).index(what.status)}"
    if what.programme is not None:
        return f"gets_{tuple(corpus.programmes).index(what.programme)}"
    return "area" if what.fact == "hukou_area" else what.fact or ""


def _number(column: str, name: str, what: ColumnMap, cell: Any, new: dict[str, Any], faults: list[Any]) -> None:
    """A column of amounts or counts."""
    whole = name in LIMITS
    scale = (1 if whole else SCALE) * what.yuan
    low_limit, high_limit = LIMITS.get(name, (0, MOST))
    if cell.type().is_numeric():
        low = high = cell.cast("float64")
        asked, readable = is_told(cell), is_told(cell)
        if cell.type().is_floating():
            asked = readable = all_true([is_told(cell), ~cell.isnan()])
            low = high = ibis.cases((readable, low), else_=no("float64"))
        said = cell.cast("string")
    else:
        said = cell.cast("string")
        plain = said.translate(WIDE, NARROW).re_replace(r"[\s,，￥¥元人岁]|\.0+$", "")
        asked = all_true([is_told(said), ~plain.lower().isin(sorted(untold()))])
        ranges = all_true([asked, plain.re_search(RANGE)])
        readable = (
            any_true([all_true([asked, plain.re_search(NUMBER)]), ranges]) if not whole else all_true([asked, plain.re_search(NUMBER)])
        )
        ends = ibis.cases((readable, plain), else_=no("string"))
        low = ends.re_replace(r"[-~—–至].*$", "").cast("float64")
        high = ends.re_replace(r"^.*[-~—–至]", "").cast("float64")
    inside = all_true([low >= low_limit, high <= high_limit, low <= high])
    if whole:
        inside = all_true([inside, low == low.floor()])
    faults.append((asked & ~ibis.coalesce(readable, False), ibis.literal(f"{column}：不是数字"), said))
    faults.append((asked & ~ibis.coalesce(inside, False), ibis.literal(f"{column}：数不可能是这样（{low_limit}—{high_limit}）"), said))
    new[name] = ibis.cases((inside, (low * scale / what.months).round().cast("int64")), else_=no("int64"))
    if low is not high and not whole:
        new[name + HIGH] = ibis.cases((inside, (high * scale / what.months).round().cast("int64")), else_=no("int64"))
