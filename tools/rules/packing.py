"""Rows that answer every leaf of a rule alike are one pattern: a rule is judged once for each pattern, not for each row.

All leaves of a table are packed into a few words: two bits for the truth of each (0 no, 1 yes, 2 open) and one for each cause
that does not follow from it. The key of a rule is those words under a mask, and beside them what comes from other tables (what
members came to). Rules whose keys together have few patterns share one table of patterns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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


@dataclass
class Packing:
    """The words that hold the leaves of one table.

    Attributes:
        truths: columns with a truth; ``flags``: columns with yes or no.
    """

    name: str
    truths: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    def places(self) -> dict[str, tuple[str, int, int]]:
        """Column -> word, first bit, width."""
        found, word, bit = {}, 0, 0
        for name, width in [*((t, 2) for t in self.truths), *((f, 1) for f in self.flags)]:
            if bit + width > MAX_BITS:
                word, bit = word + 1, 0
            found[name] = (f"{self.name}_k{word}", bit, width)
            bit += width
        return found

    def pack(self, table: ir.Table) -> dict[str, Int]:
        """The words, on a table with the columns."""
        parts: dict[str, list[Int]] = {}
        for name, (word, bit, width) in self.places().items():
            value = ibis.coalesce(_number(table[name]), number(2 if width == 2 else 0))
            parts.setdefault(word, []).append(value * number(1 << bit))
        return {word: joined(values) for word, values in parts.items()}

    def key(self, names: Sequence[str], beside: Sequence[str]) -> Key:
        """The key of a rule that looks at some of the columns."""
        masks: dict[str, int] = {}
        for name in names:
            word, bit, width = self.places()[name]
            masks[word] = masks.get(word, 0) | ((1 << width) - 1) << bit
        return Key(masks, tuple(dict.fromkeys(beside)))

    def unpack(self, patterns: ir.Table, key: Key) -> dict[str, Expr]:
        """The columns again, those that are in the key."""
        found: dict[str, Expr] = {}
        for name, (word, bit, width) in self.places().items():
            if not key.masks.get(word, 0) >> bit & 1:
                continue
            value = part_of(patterns[f"{word}_key"], bit, width)
            found[name] = ibis.cases((value == 1, True), (value == 0, False), else_=no("boolean")) if width == 2 else value == 1
        return found


def _number(truth: Bool) -> Int:
    return truth.cast("int32").cast("int64") if not truth.type().is_null() else no("int64")


def shared(table: ir.Table, keys: Mapping[str, Key]) -> list[tuple[Key, list[str]]]:
    """Rules put together whose keys have few patterns in a sample of the table."""
    columns = list(dict.fromkeys(name for key in keys.values() for name in (*key.masks, *key.beside)))
    if not columns:
        return [(key, [name]) for name, key in keys.items()]
    sample = table.select(*columns).limit(SAMPLE).to_pyarrow().to_pydict()
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
