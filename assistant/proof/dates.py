"""Dates in any of their forms, as ISO: 2025-07-01, 2025年7月1日, 二〇二五年七月, 7月1日 (--07-01), 2021—2025年."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.proof.numerals import number
from assistant.proof.plain import BLANK

_YEAR = r"(?P<y>(?<![\d.])(?:19|20)\d{2}|(?<![零〇一二三四五六七八九])[二一][〇零一二三四五六七八九]{3})"
_MONTH = r"(?P<m>(?<!\d)1[0-2]|(?<!\d)0?[1-9]|(?<![零〇一二三四五六七八九十])(?:十[一二]?|[一二三四五六七八九]))"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_SHORT = r"(?<!\d)(?P<short>\d{2})(?=\s*年\s*(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月)"
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(?P<n>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<![\d.])(?P<y>(?:19|20)\d{2})\s?(?P<s>[-/.])\s?(?P<m>1[0-2]|0?[1-9])\s?(?P=s)\s?(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)",
        rf"(?:{_YEAR}|{_SHORT})\s*年\s*{_MONTH}\s*月(?:份)?(?:\s*{_DAY}\s*[日号])?",
        r"(?<![\d.])(?P<y>(?:19|20)\d{2})[-/](?P<m>1[0-2]|0[1-9])(?![\d/-])",
        rf"{_NAME}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d{{2}})",
        rf"(?P<d>\d{{1,2}})\s+{_NAME},?\s+(?P<y>(?:19|20)\d{{2}})",
        rf"\b{_NAME}\s+(?P<y>(?:19|20)\d{{2}})",
        rf"{_MONTH}\s*月\s*{_DAY}\s*[日号]",
        rf"{_MONTH}\s*月(?:份)?(?!\d)",
    )
)
_YEARS = re.compile(rf"{_YEAR}\s*年?\s*(?:[-–—~至到/]+\s*(?P<z>(?:19|20)\d{{2}}|(?<=/)\d{{2}}(?!\d))(?:\s*年)?|年)")


def read_dates(text: str) -> tuple[list[str], str]:
    """Every date as ISO text, as fine as it was written, and the text with the dates blanked out.

    Args:
        text: folded text.
    """
    dates: list[str] = []

    def taker(read: Callable[[dict[str, str]], list[str]]) -> Callable[[re.Match[str]], str]:
        def take(found: re.Match[str]) -> str:
            dates.extend(read({key: value for key, value in found.groupdict().items() if value}))
            return BLANK

        return take

    if "年" in text or "月" in text or re.search(r"(?:19|20)\d\d", text):
        for form in _FORMS:
            text = form.sub(taker(_day), text)
        text = _YEARS.sub(taker(_years), text)
    return dates, text


def _day(parts: dict[str, str]) -> list[str]:
    month = _NAMES.index(parts["n"][:3].lower()) + 1 if "n" in parts else number(parts["m"])
    year = _digits(parts["y"]) if "y" in parts else f"20{parts['short']}" if "short" in parts else "-"
    return [f"{year}-{month:02d}" + (f"-{number(parts['d']):02d}" if "d" in parts else "")]


def _years(parts: dict[str, str]) -> list[str]:
    first = _digits(parts["y"])
    last = parts.get("z")
    return [first] if last is None else [first, last if len(last) == 4 else first[:2] + last]


def _digits(year: str) -> str:
    return year if year.isdigit() and year.isascii() else "".join(str(number(char)) for char in year)


def coarser(iso: str) -> set[str]:
    """A date and everything less fine it supports: its month, its year, the day and month without the year."""
    if iso.startswith("--"):
        return {iso, iso[:4]}
    forms = {iso, iso[:7], iso[:4]}
    if len(iso) >= 7:
        forms |= {f"-{iso[4:7]}", f"-{iso[4:]}"}
    return forms
