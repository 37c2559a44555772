"""What a person does at the page, in a real browser."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

OFFICIAL = "农村危房改造归哪些部门管？"
RESIDENT = "我63岁，庄河农村户口，一个人过，一个月830块，能享受什么？"


def focused(page: Page) -> str:
    return str(
        page.evaluate("document.activeElement.className + ' ' + document.activeElement.tagName + ' ' + document.activeElement.textContent")
    )


def test_a_question_by_keyboard_alone(visit) -> None:
    page = visit.page
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    page.keyboard.type(OFFICIAL)
    page.keyboard.press("Enter")
    expect(page.locator(".departments table").first).to_be_visible(timeout=15_000)
    expect(page.locator("#box textarea")).to_have_value("")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_the_focus_can_be_seen(visit) -> None:
    page = visit.page
    page.keyboard.press("Tab")
    width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
    assert width >= 2


def test_a_reply_is_announced(visit) -> None:
    visit.ask(OFFICIAL)
    live = visit.page.locator("#part-live [role=status]")
    expect(live).to_have_attribute("aria-live", "polite")
    expect(live).to_contain_text("危房")


def test_an_example_is_asked_by_one_press(visit) -> None:
    visit.page.locator("button.example", has_text="庄河农村户口").click()
    expect(visit.page.locator(".programmes table").first).to_be_visible(timeout=15_000)
    expect(visit.page.locator(".choosers select[name=audience]")).to_have_value("群众")


def test_the_departments_as_a_table(visit) -> None:
    visit.ask(OFFICIAL)
    table = visit.page.locator(".departments table").first
    expect(table.locator("thead")).to_contain_text("在这件事里")
    expect(table).to_contain_text("市住房城乡建设局")
    expect(table).to_contain_text("推断")
    expect(visit.page.locator(".departments summary", has_text="责任单位名单 · 23 个")).to_be_visible()
    expect(visit.page.locator(".warnings").last).to_be_visible()


def test_the_programmes_as_a_table(visit) -> None:
    visit.ask(RESIDENT)
    table = visit.page.locator(".programmes table").first
    expect(table.locator("caption")).to_have_text("按说的情况对照规定的结果，不是审批决定")
    expect(table.locator("thead")).to_contain_text("还差什么")
    assert "你符合" not in visit.reply()


def test_a_citation_opens_its_clause_in_place(visit) -> None:
    page = visit.page
    visit.ask(OFFICIAL)
    page.locator(".chips button", has_text="二(二)6").first.click()
    opened = page.locator(".sources.opened")
    expect(opened.locator("mark").first).to_contain_text("有效保障住房安全")
    expect(opened.locator(".tag").first).to_have_text("已到期或失效")
    expect(opened).to_contain_text("2026年11月24日这一天")
    assert page.evaluate(
        "(() => { const b = document.querySelector('.document').getBoundingClientRect(), m = document.querySelector('mark').getBoundingClientRect();"
        " return m.top >= b.top && m.top < b.bottom })()"
    ), "the clause is scrolled into view"
    assert "H2" in focused(page)
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    assert "chip" in focused(page)


def test_a_card_in_our_own_words_says_so(visit) -> None:
    visit.ask(RESIDENT)
    visit.page.locator("#part-sources button.clause").first.click()
    expect(visit.page.locator(".sources.opened .note")).to_contain_text("要点（非原文）")


def test_a_reference_is_copied(visit) -> None:
    page = visit.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.ask(OFFICIAL)
    page.locator(".chips button").first.click()
    page.get_by_role("button", name="复制出处").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert "（大委农发〔2021〕3号）二(二)6" in page.evaluate("navigator.clipboard.readText()")


def test_a_fact_is_edited_and_checked_again(visit) -> None:
    page = visit.page
    visit.ask(RESIDENT)
    fact = page.locator("details.fact", has_text="全家月收入")
    expect(fact).to_contain_text("830 元/月")
    fact.locator("summary").press("Enter")
    fact.locator("input[name=value]").fill("600")
    page.keyboard.press("Enter")
    expect(fact).to_contain_text("600 元/月")
    page.get_by_role("button", name="重新对照").click()
    page.wait_for_function("document.querySelectorAll('.turn:not(.waiting)').length == 2")
    expect(page.locator("#part-facts .note")).to_have_count(0)


def test_a_value_that_cannot_be_is_refused_beside_the_fact(visit) -> None:
    page = visit.page
    visit.ask(RESIDENT)
    fact = page.locator("details.fact", has_text="全家月收入")
    fact.locator("summary").click()
    fact.locator("input[name=value]").fill("好几百")
    fact.get_by_role("button", name="保存").click()
    expect(page.locator("#part-facts [role=alert]")).to_contain_text("数字")
    expect(fact).to_contain_text("830 元/月")


def test_a_fact_is_taken_out(visit) -> None:
    page = visit.page
    visit.ask(RESIDENT)
    fact = page.locator("details.fact", has_text="全家月收入")
    fact.locator("summary").click()
    fact.get_by_role("button", name="删掉").click()
    expect(page.locator("details.fact", has_text="全家月收入")).to_have_count(0)


def test_the_question_back_is_answered_by_a_tap(visit) -> None:
    page = visit.page
    visit.ask(RESIDENT)
    first = page.locator("#part-quick .asked").text_content()
    page.get_by_role("button", name="不清楚", exact=True).click()
    page.wait_for_function("document.querySelectorAll('.turn:not(.waiting)').length == 2")
    assert visit.assistant.asked[-1] == "不清楚"
    asked = page.locator("#part-quick .asked")
    assert asked.count() == 0 or asked.text_content() != first


def test_area_and_day_are_chosen(visit) -> None:
    page = visit.page
    page.locator(".choosers select[name=area]").select_option("庄河市")
    page.locator(".choosers input[name=day]").fill("2023-05-01")
    page.wait_for_function("document.querySelector('.choosers input[name=day]').dataset.chosen == '2023-05-01'")
    visit.ask("农村低保标准是多少？")
    assert "按 2023年5月1日的规定" in visit.reply()
    assert "庄河市" in visit.reply()
    expect(page.locator(".choosers input[name=day]")).to_have_value("2023-05-01")


def test_another_person_wipes_everything(visit) -> None:
    page = visit.page
    visit.ask(RESIDENT)
    expect(page.locator(".choosers select[name=area]")).to_have_value("庄河市")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=re.compile("换一个人")).click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".turn, .fact, .answer, .card")).to_have_count(0)
    expect(page.locator(".choosers select[name=area]")).to_have_value("")
    visit.ask("我还差什么？")
    assert "830" not in visit.reply()


def test_a_wipe_is_not_undone_by_an_answer_that_comes_late(visit) -> None:
    page = visit.page
    visit.assistant.slow = threading.Event()
    page.locator("#box textarea").fill(RESIDENT)
    page.keyboard.press("Enter")
    expect(page.locator(".turn.waiting")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=re.compile("换一个人")).click()
    expect(page.locator(".welcome")).to_be_visible()
    visit.assistant.slow.set()
    page.wait_for_timeout(1500)
    visit.assistant.slow = None
    expect(page.locator(".turn, .fact")).to_have_count(0)
    visit.ask("我还差什么？")
    assert "830" not in visit.reply()
    expect(page.locator(".turn")).to_have_count(1)


def test_sending_twice_asks_once(visit) -> None:
    page = visit.page
    visit.assistant.slow = threading.Event()
    page.locator("#box textarea").fill(OFFICIAL)
    page.keyboard.press("Enter")
    expect(page.locator(".turn.waiting")).to_be_visible()
    page.locator("#box textarea").fill(OFFICIAL)
    page.keyboard.press("Enter")
    page.locator("#send").click()
    visit.assistant.slow.set()
    expect(page.locator(".departments table").first).to_be_visible(timeout=15_000)
    page.wait_for_timeout(800)
    assert visit.assistant.asked == [OFFICIAL]
    expect(page.locator(".turn")).to_have_count(1)


def test_ten_thousand_and_one_characters(visit) -> None:
    page = visit.page
    page.locator("#box textarea").fill("字" * 10_001)
    page.locator("#send").click()
    expect(page.locator("#part-live .notice")).to_contain_text("10001 个字")
    assert len(page.locator("#box textarea").input_value()) == 10_001
    assert visit.assistant.asked == []
    expect(page.locator(".turn")).to_have_count(0)


def test_an_empty_message_is_not_sent(visit) -> None:
    visit.page.locator("#send").click()
    expect(visit.page.locator("#part-live .notice")).to_contain_text("请先写一句话")
    assert visit.assistant.asked == []


def test_a_failure_is_told_courteously_and_the_page_goes_on(visit) -> None:
    page = visit.page
    visit.assistant.fail = RuntimeError("秘密")
    page.locator("#box textarea").fill(OFFICIAL)
    page.keyboard.press("Enter")
    expect(page.locator(".reply.trouble")).to_contain_text("这一次没答上来")
    assert "秘密" not in page.content()
    expect(page.locator("#box textarea")).to_have_value(OFFICIAL)
    visit.assistant.fail = None
    page.keyboard.press("Enter")
    expect(page.locator(".departments table").first).to_be_visible(timeout=15_000)


def test_what_people_write_stays_text(visit) -> None:
    page = visit.page
    visit.ask('<img src=x onerror="window.hit=1"> ${window.hit=1} {{constructor}} 低保是什么？')
    expect(page.locator(".said").last).to_contain_text("${window.hit=1} {{constructor}}")
    assert page.locator(".turn img").count() == 0
    assert page.evaluate("window.hit") is None


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_scrolls_only_up_and_down(phone, width: int) -> None:
    page = phone.page
    page.set_viewport_size({"width": width, "height": 844})
    for message in (OFFICIAL, RESIDENT):
        phone.ask(message)
        page.evaluate("document.querySelectorAll('.turn details').forEach((each) => { each.open = true })")
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".chips button").last.click()
    expect(page.locator(".sources.opened mark").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name=re.compile("收起")).click()
    expect(page.locator(".sources.opened")).to_have_count(0)


def test_large_type(visit) -> None:
    page = visit.page
    size = "parseFloat(getComputedStyle(document.querySelector('.welcome .hint')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="大字").click()
    page.wait_for_function(f"{size} >= {before * 1.25}", timeout=5_000)
    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")


def test_no_request_leaves_this_machine_and_nothing_is_kept_in_the_browser(visit) -> None:
    page = visit.page
    visit.ask(OFFICIAL)
    visit.ask(RESIDENT)
    page.locator(".chips button").last.click()
    expect(page.locator(".sources.opened")).to_be_visible()
    hosts = {urlparse(url).hostname for url in visit.requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    kept = page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie])")
    assert "庄河" not in kept
    assert "830" not in kept
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_the_page_is_chinese_and_shows_nothing_of_the_workshop(visit) -> None:
    page = visit.page
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    expect(page).to_have_title("衔接助手")
    assert "Gradio" not in page.inner_text("body")
    fonts = page.evaluate("[...document.fonts].map((font) => font.family)")
    assert not any("Source" in family or "IBM" in family for family in fonts)


@pytest.mark.namespace
def test_the_page_works_where_there_is_no_network(empty_network: list[str], chromium: str, root: Path, tmp_path: Path) -> None:
    """The server and the browser in one empty network namespace: only loopback is there."""
    script = Path(__file__).with_name("without_network.py")
    command = [*empty_network, sys.executable, str(script), chromium, str(tmp_path)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "answered" in done.stdout
