"""The reader of official documents: the plan to the letter, a table of hard texts, and laws that hold for any text."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.errors import ProjectError
from corpus.official_text import OfficialText, Repair, parse_official_text, repair_page_breaks, undo_repairs

TEXTS = Path(__file__).parents[2] / "corpus" / "documents" / "text"
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("official_text_cases.yaml").read_text(encoding="utf-8"))

LISTS = {
    "二(一)": (
        "市教育局、市民政局、市财政局、市人力资源社会保障局、市住房城乡建设局、市农业农村局、市民宗局、市卫生健康委、"
        "市医保局、市应急局、市政府经合办、市工商联、市妇联、市残联、市乡村振兴局、市证监局、各涉农区市县、开放先导区"
    ),
    "二(二)": (
        "市发展改革委、市工业和信息化局、市教育局、市科技局、市财政局、市人力资源社会保障局、市生态环境局、"
        "市住房城乡建设局、市交通运输局、市商务局、市水务局、市应急局、市农业农村局、市卫生健康委、市体育局、"
        "市文化和旅游局、市乡村振兴局、市总工会、市通信管理局、市现代农业生产发展服务中心、国网大连供电公司、"
        "各涉农区市县、开放先导区"
    ),
    "二(三)": (
        "市委组织部、市教育局、市财政局、市农业农村局、市自然资源局、市金融发展局、市乡村振兴局、"
        "中国人民银行大连市中心支行、大连银保监局、大连证监局、各涉农区市县、开放先导区"
    ),
    "三": (
        "市委组织部、市委督查室、市政府督考办、市委农村工作领导小组办公室、市发展改革委、市农业农村局、市乡村振兴局、"
        "各涉农区市县、开放先导区"
    ),
}
HEADINGS = {
    "一": "总体要求",
    "二": "工作措施",
    "二(一)": "切实巩固拓展脱贫攻坚成果",
    "二(一)1": "稳定主要帮扶政策",
    "二(一)2": "建立健全防止返贫动态监测和帮扶机制",
    "二(一)3": "实施社会救助",
    "二(一)4": "完善医疗保障政策",
    "二(一)5": "完善养老保障",
    "二(一)6": "关爱特殊群体",
    "二(一)7": "加强扶贫项目资产管理",
    "二(一)8": "做好社会帮扶工作",
    "二(二)": "推进脱贫攻坚与乡村振兴重点工作衔接",
    "二(二)1": "发展壮大乡村特色产业",
    "二(二)2": "继续大力实施消费帮扶",
    "二(二)3": "促进农村人口稳定就业",
    "二(二)4": "加强农村基础设施建设",
    "二(二)5": "完善各项公共服务",
    "二(二)6": "有效保障住房安全",
    "二(三)": "实现脱贫攻坚与乡村振兴主要政策衔接",
    "二(三)1": "衔接好财政投入政策",
    "二(三)2": "做好金融服务政策衔接",
    "二(三)3": "做好土地支持政策衔接",
    "二(三)4": "做好人才智力支持政策衔接",
    "三": "保障措施",
    "三(一)": "加强组织领导",
    "三(二)": "坚持党建帮扶",
    "三(三)": "强化规划引领",
    "三(四)": "严格考核评价",
}


def _plan_text() -> str:
    return (TEXTS / "plan.txt").read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def plan() -> OfficialText:
    return parse_official_text(_plan_text(), document="plan")


@pytest.fixture(scope="module")
def log() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((TEXTS / "plan.repairs.yaml").read_text(encoding="utf-8"))
    return loaded


def _repairs(log: dict[str, Any]) -> list[Repair]:
    return [
        Repair(line=r["place"]["line"], column=r["place"]["column"], before=r["before"], after=r["after"], reason=r["reason"])
        for r in log["repairs"]
    ]


def test_plan_has_every_clause_with_its_heading(plan: OfficialText) -> None:
    assert [clause.id for clause in plan.clauses] == ["通知", "引言", *HEADINGS]
    assert {clause.id: clause.heading for clause in plan.clauses if clause.heading} == HEADINGS
    children = {parent: sum(clause.parent == parent for clause in plan.clauses) for parent in ("二", "二(一)", "二(二)", "二(三)", "三")}
    assert children == {"二": 3, "二(一)": 8, "二(二)": 6, "二(三)": 4, "三": 4}


def test_plan_has_its_four_lists_to_the_letter(plan: OfficialText) -> None:
    assert {each.clause: "、".join(each.entries) for each in plan.lists} == LISTS
    assert [each.clause for each in plan.lists] == list(LISTS)
    assert {each.kind for each in plan.lists} == {"by_duty"}
    assert [len(each.entries) for each in plan.lists] == [18, 23, 12, 9]
    entries = [entry for each in plan.lists for entry in each.entries]
    assert (len(entries), len(set(entries))) == (62, 40)
    for each in plan.lists:
        assert each.text[1:-1] == LISTS[each.clause] + "按职责分工负责"
        assert plan.text[each.start : each.end] == each.text


def test_plan_reports_both_dates_and_corrects_neither(plan: OfficialText) -> None:
    assert [(mark.kind, mark.value, mark.text) for mark in plan.dates] == [
        ("signed", date(2021, 11, 4), "2021年11月4日"),
        ("printed", date(2021, 11, 2), "2021年11月2日"),
    ]


def test_plan_frame(plan: OfficialText) -> None:
    assert plan.number == "大委农发〔2021〕3号"
    assert plan.issuing_header == "中共大连市委农村工作领导小组文件"
    assert plan.title == ("中共大连市委农村工作领导小组关于印发 《大连市实现巩固拓展脱贫攻坚成果同 乡村振兴有效衔接实施方案》的通知")
    assert plan.attachment_titles == ("大连市实现巩固拓展脱贫攻坚成果 同乡村振兴有效衔接实施方案",)
    assert plan.addressees == ("各区市县党委、人民政府", "各开放先导区党工委、管委会", "各有关单位")
    assert plan.issuer_signature == "中共大连市委农村工作领导小组"
    assert plan.colophon is not None
    assert plan.colophon.body == "中共大连市委农村工作领导小组办公室"
    assert plan.colophon.text == "中共大连市委农村工作领导小组办公室\n\n2021年11月2日印发"


def test_plan_texts_paths_and_labels(plan: OfficialText) -> None:
    clauses = {clause.id: clause for clause in plan.clauses}
    assert clauses["二(一)5"].path == ("工作措施", "切实巩固拓展脱贫攻坚成果", "完善养老保障")
    assert [clauses[i].label for i in ("一", "二(一)", "二(二)", "二(一)1")] == ["一、", "（一）", "(二)", "1."]
    assert clauses["二(二)"].text == ""
    assert "聘用工勤人员。\n\n鼓励各地区" in clauses["二(二)2"].text
    assert clauses["三(四)"].text.endswith("约谈。\n\n各地区各部门相关工作情况于每年11月底报市乡村振兴部门。"
                                           "市乡村振兴工作部门要抓好督促落实，压实压紧责任，确保各项部署落实落地。")  # fmt: skip


def test_plan_needs_no_more_repairs(plan: OfficialText) -> None:
    assert plan.repairs == ()


def test_undoing_the_log_gives_the_source_back_byte_for_byte(log: dict[str, Any], plan: OfficialText) -> None:
    text = _plan_text()
    assert hashlib.sha256(text.encode()).hexdigest() == log["text_sha256"]
    source = undo_repairs(text, _repairs(log))
    assert hashlib.sha256(source.encode()).hexdigest() == log["source_sha256"]
    assert repair_page_breaks(source) == (text, tuple(_repairs(log)))
    # Nothing but white space went.
    assert "".join(source.split()) == "".join(text.split())


def test_the_log_names_the_clause_of_each_repair(log: dict[str, Any], plan: OfficialText) -> None:
    places = {repair["after"]: repair["place"]["clause"] for repair in log["repairs"]}
    clauses = {f"plan#{clause.id}": plan.text[clause.start : clause.end] for clause in plan.clauses}
    assert all(after in clauses[place] for after, place in places.items())
    joined = ["村所在地区", "养老保险费", "对口支援新疆", "先诊疗后付费", "发挥财政资金", "项目区农村", "确保各项部署"]
    assert len(joined) == len(places)
    assert all(any(words in plan.text for after in places) for words in joined)


def test_a_repair_that_does_not_fit_is_refused() -> None:
    repair = Repair(line=3, column=0, before="甲\n乙", after="甲乙", reason="cut")
    with pytest.raises(ProjectError, match="line 3, column 0"):
        undo_repairs("丙丁", [repair])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_hard_texts(case: dict[str, Any]) -> None:
    known = {"name", "text", "clauses", "lists", "title", "number", "issuing_header", "addressees", "signature", "dates",
             "colophon", "repairs", "attachment_titles"}  # fmt: skip
    assert set(case) <= known
    read = parse_official_text(case["text"], document="case")
    got: dict[str, Any] = {
        "clauses": [[clause.id, clause.heading, clause.text] for clause in read.clauses],
        "lists": [[each.clause, each.kind, list(each.entries)] for each in read.lists],
        "title": read.title,
        "number": read.number,
        "issuing_header": read.issuing_header,
        "addressees": list(read.addressees),
        "signature": read.issuer_signature,
        "dates": [[mark.kind, mark.value, mark.text] for mark in read.dates],
        "colophon": read.colophon.body if read.colophon else None,
        "repairs": [repair.after for repair in read.repairs],
        "attachment_titles": list(read.attachment_titles),
    }
    assert {key: got[key] for key in case if key not in ("name", "text")} == {
        key: value for key, value in case.items() if key not in ("name", "text")
    }
    _check_laws(case["text"], read)


def test_an_empty_text_is_refused_in_one_line() -> None:
    with pytest.raises(ProjectError, match=r"empty \[N99\]"):
        parse_official_text(" \n\u3000\n", document="N99")


PIECES = st.sampled_from([
    "一、", "二、", "（一）", "(二)", "1.", "２．", "（1）",
    "2)", "①", "。", "，", "；", "：", "、",
    "\n", "\n\n", "\u3000\u3000", " ", "\r\n", "(", "）",
    "【", "〔", "》", "《", "”", "甲局", "乙局",
    "按职责分工负责", "牵头", "配合", "负责", "责任单位：", "牵头单位:", "配合单位：",
    "各区：", "的通知", "示政发〔2021〕3号", "示例市文件", "2021年11月4日", "二〇二一年十一月四日", "2021年2月30日",
    "印发", "抄送：", "附件", "附件：1.表", "附件1", "（此件公开）", "签发人：",
    "加强领导", "为做好工作", "a", "b2", "\x0c", "\x85", "\u2028",
])  # fmt: skip
DOCUMENTS = st.lists(PIECES, max_size=60).map("".join)


@given(st.one_of(st.text(max_size=200), DOCUMENTS))
@example("一、甲\n(乙、丙负责)\n2021年11月4日\n丁。\n附件\n一、甲")
def test_any_text_is_read_without_loss(text: str) -> None:
    try:
        read = parse_official_text(text, document="any")
    except ProjectError:
        assert not text.strip()
        return
    _check_laws(text, read)


@given(DOCUMENTS)
def test_repairs_come_off_again_and_repairing_twice_changes_nothing(text: str) -> None:
    repaired, repairs = repair_page_breaks(text)
    assert undo_repairs(repaired, repairs) == text
    assert "".join(repaired.split()) == "".join(text.split())
    assert repair_page_breaks(repaired) == (repaired, ())


def _check_laws(text: str, read: OfficialText) -> None:
    """Places are true, clauses and frame do not overlap, and together with the lists they leave nothing out."""
    assert undo_repairs(read.text, read.repairs) == text
    ids = [clause.id for clause in read.clauses]
    assert len(ids) == len(set(ids))
    for clause in read.clauses:
        own = read.text[clause.start : clause.end]
        assert clause.text in own
        assert own == own.strip()
        assert (clause.label or "") + (clause.heading or "") + clause.text != ""
        assert clause.parent is None or clause.parent in ids[: ids.index(clause.id)]
        assert [each.clause for each in clause.lists] == [clause.id] * len(clause.lists)
    lists = read.lists
    slices = [(each.start, each.end, each.text) for each in lists] + [(part.start, part.end, part.text) for part in read.frame]
    assert all(read.text[start:end] == words for start, end, words in slices)
    assert all(entry in each.text for each in lists for entry in each.entries)
    for mark in read.dates:
        assert mark.text in read.text
    spans = sorted([(clause.start, clause.end) for clause in read.clauses] + [(part.start, part.end) for part in read.frame])
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert [clause.start for clause in read.clauses] == sorted(clause.start for clause in read.clauses)
    covered = bytearray(len(read.text))
    for start, end in [*spans, *((each.start, each.end) for each in lists)]:
        covered[start:end] = b"\x01" * (end - start)
    assert all(covered[i] or char.isspace() or char in "。；;" for i, char in enumerate(read.text))
