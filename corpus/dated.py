"""What holds on a day: spans, states and the figure in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

PartialDate = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="YYYY, YYYY-MM or YYYY-MM-DD")]


class Strict(BaseModel):
    """Base of every data model: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Span(Strict):
    """A stretch of days, both ends included (``valid: {from, to}``); None is open."""

    start: date | None = Field(None, alias="from")
    end: date | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> Span:
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"span ends ({self.end}) before it begins ({self.start})")
        return self

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies in the span."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Force(StrEnum):
    """Whether a text holds on a day (效力状态)."""

    IN_FORCE = "in_force"
    ENDED = "ended"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


class StateChange(Strict):
    """From this day on a text is in this state, until the next change; ``from: null`` is "always so far"."""

    start: date | None = Field(None, alias="from")
    state: Force
    why: str | None = None


def force_on(states: Sequence[StateChange], day: date) -> tuple[Force, str | None]:
    """State and reason on ``day``; before the first change it is not_yet, with no entry at all unknown."""
    if not states:
        return Force.UNKNOWN, None
    current: tuple[Force, str | None] = (Force.NOT_YET, None)
    for change in states:
        if change.start is None or change.start <= day:
            current = (change.state, change.why)
    return current


def check_ordered(states: Sequence[StateChange]) -> None:
    """Raise ValueError unless the changes stand in the order of their days, an open start first."""
    days = [change.start or date.min for change in states]
    if days != sorted(days) or len(set(days)) != len(days):
        raise ValueError("states must be in the order of their days, one a day")


def latest_on(dated: Mapping[date, object], day: date) -> date | None:
    """The latest key that is not after ``day``."""
    return max((start for start in dated if start <= day), default=None)


def day_before(day: date) -> date:
    """The day before; the last day of a span that ends where the next begins."""
    return day - timedelta(days=1)
