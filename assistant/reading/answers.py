"""Short answers to what was asked last: 3, 有, 没有, 都不是, 二级肢体, 农村的, 不清楚."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.reading.bare import Piece, bare_number, pieces
from assistant.reading.disability import category_of
from assistant.reading.numbers import Number
from assistant.reading.patterns import any_of, matches
from assistant.reading.people import Cast, Person
from assistant.reading.scene import Scene, asks
from assistant.reading.told import Told, Unsure, span_of
from corpus.facts import About, fact_spec
from corpus.lexicon_schema import Choice

_LONGEST = 24
_GRADE = re.compile(r"[一二三四1-4]")
_SHORT_TIME = re.compile(r"(?<!十)[一二两三四五1-5]个(?:来|多)?月|半个月|天(?!天)|礼拜")
_PIECES = re.compile(r"[，,。;；\s]")
_GRADES = {"一": 1, "二": 2, "三": 3, "四": 4}
_EVENTS = re.compile("病|住院|灾|事故|车祸|意外")
_LEAST = 100
_SUM = re.compile("[元块钱圆毛]")
_INCOMES = ("income", "receives", "wages", "support_received")
_MONEY = ("monthly_income", "monthly_income_per_head", "annual_net_income_per_head", "income_12m")


def read_answer(scene: Scene, cast: Cast, told: list[Told], unsure: list[Unsure]) -> Iterator[Told | Unsure]:
    """The answer to the pending question, where the other readers found none."""
    if scene.pending is None or matches((*scene.lexicon.intents.other_person, *scene.lexicon.intents.reset), scene.text):
        return
    index, key = scene.pending
    try:
        spec = fact_spec(f"{'household' if index is None else 'member'}.{key}")
    except KeyError:
        return
    person = cast.person(index) if index is not None else None
    if _is_answered(told, unsure, key, person):
        return
    text = scene.text.strip(" 。.!！~，,")
    whole = (0, len(scene.text))
    if matches(scene.lexicon.answers.unknown, text) and len(text) <= _LONGEST and not told:
        yield Told(key, None, *whole, person)
        return
    if spec.kind == "set" and _is_none(scene, _PIECES.split(text)[0]):
        yield Told(key, [], *whole, person)
        return
    if spec.kind in ("choice", "yes_no") and (choice := _choice(scene, key, text)) is not None:
        yield Told(key, choice.value, *whole, person)
    elif spec.kind != "choice":
        yield from _by_kind(scene, spec, key, person, text)


def _choice(scene: Scene, key: str, text: str) -> Choice | None:
    """The one of a fact's values a short message names; a question names none."""
    if len(text) > _LONGEST or re.search(r"[?？]", text) or asks(_PIECES.split(text)[0]):
        return None
    choice = next((c for c in scene.lexicon.answers.choices if c.path == key and matches(c.patterns, text)), None)
    recent = choice is not None and choice.value == "out_of_contact_over_6_months" and _SHORT_TIME.search(text)
    return None if recent else choice


def _is_answered(told: list[Told], unsure: list[Unsure], key: str, person: Person | None) -> bool:
    keys = (
        _MONEY
        if key in _MONEY
        else (key, "born", "age")
        if key in ("age", "born")
        else (key, "not_recognised_as")
        if key == "recognised_as"
        else (key,)
    )
    found = any(item.key in keys and (item.person is person or key == "recognised_as" or key in _MONEY) for item in told)
    asked = fact_spec(f"{'household' if person is None else 'member'}.{key}").ask
    return found or any(
        item.key in keys and (item.person is person or item.person is None) and item.question not in asked for item in unsure
    )


def _by_kind(scene: Scene, spec: About, key: str, person: Person | None, text: str) -> Iterator[Told | Unsure]:
    """The answer of one kind of fact; words about something else are none."""
    whole = (0, len(scene.text))
    if spec.kind == "yes_no":
        value = _yes_or_no(scene, key)
        if value is not None:
            yield Told(key, value, *whole, person)
    elif spec.kind == "set" and _is_none(scene, text):
        yield Told(key, [], *whole, person)
    elif spec.kind == "disability":
        yield from _disability(scene, key, person)
    elif spec.kind == "money" and matches(tuple(f"^(?:{p})$" for p in scene.lexicon.answers.no_income), text):
        if not any(mark in path for path in scene.known.told for mark in _INCOMES):
            yield Told(key, 0, *whole, person)
    elif spec.kind in ("count", "money", "age") and (number := bare_number(scene, key)) is not None:
        yield from _number(number, spec.kind, key, person, text, whole)


def _is_small(number: Number, text: str) -> bool:
    """我没结婚，35 to a question about money: no sum without a word for it."""
    return 0 < number.low < _LEAST and _SUM.search(text) is None


def _number(number: Number, kind: str, key: str, person: Person | None, text: str, whole: tuple[int, int]) -> Iterator[Told | Unsure]:
    if kind == "count":
        yield from _count(number, key, person, whole)
    elif kind == "money" and (amount := span_of(number)) is not None and not _is_small(number, text):
        yield Told(key, amount, *whole, person)
    elif kind == "age" and number.whole is not None and number.low <= 120:
        yield Told(key, number.whole, *whole, person)


def _is_none(scene: Scene, text: str) -> bool:
    """都不是, and 都没有，能办低保吗 by its first piece."""
    return any(re.fullmatch(rf"(?:{pattern})(?:的|了|啊|呢|吧)?", text) for pattern in scene.lexicon.answers.none)


def _yes_or_no(scene: Scene, key: str) -> bool | None:
    """Yes or no to what was asked: a bare word first, or one beside the fact's own words anywhere."""
    found = list(pieces(scene, key))
    for number, piece in enumerate(found):
        value = _said(scene, piece)
        said = scene.text[piece.start : piece.end]
        taken_back = number == 0 and len(found) > 1 and matches(scene.lexicon.intents.correction, said)
        if value is not None and not taken_back and (piece.own or number == 0) and not (value and asks(said)):
            return _turned(scene, key, value, piece)
    return None


def _said(scene: Scene, piece: Piece) -> bool | None:
    """What a piece says once the fact's own words are laid aside; of these alone only a verb says yes: 交了, but not 标准."""
    answers = scene.lexicon.answers
    if not piece.left:
        return True if matches(answers.does, piece.own) else None
    if any(re.fullmatch(pattern, piece.left) for pattern in answers.deny):
        return False
    return True if any(re.fullmatch(pattern, piece.left) for pattern in answers.affirm) else None


def _turned(scene: Scene, key: str, value: bool, piece: Piece) -> bool | None:
    """没超 keeps within the limit; 没有 to 有没有该管的人 says that nobody is there, 有 leaves open whether they can, 是 that all of them cannot.

    有病 names an illness, not yet that it ruined anybody.
    """
    if key == "sudden_hardship" and value and _EVENTS.search(piece.own):
        return None
    if key == "assets_within_limit":
        exceeds = "超" in scene.text[piece.start : piece.end]
        return value != exceeds if exceeds or value else piece.left in ("没有", "没")
    if key == "supporters_unable":
        return True if re.search("[没无]", piece.left) else value if "是" in piece.left else None
    return value


def _disability(scene: Scene, key: str, person: Person | None) -> Iterator[Told]:
    """二级肢体, 没有, 有证; each piece that says nothing else adds to it."""
    answers, value = scene.lexicon.answers, dict[str, object]()
    for piece in pieces(scene, key, number=True):
        said = scene.text[piece.start : piece.end]
        named = any_of(tuple(w for words in answers.categories.values() for w in words)).search(said)
        if _GRADE.fullmatch(piece.left):
            value["grade"] = _GRADES.get(piece.left) or int(piece.left)
        if named and (not piece.left or "grade" in value):
            value["category"] = category_of(named.group(), answers)
    if value:
        yield Told(key, value, 0, len(scene.text), person)
        return
    certified = _yes_or_no(scene, key)
    if certified is False or (certified is None and _is_none(scene, _PIECES.split(scene.text.strip())[0])):
        yield Told(key, "none", 0, len(scene.text), person)
    elif certified is True:
        yield Told(key, {"certified": True}, 0, len(scene.text), person)


def _count(number: Number, key: str, person: Person | None, whole: tuple[int, int]) -> Iterator[Told | Unsure]:
    if number.whole is not None and 1 <= number.whole <= 30:
        yield Told(key, number.whole, *whole, person)
    elif number.whole is None:
        yield Unsure("一起过日子的到底有几口人？", *whole, key, person)
