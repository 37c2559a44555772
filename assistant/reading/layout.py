"""Sentences and clauses of a message, also where people write or speak without punctuation."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

_HAN = "\u3400-\u9fff"
_SENTENCE = re.compile(r"[。！？!?；;\n…]+")
_CLAUSE = re.compile(rf"[。！？!?；;\n…~]+|[，,：:](?!\d{{3}}(?!\d))|(?<=[{_HAN}\d])[ \t]+(?=[{_HAN}\dA-Za-z])")


@dataclass(frozen=True)
class Layout:
    """Where sentences and clauses begin and end in a normalised text."""

    text: str

    @cached_property
    def _sentences(self) -> list[tuple[int, int]]:
        return _pieces(self.text, _SENTENCE)

    @cached_property
    def _clauses(self) -> list[tuple[int, int]]:
        return _pieces(self.text, _CLAUSE)

    @property
    def sentences(self) -> list[tuple[int, int]]:
        """Start and end of each sentence that is not empty, its closing mark included."""
        return self._sentences

    @property
    def clauses(self) -> list[tuple[int, int]]:
        """Start and end of each clause that is not empty."""
        return self._clauses

    def sentence(self, at: int) -> tuple[int, int]:
        """The sentence around a position."""
        return _around(self._sentences, at, len(self.text))

    def clause(self, at: int) -> tuple[int, int]:
        """The clause around a position, its closing mark included."""
        return _around(self._clauses, at, len(self.text))

    def clause_text(self, start: int, end: int | None = None) -> str:
        """The words of the clause or clauses that reach from ``start`` to ``end``."""
        first = self.clause(start)[0]
        last = self.clause(max(start, (end or start + 1) - 1))[1]
        return self.text[first:last]


def _pieces(text: str, mark: re.Pattern[str]) -> list[tuple[int, int]]:
    pieces, start = [], 0
    for found in mark.finditer(text):
        pieces.append((start, found.end()))
        start = found.end()
    pieces.append((start, len(text)))
    return [piece for piece in pieces if text[piece[0] : piece[1]].strip()] or [(0, len(text))]


def _around(pieces: list[tuple[int, int]], at: int, length: int) -> tuple[int, int]:
    index = bisect_right(pieces, (at, length + 1)) - 1
    return pieces[max(index, 0)]
