"""What the words around one amount say of it: income or spending, month or year, per head or household."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.reading.numbers import Number
from assistant.reading.patterns import any_of, last_match, matches
from assistant.reading.scene import Scene

Kind = Literal["income", "pension", "support", "rent", "net", "gross", "spent", "other"]
Period = Literal["month", "year", "last_year", "last_year_month", "day"]

UNIT = re.compile(r"^\s*(?:来|多|几)?\s*(?:万元|元|块钱?|圆|块来钱|大元|人民币|rmb|RMB)")
_BARE_END = re.compile(r"^\s*(?:来|多|左右|上下|吧|了|呢|啊|的样子|出头|，|,|。|；|;|！|!|\?|？|、|\s|$)")
_NOT_MONEY = re.compile(
    r"^\s*(?:周?岁|口|个(?!月)|位|名|人(?!均|民币)|户|年(?!收入|纯|均)|月(?!收入|挣|开)|[日号天]|级|亩|垧|斤|头|只|间|平|米|公里|条|款|项|份|张|倍|%|％|成(?!收)|点|次|回|趟|道|家|楼|栋|世|儿子|闺女|孩子|分钟|小时|台|辆|套|床|棵|队|组|村|镇|区|县|市|路|后|前)"
)
_DENIED = re.compile(r"(?:不是|没有|没)\s*$")
_MONEY_KEYS = (
    "monthly_income",
    "monthly_income_per_head",
    "annual_net_income_per_head",
    "income_12m",
    "rigid_expenditure_12m",
    "wages",
    "pension_income",
)


@dataclass(frozen=True)
class Frame:
    """What the words around one amount say; ``by_rule``: it was counted as the rules of 低保 count it."""

    kind: Kind | None
    period: Period | None
    per_head: bool
    household: bool
    household_at: int
    sole: bool
    unit: bool
    carried: bool = False
    by_rule: bool = False


def find_frame(scene: Scene, number: Number, previous_end: int, previous: Frame | None) -> Frame | None:
    """What the words around an amount say; None where the amount is denied (不是两千).

    Args:
        previous_end: where the amount before it ended; words before that belong to the other.
        previous: what was said of that one.
    """
    words, text = scene.lexicon.money, scene.text
    clause_start, clause_end = scene.layout.clause(number.start)
    left = text[max(clause_start, previous_end, number.start - 24) : number.start]
    by_rule = "口径" in text[max(scene.layout.sentence(number.start)[0], previous_end, number.start - 24) : number.end + 8]
    left = any_of(words.basis).sub(_blank, left)
    right = any_of(words.basis).sub(_blank, text[number.end : min(clause_end, number.end + 8)])
    unit = bool(UNIT.match(text[number.end : number.end + 6]))
    if _DENIED.search(left):
        return None
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("other", words.other),
        ("spent", words.spent),
        ("income", words.income),
        ("pension", words.pension),
        ("support", words.support),
        ("rent", words.rent),
        ("gross", words.gross),
        ("net", words.net),
    )
    kind = _nearest(kinds, left) or _first(kinds, right)
    earlier = text[max(scene.layout.sentence(number.start)[0], previous_end, number.start - 30) : number.start]
    earlier = any_of(words.basis).sub(_blank, earlier)
    carried = kind is None and (kind := _nearest(kinds, earlier)) is not None
    sentence_left = text[max(scene.layout.sentence(number.start)[0], number.start - 40) : number.start]
    if kind in (None, "income", "net") and matches(words.net, sentence_left) and not (kind is None and previous):
        kind = "net"
    if kind == "income" and matches(words.gross, left):
        kind = "gross"
    periods: tuple[tuple[Period, tuple[str, ...]], ...] = (
        ("month", words.month),
        ("year", words.year),
        ("last_year", words.last_year),
        ("day", words.day),
    )
    period = _nearest_period(periods, left) or _nearest_period(periods, right)
    if period is None:
        period = _nearest_period(periods, sentence_left) or _usual_period(kind, text[clause_start : number.end])
    if period in ("month", "year") and kind in (None, "income", "net", "gross") and _is_of_last_year(scene, left):
        period = "last_year" if period == "year" else "last_year_month"
    head, household = last_match(words.per_head, left), last_match(words.household, left)
    per_head = head is not None and not re.search(r"一个人(?:过|挣|干|打工|住|养)", left)
    if not per_head and household is None:
        per_head = matches(words.per_head, earlier) and not matches(words.household, re.split("[，,]", earlier)[-1])
        household = last_match(words.household, earlier)
    household_at = number.start - len(left if last_match(words.household, left) else earlier) + household.start() if household else -1
    return Frame(kind, period, per_head, household is not None, household_at, matches(words.sole, left), unit, carried, by_rule)


def _is_of_last_year(scene: Scene, left: str) -> bool:
    """去年一年, 2025年人均, 去年一个月: a year that is over, in the amount's own words."""
    said = last_match(scene.lexicon.money.last_year, left)
    return (
        said is not None
        and not said.group().startswith(str(scene.known.today.year))
        and not re.search(r"今年|现在|近|到今", left[said.end() :])
    )


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _nearest(kinds: tuple[tuple[Kind, tuple[str, ...]], ...], left: str) -> Kind | None:
    """The kind whose word ends nearest before the amount; of those that end together, the longest."""
    best: tuple[int, int] = (-1, 0)
    chosen: Kind | None = None
    for kind, patterns in kinds:
        for match in any_of(patterns).finditer(left):
            key = (match.end(), match.end() - match.start())
            if key > best:
                best, chosen = key, kind
    return chosen


def _first(kinds: tuple[tuple[Kind, tuple[str, ...]], ...], right: str) -> Kind | None:
    found = [(m.start(), kind) for kind, patterns in kinds if (m := any_of(patterns).search(right)) is not None and m.start() <= 4]
    return min(found)[1] if found else None


def _nearest_period(periods: tuple[tuple[Period, tuple[str, ...]], ...], around: str) -> Period | None:
    best, chosen = -1, None
    for period, patterns in periods:
        match = last_match(patterns, around)
        if match is not None and match.end() > best:
            best, chosen = match.end(), period
    return chosen


def _usual_period(kind: Kind | None, clause: str) -> Period | None:
    """Pensions are spoken of by the month, 人均纯收入 is by its definition of the year."""
    if kind == "pension":
        return "month"
    return "year" if kind == "net" and re.search(r"人均(?:年)?纯收入|纯收入人均", clause) else None
