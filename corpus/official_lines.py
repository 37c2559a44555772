"""The lines of an official document (公文) and the shapes they may have: numbered headings, dates, ends of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

# One character for one, so that positions stay those of the text as written (NFKC would move them).
_WIDTHS = str.maketrans("（）［］【】：；，．！？０１２３４５６７８９\u3000", "()[][]:;,.!?0123456789 ")

_NUMERAL = "[一二三四五六七八九十百零〇]{1,6}"
_LABELS = (
    (1, re.compile(rf"({_NUMERAL})(?:、(?!{_NUMERAL}、)|\.)\s*")),
    (2, re.compile(rf"\(\s*({_NUMERAL})\s*\)[、.]?\s*")),
    (3, re.compile(r"([0-9]{1,2})(?:\.(?![0-9])|\.(?=[0-9]{4}年)|、(?![0-9]))\s*")),
    (4, re.compile(r"(?:\(\s*)?([0-9]{1,2})\s*\)\s*")),
    (5, re.compile(r"([①-⑳])\s*")),
)
_SEGMENT = {1: "{}", 2: "({})", 3: "{}", 4: "({})", 5: "{}"}

_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_YEAR = "".join(_DIGITS)
_DATE = re.compile(
    r"(?P<y>[0-9]{4})\s*年\s*(?P<m>[0-9]{1,2})\s*月\s*(?P<d>[0-9]{1,2})\s*日"
    rf"|(?P<cy>[{_YEAR}]{{4}})年(?P<cm>[一二三四五六七八九十]{{1,2}})月(?P<cd>[一二三四五六七八九十]{{1,3}})日"
)
_CLOSERS = "”’」』)]》〉\"'"
_STOPS = "。!?;…"
_OPENING = {"(": ")", "[": "]", "〔": "〕"}


class Line(NamedTuple):
    """One line that is not blank, without the white space around it."""

    start: int
    end: int
    text: str
    folded: str


class Label(NamedTuple):
    """The number of a heading, e.g. （一）."""

    level: int
    segment: str
    end: int


class FoundDate(NamedTuple):
    """A full date in a text, with its place."""

    value: date
    start: int
    end: int


def fold_widths(text: str) -> str:
    """Full-width punctuation, digits and spaces in their half-width form, character by character; the length stays."""
    return text.translate(_WIDTHS)


def lines_of(text: str) -> list[Line]:
    """The lines that are not blank; between two of them there is nothing but white space."""
    lines, position = [], 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = position + len(raw) - len(raw.lstrip())
            lines.append(Line(start, start + len(stripped), stripped, fold_widths(stripped)))
        position += len(raw) + 1
    return lines


def label_of(folded: str) -> Label | None:
    """The heading number a line begins with: 一、 （一） 1. （1） ① are levels 1 to 5."""
    for level, pattern in _LABELS:
        if match := pattern.match(folded):
            return Label(level, _SEGMENT[level].format(match[1]), match.end())
    return None


def dates_in(folded: str) -> Iterator[FoundDate]:
    """Every full date, in Arabic or Chinese numerals; days no calendar has are passed over."""
    for match in _DATE.finditer(folded):
        if match["y"]:
            parts = int(match["y"]), int(match["m"]), int(match["d"])
        else:
            parts = int("".join(_DIGITS[c] for c in match["cy"])), _small_number(match["cm"]), _small_number(match["cd"])
        try:
            yield FoundDate(date(*parts), match.start(), match.end())
        except ValueError:
            continue


def _small_number(numeral: str) -> int:
    """A Chinese numeral up to 99; 0 if it is none."""
    tens, ten, ones = numeral.rpartition("十")
    if not all(len(part) <= 1 and part != "十" for part in (tens, ones)):
        return 0
    return (int(_DIGITS.get(tens, "1")) * 10 if ten else 0) + int(_DIGITS.get(ones, "0"))


def is_date_line(folded: str) -> bool:
    """Does the line hold one date and nothing else (brackets allowed)?"""
    return any(not folded[: found.start].strip("( ") and not folded[found.end :].strip(") ") for found in dates_in(folded))


def ends_sentence(folded: str) -> bool:
    """Does the line end where a sentence may end: 。！？；： before closing quotes, or such a stop before a last bracket?"""
    line = folded.rstrip()
    if line.rstrip(_CLOSERS)[-1:] in (*_STOPS, ":"):
        return True
    groups = bracket_groups(line)
    return bool(groups) and groups[-1][1] == len(line) and line[: groups[-1][0]].rstrip()[-1:] in tuple(_STOPS)


def has_stop(folded: str) -> bool:
    """Is there a sentence-final mark anywhere in the line?"""
    return any(mark in folded for mark in _STOPS)


def is_prose(folded: str) -> bool:
    """Running text, as opposed to a title, an organ's name or a heading."""
    return has_stop(folded) or ends_sentence(folded)


def bracket_groups(folded: str) -> list[tuple[int, int]]:
    """Start and end of the outermost pairs of ( ), [ ] and 〔 〕; what is never closed is no pair."""
    groups: list[tuple[int, int]] = []
    opened: list[tuple[int, str]] = []
    for index, char in enumerate(folded):
        if char in _OPENING:
            opened.append((index, _OPENING[char]))
        elif opened and any(close == char for _, close in opened):
            while opened[-1][1] != char:
                opened.pop()
            start, _ = opened.pop()
            while groups and groups[-1][0] > start:
                groups.pop()
            groups.append((start, index + 1))
    return groups


def cut_at(text: str, marks: list[int]) -> list[str]:
    """The pieces of a text between the marks, which are left out."""
    edges = [-1, *marks, len(text)]
    return [text[left + 1 : right] for left, right in pairwise(edges)]


def outside_brackets(folded: str, marks: str) -> list[int]:
    """Positions of any of the marks that no pair of brackets encloses."""
    groups = bracket_groups(folded)
    return [i for i, char in enumerate(folded) if char in marks and not any(start <= i < end for start, end in groups)]
