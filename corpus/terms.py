"""Finds registered phrases in a text: longest match first, left to right, no overlaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from corpus.text import squeeze

Target = TypeVar("Target")


@dataclass(frozen=True)
class Hit(Generic[Target]):
    """A phrase found: where it stands in the text that was searched, and what it points at."""

    start: int
    end: int
    phrase: str
    targets: tuple[Target, ...]


class PhraseBook(Generic[Target]):
    """Phrases and what they point at; matching ignores case, width, traditional forms and white space."""

    def __init__(self, entries: Iterable[tuple[str, Target]]) -> None:
        self._targets: dict[str, list[Target]] = defaultdict(list)
        for phrase, target in entries:
            form = squeeze(phrase)
            if form and target not in self._targets[form]:
                self._targets[form].append(target)
        self._by_head: dict[str, list[str]] = defaultdict(list)
        for form in self._targets:
            self._by_head[form[0]].append(form)
        for forms in self._by_head.values():
            forms.sort(key=len, reverse=True)

    def __len__(self) -> int:
        return len(self._targets)

    def __contains__(self, phrase: str) -> bool:
        return squeeze(phrase) in self._targets

    def phrases(self) -> tuple[str, ...]:
        """Every phrase, in its matching form."""
        return tuple(self._targets)

    def exact(self, phrase: str) -> tuple[Target, ...]:
        """What exactly this phrase points at."""
        return tuple(self._targets.get(squeeze(phrase), ()))

    def find(self, text: str) -> tuple[Hit[Target], ...]:
        """All hits in ``text`` (already normalised); positions are in ``text`` itself, white space skipped over."""
        lowered = text.lower()
        kept = [index for index, char in enumerate(lowered) if not char.isspace()]
        flat = "".join(lowered[index] for index in kept)
        hits: list[Hit[Target]] = []
        at = 0
        while at < len(flat):
            form = self._longest(flat, at)
            if form is None:
                at += 1
                continue
            hits.append(Hit(kept[at], kept[at + len(form) - 1] + 1, form, tuple(self._targets[form])))
            at += len(form)
        return tuple(hits)

    def _longest(self, flat: str, at: int) -> str | None:
        for form in self._by_head.get(flat[at], ()):
            if flat.startswith(form, at) and not _splits_word(flat, at, form):
                return form
        return None


def _splits_word(flat: str, at: int, form: str) -> bool:
    """A phrase of Latin letters or digits must not be cut out of a longer run of them."""
    end = at + len(form)
    before = at > 0 and form[0].isascii() and form[0].isalnum() and flat[at - 1].isascii() and flat[at - 1].isalnum()
    after = end < len(flat) and form[-1].isascii() and form[-1].isalnum() and flat[end].isascii() and flat[end].isalnum()
    return before or after
