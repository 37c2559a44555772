"""Facts read back in plain Chinese: 三口人 -> 3 人, {grade: 2} -> 二级, urban -> 城镇户口."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from corpus.facts import Disability, Range, fact_spec
from tools.rules.view import member_path

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


def plain_number(value: Decimal | int) -> str:
    """A number without needless zeros, to the hundredth: 846, 2497.5, 666.67."""
    number = Decimal(value)
    text = format(round(number, 2) if isinstance(exponent := number.as_tuple().exponent, int) and exponent < -2 else number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


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
    words = plain_number(value) if isinstance(value, Decimal | int) else CHOICE_WORDS.get(str(value), str(value))
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
