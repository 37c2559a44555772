"""Conversation: the same in and out of JSON, facts kept with their words, corrections, what is not known, households built."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.state import Conversation, LedgerFact, MemberLabel, PastAsk, Turn
from corpus.errors import HouseholdError
from corpus.facts import Disability, Range


def told(*facts: tuple[str, Any], **more: Any) -> Conversation:
    """A conversation that was told facts one after the other."""
    conversation = Conversation(**more)
    for number, (path, value) in enumerate(facts, 1):
        conversation = conversation.telling(path, value, f"说{number}", turn=number)
    return conversation


# -- JSON --------------------------------------------------------------------------------------------------------

FACTS: dict[str, st.SearchStrategy[Any]] = {
    "area": st.sampled_from(["庄河市", "长海县"]),
    "size": st.integers(1, 9),
    "monthly_income": st.one_of(st.integers(0, 9000), st.floats(0, 9000).map(lambda v: round(v, 2)), st.just({"low": 800, "high": 900})),
    "recognised_as": st.lists(st.sampled_from(["低保", "低保边缘"]), unique=True),
    "assets_within_limit": st.booleans(),
    "members[0].age": st.integers(0, 100),
    "members[1].disability": st.one_of(
        st.just("none"), st.fixed_dictionaries({"grade": st.integers(1, 4)}, optional={"category": st.just("肢体")})
    ),
    "members[1].recognised_as": st.just(["特困"]),
}
TEXTS = st.text(max_size=40)
CONVERSATIONS = st.builds(
    Conversation,
    area=st.sampled_from([None, "庄河市"]),
    audience=st.sampled_from([None, "群众", "干部", "培训"]),
    day=st.one_of(st.none(), st.dates()),
    facts=st.fixed_dictionaries({}, optional=FACTS).flatmap(
        lambda facts: st.tuples(
            *(st.builds(LedgerFact, path=st.just(p), value=st.just(v), turn=st.integers(1, 200), said=TEXTS) for p, v in facts.items())
        )
    ),
    members=st.lists(
        st.builds(MemberLabel, index=st.integers(0, 3), relation=st.sampled_from(["spouse", "child"]), label=TEXTS), max_size=2
    ).map(tuple),
    turns=st.lists(
        st.builds(Turn, number=st.integers(1, 200), said=TEXTS, status=st.sampled_from(["answered", "refused"]), text=TEXTS), max_size=2
    ).map(tuple),
    pending=st.sampled_from([None, "size", "members[1].age"]),
    unknown=st.lists(st.sampled_from(["size", "members[0].age"]), unique=True).map(tuple),
    last=st.lists(
        st.builds(PastAsk, intent=st.just("standard"), said=TEXTS, days=st.lists(st.dates(), max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    focus=st.one_of(st.none(), st.integers(0, 5)),
)


@given(CONVERSATIONS)
def test_json_in_and_out_is_equal(conversation: Conversation) -> None:
    """Nothing is lost and nothing is added on the way through JSON, and the text is the same again."""
    text = conversation.model_dump_json()
    again = Conversation.model_validate_json(text)
    assert again == conversation
    assert again.model_dump_json() == text


def test_a_conversation_says_its_version_and_refuses_others() -> None:
    assert Conversation().version == 1
    with pytest.raises(ValueError, match="version"):
        Conversation.model_validate({"version": 2})


def test_it_is_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Conversation().area = "庄河市"  # type: ignore[misc]


# -- telling -----------------------------------------------------------------------------------------------------


def test_a_fact_keeps_the_turn_and_the_words_that_told_it() -> None:
    fact = Conversation().telling("size", 3, "三口人", turn=4).ledger["size"]
    assert (fact.value, fact.turn, fact.said) == (3, 4, "三口人")


def test_telling_again_replaces() -> None:
    conversation = told(("size", 3)).telling("size", 4, "四口人", turn=2, correction=True)
    assert [(fact.path, fact.value) for fact in conversation.facts] == [("size", 4)]


def test_what_was_told_before_is_not_changed_by_what_cannot_be() -> None:
    conversation = told(("size", 3))
    for path, value in (("size", 0), ("size", 99), ("members[0].age", 200), ("monthly_income", -1)):
        with pytest.raises(HouseholdError):
            conversation.telling(path, value, "…", turn=2)
    assert conversation.household().size == 3


def test_a_correction_of_income_in_another_form_leaves_no_contradiction() -> None:
    """845 a head, then 不对，一个月 846: the corrected amount counts, not the one taken back."""
    before = told(("size", 1), ("monthly_income_per_head", 845))
    after = before.telling("monthly_income", 846, "不对，是一个月846", turn=3, correction=True).household()
    assert after.monthly_income == 846
    assert after.monthly_income_per_head in (None, 846)


def test_forgetting_takes_a_fact_and_a_not_known_away() -> None:
    conversation = told(("size", 3), ("monthly_income", None)).forgetting("size").forgetting("monthly_income")
    assert (conversation.facts, conversation.unknown) == ((), ())


# -- not known ---------------------------------------------------------------------------------------------------


def test_not_known_is_remembered_shown_and_given_up_when_told() -> None:
    conversation = told(("recognised_as", None))
    assert conversation.unknown == ("recognised_as",)
    assert conversation.known_facts()["recognised_as"].value is None
    assert conversation.household().recognised_as is None
    conversation = conversation.telling("recognised_as", [], "都不是", turn=2)
    assert conversation.unknown == ()
    assert conversation.household().recognised_as == ()


def test_not_known_does_not_take_back_what_was_told() -> None:
    """不清楚 to a question is no correction of a fact told before; taking it back is one."""
    assert told(("size", 3), ("size", None)).household().size == 3
    assert told(("size", 3)).telling("size", None, "说错了，不清楚", turn=2, correction=True).household().size is None


def test_saying_twice_that_it_is_not_known_is_saying_it_once() -> None:
    assert told(("size", None), ("size", None)).unknown == ("size",)


# -- merging -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_disability_told_in_two_halves_is_one(order: tuple[int, int]) -> None:
    halves = [("members[1].disability", {"grade": 2}), ("members[1].disability", {"category": "肢体"})]
    members = (told(*(halves[i] for i in order)).household().members or ())[1]
    assert members.disability == Disability(grade=2, category="肢体")


def test_a_part_of_a_disability_has_a_path_of_its_own() -> None:
    conversation = told(("members[0].disability.grade", 1), ("members[0].disability.category", "智力"))
    assert (conversation.household().members or ())[0].disability == Disability(grade=1, category="智力")


def test_none_then_a_grade_is_the_grade_and_a_grade_then_none_is_none() -> None:
    grade, none = ("members[0].disability", {"grade": 3}), ("members[0].disability", "none")
    assert (told(none, grade).household().members or ())[0].disability == Disability(grade=3)
    assert (told(grade, none).household().members or ())[0].disability == Disability(grade=0)


def test_statuses_add_up_unless_corrected_or_denied() -> None:
    both = told(("recognised_as", ["低保"]), ("recognised_as", ["低保边缘"]))
    assert both.household().recognised_as == ("低保", "低保边缘")
    assert both.telling("recognised_as", ["特困"], "不对", turn=3, correction=True).household().recognised_as == ("特困",)
    assert told(("recognised_as", ["低保"]), ("recognised_as", [])).household().recognised_as == ()


def test_the_contrary_of_a_status_takes_it_back() -> None:
    said = told(("recognised_as", ["低保", "防止返贫致贫对象"]), ("not_recognised_as", ["低保"])).known_facts()
    assert said["recognised_as"].value == ["防止返贫致贫对象"]
    said = told(("not_recognised_as", ["低保"]), ("recognised_as", ["低保"])).known_facts()
    assert "not_recognised_as" not in said


# -- the household -----------------------------------------------------------------------------------------------


def test_members_are_built_from_labels_and_paths_with_gaps_filled() -> None:
    labels = (MemberLabel(index=0, relation="self", label="本人"), MemberLabel(index=1, relation="spouse", label="老伴"))
    conversation = told(("members[3].age", 8), ("members[1].age", 60), members=labels)
    people = conversation.household().members or ()
    assert [(person.relation, person.age) for person in people] == [("self", None), ("spouse", 60), (None, None), (None, 8)]


def test_nobody_told_is_no_empty_list() -> None:
    assert told(("size", 2)).household().members is None


def test_the_area_told_outranks_the_area_chosen() -> None:
    assert told(area="长海县").household().area == "长海县"
    conversation = told(("area", "庄河市"), area="长海县")
    assert (conversation.household().area, conversation.place) == ("庄河市", "庄河市")


def test_an_approximation_stays_one() -> None:
    assert told(("monthly_income", {"low": 800, "high": 900})).household().monthly_income == Range(low=800, high=900)


def test_a_household_that_cannot_be_is_named_in_chinese() -> None:
    with pytest.raises(HouseholdError, match="年龄"):
        told(("members[0].age", 300))
