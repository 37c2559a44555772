"""What a cell says (单元格): one written value -> the value a prepared table holds, or why it cannot be read."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.corpus import Corpus
from corpus.errors import UnknownNameError
from corpus.facts import Household, Person, choices, fact_spec
from corpus.text import squeeze
from tools.population.mapping import ColumnMap, headers
from tools.rules.columns import bits_of

SPLIT = re.compile(r"[、,，;；/|＋+\s\[\]'\"]+")
EXCEL_START = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class Unreadable:
    """A cell that says nothing we know, and why."""

    why: str


@cache
def _words(key: str) -> dict[str, Any]:
    """Every word a fact may be written in -> the value."""
    known = headers()["words"].get(key)
    if known is None:
        return {}
    return {squeeze(str(word)): value for value, words in known.items() for word in (value, *words)}


@cache
def _truths() -> dict[str, bool]:
    found = {squeeze(str(word)): True for word in headers()["yes"]}
    return found | {squeeze(str(word)): False for word in headers()["no"]}


@cache
def untold() -> frozenset[str]:
    """Words for "not told"."""
    return frozenset(squeeze(str(word)) for word in headers()["untold"])


def kind_of(scope: str, told: ColumnMap) -> str:
    """How a column is read: number, word, truth, statuses, programmes, area, month."""
    if told.status is not None or told.programme is not None:
        return "truth"
    key = told.fact or ""
    if key in ("recognised_as", "not_recognised_as"):
        return "statuses"
    if key == "receives":
        return "programmes"
    if _words(key):
        return "word"
    kind = "yes_no" if key.startswith(("assets_within_limit", "disaster")) else fact_spec(f"{scope}.{key}").kind
    return {"yes_no": "truth", "money": "number", "count": "number", "age": "number", "area": "area", "month": "month"}.get(kind, "word")


def read_word(text: str, scope: str, told: ColumnMap, corpus: Corpus, day: dt.date) -> Any:
    """The value of one written word; None: not told."""
    plain = squeeze(text)
    if plain in untold():
        return None
    key = told.fact or ""
    match kind_of(scope, told):
        case "truth":
            known = _truths().get(plain)
            return known if known is not None else Unreadable("看不出是还是否")
        case "area":
            return _area(text, corpus)
        case "statuses":
            return _statuses(text, corpus)
        case "programmes":
            return _programmes(text, corpus)
        case "month":
            return _month(plain, day)
        case _:
            return _choice(plain, scope, key)


def _choice(plain: str, scope: str, key: str) -> Any:
    words = _words(key)
    if plain in words:
        value = words[plain]
        return int(value) if key == "disability.grade" else value
    model = Household if scope == "household" else Person
    if not words and key in model.model_fields:
        allowed = choices(f"{scope}.{key}")
        if plain in allowed or not allowed:
            return plain
    return Unreadable(f"不认识的写法，可写 {'、'.join(dict.fromkeys(str(v) for v in words.values()))}")


def _area(text: str, corpus: Corpus) -> Any:
    try:
        return tuple(corpus.areas).index(corpus.area(text).id)
    except UnknownNameError as error:
        inside = [i for hit in corpus.area_names.find(text) for i in hit.targets if i in corpus.areas]
        local = [i for i in inside if corpus.areas[i].kind not in ("city", "province", "country")]
        if local:
            return tuple(corpus.areas).index(local[-1])
        return Unreadable(f"不是登记的地区；{error.mend}")


def _statuses(text: str, corpus: Corpus) -> Any:
    parts = [part for part in SPLIT.split(text) if part]
    if all(squeeze(part) in {squeeze(w) for w in headers()["none_of_them"]} for part in parts):
        return 0
    found = []
    for part in parts:
        known = corpus.recognition_names.exact(part)
        if len(known) != 1:
            return Unreadable(f"不认识的身份，可写 {'、'.join(corpus.recognitions)}")
        found.append(known[0])
    return bits_of(found, tuple(corpus.recognitions))


def _programmes(text: str, corpus: Corpus) -> Any:
    parts = [part for part in SPLIT.split(text) if part]
    if all(squeeze(part) in {squeeze(w) for w in headers()["none_of_them"]} for part in parts):
        return 0
    names = {squeeze(name): p.id for p in corpus.programmes.values() for name in (p.id, *p.aliases)}
    found = [names.get(squeeze(part)) for part in parts]
    if None in found:
        return Unreadable("不认识的待遇名称")
    return bits_of([name for name in found if name], tuple(corpus.programmes))


def _month(plain: str, day: dt.date) -> Any:
    digits = re.fullmatch(r"(\d{4})[-./年]?(\d{1,2})(?:[-./月].*)?|(\d{4})(\d{2})\d{2}", plain)
    if re.fullmatch(r"\d{5}(?:\.0)?", plain):
        born = EXCEL_START + dt.timedelta(days=int(plain[:5]))
        return _in_time(born.year, born.month, day)
    if digits is None:
        return Unreadable("不是出生年月，写成 1963-05")
    year, month = (digits[1], digits[2]) if digits[1] else (digits[3], digits[4])
    return _in_time(int(year), int(month), day)


def _in_time(year: int, month: int, day: dt.date) -> Any:
    if not 1 <= month <= 12 or (year, month) > (day.year, day.month) or day.year - year > 130:
        return Unreadable("出生年月不可能是这样")
    return f"{year:04d}-{month:02d}"
