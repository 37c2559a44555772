"""Takes out numbers that identify a person before anything else sees the message: identity, phone and bank card numbers.

Public hotlines, amounts of money, document and clause numbers stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text import normalise

IDENTITY, PHONE, CARD = "身份证号", "手机号", "银行卡号"

_GAP = r"[ \t\-–—_.·]{0,3}"
_RUN = re.compile(rf"(?<![\dA-Za-z])\d(?:{_GAP}\d){{9,40}}(?:{_GAP}[xX](?![A-Za-z]))?(?!\d)")
_OLD_CONTEXT = re.compile(r"身份|证号|证件")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_MODERN = re.compile(rf"[1-9]\d{{5}}(?:18|19|20)\d{{2}}{_DAY}\d{{3}}[\dX]")
_OLD = re.compile(rf"[1-9]\d{{5}}\d{{2}}{_DAY}\d{{3}}")
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")


@dataclass(frozen=True)
class Masked:
    """A text without its personal numbers, and the kinds that were taken out."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str) -> Masked:
    """Replace personal numbers by the name of their kind; masking a masked text changes nothing."""
    kinds: list[str] = []
    while True:
        spans = list(_spans(text))
        if not spans:
            return Masked(text, tuple(dict.fromkeys(kinds)))
        for start, end, kind in reversed(spans):
            text = f"{text[:start]}[{kind}]{text[end:]}"
        kinds += [kind for _, _, kind in spans]


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Personal numbers in the text as it was given, left to right."""
    if sum(map(str.isdigit, text)) < 10:
        return
    form = normalise(text)
    for run in _RUN.finditer(form.text):
        context = form.text[max(0, run.start() - 12) : run.start()]
        for start, end, kind in _in_run(run.group(), context):
            first, last = run.start() + start, run.start() + end - 1
            yield form.starts[first], form.starts[last] + 1, kind


def _in_run(run: str, context: str) -> Iterator[tuple[int, int, str]]:
    """Personal numbers in a run of digits with gaps; a run may hold several, with gaps between them."""
    places = [index for index, char in enumerate(run) if char.isdigit() or char in "xX"]
    digits = "".join(run[index] for index in places).upper()
    whole = _kind(digits, context)
    if whole:
        yield 0, len(run), whole
        return
    at = 0
    while at < len(digits):
        found = next(
            ((size, kind) for size in (18, 19, 17, 16, 15, 13, 11) if (kind := _part(run, places, digits, at, size, context))), None
        )
        if found is None:
            at += 1
            continue
        size, kind = found
        yield places[at], places[at + size - 1] + 1, kind
        at += size


def _part(run: str, places: list[int], digits: str, at: int, size: int, context: str) -> str | None:
    """The kind of the number of ``size`` digits at ``at``, if it stands apart from its neighbours by a gap."""
    end = at + size
    if end > len(digits) or (at > 0 and places[at] == places[at - 1] + 1) or (end < len(digits) and places[end] == places[end - 1] + 1):
        return None
    return _kind(digits[at:end], context)


def _kind(digits: str, context: str) -> str | None:
    if len(digits) == 18 and _MODERN.fullmatch(digits) and _check_character(digits[:17]) == digits[17]:
        return IDENTITY
    if len(digits) == 18 and _OLD_CONTEXT.search(context) and _MODERN.fullmatch(digits):
        return IDENTITY
    if len(digits) == 15 and _OLD_CONTEXT.search(context) and _OLD.fullmatch(digits):
        return IDENTITY
    if len(digits) in (11, 13) and _MOBILE.fullmatch(digits):
        return PHONE
    if 16 <= len(digits) <= 19 and digits.isdigit() and digits[0] in "3456689" and len(set(digits)) > 1 and _luhn(digits):
        return CARD
    return None


def _check_character(body: str) -> str:
    """The 18th character of an identity number (GB 11643)."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def _luhn(digits: str) -> bool:
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
