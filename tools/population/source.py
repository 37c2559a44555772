"""Opens files: CSV in any usual encoding, Parquet, Excel; never a whole table in Python."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

import ibis
import ibis.expr.types as ir

from corpus.errors import TableError, why_not
from tools.population.heading import LOOKED_AT, delimiter_of, header_row, lines_before
from tools.population.prepare import ROW

CHUNK = 1 << 20
ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")
PREFIX = "xianjie-work-"
"""How working folders begin; the number of their process follows."""

OURS = {"autoinstall_known_extensions": False, "autoload_known_extensions": False, "preserve_insertion_order": False}
TEXTS, SHEETS, PARQUET = (".csv", ".txt", ".tsv"), (".xlsx", ".xls", ".xlsm", ".ods"), ".parquet"
BEGINNINGS = {b"PK\x03\x04": ".xlsx", b"\xd0\xcf\x11\xe0": ".xls", b"PAR1": PARQUET}
BLANK = re.compile(r"(?<=\n)(?=\r?\n)")
BLANK_LINES = ("\n\n", "\n\r\n")


@dataclass
class Copied:
    """A CSV file in UTF-8 that begins with the column names.

    Attributes:
        before: rows of the file that stood before the column names.
        quoted: whether a cell may hold the end of a line.
    """

    path: Path
    before: int = 0
    quoted: bool = False


@contextmanager
def working_database(memory: str = "2GB", threads: int | None = None) -> Iterator[tuple[Any, Path]]:
    """A passing DuckDB on disk, and its folder; what a killed run left of one is swept away first."""
    _sweep(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-") as folder:
        more = {"threads": threads} if threads else {}
        spill = {"memory_limit": memory, "temp_directory": f"{folder}/spill"}
        con = ibis.duckdb.connect(f"{folder}/work.duckdb", **OURS, **spill, **more)
        try:
            yield con, Path(folder)
        finally:
            con.disconnect()


def _sweep(folder: Path) -> None:
    """Remove the working folders of processes that are gone: there are households in them."""
    if os.name != "posix":
        return
    for left in folder.glob(f"{PREFIX}*-*"):
        number = left.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdecimal() and left.is_dir() and not left.is_symlink() and left.stat().st_uid == os.getuid() and not _runs(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def open_file(con: Any, path: Path, name: str, folder: Path, ids: tuple[str, ...] = ()) -> ir.Table:
    """A file as a table with numbered rows, as the user sees them: the first row of a sheet is 1, as is the first of Parquet.

    Args:
        con: the database to work in.
        path: the file.
        name: what the table is called there.
        folder: for a copy.
        ids: how the column with the household's number may be called, besides the usual names.

    Raises:
        TableError: no such file, an unknown kind, nothing in it, or damaged.
    """
    if not path.is_file():
        raise TableError("这是一个目录，不是文件" if path.is_dir() else "没有这个文件", where=str(path), mend="检查路径")
    if path.stat().st_size == 0:
        raise TableError("文件是空的", where=str(path), mend="第一行写列名，以下一行一户")
    kind = _kind(path)
    before = 0
    try:
        if kind == PARQUET:
            con.raw_sql(f"CREATE VIEW {name}_file AS SELECT * FROM read_parquet({_text(path)})")
            numbered = (
                f"SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS {ROW} FROM read_parquet({_text(path)}, file_row_number = true)"
            )
        elif kind in SHEETS:
            numbered = f"SELECT * REPLACE (CAST({ROW} AS BIGINT) AS {ROW}) FROM {name}_file"
            _open_csv(con, Copied(_from_sheet(path, folder / f"{name}.csv", ids), quoted=True), name)
        else:
            copied = _as_utf8(path, folder / f"{name}.csv", ids)
            before = copied.before
            numbered = f"SELECT *, row_number() OVER () + {before + 1} AS {ROW} FROM {name}_file"
            _open_csv(con, copied, name)
        table = con.table(f"{name}_file")
        con.raw_sql(f"CREATE VIEW {name}_raw AS {numbered}")
        some = con.raw_sql(f"SELECT 1 FROM {name}_file LIMIT 1").fetchall()
    except OSError as error:
        raise TableError(f"文件打不开（{why_not(error)}）", where=str(path), mend="检查路径和权限") from None
    except TableError:
        raise
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ("duckdb", "_duckdb", "ibis") or "Out of Memory" in str(error):
            raise
        raise TableError("文件读不了", where=str(path), mend=_damage(error, before)) from None
    if not [column for column in table.columns if column != ROW]:
        raise TableError("文件里没有列名", where=str(path), mend="第一行写列名")
    if not some:
        raise TableError("文件里只有列名，没有数据", where=str(path), mend="列名下面一行一户")
    return con.table(f"{name}_raw")


def _kind(path: Path) -> str:
    """The kind of a file by what is in it, where its name says otherwise.

    Raises:
        TableError: none we know.
    """
    named = path.suffix.lower()
    if named not in (*TEXTS, *SHEETS, PARQUET):
        raise TableError(f"不认识的文件种类 {named or '（没有后缀）'}", where=str(path), mend="可用 .csv .xlsx .parquet")
    with path.open("rb") as file:
        begins = file.read(512)
    found = next((kind for begin, kind in BEGINNINGS.items() if begins.startswith(begin)), None)
    if found is not None:
        return named if named in SHEETS and found in SHEETS else found
    if named == PARQUET:
        return named
    if named in SHEETS and begins.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:1] == b"<":
        raise TableError("这是网页，不是表格文件", where=str(path), mend="用 Excel 打开它，另存为 .xlsx 再来")
    return TEXTS[0]


def _damage(error: Exception, before: int) -> str:
    """What to do about a file the database cannot read."""
    line = re.search(r"Line: (\d+)", str(error))
    if line is None:
        return "可能损坏或没有下载完：重新导出一份再来"
    return f"第 {int(line[1]) + before} 行附近的引号或列数不对：改好，或用 Excel 另存为 .xlsx 再来"


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _open_csv(con: Any, copied: Copied, name: str) -> None:
    con.raw_sql(
        f"CREATE VIEW {name}_file AS SELECT * FROM read_csv({_text(copied.path)}, all_varchar=true, header=true, "
        f"strict_mode=false, null_padding=true, parallel={'false' if copied.quoted else 'true'})"
    )


def _as_utf8(path: Path, copy: Path, ids: tuple[str, ...]) -> Copied:
    """A copy in UTF-8 without what stands before the column names."""
    with path.open("rb") as file:
        marked = file.read(4)
    tried = ("utf-16",) if marked[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ENCODINGS
    for encoding in tried:
        try:
            return _copied(path, copy, encoding, ids)
        except UnicodeError:
            continue
    raise TableError("认不出文字编码", where=str(path), mend="用 Excel 另存为 UTF-8 的 CSV 或 .xlsx")


def _copied(path: Path, copy: Path, encoding: str, ids: tuple[str, ...]) -> Copied:
    done = Copied(copy)
    with path.open("r", encoding=encoding, newline="") as source, copy.open("w", encoding="utf-8", newline="") as target:
        first = [source.readline(CHUNK) for _ in range(4 * LOOKED_AT)]
        lines, done.before = lines_before([line for line in first if line], ids)
        between = delimiter_of("".join(first))
        last = "\n"
        for text in chain(["".join(first[lines:])], _chunks(source)):
            if any(blank in last + text for blank in BLANK_LINES):
                text = BLANK.sub(between, last + text)[len(last) :]
            done.quoted = done.quoted or '"' in text
            target.write(text)
            last = text[-1:] or last
    return done


def _chunks(source: TextIO) -> Iterator[str]:
    while text := source.read(CHUNK):
        yield text


def _from_sheet(path: Path, copy: Path, ids: tuple[str, ...]) -> Path:
    """The first sheet as CSV from the column names on, with the number of each row; empty rows are left out."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        rows = ([_cell(value) for value in row] for row in book.get_sheet_by_index(0).iter_rows())
        first = list(islice(rows, LOOKED_AT))
        begin = header_row(first, ids)
        with copy.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target)
            for place, row in enumerate(chain(first, rows)):
                if place >= begin and any(row):
                    writer.writerow([*row, ROW if place == begin else place + 1])
    except (python_calamine.CalamineError, OSError, IndexError) as error:
        locked = "password" in str(error).lower() or "encrypt" in str(error).lower()
        mend = "去掉打开密码再来" if locked else "用 Excel 打开，另存为 .xlsx 再来（可能损坏，或有打开密码）"
        raise TableError("表格打不开", where=str(path), mend=mend) from None
    if copy.stat().st_size == 0:
        raise TableError("第一张表是空的", where=str(path), mend="把户表放在第一张工作表，一行列名，以下一行一户")
    return copy


def _cell(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
