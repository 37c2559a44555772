"""Facts of one household that cannot all be right (前后矛盾), and the household as far as it does not contradict itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.errors import NotInForceError
from corpus.facts import Household, Person, Range
from corpus.rule import All, Leaf, Op
from tools.fact_words import CHOICE_WORDS, fact_value_words, listed
from tools.rules.view import HouseholdView, agree, divide

STAGES = {
    "preschool": (0, 9),
    "primary": (4, 16),
    "junior": (9, 20),
    "senior": (12, 130),
    "vocational": (12, 130),
    "undergraduate": (14, 130),
}
"""Ages beyond which a stage of school is most likely a slip; generous, and never the ground of a verdict."""

NOT_TOLD = "核对以前都当没说"


class Contradiction(Strict):
    """What cannot all be right.

    Attributes:
        says: both facts, and what becomes of them, in words.
        member: whose facts they are; None: the household's.
        keys: the facts that count as not told until they are settled; empty: it is only pointed out.
    """

    says: str
    member: int | None = None
    keys: tuple[str, ...] = ()


def find_contradictions(household: Household, as_of: date, *, corpus: Corpus) -> tuple[Contradiction, ...]:
    """What of a household cannot all be right.

    Args:
        household: what has been told.
        as_of: the day; ages and the conditions of a status are those of that day.
        corpus: the registers.
    """
    view = HouseholdView(household, corpus, as_of)
    return (*_incomes(view), *_statuses(view), *_denied(household), *_ages(view))


def without(household: Household, found: tuple[Contradiction, ...]) -> Household:
    """The same household with what contradicts itself not told."""
    changes: dict[str, Any] = {key: None for one in found if one.member is None for key in one.keys}
    members = list(household.members or ())
    for one in found:
        if one.member is not None and one.keys:
            members[one.member] = members[one.member].model_copy(update=dict.fromkeys(one.keys))
    if members:
        changes["members"] = tuple(members)
    return household.model_copy(update=changes)


def _incomes(view: HouseholdView) -> Iterator[Contradiction]:
    """Income per head against the whole household's and its size."""
    household, size = view.household, view.size().value
    for whole_key, head_key in (("monthly_income", "monthly_income_per_head"), ("income_12m", "income_12m_per_head")):
        whole, head = getattr(household, whole_key), getattr(household, head_key)
        if whole is None or head is None or not size or agree(head, divide(whole, size)):
            continue
        terms = [f"{_term(key)} {fact_value_words(key, getattr(household, key))}" for key in (head_key, whole_key)]
        each = fact_value_words(head_key, divide(whole, size))
        yield Contradiction(
            says=f"{terms[0]}，和{terms[1]}、{size} 人（人均 {each}）对不上；{NOT_TOLD}，请留下对的", keys=(whole_key, head_key)
        )


def _statuses(view: HouseholdView) -> Iterator[Contradiction]:
    """Two statuses of the household of which one is given only to those who have not the other."""
    told = view.household.recognised_as or ()
    for status in told:
        for leaf in _demands(status, view):
            other = str(leaf.value)
            if other in told:
                yield Contradiction(
                    says=f"已认定的身份同时写了{other}和{status}，而认定{status}的条件里有“{leaf.plain}”；{NOT_TOLD}，请留下对的",
                    keys=("recognised_as",),
                )


def _demands(status: str, view: HouseholdView) -> Iterator[Leaf]:
    """The statuses a household must not have to be given this one."""
    recognition = view.corpus.recognitions[status]
    if recognition.programme is None or recognition.belongs != "household":
        return
    try:
        conditions = view.corpus.reading(recognition.programme, view.day).conditions
    except NotInForceError:
        return
    for part in conditions.all if isinstance(conditions, All) else ():
        if isinstance(part, Leaf) and part.fact == "household.recognised_as" and part.op is Op.LACKS:
            yield part


def _denied(household: Household) -> Iterator[Contradiction]:
    """A status told to be there and not to be there."""
    told: list[tuple[int | None, Household | Person]] = [(None, household), *enumerate(household.members or ())]
    for index, who in told:
        both = [status for status in who.recognised_as or () if status in (who.not_recognised_as or ())]
        if both:
            yield Contradiction(
                says=f"{_owner(index)}{listed(both)}既写在 recognised_as 里，又写在 not_recognised_as 里；{NOT_TOLD}，请留下对的",
                member=index,
                keys=("recognised_as", "not_recognised_as"),
            )


def _ages(view: HouseholdView) -> Iterator[Contradiction]:
    """An age that does not fit the month of birth or the stage of school."""
    for index, member in enumerate(view.household.members or ()):
        age = view.age(member, f"members[{index}]")
        low, high = (int(age.low), int(age.high)) if isinstance(age, Range) else (age, age)
        if low is None or high is None:
            continue
        if member.born is not None and member.age is not None and not low - 1 <= member.age <= high + 1:
            yield Contradiction(
                says=f"{_owner(index)}写的是 {member.age} 岁，按出生年月 {member.born} 是 {high} 岁；按出生年月算，请核对", member=index
            )
        stage = member.education_stage
        youngest, oldest = STAGES.get(stage or "", (0, 130))
        if stage is not None and (high < youngest or low > oldest):
            yield Contradiction(
                says=f"{_owner(index)}写的是 {high} 岁，就读学段写的是{CHOICE_WORDS[stage]}，多半有一样写错；核对以前，看年龄和学段的结果不作准",
                member=index,
            )


def _owner(index: int | None) -> str:
    return "" if index is None else f"第 {index + 1} 位成员"


def _term(key: str) -> str:
    about = Household.about(key)
    return about.term if about else key
