"""Which calls a reading needs: the required calls, decided before any model speaks."""

from __future__ import annotations

import re

from assistant.agent.calls import GENERAL, RequiredCall, by_name, call, calls_for, unique, unknown_names
from assistant.agent.context import TurnContext
from assistant.agent.follow_ups import continued, refers_back, resolve_follow_ups
from assistant.reading.casting import tells_of_loss
from assistant.reading.model import Ask, Reading
from assistant.reading.patterns import matches
from assistant.reading.scene import asks as is_question
from corpus.dated import Strict


class Plan(Strict):
    """The calls of a turn, in order, and the asks they answer; ``tells``: nothing is asked, and nothing told that is counted."""

    calls: tuple[RequiredCall, ...] = ()
    asks: tuple[Ask, ...] = ()
    untouched: bool = False
    tells: bool = False


def make_plan(reading: Reading, context: TurnContext) -> Plan:
    """The required calls for one reading."""
    asks = _waiting(
        _one_measure(tuple(continued(ask, reading, context) for ask in resolve_follow_ups(_lawful(reading), context))), reading, context
    )
    calls: list[RequiredCall] = []
    if reading.changes and not reading.refusal:
        calls.append(_supposed(asks, reading, context))
        asks = tuple(ask for ask in asks if ask.intent in BESIDE_WHAT_IF)
    for ask in asks:
        if _elsewhere(ask, reading, context):
            calls += _registered_elsewhere(reading, context)
            continue
        calls += calls_for(ask, reading, context)
        calls += [
            call("describe_areas", names=(area,))
            for area in ask.areas
            if area in context.corpus.areas and context.corpus.areas[area].stands_for
        ]
    if not asks and reading.facts and not reading.changes and not reading.refusal:
        calls.append(call("check_eligibility", programmes=context.conversation.household_topics))
    untouched = not calls and not asks
    if untouched and reading.supposes and not reading.refusal:
        return Plan(untouched=True)
    if untouched and context.conversation.last and refers_back(reading):
        asks = tuple(Ask(**past.model_dump()) for past in context.conversation.last[-1:])
        calls += [call for ask in asks for call in calls_for(ask, reading, context)]
    elif untouched and not reading.in_domain and not reading.danger and not reading.refusal:
        calls += unknown_names(reading, context)
    elif untouched and reading.in_domain and not reading.empty and not reading.doubts and _only_tells(reading, context):
        first = () if context.conversation.pending else (call("check_eligibility", programmes=context.conversation.household_topics),)
        return Plan(calls=first, untouched=True, tells=True)
    elif untouched and reading.in_domain and not reading.empty and not reading.doubts:
        calls += by_name(reading, context)
    return Plan(calls=unique(calls), asks=asks, untouched=untouched)


_TELLING = re.compile(r"^[我俺咱]|家|^(?:就|也|都|还)?[没有]|[，,。\s](?:就|也|都|还)?[没有我俺咱]|[了过]$")
"""What marks a first message as told; 电价 alone is a name to look up."""


def _only_tells(reading: Reading, context: TurnContext) -> bool:
    """Whether a resident tells something in words that were not understood: nothing to search for."""
    talking = bool(context.conversation.turns) or _TELLING.search(reading.text) is not None or tells_of_loss(reading.text, context.corpus)
    return (
        talking
        and context.audience == "群众"
        and not reading.control
        and not any(is_question(part) for part in re.split(r"[，,。；;!！\s]", reading.text))
        and not reading.unknown_places
    )


BESIDE_WHAT_IF = ("standard", "procedure", "responsibility", "body", "set", "status", "compare", "training")
"""Intents that are answered beside a what-if; the others ask what would be."""


def _supposed(asks: tuple[Ask, ...], reading: Reading, context: TurnContext) -> RequiredCall:
    """The side-by-side call: about the programmes asked for, unless one is what is supposed to be granted."""
    corpus = context.corpus
    topics = [corpus.topics[name] for ask in asks for name in ask.topics if name in corpus.topics]
    named = dict.fromkeys(p for topic in topics for p in (topic.programme, *topic.programmes) if p in corpus.programmes)
    granted = {
        status for change in reading.changes if getattr(change, "key", "") == "recognised_as" for status in getattr(change, "value", ())
    }
    given = {corpus.recognitions[status].programme for status in granted if status in corpus.recognitions}
    asked = tuple(p for p in named if p not in given)
    everything = bool(named) or matches(corpus.lexicon.what_if.everything, reading.text)
    return call("suppose", programmes=asked or (() if everything else context.conversation.household_topics))


NAMES_ONLY = 10
"""Characters of a message that only names a programme after 多久能批: 低保的."""


def _waiting(asks: tuple[Ask, ...], reading: Reading, context: TurnContext) -> tuple[Ask, ...]:
    """三天前交的低保申请; 低保的 after a day told without a programme: who has handed in waits for the outcome."""
    if reading.facts or any(ask.intent not in ("eligibility", "follow_up") for ask in asks):
        return asks
    last = context.conversation.last[-1:]
    named = bool(asks) and len(reading.text) <= NAMES_ONLY and bool(last) and (last[0].aspect, last[0].topics) == ("time", ())
    if reading.handed_in is None and not (named and context.handed_in):
        return asks
    topics = tuple(dict.fromkeys(topic for ask in asks for topic in ask.topics))
    if not topics and last:
        topics = last[0].topics
    return (Ask(intent="procedure", aspect="time", said=reading.text, topics=topics),)


def _one_measure(asks: tuple[Ask, ...]) -> tuple[Ask, ...]:
    """…谁负责？市水务局在不在这张名单里？: a body asked of in the same breath is asked of the measure, not of the plan."""
    responsible = [ask for ask in asks if ask.intent == "responsibility"]
    beside = [ask for ask in responsible if ask.bodies and not ask.topics and not ask.clauses]
    measures = [ask for ask in responsible if ask.topics or ask.clauses]
    if not beside or len(measures) != 1:
        return asks
    bodies = (*measures[0].bodies, *(body for ask in beside for body in ask.bodies))
    merged = measures[0].model_copy(update={"bodies": tuple(dict.fromkeys(bodies))})
    return tuple(merged if ask is measures[0] else ask for ask in asks if not any(ask is one for one in beside))


NOT_AFTER_REFUSAL = ("eligibility", "why", "missing", "next", "follow_up")


def _lawful(reading: Reading) -> tuple[Ask, ...]:
    """The asks that stand beside something refused: what was told for it is not judged."""
    if not reading.refusal:
        return reading.asks
    return tuple(ask for ask in reading.asks if ask.intent not in NOT_AFTER_REFUSAL and ask.topics)


OURS = ("咱", "我们这", "俺们这", "俺这", "大连", "本地", "这边", "这儿")
"""Words that bring a question about another place back home."""

LOCAL = ("standard", "eligibility", "procedure", "compare", "service", "responsibility")


def _elsewhere(ask: Ask, reading: Reading, context: TurnContext) -> bool:
    """Whether something local is asked of a place the registers do not cover."""
    corpus = context.corpus
    if ask.intent not in LOCAL:
        return False
    named = [corpus.areas[name].kind for name in ask.areas if name in corpus.areas]
    if named:
        return all(kind == "place" for kind in named)
    return bool(reading.unknown_places) and ask.intent != "responsibility" and not any(word in reading.text for word in OURS)


def _registered_elsewhere(reading: Reading, context: TurnContext) -> list[RequiredCall]:
    """俺户口是外地的，能行么: where one may apply without being registered here, and for what was being asked."""
    if not any(word in reading.text for word in ("户口", "户籍", "老家")):
        return []
    corpus, last = context.corpus, context.conversation.last
    topics = [corpus.topics[name] for past in last for name in past.topics if name in corpus.topics]
    ruled = [topic.programme for topic in topics if topic.programme in corpus.programmes]
    return [call("explain_topic", topic=GENERAL["where"])] + [call("describe_procedure", programme=p, aspect="where") for p in ruled[:1]]
