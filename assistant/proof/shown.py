"""What a wording adds to an artifact from the registers, and counts of what is in it, computed anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from assistant.agent.artifacts import (
    AreasFound,
    Artifact,
    BodyFound,
    DepartmentsFound,
    EligibilityFound,
    ExplainFound,
    FigureLine,
    FiguresFound,
    PracticeFound,
    SetFound,
    WhatIfFound,
)
from assistant.conversation.clarify import term_of
from assistant.proof.figures import Quantity
from assistant.proof.values import Value, judged, quantities, values_of
from corpus.corpus import Corpus
from tools.eligibility import Verdict


def shown(artifact: Artifact, corpus: Corpus, day: date | None, area: str | None) -> Iterator[Value]:
    """What a wording adds to an artifact from the registers, and counts of what is in it, computed here."""
    match artifact:
        case EligibilityFound():
            yield from _eligibility(artifact, corpus, day, area)
        case WhatIfFound():
            yield from _what_if(artifact, corpus)
        case DepartmentsFound(responsibility=found, standing=standing):
            yield from _counts(*(item.place for item in standing if item.place))
            yield from _counts(sum(e.role == "listed" for e in found.departments), len(found.leads), len(corpus.lists()))
        case BodyFound(duties=duties):
            yield from (duties.body, corpus.bodies[duties.body].full_name)
            yield from _counts(len(duties.listed), len(corpus.lists()))
        case SetFound(answer=answer):
            yield from _counts(sum(b.kind == "territorial" and b.in_plan for b in corpus.bodies.values()))
            yield from _counts(
                len(answer.bodies), len(answer.counts), len(corpus.lists()), answer.total, answer.distinct, *answer.counts.values()
            )
        case AreasFound(members=members):
            yield from _counts(len(members))
        case FiguresFound(lines=lines):
            yield from quantities(Decimal(12), "")
            for line in lines:
                if line.figure.number is not None:
                    yield from quantities(line.figure.number * 12, "元")
            yield from _of_the_plan(lines, corpus)
        case ExplainFound(figures=lines):
            yield from _of_the_plan(lines, corpus)
        case PracticeFound(questions=questions):
            yield from _counts(len(questions), len(corpus.lists()))
        case _:
            return


def _of_the_plan(lines: tuple[FigureLine, ...], corpus: Corpus) -> Iterator[Value]:
    """Values the plan set for its time, told beside a figure that has ended, and the years of that time."""
    for line in lines:
        parameter = corpus.parameters[line.figure.parameter]
        for value in (v for dated in parameter.values.values() for v in dated.values()):
            if value.value is not None and (value.ref or "").startswith("plan#"):
                numbers = value.value if isinstance(value.value, tuple) else (value.value,)
                yield from (quantity for number in numbers for quantity in quantities(number, parameter.unit))
                yield "2021年至2025年"


def _counts(*numbers: int) -> Iterator[Quantity]:
    for number in numbers:
        yield Quantity(Decimal(number), "count")


def _eligibility(found: EligibilityFound, corpus: Corpus, day: date | None, area: str | None) -> Iterator[Value]:
    """The programmes shown with their conditions, procedure and neighbours; of the others only what is hinted at."""
    shown = [j for j in found.judgements if not found.asked or j.result.id in found.asked]
    yield from _counts(len(shown))
    for judgement in shown:
        yield from judged(judgement)
        yield from _counts(len({term_of(path) for path in judgement.on_the_nearest_way()}))
        programme = corpus.programmes[judgement.result.id]
        yield from values_of(programme.procedure)
        yield from (programme.department, programme.measure, programme.gives, *programme.related)
        yield from (text for text in (programme.related_why, programme.not_before) if text)
        yield from (corpus.parameters[name].name for name in judgement.result.unknown_figures if name in corpus.parameters)
        for beside in programme.beside:
            figure = corpus.figure(beside.parameter, area, day) if day else None
            if figure and figure.number is not None:
                yield from (*values_of(figure), *quantities(beside.times, ""), *quantities(figure.number * beside.times, "元"))
    yield from (j.result.id for j in found.judgements if j.result.verdict is not Verdict.INELIGIBLE)
    for identifier in found.not_in_force:
        yield from (text for text in (identifier, corpus.programmes[identifier].not_before) if text)
    yield from (path for path in (found.next.settles if found.next else ()))


def _what_if(found: WhatIfFound, corpus: Corpus) -> Iterator[Value]:
    """Both results of the programmes shown, the changes, and how many programmes stay as they are."""
    result, shown = found.result, {side.id for side in found.shown()}
    yield from (name for name in found.who if name)
    yield from _counts(len(shown), sum(1 for side in found.shown() if not side.differs), len(found.who))
    for judgement in (*result.judgements_before, *result.judgements_after):
        if judgement.result.id in shown:
            yield from judged(judgement)
            yield from (corpus.parameters[name].name for name in judgement.result.unknown_figures if name in corpus.parameters)
    for identifier in found.not_in_force:
        yield from (text for text in (identifier, corpus.programmes[identifier].not_before) if text)


def members_of(group: str, corpus: Corpus) -> Iterator[Value]:
    """The areas of a group and how many they are: a wording may name the group by them."""
    members = corpus.members_of(group)
    yield from members
    yield from _counts(len(members))
