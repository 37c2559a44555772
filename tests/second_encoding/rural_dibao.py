"""农村最低生活保障, judged by household.

Sources: card B01 (N12 第18-21条, N15 第4-8条, N18), table 0.3 row 1, table C, README rulings 1, 4, 9, additions.md 1
(single-person 低保 in the Dalian guide), dalian.md D1.
"""

from datetime import date

from .income import below_line, income_per_head, line_group
from .shared import (
    LAW,
    OPEN,
    UNNAMED,
    Facts,
    Result,
    Tri,
    age_at_least,
    all_of,
    any_member,
    any_of,
    assets_ok,
    disability_in,
    household_has,
    members,
    not_,
    person_has,
    told_bool,
    verdict,
)

N18_FROM: date = date(2022, 10, 20)
"""N18: adults without work and severely disabled may be treated like a household of one."""


def all_in_tekun(household: Facts) -> Tri:
    """Whether every member is 特困 already: table C, 特困 beside 低保 is a plain "否", meaning the same person (ruling 3)."""
    listed = members(household)
    return all_of(person_has(household, member, "特困") for member in ([UNNAMED] if listed is None else listed))


def whole_household(household: Facts, day: date) -> Tri:
    """B01 谁: income per head below the line and property within the 低保 limits, for a household taken in whole (ruling 9)."""
    return all_of(
        [
            below_line(income_per_head(household), line_group(household), day),
            assets_ok(household, "低保"),
            not_(all_in_tekun(household)),
        ]
    )


def severely_disabled(member: Facts) -> Tri:
    """Table 0.3 row 低保 "单人户": grade 1 or 2, or 智力 or 精神 grade 3."""
    return any_of([disability_in(member, {1, 2}), disability_in(member, {3}, {"智力", "精神"})])


def cannot_work(member: Facts) -> Tri:
    """The Dalian guide (additions.md 1, S) adds "without working ability"; N15 (V) does not: told able to work stays open."""
    return True if told_bool(member, "can_work") is False else OPEN


def alone_from_margin(household: Facts, member: Facts, day: date) -> Tri:
    """B01 单人户: a member of a recognised 边缘 household, severely disabled or seriously ill, applies alone.

    Which illnesses count is settled locally and unknown, so a told illness stays open and an untold one is presumed absent.
    From 2026-07-01 N12 第21条 adds persons in real special hardship: whether there is one only an official judges.
    """
    ill: Tri = OPEN if told_bool(member, "serious_illness") else False
    special: Tri = OPEN if day >= LAW else False
    return all_of(
        [
            household_has(household, "低保边缘"),
            any_of([all_of([severely_disabled(member), cannot_work(member)]), ill, special]),
            not_(person_has(household, member, "特困")),
        ]
    )


def alone_like_one(household: Facts, member: Facts, day: date) -> Tri:
    """B01 and ruling 9: 成年无业重度残疾人 *may* be treated like a household of one (N18); discretionary, at most unknown."""
    if day < N18_FROM:
        return False
    return all_of([age_at_least(member, 18, day), severely_disabled(member), not_(person_has(household, member, "特困")), OPEN])


def judge(household: Facts, day: date) -> Result:
    """Judge 农村最低生活保障 for a household.

    Args:
        household: Household facts as in design.md section 4.
        day: Day of the judgement.

    Returns:
        The verdict; the member list is empty.
    """
    residence = household.get("residence")
    rural: Tri = None if residence is None else residence == "rural"
    routes = [
        whole_household(household, day),
        any_member(household, lambda member: alone_from_margin(household, member, day)),
        any_member(household, lambda member: alone_like_one(household, member, day)),
    ]
    return Result(verdict(all_of([rural, any_of(routes)])))
