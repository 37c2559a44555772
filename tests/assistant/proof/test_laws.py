"""Laws of the proof: it never raises, a sentence copied from the evidence passes, a figure is read from its own wording."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assistant.proof.dates import read_dates
from assistant.proof.evidence import collect
from assistant.proof.figures import Quantity, read_figures
from assistant.proof.numerals import chinese_number
from assistant.proof.plain import plain
from assistant.proof.prove import prove, unsupported
from assistant.proof.sentences import split
from assistant.proof.units import fit, kind_of
from assistant.wording.pieces import day_words, plain_number
from corpus.corpus import Corpus
from corpus.load import load

CORPUS: Corpus = load()
PARTS = [
    "一",
    "二",
    "十",
    "百",
    "万",
    "两",
    "0",
    "7",
    "2025",
    "年",
    "月",
    "日",
    "元",
    "个",
    "工作日",
    "第",
    "条",
    "（",
    "）",
    "(",
    "〔",
    "〕",
    "号",
    "、",
    "。",
]
PARTS += [
    "-",
    "–",
    "|",
    "**",
    "> ",
    "- ",
    "\n",
    "市民政局",
    "低保",
    "%",
    "成",
    "半",
    "分之",
    "点",
    ",",
    "，",
    ".",
    "《",
    "》",
    "12345",
    " ",
    "四个不摘",
    "①",
]
TANGLED = st.lists(st.sampled_from(PARTS), max_size=40).map("".join) | st.text(max_size=60)
UNITS = ("元", "元/人/月", "人", "户", "天", "个工作日", "个月", "年", "周岁", "%", "倍", "次", "亩", "万元")


@given(TANGLED, TANGLED)
def test_never_raises(text: str, held: str) -> None:
    proven = prove(text, collect([], [held], CORPUS), CORPUS)
    assert len(proven.text) <= len(text) + 4 * text.count("|")


@given(TANGLED)
def test_copied_text_passes(text: str) -> None:
    assert unsupported(text, collect([], [text], CORPUS), CORPUS) == ()


@given(TANGLED)
def test_splitting_loses_nothing(text: str) -> None:
    line = text.replace("\n", "")
    assert "".join(split(line)) == line


@given(st.integers(2, 99_999) | st.decimals(2, 9_999, places=1), st.sampled_from(UNITS))
def test_figure_is_read_from_its_wording(value: int | Decimal, unit: str) -> None:
    kind, factor = kind_of(unit)
    read = read_figures(plain(f"标准是 {plain_number(Decimal(value))} {unit}，以经办机关为准。"))
    assert read == [Quantity(Decimal(value) * factor, kind)]


@given(st.dates(date(2000, 1, 1), date(2035, 12, 31)))
def test_date_is_read_from_its_wordings(day: date) -> None:
    for words in (day.isoformat(), day_words(day), f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}"):
        assert read_dates(f"从{words}起")[0] == [day.isoformat()]


@given(st.integers(1, 99_999_999))
def test_chinese_numerals(number: int) -> None:
    assert chinese_number(_spoken(number)) == number


def _spoken(number: int) -> str:
    """A number in Chinese, every gap spoken as 零."""
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1_000 else ""
        return _spoken(number // 10_000) + "万" + gap + (_spoken(rest) if rest else "")
    said, zero = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            said += ("零" if zero and said else "") + "零一二三四五六七八九"[digit] + name
            zero = False
        else:
            zero = bool(said)
    return said


@given(st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_fit_is_even_handed(one: str, other: str) -> None:
    assert fit(kind_of(one)[0], kind_of(other)[0]) == fit(kind_of(other)[0], kind_of(one)[0])


def test_every_sentence_of_the_registers_passes_on_itself() -> None:
    texts = [clause.text for clause in CORPUS.clauses.values()] + [t.explain for t in CORPUS.topics.values() if t.explain]
    for text in texts:
        evidence = collect([], [text], CORPUS)
        assert prove(text, evidence, CORPUS).withheld == ()
        for sentence in re.findall(r"[^。\n]+。?", text):
            assert unsupported(sentence, evidence, CORPUS) == (), sentence
