"""What is withheld leaves sound Markdown behind."""

from __future__ import annotations

import time

import pytest

from assistant.proof.evidence import Evidence, collect
from assistant.proof.prove import prove
from assistant.proof.reader import reader_for
from corpus.corpus import Corpus


@pytest.fixture(scope="module")
def evidence(corpus: Corpus) -> Evidence:
    """846 元, 2025-07-01 and 市民政局: nothing else is held."""
    return collect([], ["市民政局定的标准是 846 元，从2025年7月1日起。"], corpus)


CASES = [
    ("one sentence of a line", "标准是 846 元。去年是 999 元。问市民政局。", "标准是 846 元。问市民政局。"),
    ("a list item", "- 846 元\n- 999 元\n- 市民政局", "- 846 元\n- 市民政局"),
    ("half of a list item", "- 标准 846 元。去年 999 元。\n- 市民政局", "- 标准 846 元。\n- 市民政局"),
    ("a numbered item", "1. 问市民政局\n2. 问市水务局\n3. 等", "1. 问市民政局\n3. 等"),
    ("a row", "| 项 | 数 |\n|---|---|\n| 甲 | 846 元 |\n| 乙 | 999 元 |", "| 项 | 数 |\n|---|---|\n| 甲 | 846 元 |"),
    ("all rows", "前面。\n\n| 项 | 数 |\n|---|---|\n| 乙 | 999 元 |\n\n后面。", "前面。\n\n后面。"),
    ("a cell of the head", "| 项 | 999 元 |\n|---|---|\n| 甲 | 846 元 |", "| 项 | — |\n|---|---|\n| 甲 | 846 元 |"),
    ("a quotation and its source", "前。\n\n> 补 999 元。\n> ——《方案》（原文）\n\n后。", "前。\n\n后。"),
    ("a line of a quotation", "> 补 999 元。标准 846 元。", "> 标准 846 元。"),
    ("a list with its label", "**数**\n- 999 元\n- 998 元\n\n后。", "后。"),
    ("a label whose list stays", "**数**\n- 999 元\n- 846 元", "**数**\n- 846 元"),
    ("bold text is not cut", "**第一句。第二句 999 元。**第三句。", ""),
    ("brackets are not cut", "好（若是 846 元。若是 999 元。）的。行。", "行。"),
    ("a nested item", "- 甲\n  - 999 元\n  - 846 元\n- 乙", "- 甲\n  - 846 元\n- 乙"),
    ("a heading", "## 共 999 元\n\n846 元。", "846 元。"),
    ("hard breaks stay", "**题**  \nA. 846 元  \nB. 999 元  \nC. 等", "**题**  \nA. 846 元  \nC. 等"),
    ("English", "It is 846 yuan. It was 999 yuan. Ask the office.", "It is 846 yuan. Ask the office."),
]


@pytest.mark.parametrize(("text", "left"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_left(corpus: Corpus, evidence: Evidence, text: str, left: str) -> None:
    proven = prove(text, evidence, corpus)
    assert [line.replace("  —  ", " — ") for line in proven.text.split("\n")] == left.split("\n")
    assert proven.withheld


def test_supported_text_is_untouched(corpus: Corpus, evidence: Evidence) -> None:
    text = "**标准**\n\n| 项 | 数 |\n|---|---|\n| 甲 | 846 元 |\n\n> 从 2025-07-01 起。\n> ——来源"
    assert prove(text, evidence, corpus).text == text


def test_claims_are_told(corpus: Corpus, evidence: Evidence) -> None:
    (withheld,) = prove("市水务局 2024 年定的 999 元，见二(一)5。", evidence, corpus).withheld
    assert withheld.claims == ("figure 999 money", "date 2024", "clause 二(一)5", "body 市水务局")


def test_it_is_fast(cases, corpus: Corpus) -> None:  # type: ignore[no-untyped-def]
    """Under 30 ms for a reply over all programmes once the registers have been read, with room for a slow machine."""
    reader_for(corpus).warm()
    case = next(c for c in cases if "'view': 'why'" in c.name)
    collect(case.artifacts, case.said, corpus, day=case.day)
    took = []
    for number in range(5):
        start = time.perf_counter()
        fresh = "\n".join(f"{line}〔{number}〕" for line in case.text.split("\n"))
        prove(fresh, collect(case.artifacts, case.said, corpus, day=case.day), corpus)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.09
