"""农村危房改造, judged by household.

Sources: card B17 (six kinds: N46, N47; four kinds: N12 第26条), its correction in additions-bodies-documents.md 4 B17,
README ruling 3, plan 二(一)1 and 二(二)6.
"""

from datetime import date

from .shared import LAW, OPEN, Facts, Result, Tri, all_of, any_of, household_has, told_bool, verdict

N46_LAST_DAY: date = date(2025, 12, 31)
"""N46 "ran for the 十四五 years"; no successor was found."""


def kinds(household: Facts, day: date) -> Tri:
    """Whether the household is of a kind that is helped on the day.

    低保户, 分散供养特困 (scattered is presumed: a person in an institution is outside the listed keys) and 低保边缘 count throughout.
    The two monitored kinds rest on the transition's list: met to the end of 2025, open after it.
    刚性支出困难家庭 enters with N12 第26条. The sixth kind (其他脱贫户 never helped before) is outside the listed keys and presumed absent.
    """
    monitored = any_of([household_has(household, "防止返贫致贫对象"), told_bool(household, "sudden_hardship")])
    still: Tri = True if day <= N46_LAST_DAY else OPEN
    return any_of(
        [
            household_has(household, "低保"),
            household_has(household, "特困"),
            household_has(household, "低保边缘"),
            all_of([monitored, still]),
            all_of([household_has(household, "刚性支出困难家庭"), day >= LAW]),
        ]
    )


def unsafe(household: Facts) -> Tri:
    """B17: graded C or D, or no house at all (told "none")."""
    grade = household.get("housing_grade")
    return None if grade is None else str(grade).strip().upper() in {"C", "D", "NONE"}


def judge(household: Facts, day: date) -> Result:
    """Judge 农村危房改造 for a household.

    Args:
        household: Household facts as in design.md section 4.
        day: Day of the judgement.

    Returns:
        The verdict; the member list is empty.
    """
    residence = household.get("residence")
    rural: Tri = None if residence is None else residence == "rural"
    return Result(verdict(all_of([rural, unsafe(household), kinds(household, day)])))
