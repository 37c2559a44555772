"""Pydantic models of the data files other than programmes (those are in rule.py).

Every file is validated against these at load; unknown keys, doubled keys and references to nothing stop it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from corpus.dated import PartialDate, StateChange, Strict, check_ordered
from corpus.rule import ClauseRef, Grade


class Document(Strict):
    """One entry of the register of documents (文件登记册)."""

    id: str = Field(pattern=r"^[A-Za-z]+[0-9]*$")
    title: str
    aliases: tuple[str, ...] = Field((), description="short names people use, e.g. 社会救助法")
    number: str | None = Field(None, description="文号; shown only when number_grade is V or S")
    number_grade: Grade | None = None
    issuer: str | None = None
    level: Literal["national", "province", "city", "other"]
    kind: Literal["law", "regulation", "party", "rule", "notice", "standard", "report", "plan", "guide"]
    issued: PartialDate | None = None
    states: tuple[StateChange, ...] = Field((), description="in force or not, by day; none: unknown")
    status_note: str | None = Field(None, description="status in words, as the facts give it")
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    measures: tuple[str, ...] = Field((), description="clause ids of the plan it touches, e.g. 二(一)3")
    url: str | None = None
    grade: Grade
    summary: str | None = Field(None, description="what it is about, in our own words")
    full_text: str | None = Field(None, description="file below documents/text/, if the text is shipped")

    @model_validator(mode="after")
    def _consistent(self) -> Document:
        check_ordered(self.states)
        if (self.number is None) != (self.number_grade is None):
            raise ValueError(f"{self.id}: number and number_grade go together")
        return self

    @property
    def shown_number(self) -> str | None:
        """The 文号 if it may be shown as the document's number."""
        return self.number if self.number_grade in ("V", "S") else None


class RegisterFile(Strict):
    """documents/register/*.yaml."""

    documents: tuple[Document, ...]


class Card(Strict):
    """One clause in our own words (要点，非原文)."""

    id: str = Field(pattern=r"^\S+$", description="clause, e.g. 第19条, 一(二), 要点")
    heading: str
    text: str
    grade: Grade
    states: tuple[StateChange, ...] = Field((), description="only where it differs from the document's")
    measures: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()


class CardFile(Strict):
    """documents/cards/*.yaml: the clause cards of one document."""

    document: str
    clauses: tuple[Card, ...]


class NameSpan(Strict):
    """What a body is called from a day on; ``name: null`` is "not established"."""

    start: date | None = Field(None, alias="from")
    name: str | None
    basis: str
    grade: Grade
    inferred: bool = False
    seen: PartialDate | None = Field(None, description="latest sighting of the name")


class Body(Strict):
    """A department, party organ, people's organisation, enterprise or central agency (机构)."""

    id: str
    full_name: str
    aliases: tuple[str, ...] = ()
    kind: Literal["government", "party", "peoples_organisation", "institution", "enterprise", "central_agency", "territorial", "unit"]
    level: Literal["city", "province", "national", "county", "town"]
    in_plan: bool = Field(False, description="stands in one of the plan's lists")
    does: str
    names: tuple[NameSpan, ...] = Field(min_length=1)
    same_as: str | None = Field(None, description="id of the body this string most likely means (an inference)")
    notes: tuple[str, ...] = ()
    ask: str | None = Field(None, description="for a name that means several bodies: what to ask back")

    @model_validator(mode="after")
    def _names_in_order(self) -> Body:
        days = [span.start or date.min for span in self.names]
        if days != sorted(days) or len(set(days)) != len(days):
            raise ValueError(f"{self.id}: names must be in the order of their days")
        return self

    def name_on(self, day: date) -> NameSpan:
        """The name span that holds on ``day``."""
        current = self.names[0]
        for span in self.names:
            if span.start is None or span.start <= day:
                current = span
        return current


class BodyFile(Strict):
    """bodies/*.yaml."""

    bodies: tuple[Body, ...]


class Membership(Strict):
    """Whether an area counts to a group, and how sure that is."""

    group: str
    holds: Literal["yes", "no", "doubtful"]
    basis: str
    grade: Grade
    inferred: bool = False


class Area(Strict):
    """A division, a zone, a street of special standing, the city, the province, the country."""

    id: str
    kind: Literal["district", "county", "county_city", "zone", "town", "city", "province", "country", "place"]
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    memberships: tuple[Membership, ...] = ()
    notes: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    ask: str | None = Field(None, description="what to ask before the area may be used, e.g. which 街道")
    stands_for: str | None = Field(None, description="area whose figures apply here (with the note why)")


class AreaGroup(Strict):
    """A named group of areas, e.g. 两市一县."""

    id: str
    aliases: tuple[str, ...] = ()
    meaning: str
    enumerated: bool = Field(description="whether a source lists its members in full")
    basis: str
    grade: Grade


class AreaFile(Strict):
    """areas.yaml."""

    groups: tuple[AreaGroup, ...]
    areas: tuple[Area, ...]


class Carried(Strict):
    """A value past its known span: shown with date and warning, decides only below a figure known only to rise."""

    start: date = Field(alias="from")
    note: str


class Value(Strict):
    """One dated value of a parameter; ``value: null`` is "not found" and ends the one before."""

    value: Decimal | tuple[Decimal, ...] | None
    ref: ClauseRef | None = None
    grade: Grade | None = None
    carried: Carried | None = None
    note: str | None = None
    floor: bool = False

    @model_validator(mode="after")
    def _sourced(self) -> Value:
        if self.value is not None and (self.ref is None or self.grade is None):
            raise ValueError("a value needs its ref and grade")
        if self.value is None and not self.note:
            raise ValueError("an unknown value needs a note that says so")
        return self


class Parameter(Strict):
    """One figure, dated and by area (参数); its path below parameters/ is its id."""

    name: str
    aliases: tuple[str, ...] = ()
    description: str
    unit: str
    set_by: str = Field(description="who sets it, named when it is unknown")
    only_rises: bool = Field(False, description="has risen at every change on record: a carried value is a lower bound")
    values: dict[str, dict[date, Value]] = Field(description="area or group id -> first day -> value")
    topic_words: tuple[str, ...] = ()


class Basis(Strict):
    """What an inference of a lead rests on."""

    text: str
    ref: ClauseRef | None = Field(None, description="an article that was read; without one it is 依据未核实")
    fit: Literal["names", "general", "government", "none"]
    grade: Grade


class Lead(Strict):
    """The likely lead and partners for a measure or one task of it: an inference, never the plan's text."""

    task: str | None = None
    words: tuple[str, ...] = Field((), description="phrases that mean this task")
    lead: tuple[str, ...] = Field((), description="body ids inside the section's list")
    standing: Literal["inferred", "undecided", "shared", "none"] = "inferred"
    partners: tuple[str, ...] = ()
    outside: tuple[str, ...] = Field((), description="body ids: natural body by function that is not in the section's list")
    unnamed: str | None = Field(None, description="a kind of body that is in none of the lists, e.g. 邮政管理部门")
    basis: tuple[Basis, ...] = ()
    note: str | None = None


class Statement(Strict):
    """One sentence of a measure with its force and what became of it."""

    quote: str = Field(description="exact words of the plan")
    force: Literal["duty", "encourage", "explore", "target", "continue", "describe"]
    states: tuple[StateChange, ...]
    basis: tuple[ClauseRef, ...] = ()
    note: str | None = None


class Measure(Strict):
    """What is known about one measure of the plan beyond its text."""

    clause: ClauseRef
    name: str
    words: tuple[str, ...] = Field((), description="phrases that mean this measure as a whole")
    documents: tuple[str, ...] = ()
    leads: tuple[Lead, ...] = ()
    statements: tuple[Statement, ...] = ()
    today: str = Field(description="what applies after the transition, in our own words; 未查到 where nothing was found")
    today_refs: tuple[ClauseRef, ...] = ()


class MeasureFile(Strict):
    """measures/*.yaml."""

    measures: tuple[Measure, ...]


class Service(Strict):
    """A where-to-go card (去处卡) for what is no personal entitlement, and the general channels."""

    id: str
    words: tuple[str, ...]
    says: str = Field(description="what the text says, in our own words")
    personal: bool = Field(False, description="whether it is an entitlement judged household by household")
    ask_who: tuple[str, ...] = Field(description="who to ask, nearest first")
    first_thing: str
    clauses: tuple[ClauseRef, ...] = ()
    figures: tuple[str, ...] = Field((), description="parameter ids to show")
    warning: str | None = None
    grade: Grade


class ServiceFile(Strict):
    """services/*.yaml."""

    services: tuple[Service, ...]


class Word(Strict):
    """An everyday word (人们说的) and what it stands for."""

    say: tuple[str, ...] = Field(min_length=1)
    means: str = Field(description="the official term, or what to say instead")
    topic: str | None = None
    ask: str | None = Field(None, description="for a word with more than one meaning: the question; it never yields a fact")
    options: tuple[str, ...] = Field((), description="topic ids the question chooses between")
    repeat: Literal["yes", "reword", "never"] = "reword"
    where: Literal["common", "northeast", "dalian", "former", "shorthand"] = "common"


class WordFile(Strict):
    """lexicon/words/*.yaml."""

    words: tuple[Word, ...]


class Topic(Strict):
    """A thing people ask about, and everything the registers hold on it."""

    id: str
    words: tuple[str, ...] = Field(min_length=1, description="phrases that name it, longest match wins")
    clauses: tuple[ClauseRef, ...] = Field((), description="clauses of the plan that speak of it")
    task: str | None = Field(None, description="task of the measure's leads, where it has several")
    programme: str | None = None
    programmes: tuple[str, ...] = Field((), description="programmes a word stands for together, e.g. 两项补贴")
    parameters: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    service: str | None = None
    explain: str | None = Field(None, description="what it is, in our own words, one to three sentences")
    refs: tuple[ClauseRef, ...] = Field((), description="clauses that carry the explanation")


class TopicFile(Strict):
    """lexicon/topics/*.yaml."""

    topics: tuple[Topic, ...]


class Recognition(Strict):
    """A status a household or person is recognised as having (已认定身份)."""

    id: str
    aliases: tuple[str, ...] = ()
    full_name: str
    belongs: Literal["person", "household"]
    shorthand: Literal["every_member", "single_member", "none"] = Field(
        description="what the household's key says of its members: all have it, only a one-person household, nothing"
    )
    programme: str | None = Field(None, description="the programme that recognises it")


class RecognitionFile(Strict):
    """recognitions.yaml."""

    recognitions: tuple[Recognition, ...]


class Holiday(Strict):
    """A statutory holiday: days off and working days moved."""

    name: str
    off: tuple[date, ...]
    moved: tuple[date, ...] = ()


class CalendarYear(Strict):
    """One year of the working-day calendar."""

    year: int
    published: bool
    ref: ClauseRef | None = None
    holidays: tuple[Holiday, ...]


class CalendarFile(Strict):
    """calendar.yaml; ``unpublished`` is what to say of a count that reaches a year without a notice, and may use {year}."""

    years: tuple[CalendarYear, ...]
    unpublished: str


class Withdrawal(Strict):
    """An overlay's switch: an entry taken out of use, with the reason people are told."""

    kind: Literal["document", "programme", "parameter", "service", "topic"]
    id: str
    reason: str


class WithdrawalFile(Strict):
    """withdrawn.yaml (overlay only)."""

    withdrawn: tuple[Withdrawal, ...]
