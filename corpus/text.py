"""One normalisation for everything that is read: NFKC, simplified characters, no invisible ones.

Positions are kept, so that a fact can quote the very words it was read from.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import opencc

_KEEP = {"\n", "\t"}


@dataclass(frozen=True)
class Normalised:
    """A normalised text and, for each of its characters, where it came from.

    Attributes:
        text: the normalised text.
        original: the text as it was given.
        starts: index in ``original`` of the character each normalised character came from.
    """

    text: str
    original: str
    starts: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """The user's own words behind ``text[start:end]``."""
        if start >= end:
            return ""
        last = self.starts[end - 1]
        return self.original[self.starts[start] : last + 1]


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _fold(char: str) -> str:
    """One character folded; empty for an invisible or control character."""
    if char in _KEEP:
        return char
    folded = unicodedata.normalize("NFKC", char)
    kept = "".join(c for c in folded if unicodedata.category(c)[0] != "C" and not _is_filler(c))
    if not kept or kept.isascii():
        return kept
    return str(_simplifier().convert(kept))


def _is_filler(char: str) -> bool:
    """Characters that print as nothing although Unicode calls them letters or marks."""
    return char in "\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5" or 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF


def normalise(text: str) -> Normalised:
    """Fold width, compatibility forms and traditional characters; drop invisible and control characters."""
    out: list[str] = []
    starts: list[int] = []
    for index, char in enumerate(text):
        folded = _fold(char)
        out.append(folded)
        starts.extend([index] * len(folded))
    return Normalised(text="".join(out), original=text, starts=tuple(starts))


def fold(text: str) -> str:
    """The normalised text alone, spaces trimmed."""
    return normalise(text).text.strip()


def squeeze(text: str) -> str:
    """Normalised, lower case, without any white space: the form in which names are compared."""
    return "".join(normalise(text).text.split()).lower()
