"""What the five programmes share: three values and the reading of the household facts.

Sources: design.md section 4 (household facts, contract rules), facts/README.md rulings 3 and 4.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, TypeAlias

Tri: TypeAlias = bool | None
Verdict: TypeAlias = Literal["eligible", "ineligible", "unknown"]
Facts: TypeAlias = dict[str, Any]

UNNAMED: Facts = {}
"""A person nobody has told anything of, standing for whoever lives there while `members` is missing."""

OPEN: Tri = None
"""Not told, not established, or left to an official (discretion)."""

LAW: date = date(2026, 7, 1)
"""Start of the social assistance law (N12)."""


@dataclass(frozen=True)
class Result:
    """Verdict for the household and, where judged per person, one verdict per listed member (design.md 4)."""

    verdict: Verdict
    members: list[Verdict] = field(default_factory=list)


def all_of(values: Iterable[Tri]) -> Tri:
    """Kleene "and"."""
    seen = list(values)
    return False if False in seen else None if None in seen else True


def any_of(values: Iterable[Tri]) -> Tri:
    """Kleene "or"."""
    seen = list(values)
    return True if True in seen else None if None in seen else False


def not_(value: Tri) -> Tri:
    """Kleene "not"."""
    return None if value is None else not value


def verdict(value: Tri) -> Verdict:
    """Words of the contract for a truth value (design.md 4)."""
    return "unknown" if value is None else "eligible" if value else "ineligible"


def judge_persons(household: Facts, rule: Callable[[Facts, Facts], Tri]) -> Result:
    """Judge each listed member; the household is eligible if one is, else unknown if one is, else ineligible (design.md 4).

    While nobody is named, one person of whom nothing is told stands for whoever lives there: what the household's
    own facts already rule out for everyone is ruled out, everything else stays open.
    """
    listed = members(household)
    if listed is None:
        return Result("ineligible" if rule(household, UNNAMED) is False else "unknown")
    truths = [rule(household, member) for member in listed]
    return Result(verdict(any_of(truths)), [verdict(truth) for truth in truths])


def number(value: Any) -> Decimal | None:
    """A told number as Decimal; anything else counts as not told."""
    if value is None or isinstance(value, bool):
        return None
    try:
        told = Decimal(str(value))
    except InvalidOperation:
        return None
    return told if told.is_finite() else None


def told_bool(facts: Facts, key: str) -> Tri:
    """A told yes/no; a missing key or None is not told (design.md 4)."""
    value = facts.get(key)
    return value if isinstance(value, bool) else None


# ---- people ---------------------------------------------------------------------------------------------------------


def members(household: Facts) -> list[Facts] | None:
    """The member list, complete when given; None while nobody is named (design.md 4)."""
    listed = household.get("members")
    return list(listed) if listed else None


def any_member(household: Facts, test: Callable[[Facts], Tri]) -> Tri:
    """Whether some member passes; while nobody is named, open unless the household's facts rule it out for everyone."""
    listed = members(household)
    if listed is None:
        return False if test(UNNAMED) is False else None
    return any_of(test(member) for member in listed)


def size(household: Facts) -> int | None:
    """Persons living together: `size`, else the listed members who are counted (design.md 4; README finer facts, `absent`)."""
    told = number(household.get("size"))
    if told is not None:
        return int(told) if told >= 1 else None
    listed = members(household)
    if listed is None:
        return None
    return sum(1 for member in listed if member.get("absent") not in {"prison", "detox", "declared_missing"}) or None


def age_range(member: Facts, day: date) -> tuple[int, int] | None:
    """Completed years on the day, lowest and highest possible; `born` outranks `age` (README finer facts).

    `born: YYYY-MM` leaves the day of birth open, so in the month of birth both ages are possible.
    """
    born = member.get("born")
    if isinstance(born, date):
        born = born.isoformat()
    if isinstance(born, str) and born.strip():
        try:
            parts = [int(part) for part in born.strip()[:10].split("-")]
        except ValueError:
            parts = []
        if parts[1:]:
            years = day.year - parts[0]
            if parts[1] == day.month and not parts[2:]:
                return years - 1, years
            exact = years - ([day.month, day.day] < parts[1:])
            return exact, exact
    told = number(member.get("age"))
    return None if told is None else (int(told), int(told))


def age_at_least(member: Facts, years: int, day: date) -> Tri:
    """Whether the member has completed the years on the day."""
    ages = age_range(member, day)
    if ages is None:
        return None
    return True if ages[0] >= years else False if ages[1] < years else None


def no_disability(member: Facts) -> bool:
    """Told: no disability (None, "none" or grade 0; a missing key is not told; design.md 4)."""
    if "disability" not in member:
        return False
    told = member["disability"]
    return told is None or told == "none" or (isinstance(told, dict) and number(told.get("grade")) == 0)


def has_disability(member: Facts) -> Tri:
    """Holds a certificate of any grade; telling a grade or a category tells that there is one."""
    if no_disability(member):
        return False
    told = member.get("disability")
    return True if isinstance(told, dict) and (told.get("grade") is not None or told.get("category") is not None) else None


def disability_in(member: Facts, grades: set[int], categories: set[str] | None = None) -> Tri:
    """Grade within `grades` and, where given, category within `categories`.

    A certificate of category 多重 does not tell which kinds it joins, so a test of the category stays open for it.
    """
    if no_disability(member):
        return False
    raw = member.get("disability")
    told: Facts = raw if isinstance(raw, dict) else {}
    grade = number(told.get("grade"))
    right_grade: Tri = None if grade is None else grade in grades
    if categories is None:
        return right_grade
    category = told.get("category")
    right_kind: Tri = None if category in (None, "多重") else category in categories
    return all_of([right_grade, right_kind])


# ---- recognised statuses --------------------------------------------------------------------------------------------


def recognised(facts: Facts) -> set[str] | None:
    """The told statuses of a household or a member; [] and [none] are told "none"; None is not told (design.md 4)."""
    told = facts.get("recognised_as")
    if told is None:
        return None
    return {str(item) for item in ([told] if isinstance(told, str) else told)} - {"none", "None"}


def person_has(household: Facts, member: Facts, status: str) -> Tri:
    """Whether a person has a status (README ruling 3; design.md 4: only `recognised_as` gives one)."""
    own, shared = recognised(member), recognised(household)
    if own is not None and status in own:
        return True
    if status in {"孤儿", "事实无人抚养儿童"}:
        return None if own is None else False
    if shared is not None and status in shared:
        if status == "低保" or size(household) == 1:
            return True
        return None if own is None else False
    return None if own is None and shared is None else False


def household_has(household: Facts, status: str) -> Tri:
    """Whether the household has a status itself or, for 低保 and 特困, through one of its members (README ruling 3)."""
    shared = recognised(household)
    if shared is not None and status in shared:
        return True
    if status in {"低保", "特困"}:
        return any_member(household, lambda member: person_has(household, member, status))
    return None if shared is None else False


def assets_ok(household: Facts, recognition: str) -> Tri:
    """Property test of one recognition: plain true answers all, plain false only that of 低保 (README ruling 4)."""
    told = household.get("assets_within_limit")
    if isinstance(told, dict):
        return told_bool(told, recognition)
    if told is True:
        return True
    return False if told is False and recognition == "低保" else None
