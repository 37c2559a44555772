"""困难残疾人生活补贴, judged per person.

Sources: card B11 (N34, N35, N36, N40 for 事实无人抚养儿童), table C, README ruling 3, additions-bodies-documents.md 4 B11.
The amounts moved on 2022-01-01 and 2026-01-01 (dalian.md D4); who gets it did not.
"""

from datetime import date

from .shared import Facts, Result, Tri, all_of, has_disability, judge_persons, not_, person_has, told_bool


def rule(household: Facts, member: Facts) -> Tri:
    """B11 谁: a certificate of any grade and 低保; 特困 and 孤儿 are plain "否"; 工伤生活护理费 is presumed absent until told.

    "全额领事实无人抚养补贴 -> 否" never bites here: whoever has 低保 is paid only the difference (N40, B14 补差; table C 重算补差).
    """
    injury_care: Tri = told_bool(member, "receives_work_injury_care_allowance") is True
    return all_of(
        [
            has_disability(member),
            person_has(household, member, "低保"),
            not_(person_has(household, member, "特困")),
            not_(person_has(household, member, "孤儿")),
            not_(injury_care),
        ]
    )


def judge(household: Facts, day: date) -> Result:
    """Judge 困难残疾人生活补贴 for each member.

    Args:
        household: Household facts as in design.md section 4.
        day: Day of the judgement; nothing that decides moves between 2021-11-04 and 2026-12-31.

    Returns:
        The verdict of the household and of each member.
    """
    del day
    return judge_persons(household, rule)
