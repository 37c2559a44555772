"""Opens the tables of a database by URL: DuckDB, PostgreSQL, Spark in the local mode."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from typing import Any

import ibis
import ibis.expr.types as ir

from corpus.errors import TableError
from tools.population.prepare import ROW

URLS = "duckdb:///文件、postgres://用户@主机/库、spark://local[2]"
REASONS = {
    "refused": "主机没有应答：看看主机和端口对不对，数据库有没有开",
    "authentication failed": "用户名或密码不对",
    "password": "用户名或密码不对",
    "translate host": "找不到这台主机：看看主机名写得对不对",
    "resolve": "找不到这台主机：看看主机名写得对不对",
    "timeout": "主机没有应答：看看网络通不通",
    "timed out": "主机没有应答：看看网络通不通",
    "no such file": "没有这个文件：看看路径写得对不对",
    "does not exist": "没有这个库或用户：看看网址写得对不对",
    "permission": "没有权限：换一个能读这些表的用户",
    "not a valid duckdb": "这个文件不是 DuckDB 的库",
    "lock": "另一个程序正开着这个库：关掉它再来",
}


def connect(url: str) -> Any:
    """A database by URL.

    Raises:
        TableError: it does not answer, its driver is not installed, or nobody knows the kind.
    """
    kind = url.partition(":")[0]
    if kind not in ("duckdb", "postgres", "postgresql", "spark"):
        raise TableError("不认识的数据库网址", where=f"--backend {_shown(url)}", mend=f"可写 {URLS}")
    try:
        return _spark(url) if kind == "spark" else ibis.connect(url)
    except ImportError as error:
        extra = "spark" if kind == "spark" else "postgres"
        missing = error.name or {"spark": "pyspark", "postgres": "psycopg"}[extra]
        raise TableError(f"缺连接数据库的程序包 {missing}", where=_shown(url), mend=f"安装：pip install 'xianjie[{extra}]'") from None
    except Exception as error:  # noqa: BLE001 — every driver has errors of its own
        raise TableError("数据库连不上", where=_shown(url), mend=reason_of(error)) from None


def reason_of(error: Exception) -> str:
    """What a driver says, in Chinese where it is one of the usual things."""
    text = " ".join(str(error).split())
    return next((why for word, why in REASONS.items() if word in text.lower()), f"检查网址和数据库（{text[:120] or type(error).__name__}）")


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
        raise TableError(
            f"数据库里没有表 {name}", where="--backend", mend=f"有 {'、'.join(known[:10])}" if known else reason_of(error)
        ) from None
    return table.mutate(**{ROW: ibis.row_number().over(order_by=table[id_column or table.columns[0]]) + 1})
