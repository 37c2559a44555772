"""Finds figures in a reply that nothing carries: neither the message, nor the registers, nor plain arithmetic on them.

A second way to what assistant/proof checks, and a coarser one: it knows no evidence, only what stands anywhere in the
registers. What it finds has no source at all.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable

from assistant.conversation.reply import Reply
from corpus.corpus import Corpus

NUMBER = re.compile(r"(?<![\d.\-])\d+(?:,\d{3})*(?:\.\d+)?\s*(?:亿|万)?")
FIGURE = re.compile(r"(?<![\d.\-])(\d+(?:,\d{3})*(?:\.\d+)?\s*(?:亿|万)?)\s*(元|块|%|倍)")
SCALE = {"万": 10_000, "亿": 100_000_000}
DIGITS = {word: value for value, words in enumerate(("零〇", "一", "二两俩", "三仨", "四", "五", "六", "七", "八", "九")) for word in words}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
SPOKEN = re.compile(f"[{''.join((*DIGITS, *UNITS))}]{{2,}}")
LAWFUL = (12, 1.5, 1.25, 0.6, 0.4)
"""A month's figure for a year, the margins above a line, the shares paid and left."""

FACTORS = (12, 1 / 12, 1.5, 0.4, 0.6, 2, 3, 1.3, 100, 0.01)


def register_numbers(corpus: Corpus) -> frozenset[float]:
    """Every number that stands anywhere in the registers, and the figures of parameters as rules multiply them."""
    entries = itertools.chain(
        corpus.clauses.values(), corpus.parameters.values(), corpus.services.values(), corpus.topics.values(), corpus.programmes.values(),
        corpus.measures.values(), corpus.documents.values(), corpus.bodies.values(), corpus.areas.values(), corpus.groups.values(),
    )  # fmt: skip
    written = {number for entry in entries for number in numbers(entry.model_dump_json())}
    values = {number for parameter in corpus.parameters.values() for number in numbers(parameter.model_dump_json())}
    return frozenset(written | {round(value * factor, 4) for value in values for factor in LAWFUL})


def numbers(text: str) -> list[float]:
    """The numbers of a text; 10万 is 100000."""
    return [_value(match[0]) for match in NUMBER.finditer(unicodedata.normalize("NFKC", text))]


def spoken_numbers(text: str) -> list[float]:
    """Numbers said in words: 三千四 is 3400, 一万五 15000, 两百二 220, 二十 20."""
    return [value for match in SPOKEN.finditer(text) if (value := _spoken(match[0])) is not None]


def _spoken(words: str) -> float | None:
    total = section = digit = 0
    unit = 1
    for place, word in enumerate(words):
        if word in DIGITS:
            digit = DIGITS[word]
            if place == len(words) - 1 and unit >= 100 and words[place - 1] in UNITS:
                digit, unit = digit * unit // 10, 1
        elif word == "万":
            total, section, digit, unit = (total + section + digit) * 10_000, 0, 0, 10_000
        else:
            unit = UNITS[word]
            section, digit = section + (digit or 1) * unit, 0
    return float(total + section + digit) or None


def _value(written: str) -> float:
    written = written.strip()
    scale = SCALE.get(written[-1], 1)
    return round(float(written.rstrip("万亿").strip().replace(",", "")) * scale, 4)


def unsupported_figures(reply: Reply, said: Iterable[str], registers: frozenset[float]) -> tuple[str, ...]:
    """Sums of money, shares and multiples in the text that nothing carries.

    Args:
        said: the messages of the conversation so far.
        registers: see ``register_numbers``.
    """
    text = unicodedata.normalize("NFKC", reply.text)
    told = {number for message in said for number in (*numbers(message), *spoken_numbers(message))}
    told |= {number for fact in reply.facts.values() for number in numbers(str(fact.value))}
    carried = set(registers) | told | {number for citation in reply.citations for number in numbers(citation.text)}
    near = [n for n in {*numbers(text), *told} if n in carried]
    missing = []
    for match in FIGURE.finditer(text):
        value = _value(match[1])
        if value not in carried and not _derived(value, near):
            missing.append("".join(match[0].split()))
    return tuple(dict.fromkeys(missing))


def _derived(value: float, near: list[float]) -> bool:
    """Whether the value follows from one or two of the numbers beside it."""
    if any(abs(value - n * factor) < 0.006 for n in near for factor in FACTORS):
        return True
    pairs = itertools.permutations(near, 2)
    return any(abs(value - r) < 0.006 for a, b in pairs for r in (a - b, a + b, a * b, a / b if b else -1.0))
