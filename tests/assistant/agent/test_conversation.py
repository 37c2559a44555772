"""What a conversation remembers from turn to turn: not asking twice, what-ifs, corrections, days, masking."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.agent.run import Assistant
from assistant.conversation.reply import Reply
from assistant.conversation.state import Conversation

STARTS = [
    "我家在庄河，农村户口，两口人，能享受什么？",
    "我老伴肢体二级残疾，能享受什么？",
    "能办低保吗？",
    "老人75岁，一个人住，能办特困吗？",
    "我有个孩子没人管，能享受什么？",
]


def talk(assistant: Assistant, *messages: str, start: Conversation | None = None) -> tuple[Conversation, Reply]:
    """The state and reply after the last message."""
    conversation, reply = start or Conversation(audience="群众"), None
    for message in messages:
        conversation, reply = assistant.answer(conversation, message)
    assert reply is not None
    return conversation, reply


@pytest.mark.parametrize("start", STARTS)
def test_what_is_not_known_is_never_asked_again_and_the_questions_end(assistant: Assistant, start: str) -> None:
    conversation, reply = talk(assistant, start)
    asked: list[str] = []
    while reply.question:
        assert conversation.pending, reply.question
        assert conversation.pending not in asked, (conversation.pending, asked)
        asked.append(conversation.pending)
        assert len(asked) < 60
        conversation, reply = talk(assistant, "不清楚", start=conversation)
        assert asked[-1] in conversation.unknown
        assert asked[-1] not in {fact.path for fact in conversation.facts}
    conversation, reply = talk(assistant, "还差什么？", start=conversation)
    assert reply.question is None
    assert set(asked) <= set(conversation.unknown)


def test_a_what_if_leaves_no_trace_in_the_state(assistant: Assistant) -> None:
    before, _ = talk(assistant, "我家在庄河，农村户口，两口人，一个月一共1800，能办低保吗？")
    after, reply = talk(assistant, "如果三口人，一个月一共600呢？", start=before)
    assert after.facts == before.facts
    assert after.members == before.members
    assert {path: fact.value for path, fact in reply.facts.items()} == {fact.path: fact.value for fact in before.facts}
    again, _ = talk(assistant, "能办低保吗？", start=after)
    assert again.household() == before.household()


def test_a_correction_replaces_and_keeps_the_rest(assistant: Assistant) -> None:
    conversation, _ = talk(assistant, "我家在庄河，农村户口，两口人，一个月一共1800", "不对，是三口人")
    household = conversation.household()
    assert (household.size, household.monthly_income, household.residence) == (3, 1800, "rural")
    assert conversation.ledger["size"].turn == 2


@pytest.mark.parametrize(("first", "then", "verdicts"), [(845, 846, ["eligible", "unknown"]), (900, 700, ["unknown", "eligible"])])
def test_a_corrected_income_decides(assistant: Assistant, first: int, then: int, verdicts: list[str]) -> None:
    """What was taken back decides nothing and contradicts nothing (below the line of 2025-07: met; at or above it: open)."""
    said = f"农村户口，一口人，一个月{first}，财产没超，不是低保户也不是特困户，我65岁，没有残疾证，能办低保吗？"
    start = Conversation(audience="群众", area="庄河市")
    found = [talk(assistant, *messages, start=start)[1].programmes[0] for messages in ((said,), (said, f"不对，是一个月{then}"))]
    assert [result.verdict.value for result in found] == verdicts
    assert [result.missing for result in found] == [(), ()]


def test_a_day_in_a_question_does_not_stick(assistant: Assistant, as_of: date) -> None:
    conversation, reply = talk(assistant, "庄河2022年8月农村低保标准多少？")
    assert "660" in reply.text
    assert conversation.day is None
    _, reply = talk(assistant, "我家在庄河，现在农村低保标准多少？", start=conversation)
    assert reply.as_of == as_of
    assert "846" in reply.text


def test_a_passing_area_does_not_replace_the_households_own(assistant: Assistant) -> None:
    conversation, _ = talk(assistant, "我家在庄河，农村户口", "那长海县的低保标准呢？")
    assert conversation.place == "庄河市"


@pytest.mark.parametrize(
    "number", ["210281196001011233", "210281 19600101 1233", "２１０２８１１９６００１０１１２３３", "13812345678", "138-1234-5678"]
)
def test_personal_numbers_are_kept_nowhere(assistant: Assistant, number: str) -> None:
    conversation, reply = talk(assistant, f"我的身份证号或电话是{number}，农村户口，三口人，低保怎么办？")
    kept = reply.to_json() + conversation.model_dump_json()
    plain = "".join(c for c in kept if c.isdigit())
    assert number not in kept
    assert "21028119600101" not in plain
    assert "13812345678" not in plain
    assert conversation.ledger["size"].value == 3


def test_a_number_in_a_what_if_or_a_reset_is_masked_too(assistant: Assistant) -> None:
    for message in ("如果我身份证是210281196001011233呢？", "从头来，身份证210281196001011233", "我不想活了，我身份证210281196001011233"):
        conversation, reply = talk(assistant, message)
        assert "196001011233" not in reply.to_json() + conversation.model_dump_json()


def test_starting_over_keeps_nothing_of_the_household(assistant: Assistant) -> None:
    for word in ("从头来", "换一个人"):
        conversation, _ = talk(assistant, "我家在庄河，农村户口，我65岁，老伴肢体二级残疾，能享受什么？", "不清楚", word)
        assert (conversation.facts, conversation.members, conversation.unknown, conversation.pending) == ((), (), (), None)
        assert (conversation.last, conversation.household_topics, conversation.focus) == ((), (), None)


def test_another_person_takes_the_record_of_the_first_along_nowhere(assistant: Assistant) -> None:
    """换一个人 wipes: what the first one said must not be in the state handed on."""
    conversation, _ = talk(assistant, "我老伴肢体二级残疾，能享受什么？", "换一个人")
    assert "肢体二级" not in conversation.model_dump_json()


def test_the_turns_go_on_counting(assistant: Assistant) -> None:
    conversation, _ = talk(assistant, *["谢谢"] * 3, "我家三口人")
    assert [turn.number for turn in conversation.turns] == [1, 2, 3, 4]
    assert conversation.ledger["size"].turn == 4


@pytest.mark.parametrize("audience", [None, "群众", "干部", "培训"])
def test_danger_comes_first_for_everybody(assistant: Assistant, audience: str | None) -> None:
    start = Conversation.model_validate({"audience": audience})
    for message, number in (("我不想活了", "12356"), ("家里断顿了，一粒米都没有了", "12345"), ("他打我，我不敢回家", "110")):
        _, reply = talk(assistant, f"低保归谁管？{message}", start=start)
        assert reply.status == "answered"
        assert number in reply.text.split("\n\n")[0] + reply.text.split("\n\n")[1]
        assert reply.question is None


FAMILY = "俺家在庄河农村，两口人，一个月一共1660，老伴肢体二级残疾要人伺候，能办点啥"


def test_what_was_told_comes_first(assistant: Assistant) -> None:
    """A wife with a disability and a low income bring up what is for such a family, nothing for a child or a flood."""
    _, reply = talk(assistant, FAMILY)
    order = [result.id for result in reply.programmes]
    told = {"农村最低生活保障", "重度残疾人护理补贴", "重度残疾人托养照护"}
    elsewhere = {"受灾人员救助", "残疾儿童康复救助", "孤儿基本生活保障", "帮扶小额信贷"}
    assert max(order.index(name) for name in told) < min(order.index(name) for name in elsewhere)
    short = reply.text.split("**细说**")[0]
    assert all(name in short for name in told)
    assert not any(name in short for name in elsewhere)


def test_one_answer_away_is_said_of_what_was_told_only(assistant: Assistant) -> None:
    _, reply = talk(assistant, FAMILY, "财产没超")
    short = reply.text.split("**细说**")[0]
    assert "农村最低生活保障" in short
    assert "受灾人员救助" not in short


@pytest.mark.parametrize("said", ["能一起领吗", "这些能同时享受吗", "冲突不", "互相冲突吗", "几样都能拿吗", "这几项能都要吗"])
def test_whether_all_may_be_had_is_asked_of_the_whole_household(assistant: Assistant, said: str) -> None:
    _, reply = talk(assistant, FAMILY, "财产没超", said)
    assert "可以一起的：农村最低生活保障——重度残疾人护理补贴" in reply.text
    assert "特困人员救助供养——重度残疾人护理补贴" in reply.text
    assert "托养照护和护理补贴能不能同时享受，方案没有写" in reply.text


def test_with_nothing_told_there_is_nothing_to_set_side_by_side(assistant: Assistant) -> None:
    _, reply = talk(assistant, "互相冲突吗")
    assert reply.programmes == () or all(result.verdict == "unknown" for result in reply.programmes)


def test_each_correction_changes_what_it_names(assistant: Assistant) -> None:
    start = "我63，肢体三级，普兰店农村"
    conversation, _ = talk(assistant, start, "不对我是二级", "不是普兰店，是瓦房店", "不是63，是65")
    facts = {fact.path: fact.value for fact in conversation.facts}
    assert facts == {
        "members[0].age": 65,
        "members[0].disability": {"grade": 2, "category": "肢体"},
        "area": "瓦房店市",
        "residence": "rural",
    }
    conversation, _ = talk(assistant, "我家是低保户，庄河的", "我不是低保户，说错了")
    assert "recognised_as" not in conversation.ledger


def test_a_fire_that_is_over_is_no_danger_now_and_whom_to_call_is_said_once(assistant: Assistant) -> None:
    _, reply = talk(assistant, "去年着过火")
    assert "119" not in reply.text
    assert reply.status == "needs_fact"
    conversation, reply = talk(assistant, "房子着火了")
    assert "119" in reply.text
    for message in ("能给补多少钱", "找谁", "什么时候能给"):
        conversation, reply = talk(assistant, message, start=conversation)
        assert "受困打 119" not in reply.text
        assert "临时救助" in reply.text


def test_a_short_question_is_about_the_programme_spoken_of(assistant: Assistant) -> None:
    conversation, _ = talk(assistant, "我想贷款养牛", "能贷多少")
    assert set(conversation.last[-1].topics) == {"帮扶小额信贷", "创业担保贷款"}
    _, reply = talk(assistant, "去哪办", start=conversation)
    assert "承办银行" in reply.text
    _, reply = talk(assistant, "创业贷款咋办", "我能贷不")
    assert reply.programmes[0].id == "创业担保贷款"
    conversation, _ = talk(assistant, "低保咋办", "能办不")
    assert conversation.last[-1].topics == ("农村最低生活保障",)
    conversation, _ = talk(assistant, "我能享受啥", start=conversation)
    assert conversation.last[-1].topics == ()
    _, reply = talk(assistant, "我家是危房", "几天能下来")
    assert "农村危房改造" in reply.text


def test_what_is_done_is_not_suggested_again(assistant: Assistant) -> None:
    start = "我58，农村户，想找个公益岗"
    _, reply = talk(assistant, start, "公益岗咋办")
    assert "窗口办失业登记" in reply.text
    _, reply = talk(assistant, start, "办了失业登记", "公益岗咋办")
    assert "窗口办失业登记" not in reply.text
    assert "先办失业登记，" not in reply.text
    _, reply = talk(assistant, "残疾证办下来了，二级肢体，庄河农村")
    assert "办证要带什么" not in reply.text


@pytest.mark.parametrize("said", ["去镇里交了申请", "村里说让等着", "我腿脚不好使", "干部来家看了"])
def test_what_is_only_told_is_not_searched(assistant: Assistant, said: str) -> None:
    conversation, reply = talk(assistant, "能享受什么，庄河的")
    pending = conversation.pending
    conversation, reply = talk(assistant, said, start=conversation)
    assert "最接近的条款" not in reply.text
    assert reply.citations == ()
    assert conversation.pending == pending


def test_what_was_told_is_what_the_next_short_question_is_about(assistant: Assistant) -> None:
    _, reply = talk(assistant, "房子是D级，去年腊月鉴定的", "啥时候能给钱")
    assert "农村危房改造" in reply.text
    conversation, _ = talk(assistant, "我家房子漏雨", "去年腊月鉴定的，D级")
    assert conversation.ledger["housing_grade"].value == "D"


def test_whose_child_it_is_was_said_in_the_turn_before(assistant: Assistant) -> None:
    conversation, reply = talk(assistant, "我弟死了")
    assert reply.status == "answered"
    assert reply.question
    conversation, _ = talk(assistant, "孩子跟我", start=conversation)
    assert {path: fact.value for path, fact in conversation.ledger.items()} == {"members[1].father": "dead"}
    conversation, _ = talk(assistant, "10岁", start=conversation)
    assert "members[0].age" not in conversation.ledger
    conversation, _ = talk(assistant, "我儿子没了", "孙子跟我过")
    assert conversation.ledger["members[1].father"].value == "dead"


def test_what_was_somebody_elses_is_taken_back(assistant: Assistant) -> None:
    for second in ("是我妈二级", "不对，是我妈二级"):
        conversation, _ = talk(assistant, "我三级残", second)
        assert {path: fact.value for path, fact in conversation.ledger.items()} == {"members[1].disability": {"grade": 2}}
    conversation, _ = talk(assistant, "我二级残", "不是我，是我妈")
    assert {path: fact.value for path, fact in conversation.ledger.items()} == {"members[1].disability": {"grade": 2}}
    conversation, _ = talk(assistant, "我63，二级残", "不是我，是我老伴")
    assert not conversation.ledger
    conversation, _ = talk(assistant, "我三级残", "我妈是二级")
    assert conversation.ledger["members[0].disability"].value == {"grade": 3}


@pytest.mark.parametrize("said", ["没存款，有个旧三轮车", "家里穷得叮当响", "我腿脚不好使"])
def test_a_first_message_that_only_tells_is_heard_and_the_next_question_asked(assistant: Assistant, said: str) -> None:
    _, reply = talk(assistant, said)
    assert reply.question
    assert "听着呢" in reply.text
    assert "最接近的条款" not in reply.text


def test_a_warning_about_what_is_done_is_not_given(assistant: Assistant) -> None:
    _, reply = talk(assistant, "我58，农村户，能上公益岗不")
    assert any("没有登记失业的" in warning for warning in reply.warnings)
    _, reply = talk(assistant, "我58，农村户，登记失业了，能上公益岗不")
    assert not any("没有登记失业的" in warning for warning in reply.warnings)


def test_a_lunar_month_of_handing_in_is_asked_for_as_a_day(assistant: Assistant) -> None:
    conversation, reply = talk(assistant, "去年腊月交的低保申请，咋还没信")
    assert reply.question == "申请是哪天交的？请说公历（阳历）的年月日，好数日子。"
    assert conversation.handed_in is None
    conversation, reply = talk(assistant, "1月20号", start=conversation)
    assert conversation.handed_in == date(2026, 1, 20)
    assert "农村最低生活保障" in reply.text
    conversation, _ = talk(assistant, "上个月18号交的低保申请，啥时候有信")
    assert conversation.handed_in == date(2026, 10, 18)
    for undated in ("阴历十月初八交的低保申请", "去年交的低保申请，咋还没批"):
        conversation, reply = talk(assistant, undated)
        assert conversation.handed_in is None
        assert reply.question is not None
        assert "哪天交的" in reply.question


def test_what_can_be_paid_back_is_asked_of_the_hospital_told_of(assistant: Assistant) -> None:
    for messages in (("我妈住院了，能报不",), ("我妈住院了", "能报不"), ("我妈住院花了三万", "能报不")):
        conversation, _ = talk(assistant, *messages)
        assert conversation.last[-1].topics == ("医疗救助",)


def test_what_is_told_of_nobody_in_particular_is_of_whoever_was_spoken_of_or_asked(assistant: Assistant) -> None:
    conversation, _ = talk(assistant, "我低保", "我儿子20，二级智力", "刚才说错，三级")
    assert conversation.ledger["members[1].disability"].value == {"grade": 3, "category": "智力"}
    assert "members[0].disability" not in conversation.ledger
    conversation, _ = talk(assistant, "我老伴60", "说错了62")
    assert conversation.ledger["members[1].age"].value == 62
    conversation, reply = talk(assistant, "我妈，82", "没有", "有的，二级视力")
    assert not any(path.endswith("disability") for path in conversation.ledger)
    assert reply.question == "是谁有残疾人证？几级、哪一类？"
    for told in ("他78，跟我分开过，一个人在老屋住", "他在日本"):
        _, reply = talk(assistant, "我想给俺爹办低保", told)
        assert reply.status != "out_of_scope"


def test_who_was_named_last_is_who_goes_on(assistant: Assistant) -> None:
    """儿子上高中，俺刚下岗: what follows is of the one asking, though the son's school was the last fact."""
    conversation, _ = talk(assistant, "家里三口人，俺对象工资两千二，儿子上高中，俺刚下岗", "还没办失业登记", "想开个小店")
    facts = conversation.known_facts()
    assert facts["members[0].registered_unemployed"].value is False
    assert facts["members[0].starting_business"].value is True
    assert not [path for path in facts if path.endswith("registered_unemployed") and not path.startswith("members[0]")]
