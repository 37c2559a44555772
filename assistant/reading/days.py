"""Days named: 2022-08-01, 2022年8月, 去年七月, 过渡期内. A year or month alone is its last day, or today if that is still to come."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.reading.numbers import NUMBER, parse_number
from assistant.reading.patterns import matches
from assistant.reading.scene import Scene

_FULL = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*[-/.]\s*(?P<m>\d{1,2})\s*[-/.]\s*(?P<d>\d{1,2})(?!\d)")
_WRITTEN = re.compile(
    rf"(?P<y>(?:19|20)\d{{2}}|[一二]{{1}}[零〇九][零〇一二三四五六七八九]{{2}}|(?<!\d)[12]\d(?=年)|大前年|前年|去年|头年|上年|今年|本年|明年|当年)年?(?:度)?(?:的)?"
    rf"(?:(?P<half>上半年|下半年|年底|年末|年初|底|初|末)|(?P<m>{NUMBER})\s*月(?:份)?(?:(?P<d>{NUMBER})\s*[日号])?)?"
)
_MONTH = re.compile(r"(?<![\d年])(?P<y>(?:19|20)\d{2})[-./](?P<m>0?[1-9]|1[0-2])(?![\d\-./])")
_NOW = re.compile(r"(?<![出发表体])现在|目前|如今|眼下|今天|当前|现行|这会儿")
_BARE_YEAR = re.compile(
    r"(?<![\d.])(?P<before>20[12]\d)(?=\s*(?:的)?(?:大连|庄河|瓦房店|普兰店|全市)?(?:农村|城市|城镇|城乡|居民)?(?:低保|特困|监测|医保|养老|残疾|护理|孤儿|缴费|人均|可支配)?(?:标准|线|可?支配收入|缴费|档次|金额))"
    r"|(?:标准|线|可支配收入|缴费|档次|金额)(?:是|在|,|，|:)?\s*(?P<after>20[12]\d)(?=\s*(?:[,，。？?、]|$|的|呢|和|与|跟|到|是多|多少|版))"
    r"|(?<=20\d\d[和与跟到至、])(?P<chained>20[12]\d)(?![\d元块])"
)
"""2024标准, 可支配收入2023: a year without 年 beside the word for a figure."""
_THAT_YEAR = re.compile(
    r"(?<![\d.])(?P<full>20[12]\d)(?=那年|那一年|那会儿|那阵|那时|的时候|时候)"
    r"|(?:^|(?<=[,，。；;、\s]))(?P<short>1[5-9]|2[0-9])(?=那年|那一年)"
    r"|(?<![十零〇一二三四五六七八九百廿第])(?P<spoken>一[五六七八九]|二[零〇一二四五六]|二三(?=年的?(?:大连|农村|城市|居民)?(?:医保|低保|特困|养老|合作医疗|新农合|监测|残疾|孤儿)))(?=年(?![多来级期制长半以之内前后]))"
    r"|(?:低保|特困|医保|合作医疗|养老金|补贴|监测线?)(?:标准|线)?(?P<beside>20[12]\d)(?=是?(?:多少|几))"
    r"|(?<![\d.元入挣钱发拿有])(?P<of>20[12]\d)(?=(?:居民|农村|城市|城乡|新农合|合作医疗)?(?:医保|低保|特困|养老|合作医疗)[^，。；;]{0,6}(?:多少|几))"
)
"""2023那年, 二四年, 低保2019是多少: a year said in passing."""
_TRANSITION = re.compile(r"过渡期(?:内|里|中|期间|的时候|那会儿|结束前)|过渡期(?=的?(?:标准|监测线|政策))")
_TRANSITION_END = date(2025, 12, 31)
_SPOKEN_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")
_YEARS_BACK = {"大前年": 3, "前年": 2, "去年": 1, "头年": 1, "上年": 1, "今年": 0, "本年": 0, "明年": -1}


@dataclass(frozen=True)
class Day:
    """A day named, and where."""

    start: int
    end: int
    day: date
    told: bool


def find_days(scene: Scene) -> tuple[Day, ...]:
    """Every day named; ``told``: it dates an event of a story, not the question."""
    found: list[Day] = []
    for start, end, day in _all(scene):
        if any(item.start <= start < item.end for item in found):
            continue
        clause_end = scene.layout.clause(max(start, end - 1))[1]
        after = scene.text[end : min(clause_end, end + 12)]
        told = matches(scene.lexicon.intents.narrative, after) or bool(
            re.match(r"^\s*(?:[\d一二三四五六七八九十]{1,4}(?:周岁|岁|了|[，,]|$)|出生|生)", after)
        )
        found.append(Day(start, end, day, told))
    return tuple(sorted(found, key=lambda item: item.start))


def _all(scene: Scene) -> Iterator[tuple[int, int, date]]:
    today, text = scene.known.today, scene.text
    for match in _FULL.finditer(text):
        day = _date(int(match["y"]), int(match["m"]), int(match["d"]))
        if day:
            yield match.start(), match.end(), day
    for match in _WRITTEN.finditer(text):
        if match.group().isdigit() or text[max(0, match.start() - 1) : match.start()] in ("〔", "[", "("):
            continue
        day = _written(match, today)
        if day:
            yield match.start(), match.end(), day
    for match in _MONTH.finditer(text):
        yield match.start(), match.end(), _last(int(match["y"]), int(match["m"]), today)
    for match in _BARE_YEAR.finditer(text):
        which = match.lastgroup or "before"
        if which == "after" and re.search(r"月|每人|我|俺|家", text[max(0, match.start() - 8) : match.start()]):
            continue
        year = int(match[which])
        yield *match.span(which), today if year == today.year else date(year, 12, 31)
    for match in _THAT_YEAR.finditer(text):
        year = _year_in_passing(match)
        yield *match.span(match.lastgroup or 0), today if year == today.year else date(year, 12, 31)
    for match in _TRANSITION.finditer(text):
        yield match.start(), match.end(), min(_TRANSITION_END, today)
    for match in _NOW.finditer(text):
        yield match.start(), match.end(), today


def _written(match: re.Match[str], today: date) -> date | None:
    said = match["y"]
    if said == "当年":
        return None
    if said in _YEARS_BACK:
        year = today.year - _YEARS_BACK[said]
    elif said.isdigit():
        year = int(said) if len(said) == 4 else 2000 + int(said)
        if len(said) == 2 and not 15 <= int(said) <= 35:
            return None
    else:
        read = parse_number(said)
        year = int(read[0]) if read else 0
    if not 1990 <= year <= 2040:
        return None
    if "年" not in match.group() and not match["m"]:
        return None
    if match["m"]:
        month = parse_number(match["m"])
        number = int(month[0]) if month and month[0] == month[1] else 0
        if not 1 <= number <= 12:
            return date(year, 12, 31) if year != today.year else today
        if match["d"]:
            read_day = parse_number(match["d"])
            return _date(year, number, int(read_day[0])) if read_day else None
        return _last(year, number, today)
    if match["half"] in ("上半年", "年初", "初"):
        return _last(year, 6 if match["half"] == "上半年" else 1, today)
    return today if year == today.year else date(year, 12, 31)


def _year_in_passing(match: re.Match[str]) -> int:
    digits = match[match.lastgroup or 0].translate(_SPOKEN_DIGITS)
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _last(year: int, month: int, today: date) -> date:
    day = date(year, month, calendar.monthrange(year, month)[1])
    return today if (year, month) == (today.year, today.month) else day


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
