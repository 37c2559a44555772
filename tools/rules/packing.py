"""Rows that answer every leaf of a rule alike are one pattern: a rule is judged once for each pattern, not for each row.

What is known of the leaves of a table is packed into a few words: truths (0 no, 1 yes, 2 open), causes that do not follow from
them, masks of statuses, codes of choices. The key of a rule is those words under a mask, and beside them what comes from other tables (what
members came to). Rules whose keys together have few patterns share one table of patterns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from tools.rules.columns import MAX_BITS, Bool, Expr, Int, no, number
from tools.rules.masks import joined, part_of

SAMPLE = 6_000
FEW = 900
"""Rules share a table of patterns while a sample of so many rows has no more of them than this."""


@dataclass(frozen=True)
class Key:
    """What picks the pattern of a row: words under masks, and columns as they are."""

    masks: Mapping[str, int] = field(default_factory=dict)
    beside: tuple[str, ...] = ()

    def __or__(self, other: Key) -> Key:
        words = dict.fromkeys((*self.masks, *other.masks))
        masks = {word: self.masks.get(word, 0) | other.masks.get(word, 0) for word in words}
        return Key(masks, tuple(dict.fromkeys((*self.beside, *other.beside))))

    def of(self, table: ir.Table) -> dict[str, Expr]:
        """The key of each row."""
        found = {f"{word}_key": table[word] & number(mask) for word, mask in self.masks.items()}
        return found | {name: table[name] for name in self.beside}

    def names(self) -> list[str]:
        """Its columns in a table of patterns."""
        return [*(f"{word}_key" for word in self.masks), *self.beside]

    def joined(self, table: ir.Table, patterns: ir.Table) -> ir.Table:
        """The rows beside what their pattern says."""
        matches: list[object] = [table[word] & number(mask) == patterns[f"{word}_key"] for word, mask in self.masks.items()]
        found = table.left_join(patterns, [*matches, *self.beside], rname="{name}_again")
        gone = {*(f"{word}_key" for word in self.masks), *(name for name in found.columns if name.endswith("_again"))}
        return found.drop([name for name in found.columns if name in gone])


@dataclass(frozen=True)
class Held:
    """One thing in a word.

    Attributes:
        columns: what it holds: one truth (two bits), one flag (one bit), one mask, one number from 0 on or none at all, or the
            truths of leaves about the same fact, open together (a bit for each and one for open).
    """

    kind: Literal["truth", "flag", "mask", "code", "together"]
    columns: tuple[str, ...]
    width: int

    def packed(self, table: ir.Table) -> Int:
        """Its bits in a row of the big table."""
        if self.kind == "mask":
            return table[self.columns[0]] & number((1 << self.width) - 1)
        if self.kind == "code":
            return ibis.coalesce(table[self.columns[0]].cast("int64") + number(1), number(0))
        if self.kind == "together":
            bits = joined(_number(table[name]) * number(1 << place) for place, name in enumerate(self.columns))
            return ibis.coalesce(bits, number(1 << len(self.columns)))
        return ibis.coalesce(_number(table[self.columns[0]]), number(2 if self.kind == "truth" else 0))

    def unpacked(self, bits: Int) -> dict[str, Expr]:
        """Its columns again."""
        if self.kind == "mask":
            return {self.columns[0]: bits}
        if self.kind == "code":
            return {self.columns[0]: bits.nullif(number(0)) - number(1)}
        if self.kind == "flag":
            return {self.columns[0]: bits == 1}
        if self.kind == "truth":
            return {self.columns[0]: ibis.cases((bits == 1, True), (bits == 0, False), else_=no("boolean"))}
        open_ = part_of(bits, len(self.columns), 1) == 1
        return {name: ibis.cases((open_, no("boolean")), else_=part_of(bits, i, 1) == 1) for i, name in enumerate(self.columns)}

    def mask_of(self, column: str, asked: int) -> int:
        """The bits a rule looks at that asks for one of the columns (of a mask: for some of its bits)."""
        if self.kind == "mask":
            return asked
        if self.kind == "together":
            return 1 << self.columns.index(column) | 1 << len(self.columns)
        return (1 << self.width) - 1


@dataclass
class Packing:
    """The words that hold what is known of the leaves of one table."""

    name: str
    held: tuple[Held, ...]

    def __post_init__(self) -> None:
        self.places: list[tuple[str, int, Held]] = []
        self.place_of: dict[str, tuple[str, int, Held]] = {}
        word, bit = 0, 0
        for held in self.held:
            if bit + held.width > MAX_BITS:
                word, bit = word + 1, 0
            self.places.append((f"{self.name}_k{word}", bit, held))
            self.place_of |= dict.fromkeys(held.columns, self.places[-1])
            bit += held.width

    def pack(self, table: ir.Table) -> dict[str, Int]:
        """The words of each row."""
        parts: dict[str, list[Int]] = {}
        for word, bit, held in self.places:
            parts.setdefault(word, []).append(held.packed(table) * number(1 << bit))
        return {word: joined(values) for word, values in parts.items()}

    def key(self, asked: Mapping[str, int]) -> Key:
        """The key of a rule that looks at some columns (of masks: at some of their bits)."""
        masks: dict[str, int] = {}
        for column, bits in asked.items():
            word, bit, held = self.place_of[column]
            masks[word] = masks.get(word, 0) | held.mask_of(column, bits) << bit
        return Key(masks)

    def unpack(self, patterns: ir.Table, key: Key) -> dict[str, Expr]:
        """The columns again, those the key knows something of."""
        found: dict[str, Expr] = {}
        for word, bit, held in self.places:
            if key.masks.get(word, 0) >> bit & (1 << held.width) - 1:
                found |= held.unpacked(part_of(patterns[f"{word}_key"], bit, held.width))
        return found


def _number(truth: Bool) -> Int:
    return truth.cast("int32").cast("int64")


def shared(table: ir.Table, keys: Mapping[str, Key], read: Callable[[ir.Table], Any]) -> list[tuple[Key, list[str]]]:
    """Rules put together whose keys have few patterns in a sample of the table, which ``read`` gives as an Arrow table."""
    columns = list(dict.fromkeys(name for key in keys.values() for name in (*key.masks, *key.beside)))
    if not columns:
        return [(key, [name]) for name, key in keys.items()]
    sample = read(table.select(*columns).limit(SAMPLE)).to_pydict()
    groups: list[tuple[Key, list[str]]] = []
    for name, key in keys.items():
        for place, (known, names) in enumerate(groups):
            if _patterns(known | key, sample) <= FEW:
                groups[place] = (known | key, [*names, name])
                break
        else:
            groups.append((key, [name]))
    return groups


def _patterns(key: Key, sample: Mapping[str, list[int]]) -> int:
    columns = [[value & mask for value in sample[word]] for word, mask in key.masks.items()]
    columns += [sample[name] for name in key.beside]
    return len(set(zip(*columns, strict=True)))
