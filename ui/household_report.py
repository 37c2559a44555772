"""What ``check`` prints: every implemented programme with its verdict, the next question, what to keep in mind."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from pydantic import Field

from assistant.conversation.clarify import DEFAULT_LABELS, ask_for
from assistant.conversation.state import Conversation, LedgerFact, MemberLabel
from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.facts import Household
from corpus.rule import Programme
from tools.contradictions import find_contradictions, without
from tools.eligibility import Judgement, ProgrammeResult, Verdict, check_household
from tools.interview import next_fact


class CheckReport(Strict):
    """The contract's object for one household on one day."""

    as_of: date
    area: str | None
    programmes: tuple[ProgrammeResult, ...]
    question: str | None
    warnings: tuple[str, ...]
    remarks: tuple[str, ...] = Field((), exclude=True, description="of the warnings those about the file itself: they stand first")
    judged: Household = Field(Household(), exclude=True, description="the household as judged: what contradicts itself is not told")


def report(household: Household, day: date, *, corpus: Corpus) -> tuple[CheckReport, tuple[Judgement, ...]]:
    """Judge a household whose member list is complete; what contradicts itself counts as not told, and is pointed out.

    Returns:
        The report and, for ``--trace``, the judgements behind it. A programme without a rule on the day is there with
        verdict unknown and a warning.
    """
    clashes = find_contradictions(household, day, corpus=corpus)
    remarks = (*(clash.says for clash in clashes), *_size_remark(household), *_place_remark(household, corpus))
    household = without(household, clashes)
    judgements = check_household(household, day, corpus=corpus)
    judged = {j.result.id: j.result for j in judgements}
    absent = [programme for programme in corpus.programmes.values() if programme.id not in judged]
    warnings = [warning for j in judgements if j.result.verdict is not Verdict.INELIGIBLE for warning in j.warnings]
    warnings += [_no_rule(programme, day) for programme in absent]
    asked = next_fact(judgements)
    told = CheckReport(
        as_of=day,
        area=household.hukou_area or household.area,
        programmes=tuple(judged.get(name) or ProgrammeResult(id=name, verdict=Verdict.UNKNOWN) for name in corpus.programmes),
        question=ask_for(asked.path, as_conversation(household), corpus) if asked else None,
        warnings=tuple(dict.fromkeys([*remarks, *warnings])),
        remarks=remarks,
        judged=household,
    )
    return told, judgements


def _no_rule(programme: Programme, day: date) -> str:
    first = programme.readings[0].valid.start
    if programme.not_before and first is not None and day < first:
        return f"{programme.id}：{programme.not_before}"
    return f"{programme.id}：{day.isoformat()} 没有登记口径，不能拿别的日子的规定来套"


def as_conversation(household: Household) -> Conversation:
    """The members as a conversation would call them; two children are told apart."""
    members = household.members or ()
    times = Counter(m.relation for m in members)
    labels = []
    for index, member in enumerate(members):
        if member.relation is not None:
            several = times[member.relation] > 1 or member.relation == "other"
            name = f"第 {index + 1} 位成员（{DEFAULT_LABELS[member.relation]}）" if several else ""
            labels.append(MemberLabel(index=index, relation=member.relation, label=name))
    denied = household.not_recognised_as
    facts = (LedgerFact(path="not_recognised_as", value=list(denied), turn=0, said=""),) if denied else ()
    return Conversation(members=tuple(labels), facts=facts)


def _place_remark(household: Household, corpus: Corpus) -> list[str]:
    """A place outside Dalian: none of the figures here are its."""
    places = dict.fromkeys(name for name in (household.area, household.hukou_area, household.living_area) if name)
    return [f"{name}不在大连，这里没有收录它的标准和办法，结果只看国家的规定" for name in places if corpus.areas[name].kind == "place"]


def _size_remark(household: Household) -> list[str]:
    """The member list counts as complete; a size that says otherwise is pointed out."""
    size = household.household_size or household.size
    if household.members is None or size is None:
        return []
    counted = sum(1 for member in household.members if member.absent is None)
    if counted == size:
        return []
    look = "没列出的人（比如孩子）请补上" if counted < size else "请核对人数"
    return [f"共同生活人数写的是 {size}，成员列了 {counted} 位：人均按 {size} 人算，按人看的项目只看列出的成员；{look}"]


def trace_data(judgements: tuple[Judgement, ...]) -> dict[str, list[dict[str, Any]]]:
    """Programme -> the conditions as judged, for ``--json --trace``."""
    return {j.result.id: [{"member": index, "conditions": trace_node(trace)} for index, trace in j.traces] for j in judgements}


def trace_node(node: Any) -> dict[str, Any]:
    """One node of a trace with what is below it; truth null: open."""
    told = {
        "kind": node.kind,
        "id": node.id,
        "truth": node.truth,
        "plain": node.plain,
        "clause": list(node.clause),
        "told": _plain(node.told),
        "bound": _plain(node.bound),
        "missing": list(node.paths),
        "judge": node.judge,
        "assuming": node.assumed,
        "parts": [trace_node(part) for part in node.parts],
    }
    return {key: value for key, value in told.items() if value not in (None, []) or key == "truth"}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)
