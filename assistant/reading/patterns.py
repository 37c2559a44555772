"""Compiles the lexicon's patterns once; <数> in a pattern stands for a number as people say it."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.reading.numbers import NUMBER


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """One pattern."""
    return re.compile(_prepared(pattern))


@lru_cache(maxsize=1024)
def any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Several patterns as one; none of them: matches nothing."""
    if not patterns:
        return re.compile(r"(?!)")
    return re.compile("|".join(f"(?:{_prepared(pattern)})" for pattern in patterns))


def _prepared(pattern: str) -> str:
    """The full-width comma of a pattern is the plain one of a normalised text."""
    return pattern.replace("<数>", NUMBER).replace("，", ",")


def matches(patterns: tuple[str, ...], text: str) -> bool:
    """Whether one of the patterns is found in the text."""
    return any_of(patterns).search(text) is not None


def last_match(patterns: tuple[str, ...], text: str) -> re.Match[str] | None:
    """The rightmost place where one of the patterns is found."""
    return max(any_of(patterns).finditer(text), key=lambda match: match.start(), default=None)
