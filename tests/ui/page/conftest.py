"""A stand-in for the assistant: hand-made replies over the real registers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest

from assistant.conversation.reply import Reply, cite
from assistant.conversation.state import Conversation, Turn
from corpus.corpus import Corpus
from corpus.load import load
from tools.departments import find_responsible_departments
from tools.eligibility import check_household

DAY = date(2026, 11, 24)
RESIDENT_TEXT = "按您说的情况，可能符合的列在下面。差一项就能对照清楚。\n\n**先做这一件：**到户籍地乡镇（街道）窗口申请。\n\n**细说**\n\n- 第一条\n- 第二条"
OFFICIAL_TEXT = "“这件事”写在方案里。方案没有指定牵头单位。\n\n**名单原文**：甲、乙"


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load()


def official_reply(corpus: Corpus) -> Reply:
    """Who is responsible, with a table."""
    found = find_responsible_departments("plan#二(二)6", DAY, corpus=corpus)
    cited = tuple(cite(corpus, ref, DAY) for ref in ("plan#二(二)6", "plan#二(二)", "N12#第19条"))
    return Reply(
        status="answered",
        text=OFFICIAL_TEXT,
        as_of=DAY,
        citations=cited,
        departments=found.departments,
        warnings=("方案的过渡期已于 2025-12-31 结束",),
    )


def resident_reply(corpus: Corpus, conversation: Conversation) -> Reply:
    """What a household may have, with a question back."""
    judged = check_household(conversation.household(), DAY, corpus=corpus, complete=False)
    return Reply(
        status="answered",
        text=RESIDENT_TEXT,
        as_of=DAY,
        citations=(cite(corpus, "N12#第19条", DAY),),
        programmes=tuple(j.result for j in judged),
        question="您有残疾人证吗？有的话是几级、哪一类（没有就说没有）？",
        warnings=("所用标准为 2025-07-01 起，2026 年调整未查到",),
        facts=conversation.known_facts(),
    )


def household(conversation: Conversation) -> Conversation:
    """Five facts told in one sentence."""
    told = (("area", "庄河市"), ("residence", "rural"), ("size", 1), ("monthly_income", 830), ("members[0].age", 63))
    for path, value in told:
        conversation = conversation.telling(path, value, "我63岁，庄河农村户口", turn=len(conversation.turns) + 1)
    return conversation


@dataclass
class StandIn:
    """Answers from a few hand-made replies; ``fail`` makes the next turn raise, ``before`` runs before each answer."""

    corpus: Corpus
    fail: Exception | None = None
    before: Callable[[], None] | None = None
    asked: list[str] = field(default_factory=list)

    def answer(self, conversation: Conversation, message: str, *, day: date | None = None) -> tuple[Conversation, Reply]:
        self.asked.append(message)
        if self.before:
            self.before()
        if self.fail:
            raise self.fail
        pending = None
        if "部门" in message:
            reply = official_reply(self.corpus)
        else:
            conversation, pending = household(conversation), "members[0].disability"
            reply = resident_reply(self.corpus, conversation)
        turn = Turn(number=len(conversation.turns) + 1, said=message, status=reply.status, text=reply.text)
        return conversation.model_copy(update={"turns": (*conversation.turns, turn), "pending": pending}), reply


@pytest.fixture
def stand_in(corpus: Corpus) -> StandIn:
    return StandIn(corpus)
