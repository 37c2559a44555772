"""The structured half of a reply, from the artifacts alone: status, citations, departments, programmes, warnings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.agent.artifacts import (
    Artifact,
    BodyFound,
    DepartmentsFound,
    EligibilityFound,
    ExplainFound,
    Failed,
    FiguresFound,
    SearchFound,
    SetFound,
    WhatIfFound,
)
from assistant.agent.context import TurnContext
from assistant.conversation.reply import ORDER, Citation, Status, cite
from corpus.dated import Force, force_on
from tools.departments import DepartmentEntry
from tools.eligibility import ProgrammeResult, Verdict

MOST_CITATIONS = 12


def status_of(artifact: Artifact) -> Status:
    """What became of one thing asked."""
    match artifact:
        case EligibilityFound():
            return _eligibility_status(artifact)
        case WhatIfFound():
            return "answered" if artifact.next is None else "needs_fact"
        case SearchFound(enough=enough):
            return "answered" if enough else "no_evidence"
        case Failed():
            return "no_evidence"
        case _:
            return "answered"


def _eligibility_status(found: EligibilityFound) -> Status:
    """needs_fact only if nothing asked can be settled without the question, and a user can answer it."""
    if found.view in ("why", "missing", "next") or found.not_in_force:
        return "answered"
    shown = [j.result for j in found.judgements if not found.asked or j.result.id in found.asked]
    if found.next is None:
        return "answered"
    if found.asked:
        return "needs_fact" if all(r.verdict is Verdict.UNKNOWN for r in shown) else "answered"
    return "answered" if any(r.verdict is Verdict.ELIGIBLE for r in shown) else "needs_fact"


def overall(statuses: Iterable[Status]) -> Status:
    """Of several, the first of the contract's order."""
    found = set(statuses)
    return next((status for status in ORDER if status in found), "answered")


def citations_of(artifacts: Sequence[Artifact], context: TurnContext) -> tuple[Citation, ...]:
    """The clauses the artifacts stand on, the asked ones first, each once."""
    quotes = _quotes(artifacts, context)
    refs = dict.fromkeys(ref for artifact in artifacts for ref in artifact.refs)
    cited = []
    for ref in list(refs)[:MOST_CITATIONS]:
        quote, force = quotes.get(ref, (None, None))
        cited.append(cite(context.corpus, ref, context.day, quote=quote, force=force))
    return tuple(cited)


def _quotes(artifacts: Sequence[Artifact], context: TurnContext) -> dict[str, tuple[str | None, Force | None]]:
    """Where one sentence of a measure was meant: its words and its own state."""
    quotes: dict[str, tuple[str | None, Force | None]] = {}
    for artifact in artifacts:
        if not isinstance(artifact, ExplainFound) or len(artifact.statements) != 1:
            continue
        quote = artifact.statements[0][0]
        for measure in context.corpus.measures.values():
            for statement in measure.statements:
                if statement.quote == quote and measure.clause in artifact.refs:
                    quotes[measure.clause] = (quote, force_on(statement.states, context.day)[0])
    return quotes


def departments_of(artifacts: Sequence[Artifact]) -> tuple[DepartmentEntry, ...]:
    """All department entries, each once."""
    entries: dict[DepartmentEntry, None] = {}
    for artifact in artifacts:
        match artifact:
            case DepartmentsFound(responsibility=found):
                entries.update(dict.fromkeys(found.departments))
            case BodyFound(duties=duties):
                entries.update(dict.fromkeys(duties.departments))
            case SetFound(answer=answer):
                entries.update(dict.fromkeys(answer.departments))
            case _:
                pass
    return tuple(entries)


def programmes_of(artifacts: Sequence[Artifact]) -> tuple[ProgrammeResult, ...]:
    """Results of the programmes judged: those asked about, or all."""
    results: dict[str, ProgrammeResult] = {}
    for artifact in artifacts:
        if isinstance(artifact, EligibilityFound):
            shown = [j.result for j in artifact.judgements if not artifact.asked or j.result.id in artifact.asked]
            results.update({r.id: r for r in shown})
        elif isinstance(artifact, WhatIfFound):
            results.update({p.id: p.after for p in artifact.shown()})
    return tuple(results.values())


def related_programmes(artifacts: Sequence[Artifact]) -> tuple[str, ...]:
    """The programmes a household question was about, for the next turn."""
    for artifact in artifacts:
        if isinstance(artifact, EligibilityFound):
            return artifact.asked
    return ()


def needs_area(artifacts: Sequence[Artifact]) -> bool:
    """Whether a figure waits for the area."""
    return any(isinstance(artifact, FiguresFound) and artifact.needs_area for artifact in artifacts)
