"""What if: typed changes on a copy, both results side by side, nothing suggested."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from corpus.corpus import Corpus
from corpus.errors import HouseholdError, UnknownNameError
from corpus.facts import Household, Person, Range
from corpus.load import load
from tools.changes import AddMember, Change, Earn, RemoveMember, SetHousehold, SetMember, apply, change_words
from tools.eligibility import Verdict, check_household
from tools.what_if import HONEST, WhatIf, compare, differences, side_by_side

DAY = date(2025, 8, 1)
"""A day whose rural line is known: 846 in 庄河市."""

HOME: dict[str, Any] = {
    "area": "庄河市",
    "residence": "rural",
    "size": 2,
    "monthly_income": 1660,
    "assets_within_limit": True,
    "recognised_as": [],
    "members": [
        {"relation": "self", "age": 63, "disability": "none", "recognised_as": []},
        {"relation": "spouse", "age": 61, "disability": {"grade": 3, "category": "肢体"}, "recognised_as": []},
    ],
}
DIBAO, CARE = "农村最低生活保障", "重度残疾人护理补贴"


@cache
def _corpus() -> Corpus:
    return load()


def home(**more: Any) -> Household:
    return Household.model_validate({key: value for key, value in {**HOME, **more}.items() if value is not None})


def what(household: Household, *changes: Change, complete: bool = True) -> WhatIf:
    return compare(household, changes, DAY, corpus=_corpus(), complete=complete)


def verdicts(found: WhatIf, programme: str) -> tuple[Verdict, Verdict]:
    side = next(p for p in found.programmes if p.id == programme)
    return side.before.verdict, side.after.verdict


ELIGIBLE, INELIGIBLE, UNKNOWN = Verdict.ELIGIBLE, Verdict.INELIGIBLE, Verdict.UNKNOWN


# -- size and income follow the people -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "change", "size", "income", "noted"),
    [
        ({}, AddMember(person=Person(relation="parent")), 3, 1660, "全家收入先按不变算"),
        ({}, AddMember(person=Person(relation="parent", monthly_income=400)), 3, 2060, None),
        ({}, AddMember(person=Person(relation="child", age=0)), 3, 1660, None),
        ({}, AddMember(person=Person(relation="other"), newcomer=False), 3, 1660, "先按不变算"),
        ({"monthly_income": None, "monthly_income_per_head": 830}, AddMember(), 3, 1660, "先按不变算"),
        ({"monthly_income": None}, AddMember(), 3, None, None),
        ({}, RemoveMember(index=1), 1, None, "走后全家还有多少收入就不知道了"),
        ({"monthly_income": 0}, RemoveMember(index=1), 1, 0, None),
        ({"monthly_income": None, "monthly_income_per_head": 830}, RemoveMember(index=1), 1, None, "就不知道了"),
        ({}, SetHousehold(key="size", value=3), 3, 1660, "成员只列了 2 位"),
        ({"monthly_income": None, "monthly_income_per_head": 830}, SetHousehold(key="size", value=4), 4, 1660, "成员只列了 2 位"),
        ({}, SetHousehold(key="monthly_income", value=1000), 2, 1000, None),
        ({}, Earn(amount=Decimal(500)), 2, 2160, "每月多算 500 元"),
        ({}, Earn(amount=Decimal(-2000), index=0), 2, 0, "每月少算 2000 元"),
        ({"monthly_income": None}, Earn(amount=Decimal(500)), 2, None, "也算不出来"),
    ],
)
def test_size_and_income_follow(told: dict[str, Any], change: Change, size: int, income: int | None, noted: str | None) -> None:
    changed = apply(home(**told), [change])
    assert (changed.household.size, changed.household.monthly_income) == (size, income)
    assert changed.household.monthly_income_per_head is None
    assert any(noted in note for note in changed.notes) if noted else not changed.notes, changed.notes


def test_what_a_leaver_earned_goes_with_them() -> None:
    members = [HOME["members"][0], {**HOME["members"][1], "monthly_income": 700}]
    assert apply(home(members=members), [RemoveMember(index=1)]).household.monthly_income == 960


def test_an_income_nobody_told_before_is_a_span() -> None:
    """Of the 1660 anything from nothing to all may be hers: with her new 2000 it is 2000 to 3660."""
    changed = apply(home(), [SetMember(index=1, key="monthly_income", value=2000)])
    assert changed.household.monthly_income == Range(low=Decimal(2000), high=Decimal(3660))
    members = [HOME["members"][0], {**HOME["members"][1], "monthly_income": 700}]
    assert apply(home(members=members), [SetMember(index=1, key="monthly_income", value=2000)]).household.monthly_income == 2960


def test_an_income_per_head_of_nobody_knows_how_many_is_open() -> None:
    told = home(size=None, members=None, monthly_income=None, monthly_income_per_head=830)
    changed = apply(told, [AddMember(person=Person(relation="parent"))], complete=False)
    assert changed.household.monthly_income_per_head is None
    assert any("几口人平均" in note for note in changed.notes)


def test_the_yearly_income_of_before_does_not_speak_of_then() -> None:
    changed = apply(home(annual_net_income_per_head=7000), [AddMember()])
    assert changed.household.annual_net_income_per_head is None
    assert any("人均年纯收入" in note for note in changed.notes)


def test_in_a_conversation_the_one_asking_is_there_before_anybody_is_named() -> None:
    changed = apply(home(size=None, members=None), [AddMember(person=Person(relation="parent", age=80))], complete=False)
    assert [m.relation for m in changed.household.members or ()] == ["self", "parent"]
    assert changed.kept == (0, None)


def test_a_certificate_keeps_its_category() -> None:
    changed = apply(home(), [SetMember(index=1, key="disability", value={"grade": 2})])
    assert changed.household.members is not None
    assert changed.household.members[1].disability.model_dump() == {"grade": 2, "category": "肢体", "certified": None}  # type: ignore[union-attr]


def test_a_status_granted_is_no_longer_denied() -> None:
    told = home(recognised_as=None, not_recognised_as=["低保", "特困"])
    changed = apply(told, [SetHousehold(key="recognised_as", value=("低保",))]).household
    assert (changed.recognised_as, changed.not_recognised_as) == (("低保",), ("特困",))


# -- side by side ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "programme", "before", "after"),
    [
        ([Earn(amount=Decimal(2000), index=1)], DIBAO, ELIGIBLE, INELIGIBLE),
        ([SetHousehold(key="monthly_income", value=1691)], DIBAO, ELIGIBLE, ELIGIBLE),
        ([SetHousehold(key="monthly_income", value=1692)], DIBAO, ELIGIBLE, INELIGIBLE),
        ([AddMember(person=Person(relation="parent", recognised_as=()))], DIBAO, ELIGIBLE, ELIGIBLE),
        ([RemoveMember(index=1)], DIBAO, ELIGIBLE, UNKNOWN),
        ([RemoveMember(index=1), SetHousehold(key="monthly_income", value=845)], DIBAO, ELIGIBLE, ELIGIBLE),
        ([RemoveMember(index=1), SetHousehold(key="monthly_income", value=846)], DIBAO, ELIGIBLE, INELIGIBLE),
        ([SetHousehold(key="residence", value="urban")], DIBAO, ELIGIBLE, INELIGIBLE),
        ([SetMember(index=1, key="disability", value={"grade": 2})], CARE, INELIGIBLE, UNKNOWN),
        (
            [SetMember(index=1, key="disability", value={"grade": 2}), SetMember(index=1, key="needs_long_term_care", value=True)],
            CARE,
            INELIGIBLE,
            ELIGIBLE,
        ),
    ],
)
def test_both_results(changes: list[Change], programme: str, before: Verdict, after: Verdict) -> None:
    found = what(home(), *changes)
    assert verdicts(found, programme) == (before, after)
    side = next(p for p in found.programmes if p.id == programme)
    assert ("verdict" in side.differs) is (before is not after)
    assert found.honest == HONEST
    assert "如实申报" in HONEST


def test_a_member_whose_verdict_turns_is_marked_though_the_household_s_stays() -> None:
    told = home(members=[{"relation": "self", "age": 63}, HOME["members"][1]])
    found = what(told, SetMember(index=1, key="disability", value={"grade": 2}))
    side = next(p for p in found.programmes if p.id == CARE)
    assert side.before.verdict is side.after.verdict is UNKNOWN
    assert [(t.index, t.before, t.after) for t in side.turned] == [(1, INELIGIBLE, UNKNOWN)]
    assert side in found.different


def test_members_keep_who_they_are_when_somebody_leaves() -> None:
    child = {
        "relation": "child",
        "age": 20,
        "disability": {"grade": 1, "category": "智力"},
        "needs_long_term_care": True,
        "recognised_as": [],
    }
    found = what(home(size=3, members=[*HOME["members"], child]), RemoveMember(index=1, why="died"))
    assert found.kept == (0, 2)
    side = next(p for p in found.programmes if p.id == CARE)
    assert (side.before.verdict, side.after.verdict, side.turned) == (ELIGIBLE, ELIGIBLE, ())


def test_no_change_changes_nothing() -> None:
    found = what(home())
    assert found.different == ()
    assert all(not side.differs for side in found.programmes)
    assert found.changes == found.notes == ()


def test_the_result_goes_out_as_json() -> None:
    data = what(home(), AddMember(person=Person(relation="parent"), label="爸")).model_dump(mode="json")
    assert data["changes"] == ["爸来一起生活"]
    assert "judgements_before" not in data
    assert {p["id"] for p in data["programmes"]} == {j.result.id for j in check_household(home(), DAY, corpus=_corpus())}


CHANGES = st.lists(
    st.one_of(
        st.builds(AddMember, person=st.builds(Person, relation=st.sampled_from(["child", "parent"]), age=st.integers(0, 90))),
        st.builds(RemoveMember, index=st.just(1)),
        st.builds(SetHousehold, key=st.just("monthly_income"), value=st.integers(0, 5000)),
        st.builds(SetHousehold, key=st.just("size"), value=st.integers(2, 6)),
        st.builds(SetMember, index=st.just(0), key=st.just("age"), value=st.integers(0, 90)),
        st.builds(Earn, amount=st.integers(-3000, 3000).map(Decimal)),
    ),
    max_size=4,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGES)
def test_the_household_itself_never_changes_and_the_same_changes_give_the_same(changes: list[Change]) -> None:
    household = home()
    as_it_was = household.model_dump_json()
    with suppress(HouseholdError):
        assert what(household, *changes) == what(household, *changes)
        after = apply(household, changes).household
        assert after.size is None or after.size >= sum(1 for m in after.members or () if m.absent is None)
    assert household.model_dump_json() == as_it_was


@settings(max_examples=60)
@given(CHANGES)
def test_changes_go_out_and_come_in_the_same(changes: list[Change]) -> None:
    adapter: TypeAdapter[list[Change]] = TypeAdapter(list[Change])
    assert adapter.validate_json(adapter.dump_json(changes, exclude_none=True)) == changes


# -- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "what_it_says"),
    [
        (RemoveMember(index=4), "没有第 5 位成员"),
        (SetMember(index=4, key="age", value=3), "没有第 5 位成员"),
        (SetMember(index=0, key="agee", value=3), "没有 agee 这一项"),
        (SetHousehold(key="incom", value=3), "没有 incom 这一项"),
        (SetHousehold(key="size", value=1), "改不成 1 口人"),
        (SetMember(index=0, key="age", value=300), "不像是真的"),
        (SetHousehold(key="monthly_income", value=-5), "不像是真的"),
        (AddMember(person=Person(relation="self")), "本人只有一位"),
    ],
)
def test_what_cannot_be_is_said_with_how_to_mend_it(change: Change, what_it_says: str) -> None:
    with pytest.raises(HouseholdError) as error:
        what(home(), change)
    assert what_it_says in error.value.what
    assert error.value.mend


def test_the_last_one_cannot_leave() -> None:
    with pytest.raises(HouseholdError):
        what(home(size=1, members=HOME["members"][:1]), RemoveMember(index=0))


def test_an_area_nobody_registered() -> None:
    with pytest.raises(UnknownNameError):
        what(home(), SetHousehold(key="area", value="火星"))


# -- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (SetHousehold(key="size", value=3), "共同生活人数改为 3 人"),
        (SetHousehold(key="residence", value="urban"), "户籍性质改为城镇户口"),
        (SetHousehold(key="monthly_income", value=None), "全家月收入改为没说"),
        (SetMember(index=1, key="disability", value={"grade": 2}), "老伴的残疾人证的等级和类别改为二级"),
        (SetMember(index=1, key="can_work", value=True), "老伴“有劳动能力”改为是"),
        (SetMember(index=0, key="monthly_income", value=0), "本人的月收入改为 0 元/月"),
        (AddMember(person=Person(relation="child", age=0), label="孩子"), "孩子来一起生活（年龄（周岁） 0 岁）"),
        (RemoveMember(index=1, why="died"), "老伴不在了"),
        (RemoveMember(index=1, why="moved_out"), "老伴搬出去单过"),
        (Earn(amount=Decimal(500), index=1), "老伴每月多收入 500 元"),
        (Earn(amount=Decimal(-500)), "全家每月少收入 500 元"),
    ],
)
def test_changes_in_words(change: Change, words: str) -> None:
    assert change_words(change, home(), {0: "本人", 1: "老伴"}) == words


def test_two_files_side_by_side() -> None:
    after = home(size=3, monthly_income=1700, members=[*HOME["members"], {"relation": "child", "age": 3}])
    changes = differences(home(), after)
    assert {type(change) for change in changes} == {SetHousehold, AddMember}
    found = side_by_side(home(), after, DAY, corpus=_corpus())
    assert verdicts(found, DIBAO)[0] is ELIGIBLE
