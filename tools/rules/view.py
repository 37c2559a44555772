"""A household as rules see it: coarse and finer facts joined, derived amounts, what is open and under which path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from corpus.corpus import Corpus
from corpus.facts import Disability, Household, Person, Range, Supporter
from tools.rules.logic import Truth

STRICTEST_ASSET_TEST = "低保"
"""The test a plain ``assets_within_limit`` answers outright; a plain true answers the others too (ruling 4 of docs/rulings.md)."""

LOOSER_ONLY = "looser_only"
"""Trial answer: property is above the strictest limit and within the looser ones."""

UNLISTED = -1
"""Index of a member who has not been named yet: everything about them is open."""

NOBODY = Person()

Index = int | tuple[int, int] | None
"""Whose facts are meant: a member, or (member, supporter) inside ``every_supporter``."""


_DERIVED = {"household.income_12m_per_head": "income_12m"}
"""Facts that are worked out from another, under whose path they are asked."""


@dataclass(frozen=True)
class Told:
    """A fact as far as it is known: its value, or the path that would settle it."""

    value: Any
    path: str
    note: str | None = None


@dataclass(frozen=True)
class HouseholdView:
    """One household on one day.

    Attributes:
        complete: whether the member list is complete once it is given (check, screen); in a conversation it is so
            only when its length reaches the size.
        overrides: paths set to a trial value, for finding out which facts still matter.
        seen: what was worked out before for this very view; it is frozen, so it stays right.
    """

    household: Household
    corpus: Corpus
    day: date
    complete: bool = True
    overrides: Mapping[str, Any] = field(default_factory=dict)
    seen: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def trying(self, more: Mapping[str, Any]) -> HouseholdView:
        """The same household with more paths set to trial values."""
        trial = HouseholdView(self.household, self.corpus, self.day, self.complete, {**self.overrides, **more})
        if "area" not in more and "area" in self.seen:
            trial.seen["area"] = self.seen["area"]
        return trial

    # -- members -------------------------------------------------------------------------------------------------

    def indexes(self) -> tuple[int, ...]:
        """The listed members who count: those absent by law (in prison, declared missing …) do not."""
        return tuple(i for i, member in enumerate(self.household.members or ()) if member.absent is None)

    def list_complete(self) -> bool:
        """Whether no unlisted member can exist; a list of nobody names nobody, as a household has someone."""
        members = self.household.members
        if not members:
            return False
        if self.complete:
            return True
        size = self.size().value
        return isinstance(size, int) and len(members) >= size

    def completeness_waits_for_size(self) -> bool:
        """Whether an untold size is what the member list may yet reach."""
        return not self.complete and self.household.members is not None and self.size().value is None

    def member(self, index: int) -> Person:
        """The member, or nobody in particular for an unlisted one."""
        return NOBODY if index == UNLISTED else (self.household.members or ())[index]

    def supporters(self, index: Index) -> tuple[Supporter, ...] | None:
        """Who owes the member support, as listed; None: no list was told."""
        assert isinstance(index, int), "supporters outside a member rule"
        return self.member(index).supporters

    def path(self, fact: str, index: Index) -> str:
        """The household path of a fact: ``member.disability.grade`` of member 1 -> ``members[1].disability``.

        Whatever is open about supporters is asked under one path, their list.
        """
        scope, _, key = fact.partition(".")
        top = _DERIVED.get(fact) or key.split(".")[0]
        if scope == "household":
            return top
        if isinstance(index, tuple):
            if scope == "supporter":
                return f"members[{index[0]}].supporters"
            index = index[0]
        return "members" if index == UNLISTED else f"members[{index}].{top}"

    def reads(self, fact: str, index: Index) -> tuple[str, ...]:
        """The paths a fact's value may come from: its own, and those it is derived from or falls back on.

        Whoever lets ``get`` or ``has`` look at another path names it here; a law of the tests watches over it.
        """
        own = self.path(fact, index)
        if fact in ("household.monthly_income_per_head", "member.monthly_income"):
            return (own, "size", "monthly_income_per_head")
        if fact == "household.income_12m_per_head":
            return (own, "size", "monthly_income_per_head")
        if fact == "member.recognised_as":
            return (own, "recognised_as", "size")
        if fact.endswith((".grade", ".category")):
            return (own, f"{own}.{fact.rsplit('.', 1)[1]}")
        return (own,)

    # -- values --------------------------------------------------------------------------------------------------

    def get(self, fact: str, index: Index) -> Told:
        """The value of a fact for the household, a member or a supporter; value None: not told."""
        seen = self.seen.get((fact, index))
        if seen is None:
            seen = self.seen[fact, index] = self._get(fact, index)
        return seen

    def _get(self, fact: str, index: Index) -> Told:
        scope, _, key = fact.partition(".")
        path = self.path(fact, index)
        if scope == "household":
            return self._household(key, path)
        assert index is not None, f"{fact} outside a member rule"
        if isinstance(index, tuple):
            if scope == "supporter":
                return self._supporter(key, path, index)
            index = index[0]
        return self._member(key, path, index)

    def _household(self, key: str, path: str) -> Told:
        match key.split("."):
            case ["monthly_income_per_head"]:
                return self.income_per_head()
            case ["size"]:
                return self.size()
            case ["area"]:
                return Told(self.area(), "area")
            case ["assets_within_limit", test]:
                return Told(self.assets(test), "assets_within_limit")
            case ["income_12m_per_head"]:
                return self.yearly_income_per_head()
            case ["disaster", "struck"]:
                told = self.household.disaster
                return Told(told.kind != "none" if told else self.overrides.get(path), path)
            case _:
                return Told(self._raw(path, getattr(self.household, key)), path)

    def _raw(self, path: str, value: Any) -> Any:
        return self.overrides.get(path, value) if value is None else value

    def _member(self, key: str, path: str, index: int) -> Told:
        person = self.member(index)
        trial = f"members[{index}]"
        match key.split("."):
            case ["age"]:
                return Told(self.age(person, trial), path)
            case ["monthly_income"]:
                if person.monthly_income is not None:
                    return Told(person.monthly_income, path)
                return self.income_per_head()
            case ["disability" | "father_disability" | "mother_disability" as whose, part]:
                return self._disability(getattr(person, whose), part, path)
            case [plain]:
                return Told(self._raw(f"{trial}.{plain}", getattr(person, plain)), path)
            case _:
                raise KeyError(key)

    def _supporter(self, key: str, path: str, index: tuple[int, int]) -> Told:
        supporter = (self.supporters(index[0]) or ())[index[1]]
        field, _, part = key.partition(".")
        value = getattr(supporter, field)
        if field == "yearly_income" and value is None and supporter.monthly_income is not None:
            value = _times(supporter.monthly_income, 12)
        return Told(part_of(value, part) if part and value is not None else value, path)

    def _disability(self, told: Disability | None, part: str, path: str) -> Told:
        """Grade or category; of a certificate told in part, the other part has a path of its own."""
        if told is None:
            return Told(part_of(self.overrides.get(path), part), path)
        value = part_of(told, part)
        finer = f"{path}.{part}"
        return Told(value if value is not None else self.overrides.get(finer), finer)

    def size(self) -> Told:
        """The number of people who live together."""
        told = self.household.household_size or self.household.size
        if told is None and self.complete and self.household.members is not None:
            told = len(self.indexes()) or None
        return Told(self._raw("size", told), "size")

    def area(self) -> str | None:
        """Where the household is registered (户籍地), as a registered area."""
        if "area" not in self.seen:
            name = self._raw("area", self.household.hukou_area or self.household.area)
            self.seen["area"] = name if name is None or name in self.corpus.areas else self.corpus.area(name).id
        return self.seen["area"]  # type: ignore[no-any-return]

    def income_per_head(self) -> Told:
        """Monthly income per head: as told, or the household's divided by its size; a contradiction is open."""
        path = "monthly_income_per_head"
        told, whole, size = self.household.monthly_income_per_head, self.household.monthly_income, self.size().value
        derived = divide(whole, size) if whole is not None and size else None
        if told is not None and derived is not None and not agree(told, derived):
            return Told(None, path, note="人均月收入与全家月收入、人数对不上")
        if told is not None or derived is not None:
            return Told(told if told is not None else derived, path)
        if whole is not None:
            return Told(None, "size")
        return Told(self.overrides.get(path), path)

    def yearly_income_per_head(self) -> Told:
        """Income per head over the last twelve months: as told, the household's divided by its size, or twelve of its months."""
        told, whole = self.household.income_12m_per_head, self._raw("income_12m", self.household.income_12m)
        if told is not None:
            return Told(told, "income_12m")
        if whole is not None:
            size = self.size().value
            return Told(divide(whole, size), "income_12m") if size else Told(None, "size")
        month = self.income_per_head().value
        return Told(_times(month, 12) if month is not None else None, "income_12m")

    def assets(self, test: str) -> bool | None:
        """Whether property is within the limit of one test; a plain false answers only the strictest."""
        told = self.household.assets_within_limit
        trial = self.overrides.get("assets_within_limit")
        if trial == LOOSER_ONLY:
            trial = test != STRICTEST_ASSET_TEST
        if isinstance(told, Mapping):
            answer = told.get(test)
            return answer if answer is not None else trial
        if told is None:
            return trial
        if told or test == STRICTEST_ASSET_TEST:
            return told
        return trial

    def age(self, person: Person, trial: str) -> int | Range | None:
        """Completed years on the day; in the month of birth itself both are possible."""
        if person.born is None:
            told = person.age
            return told if told is not None else self.overrides.get(f"{trial}.age")
        year, month = (int(part) for part in person.born.split("-"))
        years = self.day.year - year - (1 if self.day.month < month else 0)
        if self.day.month == month and years > 0:
            return Range(low=Decimal(years - 1), high=Decimal(years))
        return max(years, 0)

    # -- recognised statuses -------------------------------------------------------------------------------------

    def has(self, fact: str, status: str, index: Index) -> tuple[Truth, str]:
        """Whether the household, member or supporter is recognised as ``status``, and the path that would settle it."""
        seen = self.seen.get((fact, status, index))
        if seen is None:
            seen = self.seen[fact, status, index] = self._has(fact, status, index)
        return seen

    def _has(self, fact: str, status: str, index: Index) -> tuple[Truth, str]:
        if fact.startswith("household."):
            return self._household_has(status), "recognised_as"
        if fact.startswith("supporter."):
            told = self.get(fact, index)
            return (None if told.value is None else status in told.value), told.path
        assert index is not None
        return self._person_has(status, index[0] if isinstance(index, tuple) else index)

    def denied(self, index: int | None) -> tuple[str, ...]:
        """Statuses that were said not to be there, of the household or a member."""
        return (self.household if index is None else self.member(index)).not_recognised_as or ()

    def settled_for_all(self) -> tuple[str, ...]:
        """Statuses the household's answer rules out for every member too (ruling 3 of docs/rulings.md)."""
        told = self.household.recognised_as
        if told is None:
            return ()
        return tuple(r.id for r in self.corpus.recognitions.values() if r.shorthand != "none" and r.id not in told)

    def _household_has(self, status: str) -> Truth:
        told = self._raw("recognised_as", self.household.recognised_as)
        if told is not None:
            return status in told
        if status in (self.household.not_recognised_as or ()):
            return False
        return None

    def _person_has(self, status: str, index: int) -> tuple[Truth, str]:
        person, recognition = self.member(index), self.corpus.recognitions[status]
        own_path = "members" if index == UNLISTED else f"members[{index}].recognised_as"
        own = self._raw(f"members[{index}].recognised_as", person.recognised_as)
        if own is not None and status in own:
            return True, own_path
        house = self._household_has(status) if recognition.shorthand != "none" else False
        if status in (person.not_recognised_as or ()):
            return False, own_path
        if recognition.shorthand == "every_member" and house is not False:
            return (True, own_path) if house else (None if own is None else False, "recognised_as")
        if recognition.shorthand == "single_member" and house is True:
            if self.size().value == 1:
                return True, own_path
            return (None if own is None else False), own_path
        if own is not None:
            return False, own_path
        if recognition.shorthand == "none":
            return None, own_path
        return house, "recognised_as"


def part_of(disability: Disability | None, part: str) -> Any:
    """Grade or category of a certificate; of "told: none" grade 0 and no category."""
    if disability is None:
        return None
    if disability.grade == 0 or disability.certified is False:
        return 0 if part == "grade" else "none"
    return getattr(disability, part)


def _times(amount: Decimal | Range | int, factor: int) -> Decimal | Range:
    if isinstance(amount, Range):
        return Range(low=amount.low * factor, high=amount.high * factor)
    return Decimal(amount) * factor


def divide(amount: Decimal | Range, size: int) -> Decimal | Range:
    """An amount by the number of people."""
    if isinstance(amount, Range):
        return Range(low=amount.low / size, high=amount.high / size)
    return amount / size


def agree(told: Decimal | Range, derived: Decimal | Range) -> bool:
    """Whether two amounts are the same within one yuan, or ranges that overlap."""
    low, high = _ends(told)
    other_low, other_high = _ends(derived)
    return low <= other_high + 1 and other_low <= high + 1


def _ends(value: Decimal | Range) -> tuple[Decimal, Decimal]:
    return (value.low, value.high) if isinstance(value, Range) else (value, value)


_MEMBER_PATH = re.compile(r"^members\[(\d+)\]\.([a-z_]+)(?:\.[a-z_]+)?$")


def member_path(path: str) -> tuple[int, str] | None:
    """Index and key of ``members[1].age`` or ``members[1].disability.grade``; None for a household path."""
    found = _MEMBER_PATH.match(path)
    return (int(found[1]), found[2]) if found else None
