from datetime import date

from assistant.conversation.reply import Reply
from assistant.conversation.state import Conversation
from corpus.corpus import Corpus
from ui.page.replies import said_html, split_text, spoken, turn_html


def reply(text: str, **more: object) -> Reply:
    return Reply(status="answered", text=text, as_of=date(2026, 11, 24), **more)  # type: ignore[arg-type]


def test_details_of_a_resident_are_folded() -> None:
    front, details = split_text("三句话。\n\n**先做这一件：**去窗口。\n\n**细说**\n\n- 甲\n\n**名称**", fold=False)
    assert front == ["三句话。", "**先做这一件：**去窗口。"]
    assert details == ["- 甲", "**名称**"]


def test_a_second_answer_is_not_hidden_in_the_details_of_the_first() -> None:
    text = "第一答。\n\n**细说**\n\n- 甲\n\n第二答。\n\n**先做这一件：**打电话。\n\n**细说**\n\n- 乙"
    front, details = split_text(text, fold=False)
    assert front == ["第一答。", "第二答。", "**先做这一件：**打电话。"]
    assert details == ["- 甲", "- 乙"]


def test_an_official_sees_all_unless_a_table_says_it() -> None:
    text = "答。\n\n**名单原文**：甲\n\n**先做：**看表。"
    assert split_text(text, fold=False) == (["答。", "**名单原文**：甲", "**先做：**看表。"], [])
    assert split_text(text, fold=True) == (["答。", "**先做：**看表。"], ["**名单原文**：甲"])


def test_warnings_and_question_stand_in_the_turn(corpus: Corpus) -> None:
    html = turn_html("问<b>", reply("答", warnings=("一", "二", "三", "四"), question="几口人？"), corpus, Conversation())
    assert "问&lt;b&gt;" in html
    assert "请留意" in html
    assert "还有 1 条" in html
    assert '<p class="question">几口人？</p>' in html
    assert "按 2026年11月24日的规定" in html


def test_what_is_said_keeps_its_lines() -> None:
    assert said_html("一\n二") == '<div class="said"><p>一<br>二</p></div>'


def test_what_is_read_aloud_is_short() -> None:
    assert spoken(reply("**答**。\n\n**细说**\n\n- 细", question="几口人？")) == "答。 几口人？"
    assert len(spoken(reply("长" * 5000))) < 300
