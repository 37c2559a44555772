"""Files written batch by batch: CSV that a spreadsheet reads, Parquet, Excel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from tools.population.lists import NOTICE

Format = Literal["parquet", "csv", "xlsx"]
Writer = Callable[[pa.Table], None]
SHEET_ROWS = 1_000_000
MARK_OF_UTF8 = b"\xef\xbb\xbf"
RUN_BY_SPREADSHEETS = ("=", "+", "@", "-")


@contextmanager
def opened_writer(path: Path, schema: pa.Schema, kind: Format) -> Iterator[Writer]:
    """Something that takes tables of that schema, one after the other."""
    with {"parquet": _parquet, "csv": _csv, "xlsx": _sheets}[kind](path, schema) as writer:
        yield writer


@contextmanager
def _parquet(path: Path, schema: pa.Schema) -> Iterator[Writer]:
    often = schema.names[1:]  # the household's number comes once: a dictionary of it is twice the work
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd", use_dictionary=often, write_statistics=False) as file:
        yield lambda table: file.write_table(table.cast(schema))


@contextmanager
def _csv(path: Path, schema: pa.Schema) -> Iterator[Writer]:
    plain = pa.schema([pa.field(field.name, pa.string()) for field in schema])
    with path.open("wb") as file:
        file.write(MARK_OF_UTF8)
        with pyarrow.csv.CSVWriter(file, plain) as writer:
            yield lambda table: writer.write_table(_no_formulas(table.cast(plain)))


@contextmanager
def _sheets(path: Path, schema: pa.Schema) -> Iterator[Writer]:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("说明").append([NOTICE])
    names = [name for name in schema.names if name != NOTICE]
    sheets: list[Any] = []
    rows = 0

    def begin() -> None:
        sheets.append(book.create_sheet("名单" if not sheets else f"名单{len(sheets) + 1}"))
        sheets[-1].append(names)

    def write(table: pa.Table) -> None:
        nonlocal rows
        for row in _no_formulas(table.select(names)).to_pylist():
            if rows and rows % SHEET_ROWS == 0:
                begin()
            sheets[-1].append([row[name] for name in names])
            rows += 1

    begin()
    yield write
    book.save(path)


def _no_formulas(table: pa.Table) -> pa.Table:
    """The household's number is the only text of others: a spreadsheet must not run it."""
    numbers = table.column(0)
    risky = pc.is_in(pc.utf8_slice_codeunits(numbers, 0, 1), pa.array(RUN_BY_SPREADSHEETS))
    if not pc.any(risky).as_py():
        return table
    return table.set_column(0, table.schema.names[0], pc.if_else(risky, pc.binary_join_element_wise("'", numbers, ""), numbers))
