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
from corpus.yaml_file import nearest
from tools.population.mapping import ColumnMap, headers
from tools.rules.columns import bits_of

SPLIT = re.compile(r"[、,，;；/|＋+\s\[\]'\"]+")
BEFORE_KIN = re.compile(r"^(?:户主)?[之的]")
LONGEST_AREA = 12
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
            return known if known is not None else Unreadable("看不出是还是否，可写 是、否")
        case "area":
            return _area(text, corpus)
        case "statuses":
            return _statuses(text, corpus)
        case "programmes":
            return _programmes(text, corpus)
        case "month":
            return _month(plain, day)
        case _:
            return _relation(plain, corpus) if key == "relation" else _choice(plain, scope, key)


def _relation(plain: str, corpus: Corpus) -> Any:
    """A relation as tables write it (户主之妻), else as people say it."""
    plain = BEFORE_KIN.sub("", plain) or plain
    said = {kin.relation for kin in corpus.kin_names.exact(plain)}
    return said.pop() if plain not in _words("relation") and len(said) == 1 else _choice(plain, "member", "relation")


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
    return Unreadable(f"不认识的写法，可写 {'、'.join(_samples(key))}")


def _samples(key: str) -> list[str]:
    """How each value of a fact is usually written."""
    return [str(words[0]) for words in headers()["words"].get(key, {}).values() if words]


def _area(text: str, corpus: Corpus) -> Any:
    """The place of a registered area; of an address the last one named before it."""
    found = [corpus.areas[i] for i in corpus.area_names.exact(text) if i in corpus.areas][:1]
    if not found:
        named = [corpus.areas[i] for hit in corpus.area_names.find(text) for i in hit.targets if i in corpus.areas]
        found = [area for area in named if area.kind not in ("city", "province", "country")]
    if not found:
        return Unreadable(f"不是登记的地区；{_nearest_area(text, corpus)}")
    if found[0].kind == "place":
        return Unreadable(f"{found[0].id}不在登记的区市县里，没有它的标准")
    return tuple(corpus.areas).index([area for area in found if area.kind != "place"][-1].id)


def _nearest_area(text: str, corpus: Corpus) -> str:
    """What to write in the place of an unknown area; a long text is no mistyped name, and is not compared with all of them."""
    try:
        return corpus.area(text[:LONGEST_AREA]).id
    except UnknownNameError as error:
        return error.mend


def _parts(text: str) -> list[str]:
    return [squeeze(part) for part in SPLIT.split(text) if part]


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(squeeze(word) for word in headers()[key])


def lifted(text: str) -> bool:
    """Whether one of the statuses written is "lifted out of poverty" (脱贫户)."""
    return bool(_listed("lifted") & set(_parts(text)))


def _statuses(text: str, corpus: Corpus) -> Any:
    parts = [part for part in _parts(text) if part not in _listed("lifted")]
    if not parts:
        return None
    if all(part in _listed("none_of_them") for part in parts):
        return 0
    found = []
    for part in parts:
        doubt = next((why for word, why in headers()["two_meanings"].items() if squeeze(word) == part), None)
        if doubt is not None:
            return Unreadable(f"“{part}”有两个意思：{doubt}")
        known = corpus.recognition_names.exact(part)
        if len(known) != 1:
            return Unreadable(f"不认识的身份，可写 {'、'.join(corpus.recognitions)}")
        found.append(known[0])
    return bits_of(found, tuple(corpus.recognitions))


def _programmes(text: str, corpus: Corpus) -> Any:
    parts = _parts(text)
    if all(part in _listed("none_of_them") for part in parts):
        return 0
    found: list[str] = []
    for part in parts:
        try:
            called = programmes_called(part, corpus)
        except UnknownNameError as error:
            return Unreadable(f"{error.what}；{error.mend}")
        if len(called) > 1:
            return Unreadable(f"“{part}”说的是几个项目，写明哪一个：{'、'.join(called)}")
        found += called
    return bits_of(found, tuple(corpus.programmes))


def programmes_called(name: str, corpus: Corpus) -> tuple[str, ...]:
    """The programmes called ``name``: by id, an alias, a status they give, or an everyday word.

    Raises:
        UnknownNameError: with the nearest names.
    """
    known: dict[str, tuple[str, ...]] = {}
    for programme in corpus.programmes.values():
        known |= {squeeze(called): (programme.id,) for called in (programme.id, *programme.aliases)}
    for status in corpus.recognitions.values():
        if status.programme is not None:
            for called in (status.id, status.full_name, *status.aliases):
                known.setdefault(squeeze(called), (status.programme,))
    plain = squeeze(name)
    if plain in known:
        return known[plain]
    named = [topic for topic in (*corpus.topic_names.exact(plain), *(w.topic for w in corpus.word_names.exact(plain))) if topic]
    topics = [corpus.topics[topic] for topic in dict.fromkeys(named)]
    found = tuple(dict.fromkeys(i for t in topics for i in (*t.programmes, t.programme) if i is not None and i in corpus.programmes))
    if found:
        return found
    close = tuple(dict.fromkeys(i for form in nearest(plain, tuple(known), limit=6) for i in known[form]))[:3]
    mend = f"是不是 {'、'.join(close)}？" if close else f"可写 {'、'.join(corpus.programmes)}"
    raise UnknownNameError(f"没有叫“{name}”的项目", where="programme", mend=mend, nearest=close)


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
