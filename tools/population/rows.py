"""A batch of judged households -> the rows of the verdicts and of the three lists, with words in the place of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tools.population.lists import NOTICE

HEADS = {1: "按表里的数据看到的", 2: "要核实的", 3: "要补充的信息"}
WORD = pa.dictionary(pa.int32(), pa.string())


class Said:
    """The words of one programme's patterns, by their number."""

    def __init__(self, name: str, words: pa.Table) -> None:
        self.name = name
        columns = {key.removeprefix(f"{name}_"): flat(words[key]) for key in words.column_names}
        self.fields = {field: columns[field].dictionary_encode() for field in ("verdict", "reasons", "missing")}
        eligible = pc.equal(columns["verdict"], "eligible")
        nothing = pc.equal(columns["lacking"], "")
        looks = pc.if_else(eligible, "可能符合，有没有享受没有说", pc.if_else(nothing, "只能入户看", columns["lacking"]))
        self.lines = {1: columns["because"], 2: looks, 3: columns["lacking"]}


def flat(values: Any) -> pa.Array:
    """One array of a column in pieces."""
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def schemas(programmes: list[str]) -> list[pa.Schema]:
    """The columns of the verdicts and of the three lists; the last one says what they are not."""
    head = [("户号", pa.string()), ("户籍地", pa.string())]
    verdicts = [(f"{programme}{more}", WORD) for programme in programmes for more in ("", "：理由", "：缺")]
    lists = [pa.schema([*head, ("项目", pa.string()), (name, pa.string()), (NOTICE, pa.string())]) for name in HEADS.values()]
    return [pa.schema([*head, *verdicts, (NOTICE, pa.string())]), *lists]


def verdict_rows(head: Mapping[str, pa.Array], batch: pa.Table, said: Mapping[str, Said]) -> pa.Table:
    """One row a household: verdict, reason codes and missing facts of every programme."""
    columns = dict(head)
    for programme, words in said.items():
        numbers = flat(batch[f"{words.name}_n"])
        for field, more in (("verdict", ""), ("reasons", "：理由"), ("missing", "：缺")):
            known = words.fields[field]
            columns[programme + more] = pa.DictionaryArray.from_arrays(known.indices.take(numbers), known.dictionary)
    columns[NOTICE] = pa.nulls(batch.num_rows, pa.string())
    return pa.table(columns)


def list_rows(head: Mapping[str, pa.Array], batch: pa.Table, said: Mapping[str, Said], wanted: int) -> pa.Table:
    """One row a household on the list: for which programmes, and why or what to ask."""
    on = {programme: pc.equal(flat(batch[f"{words.name}_list"]), wanted) for programme, words in said.items()}
    rows = pc.indices_nonzero(reduce(pc.or_, on.values()))
    nothing = pa.scalar(None, pa.string())
    names, lines = [], []
    for programme, words in said.items():
        here = on[programme].take(rows)
        numbers = pc.if_else(here, flat(batch[f"{words.name}_n"]).take(rows), pa.scalar(None, pa.int64()))
        line = words.lines[wanted].take(numbers)
        names.append(pc.if_else(here, programme, nothing))
        lines.append(pc.binary_join_element_wise(f"{programme}：", line, "", null_handling="emit_null"))
    return pa.table(
        {
            **{key: values.take(rows) for key, values in head.items()},
            "项目": pc.binary_join_element_wise(*names, "、", null_handling="skip"),
            HEADS[wanted]: pc.binary_join_element_wise(*lines, "｜", null_handling="skip"),
            NOTICE: pa.nulls(len(rows), pa.string()),
        }
    )
