"""What the tools hand over: one frozen model per kind, each saying which clauses and figures it stands on."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict

from assistant.retrieval.model import Found
from corpus.combination import Combination
from corpus.dated import Force, Strict
from corpus.figures import Figure
from corpus.rule import Procedure
from tools.bundling.models import Ruled
from tools.deadlines import Schedule
from tools.departments import BodyDuties, Responsibility, SetAnswer
from tools.eligibility import Judgement
from tools.interview import NextFact
from tools.practice import Question
from tools.what_if import SideBySide, WhatIf
from tools.why_not import WhyNot


class Artifact(Strict):
    """Base of what a tool hands over."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    kind: str
    refs: tuple[str, ...] = ()


class Standing(Strict):
    """Where a body named in the question stands: its place in this list (from 1) or the lists it stands in instead."""

    body: str
    place: int | None
    elsewhere: tuple[str, ...]


class DepartmentsFound(Artifact):
    """Who is responsible for one clause."""

    kind: Literal["departments"] = "departments"
    responsibility: Responsibility
    understood: str
    today: str | None = None
    standing: tuple[Standing, ...] = ()


class BodyFound(Artifact):
    """What one body is in."""

    kind: Literal["body"] = "body"
    duties: BodyDuties


class SetFound(Artifact):
    """A set question over the lists, computed."""

    kind: Literal["set"] = "set"
    answer: SetAnswer
    counting: bool = False


class EligibilityFound(Artifact):
    """The household judged; ``asked`` are the programmes the question named (none: all); ``combined``: how those shown go together.

    ``pointed``: the programmes something that was told points to.
    """

    kind: Literal["eligibility"] = "eligibility"
    judgements: tuple[Judgement, ...]
    asked: tuple[str, ...] = ()
    pointed: tuple[str, ...] = ()
    next: NextFact | None = None
    view: Literal["verdict", "why", "missing", "next", "together"] = "verdict"
    between: tuple[Combination, ...] = ()
    not_in_force: tuple[str, ...] = ()
    combined: tuple[Ruled, ...] = ()
    why_not: tuple[WhyNot, ...] = ()

    def reasons(self, programme: str) -> WhyNot | None:
        """Why a programme is not met, if it is not."""
        return next((why for why in self.why_not if why.programme == programme), None)


class WhatIfFound(Artifact):
    """The household now and as supposed; ``asked`` as in EligibilityFound, ``who``: what the members are called with the change."""

    kind: Literal["what_if"] = "what_if"
    result: WhatIf
    asked: tuple[str, ...] = ()
    next: NextFact | None = None
    who: tuple[str | None, ...] = ()
    not_in_force: tuple[str, ...] = ()

    def shown(self) -> tuple[SideBySide, ...]:
        """The programmes the reply is about: those asked, or all."""
        return tuple(p for p in self.result.programmes if not self.asked or p.id in self.asked)


class FigureLine(Strict):
    """One figure for one place and day."""

    figure: Figure
    place: str | None
    day: date


class FiguresFound(Artifact):
    """Figures asked for, in order."""

    kind: Literal["figures"] = "figures"
    topic: str
    lines: tuple[FigureLine, ...]
    needs_area: bool = False
    note: str | None = None


class ProcedureFound(Artifact):
    """How a programme is applied for; ``schedule``: its steps by day, where a day was told or how long it takes was asked."""

    kind: Literal["procedure"] = "procedure"
    programme: str
    aspect: str | None
    procedure: Procedure
    schedule: Schedule | None = None
    told: bool = False


class ClauseShown(Strict):
    """A clause to be shown with an explanation."""

    ref: str
    heading: str | None
    text: str
    verbatim: bool
    in_force: Force
    document: str
    number: str | None


class ExplainFound(Artifact):
    """What a topic is, then and now."""

    kind: Literal["explain"] = "explain"
    topic: str
    explain: str | None
    clauses: tuple[ClauseShown, ...]
    today: str | None = None
    statements: tuple[tuple[str, str, str | None], ...] = ()
    programme: str | None = None
    figures: tuple[FigureLine, ...] = ()
    has_rule: bool = False
    compare: bool = False


class StatusFound(Artifact):
    """State of a document on a day."""

    kind: Literal["status"] = "status"
    document: str
    title: str
    number: str | None
    issuer: str | None
    issued: str | None
    state: Force
    why: str | None
    note: str | None
    summary: str | None
    replaced_by: tuple[str, ...] = ()
    changes: tuple[tuple[date | None, Force, str | None], ...] = ()
    dates: tuple[tuple[str, date], ...] = ()
    grade: str = "S"
    url: str | None = None


class SearchFound(Artifact):
    """Clauses found for words nothing else understood."""

    kind: Literal["search"] = "search"
    query: str
    found: tuple[Found, ...]
    enough: bool


class ServiceFound(Artifact):
    """A where-to-go card."""

    kind: Literal["service"] = "service"
    id: str
    says: str
    personal: bool
    ask_who: tuple[str, ...]
    first_thing: str
    warning: str | None
    figures: tuple[Figure, ...] = ()
    grade: str = "S"


class AreasFound(Artifact):
    """Members of a group of areas, or what groups an area belongs to."""

    kind: Literal["areas"] = "areas"
    group: str | None
    meaning: str | None
    basis: str | None
    enumerated: bool
    members: tuple[str, ...]
    doubtful: tuple[str, ...] = ()
    asked: tuple[tuple[str, str, str], ...] = ()
    stands_for: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


class PracticeFound(Artifact):
    """Practice questions with computed keys."""

    kind: Literal["practice"] = "practice"
    questions: tuple[Question, ...]


class Failed(Artifact):
    """A call that could not be answered, in words for the user."""

    kind: Literal["failed"] = "failed"
    what: str
    nearest: tuple[str, ...] = ()
    detail: Any = None
