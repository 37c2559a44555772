"""Conversation: the only state there is. Frozen, versioned, the same in and out of JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field, ValidationError

from assistant.conversation.reply import Audience, KnownFact, Status
from corpus.dated import Strict
from corpus.errors import HouseholdError
from corpus.facts import Household, fact_spec
from tools.rules.view import member_path

INSTEAD = {"monthly_income": ("monthly_income_per_head",), "monthly_income_per_head": ("monthly_income",)}
"""Forms of one amount: correcting one takes back the other."""


class LedgerFact(Strict):
    """One fact with the turn and the words that told it; value None: asked, and not known."""

    path: str
    value: Any = None
    turn: int
    said: str


class MemberLabel(Strict):
    """A member as the conversation calls them."""

    index: int
    relation: Literal["self", "spouse", "child", "parent", "other"]
    label: str


class PastAsk(Strict):
    """What was asked in the last answered turn, for 那长海县呢, 为什么, 还差什么."""

    intent: str
    said: str
    aspect: str | None = None
    topics: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    count: int | None = None


class Turn(Strict):
    """One turn as it is remembered; the message is masked."""

    number: int
    said: str
    status: Status
    text: str


class Conversation(Strict):
    """Everything one conversation knows.

    Attributes:
        area: the area told or chosen; a fact ``area`` in the ledger outranks it.
        audience: who is asking.
        day: the day chosen for the whole conversation; None: today.
        pending: the fact path asked for last.
        unknown: paths the user said they do not know; they are not asked again.
        last: what the last answered turn asked.
    """

    version: Literal[1] = 1
    area: str | None = None
    audience: Audience | None = None
    day: date | None = None
    facts: tuple[LedgerFact, ...] = ()
    members: tuple[MemberLabel, ...] = ()
    turns: tuple[Turn, ...] = ()
    pending: str | None = None
    pending_options: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    last: tuple[PastAsk, ...] = ()
    household_topics: tuple[str, ...] = Field((), description="programmes the household questions were about")
    ready: tuple[str, ...] = Field((), description="programmes that may be met as told, for 那去哪办")
    focus: int | None = None
    questions_set: int = 0
    handed_in: date | None = Field(None, description="the day an application was handed in, as told last")

    # -- the ledger ----------------------------------------------------------------------------------------------

    @property
    def ledger(self) -> dict[str, LedgerFact]:
        """The facts by path."""
        return {fact.path: fact for fact in self.facts}

    def telling(self, path: str, value: Any, said: str, *, turn: int, correction: bool = False) -> Conversation:
        """The conversation with one more fact, or one corrected.

        Raises:
            HouseholdError: the value cannot be right; nothing is changed.
        """
        whole, _, part = path.partition(".disability.")
        if part and value is not None:
            return self.telling(f"{whole}.disability", {part: value}, said, turn=turn)
        ledger = self.ledger
        if value is None:
            kept = tuple(fact for fact in self.facts if fact.path != path) if correction else self.facts
            unknown = tuple(dict.fromkeys((*self.unknown, path)))
            return self.model_copy(update={"facts": kept, "unknown": unknown})
        merged = _merge(path, ledger[path].value if path in ledger else None, value, correction)
        ledger[path] = LedgerFact(path=path, value=merged, turn=turn, said=said)
        for other in INSTEAD.get(path, ()) if correction else ():
            ledger.pop(other, None)
        _without_the_contrary(ledger, path, value)
        facts = tuple(ledger.values())
        _household(facts, self.members, self.area)
        return self.model_copy(update={"facts": facts, "unknown": tuple(p for p in self.unknown if p != path)})

    def forgetting(self, path: str) -> Conversation:
        """The conversation without one fact."""
        return self.model_copy(
            update={"facts": tuple(f for f in self.facts if f.path != path), "unknown": tuple(p for p in self.unknown if p != path)}
        )

    def household(self) -> Household:
        """The household as the ledger tells it."""
        return _household(self.facts, self.members, self.area)

    def known_facts(self) -> dict[str, KnownFact]:
        """The ledger in the form of the reply; what was said to be unknown stands in it without a value."""
        shown = {f.path: KnownFact(value=f.value, turn=f.turn, said=f.said) for f in self.facts}
        for path in self.unknown:
            shown.setdefault(path, KnownFact(value=None, turn=self.next_turn - 1, said="不清楚"))
        return shown

    @property
    def done(self) -> frozenset[str]:
        """The facts told to be so, of whomever: ``member.registered_unemployed``."""
        names = ((member_path(fact.path), fact) for fact in self.facts if fact.value is True)
        return frozenset(f"member.{spot[1]}" if spot else f"household.{fact.path}" for spot, fact in names)

    @property
    def next_turn(self) -> int:
        """The number of the turn that comes next; numbers never repeat, though old turns are dropped."""
        return self.turns[-1].number + 1 if self.turns else 1

    @property
    def place(self) -> str | None:
        """The area that holds now: told in the conversation, else chosen beside it."""
        told = self.ledger.get("area")
        return str(told.value) if told else self.area


def _without_the_contrary(ledger: dict[str, LedgerFact], path: str, value: Any) -> None:
    """我不是低保户 after 我家是低保户, or the other way round: what was told last holds."""
    head, dot, key = path.rpartition(".")
    contrary = {"recognised_as": "not_recognised_as", "not_recognised_as": "recognised_as"}.get(key)
    other = ledger.get(f"{head}{dot}{contrary}")
    if other is None or not isinstance(value, list | tuple) or not isinstance(other.value, list | tuple):
        return
    kept = [status for status in other.value if status not in value]
    if len(kept) == len(other.value):
        return
    if kept:
        ledger[other.path] = other.model_copy(update={"value": kept})
    else:
        del ledger[other.path]


def _merge(path: str, before: Any, value: Any, correction: bool) -> Any:
    """A disability told in two halves is one, corrected or not; statuses add up unless they are corrected."""
    if path.endswith("disability") and isinstance(before, Mapping) and isinstance(value, Mapping):
        if value.get("grade") == 0 or before.get("grade") == 0:
            return dict(value)
        return {**before, **value}
    if correction or before is None:
        return value
    if path.endswith("recognised_as") and isinstance(before, list | tuple) and isinstance(value, list | tuple) and before and value:
        return list(dict.fromkeys((*before, *value)))
    return value


def _household(facts: Iterable[LedgerFact], members: tuple[MemberLabel, ...], area: str | None) -> Household:
    data: dict[str, Any] = {}
    people: dict[int, dict[str, Any]] = {label.index: {"relation": label.relation} for label in members}
    for fact in facts:
        spot = member_path(fact.path)
        if spot is None:
            data[fact.path] = fact.value
        else:
            people.setdefault(spot[0], {})[spot[1]] = fact.value
    if not people and data.get("size") == 1:
        people[0] = {"relation": "self"}
    if people:
        data["members"] = [people.get(index, {}) for index in range(max(people) + 1)]
    data.setdefault("area", area)
    if data["area"] is None:
        del data["area"]
    try:
        return Household.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if not str(part).endswith("]"))
        raise HouseholdError(f"{_term(first['loc'])}不像是真的：{first['input']}", where=place, mend="请再说一遍") from None


def _term(place: tuple[str | int, ...]) -> str:
    keys = [str(part) for part in place if not isinstance(part, int)]
    scope, key = ("member", keys[1]) if keys and keys[0] == "members" and len(keys) > 1 else ("household", keys[0] if keys else "")
    try:
        return fact_spec(f"{scope}.{key}").term
    except KeyError:
        return key or "这项"
