"""Disability certificates: 二级残疾, 肢体三级, 没有残疾证; a weighty word without a grade is asked back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from assistant.reading.patterns import any_of, matches
from assistant.reading.people import Cast
from assistant.reading.scene import Scene
from assistant.reading.told import Told, Unsure
from corpus.lexicon_schema import AnswerFile

_GRADES = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_LISTED = re.compile(r"(?:(?<![\d十])[一二三四1-4]级?\s*[、,，和或到至\-~]?\s*|不是|不到)$")
_RATHER = re.compile(r"不是[一二三四1-4]级?\s*[,，、]?\s*$")
_LISTED_AFTER = re.compile(r"^\s*[、和或到至\-~]?\s*[一二三四1-4]级|^书记|^以上|^及以上")
_WORK = re.compile(r"伤残|工伤|书记|风险|公路|响应|台风|医院|血压|职称|防护")


_SOMEBODY = re.compile(r"^(?:的|人)*(?:有)?[一两二1-3]个")
_ONLY_GRADE = re.compile(r"(?:就|应该)?(?:是|评的|定的)?[一二三四1-4]级(?:的|残)?")
"""是三级 after 孙女智力残疾: the grade that was wanting."""
_ONE_OF_SOME = re.compile(r"(?<![这那])(?:一个|1个|两个|俩)(?:是)?$")
"""两个残疾，一个一级一个三级: of nobody who was named."""
_WANTED = re.compile(
    r"(?:想|要|怎么|咋|如何|能不能|能|可以)[^，。,是有]{0,12}?(?:弄|办|评|开|整|搞|改|定|升|换)(?:个|成|到|上|张|本|一个|下来)*(?:的)?"
    r"[^，。,是有]{0,4}[一二三四1-4]级[^，。,]{0,4}$"
)
"""想弄个二级: a grade wished for."""


@lru_cache(maxsize=8)
def _category(words: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = "|".join(word for _, patterns in words for word in patterns)
    graded = rf"(?P<c1>{names})?(?P<r1>残疾?(?:人)?(?:证|本)?(?:上)?)?\s*(?:是|为|:|，|,|评的?|定的?|属于|写的|的|证上?|本上?)*\s*(?P<g>[一二三四1-4])级(?:(?:的)?\s*(?:[,，](?=(?:{names})的?(?:$|[,，。])))?(?P<c2>{names}))?(?:的)?(?P<r2>残疾?|盲)?(?P<w>书记)?"
    return re.compile(graded), re.compile(rf"(?P<c>{names})(?P<r>(?:有)?残疾?)?(?!正常)")


def read_disability(scene: Scene, cast: Cast) -> Iterator[Told | Unsure]:
    """What is told of certificates, each with whom it is about."""
    answers = scene.lexicon.answers
    graded, plain = _category(tuple(answers.categories.items()))
    pending = scene.pending is not None and scene.pending[1] == "disability"
    found: list[Told] = []
    several = len({match["g"] for match in graded.finditer(scene.text)}) > 1
    for match in graded.finditer(scene.text):
        if _SOMEBODY.match(scene.text[match.end() :]) and not cast.named_in_clause(match.start()):
            yield Unsure(answers.asks.get("whose_disability", ""), match.start(), match.end(), "disability", cast.person(0))
            continue
        if _ONE_OF_SOME.search(scene.text[: match.start()]) and not any(m.end == match.start() for m in cast.mentions):
            yield Unsure(answers.asks.get("whose_disability", ""), match.start(), match.end(), "disability", cast.person(0))
            continue
        if several and not cast.named_in_clause(match.start()) and scene.is_general(match.start(), match.end()):
            continue
        value = _grade(scene, cast, match, answers, pending)
        if value is None or (_is_policy(scene, cast, match.start(), match.end()) and not pending):
            continue
        found += [
            Told("disability", value, match.start(), match.end(), person)
            for person in cast.all_of(match.start("g")) or cast.subjects_of(match.start("g"), match.end())
        ]
    found += _denied(scene, cast, [told.start for told in found])
    certified = [match.start() for match in any_of(answers.certified).finditer(scene.text)]
    for match in any_of(answers.certified).finditer(scene.text):
        if (
            not any(item.person in cast.subjects(match.start()) for item in found)
            and not scene.is_questioned(match.start(), match.end())
            and not _is_general(scene, match.start(), match.end())
        ):
            found.append(Told("disability", {"certified": True}, match.start(), match.end(), cast.subjects(match.start())[0]))
    for match in plain.finditer(scene.text):
        told = any(
            abs(item.start - match.start()) < 12 and isinstance(item.value, dict) and {"grade", "category"} <= set(item.value)
            for item in found
        )
        if (
            not told
            and not scene.is_questioned(match.start(), match.end())
            and ((match.group("r") and cast.named_in_clause(match.start())) or any(0 < match.start() - at < 14 for at in certified))
            and not _is_policy(scene, cast, match.start(), match.end())
        ):
            found.append(
                Told(
                    "disability",
                    {"category": category_of(match.group("c"), answers)},
                    match.start(),
                    match.end(),
                    cast.subjects(match.start())[0],
                )
            )
    yield from found


def _grade(scene: Scene, cast: Cast, match: re.Match[str], answers: AnswerFile, pending: bool) -> dict[str, Any] | None:
    before, after = scene.text[max(0, match.start() - 12) : match.start()], scene.text[match.end() : match.end() + 6]
    window = before[-2:] + match.group() + after[:3]
    if match.group("w") or _WORK.search(window) or _LISTED_AFTER.match(after):
        return None
    close = scene.text[max(0, match.start("g") - 4) : match.start("g")]
    if _LISTED.search(close) and not _RATHER.search(before + match.group()[: match.start("g") - match.start()]):
        return None
    category = match.group("c1") or match.group("c2")
    known = {"disability"} & {path.split(".")[-1] for path in scene.known.told}
    half = [v for path, v in scene.known.values.items() if path.endswith("disability") and isinstance(v, dict) and "grade" not in v]
    wanting = len(half) == 1 and _ONLY_GRADE.fullmatch(scene.text.strip(" 。.，,")) is not None
    adjoining = any(m.people and m.end == match.start() for m in cast.mentions)
    if not (
        category
        or adjoining
        or match.group("r1")
        or match.group("r2")
        or pending
        or wanting
        or re.search(r"残疾?|评残|证上|本上", before + match.group() + after[:3])
        or (known and (re.search(r"不是|改|错", scene.text) or matches(scene.lexicon.intents.correction, scene.text)))
    ):
        return None
    if scene.is_questioned(match.start(), match.end()):
        return None
    value: dict[str, Any] = {"grade": _GRADES[match.group("g")]}
    if category:
        value["category"] = category_of(category, answers)
    return value


def category_of(said: str, answers: AnswerFile) -> str | None:
    """The category a word names."""
    return next((name for name, patterns in answers.categories.items() if any(re.search(p, said) for p in patterns)), None)


def _denied(scene: Scene, cast: Cast, graded: list[int]) -> Iterator[Told]:
    answers = scene.lexicon.answers
    seen: set[int] = set()
    for match in any_of((*answers.not_certified, *answers.no_disability)).finditer(scene.text):
        if (
            any(abs(start - match.start()) < 4 for start in graded)
            or scene.is_questioned(match.start(), match.end())
            or "残" not in match.group()
            or _is_general(scene, match.start(), match.end())
        ):
            continue
        if scene.text[max(0, match.start() - 1) : match.start()] == "有":
            continue
        everybody = bool(
            re.search(r"(?:家里|全家|都|一家)[^，。,]{0,4}$", scene.text[max(0, match.start() - 8) : match.start()])
        ) and not cast.named_in_clause(match.start())
        people = [p for p in cast.people if p.known or p.member] or [cast.person(0)] if everybody else list(cast.subjects(match.start()))
        for person in people:
            if id(person) not in seen:
                seen.add(id(person))
                yield Told("disability", "none", match.start(), match.end(), person)


def _is_policy(scene: Scene, cast: Cast, start: int, end: int) -> bool:
    """A cadre's or trainer's question about a grade in general, with nobody named."""
    if (
        scene.known.role in ("干部", "培训")
        and re.match(r"^残?疾?(?:的)?(?:人|残疾人|老人|孩子)", scene.text[end : end + 5])
        and not scene.known.members
    ):
        return True
    if _WANTED.search(scene.text[max(scene.layout.clause(start)[0], start - 16) : end]):
        return True
    return (scene.is_teaching or not cast.mentions) and not scene.known.members and _is_general(scene, start, end)


def _is_general(scene: Scene, start: int, end: int) -> bool:
    return scene.is_general(start, end)
