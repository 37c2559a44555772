"""Bit masks that carry reasons through a database: one bit for each leaf, and for each cause that may keep one open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import ibis

from tools.rules.columns import MAX_BITS, Bool, Cause, Int

Mask = dict[int, Int]
"""Word -> expression; a word that is not there is 0."""


@dataclass
class Bits:
    """The bits of one programme: ``leaves`` by condition id, ``causes`` by leaf and cause; words of 62 bits."""

    leaves: list[str] = field(default_factory=list)
    causes: list[tuple[str, Cause]] = field(default_factory=list)

    def leaf(self, identifier: str) -> Mask:
        """The mask with the bit of one leaf."""
        return _single(_place(self.leaves, identifier))

    def cause(self, leaf: str, cause: Cause) -> tuple[int, int]:
        """Word and value of the bit of one cause of one leaf."""
        return divmod(_place(self.causes, (leaf, cause)), MAX_BITS)

    @property
    def leaf_words(self) -> int:
        """How many words the leaves take."""
        return -(-len(self.leaves) // MAX_BITS)

    @property
    def cause_words(self) -> int:
        """How many words the causes take."""
        return -(-len(self.causes) // MAX_BITS)

    def leaves_in(self, words: tuple[int, ...]) -> tuple[str, ...]:
        """The leaves of a mask."""
        return tuple(name for i, name in enumerate(self.leaves) if _is_set(words, i))

    def causes_in(self, words: tuple[int, ...]) -> tuple[tuple[str, Cause], ...]:
        """The causes of a mask."""
        return tuple(pair for i, pair in enumerate(self.causes) if _is_set(words, i))


def _place(known: list[Any], item: object) -> int:
    if item not in known:
        known.append(item)
    return known.index(item)


def _single(place: int) -> Mask:
    word, bit = divmod(place, MAX_BITS)
    return {word: ibis.literal(1 << bit, "int64")}


def _is_set(words: tuple[int, ...], place: int) -> bool:
    word, bit = divmod(place, MAX_BITS)
    return word < len(words) and bool(words[word] >> bit & 1)


def joined(masks: list[Mask]) -> Mask:
    """The masks together; no bit may be in two of them."""
    found: Mask = {}
    for mask in masks:
        for word, value in mask.items():
            found[word] = found[word] + value if word in found else value
    return found


def where(condition: Bool, mask: Mask) -> Mask:
    """The mask where the condition holds, else nothing."""
    return {word: ibis.cases((condition, value), else_=ibis.literal(0, "int64")) for word, value in mask.items()}


def chosen(branches: list[tuple[Bool, Mask]], otherwise: Mask) -> Mask:
    """The mask of the first condition that holds."""
    words = {word for _, mask in branches for word in mask} | set(otherwise)
    nothing = ibis.literal(0, "int64")
    return {w: ibis.cases(*((when, mask.get(w, nothing)) for when, mask in branches), else_=otherwise.get(w, nothing)) for w in words}
