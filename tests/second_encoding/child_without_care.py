"""事实无人抚养儿童保障, judged per person.

Sources: card B14 (N40 一, 二) as extended by N68 at the end of 2020 (additions-bodies-documents.md 4 B14), README ruling 11,
table C. No figure decides, and the reading is the same on every day from 2021-11-04 to 2026-12-31.
"""

from datetime import date

from .shared import Facts, Result, Tri, age_at_least, all_of, any_of, judge_persons, not_

SITUATIONS: set[str] = {
    "severely_disabled",
    "seriously_ill",
    "imprisoned_over_6_months",
    "out_of_contact_over_6_months",
    "custody_revoked",
    "deported",
}
"""The situations of one parent (B14, N68); the last two are no listed values of the contract, taken if someone tells them."""

GONE: set[str] = {"dead", "missing"}
"""Dead or declared missing by a court (B14, ruling 11)."""


def parent_is(member: Facts, parent: str, values: set[str]) -> Tri:
    """Whether a parent's told state is one of the values; a state outside all known words is not understood, so open."""
    told = member.get(parent)
    return told in values if told in SITUATIONS | GONE | {"alive_able"} else None


def without_care(member: Facts) -> Tri:
    """Both parents each in a situation, or one gone and the other in a situation; both gone is an orphan (B13), not this."""
    father, mother = parent_is(member, "father", SITUATIONS), parent_is(member, "mother", SITUATIONS)
    father_gone, mother_gone = parent_is(member, "father", GONE), parent_is(member, "mother", GONE)
    return any_of([all_of([father, mother]), all_of([father_gone, mother]), all_of([father, mother_gone])])


def judge(household: Facts, day: date) -> Result:
    """Judge 事实无人抚养儿童保障 for each member.

    特困 beside it is either-or and 低保 lowers the amount only (table C); 孤儿 beside it is an inference, which never decides.

    Args:
        household: Household facts as in design.md section 4.
        day: Day of the judgement.

    Returns:
        The verdict of the household and of each member.
    """

    def rule(_: Facts, member: Facts) -> Tri:
        return all_of([not_(age_at_least(member, 18, day)), without_care(member)])

    return judge_persons(household, rule)
