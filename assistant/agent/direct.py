"""Answers that need no agent: responsible departments for the command line, without importing LangChain."""

from __future__ import annotations

from datetime import date

from assistant.agent.context import TurnContext
from assistant.agent.lookups import act
from assistant.agent.plan import Plan, make_plan
from assistant.agent.turn import Turned, finish
from assistant.conversation.reply import Reply
from assistant.conversation.state import Conversation
from assistant.reading.model import Ask, Known
from assistant.reading.read import read
from assistant.retrieval.model import Retriever
from assistant.wording.layout import lay_out
from assistant.wording.word import word
from corpus.corpus import Corpus


def answer_departments(query: str, *, corpus: Corpus, retriever: Retriever, day: date, area: str | None = None) -> Reply:
    """Duties for a topic, a clause or a body, as the reply object.

    Args:
        query: a term (农村危房改造), a clause (二(一)5), a body (市体育局) or a question.
    """
    conversation = Conversation(area=area, audience="干部")
    reading = read(query, corpus=corpus, known=Known(today=day, area=area, role="干部"))
    body = corpus.body_names.exact(query)
    named = (Ask(intent="body", said=query, bodies=body),) if body else ()
    asks = named or tuple(_towards_responsibility(ask) for ask in reading.asks) or (_bare(query, corpus, reading.text),)
    reading = reading.model_copy(update={"asks": asks, "facts": (), "doubts": ()})
    context = TurnContext(
        corpus=corpus,
        retriever=retriever,
        day=reading.day or day,
        today=day,
        area=reading.area or area,
        audience="干部",
        household=conversation.household(),
        conversation=conversation,
    )
    plan = make_plan(reading, context)
    artifacts = tuple(act(call.name, call.args, context) for call in plan.calls)
    begun = Turned(reading, Plan(calls=plan.calls, asks=plan.asks), context, conversation, (), ())
    text = lay_out([word(artifact, context) for artifact in artifacts], "干部")
    return finish(begun, text, artifacts)[1]


def _towards_responsibility(ask: Ask) -> Ask:
    """On this command everything is a question about duties; sets and bodies stay what they are."""
    if ask.intent in ("set", "body", "area_list"):
        return ask
    if ask.bodies and not ask.topics and not ask.clauses:
        return ask.model_copy(update={"intent": "body"})
    return ask.model_copy(update={"intent": "responsibility"})


def _bare(query: str, corpus: Corpus, text: str) -> Ask:
    """A bare term, clause or body without any question word."""
    bodies = tuple(dict.fromkeys(body for hit in corpus.body_names.find(text) for body in hit.targets))
    topics = tuple(dict.fromkeys(topic for hit in corpus.topic_names.find(text) for topic in hit.targets))
    return Ask(intent="body" if bodies and not topics else "responsibility", said=query, topics=topics, bodies=bodies)
