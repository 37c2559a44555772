"""Kleene's three-valued logic: True, False, and None for open."""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def all_of(values: Iterable[Truth]) -> Truth:
    """False on one False, else open on one open, else True."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def any_of(values: Iterable[Truth]) -> Truth:
    """True on one True, else open on one open, else False."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def negate(value: Truth) -> Truth:
    """The opposite; open stays open."""
    return None if value is None else not value


def count_reaches(trues: int, opens: int, complete: bool, op: str, wanted: int) -> Truth:
    """Compare a number of members with ``wanted`` when ``opens`` of them, or unlisted ones, may still join."""
    most = trues + opens if complete else None
    match op:
        case "at_least":
            if trues >= wanted:
                return True
            return False if most is not None and most < wanted else None
        case "at_most":
            if trues > wanted:
                return False
            return True if most is not None and most <= wanted else None
        case _:
            if trues > wanted or (most is not None and most < wanted):
                return False
            return True if most is not None and trues == most == wanted else None
