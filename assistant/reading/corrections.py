"""Values taken back where only the new one is said: 不是63，是65; 错了，65."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.reading.bare import bare_number, own_words
from assistant.reading.numbers import NUMBER, Number
from assistant.reading.patterns import any_of, matches
from assistant.reading.people import Cast, Person
from assistant.reading.scene import Scene
from assistant.reading.told import Told, span_of
from corpus.facts import fact_spec
from tools.rules.view import member_path

_KINDS = ("age", "count", "money")
_UNITS = r"(?:周?岁|口人?|个?人|块钱?|元|级)?"
_INSTEAD = re.compile(
    rf"不(?:是|到)\s*(?P<old>{NUMBER})\s*{_UNITS}\s*[,，、\s]?\s*(?:而?是|应该是|得)?\s*(?P<new>{NUMBER})\s*{_UNITS}(?:了|的|啊|呢)?\s*(?=$|[,，。.!！])"
)
_SOMEBODY_ELSE = re.compile(
    r"(?:^|[，,。\s])(?P<not>(?:说的)?不是[我俺](?:自己)?(?:的)?[，,。\s]*)?(?:我说的|说的)?是(?:[我俺](?:们)?(?:家)?(?:的)?)?(?=[^我俺])"
)
_SINCE = re.compile(
    r"(?:[我俺]|那)?(?:后来|刚刚?|刚才|现在|昨天|今天|前天|上个?月|这个?月|又|已经|早)+(?:去|又|都|给)?(?P<what>(?:登记|办|交|缴|参保|领|上)(?:上|完|好|下来|妥)?)了"
)
_WRONG = re.compile(rf"(?:[我俺])?(?:刚才)?(?:说|记|打|写|弄)?错了?[,，\s]?(?:应该)?(?:是)?(?P<new>{NUMBER}){_UNITS}(?:了|的)?")
_FURTHEST = 5
"""How many times larger or smaller a corrected number may be."""


def read_corrections(scene: Scene, cast: Cast, told: list[Told]) -> Iterator[Told]:
    """The one fact told before that a bare number corrects; none where several may be meant."""
    if not matches(scene.lexicon.intents.correction, scene.text) or any(
        item.key in ("age", "size") or "income" in item.key for item in told
    ):
        return
    found = _instead(scene) or _after_a_word(scene) or _right_after(scene)
    if found is None:
        return
    path, number = found
    spot, value = member_path(path), span_of(number)
    if value is None or (
        fact_spec(f"{'member' if spot else 'household'}.{spot[1] if spot else path}").kind != "money" and number.whole is None
    ):
        return
    yield Told(spot[1] if spot else path, value, number.start, number.end, cast.person(spot[0]) if spot else None)


def read_done_since(scene: Scene, cast: Cast, told: list[Told]) -> Iterator[Told]:
    """后来登记了 after 没登记失业: what was denied in the turn before is done now."""
    match = _SINCE.fullmatch(scene.text.strip(" 。.！!~"))
    denied = [path for path in scene.known.latest if scene.known.values.get(path) is False]
    if match is None or told or len(denied) != 1:
        return
    spot = member_path(denied[0])
    if spot is not None and any_of(own_words(scene, spot[1])).search(match["what"]):
        yield Told(spot[1], True, 0, len(scene.text), cast.person(spot[0]))


def read_moved(scene: Scene, cast: Cast, told: list[Told]) -> tuple[list[Told], tuple[str, ...]]:
    """是我妈二级 after 我三级残; 不是我，是我妈: whose a fact is after all, and the paths that are taken back.

    Of several facts it is not clear which are meant: all are taken back, none is moved.
    """
    match = next((m for m in _SOMEBODY_ELSE.finditer(scene.text) if _named_at(cast, m.end()) is not None), None)
    person = _named_at(cast, match.end()) if match is not None else None
    if match is None or person is None or person.barred:
        return [], ()
    own = {path: spot[1] for path in scene.known.latest if (spot := member_path(path)) is not None and spot[0] == 0}
    if match["not"] and not told:
        person.member = True
        moved = [Told(key, scene.known.values[path], match.start(), len(scene.text), person) for path, key in own.items()]
        return moved if len(moved) == 1 else [], tuple(own)
    keys = {item.key for item in told if item.person is person and item.start >= match.start()}
    if match["not"] or matches(scene.lexicon.intents.correction, scene.text):
        own |= {path: spot[1] for path in scene.known.told if (spot := member_path(path)) is not None and spot[0] == 0}
    return [], tuple(path for path, key in own.items() if key in keys)


def _named_at(cast: Cast, at: int) -> Person | None:
    """The one other person named where words end."""
    return next((m.people[0] for m in cast.mentions if m.start == at and len(m.people) == 1 and not m.people[0].is_self), None)


def _instead(scene: Scene) -> tuple[str, Number] | None:
    """不是63，是65: of what was told with the old value."""
    match = _INSTEAD.search(scene.text)
    if match is None:
        return None
    by_place = {number.start: number for number in scene.numbers}
    old, new = by_place.get(match.start("old")), by_place.get(match.start("new"))
    if old is None or new is None or old.whole is None:
        return None
    same = [path for path, value in scene.known.values.items() if not isinstance(value, bool) and value == old.whole and _is_number(path)]
    return (same[0], new) if len(same) == 1 else None


def _after_a_word(scene: Scene) -> tuple[str, Number] | None:
    """错了，65: of the one number told in the turn before that may be meant."""
    if re.search(r"\d", any_of(scene.lexicon.intents.correction).sub("", scene.text)) is None and not scene.numbers:
        return None
    close = []
    for path in scene.known.latest:
        before = scene.known.values.get(path)
        if isinstance(before, bool) or not isinstance(before, int | float) or not _is_number(path):
            continue
        number = bare_number(scene, path.split(".")[-1])
        if number is not None and before / _FURTHEST <= number.low <= before * _FURTHEST:
            close.append((path, number))
    return close[0] if len(close) == 1 else None


def _right_after(scene: Scene) -> tuple[str, Number] | None:
    """说错了62: as after a word, written in one."""
    match = _WRONG.fullmatch(scene.text.strip(" 。.！!~"))
    number = next((n for n in scene.numbers if match is not None and scene.text[n.start : n.end] == match["new"]), None)
    if number is None:
        return None
    close = [
        path
        for path in scene.known.latest
        if _is_number(path)
        and isinstance(before := scene.known.values.get(path), int | float)
        and before / _FURTHEST <= number.low <= before * _FURTHEST
    ]
    return (close[0], number) if len(close) == 1 else None


def whose(scene: Scene, cast: Cast, told: list[Told]) -> tuple[list[Told], list[Told]]:
    """Of facts told with nobody named: those that are clear, and those that may be of two people.

    说错了，三级 is of whoever was told to have a grade in the turn before; 二级视力 after 我妈82, where the asker's age
    was asked for, is of the one or the other.
    """
    pending, focus = scene.pending, scene.known.focus
    if any(m.people for m in cast.mentions):
        return told, []
    clear: list[Told] = []
    doubtful: list[Told] = []
    answered = pending is not None and any(item.key == pending[1] or {item.key, pending[1]} == {"age", "born"} for item in told)
    corrects = matches(scene.lexicon.intents.correction, scene.text)
    for item in told:
        if item.person is None or item.person.index is None:
            clear.append(item)
            continue
        before = [spot[0] for path in scene.known.latest if (spot := member_path(path)) is not None and spot[1] == item.key]
        if corrects and len(before) == 1:
            clear.append(replace(item, person=cast.person(before[0])))
        elif pending is None or pending[0] != item.person.index or answered or focus in (None, item.person.index):
            clear.append(item)
        else:
            doubtful.append(item)
    return clear, doubtful


def _is_number(path: str) -> bool:
    spot = member_path(path)
    try:
        return fact_spec(f"member.{spot[1]}" if spot else f"household.{path}").kind in _KINDS
    except KeyError:
        return False
