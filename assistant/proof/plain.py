"""One quick folding of what is proven: width, compatibility forms, traditional characters, invisible ones."""

from __future__ import annotations

from collections.abc import Iterable
from operator import add

from corpus.text import normalise

BLANK = "※"
"""Stands where something was read already, so that nothing joins across it."""

_CIRCLED = range(0x2460, 0x24FF)
_COMMA = 0xFF0C


class _Folds(dict[int, str]):
    """Every character folded once; a circled number is a list mark, and a Chinese comma never groups digits."""

    def __missing__(self, code: int) -> str:
        folded = BLANK if code in _CIRCLED else chr(code) if code == _COMMA else normalise(chr(code)).text
        self[code] = folded
        return folded


_FOLDS = _Folds()


def plain(text: str) -> str:
    """The folded text; list marks such as ① become blanks."""
    return text.translate(_FOLDS)


class Phrases:
    """Set phrases that are blanked out of a text, longest first."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._heads: dict[str, list[str]] = {}
        for phrase in sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase)):
            if len(phrase) > 1:
                self._heads.setdefault(phrase[:2], []).append(phrase)

    def blank(self, text: str) -> str:
        """The text with every phrase replaced by a blank."""
        heads = self._heads
        spots = [at for at, head in enumerate(map(add, text, text[1:])) if head in heads]
        kept: list[str] = []
        start = 0
        for at in spots:
            phrase = next((p for p in heads[text[at : at + 2]] if text.startswith(p, at)), None) if at >= start else None
            if phrase is not None:
                kept += (text[start:at], BLANK)
                start = at + len(phrase)
        return "".join((*kept, text[start:]))
