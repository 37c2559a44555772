"""What a stretch of a message is about: topics, bodies, documents, clauses, areas, days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from assistant.reading.alarms import find_danger
from assistant.reading.clause_refs import ClauseName
from assistant.reading.days import Day
from assistant.reading.patterns import any_of, last_match, matches
from assistant.reading.scene import Scene
from assistant.reading.told import Told
from corpus.terms import Hit

_CLAIMED = (
    "recognised_as",
    "not_recognised_as",
    "enrolled_medical",
    "enrolled_pension",
    "draws_pension",
    "disability",
    "residence",
    "registered_unemployed",
    "receives_work_injury_care_allowance",
    "assets_within_limit",
)
_DONE_AFTER = re.compile(
    r"^(?:也|都|刚|才|已经|早|早就|昨天|今天|上个?月|去年|给|我|俺)*(?:办|批|评|领|拿|发|弄|整|登记)(?:完|好|妥|下来|到手|出来|上)*(?:了|过)(?!没|吗|么|不|多少|怎么|咋)"
)
_DONE_BEFORE = re.compile(r"(?:办|领|拿|评|弄|整)(?:完|好|妥|下来|上|到)*(?:了|过)(?:个|的|那个)?$")
_HOMES = ("area", "lives_in")
_SHORT = 10
"""Characters of a message that may go on with the one before: 我妈住院了 / 能报不."""


@dataclass(frozen=True)
class Matter:
    """Everything named in one stretch of the message."""

    topics: tuple[str, ...]
    bodies: tuple[str, ...]
    documents: tuple[str, ...]
    clauses: tuple[str, ...]
    areas: tuple[str, ...]
    days: tuple[date, ...]

    @property
    def thing(self) -> bool:
        """Whether it names a thing one can ask about (not merely a place or a day)."""
        return bool(self.topics or self.bodies or self.documents or self.clauses)


@dataclass(frozen=True)
class Matters:
    """Finds the matter of any stretch; what only tells a fact (我家是低保户) is not asked about.

    Attributes:
        settled: everyday words whose meaning the message itself made clear: start, end, topic.
        asked_back: words about somebody that are asked back: start, end.
    """

    scene: Scene
    clauses: tuple[ClauseName, ...]
    days: tuple[Day, ...]
    told: list[Told]
    settled: tuple[tuple[int, int, str], ...]
    asked_back: tuple[tuple[int, int], ...] = ()

    def of(self, start: int, end: int) -> Matter:
        """What stands between two positions."""
        scene = self.scene
        claimed = [(t.start, t.end) for t in self.told if t.key in _CLAIMED]
        claimed += self.asked_back
        homes = {(t.start, t.end) for t in self.told if t.key in _HOMES}
        topics = [
            target
            for hit in scene.named.topics
            if start <= hit.start < end and not any(s < hit.end and hit.start < e for s, e in claimed) and not self._is_news(hit)
            for target in self._now(hit)
        ]
        topics += [topic for s, _, topic in self.settled if start <= s < end]
        if not topics:
            topics = self._in_passing(start, end, claimed)
        areas = [
            target
            for hit in scene.named.areas
            if start <= hit.start < end and (hit.start, hit.end) not in homes
            for target in hit.targets
            if not _is_outside(scene, target)
        ]
        return Matter(
            topics=_once(topics),
            bodies=scene.named.ids("bodies", start, end),
            documents=scene.named.ids("documents", start, end),
            clauses=_once(c.ref for c in self.clauses if start <= c.start < end),
            areas=_once(areas),
            days=tuple(dict.fromkeys(d.day for d in self.days if start <= d.start < end and not d.told)),
        )

    def _now(self, hit: Hit[str]) -> Iterator[str]:
        """去年着火了: the danger is over, what is left of it is a matter of help."""
        alarms = self.scene.lexicon.alarms
        over = alarms.topic in hit.targets and matches(alarms.over, self.scene.text) and find_danger(self.scene.layout, alarms) is None
        for target in hit.targets:
            if not (over and target == alarms.topic):
                yield target
            elif alarms.afterwards is not None:
                yield alarms.afterwards

    def _in_passing(self, start: int, end: int, claimed: list[tuple[int, int]]) -> list[str]:
        """医保交多少: the topic of wide words with what is asked of them, where no body or paper is named either."""
        named = self.scene.named
        if named.ids("bodies", start, end) or named.ids("documents", start, end):
            return []
        for passing in self.scene.lexicon.intents.passing:
            for found in any_of(passing.patterns).finditer(self.scene.text, start, end):
                if not any(s < found.end() and found.start() < e for s, e in claimed):
                    return [passing.topic]
        known, text = self.scene.known, self.scene.text
        if (start, end) == (0, len(text)) and len(text) <= _SHORT and known.before and not known.topics:
            both = f"{known.before},{text}"
            return [
                p.topic
                for p in self.scene.lexicon.intents.passing
                if (m := last_match(p.patterns, both)) and m.end() > len(known.before) + 1
            ][:1]
        return []

    def doubtful(self, start: int, end: int) -> tuple[str, ...]:
        """The topics of words that are asked back: of these a figure can still be told."""
        named = (hit for hit in self.scene.named.topics if start <= hit.start < end)
        return _once(target for hit in named if any(s < hit.end and hit.start < e for s, e in self.asked_back) for target in hit.targets)

    def _is_news(self, hit: Hit[str]) -> bool:
        """残疾证批下来了，二级: it has come, and nobody asks how long it takes or how to get it."""
        told = any(t.key in _CLAIMED for t in self.told) and not self.scene.is_questioned(hit.start, hit.end)
        done = _DONE_AFTER.match(self.scene.text[hit.end :]) or _DONE_BEFORE.search(self.scene.text[: hit.start])
        return (told and done is not None) or (
            hit.phrase.rstrip("了").endswith("下来")
            and not hit.phrase.startswith("没")
            and any(t.key in _CLAIMED for t in self.told)
            and not self.scene.is_questioned(hit.start, hit.end)
        )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _is_outside(scene: Scene, area: str) -> bool:
    return area in scene.corpus.areas and scene.corpus.areas[area].kind == "place"
