"""What retrieval answers with, whatever engine stands behind it."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from corpus.dated import Force, Strict


class Found(Strict):
    """One clause found, best first (rank from 1).

    Attributes:
        score: 0 to 1, comparable within one query; the evidence floor is on it.
        verbatim: words of the document (True) or our own (要点).
    """

    rank: int
    score: float
    ref: str
    document: str
    number: str | None
    clause: str
    heading: str | None
    text: str
    verbatim: bool
    in_force: Force


class Retriever(Protocol):
    """Anything that finds clauses."""

    def search(
        self, query: str, *, limit: int, day: date, in_force_only: bool = False, documents: frozenset[str] | None = None
    ) -> tuple[Found, ...]:
        """Clauses for ``query``, best first; a filter that matches nothing returns nothing."""
        ...
