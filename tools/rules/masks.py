"""Bit masks that carry reasons through a database: one bit for each leaf, and for each cause that may keep one open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce

import ibis

from corpus.errors import RuleError
from tools.rules.columns import MAX_BITS, Bool, Cause, Int, number


@dataclass
class Bits:
    """The bits of one rule: ``leaves`` by condition id, ``causes`` by leaf and cause; both fit one word of 62 bits."""

    leaves: list[str] = field(default_factory=list)
    causes: list[tuple[str, Cause]] = field(default_factory=list)

    def leaf(self, identifier: str) -> int:
        """The bit of one leaf."""
        if identifier not in self.leaves:
            self.leaves.append(identifier)
        return _bit(self.leaves.index(identifier), identifier)

    def cause(self, leaf: str, cause: Cause) -> int:
        """The bit of one cause of one leaf."""
        if (leaf, cause) not in self.causes:
            self.causes.append((leaf, cause))
        return _bit(self.causes.index((leaf, cause)), leaf)

    def leaves_in(self, mask: int) -> tuple[str, ...]:
        """The leaves of a mask."""
        return tuple(name for i, name in enumerate(self.leaves) if mask >> i & 1)

    def causes_in(self, mask: int) -> tuple[tuple[str, Cause], ...]:
        """The causes of a mask."""
        return tuple(pair for i, pair in enumerate(self.causes) if mask >> i & 1)

    def append(self, other: Bits) -> tuple[int, int]:
        """Take over the bits of a rule inside this one; returns how far its leaves and its causes are moved."""
        moved = len(self.leaves), len(self.causes)
        self.leaves += other.leaves
        self.causes += other.causes
        _bit(max(len(self.leaves), len(self.causes), 1) - 1, "")
        return moved


def _bit(place: int, what: str) -> int:
    if place >= MAX_BITS:
        raise RuleError(
            f"一个项目的条件多于 {MAX_BITS} 个，放不进一个字", where=f"tools/rules/masks.py {what}".strip(), mend="拆成两个项目或合并条件"
        )
    return 1 << place


def joined(masks: Iterable[Int]) -> Int:
    """The masks together; no bit may be in two of them."""
    return reduce(lambda a, b: a + b, masks, number(0))


def where(condition: Bool, mask: Int) -> Int:
    """The mask where the condition holds, else nothing."""
    return ibis.cases((condition, mask), else_=number(0))


def part_of(word: Int, shift: int, width: int) -> Int:
    """Some bits of a word."""
    return (word >> ibis.literal(shift)) & number((1 << width) - 1)
