"""How long a reply takes in a running assistant, and whether the same question brings the same bytes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from assistant.conversation.state import Conversation
from corpus.dated import Strict
from evals.items import ItemSet
from evals.questions import Answers
from evals.results import percentile

MESSAGES = 100


class LatencyReport(Strict):
    """Seconds a message, everything opened beforehand.

    Attributes:
        first: the first message of all, before anything is warm.
        differing: messages whose second reply was not the first one, byte for byte.
    """

    messages: int
    first: float
    p50: float
    p95: float
    longest: float
    slowest: str
    differing: tuple[str, ...]


def varied(sets: Iterable[ItemSet], count: int = MESSAGES) -> list[tuple[Conversation, str]]:
    """Single messages of all groups in turn, each with its own conversation; taken again from the start if there are too few."""
    groups: dict[str, list[tuple[Conversation, str]]] = {}
    for item in (item for chosen in sets for item in chosen.items if item.ask is not None):
        start = Conversation(area=item.area, audience=item.audience, day=item.as_of)
        groups.setdefault(item.audience, []).append((start, item.ask or ""))
    longest = max((len(group) for group in groups.values()), default=0)
    mixed = [group[i] for i in range(longest) for group in groups.values() if i < len(group)]
    return [mixed[i % len(mixed)] for i in range(count)] if mixed else []


def measure(assistant: Answers, messages: Sequence[tuple[Conversation, str]]) -> LatencyReport:
    """Ask every message twice; the second time is the one that counts."""
    first, before = 0.0, {}
    for number, (start, message) in enumerate(messages):
        begun = time.perf_counter()
        before[number] = assistant.answer(start, message)[1].to_json()
        first = first or time.perf_counter() - begun
    taken, differing = [], []
    for number, (start, message) in enumerate(messages):
        begun = time.perf_counter()
        reply = assistant.answer(start, message)[1].to_json()
        taken.append(time.perf_counter() - begun)
        if reply != before[number]:
            differing.append(message)
    slowest = messages[taken.index(max(taken))][1] if taken else ""
    return LatencyReport(
        messages=len(taken), first=round(first, 4), p50=round(percentile(taken, 0.5), 4), p95=round(percentile(taken, 0.95), 4),
        longest=round(max(taken, default=0.0), 4), slowest=slowest, differing=tuple(dict.fromkeys(differing)),
    )  # fmt: skip
