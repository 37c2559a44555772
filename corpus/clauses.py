"""One clause as everything else sees it: of the plan, of an imported text, or a card in our own words."""

from __future__ import annotations

from datetime import date

from corpus.dated import Force, StateChange, Strict, force_on
from corpus.rule import Grade


class Clause(Strict):
    """A clause with its place and its state.

    Attributes:
        ref: ``<document id>#<clause>``.
        path: headings from the top of the document, its own last.
        verbatim: the words of the document (True) or our own (False, 要点（非原文）).
        states: in force or not by day.
        entries: the bodies of the responsibility list that stands in it, as written.
    """

    ref: str
    document: str
    clause: str
    heading: str | None
    text: str
    path: tuple[str, ...] = ()
    parent: str | None = None
    verbatim: bool
    grade: Grade
    states: tuple[StateChange, ...]
    measures: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    list_text: str | None = None

    def force(self, day: date) -> Force:
        """Whether it holds on ``day``."""
        return force_on(self.states, day)[0]

    def force_reason(self, day: date) -> str | None:
        """Why it is in that state, where the register says."""
        return force_on(self.states, day)[1]
