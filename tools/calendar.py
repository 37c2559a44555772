"""Working days (工作日): counting by the published days off and moved days, and saying where a count is only a guess."""

from __future__ import annotations

from datetime import date, timedelta

from corpus.corpus import Corpus
from corpus.dated import Strict

LONGEST = 3660
"""Days one count may reach; a limit longer than that is a slip."""

SATURDAY = 5


class Reached(Strict):
    """The day a count ends on.

    Attributes:
        certain: whether every day counted lies in a year whose days off are published.
        note: what to say with a day that is not certain.
    """

    day: date
    certain: bool
    note: str | None = None


class Counted(Strict):
    """How many working days lie between two days; ``certain`` and ``note`` as in ``Reached``."""

    count: int
    certain: bool
    note: str | None = None


def is_working_day(day: date, *, corpus: Corpus) -> bool:
    """Monday to Friday and not off, or moved (调休上班)."""
    off, moved = _days(corpus)
    return _works(day, off, moved)


def add_working_days(start: date, count: int, *, corpus: Corpus) -> Reached:
    """The day on which ``count`` working days are over; the start itself is not counted (次日起算).

    Raises:
        ValueError: a negative count, or one that reaches beyond ten years.
    """
    if count < 0:
        raise ValueError(f"cannot count {count} working days")
    off, moved = _days(corpus)
    day = start
    for _ in range(LONGEST):
        if not count:
            return _reached(start, day, corpus)
        day += timedelta(days=1)
        count -= _works(day, off, moved)
    raise ValueError("a count of working days beyond ten years")


def working_days_between(start: date, end: date, *, corpus: Corpus) -> Counted:
    """Working days after ``start`` up to and including ``end``; none when ``end`` is not later."""
    off, moved = _days(corpus)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    year = _unpublished(start, end, corpus)
    return Counted(count=sum(_works(day, off, moved) for day in days), certain=year is None, note=_note(year, corpus))


def _days(corpus: Corpus) -> tuple[frozenset[date], frozenset[date]]:
    """All days off and all moved days on record; a notice may speak of the last days of the year before its own."""
    holidays = [holiday for year in corpus.calendar.years for holiday in year.holidays]
    return frozenset(d for h in holidays for d in h.off), frozenset(d for h in holidays for d in h.moved)


def _works(day: date, off: frozenset[date], moved: frozenset[date]) -> bool:
    return day in moved or (day.weekday() < SATURDAY and day not in off)


def _reached(start: date, day: date, corpus: Corpus) -> Reached:
    year = _unpublished(start, day, corpus)
    return Reached(day=day, certain=year is None, note=_note(year, corpus))


def _unpublished(start: date, end: date, corpus: Corpus) -> int | None:
    """The first year without a published notice among the days counted."""
    published = {year.year for year in corpus.calendar.years if year.published}
    first = start + timedelta(days=1)
    return next((year for year in range(first.year, end.year + 1) if year not in published), None)


def _note(year: int | None, corpus: Corpus) -> str | None:
    return None if year is None else corpus.calendar.unpublished.format(year=year)
