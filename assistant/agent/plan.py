"""Which calls a reading needs: the required calls, decided before any model speaks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assistant.agent.context import TurnContext
from assistant.conversation.state import Conversation, PastAsk
from assistant.reading.model import Ask, Reading
from assistant.retrieval.search import EVIDENCE_FLOOR
from corpus.dated import Strict
from corpus.schema import Topic
from corpus.text import squeeze


class RequiredCall(Strict):
    """One tool call that has to be made; ``optional`` ones may fail without a word."""

    name: str
    args: dict[str, Any]


class Plan(Strict):
    """The calls of a turn, in order, and the asks they answer."""

    calls: tuple[RequiredCall, ...] = ()
    asks: tuple[Ask, ...] = ()
    untouched: bool = False


SET_WORDS = {"every": ("都有", "都在", "全都", "每份", "四份"), "least": ("至少", "以上", "不止"), "only": ("只在", "仅在", "只出现")}


def make_plan(reading: Reading, context: TurnContext) -> Plan:
    """The required calls for one reading."""
    asks = tuple(_continued(ask, reading.text, context) for ask in resolve_follow_ups(_lawful(reading), context))
    calls: list[RequiredCall] = []
    for ask in asks:
        if _elsewhere(ask, reading, context):
            continue
        calls += _calls_for(ask, reading, context)
        calls += [
            _call("describe_areas", names=(area,))
            for area in ask.areas
            if area in context.corpus.areas and context.corpus.areas[area].stands_for
        ]
    if not asks and reading.facts and not reading.refusal:
        calls.append(_call("check_eligibility", programmes=context.conversation.household_topics))
    untouched = not calls and not asks
    if untouched and context.conversation.last and _refers_back(reading):
        asks = tuple(Ask(**past.model_dump()) for past in context.conversation.last[-1:])
        calls += [call for ask in asks for call in _calls_for(ask, reading, context)]
    elif untouched and reading.in_domain and not reading.empty and not reading.doubts:
        calls += _by_name(reading, context)
    return Plan(calls=_unique(calls), asks=asks, untouched=untouched)


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


def _refers_back(reading: Reading) -> bool:
    """A short message that asks about the last answer with a pronoun and nothing else."""
    text = reading.text.strip()
    return (
        not (reading.facts or reading.doubts or reading.empty or reading.danger or reading.refusal)
        and len(text) <= 20
        and text.startswith(BACK)
    )


def _by_name(reading: Reading, context: TurnContext) -> list[RequiredCall]:
    """A message that asks nothing recognisable: what it names is described, else its words are searched."""
    corpus = context.corpus
    calls = [_call("explain_topic", topic=t) for hit in corpus.topic_names.find(reading.text) for t in hit.targets][:2]
    calls += [_call("describe_body", body=b) for hit in corpus.body_names.find(reading.text) for b in hit.targets][:2]
    calls += [_call("describe_document", document=d) for hit in corpus.document_names.find(reading.text) for d in hit.targets][:2]
    return calls or [_call("search_documents", query=reading.text)]


def _call(name: str, **args: Any) -> RequiredCall:
    return RequiredCall(name=name, args=args)


def _unique(calls: Iterable[RequiredCall]) -> tuple[RequiredCall, ...]:
    seen: dict[str, RequiredCall] = {}
    for call in calls:
        seen.setdefault(call.model_dump_json(), call)
    return tuple(seen.values())


# -- follow-ups ------------------------------------------------------------------------------------------------------


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


def remember(asks: Iterable[Ask], text: str) -> tuple[PastAsk, ...]:
    """What the conversation keeps of the asks, for the next turn; ``text`` is the message they came in."""
    kept = [a for a in asks if a.intent not in ("small_talk", "why", "missing", "next")]
    return tuple(PastAsk(**{k: getattr(a, k) for k in PastAsk.model_fields if k != "said"}, said=text) for a in kept)


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

THEN = ("那年", "当时", "那时", "那会儿", "同一年")
BACK = ("它", "这个", "那个", "这条", "那条", "那", "再", "还")

CONTINUES = ("standard", "procedure", "responsibility", "eligibility", "meaning", "service", "compare", "status")
"""Intents that go on with the last topic when they name none: 那一个月能给多少, 找谁去办."""

NOT_AFTER_REFUSAL = ("eligibility", "why", "missing", "next", "follow_up")


def _lawful(reading: Reading) -> tuple[Ask, ...]:
    """The asks that stand beside something refused: what was told for it is not judged."""
    if not reading.refusal:
        return reading.asks
    return tuple(ask for ask in reading.asks if ask.intent not in NOT_AFTER_REFUSAL and ask.topics)


def _continued(ask: Ask, text: str, context: TurnContext) -> Ask:
    """An ask that names nothing, after an answer: about the same thing; 那年, 当时: the day of the last answer."""
    conversation = context.conversation
    if not ask.days and conversation.last and conversation.last[-1].days and any(word in text for word in THEN):
        ask = ask.model_copy(update={"days": conversation.last[-1].days})
    nameless = not (ask.topics or ask.bodies or ask.documents or ask.clauses)
    afresh = ask.intent == "eligibility" and (conversation.facts or not text.startswith(BACK))
    if not nameless or ask.intent not in CONTINUES or not conversation.last or afresh:
        return ask
    past = conversation.last[-1]
    return ask.model_copy(
        update={
            "topics": past.topics,
            "clauses": past.clauses,
            "documents": past.documents,
            "areas": ask.areas or past.areas,
            "days": ask.days or past.days,
        }
    )


# -- one ask ---------------------------------------------------------------------------------------------------------


def _calls_for(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    match ask.intent:
        case "responsibility":
            return _responsibility(ask, reading, context)
        case "body":
            return [_call("describe_body", body=body) for body in ask.bodies] or _responsibility(ask, reading, context)
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
            return [_call("set_questions", count=min(max(ask.count or 3, 1), 20), seed=context.conversation.questions_set + 1)]
        case "why" | "missing" | "next":
            return _again(ask, context)
        case "area_list":
            return [_call("describe_areas", names=ask.areas)] if ask.areas else _meaning(ask, reading, context)
        case "small_talk":
            return []
        case _:
            return _meaning(ask, reading, context)


def _topics(ask: Ask, context: TurnContext) -> list[Topic]:
    return [context.corpus.topics[t] for t in ask.topics if t in context.corpus.topics]


def _search(ask: Ask, reading: Reading, *, plan_only: bool = False) -> list[RequiredCall]:
    return [_call("search_documents", query=ask.said or reading.text, plan_only=plan_only)]


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
            calls.append(_call("describe_service", service=topic.service) if topic.service else _call("explain_topic", topic=topic.id))
    calls = [_departments(ref, tasks[ref], named[ref], ask) for ref in named] + calls
    if not calls:
        calls = [_call("describe_body", body=body) for body in ask.bodies]
    if calls:
        return calls
    found = context.retriever.search(ask.said or reading.text, limit=3, day=context.day, documents=frozenset(("plan",)))
    measure = next((f for f in found if f.score >= EVIDENCE_FLOOR and f.ref in corpus.measures), None)
    if measure is None:
        return _search(ask, reading)
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


def _departments(ref: str, tasks: list[str], understood: str, ask: Ask) -> RequiredCall:
    return _call("find_departments", clause=ref, tasks=tuple(dict.fromkeys(tasks)), understood=understood, bodies=ask.bodies)


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
        return _call("compare_lists", within=within, without=without, counting=counting)
    if any(word in said for word in SET_WORDS["every"]):
        return _call("compare_lists", times=len(lists), counting=counting)
    if any(word in said for word in SET_WORDS["only"]) and number is None:
        return _call("compare_lists", times=1, counting=counting)
    if number is not None and any(word in said for word in SET_WORDS["least"]):
        return _call("compare_lists", at_least=number, counting=counting)
    if number is not None and 1 <= number <= len(lists):
        return _call("compare_lists", times=number, counting=counting)
    return _call("compare_lists", counting=counting)


def _eligibility(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    topics = _topics(ask, context)
    if not topics and any(doubt.options for doubt in reading.doubts):
        return []
    programmes = tuple(dict.fromkeys(p for t in topics for p in _programmes(t, context)))
    if context.audience != "群众" and topics and not context.conversation.facts:
        return [_call("explain_topic", topic=topic.id) for topic in topics]
    calls = []
    if programmes or not topics:
        calls.append(_call("check_eligibility", programmes=programmes))
    for topic in topics:
        if not _programmes(topic, context):
            calls.append(_call("describe_service", service=topic.service) if topic.service else _call("explain_topic", topic=topic.id))
    return calls


def _programmes(topic: Topic, context: TurnContext) -> list[str]:
    """The programmes with a rule that a topic stands for."""
    named = (topic.programme, *topic.programmes)
    return [p for p in named if p in context.corpus.programmes]


def _standard(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    calls = []
    for topic in _topics(ask, context):
        if topic.parameters:
            calls.append(
                _call(
                    "look_up_figures",
                    topic=topic.id,
                    parameters=_by_residence(topic.parameters, context, f"{ask.said}{reading.text}"),
                    areas=ask.areas,
                    days=ask.days,
                )
            )
        elif topic.service:
            calls.append(_call("describe_service", service=topic.service))
        else:
            calls.append(_call("explain_topic", topic=topic.id))
    return calls


def _by_residence(parameters: tuple[str, ...], context: TurnContext, said: str) -> tuple[str, ...]:
    """Where a topic has an urban and a rural figure and the message or ledger says which, only that one."""
    residence = context.household.residence
    if "农村" in said or "农业户" in said:
        residence = "rural"
    elif "城市" in said or "城镇" in said:
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
        if ruled:
            calls += [_call("describe_procedure", programme=programme, aspect=ask.aspect) for programme in ruled]
        elif topic.service:
            calls.append(_call("describe_service", service=topic.service))
        else:
            calls.append(_call("explain_topic", topic=topic.id))
    general = GENERAL.get(ask.aspect or "where", GENERAL["where"])
    if not calls and general in corpus.topics:
        calls.append(_call("explain_topic", topic=general))
    return calls or _search(ask, reading)


def _meaning(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    calls = [_call("show_clause", clause=ref) for ref in ask.clauses]
    calls += [_call("explain_topic", topic=topic.id) for topic in _topics(ask, context)]
    if not calls:
        calls += [_call("describe_document", document=document) for document in ask.documents]
        calls += [_call("describe_body", body=body) for body in ask.bodies]
    if not calls and ask.areas:
        calls.append(_call("describe_areas", names=ask.areas))
    return calls or _search(ask, reading)


def _compare(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    """The figures of all topics side by side, on the days named or on one named and the day of the turn; then the texts."""
    topics = _topics(ask, context)
    parameters = tuple(dict.fromkeys(p for topic in topics for p in topic.parameters))
    calls = []
    if parameters:
        days = ask.days if len(ask.days) > 1 else tuple(dict.fromkeys((*ask.days, context.day)))
        chosen = _by_residence(parameters, context, f"{ask.said}{reading.text}")
        calls.append(_call("look_up_figures", topic=topics[0].id, parameters=chosen, areas=ask.areas, days=days))
    calls = [_call("explain_topic", topic=topic.id, compare=True) for topic in topics] + calls
    calls += [_call("describe_body", body=body) for body in ask.bodies]
    calls += [_call("describe_document", document=document) for document in ask.documents]
    return calls or _search(ask, reading)


def _status(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    calls = [_call("describe_document", document=document) for document in ask.documents]
    calls += [_call("describe_body", body=body) for body in ask.bodies]
    calls += [_call("show_clause", clause=ref) for ref in ask.clauses]
    for topic in _topics(ask, context):
        if not calls:
            calls += [_call("describe_document", document=document) for document in topic.documents[:2]]
        calls.append(_call("explain_topic", topic=topic.id, compare=True))
    return calls or _search(ask, reading)


def _service(ask: Ask, reading: Reading, context: TurnContext) -> list[RequiredCall]:
    calls = []
    for topic in _topics(ask, context):
        calls.append(_call("describe_service", service=topic.service) if topic.service else _call("explain_topic", topic=topic.id))
    return calls or _search(ask, reading)


def _again(ask: Ask, context: TurnContext) -> list[RequiredCall]:
    """为什么, 还差什么, 下一步: about the household if one is known, else about the last answer."""
    conversation: Conversation = context.conversation
    corpus = context.corpus
    asked = tuple(t.programme for t in _topics(ask, context) if t.programme in corpus.programmes)
    if conversation.facts or asked:
        return [_call("check_eligibility", programmes=asked or conversation.household_topics, view=ask.intent)]
    calls = [_call("explain_topic", topic=topic.id) for topic in _topics(ask, context)]
    for past in conversation.last if not calls else ():
        calls += [_call("explain_topic", topic=topic) for topic in past.topics if topic in corpus.topics]
        calls += [_call("show_clause", clause=ref) for ref in past.clauses]
    return calls or [_call("check_eligibility", programmes=(), view=ask.intent)]
