"""What a household has told and what is still open, as plain data: what was answered stays in sight and can be changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from corpus.dated import Strict
from corpus.facts import About, Disability, Household, Range
from tools.eligibility import Judgement
from tools.interview import about, next_fact


class Answered(Strict):
    """A fact that was told.

    Attributes:
        term: its Chinese term.
        words: the value as it is read out.
        editable: whether it can be answered again by itself; the list of members is changed member by member.
    """

    path: str
    term: str
    words: str
    editable: bool


class Remaining(Strict):
    """A fact that may still change a verdict.

    Attributes:
        settles: programmes that wait for it.
        painful: asked last, as a category to choose; need not be answered.
        unknown: answered with 不清楚: not asked again, but open to a later answer.
    """

    path: str
    term: str
    settles: tuple[str, ...]
    painful: bool
    unknown: bool


class Items(Strict):
    """Everything told and everything open; ``next`` is the path to be asked, None when no answer can change anything."""

    answered: tuple[Answered, ...]
    remaining: tuple[Remaining, ...]
    next: str | None


def open_items(judgements: Sequence[Judgement], household: Household, *, unknown: frozenset[str] = frozenset()) -> Items:
    """List what was told and what remains to be asked.

    Args:
        judgements: the household's judgements.
        household: what was told.
        unknown: paths the user said they do not know.
    """
    waits: dict[str, list[str]] = {}
    for judgement in judgements:
        for path in judgement.result.missing:
            waits.setdefault(path, []).append(judgement.result.id)
    asked = next_fact(judgements, unknown=unknown)
    remaining = tuple(
        Remaining(path=path, term=about(path).term, settles=tuple(ids), painful=about(path).painful, unknown=path in unknown)
        for path, ids in waits.items()
    )
    return Items(answered=tuple(_answered(household)), remaining=remaining, next=asked.path if asked else None)


def _answered(household: Household) -> Iterator[Answered]:
    for key in type(household).model_fields:
        value = getattr(household, key)
        if key != "members" and value is not None and household.about(key):
            yield _item(key, value)
    for index, member in enumerate(household.members or ()):
        for key in type(member).model_fields:
            value = getattr(member, key)
            if value is not None and member.about(key):
                yield _item(f"members[{index}].{key}", value)


def _item(path: str, value: Any) -> Answered:
    spec = about(path)
    return Answered(path=path, term=spec.term, words=value_words(spec, value), editable=bool(spec.ask))


def value_words(spec: About, value: Any) -> str:
    """A value as it is read out."""
    labels = dict(spec.options)
    match value:
        case bool():
            return "是" if value else "否"
        case Range(low=low, high=high):
            return f"{_number(low)}到{_number(high)}{spec.unit}"
        case Decimal() | int():
            return f"{_number(Decimal(value))}{spec.unit}"
        case Disability(grade=0):
            return "没有残疾人证"
        case Disability(grade=grade, category=category):
            return "、".join(part for part in (f"{grade}级" if grade else "", category or "") if part) or "有残疾人证"
        case tuple() if not value:
            return "都不是"
        case tuple():
            return f"{len(value)}人" if any(isinstance(one, BaseModel) for one in value) else "、".join(map(str, value))
        case dict():
            return "、".join(f"{name}：{'未说' if one is None else value_words(spec, one)}" for name, one in value.items())
        case BaseModel():
            return "、".join(str(one) for one in value.model_dump(exclude_none=True).values())
        case _:
            return labels.get(str(value), str(value))


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
