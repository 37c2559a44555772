"""Words for a what-if: now and then side by side, what it rests on; a result and never a piece of advice."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.agent.artifacts import WhatIfFound
from assistant.conversation.clarify import ask_for
from assistant.conversation.state import Conversation
from assistant.wording.eligibility import reason
from assistant.wording.pieces import Worded, listed, plain_number, unit_words
from corpus.corpus import Corpus
from tools.eligibility import Judgement, ProgrammeResult, Verdict
from tools.what_if import SideBySide

SHORT = {Verdict.ELIGIBLE: "可能符合", Verdict.INELIGIBLE: "目前不符合", Verdict.UNKNOWN: "还定不了"}
THEN = {Verdict.ELIGIBLE: "可能符合", Verdict.INELIGIBLE: "不符合", Verdict.UNKNOWN: "还定不了"}
MOST = 3
"""Programmes told one by one in the short text."""


def word_what_if(found: WhatIfFound, corpus: Corpus, conversation: Conversation, audience: str) -> Worded:
    """The household as it is and as supposed, side by side."""
    result = found.result
    shown = tuple(side for side in found.shown() if found.asked or not corpus.programmes[side.id].aside)
    before = {j.result.id: j for j in result.judgements_before}
    after = {j.result.id: j for j in result.judgements_after}
    different = [side for side in shown if side.changes]
    told = (
        list(shown)
        if found.asked
        else sorted(different, key=lambda side: Verdict.ELIGIBLE not in (side.before.verdict, side.after.verdict))
    )
    lines = [_told(side, after[side.id], corpus, found) for side in told[:MOST]] or ["对照下来，各项结果都不变。"]
    if len(told) > MOST:
        lines.append(f"有变化的还有：{listed(side.id for side in told[MOST:])}，见下表。")
    brief = [f"按“如果”的情况（{listed(result.changes)}）另算一遍，不改动您原来说的。", lines[0], result.honest, *lines[1:]]
    brief += [corpus.programmes[name].not_before or f"{name} 在这一天的口径没有登记。" for name in found.not_in_force]
    blocks = [_table(told)] if told else []
    blocks += [_why(side, before[side.id], after[side.id], corpus, found) for side in told]
    blocks += _same([side for side in shown if side not in told])
    if result.notes:
        blocks.append("**怎么算的**\n" + "\n".join(f"- {note}" for note in result.notes))
    return Worded(
        brief=tuple(brief),
        blocks=tuple(blocks),
        warnings=tuple(dict.fromkeys(w for side in told for w in after[side.id].warnings)),
        question=ask_for(found.next.path, conversation, corpus) if found.next else None,
    )


def _told(side: SideBySide, after: Judgement, corpus: Corpus, found: WhatIfFound) -> str:
    why = reason(after, corpus)
    tail = f"（{why}）" if why else ""
    now = _cell(side.before, THEN)
    if "verdict" in side.differs:
        return f"{side.id}：现在{now}，那样的话{THEN[side.after.verdict]}{tail}。"
    if "amount" in side.differs:
        return f"{side.id}：现在{now}，那样的话{_cell(side.after, THEN)}。"
    if side.turned:
        return f"{side.id}：{'；'.join(_members(side, found))}{tail}。"
    return f"{side.id}：现在{now}，那样的话结果不变{tail}。"


def _cell(result: ProgrammeResult, words: dict[Verdict, str]) -> str:
    amount = result.amount
    if result.verdict is not Verdict.ELIGIBLE or amount is None or amount.value is None:
        return words[result.verdict]
    return f"{words[result.verdict]}，{'不低于 ' if amount.floor else ''}{plain_number(amount.value)} {unit_words(amount.unit)}"


def _table(sides: list[SideBySide]) -> str:
    lines = ["| 项目 | 现在 | 那样的话 |", "|---|---|---|"]
    lines += [f"| {side.id}{' ◆' if side.changes else ''} | {_cell(side.before, SHORT)} | {_cell(side.after, SHORT)} |" for side in sides]
    if any(side.changes for side in sides):
        lines.append("\n◆ 有变化")
    return "\n".join(lines)


def _why(side: SideBySide, before: Judgement, after: Judgement, corpus: Corpus, found: WhatIfFound) -> str:
    lines = [f"**{side.id}**"]
    for title, judgement in (("现在", before), ("那样的话", after)):
        why = reason(judgement, corpus)
        lines.append(f"- {title}：{SHORT[judgement.result.verdict]}{'；' + why if why else ''}")
    lines += [f"- {line}" for line in _members(side, found)]
    return "\n".join(lines)


def _members(side: SideBySide, found: WhatIfFound) -> Iterator[str]:
    """The members whose own verdict the change turns."""
    for turn in side.turned:
        name = (found.who[turn.index] if turn.index < len(found.who) else None) or f"第 {turn.index + 1} 位家人"
        yield f"{name}{'现在' + THEN[turn.before] + '，' if turn.before else ''}那样的话{THEN[turn.after]}"


def _same(sides: list[SideBySide]) -> list[str]:
    """The programmes whose result stays, a group a verdict."""
    groups = [(words, [side.id for side in sides if side.after.verdict is verdict]) for verdict, words in SHORT.items()]
    lines = [f"{words}：{listed(names)}" for words, names in groups if names]
    return [f"**结果不变的**：{'；'.join(lines)}"] if lines else []
