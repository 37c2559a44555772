"""Small pieces of wording: amounts, days, units, lists, and the form a worded artifact takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from corpus.corpus import Corpus
from corpus.dated import Force, Strict
from corpus.facts import choices
from corpus.figures import Figure
from tools.fact_words import CHOICE_WORDS
from tools.fact_words import disability_words as disability_words
from tools.fact_words import fact_value_words as fact_value_words
from tools.fact_words import listed as listed
from tools.fact_words import plain_number as plain_number
from tools.rules.trace import Trace
from tools.rules.view import member_path


class Worded(Strict):
    """One artifact in words.

    Attributes:
        brief: the short sentences that answer, most important first.
        first: the one thing to do first.
        blocks: details, Markdown.
        warnings: what has to be kept in mind.
        question: a question back.
    """

    brief: tuple[str, ...] = ()
    first: str | None = None
    blocks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    question: str | None = None


UNIT_WORDS = {
    "CNY": "元",
    "person": "人",
    "month": "月",
    "year": "年",
    "household": "户",
    "season": "采暖季",
    "percent": "%",
    "ratio": "倍",
    "times": "次",
    "share": "",
    "house": "户",
    "day": "天",
    "months": "个月",
    "years": "年",
}

FORCE_WORDS = {Force.IN_FORCE: "现行有效", Force.ENDED: "已到期或失效", Force.NOT_YET: "尚未施行", Force.UNKNOWN: "状态待核实"}


def unit_words(unit: str) -> str:
    """CNY/person/month -> 元/人/月; a unit already in Chinese stays."""
    return "/".join(UNIT_WORDS.get(part, part) for part in unit.split("/"))


def day_words(day: date) -> str:
    """2025年7月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def clause_words(refs: Iterable[str], corpus: Corpus) -> str:
    """Clauses with the short names of their documents: 社会救助法 第18条；…."""
    words = []
    for ref in refs:
        document = corpus.documents[ref.split("#")[0]]
        short = min((document.title, *document.aliases), key=len) if document.aliases else document.title
        words.append(f"{short} {ref.split('#')[1]}")
    return "；".join(words)


def value_words(figure: Figure) -> str:
    """The value of a figure with its unit; a floor and a list say so."""
    unit = unit_words(figure.unit)
    if figure.value is None:
        return "未查到"
    if isinstance(figure.value, tuple) and figure.unit == "月、日":
        pairs = zip(figure.value[::2], figure.value[1::2], strict=False)
        return " 到 ".join(f"{plain_number(month)}月{plain_number(day)}日" for month, day in pairs)
    if isinstance(figure.value, tuple):
        return "、".join(plain_number(v) for v in figure.value) + f" {unit}"
    if "份额" in figure.unit:
        of_what = figure.unit.removesuffix("的份额").removeprefix("占")
        share = "全额" if figure.value == 1 else f"{plain_number(figure.value * 100)}%"
        return f"{of_what if of_what != '份额' else ''}{share}"
    if figure.unit.startswith("%"):
        return f"{plain_number(figure.value)}{figure.unit}"
    return f"{'不低于 ' if figure.floor else ''}{plain_number(figure.value)} {unit}"


def figure_words(leaf: Trace, figure: Figure) -> str:
    """What a comparison was held against, by the figure's name: 农村最低生活保障标准 846 元/人/月; a multiple says of what."""
    unit = unit_words(figure.unit)
    if not figure.number or figure.number == leaf.bound or not isinstance(leaf.bound, Decimal):
        return f"{figure.name} {plain_number(leaf.bound)} {unit}"
    return f"{figure.name} {plain_number(figure.number)} 的 {plain_number(leaf.bound / figure.number)} 倍 {plain_number(leaf.bound)} {unit}"


def choice_options(path: str) -> tuple[tuple[str, str], ...]:
    """(value, words) of a choice, for a form or a page."""
    spot = member_path(path)
    fact = f"member.{spot[1]}" if spot else f"household.{path}"
    return tuple((value, CHOICE_WORDS.get(value, value)) for value in choices(fact))


def joined(parts: Sequence[Worded]) -> Worded:
    """Several worded artifacts as one, without repeating a sentence."""
    return Worded(
        brief=tuple(dict.fromkeys(line for part in parts for line in part.brief)),
        first=next((part.first for part in parts if part.first), None),
        blocks=tuple(dict.fromkeys(block for part in parts for block in part.blocks)),
        warnings=tuple(dict.fromkeys(w for part in parts for w in part.warnings)),
        question=next((part.question for part in parts if part.question), None),
    )
