"""The question for a fact: to the right person, in words, painful ones with a reason and a way out."""

from __future__ import annotations

import pytest

from assistant.conversation.clarify import ask_for, term_of, who
from assistant.conversation.state import Conversation, MemberLabel
from corpus.corpus import Corpus
from corpus.facts import Household, Person
from corpus.load import load

MEMBERS = (
    MemberLabel(index=0, relation="self", label="本人"),
    MemberLabel(index=1, relation="spouse", label="老伴"),
    MemberLabel(index=2, relation="child", label="大儿子"),
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()


def _paths() -> list[str]:
    household = [key for key in Household.model_fields if (about := Household.about(key)) and not about.finer]
    members = [f"members[1].{key}" for key in Person.model_fields if (about := Person.about(key)) and not about.finer]
    return household + members


@pytest.mark.parametrize("path", _paths())
def test_every_fact_can_be_asked_for(path: str, corpus: Corpus) -> None:
    question = ask_for(path, Conversation(members=MEMBERS), corpus)
    assert "？" in question
    assert "{" not in question
    assert term_of(path) != path


def test_the_person_is_called_what_the_user_calls_them(corpus: Corpus) -> None:
    conversation = Conversation(audience="群众", members=MEMBERS)
    assert who("members[1].age", conversation) == "老伴"
    assert "大儿子" in ask_for("members[2].disability", conversation, corpus)
    assert who("size", conversation) == "您家"


def test_somebody_not_named_has_a_place(corpus: Corpus) -> None:
    assert "第 4 位家人" in ask_for("members[3].age", Conversation(members=MEMBERS), corpus)


@pytest.mark.parametrize("path", ["members[1].supporters_unable", "members[2].father", "members[2].mother"])
def test_a_painful_question_says_why_and_may_be_left(path: str, corpus: Corpus) -> None:
    assert "可以不说" in ask_for(path, Conversation(members=MEMBERS), corpus)
    assert "看" in ask_for(path, Conversation(members=MEMBERS), corpus)


def test_statuses_already_denied_are_not_asked_about(corpus: Corpus) -> None:
    conversation = Conversation().telling("not_recognised_as", ["低保", "特困"], "不是低保户", turn=1)
    question = ask_for("recognised_as", conversation, corpus)
    assert "特困" not in question
    assert "低保边缘" in question
