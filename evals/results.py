"""What the measures hand to the report: one result an item, and their counts with intervals."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from assistant.conversation.reply import Reply
from corpus.dated import Strict
from evals.scoring import Outcome, Scored


class TurnResult(Strict):
    """One message and what became of it."""

    said: str
    reply: dict[str, Any]
    scored: Scored
    seconds: float
    length: int


class ItemResult(Strict):
    """One line of a set; a conversation is complete when each of its turns is."""

    id: str
    set: str
    group: str
    withholding: bool
    turns: tuple[TurnResult, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst of its turns, missed only if all are."""
        outcomes = {turn.scored.outcome for turn in self.turns}
        return next(iter(outcomes)) if len(outcomes) == 1 else "partial"

    @property
    def wrong(self) -> bool:
        """Whether something wrong was said in any turn."""
        return any(turn.scored.wrong for turn in self.turns)

    @property
    def refused(self) -> bool:
        """Whether anything was held back that ought to be answered."""
        return any(turn.scored.refused for turn in self.turns)


class Tally(Strict):
    """Counts of a group of items."""

    name: str
    items: int
    complete: int
    partial: int
    missed: int
    wrong: int
    refused: int
    turns: int
    turns_complete: int
    length: float
    p50: float
    p95: float

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson interval (95 %) of the share that is complete."""
        return wilson(self.complete, self.items)


def turn_result(said: str, reply: Reply, scored: Scored, seconds: float) -> TurnResult:
    """Keep a turn; its length is counted in characters without the folded details."""
    return TurnResult(
        said=said, reply=reply.model_dump(mode="json"), scored=scored, seconds=round(seconds, 4), length=len(visible(reply.text))
    )  # fmt: skip


def visible(text: str) -> str:
    """The part of a reply that shows before anything is unfolded."""
    return text.split("<details", 1)[0].strip()


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The Wilson interval of a share; (0, 1) where nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, z * z
    centre = (share + square / (2 * of)) / (1 + square / of)
    half = z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, centre - half), min(1.0, centre + half)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of them lie; 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def tally(name: str, results: Iterable[ItemResult]) -> Tally:
    """Count a group of items."""
    items = list(results)
    turns = [turn for item in items for turn in item.turns]
    seconds = [turn.seconds for turn in turns]
    return Tally(
        name=name,
        items=len(items),
        complete=sum(item.outcome == "complete" for item in items),
        partial=sum(item.outcome == "partial" for item in items),
        missed=sum(item.outcome == "missed" for item in items),
        wrong=sum(item.wrong for item in items),
        refused=sum(item.refused for item in items),
        turns=len(turns),
        turns_complete=sum(turn.scored.outcome == "complete" for turn in turns),
        length=statistics.median(turn.length for turn in turns) if turns else 0,
        p50=percentile(seconds, 0.5),
        p95=percentile(seconds, 0.95),
    )


def tallies(results: Sequence[ItemResult], by: Callable[[ItemResult], str]) -> tuple[Tally, ...]:
    """One tally a value of ``by``, in the order they come."""
    names = dict.fromkeys(by(item) for item in results)
    return tuple(tally(name, [item for item in results if by(item) == name]) for name in names)


def check_counts(results: Sequence[ItemResult]) -> dict[str, dict[str, int]]:
    """Per kind of check, and for those that ask and those that forbid: how many, how many passed."""
    counts: dict[str, dict[str, int]] = {}
    for check in (c for item in results for turn in item.turns for c in turn.scored.checks):
        for name in (check.kind, "（禁止的）" if check.negative else "（要有的）"):
            entry = counts.setdefault(name, {"checks": 0, "passed": 0})
            entry["checks"] += 1
            entry["passed"] += check.passed
    return counts
