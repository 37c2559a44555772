"""English replies to English questions: the same artifacts, official terms kept in Chinese."""

from __future__ import annotations

from assistant.agent.artifacts import (
    AreasFound,
    Artifact,
    BodyFound,
    DepartmentsFound,
    EligibilityFound,
    ExplainFound,
    Failed,
    FiguresFound,
    PracticeFound,
    ProcedureFound,
    SearchFound,
    ServiceFound,
    SetFound,
    StatusFound,
    WhatIfFound,
)
from assistant.wording.pieces import Worded, listed, plain_number
from corpus.corpus import Corpus
from corpus.dated import Force
from corpus.figures import Figure
from tools.deadlines import Schedule
from tools.eligibility import Verdict
from tools.interview import about

VERDICTS = {Verdict.ELIGIBLE: "may be met", Verdict.INELIGIBLE: "not met", Verdict.UNKNOWN: "open"}
FORCE = {
    Force.IN_FORCE: "in force",
    Force.ENDED: "no longer in force",
    Force.NOT_YET: "not yet in force",
    Force.UNKNOWN: "status not verified",
}
UNITS = {"元": "yuan", "人": "person", "月": "month", "年": "year", "户": "household", "天": "days", "个月": "months", "倍": "times"}
FIXED = {
    "danger": "Your safety comes first. In danger call 110 (police), 120 (ambulance) or 119 (fire); for someone to talk to, 12356. 12345 can reach the township for you.",
    "refused": "I cannot help with that. I answer from the registered documents and rules only; ask me about the policy itself.",
    "out_of_scope": "That is outside what I cover. I answer on Dalian's plan for consolidating poverty alleviation (大委农发〔2021〕3号), social assistance and the departments responsible.",
    "hello": "Hello. Ask which department is responsible, what a household may get, what a standard is, or where to apply.",
    "empty": "Please write your question.",
}


def word_english(artifact: Artifact, corpus: Corpus) -> Worded:
    """An artifact in English."""
    match artifact:
        case DepartmentsFound():
            return _departments(artifact)
        case BodyFound(duties=duties):
            name = duties.name.name or "not established"
            where = listed(item.clause.split("#")[1] for item in duties.listed) or "none"
            return Worded(brief=(f"{duties.body}: listed in {where} of the plan. ", f"Its name on this day: {name}."))
        case SetFound(answer=answer):
            return Worded(
                brief=(
                    f"{len(answer.bodies)} bodies: {listed(answer.bodies)}. ",
                    f"{answer.total} entries in all, {answer.distinct} distinct.",
                )
            )
        case EligibilityFound():
            return _eligibility(artifact, corpus)
        case WhatIfFound():
            return _what_if(artifact)
        case FiguresFound(lines=lines):
            return Worded(brief=tuple(_figure(line.figure, line.place) for line in lines))
        case ProcedureFound(procedure=p, programme=programme, schedule=plan):
            return Worded(
                brief=(
                    *_last_day(plan),
                    f"{programme}: apply at {p.where}. ",
                    f"Bring: {listed(p.materials)}. " if p.materials else "",
                    f"Decided by: {p.decides}.",
                )
            )
        case ExplainFound(explain=explain, clauses=clauses, topic=topic):
            first = clauses[0] if clauses else None
            source = f" (《{first.document}》 {first.ref.split('#')[1]}, {FORCE[first.in_force]})" if first else ""
            return Worded(brief=(f"{topic}: {explain or (first.text if first else 'nothing registered')}{source}",))
        case StatusFound(title=title, state=state, why=why):
            return Worded(brief=(f"《{title}》 is {FORCE[state]} on this day.", f" {why}" if why else ""))
        case SearchFound(found=found, enough=enough):
            if not enough:
                return Worded(
                    brief=("The registered documents do not settle this; I will not guess. ", "Ask the township office or call 12345.")
                )
            return Worded(brief=(f"Nearest clause: 《{found[0].document}》 {found[0].clause}: {found[0].text[:200]}",))
        case ServiceFound(says=says, ask_who=who):
            return Worded(brief=(f"{says} ", f"Ask: {listed(who)}."))
        case AreasFound(group=group, members=members):
            return Worded(brief=(f"{group}: {listed(members)}.",) if group else ())
        case PracticeFound():
            return Worded(brief=("Practice questions are set in Chinese: ask 考考我.",))
        case Failed(what=what):
            return Worded(brief=(what,))
    raise TypeError(type(artifact).__name__)


def _what_if(found: WhatIfFound) -> Worded:
    """Now and as supposed, side by side."""
    told = [side for side in found.shown() if found.asked or side.changes]
    lines = [f"Worked out for the case you suppose ({listed(found.result.changes)}); what you told me stays as it is. "]
    lines += [f"{side.id}: now {VERDICTS[side.before.verdict]}; in that case {VERDICTS[side.after.verdict]}. " for side in told]
    lines += [] if told else ["No result changes. "]
    lines.append("This is only a comparison; when you apply, state things as they really are.")
    blocks = ("**How it was worked out**: " + listed(found.result.notes),) if found.result.notes else ()
    return Worded(brief=tuple(lines), blocks=blocks)


def _last_day(plan: Schedule | None) -> tuple[str, ...]:
    """The last day of a procedure, if the documents set one."""
    step = plan and (plan.last or plan.hurried)
    if plan is None or step is None or step.due_on is None:
        return ()
    doubt = "" if step.certain else " (that year's days off are not published yet)"
    case = f" ({step.only_if})" if step.only_if else ""
    return (f"If accepted on {plan.started.isoformat()}, it is due by {step.due_on.isoformat()} at the latest{doubt}{case}. ",)


def _departments(found: DepartmentsFound) -> Worded:
    r = found.responsibility
    bodies = [e.as_written for e in r.departments if e.role == "listed"]
    lines = [
        f"This stands in {r.clause.split('#')[1]} ({r.name}). ",
        f"After {r.list_clause.split('#')[1]} the plan lists {len(bodies)} bodies “按职责分工负责” (each by its duties) and names no lead. ",
    ]
    for lead in r.leads[:4]:
        task = f"{lead.task}: " if lead.task else ""
        if lead.lead:
            lines.append(f"{task}likely lead (an inference, not the plan's text): {listed(lead.lead)}. ")
        if lead.outside:
            lines.append(f"{task}{listed(lead.outside)} is close by function but not in that list. ")
    return Worded(brief=tuple(lines), blocks=(f"**The list as written**: {listed(bodies)}",))


def _eligibility(found: EligibilityFound, corpus: Corpus) -> Worded:
    words = {Verdict.ELIGIBLE: "may be met", Verdict.INELIGIBLE: "not met as told", Verdict.UNKNOWN: "cannot be settled yet"}
    shown = [j.result for j in found.judgements if not found.asked or j.result.id in found.asked]
    lines = [f"- {r.id}: {words[r.verdict]}" for r in shown]
    decides = listed(dict.fromkeys(corpus.programmes[r.id].procedure.decides for r in shown if r.verdict is Verdict.ELIGIBLE))
    tail = f" Decided by {decides}." if decides else ""
    question = _ask(found.next.path) if found.next else None
    said = f"From what you told me, compared with the written rules (not a decision).{tail}"
    return Worded(brief=(said,), blocks=("\n".join(lines),), question=question)


QUESTIONS = {
    "area": "In which district, county or city of Dalian is the household registered?",
    "residence": "Is the household registration rural or urban?",
    "size": "How many people live together in the household?",
    "monthly_income_per_head": "What is the monthly income per person, in yuan?",
    "monthly_income": "What is the household's total monthly income, in yuan?",
    "annual_net_income_per_head": "What was the net income per person over the last 12 months, in yuan?",
    "assets_within_limit": "Are savings, cars and houses within the local limits, as far as you know?",
    "recognised_as": "Is the household already recognised for 低保, 特困, 低保边缘, 刚性支出困难家庭 or monitoring?",
    "sudden_hardship": "Has illness, a disaster or an accident suddenly brought serious hardship?",
    "members": "Who lives in the household, and how old is each?",
    "disability": "Is there a disability certificate? Which grade and category?",
    "age": "How old, in completed years?",
}


def _ask(path: str) -> str:
    """The question for a fact, in English; a fact without one is named by its Chinese term."""
    key = path.rsplit(".", 1)[-1] if "]." in path else path
    return QUESTIONS.get(key, f"Please tell me: {about(path).term}")


def _figure(figure: Figure, place: str | None) -> str:
    where = f" in {place}" if place else ""
    if not isinstance(figure.value, tuple) and figure.value is not None:
        unit = "/".join(UNITS.get(part, part) for part in figure.unit.split("/"))
        since = f", from {figure.start.isoformat()}" if figure.start else ""
        carried = "; whether it was raised later was not found" if figure.state == "carried" else ""
        return f"{figure.name}{where}: {'at least ' if figure.floor else ''}{plain_number(figure.value)} {unit}{since}{carried}. "
    return f"{figure.name}{where}: not found; do not use an older or another place's figure. "
