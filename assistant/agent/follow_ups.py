"""What a message takes over from the turns before: 那长海县呢, 那一个月能给多少, 当时, 它现在叫什么."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.agent.context import TurnContext
from assistant.conversation.state import PastAsk
from assistant.reading.model import Ask, Reading
from assistant.reading.patterns import any_of
from corpus.lexicon_schema import AlarmFile

THEN = ("那年", "当时", "那时", "那会儿", "同一年")
THAT_LIST = ("这张名单", "这份名单", "那张名单", "那份名单", "这名单", "那名单")
"""Words that ask a body of the list just shown."""
BACK = ("它", "这个", "那个", "这条", "那条", "那", "再", "还")

CONTINUES = ("standard", "procedure", "responsibility", "eligibility", "meaning", "service", "compare", "status", "body")
"""Intents that go on with the last topic when they name none: 那一个月能给多少, 找谁去办."""


def resolve_follow_ups(asks: tuple[Ask, ...], context: TurnContext) -> tuple[Ask, ...]:
    """那长海县呢, 那2022年呢, 那残疾补贴呢: the last ask with the slot that was named replaced."""
    last = context.conversation.last
    resolved: list[Ask] = []
    for ask in asks:
        if ask.intent != "follow_up" or not last:
            resolved.append(ask if ask.intent != "follow_up" else ask.model_copy(update={"intent": _guess(ask, context)}))
            continue
        resolved.extend(_replaced(past, ask) for past in last[-1:])
    return tuple(resolved)


def _replaced(past: PastAsk, ask: Ask) -> Ask:
    topics = ask.topics or past.topics
    return Ask(
        intent=past.intent,  # type: ignore[arg-type]
        said=f"{past.said}；{ask.said}",
        aspect=ask.aspect or past.aspect,  # type: ignore[arg-type]
        topics=topics,
        bodies=ask.bodies or (past.bodies if not ask.topics else ()),
        documents=ask.documents or (past.documents if not ask.topics else ()),
        clauses=ask.clauses or (past.clauses if not ask.topics else ()),
        areas=ask.areas or past.areas,
        days=ask.days or past.days,
        count=ask.count or past.count,
    )


def _guess(ask: Ask, context: TurnContext) -> str:
    """What a follow-up with nothing before it most likely asks."""
    if ask.bodies:
        return "body"
    if any(context.corpus.topics[t].parameters for t in ask.topics):
        return "standard"
    return "meaning" if ask.topics or ask.clauses else "eligibility"


def remember(asks: Iterable[Ask], text: str, alarms: AlarmFile) -> tuple[PastAsk, ...]:
    """What the conversation keeps of the asks, for the next turn; ``text`` is the message they came in.

    Whom to call is said once: what is asked next is asked of the help there is afterwards.
    """
    kept = [_afterwards(a, alarms) for a in asks if a.intent not in ("small_talk", "why", "missing", "next")]
    return tuple(PastAsk(**{k: getattr(a, k) for k in PastAsk.model_fields if k != "said"}, said=text) for a in kept)


def _afterwards(ask: Ask, alarms: AlarmFile) -> Ask:
    if alarms.topic is None or alarms.afterwards is None or ask.topics != (alarms.topic,):
        return ask
    return ask.model_copy(update={"intent": "eligibility", "aspect": None, "topics": (alarms.afterwards,)})


def continued(ask: Ask, reading: Reading, context: TurnContext) -> Ask:
    """An ask that names nothing, after an answer: about the same thing; 那年, 当时: the day of the last answer."""
    conversation, text = context.conversation, reading.text
    if not ask.days and conversation.last and conversation.last[-1].days and any(word in text for word in THEN):
        ask = ask.model_copy(update={"days": conversation.last[-1].days})
    if conversation.last and ask.bodies and any(word in text for word in THAT_LIST):
        return _of_that_list(ask, conversation.last[-1])
    nameless = not (ask.topics or ask.bodies or ask.documents or ask.clauses)
    offered = tuple(topic for topic in conversation.pending_options if topic in context.corpus.topics)
    if nameless and offered and ask.intent in CONTINUES:
        return ask.model_copy(update={"topics": offered})
    open_question = context.audience == "群众" and (bool(conversation.facts) or not text.startswith(BACK))
    same = open_question and ask.intent == "eligibility" and _asks_of_the_last(text, context)
    afresh = ask.intent == "eligibility" and open_question and not same
    if not nameless or ask.intent not in CONTINUES or not conversation.last or afresh:
        return ask
    if ask.intent in ("responsibility", "standard") and brings_another_matter(ask, reading, context):
        return ask
    past = conversation.last[-1]
    return ask.model_copy(
        update={
            "intent": past.intent if ask.intent == "eligibility" and not same else ask.intent,
            "topics": past.topics,
            "bodies": past.bodies,
            "clauses": past.clauses,
            "documents": past.documents,
            "areas": ask.areas or past.areas,
            "days": ask.days or past.days,
        }
    )


_WHICH = re.compile(r"什么|啥|哪|几[样项种个]|都|全|一起|一块|同时|还|冲突|别的|其他|算")
_SHORT = 16


def _asks_of_the_last(text: str, context: TurnContext) -> bool:
    """能给补不, 我能办吗 right after one programme: about that one; 能享受什么 is asked of everything."""
    if not context.conversation.last:
        return False
    last, topics = context.conversation.last[-1], context.corpus.topics
    one = len(last.topics) in (1, 2) and all(name in topics and topics[name].programme for name in last.topics)
    return one and len(text) <= _SHORT and _WHICH.search(text) is None


_PARTS = re.compile(r"[，,。；;！!？?、\s]+")


def brings_another_matter(ask: Ask, reading: Reading, context: TurnContext) -> bool:
    """光伏电站谁负责: it names something, though nothing registered; the last matter is not meant."""
    text = reading.text
    for said in (*(fact.said for fact in reading.facts), *context.corpus.areas):
        text = text.replace(said, "")
    part = next((part for part in _PARTS.split(text) if ask.said and ask.said in part), "")
    left = any_of(context.corpus.lexicon.intents.nothing_new).sub("", part)
    return len(re.sub(r"[^\u4e00-\u9fff]", "", left)) >= NEW_WORDS


NEW_WORDS = 2


def _of_that_list(ask: Ask, past: PastAsk) -> Ask:
    """市水务局在这张名单里没有: asked of the measure answered last, if one was."""
    if past.intent != "responsibility" or ask.topics or ask.clauses or not (past.topics or past.clauses):
        return ask
    return ask.model_copy(update={"intent": "responsibility", "topics": past.topics, "clauses": past.clauses})


def refers_back(reading: Reading) -> bool:
    """A short message that asks about the last answer with a pronoun and nothing else."""
    text = reading.text.strip()
    return (
        not (reading.facts or reading.doubts or reading.empty or reading.danger or reading.refusal)
        and len(text) <= 20
        and text.startswith(BACK)
    )
