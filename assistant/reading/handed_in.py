"""The day an application was handed in or accepted: 我11月24号交的材料, 昨天递上去的, 材料是上周三交的."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.reading.numbers import NUMBER, parse_number
from assistant.reading.patterns import any_of
from assistant.reading.scene import Scene

_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]|二十[一二三四五六七八九])"
_FORMS = (
    re.compile(r"(?<!\d)(?P<y>20\d{2})\s*[-/.年]\s*(?P<m>1[0-2]|0?[1-9])\s*[-/.月]\s*(?P<d>3[01]|[12]\d|0?[1-9])(?:日|号)?(?!\d)"),
    re.compile(
        r"\b(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,?\s*(?P<y>20\d{2}))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<year>去年|今年|明年)?(?P<m>(?<!\d)1[0-2]|(?<!\d)0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月\s*{_DAY}(?:日|号)?(?!\d)"
    ),
    re.compile(rf"(?P<month>上个?月|这个?月|本月|下个?月)\s*{_DAY}(?:日|号)"),
    re.compile(rf"(?<![月\d]){_DAY}(?:号(?!楼|院|线|文|令)|日(?=[交递报送提]))"),
    re.compile(r"(?P<near>大前天|前天|前儿个?|昨天|昨儿个?|昨日|今天|今儿个?|今日|明天|明儿个?|后天|后儿个?)"),
    re.compile(r"(?P<week>上上|上|这|本|下)?个?(?:周|礼拜|星期)(?P<weekday>[一二三四五六日天])"),
    re.compile(rf"(?P<back>{NUMBER})(?P<unit>天|个?(?:礼拜|星期)|周)(?:以)?前"),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NEAR = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}
_WEEKS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}
_MOON = re.compile(
    r"(?:去年|头年|今年|前年|上年)?(?:的)?(?:(?:阴历|农历|旧历)(?:的)?[正冬腊一二三四五六七八九十\d]{0,2}月?|腊月|正月|冬月)(?:里|底|初(?!十?[一二三四五六七八九十])|根儿?)?"
    r"(?:初?[一二三四五六七八九十廿]{1,3}|\d{1,2})?(?:日|号|那天)?"
)
_MONTH_ONLY = re.compile(
    r"(?:去年|头年|今年|前年)?(?:的)?(?:(?<!\d)(?:1[0-2]|0?[1-9])|十[一二]?|[一二三四五六七八九])月(?:份)?(?:底|初|中旬|上旬|下旬|末)?(?![\d一二三四五六七八九十])"
    r"|上个?月(?:底|初|中旬|末)?(?!\s*[\d一二三四五六七八九十])|去年(?:年底|年初|秋天|春天|夏天|冬天|上半年|下半年)?(?![\d一二三四五六七八九十的正冬腊阴农旧])"
)
_OF_AN_APPLICATION = re.compile("申请|材料|手续|表|低保|特困|监测|救助|补贴")
_DONE = re.compile(r"的|了|过|受理|收|ed\b", re.IGNORECASE)
HANDED_IN = "handed_in"
"""What is asked for where the day of handing in was not clear: no fact of the household, a day of the conversation."""
_ANSWER = 14
_REACH = 30
"""Characters around a day in which it is said what happened on it."""


@dataclass(frozen=True)
class HandedIn:
    """A day of handing in, and where it stands with its words."""

    start: int
    end: int
    day: date


def find_handed_in(scene: Scene) -> HandedIn | None:
    """The last day of handing in the message tells; a day without words of handing in beside it is none."""
    phrases, text = scene.lexicon.intents.handed_in, scene.text
    found: HandedIn | None = None
    asked = scene.pending == (None, HANDED_IN)
    moons = [moon.span() for moon in _MOON.finditer(text)]
    for form in _FORMS:
        for match in form.finditer(text):
            clause_end = scene.layout.clause(match.start())[1]
            after = any_of(phrases.after).match(text[match.end() : min(clause_end + 1, match.end() + _REACH)])
            before = any_of(phrases.before).search(text[max(0, match.start() - _REACH) : match.start()])
            if not after and not before and not (asked and len(text) <= _ANSWER):
                continue
            if any(start <= match.start() < end for start, end in moons):
                continue
            done = asked or before is not None or _DONE.search(after.group() if after else "") is not None
            day = next(_days(match, scene.known.today, done=done), None)
            if day is not None and (found is None or match.start() > found.end):
                found = HandedIn(match.start(), match.end(), day)
        if found is not None:
            return found
    return None


def find_undated(scene: Scene) -> tuple[int, int] | None:
    """去年腊月交的申请, 10月交的申请: handed in, on a day that cannot be counted from."""
    after, text = any_of(scene.lexicon.intents.handed_in.after), scene.text
    for form in (_MOON, _MONTH_ONLY):
        for match in form.finditer(text):
            start, end = scene.layout.clause(match.start())
            done = after.match(text[match.end() : min(end + 1, match.end() + _REACH)])
            if done is not None and _DONE.search(done.group()) and _OF_AN_APPLICATION.search(text[start:end]):
                return match.start(), match.end() + done.end()
    return None


def _days(match: re.Match[str], today: date, *, done: bool) -> Iterator[date]:
    """The day meant: of days without a year the latest that has come, or where nothing says it has come the nearest."""
    parts = {name: text for name, text in match.groupdict().items() if text}
    if "near" in parts:
        yield today + timedelta(days=next(shift for word, shift in _NEAR.items() if parts["near"].startswith(word)))
    elif "weekday" in parts:
        monday = today - timedelta(days=today.weekday())
        day = monday + timedelta(
            weeks=_WEEKS.get(parts.get("week", "这"), 0), days="一二三四五六日天".index(parts["weekday"].replace("天", "日"))
        )
        yield day if "week" in parts or not done or day <= today else day - timedelta(weeks=1)
    elif "back" in parts:
        number = _whole(parts["back"])
        if number is not None and number < 400:
            yield today - timedelta(days=number * (1 if parts["unit"] == "天" else 7))
    else:
        yield from _dated(parts, today, done=done)


def _dated(parts: dict[str, str], today: date, *, done: bool) -> Iterator[date]:
    number = _whole(parts["d"])
    if number is None:
        return
    if "name" in parts:
        parts = {**parts, "m": str(_MONTHS.index(parts["name"].lower()) + 1)}
    if "y" in parts:
        yield from _real(int(parts["y"]), int(parts["m"]), number)
        return
    if "m" in parts:
        month = _whole(parts["m"]) or 0
        shift = {"去年": -1, "今年": 0, "明年": 1}.get(parts.get("year", ""))
        years = (today.year + shift,) if shift is not None else (today.year - 1, today.year, today.year + 1)
        days = [day for year in years for day in _real(year, month, number)]
    else:
        shift = {"上": -1, "下": 1}.get(parts.get("month", "")[:1], 0)
        months = (shift,) if "month" in parts else (-1, 0, 1)
        first = today.year * 12 + today.month - 1
        days = [day for n in months for day in _real((first + n) // 12, (first + n) % 12 + 1, number)]
    come = sorted((day for day in days if day <= today), reverse=True) if done else []
    yield from come or sorted(days, key=lambda day: abs(day - today))


def _whole(said: str) -> int | None:
    read = parse_number(said)
    return int(read[0]) if read and read[0] == read[1] else None


def _real(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return
