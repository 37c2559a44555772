"""What the readers hand over: facts and doubts with the person they are about, before indexes are given."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.reading.numbers import Number
from assistant.reading.people import Person


@dataclass(frozen=True)
class Told:
    """One fact and where it was said; ``person`` None: a fact of the household."""

    key: str
    value: Any
    start: int
    end: int
    person: Person | None = None

    @property
    def path(self) -> str:
        """The contract's path; needs the person's index."""
        return self.key if self.person is None else f"members[{self.person.index}].{self.key}"


@dataclass(frozen=True)
class Unsure:
    """Something to ask back, and the fact it would settle."""

    question: str
    start: int
    end: int
    key: str | None = None
    person: Person | None = None
    options: tuple[str, ...] = ()

    @property
    def path(self) -> str | None:
        """The contract's path of the fact, if there is one."""
        if self.key is None or self.person is None:
            return self.key
        return f"members[{self.person.index}].{self.key}"


def amount(value: Decimal) -> int | float:
    """A JSON-ready number."""
    return int(value) if value == int(value) else float(value)


def span_of(number: Number, *, times: int = 1) -> int | float | dict[str, int | float] | None:
    """A JSON-ready amount, or the span of an approximation; None where no upper end was said."""
    if number.high is None:
        return None
    if number.low == number.high:
        return amount(number.low * times)
    return {"low": amount(number.low * times), "high": amount(number.high * times)}
