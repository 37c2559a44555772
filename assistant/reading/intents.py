"""What is asked: each question phrase joined with what it is asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import cast, get_args

from assistant.reading.implied import asked, implied_asks, with_services
from assistant.reading.matter import Matter, Matters
from assistant.reading.model import Ask, Aspect, Intent
from assistant.reading.patterns import any_of, matches
from assistant.reading.scene import Scene
from assistant.reading.told import Told
from corpus.lexicon_schema import IntentPhrases

_COUNTED = re.compile(r"^\s*(?:道|个|份|套|题|张)")
_IT = re.compile(r"它|[这那]个?(?:部门|单位|局|委|办)|该(?:部门|单位|局)")
_SHORT = 22
_FIELDS = ("topics", "bodies", "documents", "clauses", "areas", "days")


@dataclass(frozen=True)
class Question:
    """A phrase that asks, before it is joined with what it is asked about."""

    start: int
    end: int
    intent: Intent
    aspect: Aspect | None
    order: int


def find_asks(scene: Scene, matters: Matters) -> tuple[Ask, ...]:
    """Everything asked, equal questions joined."""
    asks: list[Ask] = []
    everything = matters.of(0, len(scene.text))
    before: Matter | None = None
    for start, end in scene.layout.sentences:
        matter = matters.of(start, end)
        questions = [q for q in _questions(scene, start, end) if not _is_inside_fact(q, matters.told)]
        several = len({(q.intent, q.aspect) for q in questions}) > 1
        for question in questions:
            own = _nearest(matters, question, start, end, matter) if several else matter
            asks.append(_ask(scene, question, _completed(own, before, matter, everything)))
        if not questions:
            followed = _follow_up(scene, start, end, matter, matters.told)
            asks += [followed] if followed is not None else []
        before = matter if matter.thing else before
    return _joined(with_services(scene, asks or implied_asks(scene, everything, matters.told)))


def _questions(scene: Scene, start: int, end: int) -> list[Question]:
    """The phrases that ask in one sentence; of those that overlap the longest, then the earlier of the list."""
    sentence = scene.text[start:end]
    found: list[Question] = []
    for order, entry in enumerate(scene.lexicon.intents.intents):
        if entry.intent not in get_args(Intent) or not _counts(scene, entry, start, end):
            continue
        intent, aspect = cast(Intent, entry.intent), cast("Aspect | None", entry.aspect)
        found += [
            Question(start + m.start(), start + m.end(), intent, aspect, order)
            for m in any_of(entry.patterns).finditer(sentence)
            if m.group()
        ]
    taken = bytearray(len(scene.text))
    kept: list[Question] = []
    for question in sorted(found, key=lambda q: (q.start - q.end, q.order)):
        if not any(taken[question.start : question.end]):
            kept.append(question)
            taken[question.start : question.end] = b"\x01" * (question.end - question.start)
    return sorted(kept, key=lambda q: q.start)


def _counts(scene: Scene, entry: IntentPhrases, start: int, end: int) -> bool:
    """Whether what the phrases need stands in the sentence."""
    if entry.short and len(scene.text.strip()) > _SHORT:
        return False
    if entry.needs == "body":
        return bool(scene.named.ids("bodies", start, end)) or bool(_IT.search(scene.text[start:end]))
    if entry.needs == "group":
        groups = scene.corpus.groups
        return bool(scene.named.ids("areas", start, end)) and any(a in groups for a in scene.named.ids("areas", 0, len(scene.text)))
    return True


def _is_inside_fact(question: Question, told: list[Told]) -> bool:
    return any(t.start <= question.start and question.end <= t.end for t in told if t.end - t.start < 40 and t.value is not None)


def _nearest(matters: Matters, question: Question, start: int, end: int, matter: Matter) -> Matter:
    """Of a sentence that asks several things: the question's own clause, else what stands before it, else the sentence."""
    clause_start, clause_end = matters.scene.layout.clause(question.start)
    part = matters.of(max(start, clause_start), min(end, clause_end))
    if part.thing and not _IT.search(matters.scene.text[clause_start:clause_end]):
        return part
    earlier = matters.of(start, clause_end)
    return earlier if earlier.thing else matter


def _completed(own: Matter, before: Matter | None, matter: Matter, everything: Matter) -> Matter:
    """What a question leaves out is what the sentence, the one before or the message was about."""
    if not own.thing:
        source = before or everything
        own = replace(source, areas=own.areas or source.areas, days=own.days or source.days)
    return replace(own, areas=own.areas or matter.areas or everything.areas, days=own.days or matter.days or everything.days)


def _ask(scene: Scene, question: Question, about: Matter) -> Ask:
    count = None
    if question.intent in ("training", "set"):
        near = (n for n in scene.numbers if question.start - 2 <= n.start < question.end + 8)
        count = next((n.whole for n in near if _COUNTED.match(scene.text[n.end : n.end + 4])), None)
    documents = tuple(d for d in about.documents if not any(c.startswith(f"{d}#") for c in about.clauses))
    ask = asked(scene, question.intent, question.aspect, replace(about, documents=documents), question.start, question.end)
    return ask.model_copy(update={"count": count}) if count is not None else ask


def _follow_up(scene: Scene, start: int, end: int, matter: Matter, told: list[Told]) -> Ask | None:
    """那长海县呢, 那2022年呢, 残疾补贴呢: the sentence or a clause of it."""
    spans = [(start, end), *((s, e) for s, e in scene.layout.clauses if start <= s and e <= end)]
    return next((asked(scene, "follow_up", None, matter, start, end) for s, e in spans if _follows(scene, s, e, matter, told)), None)


def _follows(scene: Scene, start: int, end: int, matter: Matter, told: list[Told]) -> bool:
    clause = scene.text[start:end].strip(" 。.！!,，")
    if len(clause) > _SHORT or not matches(scene.lexicon.intents.follow_up, clause):
        return False
    if any(start <= t.start < end and t.key not in ("area", "lives_in") for t in told):
        return False
    if re.search(r"呢\s*[?？]?$", clause):
        return True
    turned = re.match(r"^(?:那|换成|再看|回到|改问|改成|what about|how about)", clause)
    return bool(turned) and (matter.thing or bool(matter.areas) or bool(matter.days))


def _joined(asks: list[Ask]) -> tuple[Ask, ...]:
    """Questions of the same kind are one, about everything they were asked about; small talk beside a question is dropped."""
    if any(ask.intent != "small_talk" for ask in asks):
        asks = [ask for ask in asks if ask.intent != "small_talk"]
    joined: dict[tuple[str, str | None], Ask] = {}
    for ask in asks:
        key = (ask.intent, ask.aspect)
        other = joined.get(key)
        if other is None:
            joined[key] = ask
            continue
        fields = {name: tuple(dict.fromkeys((*getattr(other, name), *getattr(ask, name)))) for name in _FIELDS}
        joined[key] = other.model_copy(update={**fields, "count": other.count if other.count is not None else ask.count})
    return tuple(joined.values())
