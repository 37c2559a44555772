"""Reads the claims of a text: one Reader per corpus, with its books of names, remembering what it has read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import yaml

from assistant.proof.clauses import read_clauses
from assistant.proof.codes import read_codes
from assistant.proof.dates import read_dates
from assistant.proof.figures import Quantity, read_figures
from assistant.proof.names import Named, book_of, claimed, shapes_in, titles_in
from assistant.proof.numerals import HAN
from assistant.proof.plain import Phrases, plain
from corpus.corpus import Corpus

IDIOMS = Path(__file__).parent / "idioms.yaml"
REMEMBERED = 8_000
"""Strings whose claims are kept; the registers hold about as many."""


@dataclass(frozen=True)
class Claims:
    """What one text claims, kind by kind, in plain form.

    Attributes:
        codes: telephone numbers, document numbers, addresses, hours (codes.py).
        names: bodies, programmes and documents of the registers.
        titles: titles in 《》, squeezed.
        shapes: what looks like a body but is not registered.
    """

    figures: tuple[Quantity, ...] = ()
    dates: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    names: tuple[Named, ...] = ()
    titles: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Held:
    """What one text supports when it is evidence: its claims, every name in it however short, and its squeezed form."""

    claims: Claims = field(default_factory=Claims)
    names: tuple[Named, ...] = ()
    flat: str = ""


class Reader:
    """Reads texts against the names of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._book = book_of(corpus)
        self._idioms = _set_phrases((*corpus.area_names.phrases(), *corpus.body_names.phrases(), *corpus.document_names.phrases()))
        self.held = lru_cache(REMEMBERED)(self._held)

    def claims(self, text: str) -> Claims:
        """What a text claims."""
        return self.held(text).claims

    def warm(self) -> None:
        """Read the clauses and programmes ahead of the first question; takes some tenths of a second."""
        for clause in self.corpus.clauses.values():
            for text in (clause.text, clause.list_text, clause.heading):
                self.held(text or "")
        for programme in self.corpus.programmes.values():
            for text in (programme.gives, programme.procedure.where, programme.procedure.first_thing, programme.procedure.decides):
                self.held(text)

    def _held(self, text: str) -> Held:
        """What a text supports."""
        folded = plain(text)
        flat = "".join(folded.split()).lower()
        codes, rest = read_codes(folded)
        dates, rest = read_dates(rest)
        clauses, rest = read_clauses(rest)
        figures = read_figures(rest, self._idioms)
        found = tuple(self._book.find(flat))
        claims = Claims(
            figures=tuple(dict.fromkeys(figures)),
            dates=tuple(dict.fromkeys(dates)),
            clauses=tuple(dict.fromkeys(clauses)),
            codes=tuple(dict.fromkeys(codes)),
            names=tuple(claimed(found)),
            titles=tuple(titles_in(folded)),
            shapes=tuple(shapes_in(flat, found)),
        )
        return Held(claims=claims, names=found, flat=flat)


@cache
def _listed_idioms() -> tuple[str, ...]:
    with IDIOMS.open(encoding="utf-8") as file:
        return tuple(yaml.safe_load(file)["idioms"])


def _set_phrases(names: tuple[str, ...]) -> Phrases:
    """The set phrases, and every registered name with a numeral in it."""
    numeral = re.compile(rf"[{HAN}\d]")
    return Phrases(plain(phrase) for phrase in (*_listed_idioms(), *names) if numeral.search(phrase))


_READERS: dict[int, Reader] = {}
_MOST_READERS = 4


def reader_for(corpus: Corpus) -> Reader:
    """The reader of a corpus, made once."""
    found = _READERS.get(id(corpus))
    if found is None or found.corpus is not corpus:
        if len(_READERS) >= _MOST_READERS:
            _READERS.clear()
        found = _READERS[id(corpus)] = Reader(corpus)
    return found
