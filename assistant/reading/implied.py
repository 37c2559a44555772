"""Questions nobody spelled out: a bare name, a choice among what was offered, whom to go to about what is no entitlement."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.reading.matter import Matter
from assistant.reading.model import Ask, Aspect, Intent
from assistant.reading.scene import Scene
from assistant.reading.told import Told

_OFFICIAL = ("干部", "培训")
_PLACE = re.compile(r"^(?:是|选|要|问)?(?:第)?([一二三四1-4]|前|后)(?:个|种|项|者|样)?(?:那个|的)?[。.！!]?$")
_ASKS_MEANING = re.compile(r"什么|啥|怎么|what|how", re.IGNORECASE)


def asked(scene: Scene, intent: Intent, aspect: Aspect | None, matter: Matter, start: int, end: int) -> Ask:
    """One thing asked, with the words it was asked in."""
    return Ask(
        intent=intent,
        aspect=aspect,
        said=scene.quote(start, end) or scene.quote(0, len(scene.text)),
        topics=matter.topics,
        bodies=matter.bodies,
        documents=matter.documents,
        clauses=matter.clauses,
        areas=matter.areas,
        days=matter.days,
    )


def implied_asks(scene: Scene, matter: Matter, told: list[Told]) -> list[Ask]:
    """A name alone is a question too; what kind follows from what is named and who asks."""
    found = _implied(scene, matter, told)
    if found is None:
        return []
    intent, aspect, about = found
    return [asked(scene, intent, aspect, about, 0, len(scene.text))]


def _implied(scene: Scene, matter: Matter, told: list[Told]) -> tuple[Intent, Aspect | None, Matter] | None:
    offered = scene.known.pending_options
    chosen = tuple(option for option in offered if option in matter.topics) or _chosen_by_place(scene, offered)
    if chosen:
        return "follow_up", None, replace(matter, topics=chosen)
    if matter.bodies and not matter.topics and not told:
        return "body", "all", matter
    if (matter.clauses or matter.documents) and not told:
        return "meaning", None, matter
    if matter.topics:
        registered = [scene.corpus.topics[topic] for topic in matter.topics if topic in scene.corpus.topics]
        personal = any(topic.programme for topic in registered) and scene.known.role not in _OFFICIAL
        if told and (child := _child_programme(scene, told)) and not any(topic.programme for topic in registered):
            matter = replace(matter, topics=(child,))
        return ("eligibility", None, replace(matter, days=())) if told or personal else ("meaning", None, matter)
    if any(area in scene.corpus.groups for area in matter.areas):
        return "area_list", None, matter
    return None


def _child_programme(scene: Scene, told: list[Told]) -> str | None:
    """What a child may have whose parents' state was told."""
    states = {item.key: item.value for item in told if item.key in ("father", "mother")}
    if not states:
        return None
    kinds = scene.lexicon.intents.parentless
    return kinds.both_dead if set(states.values()) == {"dead"} and len(states) == 2 else kinds.otherwise


def _chosen_by_place(scene: Scene, offered: tuple[str, ...]) -> tuple[str, ...]:
    """第二个, 后一个."""
    match = _PLACE.match(scene.text.strip())
    if not match or not offered:
        return ()
    said = match.group(1)
    place = 0 if said == "前" else len(offered) - 1 if said == "后" else int(said) - 1 if said.isdigit() else "一二三四".find(said)
    return (offered[place],) if 0 <= place < len(offered) else ()


def with_services(scene: Scene, asks: list[Ask]) -> list[Ask]:
    """A resident who asks whom to go to about what is no entitlement asks for a service."""
    if scene.known.role in _OFFICIAL:
        return asks
    return [ask.model_copy(update={"intent": "service", "aspect": None}) if _is_service(scene, ask) else ask for ask in asks]


def _is_service(scene: Scene, ask: Ask) -> bool:
    topics = [scene.corpus.topics[topic] for topic in ask.topics if topic in scene.corpus.topics]
    if not topics or any(topic.programme or not topic.service for topic in topics):
        return False
    if ask.intent == "meaning":
        return not _ASKS_MEANING.search(ask.said)
    if scene.known.role is not None and (ask.intent, ask.aspect) == ("responsibility", "who"):
        return True
    return (ask.intent, ask.aspect) in (("procedure", "where"), ("next", None))
