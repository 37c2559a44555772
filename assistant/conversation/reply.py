"""The reply object of the contract: what the command line, the page and other programs get."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from corpus.clauses import Clause
from corpus.corpus import Corpus
from corpus.dated import Force, Strict
from tools.departments import DepartmentEntry
from tools.eligibility import ProgrammeResult

Status = Literal["answered", "needs_fact", "no_evidence", "out_of_scope", "refused"]
Audience = Literal["群众", "干部", "培训"]

ORDER: tuple[Status, ...] = ("answered", "needs_fact", "no_evidence", "out_of_scope", "refused")
"""Of several asked at once, the first of these that applies is the reply's status."""


class Citation(Strict):
    """One clause cited, with its state on the reply's day.

    ``ref`` is excluded from the printed object; the page uses it to show the clause in its place.
    """

    document: str
    number: str | None
    clause: str
    text: str
    verbatim: bool
    in_force: Force
    url: str | None = None
    ref: str = Field("", exclude=True)


class KnownFact(Strict):
    """A fact of the ledger as the reply shows it; value None: said to be not known."""

    value: Any
    turn: int
    said: str


class Reply(Strict):
    """One reply; docs/contract.md explains every field."""

    status: Status
    text: str
    as_of: date
    citations: tuple[Citation, ...] = ()
    departments: tuple[DepartmentEntry, ...] = ()
    programmes: tuple[ProgrammeResult, ...] = ()
    question: str | None = None
    warnings: tuple[str, ...] = ()
    facts: dict[str, KnownFact] = Field(default_factory=dict)

    def to_json(self) -> str:
        """One JSON object, Chinese unescaped."""
        return self.model_dump_json()


def cite(corpus: Corpus, ref: str, day: date, *, quote: str | None = None, force: Force | None = None) -> Citation:
    """A citation of a clause; ``quote`` narrows a shipped text to the sentence meant.

    Raises:
        UnknownNameError: no such clause.
    """
    clause = corpus.clause(ref)
    document = corpus.documents[clause.document]
    return Citation(
        document=document.title,
        number=document.shown_number,
        clause=clause.clause,
        text=quote or text_of(clause),
        verbatim=clause.verbatim,
        in_force=force or clause.force(day),
        url=document.url,
        ref=clause.ref,
    )


def text_of(clause: Clause) -> str:
    """What a citation shows: the text with its heading and list, or our card marked as such."""
    if not clause.verbatim:
        return f"【要点（非原文）】{clause.text}"
    parts = [clause.text] + ([clause.list_text] if clause.list_text and clause.list_text not in clause.text else [])
    return "\n".join(part for part in parts if part)
