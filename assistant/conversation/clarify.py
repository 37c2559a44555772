"""Words the question that settles a fact, to the person it is about."""

from __future__ import annotations

from assistant.conversation.state import Conversation
from corpus.corpus import Corpus
from tools.interview import about
from tools.rules.view import member_path

DEFAULT_LABELS = {"self": "您", "spouse": "您老伴", "child": "孩子", "parent": "老人家", "other": "这位家人"}


def ask_for(path: str, conversation: Conversation, corpus: Corpus) -> str:
    """The question for a fact, with why it is asked where there is a reason to give."""
    spec = about(path)
    question = spec.ask.replace("{who}", who(path, conversation)).replace("{statuses}", _statuses(conversation, corpus))
    if spec.painful:
        return f"{question}（{spec.why or '看能不能得到保障'}；可以不说）"
    return question


def _statuses(conversation: Conversation, corpus: Corpus) -> str:
    """The statuses of a household that were not yet said not to be there."""
    said = conversation.ledger.get("not_recognised_as")
    denied = set(said.value) if said and isinstance(said.value, list | tuple) else set()
    names = [r.id for r in corpus.recognitions.values() if r.shorthand != "none" and r.id not in denied]
    return "、".join(names[:-1]) + ("或" if len(names) > 1 else "") + names[-1] if names else "其他困难对象"


def who(path: str, conversation: Conversation) -> str:
    """How to call the member a path is about."""
    spot = member_path(path)
    if spot is None:
        return "您家"
    label = next((m for m in conversation.members if m.index == spot[0]), None)
    if label is None:
        return "您" if spot[0] == 0 else f"第 {spot[0] + 1} 位家人"
    return (
        DEFAULT_LABELS["self"]
        if label.relation == "self" and conversation.audience != "干部" and not label.label
        else (label.label or DEFAULT_LABELS[label.relation])
    )


def term_of(path: str) -> str:
    """The Chinese term of a household path."""
    try:
        return about(path).term
    except KeyError:
        return path
