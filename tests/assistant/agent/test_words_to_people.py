"""What replies may never say and how they are built, over several hundred of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest

from assistant.agent.run import Assistant
from assistant.conversation.reply import Reply
from assistant.conversation.state import Conversation

QUESTIONS = ("{}归谁管？", "{}标准多少？", "{}去哪办？", "我家能享受{}吗？", "{}是什么意思？")
HOUSEHOLDS = [
    "我家在庄河农村，农村户口，两口人，一个月一共1600，能办低保吗？",
    "我家在长海，城镇户口，一口人，一个月900，财产没超，都不是低保特困，能享受什么？",
    "庄河农村户口，我65岁一个人过，一个月500块，财产没超，不是低保户也不是特困户，没有残疾证，能享受什么？",
    "老人75岁，一个人住，无儿无女，庄河农村户口，每月300块，能办特困吗",
    "我儿子12岁，视力一级残疾，户口在长海，现在吃低保，能领护理补贴吗",
    "我50岁，重度残疾一级，参加了居民养老保险，就我一个人过，能代缴吗？",
    "我家是低保户，庄河农村的，两口人，都参加了医保，能享受什么？",
    "家里突然有人得了大病，日子过不下去，庄河农村户口，能申请什么？",
    "我爸是重残，二级，需要人照顾，家里三口人，普兰店的",
    "瓦房店农村户口，四口人，人均年纯收入5000元，能纳入监测吗？",
    "我闺女上大学，家里是低保，能有资助吗？",
    "房子是D级危房，庄河农村户口，五口人，一个月2000，能享受什么？",
]
FOLLOWING = ["不清楚", "都不是", "还差什么？", "为什么？", "下一步怎么办", "如果一个月只有300呢？"]
SETTINGS = [Conversation(audience="群众"), Conversation(audience="干部"), Conversation(audience="群众", area="庄河市")]


@pytest.fixture(scope="module")
def replies(assistant: Assistant) -> list[tuple[str, str, Reply]]:
    """(who asks, what was said, the reply): topics by question, households by follow-up, and every word not to be repeated."""
    return list(_replies(assistant))


def _replies(assistant: Assistant) -> Iterator[tuple[str, str, Reply]]:
    topics = list(assistant.corpus.topics.values())
    for number, topic in enumerate(topics):
        said = QUESTIONS[number % len(QUESTIONS)].format(topic.words[0])
        setting = SETTINGS[number % len(SETTINGS)]
        yield setting.audience or "", said, assistant.answer(setting, said)[1]
    for start in SETTINGS[:2]:
        for household in HOUSEHOLDS:
            conversation = start
            for said in (household, *FOLLOWING):
                conversation, reply = assistant.answer(conversation, said)
                yield start.audience or "", said, reply
    for word in _unspeakable(assistant):
        said = f"我家里有人{word}，能申请低保吗？"
        yield "群众", said, assistant.answer(SETTINGS[0], said)[1]


def _unspeakable(assistant: Assistant) -> list[str]:
    return [say for word in assistant.corpus.words if word.repeat == "never" for say in word.say]


def _spoken(reply: Reply) -> str:
    return "\n".join([reply.text, reply.question or "", *reply.warnings])


def _lines(found: Sequence[object]) -> str:
    return f"{len(found)} replies:\n" + "\n".join(map(str, found))


def test_there_are_enough_of_them(replies: list[tuple[str, str, Reply]]) -> None:
    assert len(replies) >= 300
    assert len({reply.text for _, _, reply in replies}) >= 150
    assert {reply.status for _, _, reply in replies} >= {"answered", "needs_fact"}
    assert all(reply.text.strip() for _, _, reply in replies)


def test_nobody_is_told_that_they_qualify(replies: list[tuple[str, str, Reply]]) -> None:
    """A verdict is the deciding body's; the reply says 可能符合, 目前不符合 or 还定不了."""
    wrong = [
        (said, found[0])
        for _, said, reply in replies
        if (found := re.search(r"[你您](?:家|们)?(?:完全|肯定|一定|已经)?符合.{0,10}", _spoken(reply)))
    ]
    bare = [
        (said, found[0])
        for _, said, reply in replies
        if any(p.verdict == "eligible" for p in reply.programmes)
        and (found := re.search(r"(?<!可能)(?<!不)(?<!财产)符合(?:条件|要求|资格).{0,10}", reply.text))
    ]
    assert not wrong + bare, _lines(wrong + bare)


def test_words_not_to_be_repeated_never_reach_a_reply(assistant: Assistant, replies: list[tuple[str, str, Reply]]) -> None:
    words = _unspeakable(assistant)
    found = [(said, word) for _, said, reply in replies for word in words if word in _spoken(reply)]
    assert not found, _lines(found)


def test_to_a_resident_the_first_paragraph_is_three_sentences_at_most(replies: list[tuple[str, str, Reply]]) -> None:
    """Three short sentences and one thing to do first; details after."""
    long = []
    for audience, said, reply in replies:
        if audience != "群众":
            continue
        first = next(part for part in reply.text.split("\n\n") if part.strip())
        sentences = [s for s in re.split(r"[。！？]", re.sub(r"[（(“〔].*?[）)”〕]", "", first)) if s.strip(" \n*：")]
        if len(sentences) > 3:
            long.append((said, len(sentences), first[:120]))
    assert not long, _lines(long)


def test_to_a_resident_there_is_one_thing_to_do_first(replies: list[tuple[str, str, Reply]]) -> None:
    many = [
        (said, reply.text.count("先做这一件"))
        for audience, said, reply in replies
        if audience == "群众" and reply.text.count("先做这一件") > 1
    ]
    assert not many, _lines(many)


def test_no_paragraph_is_said_twice(replies: list[tuple[str, str, Reply]]) -> None:
    twice = []
    for _, said, reply in replies:
        parts = [part.strip() for part in reply.text.split("\n\n") if len(part.strip()) > 25]
        twice += [(said, part[:60]) for part in sorted(set(parts)) if parts.count(part) > 1]
    assert not twice, _lines(twice)


def test_who_needs_a_fact_is_asked_for_one(replies: list[tuple[str, str, Reply]]) -> None:
    """needs_fact: nothing asked can be settled without the question; there is one, and it can be answered."""
    silent = [(said, reply.text[:60]) for _, said, reply in replies if reply.status == "needs_fact" and not reply.question]
    assert not silent, _lines(silent)


def test_replies_are_made_of_chinese_words_not_of_keys(replies: list[tuple[str, str, Reply]]) -> None:
    """No fact path, parameter id, verdict or None reaches the reader."""
    keys = re.compile(
        r"members\[|\b(?:eligible|ineligible|unknown|None|True|False|null|[a-z]+_[a-z_]+|dibao\.|plan#|[NLF]\d\d#)\b|\{[a-z_]+\}"
    )
    shown = [(said, found[0]) for _, said, reply in replies if (found := keys.search(_spoken(reply)))]
    assert not shown, _lines(shown)


def test_figures_that_are_not_known_are_not_filled_in(replies: list[tuple[str, str, Reply]]) -> None:
    """On a day of 2026 neither the monitoring line of 2022 nor that of another year is given as today's."""
    wrong = [(said, found[0]) for _, said, reply in replies if (found := re.search(r"监测收入线(?:是|为) ?\d+", reply.text))]
    assert not wrong, _lines(wrong)
