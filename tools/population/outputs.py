"""Writes a screening: verdicts, three lists, rejects, summary; the folder is exchanged whole or not at all."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from corpus.corpus import Corpus
from corpus.errors import TableError
from corpus.masking import mask
from tools.population.lists import LISTS, NOTICE
from tools.population.mapping import written
from tools.population.report import summary_page
from tools.population.screen import Counts, Progress, Screened
from tools.rules.columns import all_true, no

Format = Literal["parquet", "csv", "xlsx"]
MARK = "summary.json"
BATCH = 50_000
SHEET_ROWS = 1_000_000
LIKE_IDENTITY = r"^[1-9][0-9]{16}[0-9Xx]$|^1[3-9][0-9]{9}$"
EXCHANGE, AT_CWD = 2, -100


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """A folder to write in; when all is written it takes the place of ``out`` in one step.

    Raises:
        TableError: ``out`` holds something that is no screening.
    """
    out = out.absolute()
    if out.exists() and not (out.is_dir() and ((out / MARK).is_file() or not any(out.iterdir()))):
        raise TableError("输出目录里有别的东西", where=str(out), mend="用 --out 换一个新目录")
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        fresh.chmod(0o755)
        yield fresh
        for path in fresh.iterdir():
            _to_disk(path)
        if not out.exists():
            fresh.rename(out)
        elif not _exchange(fresh, out):
            aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
            out.rename(aside / "old")
            fresh.rename(out)
            shutil.rmtree(aside, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, where the system can."""
    with suppress(AttributeError, OSError):
        swap = ctypes.CDLL(None, use_errno=True).renameat2
        return bool(swap(AT_CWD, os.fsencode(one), AT_CWD, os.fsencode(other), EXCHANGE) == 0)
    return False


def write(screened: Screened, out: Path, kind: Format, as_of: date, *, corpus: Corpus, progress: Progress = lambda *_: None) -> Counts:
    """Write everything and give the counts.

    Raises:
        TableError: the folder is taken.
        OSError: the disk is full.
    """
    with replaced(out) as folder:
        shown = _households(screened, corpus)
        files = [(f"判断.{kind}", _verdicts(shown, screened))]
        files += [(f"{name}.{kind}", _list(shown, screened, place + 1)) for place, name in enumerate(LISTS)]
        for step, (name, table) in enumerate(files):
            progress("写出", step, len(files))
            _write(screened.con, table, folder / name, kind)
        rejected = _write_rejects(screened, folder / "读不了的行.csv")
        (folder / "mapping.yaml").write_text(written(screened.mapping), encoding="utf-8")
        counts = _counts(screened, rejected, as_of, corpus)
        counts = counts.model_copy(
            update={"out": str(out), "files": (*(name for name, _ in files), "读不了的行.csv", "summary.html", MARK, "mapping.yaml")}
        )
        (folder / "summary.html").write_text(summary_page(counts, _by_area(screened, corpus)), encoding="utf-8")
        (folder / MARK).write_text(json.dumps(counts.model_dump(mode="json"), ensure_ascii=False, indent=1), encoding="utf-8")
        progress("写出", len(files), len(files))
    return counts


# -- tables -----------------------------------------------------------------------------------------------------------


def _households(screened: Screened, corpus: Corpus) -> ir.Table:
    """The households with a number that names nobody, and the area in words."""
    table = screened.table
    personal = bool(table.filter(table.hid.re_search(LIKE_IDENTITY)).limit(1).count().execute())
    if personal:
        screened.warnings.append("户号那一列像身份证号或手机号：输出里改用行号")
    number = ibis.literal("第") + table.h.cast("string") + ibis.literal("行") if personal else table.hid
    places = [(table.f_area == code, ibis.literal(name)) for code, name in enumerate(corpus.areas)]
    return table.mutate(户号=number, 户籍地=ibis.cases(*places, else_=no("string")))


def _with_words(shown: ir.Table, screened: Screened, fields: Sequence[str]) -> ir.Table:
    for judged in screened.judged:
        words = screened.words[judged.programme]
        wanted = words.select(f"{judged.name}_n", *(f"{judged.name}_{field}" for field in fields))
        shown = shown.left_join(wanted, f"{judged.name}_n", rname="{name}_again")
    return shown.drop([name for name in shown.columns if name.endswith("_again")])


def _verdicts(shown: ir.Table, screened: Screened) -> ir.Table:
    """One row a household: verdict, reason codes and missing facts of every programme."""
    table = _with_words(shown, screened, ("verdict", "reasons", "missing"))
    columns = {}
    for judged in screened.judged:
        columns[judged.programme] = table[f"{judged.name}_verdict"]
        columns[f"{judged.programme}：理由"] = table[f"{judged.name}_reasons"]
        columns[f"{judged.programme}：缺"] = table[f"{judged.name}_missing"]
    return table.select("户号", "户籍地", **columns, **{NOTICE: no("string")})


def _list(shown: ir.Table, screened: Screened, wanted: int) -> ir.Table:
    """One row a household on the list: for which programmes, and why or what to ask."""
    on = [(j, shown[f"{j.name}_list"] == wanted) for j in screened.judged]
    some = on[0][1]
    for _, when in on[1:]:
        some = some | when
    table = _with_words(shown.filter(some), screened, ("because", "lacking", "verdict"))
    programmes, said = [], []
    for judged in screened.judged:
        when = table[f"{judged.name}_list"] == wanted
        field = "because" if wanted == 1 else "lacking"
        words = ibis.coalesce(table[f"{judged.name}_{field}"], "")
        if wanted == 2:
            words = ibis.cases(
                (table[f"{judged.name}_verdict"] == "eligible", "可能符合，有没有享受没有说"), (words == "", "只能入户看"), else_=words
            )
        programmes.append(ibis.cases((when, ibis.literal(judged.programme)), else_=no("string")))
        said.append(ibis.cases((all_true([when, words != ""]), ibis.literal(f"{judged.programme}：") + words), else_=no("string")))
    heads = {1: "按表里的数据看到的", 2: "要核实的", 3: "要补充的信息"}
    columns = {"项目": ibis.literal("、").join(programmes), heads[wanted]: ibis.literal("｜").join(said)}
    return table.select("户号", "户籍地", **columns, **{NOTICE: no("string")})


# -- files ------------------------------------------------------------------------------------------------------------


def _write(con: Any, table: ir.Table, path: Path, kind: Format) -> None:
    if kind == "parquet" and con.name == "duckdb":
        con.to_parquet(table, str(path), compression="zstd")
        return
    batches = con.to_pyarrow_batches(table, chunk_size=BATCH)
    schema = batches.schema if hasattr(batches, "schema") else table.schema().to_pyarrow()
    if kind == "parquet":
        with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
    elif kind == "csv":
        with path.open("wb") as file:
            file.write(b"\xef\xbb\xbf")
            with pyarrow.csv.CSVWriter(file, schema) as writer:
                for batch in batches:
                    writer.write_batch(batch)
    else:
        _write_sheet(batches, schema, path)


def _write_sheet(batches: Any, schema: pa.Schema, path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("说明").append([NOTICE])
    names = [name for name in schema.names if name != NOTICE]
    rows, sheet = 0, None
    for batch in batches:
        for row in batch.select(names).to_pylist():
            if sheet is None or rows % SHEET_ROWS == 0:
                sheet = book.create_sheet("名单" if rows == 0 else f"名单{rows // SHEET_ROWS + 1}")
                sheet.append(names)
            sheet.append([_no_formula(row[name]) for name in names])
            rows += 1
    if sheet is None:
        book.create_sheet("名单").append(names)
    book.save(path)


def _no_formula(value: Any) -> Any:
    """A cell that a spreadsheet would run is written as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "@") else value


def _write_rejects(screened: Screened, path: Path) -> int:
    """The rows that were not read, with their reason; personal numbers are masked."""
    schema = pa.schema([(name, pa.string()) for name in ("表", "行", "户号", "原因", "写的是", NOTICE)])
    count = 0
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        with pyarrow.csv.CSVWriter(file, schema) as writer:
            for table in screened.prepared.rejects:
                for batch in screened.con.to_pyarrow_batches(table, chunk_size=BATCH):
                    columns = [[_masked(value) for value in column.to_pylist()] for column in batch.columns]
                    rows = [pa.array(column, pa.string()) for column in columns]
                    writer.write_batch(pa.record_batch([*rows, pa.nulls(batch.num_rows, pa.string())], schema=schema))
                    count += batch.num_rows
    return count


def _masked(value: Any) -> str | None:
    return None if value is None else mask(str(value)[:200]).text


# -- counts -----------------------------------------------------------------------------------------------------------


def _counts(screened: Screened, rejected: int, as_of: date, corpus: Corpus) -> Counts:
    table = screened.table
    sums = {f"{j.name}_{place}": (table[f"{j.name}_list"] == place).sum() for j in screened.judged for place in (1, 2, 3)}
    row = table.agg(n=table.count(), **sums).to_pyarrow().to_pylist()[0]
    per = {j.programme: {name: row[f"{j.name}_{place + 1}"] or 0 for place, name in enumerate(LISTS)} for j in screened.judged}
    return Counts(
        as_of=as_of,
        households=row["n"],
        members=screened.prepared.members.count().execute(),
        rejected=rejected,
        programmes=per,
        warnings=tuple(screened.warnings),
        notice=NOTICE,
    )


def _by_area(screened: Screened, corpus: Corpus) -> dict[str, dict[str, dict[str, int]]]:
    """Households on each list by area and programme."""
    table = screened.table
    sums = {f"{j.name}_{place}": (table[f"{j.name}_list"] == place).sum() for j in screened.judged for place in (1, 2, 3)}
    found = {}
    names = tuple(corpus.areas)
    for row in table.group_by("f_area").agg(n=table.count(), **sums).to_pyarrow().to_pylist():
        area = "户籍地没有说" if row["f_area"] is None else names[row["f_area"]]
        per = {j.programme: {name: row[f"{j.name}_{place + 1}"] or 0 for place, name in enumerate(LISTS)} for j in screened.judged}
        found[area] = {"全部": {"户": row["n"]}, **per}
    return dict(sorted(found.items(), key=lambda item: -item[1]["全部"]["户"]))
