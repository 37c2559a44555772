"""A batch of judged households -> the rows of the verdicts and of the three lists, with words in the place of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tools.population.lists import ASKS, NO, NOTICE, SAID, YES, terms_of

LARGEST = 1 << 62
HEADS = {1: "按表里的数据看到的", 2: "要核实的", 3: "要补充的信息"}
WORD = pa.dictionary(pa.int32(), pa.string())


class Said:
    """The words of one programme's patterns, by their number; ``plain``: for people to read rather than for programs."""

    def __init__(self, programme: str, name: str, words: pa.Table, told: tuple[str, str] | None, plain: bool = False) -> None:
        self.name, self.told = name, told
        columns = {key: flat(words[key]) for key in words.column_names}
        self.states = columns["state"]
        shown = {field: columns[field] for field in ("verdict", "reasons", "missing")}
        if plain:
            shown["verdict"] = pa.array([SAID[verdict] for verdict in shown["verdict"].to_pylist()], pa.string())
            shown["missing"] = pa.array([terms_of(paths) for paths in shown["missing"].to_pylist()], pa.string())
        self.fields = {field: values.dictionary_encode() for field, values in shown.items()}
        eligible = pc.equal(columns["verdict"], "eligible")
        nothing = pc.equal(columns["lacking"], "")
        looks = pc.if_else(eligible, "可能符合，有没有享受没有说", pc.if_else(nothing, "只能入户看", columns["lacking"]))
        listed = {1: columns["because"], 2: looks, 3: columns["lacking"]}
        self.lines = {n: pc.binary_join_element_wise(f"{programme}：", line, "") for n, line in listed.items()}


def flat(values: Any) -> pa.Array:
    """One array of a column in pieces."""
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def list_of(batch: pa.Table, words: Said) -> pa.Array:
    """For each household 0 no list, 1 应享未享, 2 走访核实, 3 待补充信息 of one programme.

    Whoever has it already is on no list. What contradicts itself is looked at, not asked again.
    """
    state = words.states.take(flat(batch[f"{words.name}_n"]))
    no, yes, asks = (pc.equal(state, kind) for kind in (NO, YES, ASKS))
    ask = pc.and_(asks, pc.invert(flat(batch["f_income_clash"])))
    unsaid = pc.if_else(no, 0, pc.if_else(ask, 3, 2))
    if words.told is None:
        return pc.cast(unsaid, pa.int8())
    column, kind = words.told
    told = flat(batch[column])
    said = pc.if_else(told, 0, pc.if_else(yes, 1, unsaid)) if kind == "held" else pc.if_else(told, 1, 0)
    return pc.cast(pc.coalesce(said, unsaid), pa.int8())


def schemas(programmes: list[str]) -> list[pa.Schema]:
    """The columns of the verdicts and of the three lists; the last one says what they are not."""
    head = [("户号", pa.string()), ("户籍地", WORD)]
    verdicts = [(f"{programme}{more}", WORD) for programme in programmes for more in ("", "：理由", "：缺")]
    lists = [pa.schema([*head, ("项目", WORD), (name, WORD), (NOTICE, pa.string())]) for name in HEADS.values()]
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


def list_rows(head: Mapping[str, pa.Array], batch: pa.Table, said: Mapping[str, Said], on: Mapping[str, pa.Array], wanted: int) -> pa.Table:
    """One row a household on the list: for which programmes, and why or what to ask.

    Households with the same patterns on the list share their words, which are put together once.
    """
    here = {programme: lists.to_numpy() == wanted for programme, lists in on.items()}
    numbers = {programme: flat(batch[f"{said[programme].name}_n"]).to_numpy() for programme in on}
    kept = np.flatnonzero(np.logical_or.reduce(list(here.values()))) if here else np.zeros(0, dtype=np.int64)
    alike, most = np.zeros(len(kept), dtype=np.int64), 1
    for programme, listed in here.items():
        size = len(said[programme].states) + 1
        if most > LARGEST // size:
            _, alike = np.unique(alike, return_inverse=True)
            most = len(kept) + 1
        alike = alike * size + np.where(listed[kept], numbers[programme][kept] + 1, 0)
        most *= size
    _, first, which = np.unique(alike, return_index=True, return_inverse=True)
    rows = kept[first]
    programmes, lines = _together([(name, said[name].lines[wanted], listed[rows], numbers[name][rows]) for name, listed in here.items()])
    of = pa.array(which.astype(np.int32))
    return pa.table(
        {
            **{key: values.take(pa.array(kept)) for key, values in head.items()},
            "项目": pa.DictionaryArray.from_arrays(of, programmes),
            HEADS[wanted]: pa.DictionaryArray.from_arrays(of, lines),
            NOTICE: pa.nulls(len(kept), pa.string()),
        }
    )


def _together(pieces: Sequence[tuple[str, pa.Array, Any, Any]]) -> tuple[pa.Array, pa.Array]:
    """The programmes of each row and what is said of them, joined.

    Args:
        pieces: for each programme its name, its lines by number, whether each row is on the list for it, and with which number.
    """
    on = np.array([listed for _, _, listed, _ in pieces], dtype=bool).reshape(len(pieces), -1)
    row, place = np.nonzero(on.T)
    offsets = pa.array(np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(on.sum(axis=0), dtype=np.int32)]))
    ends = np.cumsum([0, *(len(lines) for _, lines, _, _ in pieces)])
    numbers = np.array([number for *_, number in pieces], dtype=np.int64).reshape(len(pieces), -1)
    programmes = pa.array([name for name, *_ in pieces], pa.string()).take(pa.array(place))
    every = pa.concat_arrays([lines for _, lines, _, _ in pieces]) if pieces else pa.array([], pa.string())
    lines = every.take(pa.array(ends[place] + numbers[place, row]))
    return tuple(pc.binary_join(pa.ListArray.from_arrays(offsets, parts), by) for parts, by in ((programmes, "、"), (lines, "｜")))
