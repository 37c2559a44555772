"""Finds the row with the column names (列名): exported tables often begin with a title, a unit, a day."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import islice

from corpus.text import squeeze
from tools.population.mapping import headers, without_unit

LOOKED_AT = 10
DELIMITERS = ",\t;|"


def header_row(rows: Sequence[Sequence[str]], ids: Iterable[str]) -> int:
    """Place of the row with the column names among the first rows of a table.

    The first that names the household's number; else the first, unless it has one cell and a later one has more.

    Args:
        rows: the first rows.
        ids: how the household's number may be called, besides the usual names.
    """
    known = {squeeze(name) for name in (*headers()["id"], *ids)}
    for place, row in enumerate(rows[:LOOKED_AT]):
        if any(squeeze(cell) in known or without_unit(cell) in known for cell in row):
            return place
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:LOOKED_AT]]
    if not filled or filled[0] > 1:
        return 0
    return next((place for place, cells in enumerate(filled) if cells > 1), 0)


def delimiter_of(text: str) -> str:
    """What most likely stands between the cells of a text."""
    return max(DELIMITERS, key=text.count)


def lines_before(lines: Sequence[str], ids: Iterable[str]) -> tuple[int, int]:
    """Of the first lines of a CSV file: how many lines, and how many rows, stand before the column names."""
    reader = csv.reader(lines, delimiter=delimiter_of("".join(lines)))
    rows: list[list[str]] = []
    ends = [0]
    for row in islice(reader, LOOKED_AT):
        rows.append(row)
        ends.append(reader.line_num)
    place = header_row(rows, ids)
    return ends[place], place
