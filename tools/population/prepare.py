"""Raw tables -> prepared tables (tools/rules/columns.py), and the rows that cannot be read with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from corpus.corpus import Corpus
from corpus.errors import TableError
from tools.population.mapping import ColumnMap, Mapping, TableMap
from tools.population.words import Unreadable, kind_of, lifted, read_word, untold
from tools.rules.columns import HIGH, SCALE, all_true, any_true, code_of, coded_words, is_null, is_told, no
from tools.rules.compile import Keep

ROW = "source_row"
"""The column of a raw table that numbers its rows as the user sees them."""

TABLES = {"household": "户表", "member": "成员表"}

MOST_WORDS = 200_000
FEW_WORDS = 40
WIDE = "０１２３４５６７８９．－～，"
NARROW = "0123456789.-~,"
LIMITS = {"age": (0, 130), "size": (1, 30), "household_size": (1, 30)}
MOST = 100_000_000
FOOTER = r"^((合|总|小|共)\s*计|(填表|制表|填报|审核|复核|负责|联系|备注|注|说明)[^0-9]*[:：].*)$"
BELOW, DATED = r"^[-－−][0-9]", r"^(19|20)[0-9]{2}([-./年][0-9]{1,2}([-./月].*)?|[0-9]{4})$"
AS_UNTOLD = "（这一格当作没说，户照判）"
NO_NUMBER, LOOKS_BORN = "不是数字，请用阿拉伯数字写，如 12000", "写的像出生日期，这一列要周岁；列名改成“出生日期”就能读"
LIFTED = "lifted_out_of_poverty"
Said = list[tuple[Any, Any, Any]]
"""When, why, and what is written there."""

NUMBER, RANGE = r"^[0-9]+(\.[0-9]+)?$", r"^[0-9]+(\.[0-9]+)?[-~—–至][0-9]+(\.[0-9]+)?$"


@dataclass
class Read:
    """A raw table with the columns that were read, and for each row the first fault.

    Attributes:
        facts: the columns of the prepared table.
        notes: columns that say why a cell was taken as not told; ``<note>_said`` is what stands there.
    """

    table: ir.Table
    facts: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass
class Reading:
    """How the different words of one column are read.

    Attributes:
        place: beginning of the columns where the readings of many words stand, ``<place>_value`` and ``<place>_why``.
    """

    column: str
    place: str
    words: dict[str, Any]

    @property
    def joined(self) -> bool:
        """Whether its readings are joined rather than written out."""
        return len(self.words) > FEW_WORDS

    @property
    def kind(self) -> str:
        """Type of the values."""
        first = next((v for v in self.words.values() if v is not None and not isinstance(v, Unreadable)), "")
        return "boolean" if isinstance(first, bool) else "int64" if isinstance(first, int) else "string"

    @property
    def values(self) -> dict[str, Any]:
        """What each word says; None: nothing."""
        return {word: None if isinstance(value, Unreadable) else value for word, value in self.words.items()}

    @property
    def whys(self) -> dict[str, str]:
        """The words nobody can read."""
        return {word: f"{self.column}：{value.why}" for word, value in self.words.items() if isinstance(value, Unreadable)}

    def small(self) -> pa.Table:
        """The words as a table to join."""
        kinds = {"boolean": pa.bool_(), "int64": pa.int64(), "string": pa.string()}
        values, whys = self.values, self.whys
        return pa.table(
            {
                f"{self.place}_word": pa.array(list(values), pa.string()),
                f"{self.place}_value": pa.array(list(values.values()), kinds[self.kind]),
                f"{self.place}_why": pa.array([whys.get(word) for word in values], pa.string()),
            }
        )

    def value(self, table: ir.Table) -> Any:
        """The column of what is told."""
        if self.joined:
            return table[f"{self.place}_value"]
        return _by_word(table[self.column], self.values, self.kind)

    def why(self, table: ir.Table) -> Any:
        """The column of why a cell cannot be read."""
        if self.joined:
            return table[f"{self.place}_why"]
        return _by_word(table[self.column], self.whys, "string")


def _reported(table: ir.Table, which: str, reason: str, value: str) -> ir.Table:
    return table.select(table=ibis.literal(which), row=ROW, household=table.hid.cast("string"), reason=reason, value=value)


def _by_word(cell: Any, values: dict[str, Any], kind: str) -> Any:
    """What a few words stand for, written out; the words come with the most frequent first."""
    said: dict[Any, list[str]] = {}
    for word, value in values.items():
        if value is not None:
            said.setdefault(value, []).append(word)
    branches = [(cell.cast("string").isin(words), ibis.literal(value, kind)) for value, words in said.items()]
    return ibis.cases(*branches, else_=no(kind)) if branches else no(kind)


@dataclass
class Prepared:
    """What can be judged, and what could not be read.

    ``members`` may hold some of households that are put aside: nobody asks for them. ``read`` are the households as read, those
    put aside too. ``rejects`` are the rows put aside, ``notes`` the cells taken as not told, in the columns 表、行、户号、原因、写的是.
    """

    households: ir.Table
    members: ir.Table
    rejects: tuple[ir.Table, ...]
    notes: tuple[ir.Table, ...]
    read: ir.Table


@dataclass
class Preparer:
    """Reads the raw tables of one database."""

    corpus: Corpus
    day: date
    keep: Keep

    def __post_init__(self) -> None:
        self._whole_ids = False
        self._different: dict[str, dict[str, list[str]]] = {}

    def prepare(self, households: ir.Table, members: ir.Table | None, mapping: Mapping) -> Prepared:
        """Read both tables.

        Raises:
            TableError: a column with more different words than anybody means.
        """
        ids = [households[mapping.households.id].type()]
        if members is not None and mapping.members is not None:
            ids.append(members[mapping.members.id].type())
        self._whole_ids = all(kind.is_integer() for kind in ids)
        tables = [("household", households, mapping.households)]
        if members is not None and mapping.members is not None:
            tables.append(("member", members, mapping.members))
        self._different = self._different_words(tables)
        homes, numbers, once = self._twice(self._read("household", households, mapping.households))
        if members is None or mapping.members is None:
            homes.table = self.keep("read_homes", homes.table, False)
            kept = self._whole(homes)
            nobody = kept.filter(ibis.literal(False)).select("h", index="h")
            notes = self._notes(homes.table, homes.notes, "户表")
            return Prepared(kept, nobody, (self._rejects(homes.table, "户表"),), notes, once)
        people = self._read("member", members, mapping.members)
        named = self.keep("read_people", people.table, False) if self._whole_ids else self._with_rows(people.table, numbers)
        bad = named.filter(is_told(named.fault)).select("hid").distinct().mutate(bad=True)
        table = homes.table.left_join(bad, "hid", rname="{name}_again")
        spoilt = ibis.cases(
            (is_told(table.fault), table.fault),
            (table.bad, ibis.literal("成员：成员表里这一户有没收下的行，整户没有判；原因见那一行")),
            else_=no("string"),
        )
        homes.table = self.keep("read_homes", table.mutate(fault=spoilt).drop("bad", "hid_again"), False)
        found = named.filter(is_null(named.fault)).select(*people.facts, h=named.hid if self._whole_ids else named.h, index=ROW)
        astray = self._astray(named, numbers) if self._whole_ids else named
        rejects = (self._rejects(homes.table, "户表"), self._rejects(astray, "成员表"))
        notes = (*self._notes(homes.table, homes.notes, "户表"), *self._notes(astray, people.notes, "成员表"))
        return Prepared(self._whole(homes), self.keep("prepared_members", found, False), rejects, notes, once)

    def _with_rows(self, people: ir.Table, numbers: ir.Table) -> ir.Table:
        """Members with the row of their household: text is looked up once, later steps join whole numbers."""
        return self.keep("read_people", self._astray(people, numbers), True)

    def _astray(self, people: ir.Table, numbers: ir.Table) -> ir.Table:
        """Members, those at fault whose household is not there too."""
        found = people.left_join(numbers, "hid", rname="{name}_again")
        why = ibis.cases(
            (is_told(found.fault), found.fault),
            (is_null(found.hid_again), ibis.literal("户号：户表里没有判这个户号；看户表里有没有这一户、是不是也没有收下")),
            else_=no("string"),
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
        return _reported(table.filter(is_told(table.fault)), which, "fault", "fault_value")

    def _notes(self, table: ir.Table, notes: tuple[str, ...], which: str) -> tuple[ir.Table, ...]:
        """The cells of judged rows that were taken as not told; the rows with one are looked for once."""
        if not notes:
            return ()
        noted = table.filter(is_null(table.fault), any_true([is_told(table[note]) for note in notes]))
        kept = [name for note in notes for name in (note, f"{note}_said")]
        rows = self.keep(f"noted_{'homes' if which == '户表' else 'people'}", noted.select(ROW, "hid", *kept), True)
        return tuple(_reported(rows.filter(is_told(rows[note])), which, note, f"{note}_said") for note in notes)

    def _twice(self, homes: Read) -> tuple[Read, ir.Table, ir.Table]:
        """Households whose number stands twice: nobody can say which is right; every number once; the households as read."""
        table = self.keep("read_once", homes.table, True)
        counts = self.keep("read_numbers", table.group_by("hid").agg(times=table.count(), h=table[ROW].min()), True)
        joined = table.left_join(counts.filter(counts.times > 1), "hid", rname="{name}_again")
        twice = ibis.cases(
            (is_told(joined.fault), joined.fault),
            (is_told(joined.times), ibis.literal("户号：重复，分不清哪一行对；只留一行再来")),
            else_=no("string"),
        )
        return Read(joined.mutate(fault=twice).drop("times", "h", "hid_again"), homes.facts, homes.notes), counts, table

    def _id(self, cell: Any) -> Any:
        """The household's number: as a whole number where both tables write it so, else as text."""
        if self._whole_ids:
            return cell.cast("int64")
        if cell.type().is_floating():
            return ibis.cases((cell == cell.floor(), cell.cast("int64").cast("string")), else_=cell.cast("string"))
        return cell.cast("string").strip()

    # -- columns -------------------------------------------------------------------------------------------------

    def _read(self, scope: str, raw: ir.Table, told: TableMap) -> Read:
        readings = self._readings(scope, told)
        table = self._joined(scope, raw, readings)
        if raw[told.id].type().is_string():
            table = table.filter(any_true([is_told(table[column]) for column in (told.id, *told.columns)]))
        new: dict[str, Any] = {}
        hid = self._id(table[told.id])
        faults: Said = [
            (is_null(hid) if self._whole_ids else is_null(hid) | (hid == ""), ibis.literal(f"{told.id}：没有户号，补上再来"), no("string"))
        ]
        if not self._whole_ids:
            faults.append((hid.re_search(FOOTER), ibis.literal(f"{told.id}：像合计或说明，不是一户"), hid))
        notes: Said = []
        for column, what in told.columns.items():
            name, cell = _target(what, self.corpus), table[column]
            if column in readings:
                _words(readings[column], name, table, new, notes)
            elif kind_of(scope, what) == "number":
                _number(column, name, what, cell, new, faults, notes)
            else:
                new[name] = cell
            if what.fact == "recognised_as" and scope == "household" and LIFTED not in new:
                _lifted(readings.get(column), cell, new)
        first = ibis.cases(*((when, why) for when, why, _ in faults), else_=no("string"))
        value = ibis.cases(*((when, said) for when, _, said in faults), else_=no("string"))
        noted = {f"note_{i}": ibis.cases((when, why), else_=no("string")) for i, (when, why, _) in enumerate(notes)}
        said = {f"note_{i}_said": ibis.cases((when, cell), else_=no("string")) for i, (when, _, cell) in enumerate(notes)}
        return Read(table.select(ROW, **new, **noted, **said, hid=hid, fault=first, fault_value=value), tuple(new), tuple(noted))

    def _readings(self, scope: str, told: TableMap) -> dict[str, Reading]:
        """Each different word of every column of words, read once."""
        found = {}
        for place, (column, words) in enumerate(self._different[scope].items()):
            what = told.columns[column]
            read = {word: _coded(read_word(word, scope, what, self.corpus, self.day), scope, what) for word in words}
            found[column] = Reading(column, f"words_{scope}_{place}", read)
        return found

    def _joined(self, scope: str, raw: ir.Table, readings: dict[str, Reading]) -> ir.Table:
        """The table with the readings of many words beside it; every expression is made on what comes of it."""
        for reading in readings.values():
            if reading.joined:
                small = self.keep(reading.place, ibis.memtable(reading.small()), True)
                word = f"{reading.place}_word"
                raw = raw.left_join(small, raw[reading.column].cast("string") == small[word]).drop(word)
        return raw

    def _different_words(self, tables: Sequence[tuple[str, ir.Table, TableMap]]) -> dict[str, dict[str, list[str]]]:
        """The different words of every column of words of both tables, the most frequent first, asked for in one go.

        Raises:
            TableError: a column with more of them than anybody means.
        """
        wanted = [
            (scope, raw, column)
            for scope, raw, told in tables
            for column, what in told.columns.items()
            if kind_of(scope, what) != "number" and not raw[column].type().is_boolean()
        ]
        found: dict[str, dict[str, list[str]]] = {scope: {} for scope, *_ in tables}
        for scope, _, column in wanted:
            found[scope][column] = []
        if not wanted:
            return found
        each = [
            raw.group_by(word=raw[column].cast("string")).agg(times=raw.count()).limit(MOST_WORDS + 1).mutate(place=place)
            for place, (_, raw, column) in enumerate(wanted)
        ]
        rows = self.keep.read(ibis.union(*each) if len(each) > 1 else each[0]).sort_by([("times", "descending"), ("word", "ascending")])
        for word, place in zip(rows["word"].to_pylist(), rows["place"].to_pylist(), strict=True):
            scope, _, column = wanted[place]
            if word is not None:
                found[scope][column].append(word)
        for scope, _, column in wanted:
            if len(found[scope][column]) > MOST_WORDS:
                raise TableError(
                    f"“{column}”有 {MOST_WORDS} 种以上的写法", where=TABLES[scope], mend="这一列不像要找的内容，用 --map 的对应文件改"
                )
        return found


def _coded(value: Any, scope: str, what: ColumnMap) -> Any:
    """A choice as its number."""
    fact = f"{scope}.{what.fact}"
    return code_of(fact, value) if what.fact and isinstance(value, str) and coded_words(fact) else value


def _words(reading: Reading, name: str, table: ir.Table, new: dict[str, Any], notes: Said) -> None:
    """A column of words: what nobody can read is not told."""
    new[name] = reading.value(table)
    if reading.whys:
        why = reading.why(table)
        notes.append((is_told(why), why.concat(AS_UNTOLD), table[reading.column].cast("string")))


def _lifted(reading: Reading | None, cell: Any, new: dict[str, Any]) -> None:
    """Among the statuses people write whether a household was lifted out of poverty, which is a fact of its own."""
    words = [word for word in reading.words if lifted(word)] if reading else []
    if words:
        new[LIFTED] = ibis.cases((cell.cast("string").isin(words), True), else_=no("boolean"))


def _target(what: ColumnMap, corpus: Corpus) -> str:
    """The column of the prepared table."""
    if what.status is not None:
        return f"told_{tuple(corpus.recognitions).index(what.status)}"
    if what.programme is not None:
        return f"gets_{tuple(corpus.programmes).index(what.programme)}"
    return "area" if what.fact == "hukou_area" else what.fact or ""


def _number(column: str, name: str, what: ColumnMap, cell: Any, new: dict[str, Any], faults: Said, notes: Said) -> None:
    """A column of amounts or counts: what is no number is not told, a number that cannot be is a fault."""
    whole = name in LIMITS
    scale = (1 if whole else SCALE) * what.yuan
    low_limit, high_limit = LIMITS.get(name, (0, MOST))
    said = cell.cast("string")
    if cell.type().is_numeric():
        readable, low, high = _numeric(cell)
    else:
        plain = said.translate(WIDE, NARROW).re_replace(r"[\s,，￥¥元人岁口]|\.0+$", "")
        asked = all_true([is_told(said), ~plain.lower().isin(sorted(untold()))])
        readable, low, high = _written(plain, asked, whole)
        below = all_true([asked, plain.re_search(BELOW)])
        faults.append((below, ibis.literal(f"{column}：不能是负数，改正或留空"), said))
        dated = LOOKS_BORN if name == "age" else "写的像日期"
        why = ibis.cases((plain.re_search(DATED), ibis.literal(dated)), else_=ibis.literal(NO_NUMBER))
        unread = all_true([asked, ~ibis.coalesce(readable, False), ~below])
        notes.append((unread, ibis.literal(f"{column}：").concat(why, AS_UNTOLD), said))
    inside = all_true([low >= low_limit, high <= high_limit, *([low <= high] if low is not high else [])])
    if whole and not low.type().is_integer():
        inside = all_true([inside, low == low.floor()])
    limits = f"{column}：数不可能是这样，要在 {low_limit} 到 {high_limit} 之间{'，是整数' if whole else ''}；改正或留空"
    faults.append((ibis.coalesce(readable, False) & ~ibis.coalesce(inside, False), ibis.literal(limits), said))
    new[name] = ibis.cases((inside, _in_units(low, scale, what.months)), else_=no("int64"))
    if low is not high and not whole:
        new[name + HIGH] = ibis.cases((inside, _in_units(high, scale, what.months)), else_=no("int64"))


def _in_units(value: Any, scale: int, months: int) -> Any:
    """An amount in whole units of the prepared table."""
    if value.type().is_integer() and months == 1:
        return value * ibis.literal(scale).cast("int64") if scale != 1 else value
    return (value * scale / months).round().cast("int64")


def _numeric(cell: Any) -> tuple[Any, Any, Any]:
    """Whether a cell of a column of numbers says one, and its two ends."""
    if cell.type().is_integer() and not cell.type().is_uint64():
        value = cell.cast("int64")
        return is_told(cell), value, value
    value = cell.cast("float64")
    if not cell.type().is_floating():
        return is_told(cell), value, value
    readable = all_true([is_told(cell), ~cell.isnan()])
    value = ibis.cases((readable, value), else_=no("float64"))
    return readable, value, value


def _written(plain: Any, asked: Any, whole: bool) -> tuple[Any, Any, Any]:
    """Whether a text says a number or a range, and its two ends."""
    kinds = [NUMBER] if whole else [NUMBER, RANGE]
    readable = any_true([all_true([asked, plain.re_search(kind)]) for kind in kinds])
    ends = ibis.cases((readable, plain), else_=no("string"))
    return readable, ends.re_replace(r"[-~—–至].*$", "").cast("float64"), ends.re_replace(r"^.*[-~—–至]", "").cast("float64")
