"""Figures in a text with the kind of what they count: 846 元/人/月, 一万五, 80–100 元, 百分之七十, 七成, 两项."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from assistant.proof.numerals import ARABIC, CHINESE, HAN, approximate, arabic_value, chinese_number
from assistant.proof.plain import BLANK, Phrases
from assistant.proof.units import EXACT_FROM_ONE, unit_at


class Quantity(NamedTuple):
    """A number and the kind of its unit (units.py); None where no unit is written."""

    value: Decimal
    kind: str | None


@dataclass
class _Numeral:
    """One numeral as it was met, before neighbours share their unit."""

    values: tuple[Decimal, ...]
    kind: str | None
    start: int
    end: int
    after: int
    chinese: str | None = None


_ONE = rf"(?:\d{{1,3}}|[{HAN}]{{1,3}})"
_ORDINAL = re.compile(
    rf"第\s*{_ONE}(?:\s*[、和至到-]\s*{_ONE})*|(?m:^[\s>*#|-]*(?:\d{{1,2}}[.、)](?!\d)|[一二三四五六七八九十]{{1,3}}、(?![一二三四五六七八九十])))"
    rf"|\((?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\)|[一二三四五六七八九]是(?=[^否])|其[一二三四五]"
)
_NUMERAL = re.compile(rf"[\d{HAN}半]")
_LINK = re.compile(r"\s*(?:[-–—~至到、或和与/]|以上至)\s*")
_LATIN = re.compile(r"[A-Za-z]")
_VAGUE = re.compile(r"[几数第某]\s*$")
_HALF = re.compile(r"半(?=年)|一半")
_DURATION = re.compile(r"\s*(?:年|天|日)\s*(?:内|以内|以上|以下|不少于|后|期|起|之内|一次)")


def read_figures(text: str, idioms: Phrases | None = None) -> list[Quantity]:
    """Every figure claimed in ``text``: ordinals, list marks, option letters and set phrases are none.

    Args:
        text: folded text from which dates, clauses and codes have been blanked out.
        idioms: set phrases to pass over.
    """
    if not _NUMERAL.search(text):
        return []
    text = _ORDINAL.sub(BLANK, text)
    if idioms is not None:
        text = idioms.blank(text)
    return [Quantity(value, numeral.kind) for numeral in _numerals(text) for value in numeral.values] + _halves(text)


def _numerals(text: str) -> Iterator[_Numeral]:
    arabic = list(_arabic(text))
    taken = {at for numeral in arabic for at in range(numeral.start, numeral.end)}
    met = sorted((*arabic, *(n for n in _chinese(text) if n.start not in taken)), key=lambda numeral: numeral.start)
    for left, right in zip(reversed(met[:-1]), reversed(met[1:]), strict=True):
        link = _LINK.match(text, left.end)
        if left.kind is None and right.kind is not None and link and link.end() == right.start:
            left.kind = right.kind
    for numeral in met:
        if numeral.chinese is None or _counts(numeral, text):
            yield numeral


def _arabic(text: str) -> Iterator[_Numeral]:
    for match in ARABIC.finditer(text):
        kind, after = unit_at(text, match.end(), text[max(0, match.start() - 20) : match.start()])
        if kind is None and _LATIN.match(text, match.end()):
            continue
        if kind is None and re.search(r"(?:[¥￥]|人民币|CNY|RMB)\s*$", text[max(0, match.start() - 5) : match.start()]):
            kind = "money"
        yield _numeral(arabic_value(match), kind, match.start(), match.end(), after)


def _chinese(text: str) -> Iterator[_Numeral]:
    for match in CHINESE.finditer(text):
        if match.start() and (text[match.start() - 1].isdigit() or _VAGUE.search(text[max(0, match.start() - 3) : match.start()])):
            continue
        if match["of"]:
            yield from _fraction(match)
            continue
        pair = approximate(match[0])
        value = chinese_number(match[0])
        if value is None:
            continue
        kind, after = unit_at(text, match.end(), text[max(0, match.start() - 20) : match.start()])
        if kind == "tenth" and after < len(text) and text[after] in HAN and not pair:
            value += (chinese_number(text[after]) or 0) / Decimal(10)
        numeral = _numeral(value, kind, match.start(), match.end(), after, match[0])
        if pair:
            numeral.values = tuple(Decimal(v) * (10 if kind == "tenth" else 1) for v in pair)
        yield numeral


def _numeral(value: Decimal, kind: str | None, start: int, end: int, after: int, chinese: str | None = None) -> _Numeral:
    if kind == "tenth":
        value, kind = value * 10, "percent"
    return _Numeral((value,), kind, start, end, after, chinese)


def _fraction(match: re.Match[str]) -> Iterator[_Numeral]:
    whole = chinese_number(match["of"])
    share = Decimal(match["share"]) if match["share"][0].isdecimal() else chinese_number(match["share"])
    if not whole or share is None:
        return
    value = share if whole == 100 else share * 100 / whole
    yield _Numeral((round(value, 4).normalize(),), "percent", match.start(), match.end(), match.end())


def _counts(numeral: _Numeral, text: str) -> bool:
    """Whether a Chinese numeral counts something here; 一 and 十 are too often no numbers."""
    word, value = numeral.chinese or "", numeral.values[-1]
    if numeral.kind is None:
        return len(word) > 1 and value > 10 and any(char in "十百千万亿" for char in word) and word not in ("千万", "百万", "万一", "亿万")
    if value == 0:
        return False
    if value == 1:
        return numeral.kind.partition("/")[0] in EXACT_FROM_ONE or bool(_DURATION.match(text, numeral.end))
    return True


def _halves(text: str) -> list[Quantity]:
    return [Quantity(Decimal(6), "month") if match[0] == "半" else Quantity(Decimal(50), "percent") for match in _HALF.finditer(text)]
