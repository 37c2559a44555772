"""Clauses named in a text, in the form of the registers: 二(一)2, 三(四), 第19条, 第19条之一, 第2款, 要点4."""

from __future__ import annotations

import re

from assistant.proof.numerals import number
from assistant.proof.plain import BLANK

_HAN = "零〇一二三四五六七八九十百"
_ONE = rf"(?:\d+|[{_HAN}]+)"
_PLAN = re.compile(
    rf"(?<![第{_HAN}])(?P<part>[一二三四五六七八九十]{{1,3}})[、.]?\((?P<section>[一二三四五六七八九十]{{1,3}})\)"
    rf"(?:(?P<item>\d{{1,2}})(?![\d.%])|\s*第?\s*(?P<nth>{_ONE})\s*[项条点])?"
)
_ARTICLE = re.compile(rf"第\s*(?P<all>{_ONE}(?:\s*[、和至到及—–~-]\s*第?\s*{_ONE})*)\s*条(?:\s*之\s*(?P<of>[一二三四五六七八九十]+|\d+))?")
_PART = re.compile(rf"第\s*\(?({_ONE})\)?\s*款|第\s*\(({_ONE})\)\s*项")
_POINT = re.compile(r"要点\s?(\d{1,2})(?!\d|\s*[个条项人元])")
_DIGITS = "〇一二三四五六七八九十"


def read_clauses(text: str) -> tuple[list[str], str]:
    """Every clause named and the text with them blanked out.

    Args:
        text: folded text.
    """
    found: list[str] = []

    def plan(match: re.Match[str]) -> str:
        item = match["item"] or match["nth"]
        found.append(f"{match['part']}({match['section']}){number(item) if item else ''}")
        return BLANK

    def article(match: re.Match[str]) -> str:
        numbers = [number(one) for one in re.findall(_ONE, match["all"])]
        of = match["of"]
        tail = f"之{_DIGITS[int(of)] if of.isdigit() and int(of) <= 10 else of}" if of else ""
        found.extend(f"第{one}条" for one in numbers[:-1])
        found.append(f"第{numbers[-1]}条{tail}")
        return BLANK

    def part(match: re.Match[str]) -> str:
        found.append(f"第{number(match[1])}款" if match[1] else f"第{number(match[2])}项")
        return BLANK

    def point(match: re.Match[str]) -> str:
        found.append(f"要点{match[1]}")
        return BLANK

    if "(" in text or "第" in text or "要点" in text:
        text = _PLAN.sub(plan, text)
        text = _ARTICLE.sub(article, text)
        text = _PART.sub(part, text)
        text = _POINT.sub(point, text)
    return found, text


def above(clause: str) -> set[str]:
    """A clause and the section it stands in: 二(一)5 also supports 二(一)."""
    section = re.match(r"[一二三四五六七八九十]+\([一二三四五六七八九十]+\)", clause)
    return {clause, section[0]} if section else {clause}
