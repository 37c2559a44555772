"""Danger, and what must not be done; the phrases are data, each with the words that make it harmless."""

from __future__ import annotations

from typing import cast, get_args

from assistant.reading.layout import Layout
from assistant.reading.model import Danger, Refusal
from assistant.reading.patterns import any_of, matches
from corpus.lexicon_schema import Alarm, AlarmFile


def find_danger(layout: Layout, alarms: AlarmFile) -> Danger | None:
    """The first danger of the list that is told."""
    kind = _first(layout, alarms.danger)
    return cast(Danger, kind) if kind in get_args(Danger) else None


def find_refusal(layout: Layout, alarms: AlarmFile) -> Refusal | None:
    """The first thing asked that must not be done."""
    kind = _first(layout, alarms.refusal)
    return cast(Refusal, kind) if kind in get_args(Refusal) else None


def _first(layout: Layout, alarms: tuple[Alarm, ...]) -> str | None:
    lowered = layout.text.lower() if layout.text.isascii() else layout.text
    for alarm in alarms:
        for found in any_of(alarm.patterns).finditer(lowered):
            start = layout.sentence(found.start())[0]
            end = layout.sentence(max(found.start(), found.end() - 1))[1]
            if not matches(alarm.unless, lowered[start:end]):
                return alarm.kind
    return None
