"""Long use: thousands of messages in long conversations, and messages that are no language at all."""

from __future__ import annotations

import gc
import time
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.conversation.reply import Reply
from assistant.conversation.state import Conversation

pytestmark = [pytest.mark.long, pytest.mark.timeout(400)]
MESSAGES = 2_000
LONGEST_CONVERSATION = 200
GROWTH = 48 * 1024
"""Kilobytes more after the soak than a quarter into it: caches fill in that quarter, after it nothing may pile up."""

with (Path(__file__).parent / "messages.yaml").open(encoding="utf-8") as file:
    PIECES: dict[str, list[str]] = yaml.safe_load(file)


def _message(draw: Any) -> str:
    r = draw.random
    fill = {"n": r.randint(1, 9), "m": r.choice((300, 845, 846, 1600, 5000)), "y": r.choice((3000, 7000, 9000)), "a": r.randint(1, 95)}
    if r.random() < 0.4:
        return r.choice(PIECES["alone"]).format(**fill)
    facts = "，".join(r.choice(PIECES["who"]) + r.choice(PIECES["fact"]) for _ in range(r.randint(0, 3)))
    ask = r.choice(PIECES["ask"]) if r.random() < 0.7 else ""
    where = f"{r.choice(PIECES['where'])}的，" if r.random() < 0.5 else ""
    return (where + facts + ("，" if facts else "") + ask.replace("{t}", r.choice(PIECES["topic"]))).format(**fill)


def _sound(conversation: Conversation, reply: Reply, message: str) -> None:
    """What holds of every turn."""
    assert reply.text, message
    assert reply.status in ("answered", "needs_fact", "no_evidence", "out_of_scope", "refused"), message
    assert "你符合" not in reply.text.replace("可能符合", ""), message
    assert conversation.turns[-1].text == reply.text
    assert len(conversation.turns) <= LONGEST_CONVERSATION
    conversation.household()
    Reply.model_validate_json(reply.to_json())


def test_two_thousand_messages_in_long_conversations(assistant: Any, draw: Any, resident_kilobytes: Callable[[], int]) -> None:
    """No exception, a sound reply each time, the state survives JSON, and memory stays flat."""
    conversation, left, early = Conversation(), 0, 0
    for number in range(MESSAGES):
        if left == 0:
            audience = draw.random.choice((None, "群众", "干部", "培训"))
            conversation, left = Conversation(audience=audience), draw.random.choice((5, 20, 80, 200))
        message = _message(draw)
        conversation, reply = assistant.answer(conversation, message)
        _sound(conversation, reply, message)
        if number % 25 == 0:
            again = Conversation.model_validate_json(conversation.model_dump_json())
            assert again == conversation
            conversation = again
        left -= 1
        if number == MESSAGES // 4:
            gc.collect()
            early = resident_kilobytes()
    gc.collect()
    assert resident_kilobytes() - early < GROWTH


def test_a_conversation_of_more_than_two_hundred_turns_keeps_the_last(assistant: Any) -> None:
    """The record is cut, the numbers of the turns go on, the facts stay."""
    conversation = Conversation()
    conversation, _ = assistant.answer(conversation, "我家在庄河，农村户口，三口人")
    for _ in range(210):
        conversation, _ = assistant.answer(conversation, "谢谢")
    assert len(conversation.turns) == LONGEST_CONVERSATION
    assert conversation.turns[-1].number == 211
    assert conversation.ledger["size"].value == 3
    assert len({turn.number for turn in conversation.turns}) == LONGEST_CONVERSATION


# -- fuzz --------------------------------------------------------------------------------------------------------

SECONDS = 40
INVISIBLE = ["\n", "\r\n", "\x00", "\u202e", "\ufeff", "\u200b", "\u200d"]
PLANES = ["20-7E", "4E00-9FFF", "3000-303F", "FF00-FFEF", "2000-206F", "300-36F", "600-6FF", "1F300-1FAFF", "D800-DFFF", "0-1F"]


def _noise(draw: Any) -> str:
    r = draw.random
    length = r.choice((1, 3, 10, 40, 200, 1000, 10_000, 10_001)) if r.random() < 0.5 else r.randint(1, 120)
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        if r.random() < 0.4:
            parts.append(r.choice([*PIECES["snippets"], *INVISIBLE]))
        else:
            low, high = (int(end, 16) for end in r.choice(PLANES).split("-"))
            parts.append("".join(chr(r.randint(low, high)) for _ in range(r.randint(1, 12))))
        if length > 500:
            parts.append(parts[-1] * 40)
    return "".join(parts)[:length]


def test_whatever_is_typed_gets_an_answer(assistant: Any, draw: Any) -> None:
    """Random text, characters of every kind, ten thousand of them: no exception, a reply that is JSON, in reasonable time."""
    until = time.monotonic() + SECONDS
    conversation = Conversation()
    while time.monotonic() < until:
        message = _noise(draw).encode("utf-8", "replace").decode("utf-8")
        began = time.monotonic()
        conversation, reply = assistant.answer(conversation, message)
        assert time.monotonic() - began < 10, (len(message), message[:80])
        assert reply.text
        assert Reply.model_validate_json(reply.to_json()).as_of == date(2026, 11, 24) or reply.as_of
        assert Conversation.model_validate_json(conversation.model_dump_json()) == conversation
        if draw.random.random() < 0.1:
            conversation = Conversation()


def test_lone_surrogates_do_not_break_the_reply(assistant: Any) -> None:
    """A page or a program may hand over half a character."""
    conversation, reply = assistant.answer(Conversation(), "低保\udcff标准多少\ud83d")
    assert reply.text
    assert "\udcff" not in reply.text
    reply.to_json()
    conversation.model_dump_json()


@pytest.mark.parametrize(
    "unit", ["低保", "一", "9", "。", "（", "我妈", "如果", "不", "庄河市", " ", "e\u0301", "1,", "二(一)", "我家三口人，"]
)
def test_ten_thousand_characters_of_one_thing(assistant: Any, unit: str) -> None:
    """Nothing that repeats makes reading explode."""
    message = (unit * 10_000)[:10_000]
    began = time.monotonic()
    _, reply = assistant.answer(Conversation(), message)
    assert reply.text
    assert time.monotonic() - began < 20
    assert unicodedata.normalize("NFC", reply.text)
