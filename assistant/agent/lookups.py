"""The tools as plain functions: a context and arguments in, an artifact out. The toolbox wraps them for the agent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from assistant.agent.artifacts import (
    AreasFound,
    Artifact,
    BodyFound,
    ClauseShown,
    DepartmentsFound,
    EligibilityFound,
    ExplainFound,
    Failed,
    FigureLine,
    FiguresFound,
    PracticeFound,
    ProcedureFound,
    SearchFound,
    ServiceFound,
    SetFound,
    Standing,
    StatusFound,
    WhatIfFound,
)
from assistant.agent.context import TurnContext
from assistant.conversation.clarify import who
from assistant.retrieval.search import EVIDENCE_FLOOR
from corpus.clauses import Clause
from corpus.combination import Combination, CombinationKind
from corpus.dated import Force, force_on
from corpus.errors import ProjectError, UnknownNameError
from corpus.figures import Figure
from tools.bundle import find_bundle, parted_among, relations_between
from tools.changes import AddMember
from tools.deadlines import schedule
from tools.departments import find_bodies_in_lists, find_duties_of_body, find_responsible_departments
from tools.eligibility import Judgement, Verdict, check_household
from tools.interview import next_fact
from tools.practice import make_questions
from tools.what_if import compare
from tools.why_not import why_not

Lookup = Callable[..., Artifact]

STRICTER = 0.25
"""How far above the floor a clause must lie where a near miss would mislead: who is responsible."""

MOST_RELATIONS = 3
MOST_TOGETHER = 12
"""Relations between programmes told in one reply."""
MOST_LINES = 8
"""Figures shown beside an explanation."""

GROWN_UP = ("spouse", "parent")
"""Relations that no child has to the one who asks."""


def act(name: str, arguments: dict[str, Any], context: TurnContext) -> Artifact:
    """Run one call; an error meant for people becomes a Failed artifact, anything else travels up."""
    try:
        return LOOKUPS[name](context, **arguments)
    except UnknownNameError as error:
        return Failed(what=error.what, nearest=error.nearest)
    except ProjectError as error:
        return Failed(what=f"{error.what}。{error.mend}")


def find_departments(
    context: TurnContext, clause: str, tasks: tuple[str, ...] = (), understood: str = "", bodies: tuple[str, ...] = ()
) -> Artifact:
    """Who is responsible for a clause of the plan; ``bodies`` are those the question names beside it."""
    corpus = context.corpus
    found = find_responsible_departments(clause, context.day, corpus=corpus, tasks=tuple(tasks), area=context.area)
    measure = corpus.measures.get(found.clause)
    bases = tuple(basis.ref for lead in found.leads for basis in lead.basis if basis.ref)
    refs = tuple(dict.fromkeys((found.clause, found.list_clause, *bases)))
    entries = corpus.clauses[found.list_clause].entries
    standing = tuple(
        Standing(
            body=body,
            place=entries.index(body) + 1 if body in entries else None,
            elsewhere=tuple(c.clause for c in corpus.lists() if body in c.entries and c.ref != found.list_clause),
        )
        for body in bodies
    )
    return DepartmentsFound(
        responsibility=found, understood=understood, today=measure.today if measure else None, standing=standing, refs=refs
    )


def describe_body(context: TurnContext, body: str) -> Artifact:
    """In which lists a body stands and what it is called."""
    duties = find_duties_of_body(body, context.day, corpus=context.corpus)
    refs = tuple(dict.fromkeys([item.clause for item in duties.listed] + [hint.clause for hint in duties.hints]))
    return BodyFound(duties=duties, refs=refs)


def compare_lists(
    context: TurnContext,
    times: int | None = None,
    at_least: int | None = None,
    within: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    counting: bool = False,
) -> Artifact:
    """A set question over the responsibility lists."""
    answer = find_bodies_in_lists(
        context.day, corpus=context.corpus, times=times, at_least=at_least, within=tuple(within), without=tuple(without)
    )
    return SetFound(answer=answer, counting=counting, refs=tuple(answer.counts))


def _by_relevance(context: TurnContext) -> tuple[tuple[Judgement, ...], tuple[str, ...]]:
    """The judgements, and the programmes something that was told points to.

    What may be met comes first; of what is open first what the told facts point to and little is missing of; what only somebody not
    listed may meet comes late, what is told aside last. One told fact beside an age points to a programme, an age alone does not.
    """
    corpus = context.corpus
    judgements = check_household(context.household, context.day, corpus=corpus, complete=context.complete)
    grown = {i for i, member in enumerate(context.household.members or ()) if member.relation in GROWN_UP}
    points = {judgement.result.id: judgement.suggested(grown) for judgement in judgements}
    order = {Verdict.ELIGIBLE: 0, Verdict.UNKNOWN: 1, Verdict.INELIGIBLE: 2}

    def key(judgement: Judgement) -> tuple[int, bool, bool, bool, int, int]:
        result, told = judgement.result, points[judgement.result.id]
        aside = corpus.programmes[result.id].aside
        return order[result.verdict], aside, not told, judgement.waits_for_the_unlisted(), len(result.missing), -told

    return tuple(sorted(judgements, key=key)), tuple(
        programme for programme, told in points.items() if told > 1 and not corpus.programmes[programme].aside
    )


def check_eligibility(context: TurnContext, programmes: tuple[str, ...] = (), view: str = "verdict") -> Artifact:
    """Judge the household; ``programmes`` are the ones asked about, none: all."""
    corpus = context.corpus
    judgements, pointed = _by_relevance(context)
    asked = tuple(p for p in programmes if p in corpus.programmes)
    bundle = find_bundle(context.household, judgements, context.day, corpus=corpus, complete=context.complete)
    held: frozenset[str] = frozenset()
    if view == "together" and not asked:
        held = bundle.held()
        asked = _side_by_side(held, judgements, pointed, context)
    unknown = frozenset(context.conversation.unknown)
    chosen = [j for j in judgements if not asked or j.result.id in asked]
    waiting = [j.towards_nearest() for j in chosen if not j.waits_for_officials()] if asked else chosen
    nearest = next_fact(waiting, unknown=unknown, first=frozenset(asked))
    refs: dict[str, None] = {}
    for judgement in chosen:
        for leaf in judgement.deciding():
            refs.update(dict.fromkeys(leaf.clause))
        refs.update(dict.fromkeys(f.ref for f in judgement.figures if f.ref))
    combined = parted_among(bundle, asked)[:MOST_RELATIONS]
    parting = dict.fromkeys(ref for ruled in combined for ref in ruled.clauses)
    refs = {**refs, **parting} if asked else {**parting, **refs}
    absent = tuple(p for p in asked if p not in {j.result.id for j in judgements})
    between = _relations(asked, held, context) if view == "together" else ()
    if between:
        refs = dict.fromkeys(ref for entry in between for ref in entry.clause)
    return EligibilityFound(
        judgements=judgements,
        asked=asked,
        pointed=pointed,
        next=None if view == "together" else nearest,
        between=between,
        view=view,  # type: ignore[arg-type]
        not_in_force=absent,
        combined=combined,
        why_not=tuple(why for j in chosen if (why := why_not(j, judgements, context.household, context.day, corpus=corpus))),
        refs=tuple(refs),
    )


def _side_by_side(held: frozenset[str], judgements: Sequence[Judgement], pointed: Sequence[str], context: TurnContext) -> tuple[str, ...]:
    """What is had, may be met, or is pointed to and not barred by what is had: the few worth holding against each other."""
    barred = {
        name
        for entry in relations_between(tuple(context.corpus.programmes), context.day, corpus=context.corpus)
        for side, other in ((entry.these, entry.those), (entry.those, entry.these))
        if entry.binds and held & {*side}
        for name in other
    }
    near = [j.result.id for j in judgements if j.result.verdict is Verdict.ELIGIBLE]
    near += [j.result.id for j in judgements if j.result.verdict is Verdict.UNKNOWN and j.result.id in pointed]
    return tuple(dict.fromkeys([*(p for p in context.corpus.programmes if p in held), *(p for p in near if p not in barred)]))[
        :MOST_TOGETHER
    ]


def _relations(asked: Sequence[str], held: frozenset[str], context: TurnContext) -> tuple[Combination, ...]:
    """The relations among these programmes, without the order of what is had already."""
    return tuple(
        entry
        for entry in relations_between(asked, context.day, corpus=context.corpus)
        if entry.kind not in (CombinationKind.SEQUENCE, CombinationKind.FALLBACK) or not held & {*entry.these}
    )


def suppose(context: TurnContext, programmes: tuple[str, ...] = ()) -> Artifact:
    """The household now and with what the message supposes; ``programmes`` are the ones asked about, none: all."""
    corpus, conversation = context.corpus, context.conversation
    labels = {m.index: who(f"members[{m.index}].age", conversation) for m in conversation.members}
    result = compare(context.household, context.changes, context.day, corpus=corpus, complete=context.complete, names=labels)
    asked = tuple(p for p in programmes if p in corpus.programmes)
    newcomers = iter([change.label for change in context.changes if isinstance(change, AddMember)])
    names = tuple(next(newcomers, None) if old is None else labels.get(old) for old in result.kept)
    shown = [p for p in result.programmes if not asked or p.id in asked]
    open_ = {Verdict.UNKNOWN} if asked else {Verdict.UNKNOWN, Verdict.INELIGIBLE}
    settled = any(p.changes or p.after.verdict not in open_ for p in shown)
    waiting = set() if settled else {p.id for p in shown if p.after.verdict is Verdict.UNKNOWN}
    refs: dict[str, None] = {}
    for judgement in (j for j in result.judgements_after if j.result.id in asked or any(d.id == j.result.id for d in result.different)):
        refs.update(dict.fromkeys(ref for leaf in judgement.deciding() for ref in leaf.clause))
        refs.update(dict.fromkeys(f.ref for f in judgement.figures if f.ref))
    return WhatIfFound(
        result=result,
        asked=asked,
        next=next_fact(
            [j for j in result.judgements_before if j.result.id in waiting],
            unknown=frozenset(conversation.unknown),
            first=frozenset(asked),
        ),
        who=names,
        not_in_force=tuple(p for p in asked if p not in {s.id for s in result.programmes}),
        refs=tuple(refs),
    )


def look_up_figures(
    context: TurnContext, topic: str, parameters: tuple[str, ...], areas: tuple[str, ...] = (), days: tuple[date, ...] = ()
) -> Artifact:
    """Figures for the asker's area (or those named) on the day (or those named)."""
    corpus = context.corpus
    places: tuple[str | None, ...] = tuple(areas) or (context.area,)
    when = tuple(days) or (context.day,)
    lines: list[FigureLine] = []
    needs_area = False
    for parameter in parameters:
        for day in when:
            for place in places:
                for key, figure in _by_place(context, parameter, place, day):
                    lines.append(FigureLine(figure=figure, place=key, day=day))
                    needs_area = needs_area or (place is None and key is not None)
    refs = tuple(dict.fromkeys(line.figure.ref for line in lines if line.figure.ref))
    name = corpus.topics[topic].words[0] if topic in corpus.topics else topic
    return FiguresFound(topic=name, lines=tuple(lines), needs_area=needs_area, refs=refs)


def _by_place(context: TurnContext, parameter: str, place: str | None, day: date) -> list[tuple[str | None, Figure]]:
    """One figure for a place; without a place one for each area or group the parameter tells apart."""
    corpus = context.corpus
    if place is not None:
        if place in corpus.groups:
            members = corpus.members_of(place)
            return [(place, corpus.figure(parameter, members[0], day))] if members else []
        return [(place, corpus.figure(parameter, place, day))]
    figure = corpus.figure(parameter, None, day)
    if figure.state != "needs_area":
        return [(None, figure)]
    keys = list(corpus.parameters[parameter].values)
    found = []
    for key in keys:
        sample = corpus.members_of(key)[0] if key in corpus.groups and corpus.members_of(key) else key
        found.append((key, corpus.figure(parameter, sample, day)))
    return found


def describe_procedure(context: TurnContext, programme: str, aspect: str | None = None) -> Artifact:
    """Where, with what, how long, who decides; the last day where the day of handing in is known or the time was asked."""
    found = context.corpus.programmes.get(programme)
    if found is None:
        raise UnknownNameError(f"项目 {programme} 还没有办理程序", where="programme")
    procedure = found.procedure.given(context.conversation.done)
    clauses = [procedure.where_clause, procedure.decides_clause, procedure.materials_clause, procedure.remedies_clause]
    refs = tuple(dict.fromkeys(ref for ref in (*clauses, *(step.clause for step in (*procedure.steps, *procedure.afterwards))) if ref))
    waiting = aspect in (None, "all", "time")
    started = (context.handed_in if waiting else None) or (context.day if aspect == "time" else None)
    return ProcedureFound(
        programme=programme,
        aspect=aspect,
        procedure=procedure,
        schedule=schedule(programme, started, corpus=context.corpus) if started else None,
        told=started is not None and started == context.handed_in,
        refs=refs or (found.measure,),
    )


def explain_topic(context: TurnContext, topic: str, compare: bool = False) -> Artifact:
    """What a topic is: in our own words, with the clauses that carry it, then and now."""
    corpus = context.corpus
    found = corpus.topics[topic]
    refs = tuple(dict.fromkeys((*found.clauses, *found.refs)))
    measures = [corpus.measures[ref] for ref in found.clauses if ref in corpus.measures]
    statements: list[tuple[str, str, str | None]] = []
    for measure in measures:
        for statement in measure.statements:
            state, why = force_on(statement.states, context.day)
            if compare or len(found.words) == 0 or any(word in statement.quote for word in found.words):
                statements.append((statement.quote, state.value, why))
    today = "\n".join(dict.fromkeys(measure.today for measure in measures)) or None
    lines = [
        FigureLine(figure=figure, place=key, day=context.day)
        for parameter in found.parameters
        for key, figure in _by_place(context, parameter, context.area, context.day)
    ]
    refs = tuple(dict.fromkeys((*refs, *(line.figure.ref for line in lines if line.figure.ref))))
    return ExplainFound(
        topic=topic,
        explain=found.explain,
        clauses=tuple(_shown(context, corpus.clauses[ref]) for ref in refs),
        today=today,
        statements=tuple(statements),
        programme=found.programme,
        figures=tuple(lines[:MOST_LINES]),
        has_rule=found.programme in corpus.programmes,
        compare=compare,
        refs=refs,
    )


def show_clause(context: TurnContext, clause: str) -> Artifact:
    """One clause as it stands."""
    found = context.corpus.clause(clause)
    measure = context.corpus.measures.get(found.ref)
    return ExplainFound(
        topic=found.heading or found.clause,
        explain=None,
        clauses=(_shown(context, found),),
        today=measure.today if measure else None,
        refs=(found.ref,),
    )


def _shown(context: TurnContext, clause: Clause) -> ClauseShown:
    document = context.corpus.documents[clause.document]
    return ClauseShown(
        ref=clause.ref,
        heading=clause.heading,
        text=clause.text,
        verbatim=clause.verbatim,
        in_force=clause.force(context.day),
        document=document.title,
        number=document.shown_number,
    )


def describe_document(context: TurnContext, document: str) -> Artifact:
    """State of a document on the day, and what replaced it."""
    corpus = context.corpus
    found = corpus.documents[document]
    state, why = corpus.document_force(document, context.day)
    carriers = (document, *found.replaced_by)
    first = next((ref for carrier in carriers for ref, clause in corpus.clauses.items() if clause.document == carrier), None)
    return StatusFound(
        document=document,
        title=found.title,
        number=found.shown_number,
        issuer=found.issuer,
        issued=found.issued,
        state=state,
        why=why,
        note=found.status_note,
        summary=found.summary,
        replaced_by=tuple(corpus.documents[d].title for d in found.replaced_by),
        dates=tuple((mark.text, mark.value) for mark in corpus.texts[document].dates) if document in corpus.texts else (),
        changes=tuple((change.start, change.state, change.why) for change in found.states),
        grade=found.grade,
        url=found.url,
        refs=(first,) if first else (),
    )


def search_documents(context: TurnContext, query: str, plan_only: bool = False, strict: bool = False) -> Artifact:
    """Clauses found by words; ``enough`` says whether the best one lies above the evidence floor, ``strict``: well above."""
    documents = frozenset(("plan",)) if plan_only else None
    found = context.retriever.search(query, limit=5, day=context.day, documents=documents)
    enough = bool(found) and found[0].score >= EVIDENCE_FLOOR + (STRICTER if strict else 0)
    return SearchFound(query=query, found=found, enough=enough, refs=tuple(f.ref for f in found[:3]) if enough else ())


def describe_service(context: TurnContext, service: str) -> Artifact:
    """A where-to-go card."""
    found = context.corpus.services[service]
    figures = tuple(context.corpus.figure(p, context.area, context.day) for p in found.figures)
    refs = tuple(dict.fromkeys((*found.clauses, *(f.ref for f in figures if f.ref))))
    return ServiceFound(
        id=found.id,
        says=found.says,
        personal=found.personal,
        ask_who=found.ask_who,
        first_thing=found.first_thing,
        warning=found.warning,
        figures=figures,
        grade=found.grade,
        refs=refs,
    )


def describe_areas(context: TurnContext, names: tuple[str, ...]) -> Artifact:
    """Members of the groups named; for areas named beside a group, whether they count to it."""
    corpus = context.corpus
    groups = [corpus.groups[n] for n in names if n in corpus.groups]
    areas = [corpus.areas[n] for n in names if n in corpus.areas]
    group = groups[0] if groups else None
    asked: list[tuple[str, str, str]] = []
    for area in areas:
        memberships = [m for m in area.memberships if group is None or m.group == group.id]
        if group is not None and not memberships:
            asked.append((area.id, group.id, "no" if group.enumerated else "not_established"))
        asked.extend((area.id, m.group, m.holds) for m in memberships)
    doubtful = tuple(
        a.id for a in corpus.areas.values() if group and any(m.group == group.id and m.holds == "doubtful" for m in a.memberships)
    )
    return AreasFound(
        group=group.id if group else None,
        meaning=group.meaning if group else None,
        basis=group.basis if group else None,
        enumerated=group.enumerated if group else False,
        members=corpus.members_of(group.id) if group else (),
        doubtful=doubtful,
        asked=tuple(asked),
        stands_for=tuple((area.id, area.stands_for) for area in areas if area.stands_for),
        notes=tuple(note for area in areas for note in area.notes),
    )


def set_questions(context: TurnContext, count: int, seed: int) -> Artifact:
    """Practice questions with computed keys."""
    questions = make_questions(count, seed, context.day, corpus=context.corpus)
    return PracticeFound(questions=questions, refs=tuple(dict.fromkeys(ref for q in questions for ref in q.clauses)))


LOOKUPS: dict[str, Lookup] = {
    "find_departments": find_departments,
    "describe_body": describe_body,
    "compare_lists": compare_lists,
    "check_eligibility": check_eligibility,
    "suppose": suppose,
    "look_up_figures": look_up_figures,
    "describe_procedure": describe_procedure,
    "explain_topic": explain_topic,
    "show_clause": show_clause,
    "describe_document": describe_document,
    "search_documents": search_documents,
    "describe_service": describe_service,
    "describe_areas": describe_areas,
    "set_questions": set_questions,
}

FORCE_WORDS = {Force.IN_FORCE: "现行有效", Force.ENDED: "已到期或失效", Force.NOT_YET: "尚未施行", Force.UNKNOWN: "待核实"}
