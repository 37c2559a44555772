"""Numbers as people say them: 两千四, 1.5万, 百八十, 两百来, 六十多; an approximation is a span."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "俩": 2, "仨": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000, "w": 10_000, "W": 10_000, "k": 1000, "K": 1000}
_IDIOMS = {
    "百八十": (80, 100),
    "千八百": (800, 1000),
    "千八": (800, 1000),
    "万八千": (8000, 10_000),
    "万八": (8000, 10_000),
    "百十": (100, 110),
}

_ARABIC = r"(?<![\d.])\d{1,12}(?:,\d{3})*(?:\.\d{1,4})?(?:[多几来]?[百千万亿wWkK](?![a-zA-Z])(?:零?[\d一二三四五六七八九]{1,4}[百千]?)*)?"
_CHINESE = (
    r"(?!万一)(?!(?<=老)[二三四五六七八九](?=[零〇一二三四五六七八九十]))"
    r"(?:俩|仨|(?:(?!(?<=[一二三四五六七八九])一个)[零〇一二三四五六七八九十百千万亿两几]){1,20}(?:[来多][百千万亿]{1,2})?)"
)
"""老二九岁 is 老二, nine; 一个十五一个八岁 is fifteen, then 一个."""
NUMBER = rf"(?:{_ARABIC}|{_CHINESE})"
"""A pattern for one number, without the words around it that make it approximate."""

_CORE = re.compile(rf"({NUMBER})(来|多|把|出头|余|好几)?(?!半)")
_BEFORE = re.compile(
    r"(大概|大约|大致|差不多|约摸|估摸|估计|约|将近|接近|近|不到|不足|没到|不超过|最多|顶多|不过|超过|至少|起码|多于)(?:也就|是|有|得|挣|拿|开|在)?\s*$"
)
_AFTER = re.compile(r"^(?:块钱|元钱|块|元|口人|口|个人|人|岁|来岁)?\s*(左右|上下|出头|以上|往上|开外|以下|以内|之内|不到)")


@dataclass(frozen=True)
class Number:
    """A number said, and where: exact when low equals high; ``high`` None: no upper end was said."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None

    @property
    def exact(self) -> bool:
        """Whether one value was said."""
        return self.low == self.high

    @property
    def whole(self) -> int | None:
        """The value as a whole number, if exactly one was said."""
        return int(self.low) if self.exact and self.low == int(self.low) else None


def find_numbers(text: str) -> Iterator[Number]:
    """Every number in a normalised text, left to right."""
    for match in _CORE.finditer(text):
        found = parse_number(match.group(1), match.group(2) or "")
        if found is None:
            continue
        low, high = found
        before, after = _BEFORE.search(text[max(0, match.start() - 8) : match.start()]), _AFTER.match(text[match.end() : match.end() + 8])
        yield Number(match.start(), match.end(), *_soften(low, high, before.group(1) if before else "", after.group(1) if after else ""))


@lru_cache(maxsize=4096)
def parse_number(core: str, suffix: str = "") -> tuple[Decimal, Decimal] | None:
    """The span a number stands for; ``suffix`` is 来, 多, 把 or 出头; None if it is no number."""
    core = core.replace(",", "")
    if core in _IDIOMS:
        low, high = _IDIOMS[core]
        return (Decimal(low) - (10 if suffix == "来" and core == "百十" else 0), Decimal(high))
    inner = re.fullmatch(r"(.+?)([来多])([百千万亿wWkK]+)", core)
    if inner:
        found = parse_number(inner.group(1), inner.group(2))
        scale = _scale(inner.group(3))
        return (found[0] * scale, found[1] * scale + (scale - 1 if inner.group(2) == "多" else 0)) if found else None
    if "几" in core:
        return _several(core)
    pair = _pair(core)
    if pair:
        return pair
    read = _exact(core)
    if read is None:
        return None
    value, unit = read
    if suffix in ("多", "余"):
        return value, value + max(unit - 1, Decimal(1) if unit > 1 else Decimal(0))
    if suffix in ("来", "把"):
        return value * 9 / 10, value * 11 / 10
    if suffix == "出头":
        return value, value * 11 / 10
    return value, value


def _soften(low: Decimal, high: Decimal, before: str, after: str) -> tuple[Decimal, Decimal | None]:
    if before in ("超过", "至少", "起码", "多于") or after in ("以上", "往上", "开外"):
        return low, None
    if before in ("不到", "不足", "没到") or after in ("不到", "以下"):
        return Decimal(0), max(low - 1, Decimal(0))
    if before in ("不超过", "最多", "顶多", "不过") or after in ("以内", "之内"):
        return Decimal(0), high
    if (before or after) and low == high:
        slack = min(low / 10, _last_unit(low) / 2)
        return (low, low + slack) if after == "出头" else (low - slack, low if before in ("将近", "接近", "近") else low + slack)
    return low, high


def _last_unit(value: Decimal) -> Decimal:
    """The weight of the last digit that is not zero: 1000 for 2000, 10 for 1660."""
    if value == 0 or value != int(value):
        return Decimal(1)
    unit = Decimal(1)
    while value % (unit * 10) == 0:
        unit *= 10
    return unit


def _scale(units: str) -> Decimal:
    total = Decimal(1)
    for unit in units:
        total *= _UNITS[unit]
    return total


def _several(core: str) -> tuple[Decimal, Decimal] | None:
    """几百, 十几, 二十几万."""
    head, _, tail = core.partition("几")
    scale = _scale(tail) if tail and all(c in _UNITS for c in tail) else (Decimal(1) if not tail else None)
    if scale is None or (not head and not tail):
        return None
    if not head:
        return 2 * scale, 9 * scale
    read = _exact(head)
    if read is None or read[0] % 10:
        return None
    step = read[1] / 10 if read[1] >= 10 else Decimal(1)
    return (read[0] + step) * scale, (read[0] + 9 * step) * scale


def _pair(core: str) -> tuple[Decimal, Decimal] | None:
    """两三百, 七八千, 十七八, 三五十: two neighbouring digits are a span."""
    tail = re.fullmatch(r"(.*[一二两三四五六七八九]([百千万]))([一二三四五六七八九])([二三四五六七八九])", core)
    if tail and _DIGITS[tail[4]] - _DIGITS[tail[3]] == 1 and (start := _exact(tail[1])) is not None:
        step = Decimal(_UNITS[tail[2]] // 10)
        return start[0] + _DIGITS[tail[3]] * step, start[0] + _DIGITS[tail[4]] * step
    match = re.fullmatch(r"((?:[一二三四五六七八九]?十)?)([一二两三四五六七八九])([两二三四五六七八九])([十百千万亿]*)", core)
    if not match:
        return None
    head, first, second, units = match.groups()
    low, high = _DIGITS[first], _DIGITS[second]
    if high - low != 1 and (low, high) != (3, 5):
        return None
    base = _exact(head)[0] if head and _exact(head) else Decimal(0)  # type: ignore[index]
    scale = _scale(units)
    return (base + low) * scale, (base + high) * scale


def _exact(core: str) -> tuple[Decimal, Decimal] | None:
    """Value and the unit of its last part; 两千四 is 2400, 1万5 is 15000."""
    if re.fullmatch(r"\d+(\.\d+)?", core):
        value = Decimal(core)
        return value, _last_unit(value)
    if re.fullmatch(r"[零〇一二三四五六七八九]{2,}", core):
        value = Decimal("".join(str(_DIGITS[c]) for c in core))
        return value, Decimal(1)
    total = section = Decimal(0)
    digit: Decimal | None = None
    unit = Decimal(1)
    after_zero = False
    for token in re.findall(r"\d+(?:\.\d+)?|.", core):
        if token[0].isdigit() and token.isascii():
            digit = Decimal(token)
        elif token in ("零", "〇"):
            after_zero = True
        elif token in _DIGITS:
            if digit is not None:
                return None
            digit = Decimal(_DIGITS[token])
        elif token in _UNITS:
            scale = Decimal(_UNITS[token])
            if scale >= 10_000:
                part = section + (digit if digit is not None else 0)
                total = (total + (part or 1)) * scale if total == 0 or scale > 10_000 else total + (part or 1) * scale
                section = Decimal(0)
            else:
                section += (digit if digit is not None else 1) * scale
            digit, unit, after_zero = None, scale, False
        else:
            return None
    if digit is not None:
        short = unit >= 100 and not after_zero and digit < 10 and digit == int(digit)
        section += digit * (unit / 10 if short else 1)
        unit = unit / 10 if short else Decimal(1)
    return total + section, unit
