"""The last day of every step (办理期限), for ``check --started``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from corpus.corpus import Corpus
from tools.deadlines import DueStep, Schedule, schedule
from tools.eligibility import Verdict
from ui.household_report import CheckReport


def schedules(report: CheckReport, started: date, *, corpus: Corpus) -> tuple[Schedule, ...]:
    """The schedule of every programme of the report, in its order."""
    return tuple(schedule(result.id, started, corpus=corpus) for result in report.programmes)


def schedule_data(plans: tuple[Schedule, ...]) -> dict[str, dict[str, Any]]:
    """Programme -> its schedule, for ``--json``."""
    return {plan.programme: plan.model_dump(mode="json", exclude={"programme"}) for plan in plans}


def schedule_text(plans: tuple[Schedule, ...], report: CheckReport, *, every_step: bool) -> str:
    """The section 办理期限: of the programmes not ruled out the last day; with ``every_step`` each step."""
    out = {result.id for result in report.programmes if result.verdict is Verdict.INELIGIBLE}
    shown = [plan for plan in plans if plan.programme not in out]
    lines = [line for plan in shown for line in _plan(plan, every_step=every_step)]
    notes = dict.fromkeys(note for plan in shown for note in plan.notes)
    begun = plans[0].started.isoformat() if plans else ""
    return "\n".join([f"办理期限（按 {begun} 受理算，当天不算在内）", *lines, *(f"· {note}" for note in notes)])


def _plan(plan: Schedule, *, every_step: bool) -> Iterator[str]:
    end = plan.last or plan.hurried
    if end is None:
        yield f"{plan.programme}：办完要几天没有收录"
    else:
        case = f"（{end.only_if}）" if end.only_if else ""
        later = f"；特殊情况最迟 {end.extended_on.isoformat()}" if end.extended_on else ""
        yield f"{plan.programme}：最迟 {_day(end)}{case}{later}"
    if every_step:
        yield from (f"  {_day(step)}  {step.what}{_limit(step)}{'；' + step.note if step.note else ''}" for step in plan.steps)


def _day(step: DueStep) -> str:
    return f"{step.due_on.isoformat()}{'' if step.certain else '（推算）'}" if step.due_on else "没有日子  "


def _limit(step: DueStep) -> str:
    return f"（{step.limit} {'个' if step.unit == '工作日' else ''}{step.unit}）" if step.limit is not None else ""
