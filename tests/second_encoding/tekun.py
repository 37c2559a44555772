"""特困人员救助供养, judged per person.

Sources: card B02 (N12 第16-17条, N16 第4-9条), table 0.3 row 2, README rulings 1, 4, 6, 10, dalian.md D1,
additions-bodies-documents.md 4 B02.
"""

from datetime import date

from .income import below_line, line_group, own_income
from .shared import (
    LAW,
    OPEN,
    Facts,
    Result,
    Tri,
    age_at_least,
    all_of,
    any_of,
    assets_ok,
    disability_in,
    judge_persons,
    not_,
    person_has,
    told_bool,
)

UP_TO_SENIOR: set[str] = {"primary", "junior", "senior", "vocational"}
"""义务教育 and 高中阶段, 中职 included (N12 第16条)."""


def continues(household: Facts, member: Facts, day: date) -> Tri:
    """B02 延续: a minor in 特困 goes on to 18, and past 18 while still in compulsory or upper secondary schooling.

    The card hangs this on N12 第16条; before that law the text is not established, so it stays open then.
    """
    stage = member.get("education_stage")
    at_school: Tri = None if stage is None else stage in UP_TO_SENIOR
    young_enough = any_of([not_(age_at_least(member, 18, day)), at_school])
    in_force: Tri = True if day >= LAW else OPEN
    return all_of([person_has(household, member, "特困"), young_enough, in_force])


def no_labour_capacity(household: Facts, member: Facts, day: date) -> Tri:
    """B02 谁 1: 60 or over, under 16, 智力/精神 grade 1-3, 肢体 grade 1-2, 视力 grade 1, or a minor's status that goes on."""
    return any_of(
        [
            age_at_least(member, 60, day),
            not_(age_at_least(member, 16, day)),
            disability_in(member, {1, 2, 3}, {"智力", "精神"}),
            disability_in(member, {1, 2}, {"肢体"}),
            disability_in(member, {1}, {"视力"}),
            continues(household, member, day),
        ]
    )


def income_below_line(household: Facts, member: Facts, day: date) -> Tri:
    """B02 谁 2: own income below the 低保 standard: the rural line of the area, for urban 户籍 the one urban line (D1)."""
    income, group = own_income(household, member), line_group(household)
    residence = household.get("residence")
    urban: Tri = None if residence is None else residence == "urban"
    if group is None:
        return None
    return any_of([below_line(income, group, day), all_of([urban, below_line(income, "elsewhere", day)])])


def judge(household: Facts, day: date) -> Result:
    """Judge 特困人员救助供养 for each member.

    孤儿 and 事实无人抚养 beside 特困 are either-or (N16 第9条, table C 二选一) and so no condition.

    Args:
        household: Household facts as in design.md section 4.
        day: Day of the judgement.

    Returns:
        The verdict of the household and of each member.
    """

    def rule(house: Facts, member: Facts) -> Tri:
        return all_of(
            [
                no_labour_capacity(house, member, day),
                income_below_line(house, member, day),
                assets_ok(house, "特困"),
                told_bool(member, "supporters_unable"),
            ]
        )

    return judge_persons(household, rule)
