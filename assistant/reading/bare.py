"""Whether words answer what was asked last: they are bare, or say nothing but the asked fact's own words (lexicon/answers.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.reading.numbers import Number
from assistant.reading.patterns import any_of
from assistant.reading.scene import Scene

_PIECE = re.compile(r"[^，,。.;；!！~\s]+(?:\.\d+[^，,。;；!！~\s]*)*")


_WANTING = re.compile("还[得要需差欠]|欠|借")
"""还得三千块钱 tells of money that is wanting, not of any that comes in."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a message without a mark in it: what it says beside filler and the asked fact's own words.

    Attributes:
        left: the words that are neither.
        own: the asked fact's own words that stand in it, run together.
    """

    start: int
    end: int
    left: str
    own: str


def pieces(scene: Scene, key: str, *, number: bool = False, names: tuple[str, ...] = ()) -> Iterator[Piece]:
    """The pieces of a message, laid beside the words of the fact ``key``.

    Args:
        number: it is asked as a number.
        names: what else counts as the fact's own words, as the message spells it.
    """
    answers = scene.lexicon.answers
    own = any_of((*(re.escape(name) for name in names), *own_words(scene, key)))
    filler = any_of((*answers.bare, *(answers.bare_beside_number if number else ())))
    for match in _PIECE.finditer(scene.text):
        without = own.sub("", match.group())
        spoken = "".join(found.group() for found in own.finditer(match.group()))
        yield Piece(match.start(), match.end(), filler.sub("", without).strip(), spoken)


def says_no_more(scene: Scene, key: str, at: int, names: tuple[str, ...]) -> bool:
    """Whether the piece around a position holds names, at most with the fact's own words and a yes."""
    piece = next((piece for piece in pieces(scene, key, names=names) if piece.start <= at < piece.end), None)
    return piece is not None and (not piece.left or any(re.fullmatch(p, piece.left) for p in scene.lexicon.answers.affirm))


def bare_number(scene: Scene, key: str) -> Number | None:
    """The first number that stands for itself, or beside words of the asked fact only: 三口人, 大概两千, 不是三级."""
    for piece in pieces(scene, key, number=True):
        inside = [n for n in scene.numbers if piece.start <= n.start < piece.end and scene.text[n.start : n.end] == piece.left]
        if inside and not _WANTING.search(scene.text[piece.start : piece.end]):
            return inside[-1]
    return None


def own_words(scene: Scene, key: str) -> tuple[str, ...]:
    """The patterns of the words a fact is spoken of with."""
    return tuple(pattern for own in scene.lexicon.answers.own_words if key in own.paths for pattern in own.patterns)
