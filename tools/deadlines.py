"""The last day of every step of a procedure (办理期限), counted from the day the application was accepted (受理)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.errors import UnknownNameError
from corpus.rule import Step
from tools.calendar import Reached, add_working_days

NOT_SAID = "从哪天起算没有收录"


class DueStep(Strict):
    """One step with the day it is due.

    Attributes:
        what: the step, in words.
        limit, unit: as the documents put it; None: they set no limit.
        counted_from: the day the limit runs from; that day itself is not counted.
        due_on: the last day; None: no limit, or nobody knows the day it runs from (``note`` says which).
        extended, extended_on: the limit in special cases and its last day.
        certain: False where the count reaches a year whose days off are not published.
        only_if: the case the step is meant for; None: it is always taken.
    """

    what: str
    limit: int | None = None
    unit: str | None = None
    counted_from: date | None = None
    due_on: date | None = None
    extended: int | None = None
    extended_on: date | None = None
    certain: bool = True
    whole: bool = False
    only_if: str | None = None
    clause: str | None = None
    grade: str = "V"
    note: str | None = None


class Schedule(Strict):
    """The steps of one programme's procedure by day.

    Attributes:
        started: the day of acceptance; when the papers were handed in earlier than accepted, everything moves with it.
        last: the step that ends the whole procedure: the limit set for the whole, else the last of the steps that are always
            taken where every limit among them gives a day; None: the whole has no last day.
        notes: what to say of days beyond the published calendar.
        hurried: a step with a day of its own for one kind of case, told where the whole has none.
    """

    programme: str
    started: date
    steps: tuple[DueStep, ...]
    last: DueStep | None = None
    hurried: DueStep | None = None
    notes: tuple[str, ...] = ()


def schedule(programme: str, started: date, *, corpus: Corpus) -> Schedule:
    """Count a programme's steps from the day the application was accepted.

    Working days follow the published calendar, 天 are natural days, 个月 end on the same day of the later month or on
    its last. The day counted from is not counted.

    Args:
        programme: the registered id.
        started: the day of acceptance.
        corpus: the registers.

    Raises:
        UnknownNameError: no such programme.
    """
    found = corpus.programmes.get(programme)
    if found is None:
        raise UnknownNameError(f"项目 {programme} 还没有办理程序", where="programme")
    ends: dict[str, Reached] = {"acceptance": Reached(day=started, certain=True)}
    steps: list[DueStep] = []
    notes: dict[str, None] = {}
    for step in found.procedure.steps:
        begun = ends.get(step.counts_from) if step.counts_from else None
        due = _after(begun, step.limit, step, corpus)
        later = _after(begun, step.extended, step, corpus)
        ends |= {name: due for name in ("previous", step.id) if name and due}
        if due is None:
            ends.pop("previous", None)
        elif due.note:
            notes[due.note] = None
        steps.append(_told(step, begun, due, later))
    last = _last(steps)
    hurried = None if last else next((s for s in steps if s.due_on and s.only_if and s.counted_from == started), None)
    return Schedule(programme=programme, started=started, steps=tuple(steps), last=last, hurried=hurried, notes=tuple(notes))


def _after(begun: Reached | None, limit: int | None, step: Step, corpus: Corpus) -> Reached | None:
    """The last day of a limit that runs from a day; None: no limit, or nobody knows the day."""
    if begun is None or limit is None:
        return None
    if step.unit == "工作日":
        due = add_working_days(begun.day, limit, corpus=corpus)
        return Reached(day=due.day, certain=begun.certain and due.certain, note=begun.note or due.note)
    day = _months_on(begun.day, limit) if step.unit == "个月" else begun.day + timedelta(days=limit)
    return begun.model_copy(update={"day": day})


def _months_on(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _told(step: Step, begun: Reached | None, due: Reached | None, later: Reached | None) -> DueStep:
    why = (step.unsettled or NOT_SAID) if step.limit is not None and due is None else None
    return DueStep(
        what=step.what,
        limit=step.limit,
        unit=step.unit,
        counted_from=begun.day if begun else None,
        due_on=due.day if due else None,
        extended=step.extended,
        extended_on=later.day if later else None,
        certain=due.certain if due else True,
        whole=step.whole,
        only_if=step.only_if,
        clause=step.clause,
        grade=step.grade,
        note="；".join(text for text in (step.note, why) if text) or None,
    )


def _last(steps: list[DueStep]) -> DueStep | None:
    whole = next((step for step in steps if step.whole and step.due_on), None)
    if whole is not None:
        return whole
    always = [step for step in steps if step.limit is not None and step.only_if is None]
    if not always or any(step.due_on is None for step in always):
        return None
    return max(always, key=lambda step: step.due_on or date.min)
