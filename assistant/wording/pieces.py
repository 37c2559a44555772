"""Small pieces of wording: amounts, days, units, lists, and the form a worded artifact takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from corpus.corpus import Corpus
from corpus.dated import Force, Strict
from corpus.facts import Disability, Range, choices, fact_spec
from corpus.figures import Figure
from tools.rules.view import member_path


class Worded(Strict):
    """One artifact in words.

    Attributes:
        brief: the short sentences that answer, most important first.
        first: the one thing to do first.
        blocks: details, Markdown.
        warnings: what has to be kept in mind.
        question: a question back.
    """

    brief: tuple[str, ...] = ()
    first: str | None = None
    blocks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    question: str | None = None


UNIT_WORDS = {
    "CNY": "元",
    "person": "人",
    "month": "月",
    "year": "年",
    "household": "户",
    "season": "采暖季",
    "percent": "%",
    "ratio": "倍",
    "times": "次",
    "share": "",
    "house": "户",
    "day": "天",
    "months": "个月",
    "years": "年",
}

FORCE_WORDS = {Force.IN_FORCE: "现行有效", Force.ENDED: "已到期或失效", Force.NOT_YET: "尚未施行", Force.UNKNOWN: "状态待核实"}


def plain_number(value: Decimal | int) -> str:
    """A number without needless zeros: 846, 2497.5."""
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_words(unit: str) -> str:
    """CNY/person/month -> 元/人/月; a unit already in Chinese stays."""
    return "/".join(UNIT_WORDS.get(part, part) for part in unit.split("/"))


def day_words(day: date) -> str:
    """2025年7月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def clause_words(refs: Iterable[str], corpus: Corpus) -> str:
    """Clauses with the short names of their documents: 社会救助法 第18条；…."""
    words = []
    for ref in refs:
        document = corpus.documents[ref.split("#")[0]]
        short = min((document.title, *document.aliases), key=len) if document.aliases else document.title
        words.append(f"{short} {ref.split('#')[1]}")
    return "；".join(words)


def value_words(figure: Figure) -> str:
    """The value of a figure with its unit; a floor and a list say so."""
    unit = unit_words(figure.unit)
    if figure.value is None:
        return "未查到"
    if isinstance(figure.value, tuple) and figure.unit == "月、日":
        pairs = zip(figure.value[::2], figure.value[1::2], strict=False)
        return " 到 ".join(f"{plain_number(month)}月{plain_number(day)}日" for month, day in pairs)
    if isinstance(figure.value, tuple):
        return "、".join(plain_number(v) for v in figure.value) + f" {unit}"
    if "份额" in figure.unit:
        of_what = figure.unit.removesuffix("的份额").removeprefix("占")
        share = "全额" if figure.value == 1 else f"{plain_number(figure.value * 100)}%"
        return f"{of_what if of_what != '份额' else ''}{share}"
    if figure.unit.startswith("%"):
        return f"{plain_number(figure.value)}{figure.unit}"
    return f"{'不低于 ' if figure.floor else ''}{plain_number(figure.value)} {unit}"


def listed(items: Iterable[str], *, most: int | None = None, counter: str = "项") -> str:
    """甲、乙、丙; with ``most`` the rest is counted: 甲、乙等 5 项."""
    found = list(items)
    if most is not None and len(found) > most:
        return "、".join(found[:most]) + f"等 {len(found)} {counter}"
    return "、".join(found)


def fact_value_words(path: str, value: Any) -> str:
    """A told fact read back: 三口人 -> 3 人, {grade: 2} -> 二级."""
    if value is None:
        return "不清楚"
    if path.endswith("disability.grade") and value in (0, 1, 2, 3, 4) and not isinstance(value, bool):
        return f"{'一二三四'[value - 1]}级" if value else "没有残疾人证"
    if path.endswith("disability.category") and value == "none":
        return "没有残疾人证"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Range):
        return f"{plain_number(value.low)}–{plain_number(value.high)}"
    if isinstance(value, Disability):
        return disability_words(value)
    if isinstance(value, dict):
        if "low" in value and "high" in value:
            return f"{plain_number(Decimal(str(value['low'])))}–{plain_number(Decimal(str(value['high'])))}"
        if "grade" in value or "category" in value:
            return disability_words(Disability.model_validate(value))
        return listed(f"{k}：{fact_value_words(path, v)}" for k, v in value.items())
    if isinstance(value, list | tuple | set):
        named = [str(v) for v in value if str(v) != "none"]
        return listed(named) or "都不是"
    if value == "none":
        return "没有"
    words = CHOICE_WORDS.get(str(value), str(value))
    unit = _unit_of(path)
    return f"{words} {unit}".strip() if unit and not isinstance(value, str) else words


def _unit_of(path: str) -> str:
    spot = member_path(path)
    try:
        return fact_spec(f"member.{spot[1]}" if spot else f"household.{path}").unit
    except KeyError:
        return ""


def disability_words(disability: Disability) -> str:
    """肢体二级; 没有残疾人证; 二级（类别未说）."""
    if disability.grade == 0 or disability.certified is False:
        return "没有残疾人证"
    grade = f"{'一二三四'[disability.grade - 1]}级" if disability.grade else "等级未说"
    return f"{disability.category}{grade}" if disability.category else f"{grade}（类别未说）"


CHOICE_WORDS = {
    "rural": "农村户口",
    "urban": "城镇户口",
    "self": "本人",
    "spouse": "配偶",
    "child": "子女",
    "parent": "父母",
    "other": "其他家人",
    "preschool": "学前",
    "primary": "小学",
    "junior": "初中",
    "senior": "普通高中",
    "vocational": "中职",
    "undergraduate": "大学",
    "alive_able": "在世，有能力",
    "dead": "去世",
    "missing": "法院宣告失踪",
    "severely_disabled": "重残",
    "seriously_ill": "重病",
    "imprisoned_over_6_months": "限制人身自由满六个月",
    "out_of_contact_over_6_months": "失联满六个月",
    "custody_revoked": "被撤销监护资格",
    "deported": "被遣送（驱逐）出境",
}


def choice_options(path: str) -> tuple[tuple[str, str], ...]:
    """(value, words) of a choice, for a form or a page."""
    spot = member_path(path)
    fact = f"member.{spot[1]}" if spot else f"household.{path}"
    return tuple((value, CHOICE_WORDS.get(value, value)) for value in choices(fact))


def joined(parts: Sequence[Worded]) -> Worded:
    """Several worded artifacts as one, without repeating a sentence."""
    return Worded(
        brief=tuple(dict.fromkeys(line for part in parts for line in part.brief)),
        first=next((part.first for part in parts if part.first), None),
        blocks=tuple(dict.fromkeys(block for part in parts for block in part.blocks)),
        warnings=tuple(dict.fromkeys(w for part in parts for w in part.warnings)),
        question=next((part.question for part in parts if part.question), None),
    )
