"""The calls one ask needs, intent by intent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from assistant.agent.context import TurnContext
from assistant.conversation.state import Conversation
from assistant.reading.model import Ask, Reading
from assistant.reading.patterns import matches
from assistant.retrieval.search import EVIDENCE_FLOOR
from corpus.corpus import nearest_bodies
from corpus.dated import Strict
from corpus.schema import Topic
from corpus.text import squeeze


class RequiredCall(Strict):
    """One tool call that has to be made."""

    name: str
    args: dict[str, Any]


SET_WORDS = {
    "every": ("都有", "都在", "全都", "每份", "四份"),
    "least": ("至少", "以上", "不止"),
    "only": ("只在", "仅在", "只出现", "仅出现"),
}


GENERAL = {
    "where": "向哪申请",
    "all": "向哪申请",
    "who": "决定机关",
    "decides": "决定机关",
    "time": "办理时限",
    "materials": "材料规定",
    "public": "公示说明",
    "appeal": "不服怎么办",
}
"""Topics that answer how things are done when no programme is named."""


def call(name: str, **args: Any) -> RequiredCall:
    """A required call."""
    return RequiredCall(name=name, args=args)


def unique(calls: Iterable[RequiredCall]) -> tuple[RequiredCall, ...]:
    """The calls without repetitions, in order."""
    seen: dict[str, RequiredCall] = {}
    for one in calls:
        seen.setdefault(one.model_dump_json(), one)
    return tuple(seen.values())


def by_name(reading: Reading, context: TurnContext) -> list[RequiredCall]:
    """A message that asks nothing recognisable: what it names is described, else its words are searched."""
    corpus = context.corpus
    calls = [call("explain_topic", topic=t) for hit in corpus.topic_names.find(reading.text) for t in hit.targets][:2]
    calls += [call("describe_body", body=b) for hit in corpus.body_names.find(reading.text) for b in hit.targets][:2]
    calls += [call("describe_document", document=d) for hit in corpus.document_names.find(reading.text) for d in hit.targets][:2]
    return calls or [call("search_documents", query=reading.text)]


def calls_for(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    """The calls that answer one ask."""
    match ask.intent:
        case "responsibility":
            return _responsibility(ask, reading, context)
        case "body":
            return [call("describe_body", body=body) for body in ask.bodies] or _responsibility(ask, reading, context)
        case "set":
            return [_set_call(ask, context)]
        case "eligibility":
            return _eligibility(ask, reading, context)
        case "standard":
            return _standard(ask, reading, context)
        case "procedure":
            return _procedure(ask, reading, context)
        case "compare":
            return _compare(ask, reading, context)
        case "status":
            return _status(ask, reading, context)
        case "service":
            return _service(ask, reading, context)
        case "training":
            return [call("set_questions", count=min(max(ask.count or 3, 1), 20), seed=context.conversation.questions_set + 1)]
        case "why" | "missing" | "next":
            return _again(ask, context)
        case "area_list":
            return [call("describe_areas", names=ask.areas)] if ask.areas else _meaning(ask, reading, context)
        case "small_talk":
            return []
        case _:
            return _meaning(ask, reading, context)


def _topics(ask: Ask, context: TurnContext) -> list[Topic]:
    return [context.corpus.topics[t] for t in ask.topics if t in context.corpus.topics]


def _search(ask: Ask, reading: Reading, *, plan_only: bool = False) -> list[RequiredCall]:
    return [call("search_documents", query=ask.said or reading.text, plan_only=plan_only)]


def _responsibility(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    """One call a measure: its tasks together; bodies named beside it are told where they stand."""
    corpus = context.corpus
    named = {ref: f"条款 {ref.split('#')[1]}" for ref in ask.clauses if corpus.list_clause(ref)}
    tasks: dict[str, list[str]] = {ref: [] for ref in named}
    calls: list[RequiredCall] = []
    topics = _topics(ask, context)
    precise = [t for t in topics if any(ref in corpus.measures for ref in t.clauses) or t.programme in corpus.programmes]
    for topic in precise or topics:
        refs = [ref for ref in topic.clauses if ref in corpus.measures and corpus.list_clause(ref)]
        refs = refs or [ref for ref in topic.clauses if corpus.list_clause(ref)]
        if not refs and topic.programme in corpus.programmes:
            refs = [corpus.programmes[topic.programme].measure]
        for ref, own in _with_tasks(refs[:2], topic, context):
            named[ref] = topic.words[0] if ref not in named or named[ref].startswith("条款") else f"{named[ref]}、{topic.words[0]}"
            tasks.setdefault(ref, []).extend(own)
        if not refs:
            calls.append(_told(topic))
    calls = [_departments(ref, tasks[ref], named[ref], ask) for ref in named] + calls
    if not calls:
        calls = [call("describe_body", body=body) for body in ask.bodies]
    if calls:
        return calls
    unknown = unknown_names(reading, context)
    if unknown:
        return unknown
    found = context.retriever.search(ask.said or reading.text, limit=3, day=context.day, documents=frozenset(("plan",)))
    measure = next((f for f in found if f.score >= SURE and f.ref in corpus.measures), None)
    if measure is None:
        return [call("search_documents", query=ask.said or reading.text, strict=True)]
    return [_departments(measure.ref, [], f"按检索理解为“{measure.heading}”", ask)]


def _with_tasks(refs: list[str], topic: Topic, context: TurnContext) -> list[tuple[str, list[str]]]:
    """The measures of a topic with the tasks it means in each; a measure none of whose tasks it means comes only alone."""
    found: list[tuple[str, list[str]]] = []
    words = {squeeze(word) for word in topic.words}
    for ref in refs:
        measure = context.corpus.measures.get(ref)
        leads = measure.leads if measure else ()
        own = [lead.task for lead in leads if lead.task and (lead.task == topic.task or words & {squeeze(w) for w in lead.words})]
        if own or not topic.task or not found:
            found.append((ref, own))
    return found


SURE = EVIDENCE_FLOOR + 0.1
"""A measure found by words alone has to stand out before it is called responsible."""

_BODY_SHAPED = re.compile(r"[\u4e00-\u9fff]{2,9}?(?:局|委员会|委|办公室|联合会|中心|支行)(?![\u4e00-\u9fff]{0,2}(?:里|名单))")
_CLAUSE_SHAPED = re.compile(r"[一二三四五六七八九十]\([一二三四五六七八九十]\)\d{1,2}")


def unknown_names(reading: Reading, context: TurnContext) -> list[RequiredCall]:
    """A clause or a body nobody registered: said so, with the nearest names."""
    corpus = context.corpus
    clauses = [form for form in _CLAUSE_SHAPED.findall(reading.text) if f"plan#{form}" not in corpus.clauses]
    if clauses:
        return [call("show_clause", clause=f"plan#{clauses[0]}")]
    for form in _BODY_SHAPED.findall(reading.text):
        if not corpus.body_names.find(form) and nearest_bodies(form, corpus):
            return [call("describe_body", body=form)]
    return []


def _departments(ref: str, tasks: list[str], understood: str, ask: Ask) -> RequiredCall:
    return call("find_departments", clause=ref, tasks=tuple(dict.fromkeys(tasks)), understood=understood, bodies=ask.bodies)


def _set_call(ask: Ask, context: TurnContext) -> RequiredCall:
    said, lists = ask.said, context.corpus.lists()
    within = tuple(ref for ref in ask.clauses if ref in {c.ref for c in lists})
    negative = [word for word in ("没有", "不在", "却不") if word in said]
    without: tuple[str, ...] = ()
    if len(within) > 1 and negative:
        within, without = within[:1], within[1:]
    counting = any(word in said for word in ("多少", "几个", "几家", "总共", "一共"))
    number = ask.count
    if within:
        return call("compare_lists", within=within, without=without, counting=counting)
    if any(word in said for word in SET_WORDS["every"]):
        return call("compare_lists", times=len(lists), counting=counting)
    if any(word in said for word in SET_WORDS["only"]) and number is None:
        return call("compare_lists", times=1, counting=counting)
    if number is not None and any(word in said for word in SET_WORDS["least"]):
        return call("compare_lists", at_least=number, counting=counting)
    if number is not None and 1 <= number <= len(lists):
        return call("compare_lists", times=number, counting=counting)
    return call("compare_lists", counting=counting)


def _eligibility(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    topics = _topics(ask, context)
    if any(doubt.options for doubt in reading.doubts) and not any(_programmes(topic, context) for topic in topics):
        meant = [context.corpus.topics[o] for doubt in reading.doubts for o in doubt.options if o in context.corpus.topics]
        either = tuple(dict.fromkeys(p for topic in meant for p in _programmes(topic, context)))
        return [call("check_eligibility", programmes=either)] if either and reading.facts else []
    programmes = tuple(dict.fromkeys(p for t in topics for p in _programmes(t, context)))
    about_all = not topics and not reading.facts and bool(context.conversation.facts)
    if (len(programmes) > 1 or about_all) and matches(context.corpus.lexicon.intents.together, reading.text):
        return [call("check_eligibility", programmes=programmes, view="together")]
    if context.audience != "群众" and not context.conversation.facts:
        return [call("explain_topic", topic=topic.id) for topic in topics] or _named(ask, context) or by_name(reading, context)
    calls = []
    if not topics and not programmes and not _open_question(ask, reading, context):
        return by_name(reading, context)
    if programmes or not topics:
        calls.append(call("check_eligibility", programmes=programmes))
    for topic in topics:
        if not _programmes(topic, context):
            calls.append(_told(topic))
    return calls


WIDE = (
    "啥",
    "什么",
    "哪些",
    "哪样",
    "享受",
    "补助",
    "救助",
    "补贴",
    "帮",
    "待遇",
    "政策",
    "照顾",
    "有没有",
    "能办",
    "能领",
    "够不够",
    "符合",
)


def _open_question(ask: Ask, reading: Reading, context: TurnContext) -> bool:
    """Whether a household is to be held against everything: it was told, or something is hoped for in general."""
    return bool(reading.facts or context.conversation.facts) or any(word in reading.text for word in WIDE)


def _named(ask: Ask, context: TurnContext) -> list[RequiredCall]:
    """What an ask names besides topics, described."""
    calls = [call("show_clause", clause=ref) for ref in ask.clauses]
    calls += [call("describe_document", document=document) for document in ask.documents]
    calls += [call("describe_body", body=body) for body in ask.bodies]
    return calls + ([call("describe_areas", names=ask.areas)] if ask.areas else [])


def _programmes(topic: Topic, context: TurnContext) -> list[str]:
    """The programmes with a rule that a topic stands for."""
    named = (topic.programme, *topic.programmes)
    return [p for p in named if p in context.corpus.programmes]


def _standard(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    """Figures of the topics; of an ambiguous word the figures of all it may mean, beside the question."""
    calls = []
    corpus = context.corpus
    options = [corpus.topics[o] for doubt in reading.doubts for o in doubt.options if o in corpus.topics and corpus.topics[o].parameters]
    for topic in _topics(ask, context) or options:
        personal = [p for p in _programmes(topic, context) if corpus.programmes[p].judged == "person"]
        if personal and context.audience == "群众" and any(fact.path.startswith("members[") for fact in reading.facts):
            calls.append(call("check_eligibility", programmes=tuple(personal)))
        if topic.parameters:
            calls.append(
                call(
                    "look_up_figures",
                    topic=topic.id,
                    parameters=_by_residence(topic.parameters, context, f"{ask.said}{reading.text}"),
                    areas=ask.areas,
                    days=ask.days,
                )
            )
        elif topic.service:
            calls.append(call("describe_service", service=topic.service))
        else:
            calls.append(call("explain_topic", topic=topic.id))
    return calls


def _by_residence(parameters: tuple[str, ...], context: TurnContext, said: str) -> tuple[str, ...]:
    """Where a topic has an urban and a rural figure and the message or ledger says which, only that one."""
    residence = context.household.residence
    if any(word in said for word in ("农村", "农业户", "乡下")):
        residence = "rural"
    elif any(word in said for word in ("城市", "城镇", "城里")):
        residence = "urban"
    if residence is None:
        return parameters
    other = "urban" if residence == "rural" else "rural"
    kept = tuple(p for p in parameters if other not in p)
    return kept or parameters


def _procedure(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    corpus = context.corpus
    calls = []
    conversation = context.conversation
    topics = _topics(ask, context) or [corpus.topics[p] for p in conversation.household_topics or conversation.ready if p in corpus.topics]
    for topic in topics:
        ruled = _programmes(topic, context)
        if ruled and conversation.facts:
            calls.append(call("check_eligibility", programmes=tuple(ruled)))
        if ruled:
            calls += [call("describe_procedure", programme=programme, aspect=ask.aspect) for programme in ruled]
        elif topic.service:
            calls.append(call("describe_service", service=topic.service))
        else:
            calls.append(call("explain_topic", topic=topic.id))
    general = GENERAL.get(ask.aspect or "where", GENERAL["where"])
    if not calls and general in corpus.topics:
        calls.append(call("explain_topic", topic=general))
    return calls or _search(ask, reading)


def _meaning(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    calls = [call("show_clause", clause=ref) for ref in ask.clauses]
    calls += [call("explain_topic", topic=topic.id) for topic in _topics(ask, context)]
    if not calls:
        calls += [call("describe_document", document=document) for document in ask.documents]
        calls += [call("describe_body", body=body) for body in ask.bodies]
    if not calls and ask.areas:
        calls.append(call("describe_areas", names=ask.areas))
    return calls or _search(ask, reading)


def _compare(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    """The figures of all topics side by side, on the days named or on one named and the day of the turn; then the texts."""
    topics = _topics(ask, context)
    parameters = tuple(dict.fromkeys(p for topic in topics for p in topic.parameters))
    calls = []
    if parameters:
        days = ask.days if len(ask.days) > 1 else tuple(dict.fromkeys((*ask.days, context.day)))
        chosen = _by_residence(parameters, context, f"{ask.said}{reading.text}")
        calls.append(call("look_up_figures", topic=topics[0].id, parameters=chosen, areas=ask.areas, days=days))
    calls = [call("explain_topic", topic=topic.id, compare=True) for topic in topics] + calls
    calls += [call("describe_body", body=body) for body in ask.bodies]
    calls += [call("describe_document", document=document) for document in ask.documents]
    return calls or _search(ask, reading)


def _status(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    calls = [call("describe_document", document=document) for document in ask.documents]
    calls += [call("describe_body", body=body) for body in ask.bodies]
    calls += [call("show_clause", clause=ref) for ref in ask.clauses]
    calls += [call("explain_topic", topic=topic.id, compare=True) for topic in _topics(ask, context)]
    return calls or _search(ask, reading)


def _told(topic: Topic) -> RequiredCall:
    """A topic without a rule in words: its where-to-go card if it has one, else its explanation."""
    return call("describe_service", service=topic.service) if topic.service else call("explain_topic", topic=topic.id)


def _service(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    calls = []
    for topic in _topics(ask, context):
        calls.append(_told(topic))
    return calls or _search(ask, reading)


def _again(ask: Ask, context: TurnContext) -> list[RequiredCall]:
    """为什么, 还差什么, 下一步: about the household if one is known, else about the last answer."""
    conversation: Conversation = context.conversation
    corpus = context.corpus
    topics = _topics(ask, context)
    asked = tuple(p for topic in topics for p in _programmes(topic, context))
    if asked or (conversation.facts and not topics):
        return [call("check_eligibility", programmes=asked or conversation.household_topics, view=ask.intent)]
    calls = [_told(topic) for topic in topics]
    for past in conversation.last if not calls else ():
        calls += [call("explain_topic", topic=topic) for topic in past.topics if topic in corpus.topics]
        calls += [call("show_clause", clause=ref) for ref in past.clauses]
    return calls or [call("check_eligibility", programmes=(), view=ask.intent)]
