"""Single questions: each asked in a conversation of its own."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol

from assistant.conversation.reply import Reply
from assistant.conversation.state import Conversation
from evals.figures import unsupported_figures
from evals.items import Item, ItemSet
from evals.results import ItemResult, turn_result
from evals.scoring import Check, Scored, score


class Answers(Protocol):
    """Anything that takes a conversation one turn further."""

    def answer(self, conversation: Conversation, message: str, *, day: date | None = None) -> tuple[Conversation, Reply]:
        """The new state and the reply."""
        ...


def measure(
    assistant: Answers, sets: Iterable[ItemSet], registers: frozenset[float], progress: Callable[[str], None] = lambda _: None
) -> list[ItemResult]:
    """Ask every item of the sets.

    Args:
        assistant: who is asked.
        registers: the numbers that may stand in a reply, see figures.py.
        progress: told the id of each item as it is begun.
    """
    results = []
    for chosen in sets:
        for item in chosen.items:
            progress(item.id)
            results.append(run_item(assistant, item, chosen, registers))
    return results


def crashed(error: Exception, as_of: date | None) -> tuple[Reply, Scored]:
    """What stands in the report where the assistant broke down."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    said = f"{type(error).__name__}: {error} ({'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno})"
    check = Check(kind="crash", wanted=said, passed=False, wrong=True)
    return Reply(status="answered", text=f"（出错：{said}）", as_of=as_of or date.min), Scored(checks=(check,), refused=False)


def run_item(assistant: Answers, item: Item, chosen: ItemSet, registers: frozenset[float]) -> ItemResult:
    """One item from an empty conversation; each turn is scored, each goes on from the one before."""
    conversation = Conversation(area=item.area, audience=item.audience, day=item.as_of)
    turns, said = [], []
    for step in item.steps:
        said.append(step.say)
        begun, taken = time.perf_counter(), 0.0
        try:
            conversation, reply = assistant.answer(conversation, step.say)
            taken = time.perf_counter() - begun
            scored = score(step.expect, reply, unsupported_figures(reply, said, registers))
        except Exception as error:  # noqa: BLE001 — a bug in one reply is a finding; the other items are still asked
            reply, scored = crashed(error, item.as_of)
        turns.append(turn_result(step.say, reply, scored, taken or time.perf_counter() - begun))
    return ItemResult(id=item.id, set=chosen.name, group=item.audience, withholding=chosen.withholding, turns=tuple(turns))
