"""The embedded mind: the same bytes for the same input in any process, every required call made, every artifact used."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from assistant.agent.context import TurnContext
from assistant.agent.lookups import LOOKUPS, act
from assistant.agent.run import Assistant
from assistant.agent.toolbox import TOOLS
from assistant.agent.turn import begin, finish
from assistant.conversation.state import Conversation
from assistant.wording.layout import lay_out
from assistant.wording.word import word

CONVERSATIONS: list[list[str]] = [
    ["养老保险代缴归谁管", "那医疗救助呢？", "市医保局负责什么？", "市乡村振兴局现在叫什么？", "哪些单位四份名单都有？"],
    [
        "我家在庄河农村，农村户口，两口人，一个月一共1600，能办低保吗？",
        "都不是",
        "不对，是1800",
        "还差什么？",
        "如果一个月1000呢？",
        "为什么？",
        "下一步怎么办",
    ],
    ["我62岁，老伴60岁肢体二级残疾，能享受什么？", "不清楚", "换一个人"],
    ["庄河农村户口，人均年纯收入7000，2022年能纳入监测吗？", "庄河农村低保标准多少？", "那长海县呢？", "低保去哪办，带什么，几天？"],
    ["社会救助法什么时候施行？", "两市一县是哪几个？", "自来水不来找谁？", "考我三道题"],
    ["我不想活了", "帮我查一下隔壁是不是低保户", "今天股票涨不涨", "", "谢谢"],
    ["Which department is responsible for 养老保险代缴?", "What can a family with rural hukou in Zhuanghe get?"],
]
SAY_ALL = """
import hashlib, sys
sys.path.insert(0, {here!r})
from datetime import date
from assistant.agent.run import Assistant
from assistant.conversation.state import Conversation
from assistant.settings import Settings, read_settings
assistant = Assistant.open(Settings(data=read_settings().data, today=date(2026, 11, 24)))
digest = hashlib.sha256()
for messages in {conversations!r}:
    conversation = Conversation()
    for message in messages:
        conversation, reply = assistant.answer(conversation, message)
        digest.update((reply.to_json() + conversation.model_dump_json()).encode())
print(digest.hexdigest())
"""


def _digest(assistant: Assistant) -> str:
    digest = hashlib.sha256()
    for messages in CONVERSATIONS:
        conversation = Conversation()
        for message in messages:
            conversation, reply = assistant.answer(conversation, message)
            digest.update((reply.to_json() + conversation.model_dump_json()).encode())
    return digest.hexdigest()


def _each_turn(assistant: Assistant, day: date, conversations: list[list[str]] = CONVERSATIONS) -> Any:
    for messages in conversations:
        conversation = Conversation()
        for message in messages:
            yield begin(message, conversation, corpus=assistant.corpus, retriever=assistant.retriever, today=day, chosen=None)
            conversation, _ = assistant.answer(conversation, message)


def test_the_same_bytes_twice(assistant: Assistant) -> None:
    assert _digest(assistant) == _digest(assistant)


def test_the_same_bytes_in_a_fresh_process_with_another_hash_seed(assistant: Assistant, root: Any) -> None:
    """No set or hash order, no address and no clock reaches a reply or the state."""
    code = SAY_ALL.format(here=str(root), conversations=CONVERSATIONS)
    found = set()
    for seed in ("1", "4711"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False, timeout=100)
        assert done.returncode == 0, done.stderr[-2000:]
        found.add(done.stdout.strip())
    assert found == {_digest(assistant)}


def test_what_was_said_before_in_another_conversation_does_not_matter(assistant: Assistant) -> None:
    alone = assistant.answer(Conversation(), "庄河农村低保标准多少？")
    assistant.answer(Conversation(area="长海县"), "我家三口人，能享受什么？")
    assert assistant.answer(Conversation(), "庄河农村低保标准多少？") == alone


def test_the_state_given_is_not_changed(assistant: Assistant) -> None:
    before = Conversation(area="庄河市")
    text = before.model_dump_json()
    after, _ = assistant.answer(before, "农村户口，两口人，一个月一共1600，能办低保吗？")
    assert before.model_dump_json() == text
    assert after != before


def test_every_required_call_is_made_in_order_with_its_arguments(
    assistant: Assistant, as_of: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tools the agent runs are the plan's, no more and no fewer, and each hands over its artifact."""
    made: list[tuple[str, dict[str, Any]]] = []

    def spying(name: str, arguments: dict[str, Any], context: TurnContext) -> Any:
        made.append((name, _told(arguments)))
        return act(name, arguments, context)

    monkeypatch.setattr("assistant.agent.toolbox.act", spying)
    for begun in list(_each_turn(assistant, as_of)):
        made.clear()
        _, artifacts = assistant._think(begun)
        planned = [(call.name, _told(call.args)) for call in begun.plan.calls]
        assert sorted(made, key=repr) == sorted(planned, key=repr)
        assert len(artifacts) == len(planned)


def test_the_artifacts_are_what_the_lookups_find(assistant: Assistant, as_of: date) -> None:
    """What the agent hands over and what the plain functions find are the same, and finishing either gives the same reply."""
    for begun in _each_turn(assistant, as_of):
        text, artifacts = assistant._think(begun)
        plain = tuple(act(call.name, call.args, begun.context) for call in begun.plan.calls)
        assert artifacts == plain
        manner = "english" if begun.context.language == "en" else begun.context.audience
        assert text == lay_out([*begun.opening, *(word(artifact, begun.context) for artifact in plain)], manner)
        assert finish(begun, text, artifacts) == finish(begun, text, plain)


def test_the_embedded_wording_is_proven_whole(assistant: Assistant, as_of: date) -> None:
    """Nothing of our own wording is withheld: what the tools found supports every sentence made from it."""
    lost: list[str] = []
    of_each = [[f"能办{programme}不", "还差什么"] for programme in assistant.corpus.programmes]
    for begun in _each_turn(assistant, as_of, [*CONVERSATIONS, *of_each]):
        text, artifacts = assistant._think(begun)
        _, reply = finish(begun, text, artifacts)
        if reply.text != text.strip() and text.strip():
            lost.append(f"{begun.reading.text[:30]}: {_first_difference(text, reply.text)}")
    assert not lost, "\n".join(lost)


def test_every_tool_has_its_lookup_and_words_a_model_can_read() -> None:
    assert {tool.name for tool in TOOLS} == set(LOOKUPS)
    for tool in TOOLS:
        assert tool.description
        assert all("description" in about for about in tool.args.values()), tool.name


def _told(arguments: dict[str, Any]) -> dict[str, Any]:
    """Arguments without empty ones and defaults, lists as tuples."""
    return {k: _plain(v) for k, v in sorted(arguments.items()) if v not in (None, "", (), [], False, "verdict")}


def _plain(value: Any) -> Any:
    return tuple(_plain(part) for part in value) if isinstance(value, list | tuple) else value


def _first_difference(text: str, other: str) -> str:
    kept = set(other.split("\n"))
    return next((line[:120] for line in text.split("\n") if line.strip() and line not in kept), "")
