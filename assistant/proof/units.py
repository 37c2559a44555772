"""Units of figures by kind: 元 and 块 are one kind, 人 and 元 are not, 天 and 工作日 are not."""

from __future__ import annotations

import re
from decimal import Decimal

_WORDS: dict[str, str] = {
    "money": "元|块钱|块(?!地)|圆|yuan|CNY|RMB",
    "workday": "个工作日|工作日|working days?",
    "workweek": "个?星期|周(?![岁年])",
    "month": "个多?月|months?",
    "age": "周岁|岁|years? old",
    "year": "周年|年(?!级|代|龄|度|份|报|初|底|终)|years?",
    "day": "天|日(?!常|前)|days?",
    "hour": "个?小时|hours?",
    "minute": "分钟|minutes?",
    "percent": "%|个百分点|percent",
    "tenth": "成(?!员|立|为|年|果|人)",
    "ratio": "倍|times",
    "grade": "级(?!书记)|等级",
    "visit": "人次",
    "household": "户(?!口|籍)|households?",
    "person": "口人|个?人(?!均|次|民|口|才|员|数|大|事|社)|口|名(?!单|称|为|下)|位|persons?|people",
    "times": "次(?!性)|回(?!答|复)",
    "land": "亩",
    "square": "平方米|平米|m2",
    "length": "公里|千米|米|km",
    "weight": "公斤|吨|斤|kg",
    "count": "个(?!体)|项(?!目)|份(?!额)|家(?!庭)|条|种(?!植)|类|道|处(?!理)|所(?!在|有|得|列|以|用)|座|套|间|件|张|批|档(?!次|案)|栋|台|辆|笔|期(?!间|满)|步",
}
UNIT = re.compile(r"\s*(?:[多余来几]\s*)?(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _WORDS.items()) + ")", re.IGNORECASE)
_SCALE = re.compile(r"^\s*([万亿])")
_PERIOD = re.compile(r"[^/每,，。;、]{0,3}(?:[/每]\s*(?:人|户|家|person|household)?\s*)+[/每]?\s*(月|年|天|日|month|year|day)")
_EVERY = re.compile(r"(?:每人每|每户每|每|按|一个|1\s*个|一|1\s*)(月|年|天|日)[^,，。;、:\d]{0,10}$")
_PERIODS = {"月": "month", "年": "year", "天": "day", "日": "day", "month": "month", "year": "year", "day": "day"}
_COUNTED = {"person", "household", "times", "visit", "land"}
EXACT_FROM_ONE = {"money", "workday", "month", "age", "percent", "ratio", "grade", "hour"}
"""Kinds in which 一 is a figure (一级, 一个月); elsewhere it is mostly no number (一个人, 一家)."""


def unit_at(text: str, start: int, before: str) -> tuple[str | None, int]:
    """The kind of the unit that stands at ``start``, and where it ends; money with its period if one is named.

    Args:
        text: the folded text.
        start: the end of the numeral.
        before: what stands before the numeral.
    """
    found = UNIT.match(text, start)
    if found is None or found.lastgroup is None:
        return None, start
    kind = found.lastgroup
    if kind == "money" and (period := (_PERIOD.match(text, found.end()) or _EVERY.search(before[-20:]))):
        kind = f"money/{_PERIODS[period[1]]}"
    return kind, found.end()


def kind_of(unit: str) -> tuple[str | None, Decimal]:
    """The kind of a register's unit and what its values are multiplied with: 万元 -> money, 10000."""
    scale = _SCALE.match(unit)
    factor = Decimal({"万": 10_000, "亿": 100_000_000}[scale[1]]) if scale else Decimal(1)
    rest = unit[scale.end() :] if scale else unit
    if rest.startswith("占") or "份额" in rest:
        return "share", factor
    if rest == "月":
        return "month", factor
    return unit_at(rest, 0, "")[0], factor


def fit(claimed: str | None, held: str | None) -> bool:
    """Whether a claimed kind may rest on one held: equal, or one of them less definite."""
    if claimed is None or held is None or claimed == held:
        return True
    if "count" in (claimed, held):
        other = held if claimed == "count" else claimed
        return other in _COUNTED
    return claimed.partition("/")[0] == held.partition("/")[0] and ("/" not in claimed or "/" not in held)
