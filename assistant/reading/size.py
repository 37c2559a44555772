"""How many live together: 三口人, 就我和老伴, 我一个人过."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.reading.numbers import parse_number
from assistant.reading.patterns import any_of, compiled
from assistant.reading.people import Cast
from assistant.reading.scene import Scene
from assistant.reading.told import Told, Unsure

_COUPLE = re.compile(r"(?:就|只有|只剩|就剩|剩)?(?:[我俺咱]们?)?[老小]$")
_NOT_OURS = re.compile(r"(?:批|保|给|办)(?:了|下来)$|(?:几|每|一)$|(?:哥|姐|弟|妹|叔|邻居|别人)家?(?:是|有)?$|不(?:是|到)$")
_SOON = re.compile(
    r"(?:以前|原来|之前|过去|原先|早先)(?:家里|[我俺]们?家)?(?:是|有)?$|(?:快|马上|眼瞅着|就要|过年|明年)(?:就)?(?:要)?(?:是|成|变成|有)?$"
)
_ONLY = re.compile(
    r"(?:家里|就|只有|只剩|光|俺家|我家)+(?:就|只)?(?:有|剩|是)?(?:[我俺]们?)?(?:(?:和|跟|加|、|与|带)?(?:[^，。,.!！?？\s]{1,16}?))?(?=[，。,.!！?？\s]|$)"
)


def read_size(scene: Scene, cast: Cast) -> Iterator[Told | Unsure]:
    """The number of members told, at most one exact number; approximations are asked back."""
    found: list[Told] = []
    for pattern in scene.lexicon.people.sizes:
        for match in compiled(pattern).finditer(scene.text):
            start, _end = match.span("size")
            said = parse_number(match.group("size"))
            if (
                said is None
                or (
                    said[0] == 1
                    and not _stands_alone(scene, match.start(), match.end())
                    and not re.search(
                        r"(?:就|只有|只剩|剩|家里?|农村)(?:[我俺](?:自己)?)?(?:的)?$|^[我俺]$|(?<=[，。,\s])[我俺]$",
                        scene.text[max(0, start - 6) : start],
                    )
                )
                or _SOON.search(scene.text[max(0, start - 6) : start])
                or _NOT_OURS.search(scene.text[max(0, start - 4) : start])
                or scene.is_questioned(match.start(), match.end())
            ):
                continue
            if _COUPLE.search(scene.text[max(0, start - 1) : start]) and not _is_all(scene, start, match.end()):
                continue
            low, high = said
            if low != high:
                yield Unsure("一起过日子的到底有几口人？", match.start(), match.end(), "size")
            elif 1 <= low <= 30 and low == int(low):
                found.append(Told("size", int(low), match.start(), match.end()))
    if not found:
        found += [
            Told("size", 1, m.start(), m.end())
            for m in any_of(scene.lexicon.people.alone).finditer(scene.text)
            if _is_alone(scene, cast, m.start(), m.end())
        ]
    if not found:
        found += _enumerated(scene, cast)
    if found:
        yield max(found, key=lambda told: (told.start, told.end))


def _stands_alone(scene: Scene, start: int, end: int) -> bool:
    clause_start, clause_end = scene.layout.clause(start)
    return scene.text[clause_start:clause_end].strip(" ,，。.;；") == scene.text[start:end]


def _is_all(scene: Scene, start: int, end: int) -> bool:
    """老两口 tells the size only where it stands alone: 就老两口, 老两口过日子."""
    clause_start, clause_end = scene.layout.clause(start)
    left, right = scene.text[clause_start:start], scene.text[end:clause_end]
    return bool(re.search(r"(?:就|只有|只剩|就剩)(?:[我俺咱]们)?.?$", left)) or (
        bool(re.fullmatch(r"\s*(?:家里)?(?:[我俺咱]们)?[老小]", left)) and bool(re.match(r"(?:过(?!来|去)|生活|[,，。\s]|$)", right))
    )


def _is_alone(scene: Scene, cast: Cast, start: int, end: int) -> bool:
    """Alone: said of the one whose household it is, or of nobody in particular."""
    if scene.is_questioned(start, end) or scene.is_general(start, end) or scene.text[end : end + 1] in ("挣", "干"):
        return False
    people = cast.subjects(start)
    inside = [m for m in cast.mentions if start <= m.start < end and m.people]
    people = inside[-1].people if inside else people
    return all(person.is_self or (person.kin.relation == "other" and not person.known) for person in people) and not any(
        p.barred for p in people
    )


def _enumerated(scene: Scene, cast: Cast) -> Iterator[Told]:
    """就我和老伴, 家里就老两口: everybody is named, so they can be counted."""
    for match in _ONLY.finditer(scene.text):
        if not re.match(r"(?:家里|俺家|我家)?(?:就|只有|只剩|光)", match.group()):
            continue
        if match.group().endswith(("收入", "钱", "元", "块")) or re.search(r"[靠指能挣]", match.group()):
            continue
        named = {id(p): p for m in cast.mentions if match.start() <= m.start < match.end() for p in m.people if not p.barred}
        others = [p for p in named.values() if not p.is_self]
        if others and (len(named) > len(others) or re.search(r"[我俺]", match.group())):
            yield Told("size", len(others) + 1, match.start(), match.end())


def size_members(scene: Scene, cast: Cast, told: Told) -> None:
    """Whoever is named inside the words that tell the size is a member."""
    for mention in cast.mentions:
        if told.start <= mention.start < told.end:
            for person in mention.people:
                person.member = True
