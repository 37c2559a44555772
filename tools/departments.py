"""Who is responsible (责任单位): the list as written, today's names, the likely lead as an inference, what is not in the list.

The plan assigns duties by section list only and names no lead; nothing here says otherwise.

Source: plan#二(一) plan#二(二) plan#二(三) plan#三
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from corpus.clauses import Clause
from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.errors import UnknownNameError
from corpus.schema import Basis, Body, Lead, Measure, NameSpan

Role = Literal["listed", "lead", "partner", "not_listed", "body"]


class DepartmentEntry(Strict):
    """One body in one role, as the contract prints it.

    Attributes:
        id: the body's id.
        as_written: the words of the list, or the body's registered name.
        today: its name on the day; None: not established.
        inferred: False only for what the cited clause itself says.
        document, clause: where it stands.
    """

    id: str
    as_written: str
    today: str | None
    role: Role
    inferred: bool
    document: str
    clause: str


class NameToday(Strict):
    """What a body is called on the day, and what that rests on."""

    body: str
    as_written: str
    name: str | None
    changed: bool
    inferred: bool
    basis: str
    seen: str | None = None
    since: date | None = None
    notes: tuple[str, ...] = ()
    same_as: str | None = None


class LeadView(Strict):
    """The likely lead of a measure or one task of it, with what the inference rests on."""

    task: str | None
    standing: Literal["inferred", "undecided", "shared", "none"]
    lead: tuple[str, ...]
    partners: tuple[str, ...]
    outside: tuple[str, ...]
    unnamed: str | None
    basis: tuple[Basis, ...]
    note: str | None


class Territory(Strict):
    """A territorial group of the list, resolved against the asker's area."""

    group: str
    area: str
    holds: Literal["yes", "no", "doubtful", "not_established"]
    basis: str


class Responsibility(Strict):
    """Everything the registers say about who is responsible for one clause.

    Attributes:
        clause: the measure or section asked about.
        list_clause: the clause that carries the list.
        list_text: the list to the letter.
        names: one entry a body that is spoken of, in the order of the list.
    """

    clause: str
    name: str
    list_clause: str
    list_text: str
    departments: tuple[DepartmentEntry, ...]
    leads: tuple[LeadView, ...]
    names: tuple[NameToday, ...]
    territory: tuple[Territory, ...] = ()


class ListedIn(Strict):
    """One list a body stands in."""

    clause: str
    section: str
    as_written: str


class DutyHint(Strict):
    """A measure or task for which a body is the likely lead, partner or natural body outside the list."""

    clause: str
    name: str
    task: str | None
    role: Literal["lead", "partner", "outside"]
    standing: str


class BodyDuties(Strict):
    """What the plan's lists and the inferences say of one body."""

    body: str
    name: NameToday
    does: str
    kind: str
    listed: tuple[ListedIn, ...]
    hints: tuple[DutyHint, ...]
    departments: tuple[DepartmentEntry, ...]
    ask: str | None = None


class SetAnswer(Strict):
    """A computed answer about the lists as sets.

    Attributes:
        question: what was computed, in words.
        bodies: the bodies, in the order of their first appearance.
        counts: entries by list clause.
        total: all entries; distinct: different strings.
    """

    question: str
    bodies: tuple[str, ...]
    counts: dict[str, int]
    total: int
    distinct: int
    departments: tuple[DepartmentEntry, ...]


def find_responsible_departments(
    clause: str, as_of: date, *, corpus: Corpus, tasks: tuple[str, ...] = (), area: str | None = None
) -> Responsibility:
    """The responsibility for a clause of the plan.

    Args:
        clause: e.g. ``plan#二(一)5``; a section (``plan#二(一)``) gives its list and no lead.
        as_of: the day whose names are wanted.
        tasks: tasks of the measure, where several are told apart; none named: all of them.
        area: the asker's area, for 各涉农区市县.

    Raises:
        UnknownNameError: no such clause, or no responsibility list covers it.
    """
    found = corpus.clause(clause)
    holder = corpus.list_clause(found.ref)
    if holder is None:
        raise UnknownNameError(f"{found.ref} 没有责任单位名单", where="clause", mend="方案的名单在 二(一)、二(二)、二(三) 和 三 之后")
    measure = corpus.measures.get(found.ref)
    leads = _leads(measure, tasks)
    entries = [_entry(corpus, body, as_of, "listed", False, holder) for body in holder.entries]
    for lead in leads:
        entries += [_entry(corpus, body, as_of, "lead", True, found) for body in lead.lead]
        entries += [_entry(corpus, body, as_of, "partner", True, found) for body in lead.partners]
        entries += [_entry(corpus, body, as_of, "not_listed", True, found) for body in lead.outside]
    unique = tuple(dict.fromkeys(entries))
    return Responsibility(
        clause=found.ref,
        name=measure.name if measure else (found.heading or found.clause),
        list_clause=holder.ref,
        list_text=holder.list_text or "、".join(holder.entries),
        departments=unique,
        leads=leads,
        names=tuple(name_today(corpus, body, as_of) for body in dict.fromkeys(e.id for e in unique)),
        territory=_territory(corpus, holder, area) if area else (),
    )


def _leads(measure: Measure | None, tasks: tuple[str, ...]) -> tuple[LeadView, ...]:
    if measure is None:
        return ()
    chosen: Sequence[Lead] = [lead for lead in measure.leads if lead.task in tasks] if tasks else measure.leads
    return tuple(
        LeadView(
            task=lead.task,
            standing=lead.standing,
            lead=lead.lead,
            partners=lead.partners,
            outside=lead.outside,
            unnamed=lead.unnamed,
            basis=lead.basis,
            note=lead.note,
        )
        for lead in (chosen or measure.leads)
    )


def _entry(corpus: Corpus, body: str, as_of: date, role: Role, inferred: bool, clause: Clause) -> DepartmentEntry:
    return DepartmentEntry(
        id=body,
        as_written=body if clause.entries else corpus.bodies[body].id,
        today=name_today(corpus, body, as_of).name,
        role=role,
        inferred=inferred,
        document=clause.document,
        clause=clause.clause,
    )


def name_today(corpus: Corpus, body: str, as_of: date) -> NameToday:
    """The name of a body on a day; a string that most likely means another body takes that one's name, as an inference."""
    found = corpus.bodies[body]
    target = corpus.bodies[found.same_as] if found.same_as else found
    span: NameSpan = target.name_on(as_of)
    first = target.names[0]
    return NameToday(
        body=body,
        as_written=found.id,
        name=span.name,
        changed=span is not first and span.name != first.name,
        inferred=span.inferred or found.same_as is not None,
        basis=span.basis,
        seen=span.seen,
        since=span.start,
        notes=found.notes,
        same_as=found.same_as,
    )


def _territory(corpus: Corpus, holder: Clause, area: str) -> tuple[Territory, ...]:
    """Whether the asker's area belongs to the territorial groups of the list; the plan enumerates none of them."""
    found = corpus.area(area)
    resolved = []
    for entry in holder.entries:
        if corpus.bodies[entry].kind != "territorial":
            continue
        group = next((g for g in corpus.groups if g in (entry, entry.removeprefix("各"))), None)
        membership = next((m for m in found.memberships if m.group == group), None)
        resolved.append(
            Territory(
                group=entry,
                area=found.id,
                holds=membership.holds if membership else "not_established",
                basis=membership.basis if membership else "方案没有列出名单，登记册也没有这个地区的依据",
            )
        )
    return tuple(resolved)


def find_duties_of_body(body: str, as_of: date, *, corpus: Corpus) -> BodyDuties:
    """In which lists a body stands and for which tasks it is likely the lead, a partner, or the natural body outside.

    Raises:
        UnknownNameError: no such body, with the nearest names.
    """
    found = corpus.body(body)
    listed = tuple(
        ListedIn(clause=clause.ref, section=clause.heading or clause.clause, as_written=entry)
        for clause in corpus.lists()
        for entry in clause.entries
        if entry == found.id
    )
    hints = tuple(
        DutyHint(clause=measure.clause, name=measure.name, task=lead.task, role=role, standing=lead.standing)
        for measure in corpus.measures.values()
        for lead in measure.leads
        for role, ids in (("lead", lead.lead), ("partner", lead.partners), ("outside", lead.outside))
        if found.id in ids
    )
    entries = [_entry(corpus, found.id, as_of, "listed", False, corpus.clauses[item.clause]) for item in listed]
    roles: dict[str, Role] = {"lead": "lead", "partner": "partner", "outside": "not_listed"}
    entries += [_entry(corpus, found.id, as_of, roles[hint.role], True, corpus.clauses[hint.clause]) for hint in hints]
    if not entries:
        entries = [_bare_entry(corpus, found, as_of)]
    return BodyDuties(
        body=found.id,
        name=name_today(corpus, found.id, as_of),
        does=found.does,
        kind=found.kind,
        listed=listed,
        hints=hints,
        departments=tuple(dict.fromkeys(entries)),
        ask=found.ask,
    )


def _bare_entry(corpus: Corpus, body: Body, as_of: date) -> DepartmentEntry:
    return DepartmentEntry(
        id=body.id, as_written=body.id, today=name_today(corpus, body.id, as_of).name, role="body", inferred=False, document="", clause=""
    )


def find_bodies_in_lists(
    as_of: date,
    *,
    corpus: Corpus,
    times: int | None = None,
    at_least: int | None = None,
    within: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
) -> SetAnswer:
    """Answer a set question over the responsibility lists by computing it.

    Args:
        times: bodies that stand in exactly so many lists.
        at_least: bodies that stand in at least so many lists.
        within: bodies that stand in every one of these lists (clause refs).
        without: and in none of these.

    Returns:
        All distinct bodies when nothing is asked for; the counts in any case.
    """
    lists = corpus.lists()
    standing: dict[str, list[str]] = {}
    for clause in lists:
        for entry in clause.entries:
            standing.setdefault(entry, []).append(clause.ref)
    chosen = tuple(
        body
        for body, where in standing.items()
        if (times is None or len(where) == times)
        and (at_least is None or len(where) >= at_least)
        and all(ref in where for ref in within)
        and not any(ref in where for ref in without)
    )
    return SetAnswer(
        question=_in_words(len(lists), times, at_least, within, without),
        bodies=chosen,
        counts={clause.ref: len(clause.entries) for clause in lists},
        total=sum(len(clause.entries) for clause in lists),
        distinct=len(standing),
        departments=tuple(_entry(corpus, body, as_of, "listed", False, corpus.clauses[ref]) for body in chosen for ref in standing[body]),
    )


def _in_words(lists: int, times: int | None, at_least: int | None, within: tuple[str, ...], without: tuple[str, ...]) -> str:
    places = "、".join(ref.split("#")[1] for ref in within)
    absent = "、".join(ref.split("#")[1] for ref in without)
    if times == lists:
        said = f"{lists} 份名单里都有的单位"
    elif times is not None:
        said = f"正好在 {times} 份名单里的单位"
    elif at_least is not None:
        said = f"至少在 {at_least} 份名单里的单位"
    elif places:
        said = f"在 {places} 名单里的单位"
    else:
        said = f"{lists} 份名单里出现过的单位"
    return said + (f"，且不在 {absent} 名单里" if absent else "")
