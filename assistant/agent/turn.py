"""The steps of a turn around the agent: what comes before it speaks, and the reply made from what it found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.agent.artifacts import Artifact, EligibilityFound, WhatIfFound
from assistant.agent.assemble import citations_of, departments_of, overall, programmes_of, related_programmes, status_of
from assistant.agent.context import TurnContext
from assistant.agent.follow_ups import remember
from assistant.agent.plan import Plan, make_plan
from assistant.conversation.clarify import ask_for, term_of
from assistant.conversation.reply import Audience, Reply, Status
from assistant.conversation.state import Conversation, MemberLabel, PastAsk, Turn
from assistant.proof.evidence import collect
from assistant.proof.prove import prove
from assistant.reading.handed_in import HANDED_IN
from assistant.reading.model import Doubt, Known, NewMember, Reading, StatedFact
from assistant.reading.read import read
from assistant.retrieval.model import Retriever
from assistant.wording.english import FIXED as ENGLISH
from assistant.wording.fixed import fixed, phrase, wordings
from assistant.wording.layout import lay_out
from assistant.wording.pieces import Worded, choice_options, fact_value_words, listed
from assistant.wording.word import word
from corpus.corpus import Corpus
from corpus.errors import ProjectError
from corpus.text import fold
from tools.eligibility import Verdict

LONGEST = 10_000
"""Characters of one message that are read."""


PASSING = ("area_list", "status", "set", "body")
"""Intents that name an area without the asker being there."""


@dataclass(frozen=True)
class Turned:
    """A turn before the agent speaks.

    Attributes:
        conversation: the state with this turn's facts in it (not those of a what-if).
        opening: worded parts that come before what the tools find: danger, refusal, what was noted, small talk.
        statuses: what became of the things that need no tool.
        kept: notes on facts that could not be kept.
    """

    reading: Reading
    plan: Plan
    context: TurnContext
    conversation: Conversation
    opening: tuple[Worded, ...]
    statuses: tuple[Status, ...]


def begin(message: str, conversation: Conversation, *, corpus: Corpus, retriever: Retriever, today: date, chosen: date | None) -> Turned:
    """Read the message, keep its facts, decide the required calls."""
    if len(message) > LONGEST:
        return _too_long(message, conversation, corpus, retriever, today, chosen)
    reading = _tapped(message, conversation) or read(message, corpus=corpus, known=_known(conversation, today))
    if reading.control:
        kept = () if reading.control == "other_person" else conversation.turns
        conversation = Conversation(area=conversation.area, audience=conversation.audience, day=conversation.day, turns=kept)
    told, complaints = _tell(conversation, reading)
    day = chosen or reading.day or _one_day(reading) or conversation.day or today
    context = TurnContext(
        corpus=corpus,
        retriever=retriever,
        day=day,
        today=today,
        area=_area(told, reading),
        audience=_audience(conversation, reading),
        household=told.household(),
        conversation=told,
        changes=reading.changes,
        handed_in=reading.handed_in or conversation.handed_in,
        fixed_day=bool(chosen or reading.day or _one_day(reading) or conversation.day),
        language=reading.language,
    )
    silent = bool(reading.danger or reading.refusal) and not reading.facts
    plan = Plan() if silent or reading.empty else make_plan(reading, context)
    opening, statuses = _opening(reading, plan, complaints, context)
    if reading.language == "en":
        opening = tuple(_in_english(reading, part, statuses) for part in opening)
    return Turned(reading, plan, context, told, opening, statuses)


def _tapped(message: str, conversation: Conversation) -> Reading | None:
    """A message that is to the letter one of the choices offered for the fact asked last."""
    if conversation.pending is None:
        return None
    try:
        options = choice_options(conversation.pending)
    except (KeyError, ValueError):
        return None
    words = fold(message)
    value = next((value for value, label in options if fold(label) == words), None)
    if value is None:
        return None
    return Reading(text=words, facts=(StatedFact(path=conversation.pending, value=value, said=words),), in_domain=True)


def _too_long(message: str, conversation: Conversation, corpus: Corpus, retriever: Retriever, today: date, chosen: date | None) -> Turned:
    """A message past the limit is not read; the head of it is kept for the record."""
    reading = Reading(text=message[:50], in_domain=False, empty=True)
    context = TurnContext(
        corpus=corpus,
        retriever=retriever,
        day=chosen or conversation.day or today,
        today=today,
        area=conversation.place,
        audience=conversation.audience or "群众",
        household=conversation.household(),
        conversation=conversation,
    )
    return Turned(reading, Plan(), context, conversation, (fixed("too_long", length=len(message), limit=LONGEST),), ("answered",))


def _known(conversation: Conversation, today: date) -> Known:
    ledger = conversation.ledger
    last = conversation.turns[-1] if conversation.turns else None
    latest = tuple(path for path, fact in ledger.items() if fact.turn == conversation.next_turn - 1)
    size = ledger["size"].value if "size" in ledger else None
    return Known(
        today=conversation.day or today,
        area=conversation.place,
        role=conversation.audience,
        members=tuple(NewMember(index=m.index, relation=m.relation, label=m.label) for m in conversation.members),
        size=size if isinstance(size, int) else None,
        pending=conversation.pending,
        pending_options=conversation.pending_options,
        topics=tuple(dict.fromkeys(t for past in conversation.last for t in past.topics)),
        intents=tuple(past.intent for past in conversation.last),  # type: ignore[misc]
        focus=conversation.focus,
        told=tuple(ledger),
        values={path: fact.value for path, fact in ledger.items()},
        latest=latest,
        before=last.said if last is not None else "",
    )


def _tell(conversation: Conversation, reading: Reading) -> tuple[Conversation, list[str]]:
    """The state with what was told, and what could not be kept; nothing that is only supposed is told."""
    if reading.hypothetical:
        return conversation, []
    labels = {m.index: m for m in conversation.members}
    for new in reading.new_members:
        labels.setdefault(new.index, MemberLabel(index=new.index, relation=new.relation, label=new.label))
    number = conversation.next_turn
    told = conversation.model_copy(update={"members": tuple(labels[i] for i in sorted(labels))})
    complaints: list[str] = []
    for path in reading.taken_back:
        told = told.forgetting(path)
    for fact in reading.facts:
        try:
            told = told.telling(fact.path, fact.value, fact.said, turn=number, correction=fact.correction)
        except ProjectError as error:
            complaints.append(error.what)
    passing = reading.asks and all(ask.intent in PASSING for ask in reading.asks)
    if reading.area and "area" not in told.ledger and not passing:
        told = told.model_copy(update={"area": reading.area})
    return told, complaints


def _one_day(reading: Reading) -> date | None:
    """The day everything asked is about, where the asks name just one and compare nothing."""
    days = {day for ask in reading.asks for day in ask.days}
    return days.pop() if len(days) == 1 and not any(ask.intent == "compare" for ask in reading.asks) else None


def _area(conversation: Conversation, reading: Reading) -> str | None:
    return conversation.place if reading.hypothetical else reading.area or conversation.place


def _audience(conversation: Conversation, reading: Reading) -> Audience:
    """Who is asking: as chosen, else by what is asked."""
    if conversation.audience:
        return conversation.audience
    intents = {ask.intent for ask in reading.asks} or {past.intent for past in conversation.last}
    if "training" in intents:
        return "培训"
    if reading.facts or conversation.facts or intents & {"eligibility", "procedure", "service"}:
        return "群众"
    return "干部"


def _opening(reading: Reading, plan: Plan, complaints: list[str], context: TurnContext) -> tuple[tuple[Worded, ...], tuple[Status, ...]]:
    """What is said before, or instead of, anything looked up; help comes first."""
    parts: list[Worded] = []
    statuses: list[Status] = []
    if reading.danger:
        parts.append(fixed("danger", reading.danger))
        statuses.append("answered")
    if reading.refusal:
        parts.append(fixed("refusal", reading.refusal))
        statuses.append("refused")
    if reading.control:
        parts.append(fixed("reset" if reading.control == "reset" else "other_person"))
        statuses.append("answered")
    if reading.masked:
        parts.append(Worded(brief=(phrase("masked", kinds=listed(reading.masked)),)))
    parts += [fixed("not_kept", what=what) for what in complaints]
    small = [ask for ask in plan.asks if ask.intent == "small_talk"]
    if small and not plan.calls and not parts:
        parts.append(fixed("small_talk", small[0].aspect if small[0].aspect in wordings()["small_talk"] else _small_talk(small[0].said)))
        statuses.append("answered")
    if reading.empty and not parts:
        parts.append(fixed("empty"))
        statuses.append("answered")
    if reading.supposes and plan.untouched and not parts and not reading.doubts and _may_be_ours(reading, context):
        parts.append(Worded(question=phrase("suppose_what")))
        statuses.append("needs_fact")
    if reading.unknown_places and not plan.calls:
        parts.append(fixed("out_of_area", places=listed(reading.unknown_places)))
        statuses.append("no_evidence")
    if reading.doubts and not plan.calls:
        if not parts:
            parts.append(Worded(brief=(*_meanings(reading.doubts[0], context), phrase("first_clear_up"))))
        statuses.append("needs_fact")
    if not plan.calls and not parts and any(ask.intent == "standard" for ask in plan.asks):
        parts.append(Worded(brief=(phrase("first_clear_up"),), question=phrase("which_figure")))
        statuses.append("needs_fact")
    if not parts and plan.tells and not reading.doubts:
        again = _asked_again(context)
        parts.append(Worded(brief=(phrase("listening" if plan.calls else "only_told"),), question=again))
        statuses.append("needs_fact" if again else "answered")
    if not parts and not plan.calls and not reading.doubts and _answers_badly(reading, context):
        again = _asked_again(context)
        parts.append(Worded(brief=(phrase("nothing_more"),), question=again))
        statuses.append("needs_fact")
    if not parts and not plan.calls and not reading.doubts:
        noted = reading.facts and not reading.in_domain
        parts.append(fixed("out_of_scope") if not reading.in_domain and not noted else Worded(brief=(phrase("nothing_more"),)))
        statuses.append("out_of_scope" if not reading.in_domain else "answered")
    return tuple(parts), tuple(statuses)


def _asked_again(context: TurnContext) -> str | None:
    """The question asked last, once more."""
    pending = context.conversation.pending
    if pending == HANDED_IN:
        return context.corpus.lexicon.intents.handed_in.ask
    return ask_for(pending, context.conversation, context.corpus) if pending else None


SHORT_ANSWER = 15
"""Characters of a message that is taken for an attempt to answer the question asked last."""


def _may_be_ours(reading: Reading, context: TurnContext) -> bool:
    """Whether what is supposed may be about the household, though it was not understood."""
    outside = context.corpus.lexicon.outside
    elsewhere = any(re.search(pattern, reading.text) for pattern in (*outside.subjects, *outside.requests, *outside.trades))
    return reading.in_domain or (bool(context.conversation.facts) and not elsewhere)


def _answers_badly(reading: Reading, context: TurnContext) -> bool:
    """A short message after a question that was not understood, and is not plainly about something else."""
    outside = context.corpus.lexicon.outside
    if context.conversation.pending is None or len(reading.text) > SHORT_ANSWER or reading.unknown_places:
        return False
    return not any(re.search(pattern, reading.text) for pattern in (*outside.subjects, *outside.requests, *outside.trades))


def _meanings(doubt: Doubt, context: TurnContext) -> tuple[str, ...]:
    """What a word with several meanings may mean."""
    topics = context.corpus.topics
    names = dict.fromkeys(topics[option].words[0] if option in topics else option for option in doubt.options)
    return (phrase("several", said=doubt.said, names=listed(names)),) if len(names) > 1 else ()


def _in_english(reading: Reading, part: Worded, statuses: tuple[Status, ...]) -> Worded:
    """The English wording of an outcome that needs no tool."""
    if reading.danger:
        return Worded(brief=(ENGLISH["danger"],))
    if reading.empty:
        return Worded(brief=(ENGLISH["empty"],))
    key = statuses[0] if statuses and statuses[0] in ENGLISH else "hello"
    return Worded(brief=(ENGLISH[key],))


def _small_talk(said: str) -> str:
    for key, marks in (("thanks", "谢"), ("bye", "再见"), ("identity", "你是"), ("help", "能")):
        if marks in said:
            return key
    return "greet"


def finish(begun: Turned, text: str, artifacts: tuple[Artifact, ...]) -> tuple[Conversation, Reply]:
    """Prove the text, put the reply together, and keep what the next turn needs."""
    context, reading, corpus = begun.context, begun.reading, begun.context.corpus
    worded = [word(artifact, context) for artifact in artifacts]
    evidence = collect(artifacts, _said(begun), corpus, day=context.day, area=context.area)
    proven = prove(text, evidence, corpus)
    if proven.withheld:
        embedded = lay_out([*begun.opening, *worded], manner(context))
        proven = prove(embedded, evidence, corpus)
    question = _question(reading, worded, begun.opening)
    status = overall([*begun.statuses, *(status_of(a) for a in artifacts)])
    if reading.danger:
        status = "answered"
    elif reading.refusal and not artifacts:
        status = "refused"
    said = proven.text or phrase("nothing_more")
    reply = Reply(
        status=status,
        text=said,
        as_of=context.day,
        citations=citations_of(artifacts, context),
        departments=departments_of(artifacts),
        programmes=programmes_of(artifacts),
        question=question,
        warnings=tuple(dict.fromkeys(w for part in worded for w in part.warnings)),
        facts=context.conversation.known_facts(),
    )
    return _next_state(begun, reply, artifacts), reply


def manner(context: TurnContext) -> str:
    """How a reply is laid out: for whom, or plainly in English."""
    return "english" if context.language == "en" else context.audience


def _said(begun: Turned) -> list[str]:
    """Texts a reply may repeat: the message, the facts read back, the fixed wordings used."""
    texts = [begun.reading.text]
    for fact in begun.context.conversation.facts:
        texts += [fact.said, fact_value_words(fact.path, fact.value)]
    for part in begun.opening:
        texts += [*part.brief, *part.blocks, part.first or ""]
    texts.append("12345")
    return texts


def _question(reading: Reading, worded: list[Worded], opening: tuple[Worded, ...]) -> str | None:
    """The one next question: what the message left ambiguous comes before what the rules still need."""
    if reading.danger or (reading.unknown_places and not worded):
        return None
    if reading.doubts:
        return reading.doubts[0].question
    return next((part.question for part in (*worded, *opening) if part.question), None)


def _next_state(begun: Turned, reply: Reply, artifacts: tuple[Artifact, ...]) -> Conversation:
    before = begun.conversation
    found = next((a for a in artifacts if isinstance(a, EligibilityFound)), None)
    supposed = next((a for a in artifacts if isinstance(a, WhatIfFound)), None)
    doubts = begun.reading.doubts
    next_asked = found.next if found else supposed.next if supposed else None
    pending = doubts[0].path if doubts else (next_asked.path if next_asked else ("area" if _asks_area(reply) else None))
    if pending is None and found is None and before.pending not in {*before.ledger, *before.unknown}:
        pending = before.pending
    alarms = begun.context.corpus.lexicon.alarms
    spoken = begun.plan.asks or (begun.reading.asks if begun.reading.danger else ())
    asks = remember(spoken, begun.reading.text[:500], alarms) or _pointed(begun, found)
    turn = Turn(number=before.next_turn, said=begun.reading.text, status=reply.status, text=reply.text)
    update: dict[str, Any] = {
        "turns": (*before.turns, turn)[-200:],
        "pending": pending,
        "pending_options": doubts[0].options if doubts else (),
        "last": asks or before.last,
        "focus": _focus(begun),
        "handed_in": begun.context.handed_in,
        "questions_set": before.questions_set + sum(ask.intent == "training" for ask in begun.plan.asks),
    }
    if found is not None:
        update["household_topics"] = related_programmes(artifacts)
        update["ready"] = tuple(j.result.id for j in found.judgements if j.result.verdict is Verdict.ELIGIBLE)
    return before.model_copy(update=update)


def _pointed(begun: Turned, found: EligibilityFound | None) -> tuple[PastAsk, ...]:
    """房子是D级, with nothing asked: what is asked next without a name (啥时候能给钱) is asked of the one or two it points to."""
    if found is None or begun.conversation.last or not 1 <= len(found.pointed) <= MOST_POINTED:
        return ()
    topics = begun.context.corpus.topics.values()
    names = tuple(topic.id for programme in found.pointed for topic in topics if topic.programme == programme and topic.id == programme)
    return (PastAsk(intent="eligibility", said=begun.reading.text[:500], topics=names),) if names else ()


MOST_POINTED = 2


def _asks_area(reply: Reply) -> bool:
    return bool(reply.question and "哪个区" in reply.question)


def _focus(begun: Turned) -> int | None:
    if begun.reading.hypothetical:
        return begun.conversation.focus
    if begun.reading.spoken_of is not None:
        return begun.reading.spoken_of
    people = [int(fact.path[8 : fact.path.index("]")]) for fact in begun.reading.facts if fact.path.startswith("members[")]
    return people[-1] if people else begun.conversation.focus


def known_words(conversation: Conversation) -> list[tuple[str, str]]:
    """The ledger in words: (term, value)."""
    return [(term_of(fact.path), fact_value_words(fact.path, fact.value)) for fact in conversation.facts]
