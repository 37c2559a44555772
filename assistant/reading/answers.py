"""Short answers to what was asked last: 3, 有, 没有, 都不是, 二级肢体, 农村的, 不清楚."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.reading.disability import category_of
from assistant.reading.numbers import NUMBER, Number
from assistant.reading.patterns import any_of, matches
from assistant.reading.people import Cast, Person
from assistant.reading.scene import Scene, asks
from assistant.reading.told import Told, Unsure, span_of
from corpus.facts import About, fact_spec

_LONGEST = 24
_GRADE = re.compile(r"(?<![\d一二三四])([一二三四1-4])级?(?![\d一二三四岁月年万千百十])")
_SHORT_TIME = re.compile(r"(?<!十)[一二两三四五1-5]个(?:来|多)?月|半个月|天(?!天)|礼拜")
_PIECES = re.compile(r"[，,。;；\s]")
_NUMBERED = re.compile(rf"^(?:大概|大约|约|差不多|今年|一共|有)?{NUMBER}(?!\s*(?:道|份|套|题|张|天|年|个月))")
_GRADES = {"一": 1, "二": 2, "三": 3, "四": 4}


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
    if len(text) > _LONGEST or _is_question(text):
        return
    yield from _by_kind(scene, spec, key, person, text)


def _is_question(text: str) -> bool:
    """A question is no answer, unless it begins with one: 三口，能办吗."""
    first = _PIECES.split(text)[0]
    return re.search(r"[?？]", text) is not None or (asks(first) and not _NUMBERED.match(first))


def _is_answered(told: list[Told], unsure: list[Unsure], key: str, person: Person | None) -> bool:
    money = ("monthly_income", "monthly_income_per_head", "annual_net_income_per_head", "income_12m")
    keys = (
        money
        if key in money
        else (key, "born", "age")
        if key in ("age", "born")
        else (key, "not_recognised_as")
        if key == "recognised_as"
        else (key,)
    )
    found = any(item.key in keys and (item.person is person or key == "recognised_as" or key in money) for item in told)
    return found or any(item.key in keys and (item.person is person or item.person is None) for item in unsure)


def _by_kind(scene: Scene, spec: About, key: str, person: Person | None, text: str) -> Iterator[Told | Unsure]:
    answers, whole = scene.lexicon.answers, (0, len(scene.text))
    first = re.split(r"[，,。;；\s]", text)[0]
    choice = next((c for c in answers.choices if c.path == key and matches(c.patterns, text)), None)
    numbers = scene.numbers
    if spec.kind == "money":
        numbers = tuple(n for n in numbers if not re.match(r"^\s*(?:个?月|年|口|人|岁|级)", scene.text[n.end :]))
    if choice is not None and choice.value == "out_of_contact_over_6_months" and _SHORT_TIME.search(text):
        return
    if choice is not None and spec.kind in ("choice", "yes_no"):
        yield Told(key, choice.value, *whole, person)
    elif spec.kind == "yes_no":
        value = _yes_or_no(scene, first)
        if key == "assets_within_limit" and value is not None:
            value = not re.match(r"^超(?!没)", first) if re.search("超", first) else (True if first in ("没有", "没", "没有的") else value)
        elif key == "supporters_unable" and value is False and re.match(r"^没有?(?:人|了)?$", first):
            value = True if first in ("没有", "没", "没了", "没人") else value
        if value is not None:
            yield Told(key, value, *whole, person)
    elif spec.kind == "set":
        if _is_none(scene, text):
            yield Told(key, [], *whole, person)
    elif spec.kind == "disability":
        yield from _disability(scene, first, text, key, person)
    elif spec.kind == "count" and numbers:
        yield from _count(numbers[0], key, person, whole)
    elif spec.kind == "money" and numbers:
        value_or_span = span_of(numbers[0])
        if value_or_span is not None:
            yield Told(key, value_or_span, *whole, person)
    elif spec.kind == "money" and re.fullmatch(r"(?:一分|啥|什么|也)*(?:没有?|零)(?:收入|钱|啥|什么)?(?:了|的)?", text):
        yield Told(key, 0, *whole, person)
    elif spec.kind == "age" and numbers and numbers[0].whole is not None and numbers[0].low <= 120 and "虚" not in text:
        yield Told(key, numbers[0].whole, *whole, person)


def _is_none(scene: Scene, text: str) -> bool:
    """都不是, and 都没有，能办低保吗 by its first piece."""
    return any(re.fullmatch(rf"(?:{pattern})(?:的|了|啊|呢|吧)?", text) for pattern in scene.lexicon.answers.none)


def _yes_or_no(scene: Scene, first: str) -> bool | None:
    answers = scene.lexicon.answers
    if any(re.fullmatch(pattern, first) for pattern in answers.deny):
        return False
    if any(re.fullmatch(pattern, first) for pattern in answers.affirm):
        return True
    if matches((r"^(?:不|没|未|干不)",), first):
        return False
    return True if matches((r"^(?:是|有|能|对|嗯|需要|交了|办了|超了|已经)",), first) else None


def _disability(scene: Scene, first: str, text: str, key: str, person: Person | None) -> Iterator[Told]:
    answers, whole = scene.lexicon.answers, (0, len(scene.text))
    grade, named = _GRADE.search(text), any_of(tuple(w for words in answers.categories.values() for w in words)).search(text)
    if grade or named:
        value: dict[str, object] = {}
        if grade:
            value["grade"] = _GRADES.get(grade.group(1)) or int(grade.group(1))
        if named:
            value["category"] = category_of(named.group(), answers)
        yield Told(key, value, *whole, person)
    elif _yes_or_no(scene, first) is False or matches(answers.none, first):
        yield Told(key, "none", *whole, person)
    elif _yes_or_no(scene, first) is True:
        yield Told(key, {"certified": True}, *whole, person)


def _count(number: Number, key: str, person: Person | None, whole: tuple[int, int]) -> Iterator[Told | Unsure]:
    if number.whole is not None and 1 <= number.whole <= 30:
        yield Told(key, number.whole, *whole, person)
    elif number.whole is None:
        yield Unsure("一起过日子的到底有几口人？", *whole, key, person)
