"""Names the stages of a computation in a database: passing tables, and views where the backend takes well to deep ones."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
from ibis.expr.operations import DatabaseTable, InMemoryTable, Namespace

from tools.rules.compile import Keep


def keeper(con: Any) -> Keep:
    """The keeper that suits a database."""
    return InDuckDB(con) if con.name == "duckdb" else InOrder(con)


class InOrder:
    """One stage after the other: temporary tables; in Spark views, cut off where they are computed once."""

    def __init__(self, con: Any) -> None:
        self.con = con

    def __call__(self, name: str, expression: ir.Table, once: bool) -> ir.Table:
        """Name a stage."""
        con, name = self.con, f"xj_{name}"
        if con.name != "pyspark":
            con.create_table(name, expression, temp=True, overwrite=True)
            return con.table(name)
        con.create_view(name, expression, overwrite=True)
        if once:
            con._session.table(name).localCheckpoint().createOrReplaceTempView(name)
        return con.table(name)

    def wait(self) -> None:
        """All is done already."""

    def read(self, expression: ir.Table) -> pa.Table:
        """Its rows."""
        return expression.to_pyarrow()


class InDuckDB:
    """Stages are worked through behind while the next ones are written.

    Nothing may be read before ``wait``. The schema comes from the expression: asking DuckDB for it would plan the whole stack of
    views each time.
    """

    def __init__(self, con: Any) -> None:
        self.con = con
        self._worker = ThreadPoolExecutor(1)
        self._waiting: list[Future[Any]] = []

    def __call__(self, name: str, expression: ir.Table, once: bool) -> ir.Table:
        """Name a stage."""
        if expression.op().find(InMemoryTable):
            self.wait()
            self.con._run_pre_execute_hooks(expression)
        what = "TABLE" if once else "VIEW"
        sql = f"CREATE OR REPLACE TEMP {what} xj_{name} AS {self.con.compile(expression)}"
        self._waiting.append(self._worker.submit(self._run, sql))
        return DatabaseTable(name=f"xj_{name}", schema=expression.schema(), source=self.con, namespace=Namespace()).to_expr()

    def _run(self, sql: str) -> None:
        if any(future.done() and future.exception() for future in self._waiting):
            return
        self.con.raw_sql(sql)

    def wait(self) -> None:
        """Until everything named is there; raises what went wrong first."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            future.result()

    def read(self, expression: ir.Table) -> pa.Table:
        """Its rows, when everything named is there. Not by Ibis, which loads pandas for it."""
        self.wait()
        return self.con.con.execute(self.con.compile(expression)).to_arrow_table()
