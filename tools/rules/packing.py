"""Rows that answer every leaf of a rule alike are one pattern: a rule is judged once for each pattern, not for each row.

A pattern's key holds two bits for the truth of each leaf (0 no, 1 yes, 2 open) and one for each cause that does not follow
from the truth; what comes from other tables (results of other rules, of members) stands beside it as columns of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from tools.rules.columns import MAX_BITS, Bool, Expr, Int, no
from tools.rules.masks import joined, number, part_of


@dataclass
class Packing:
    """What the key of one rule is made of.

    Attributes:
        truths: columns with a truth; ``flags``: columns with yes or no; ``beside``: columns that go along as they are.
    """

    name: str
    truths: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    def places(self) -> list[tuple[str, int, int, int]]:
        """Column, word, first bit, width."""
        found, word, bit = [], 0, 0
        for name, width in [*((t, 2) for t in self.truths), *((f, 1) for f in self.flags)]:
            if bit + width > MAX_BITS:
                word, bit = word + 1, 0
            found.append((name, word, bit, width))
            bit += width
        return found

    def words(self) -> list[str]:
        """Columns of the key."""
        return [f"{self.name}_k{word}" for word in range(1 + max((w for _, w, _, _ in self.places()), default=0))]

    def columns(self) -> list[str]:
        """The key and what goes beside it."""
        return [*self.words(), *dict.fromkeys(self.beside)]

    def pack(self, table: ir.Table) -> dict[str, Int]:
        """The key, on a table with a column ``<truth>_code`` for every truth and ``<flag>_bit`` for every flag."""
        parts: dict[str, list[Int]] = {name: [] for name in self.words()}
        for name, word, bit, width in self.places():
            value = table[f"{name}_code"] if width == 2 else table[f"{name}_bit"]
            parts[f"{self.name}_k{word}"].append(value * number(1 << bit))
        return {name: joined(values) for name, values in parts.items()}

    def unpack(self, patterns: ir.Table) -> dict[str, Expr]:
        """The truths and flags again."""
        found: dict[str, Expr] = {}
        for name, word, bit, width in self.places():
            value = part_of(patterns[f"{self.name}_k{word}"], bit, width)
            found[name] = ibis.cases((value == 1, True), (value == 0, False), else_=no("boolean")) if width == 2 else value == 1
        return found


def codes(table: ir.Table, truths: list[str], flags: list[str]) -> dict[str, Int]:
    """Truths as 0, 1, 2 and flags as 0, 1."""
    found = {f"{name}_code": ibis.coalesce(_number(table[name]), number(2)) for name in dict.fromkeys(truths)}
    return found | {f"{name}_bit": ibis.coalesce(_number(table[name]), number(0)) for name in dict.fromkeys(flags)}


def _number(truth: Bool) -> Int:
    return truth.cast("int32").cast("int64") if not truth.type().is_null() else no("int64")
