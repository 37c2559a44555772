"""Numerals and their values: 15,000, 1.5万, 1万5, 一万五, 两百, 百分之七十, 七成五, 三分之二."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_POWERS = {"万": 10_000, "亿": 100_000_000}

HAN = "零〇一二两三四五六七八九十百千万亿"
ARABIC = re.compile(
    r"(?<![A-Za-z\d.#_])(?!(?<=\d,)\d{3}(?!\d))(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?(?:\s*(?P<power>[百千万亿]+)(?P<rest>\d千?(?![\d.万]))?)?"
)
CHINESE = re.compile(rf"(?P<of>[{HAN}]+)分之(?P<share>[{HAN}]+(?:点[{HAN}]+)?|\d+(?:\.\d+)?)|[{HAN}]+(?:点[零〇一二三四五六七八九]+)?")


def arabic_value(found: re.Match[str]) -> Decimal:
    """The value of a match of ``ARABIC``."""
    value = Decimal(found["whole"].replace(",", "") + (found["part"] or ""))
    last = 1
    for power in found["power"] or "":
        last = _PLACES.get(power) or _POWERS[power]
        value *= last
    if rest := found["rest"]:
        value += Decimal(rest[0]) * (1000 if rest.endswith("千") else last // 10)
    return value


def chinese_number(text: str) -> Decimal | None:
    """一万五 -> 15000, 三十 -> 30, 二〇二五 -> 2025, 五点五 -> 5.5; None if it is no number."""
    whole, _, part = text.partition("点")
    if part:
        head = chinese_number(whole)
        return None if head is None else Decimal(f"{head}." + "".join(str(_DIGITS[char]) for char in part if char in _DIGITS))
    if not whole or any(char not in HAN for char in whole):
        return None
    if all(char in _DIGITS for char in whole):
        return Decimal("".join(str(_DIGITS[char]) for char in whole))
    return Decimal(_places(whole))


def _places(text: str) -> int:
    """The value of a numeral written with places; a last digit right after one counts the next lower place."""
    total, section, digit, last = 0, 0, None, 1
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
            last = 10 if char in "零〇" else last
        elif char in _PLACES:
            last = _PLACES[char]
            section += (1 if digit is None else digit) * last
            digit = None
        else:
            last = _POWERS[char]
            section += digit or 0
            total = (total + section or 1) * last if char == "亿" else total + (section or 1) * last
            section, digit = 0, None
    return total + section + (digit or 0) * max(last // 10, 1)


def number(text: str) -> int:
    """A small number in either script: 19, 十九.

    Raises:
        ValueError: it is none.
    """
    if text.isdigit():
        return int(text)
    value = chinese_number(text)
    if value is None:
        raise ValueError(f"no number: {text}")
    return int(value)


def approximate(text: str) -> tuple[int, int] | None:
    """两三 -> (2, 3): two neighbouring digits are an estimate, not the number 23."""
    if len(text) == 2 and all(char in _DIGITS for char in text):
        low, high = _DIGITS[text[0]], _DIGITS[text[1]]
        return (low, high) if low > 0 and high - low in (1, 2) else None
    return None
