"""Opens tables: CSV in any usual encoding, Parquet, Excel, tables of a database; never a whole table in Python."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from corpus.errors import TableError
from tools.population.prepare import ROW

CHUNK = 1 << 20
ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")
OURS = {"autoinstall_known_extensions": False, "autoload_known_extensions": False, "preserve_insertion_order": False}


@contextmanager
def working_database(memory: str = "2GB", threads: int | None = None) -> Iterator[tuple[Any, Path]]:
    """A passing DuckDB on disk, and its folder."""
    with tempfile.TemporaryDirectory(prefix="xianjie-") as folder:
        more = {"threads": threads} if threads else {}
        spill = {"memory_limit": memory, "temp_directory": f"{folder}/spill"}
        con = ibis.duckdb.connect(f"{folder}/work.duckdb", **OURS, **spill, **more)
        try:
            yield con, Path(folder)
        finally:
            con.disconnect()


def open_file(con: Any, path: Path, name: str, folder: Path) -> ir.Table:
    """A file as a table with numbered rows.

    Raises:
        TableError: no such file, an unknown kind, nothing in it, or damaged.
    """
    if not path.is_file():
        raise TableError("没有这个文件", where=str(path), mend="检查路径")
    if path.stat().st_size == 0:
        raise TableError("文件是空的", where=str(path), mend="第一行写列名，以下一行一户")
    kind = path.suffix.lower()
    try:
        if kind == ".parquet":
            con.raw_sql(f"CREATE VIEW {name}_file AS SELECT * FROM read_parquet({_text(path)})")
            numbered = (
                f"SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS {ROW} FROM read_parquet({_text(path)}, file_row_number = true)"
            )
        elif kind in (".csv", ".txt", ".tsv"):
            numbered = _numbered(name)
            _open_csv(con, _as_utf8(path, folder / f"{name}.csv"), name)
        elif kind in (".xlsx", ".xls", ".xlsm", ".ods"):
            numbered = _numbered(name)
            _open_csv(con, _from_sheet(path, folder / f"{name}.csv"), name)
        else:
            raise TableError(f"不认识的文件种类 {kind or '（没有后缀）'}", where=str(path), mend="可用 .csv .xlsx .parquet")
        table = con.table(f"{name}_file")
        con.raw_sql(f"CREATE VIEW {name}_raw AS {numbered}")
    except TableError:
        raise
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ("duckdb", "_duckdb", "ibis"):
            raise
        raise TableError("文件读不了", where=str(path), mend=f"可能损坏或列数不齐：{str(error).splitlines()[0][:120]}") from None
    if not table.columns:
        raise TableError("文件里没有列名", where=str(path), mend="第一行写列名")
    if not con.raw_sql(f"SELECT 1 FROM {name}_file LIMIT 1").fetchall():
        raise TableError("文件里只有列名，没有数据", where=str(path), mend="以下一行一户")
    return con.table(f"{name}_raw")


def _numbered(name: str) -> str:
    return f"SELECT *, row_number() OVER () AS {ROW} FROM {name}_file"


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _open_csv(con: Any, path: Path, name: str) -> None:
    con.raw_sql(
        f"CREATE VIEW {name}_file AS SELECT * FROM read_csv({_text(path)}, all_varchar=true, header=true, "
        "strict_mode=false, null_padding=true, parallel=true)"
    )


def _as_utf8(path: Path, copy: Path) -> Path:
    """The file itself if it is UTF-8 without a mark, else a copy that is."""
    with path.open("rb") as file:
        marked = file.read(4)
    tried = ("utf-16",) if marked[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ENCODINGS
    for encoding in tried:
        try:
            _copy(path, copy, encoding)
        except UnicodeError:
            continue
        return copy
    raise TableError("认不出文字编码", where=str(path), mend="另存为 UTF-8 的 CSV")


def _copy(path: Path, copy: Path, encoding: str) -> None:
    with path.open("r", encoding=encoding, newline="") as source, copy.open("w", encoding="utf-8", newline="") as target:
        while text := source.read(CHUNK):
            target.write(text)


def _from_sheet(path: Path, copy: Path) -> Path:
    """The first sheet as CSV; days are written out, whole numbers without a point."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        rows = book.get_sheet_by_index(0).iter_rows()
        with copy.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target)
            writer.writerows([_cell(value) for value in row] for row in rows)
    except (python_calamine.CalamineError, OSError, IndexError) as error:
        raise TableError("表格打不开", where=str(path), mend=f"用 Excel 另存一份再试（{str(error)[:60]}）") from None
    if copy.stat().st_size == 0:
        raise TableError("第一张表是空的", where=str(path), mend="第一行写列名，以下一行一户")
    return copy


def _cell(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def connect(url: str) -> Any:
    """A database by URL.

    Raises:
        TableError: it does not answer, or its driver is not installed.
    """
    try:
        if url.startswith("spark:"):
            return _spark(url)
        return ibis.connect(url)
    except ImportError as error:
        extra = "postgres" if url.startswith("postgres") else "spark"
        raise TableError(f"缺连接数据库的程序包（{error.name}）", where=_shown(url), mend=f"安装：pip install xianjie[{extra}]") from None
    except Exception as error:  # noqa: BLE001 — every driver has errors of its own
        raise TableError("数据库连不上", where=_shown(url), mend=str(error).splitlines()[0][:120]) from None


def _spark(url: str) -> Any:
    """Spark in the local mode named after ``spark://``, e.g. ``spark://local[2]``."""
    from pyspark.sql import SparkSession

    master = url.removeprefix("spark://") or "local[*]"
    plain: dict[str, Any] = {
        "spark.ui.enabled": "false",
        "spark.sql.ansi.enabled": "false",
        "spark.sql.shuffle.partitions": "8",
        "spark.sql.warehouse.dir": tempfile.mkdtemp(prefix="xianjie-spark-"),
    }
    session = SparkSession.builder.master(master).config(map=plain).getOrCreate()
    return ibis.pyspark.connect(session)


def _shown(url: str) -> str:
    """The URL without a password."""
    head, at, tail = url.rpartition("@")
    return f"{head.split('://')[0]}://…@{tail}" if at else url


def open_table(con: Any, name: str, id_column: str | None = None) -> ir.Table:
    """A table of a database with numbered rows.

    Raises:
        TableError: there is none of that name.
    """
    try:
        table = con.table(name)
    except Exception as error:  # noqa: BLE001 — every backend has errors of its own
        known: list[str] = []
        with suppress(Exception):
            known = con.list_tables()
        raise TableError(f"数据库里没有表 {name}", where=name, mend=f"有 {'、'.join(known[:10])}" if known else str(error)[:100]) from None
    return table.mutate(**{ROW: ibis.row_number().over(order_by=table[id_column or table.columns[0]]) + 1})
