from datetime import date
from pathlib import Path

import pytest

from assistant.settings import Settings
from corpus.errors import DataError
from ui.page.desk import EMPTY, TROUBLE, Desk
from ui.page.examples import examples, examples_html
from ui.page.quick import DONT_KNOW, quick_answers, quick_html
from ui.page.session import MOST_TURNS, Session, dump, restore


@pytest.fixture
def desk(stand_in, tmp_path: Path) -> Desk:
    return Desk(stand_in, Settings(data=tmp_path, today=date(2026, 11, 24)))


def test_a_turn(desk: Desk) -> None:
    session, words, answered = desk.say(Session(), "我家能享受什么")
    assert answered
    assert len(session.turns) == 1
    assert session.question
    assert session.question in words
    assert [source.ref for source in session.sources] == ["N12#第19条"]


def test_the_session_goes_through_json(desk: Desk) -> None:
    session, _, _ = desk.say(Session(), "我家能享受什么")
    assert restore(dump(session)) == session
    assert restore(None) == restore("") == Session()


def test_old_turns_are_let_go() -> None:
    session = Session()
    for number in range(MOST_TURNS + 5):
        session = session.with_turn(str(number))
    assert len(session.turns) == MOST_TURNS
    assert session.turns[-1] == str(MOST_TURNS + 4)


def test_an_empty_message_and_one_too_long_are_refused(desk: Desk) -> None:
    assert desk.refusal(" \n") == EMPTY
    assert desk.refusal("字" * 10_000) is None
    assert "10001" in (desk.refusal("字" * 10_001) or "")


def test_a_bug_behind_the_page_keeps_its_words_to_itself(desk: Desk, stand_in, caplog: pytest.LogCaptureFixture) -> None:
    before, _, _ = desk.say(Session(), "我家能享受什么")
    stand_in.fail = ValueError("张三的秘密")
    session, words, answered = desk.say(before, "再问<b>")
    assert not answered
    assert words == TROUBLE
    assert "再问&lt;b&gt;" in session.turns[-1]
    assert session.conversation == before.conversation
    assert "张三" not in caplog.text
    assert "ValueError" in caplog.text


def test_a_fault_that_explains_itself_is_passed_on(desk: Desk, stand_in) -> None:
    stand_in.fail = DataError("登记册坏了", mend="请重装")
    assert desk.say(Session(), "问")[1] == "这一句没能处理：登记册坏了。请重装。"


def test_choosing_area_day_and_who_asks(desk: Desk) -> None:
    session, _ = desk.choose(Session(), {"area": "庄河", "day": "2023-05-01", "audience": "干部"})
    conversation = session.conversation
    assert (conversation.area, conversation.day, conversation.audience) == ("庄河市", date(2023, 5, 1), "干部")
    session, _ = desk.choose(session, {"area": "", "day": "2026-11-24", "audience": ""})
    assert session.conversation.day is None
    assert session.conversation.place is None


def test_a_chosen_area_outranks_the_one_told_before(desk: Desk) -> None:
    session, _, _ = desk.say(Session(), "我家能享受什么")
    assert session.conversation.place == "庄河市"
    session, _ = desk.choose(session, {"area": "长海县"})
    assert session.conversation.place == "长海县"
    assert session.stale


@pytest.mark.parametrize("chosen", [{"day": "2099-01-01"}, {"day": "明天"}, {"area": "火星"}])
def test_a_choice_that_cannot_be_is_explained(desk: Desk, chosen: dict[str, str]) -> None:
    session, words = desk.choose(Session(), chosen)
    assert session == Session()
    assert words


def test_a_fact_is_corrected_and_taken_out(desk: Desk) -> None:
    session, _, _ = desk.say(Session(), "我家能享受什么")
    session, wrong = desk.edit(session, "monthly_income", {"value": "600"})
    assert not wrong
    assert session.stale
    assert session.conversation.ledger["monthly_income"].value == 600
    assert "monthly_income" not in desk.forget(session, "monthly_income").conversation.ledger


def test_a_value_that_cannot_be_changes_nothing(desk: Desk) -> None:
    session, _, _ = desk.say(Session(), "我家能享受什么")
    same, wrong = desk.edit(session, "members[0].age", {"value": "300"})
    assert wrong
    assert same == session


def test_only_what_was_told_can_be_edited(desk: Desk) -> None:
    assert desk.edit(Session(), "__class__", {"value": "1"}) == (Session(), "")


def test_dont_know_is_always_offered(desk: Desk) -> None:
    session, _, _ = desk.say(Session(), "我家能享受什么")
    assert DONT_KNOW in quick_answers(session.conversation, desk.corpus)
    for path in ("sudden_hardship", "size", "area", "recognised_as", "residence", "members", "members[0].father", "no_such", None):
        answers = quick_answers(session.conversation.model_copy(update={"pending": path}), desk.corpus)
        assert DONT_KNOW in answers
    offered = quick_answers(session.conversation.model_copy(update={"pending_options": ("甲", "乙")}), desk.corpus)
    assert offered == ("甲", "乙", DONT_KNOW)


def test_nothing_asked_no_quick_answers(desk: Desk) -> None:
    assert quick_html(None, Session().conversation, desk.corpus) == ""


def test_examples_for_each_of_the_three() -> None:
    assert {group.audience for group in examples()} == {"群众", "干部", "培训"}
    assert all(len(group.say) >= 3 for group in examples())
    assert examples_html().count('data-event="submit"') == sum(len(group.say) for group in examples())
