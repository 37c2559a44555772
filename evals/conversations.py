"""Conversations: the state goes in and out of JSON between turns, as the page and the command line keep it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from assistant.conversation.reply import Reply
from assistant.conversation.state import Conversation
from evals.items import ItemSet
from evals.questions import Answers, run_item
from evals.results import ItemResult


class ThroughJson:
    """An assistant whose conversations are written and read again after each turn; both must be equal."""

    def __init__(self, inner: Answers) -> None:
        self.inner = inner

    def answer(self, conversation: Conversation, message: str, *, day: date | None = None) -> tuple[Conversation, Reply]:
        """One turn; the state that comes back was read from its own JSON."""
        after, reply = self.inner.answer(conversation, message, day=day)
        again = Conversation.model_validate_json(after.model_dump_json())
        assert again == after, "a conversation is not the same after a trip through JSON"
        return again, reply


def measure(
    assistant: Answers, sets: Iterable[ItemSet], registers: frozenset[float], progress: Callable[[str], None] = lambda _: None
) -> list[ItemResult]:
    """Hold every conversation of the sets, turn by turn."""
    through = ThroughJson(assistant)
    results = []
    for chosen in sets:
        for item in chosen.items:
            progress(item.id)
            results.append(run_item(through, item, chosen, registers))
    return results
