"""One message in, one Reading out: masked first, then facts, questions, doubts, danger; nothing is looked up or judged."""

from __future__ import annotations

import re

from assistant.reading.ages import read_ages
from assistant.reading.alarms import find_danger, find_refusal
from assistant.reading.answers import read_answer
from assistant.reading.casting import find_people, goes_on, tells_of_loss
from assistant.reading.clause_refs import find_clauses
from assistant.reading.corrections import read_corrections, read_done_since, read_moved, whose
from assistant.reading.days import find_days
from assistant.reading.disability import read_disability
from assistant.reading.doubts import read_words
from assistant.reading.english import is_english, to_chinese
from assistant.reading.handed_in import HANDED_IN, find_handed_in, find_undated
from assistant.reading.intents import find_asks
from assistant.reading.layout import Layout
from assistant.reading.matter import Matters
from assistant.reading.model import Ask, Control, Doubt, Known, Reading, StatedFact
from assistant.reading.money import read_money
from assistant.reading.named import find_named
from assistant.reading.patterns import matches
from assistant.reading.people import Cast
from assistant.reading.places import conversation_area, read_places, unknown_places
from assistant.reading.scene import Scene
from assistant.reading.scene import asks as is_question
from assistant.reading.size import read_size, size_members
from assistant.reading.statements import read_statements
from assistant.reading.statuses import read_statuses
from assistant.reading.supposing import changes_of, find_supposed, free_to_change, supposes
from assistant.reading.told import Told, Unsure
from corpus.corpus import Corpus
from corpus.masking import mask
from corpus.text import Normalised, normalise

LONGEST = 2000
"""What follows in a longer message is masked and searched for danger, but not read: nobody tells their situation in more words."""


_PRETENDED = ("forgery", "gaming")
"""Who asks for a forged paper or for a trick tells what is to be pretended, not what is."""


def read(message: str, *, corpus: Corpus, known: Known) -> Reading:
    """Read one message.

    Args:
        message: as it was typed or spoken.
        corpus: the loaded registers, whose names and phrases are looked for.
        known: what the conversation knows already.
    """
    masked = mask(message)
    if known.before and not known.latest and goes_on(known.before, masked.text, corpus) and not is_question(known.before):
        masked = mask(f"{known.before}，{message}")
    form = normalise(masked.text)
    if not re.search(r"\w", form.text):
        return Reading(text=form.text.strip(), masked=masked.kinds, in_domain=False, empty=True)
    english = is_english(form.text)
    short = normalise(masked.text[:LONGEST])
    scene = _scene(to_chinese(short, corpus.lexicon.english) if english else short, corpus, known)
    cast = find_people(scene)
    if supposes(scene):
        free_to_change(cast)
    refusal = find_refusal(scene.layout, corpus.lexicon.alarms)
    handed = find_handed_in(scene)
    told, unsure = _facts(scene, cast) if refusal not in _PRETENDED else ([], [])
    if handed is not None:
        told = [item for item in told if item.end <= handed.start or handed.end <= item.start]
    moved, taken_back = read_moved(scene, cast, told)
    told += moved
    doubts, weak, settled = read_words(scene, told, unsure)
    days = tuple(day for day in find_days(scene) if handed is None or day.end <= handed.start or handed.end <= day.start)
    asks = find_asks(scene, Matters(scene, find_clauses(scene), days, told, settled, _asked_of(unsure)))
    supposed = find_supposed(scene, cast) if supposes(scene) and refusal is None else None
    for person in (*(item.person for item in told), *(item.person for item in unsure)):
        if person is not None:
            person.member = True
    new_members = cast.new_members()
    facts = _stated(scene, told)
    changes = changes_of(scene, cast, supposed, told) if supposed else ()
    clear = any(ask.intent != "small_talk" for ask in asks) or bool(facts)
    doubts = [*_asked_back(scene, unsure, facts), *doubts, *(() if clear else weak)]
    doubts += supposed.doubts if supposed else ()
    if handed is None and (undated := find_undated(scene)) is not None:
        doubts.append(Doubt(said=scene.quote(*undated), question=corpus.lexicon.intents.handed_in.ask, path=HANDED_IN))
    if changes or all(scene.is_elsewhere(start, end) for start, end in scene.layout.sentences):
        doubts = []
    own_areas = tuple(item.value for item in told if item.key == "area")
    danger = find_danger(scene.layout if len(form.text) <= LONGEST else Layout(form.text), corpus.lexicon.alarms)
    asked_days = {day for ask in asks for day in ask.days}
    return Reading(
        text=form.text.strip(),
        masked=masked.kinds,
        language="en" if english else "zh",
        facts=facts,
        taken_back=taken_back,
        new_members=new_members,
        spoken_of=cast.spoken_of_last(),
        doubts=tuple(doubts),
        asks=asks,
        area=conversation_area(scene, own_areas, _is_passing(scene, asks)),
        day=next(iter(asked_days)) if len(asked_days) == 1 else None,
        handed_in=handed.day if handed else None,
        danger=danger,
        refusal=refusal,
        control=_control(scene),
        hypothetical=bool(facts or changes) and supposes(scene),
        changes=changes,
        supposes=supposes(scene),
        unknown_places=unknown_places(scene),
        in_domain=danger is not None or bool(changes) or _is_ours(scene, facts, tuple(doubts), asks),
    )


def _asked_of(unsure: list[Unsure]) -> tuple[tuple[int, int], ...]:
    """我妈重度残疾: words about somebody that are asked back ask nothing themselves."""
    return tuple((item.start, item.end) for item in unsure if item.key == "disability" and item.person is not None)


def _scene(form: Normalised, corpus: Corpus, known: Known) -> Scene:
    return Scene(form=form, layout=Layout(form.text), named=find_named(form.text, corpus), known=known, corpus=corpus)


def _facts(scene: Scene, cast: Cast) -> tuple[list[Told], list[Unsure]]:
    """Everything told and everything unsure; people who live elsewhere are left out."""
    found: list[Told | Unsure] = [*read_size(scene, cast)]
    for item in found:
        if isinstance(item, Told):
            size_members(scene, cast, item)
    found += [
        *read_ages(scene, cast),
        *read_disability(scene, cast),
        *read_statuses(scene, cast),
        *read_places(scene),
        *read_statements(scene, cast),
    ]
    taken = [(item.start, item.end) for item in found if isinstance(item, Told) and item.key in ("size", "age", "born", "disability")]
    taken += [(item.start, item.end) for item in found if isinstance(item, Unsure) and item.key == "age"]
    taken += [(day.start, day.end) for day in find_days(scene)]
    alone = any(isinstance(item, Told) and item.key == "size" and item.value == 1 for item in found)
    found += read_money(scene, cast, taken, alone)
    kept = [item for item in found if item.person is None or not item.person.barred]
    told, unsure = [i for i in kept if isinstance(i, Told)], [i for i in kept if isinstance(i, Unsure)]
    told += read_corrections(scene, cast, told)
    told += read_done_since(scene, cast, told)
    for item in read_answer(scene, cast, told, unsure):
        (told if isinstance(item, Told) else unsure).append(item)  # type: ignore[arg-type]
    told, doubtful = whose(scene, cast, told)
    unsure += [
        Unsure(scene.lexicon.answers.asks.get("whose_disability", ""), item.start, item.end, item.key, item.person)
        for item in doubtful
        if item.key == "disability"
    ]
    return _one_each(told), unsure


def _one_each(told: list[Told]) -> list[Told]:
    """One value a fact: the last told, a grade and a category joined."""
    kept: dict[tuple[str, int | None], Told] = {}
    for item in sorted(told, key=lambda t: (t.start, t.end)):
        key = (item.key, id(item.person) if item.person is not None else None)
        earlier = kept.get(key)
        if (
            earlier is not None
            and isinstance(earlier.value, dict)
            and isinstance(item.value, dict)
            and item.key in ("disability", "receives")
        ):
            item = Told(item.key, {**earlier.value, **item.value}, earlier.start, item.end, item.person)
        elif earlier is not None and isinstance(earlier.value, list) and isinstance(item.value, list):
            item = Told(item.key, list(dict.fromkeys([*earlier.value, *item.value])), earlier.start, item.end, item.person)
        kept[key] = item
    return list(kept.values())


def _stated(scene: Scene, told: list[Told]) -> tuple[StatedFact, ...]:
    correction = matches(scene.lexicon.intents.correction, scene.text)
    return tuple(
        StatedFact(
            path=item.path,
            value=item.value,
            said=scene.quote(item.start, item.end) or scene.quote(0, len(scene.text)),
            correction=correction,
        )
        for item in sorted(told, key=lambda t: (t.start, t.end))
    )


def _asked_back(scene: Scene, unsure: list[Unsure], facts: tuple[StatedFact, ...]) -> list[Doubt]:
    """One doubt a fact, and none about what the message or the conversation has told."""
    told = {fact.path for fact in facts} | set(scene.known.told)
    doubts: dict[str, Doubt] = {}
    for item in unsure:
        path = item.path
        if path is not None and path in told:
            continue
        doubts.setdefault(
            path or item.question, Doubt(said=scene.quote(item.start, item.end), question=item.question, options=item.options, path=path)
        )
    return list(doubts.values())


def _control(scene: Scene) -> Control | None:
    if matches(scene.lexicon.intents.other_person, scene.text):
        return "other_person"
    return "reset" if matches(scene.lexicon.intents.reset, scene.text) else None


def _is_passing(scene: Scene, asks: tuple[Ask, ...]) -> bool:
    """那长海县呢: another area in passing, the conversation's own stays."""
    follows = any(ask.intent == "follow_up" for ask in asks) or bool(re.match(r"^\s*(?:那|要是|换成|再看)", scene.text))
    return scene.known.area is not None and follows


def _is_ours(scene: Scene, facts: tuple[StatedFact, ...], doubts: tuple[Doubt, ...], asks: tuple[Ask, ...]) -> bool:
    """Whether anything in the message touches the domain."""
    outside = scene.lexicon.outside
    if matches(outside.requests, scene.text):
        return False
    if not asks and not doubts and all(scene.is_elsewhere(start, end) for start, end in scene.layout.sentences):
        return False
    named = scene.named.anything or bool(facts) or bool(doubts) or any(ask.clauses for ask in asks)
    somebody = any(hit.targets[0].relation != "self" for hit in scene.corpus.kin_names.find(scene.text)) or scene.text[:1] in "他她"
    if somebody and (scene.known.told or (scene.known.topics and not asks)):
        return True
    if matches(outside.subjects, scene.text):
        return named
    if tells_of_loss(scene.text, scene.corpus):
        return True
    if scene.known.topics and any(ask.intent != "small_talk" for ask in asks):
        return True
    conversational = {"why", "missing", "next", "follow_up", "area_list", "training", "set"}
    about_area = bool(scene.named.areas) and any(ask.intent in ("eligibility", "standard", "procedure", "responsibility") for ask in asks)
    return named or about_area or any(ask.intent in conversational for ask in asks) or matches(outside.domain, scene.text)
