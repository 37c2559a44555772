"""What an official document (公文) is once read: frozen models, every text in them a slice of the document.

Positions count characters of the repaired text.
"""

from __future__ import annotations

from datetime import date

from pydantic import Field

from corpus.dated import Strict
from corpus.official_frame import DateKind, FrameKind
from corpus.page_breaks import Repair
from corpus.responsibility_lists import ListKind


class DatedMark(Strict):
    """A date of the document's frame, as written; dates in its sentences are not among them."""

    kind: DateKind = Field(description="signed (成文日期), printed (印发日期) or other, e.g. below a title")
    value: date
    text: str


class Colophon(Strict):
    """版记: who printed the document."""

    body: str | None = Field(description="印发机关")
    text: str


class ResponsibilityList(Strict):
    """The bodies a clause makes responsible, in one kind of duty (责任单位名单)."""

    clause: str = Field(description="id of the clause it belongs to; a list after the last item of a section is the section's")
    kind: ListKind = Field(description="by_duty 按职责分工负责, lead 牵头, support 配合, responsible 责任单位")
    entries: tuple[str, ...] = Field(description="exact strings in the order of the text; the order is no ranking")
    text: str = Field(description="the bracket or line it was read from; lists of several kinds may share one")
    start: int
    end: int


class ParsedClause(Strict):
    """One clause (条款) without those below it."""

    id: str = Field(description="e.g. 二(一)2; without a number: 通知 covering notice, 引言 introduction, 正文 all, 附言 remark")
    parent: str | None
    level: int = Field(description="1 to 5 for 一、 （一） 1. （1） ①; 0 without a number")
    label: str | None = Field(description="the number as written")
    heading: str | None = Field(description="without its closing stop; None where the number opens plain text")
    text: str = Field(description="verbatim; empty where a heading has only clauses below it")
    path: tuple[str, ...] = Field(description="headings from the top down to its own")
    lists: tuple[ResponsibilityList, ...]
    start: int = Field(description="where its number, or its first word, stands")
    end: int = Field(description="end of its own text, before the clauses below it and the lists that follow them")


class FramePart(Strict):
    """A piece of the text that belongs to no clause."""

    kind: FrameKind
    text: str
    start: int
    end: int


class OfficialText(Strict):
    """An official document (公文): clauses, lists and frame together hold every character but white space."""

    document: str
    number: str | None = Field(description="文号")
    issuing_header: str | None = Field(description="文件头")
    addressees: tuple[str, ...] = Field(description="主送机关")
    title: str | None = Field(description="as written, blanks and line breaks included")
    attachment_titles: tuple[str, ...] = Field(description="titles of the document a notice carries, and of its attachments")
    issuer_signature: str | None = Field(description="署名")
    dates: tuple[DatedMark, ...] = Field(description="in the order of the text; where they disagree, none is corrected")
    colophon: Colophon | None
    clauses: tuple[ParsedClause, ...] = Field(description="in the order of the text")
    frame: tuple[FramePart, ...]
    text: str = Field(description="the repaired text")
    repairs: tuple[Repair, ...]

    @property
    def lists(self) -> tuple[ResponsibilityList, ...]:
        """Every responsibility list, in the order of the text."""
        return tuple(sorted((each for clause in self.clauses for each in clause.lists), key=lambda each: each.start))
