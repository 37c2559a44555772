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
_GETS = re.compile(
    r"[我俺咱他她]|家|户|老人|孩子|补|领|享受|政策|救助|待遇|申请|办|给|钱|帮|条件|资格|困难|残|收入|岁|\b(?:i|we|my|our|get|apply)\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(r"算不算|算是|^算|是不是|属不属于|能不能算")
_TELL = re.compile(r"^(?:说说|说一说|讲讲|讲一下|介绍一?下?|解释一?下?)$")
_MORE = re.compile(r"考|出|来|再|套|quiz|test", re.IGNORECASE)
_JUDGED = re.compile(r"怎么判|咋判|怎么(?:认)?定")
_WHICH_LIST = re.compile(r"(?:在|列|进)[^，。？?]{0,4}(?:哪|几)(?:一|几|些)?(?:份|张|个|(?=[^，。？?]{0,4}名单))")
_HOW = re.compile(r"怎么|咋")
_PROCEEDINGS = (
    "公示说明",
    "不服怎么办",
    "停发低保",
    "渐退",
    "干部不作为",
    "复核",
    "公布结果",
    "民主评议",
    "骗取处理",
    "应享未享",
    "事实无人抚养父母的重残",
    "12345热线",
)
_COMPARED = re.compile(r"都|全|每|同时|共|只|仅|哪些(?:单位|部门)|哪(?:几)?个?(?:单位|部门)|以上|交集|并集|重复|[a-z]")
_SUES = re.compile(r"(?<![报广通转])告(?!诉|知)|起诉|申诉|复议")
_TIME_LIMITS = "办理时限"
_DANGER = "眼下有危险"
"""Answered before anything else where there is danger; beside another matter it is not asked about."""
_PLAN_TOPIC = "实施方案"
_THIS_PAPER = re.compile(
    r"(?:这|该|本|那)(?:个|份|部|套)?(?:文(?!化)|文件|方案|通知)|(?<![\w])方案|^方案|\b(?:this|the) plan\b|实施方案", re.IGNORECASE
)
_SHORT = 22
_BARE = 4
"""A phrase no longer than that (给钱, 有政策) beside a trainer's real question asks nothing."""
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
    sentences = [(start, end) for start, end in scene.layout.sentences if not scene.is_elsewhere(start, end)]
    if not sentences:
        return ()
    for start, end in sentences:
        matter = _with_it(scene, matters.of(start, end), before, start, end)
        questions = [q for q in _questions(scene, start, end) if not _is_inside_fact(q, matters.told)]
        if scene.is_teaching and any(q.intent != "eligibility" for q in questions):
            questions = [q for q in questions if not (q.intent == "eligibility" and q.end - q.start <= _BARE)]
        several = len({(q.intent, q.aspect) for q in questions}) > 1
        for question in questions:
            own = _nearest(matters, question, start, end, matter) if several else matter
            own = _completed(own, before, matter, everything)
            if question.intent == "standard" and not own.topics:
                own = replace(own, topics=matters.doubtful(0, len(scene.text)))
            asks.append(_ask(scene, question, own))
        if not questions:
            followed = _follow_up(scene, start, end, matter, matters.told)
            asks += [followed] if followed is not None else []
        before = matter if matter.thing else before
    asks = [settled for ask in asks if (settled := _settled(scene, ask, matters.told)) is not None]
    return _joined(with_services(scene, asks or implied_asks(scene, everything, matters.told)))


def _settled(scene: Scene, ask: Ask, told: list[Told]) -> Ask | None:
    """What a phrase means given who asks about what; None: it asks nothing by itself."""
    official = scene.is_teaching and not told
    if _DANGER in ask.topics and (len(ask.topics) > 1 or ask.intent == "eligibility"):
        ask = ask.model_copy(update={"topics": tuple(t for t in ask.topics if t != _DANGER)})
    if ask.intent == "eligibility":
        programme = any(topic in scene.corpus.topics and scene.corpus.topics[topic].programme for topic in ask.topics)
        of_a_household = _GETS.search(scene.text) or any_of(scene.lexicon.intents.together).search(scene.text)
        if not ask.topics and not told and not scene.known.topics and not of_a_household and not ask.documents:
            return None
        if official and not programme and (ask.documents or ask.clauses or (ask.topics and _WHETHER.search(ask.said))):
            return ask.model_copy(update={"intent": "meaning"})
    if ask.intent == "procedure" and ask.aspect in ("public", "appeal"):
        kept = tuple(t for t in ask.topics if t in scene.corpus.topics and (scene.corpus.topics[t].programme or t in _PROCEEDINGS))
        return ask.model_copy(update={"topics": kept})
    if ask.intent == "meaning" and told and ask.topics and _JUDGED.search(ask.said):
        return ask.model_copy(update={"intent": "eligibility"})
    if ask.intent == "set" and ask.bodies and not _COMPARED.search(ask.said):
        return ask.model_copy(update={"intent": "body", "aspect": "all", "count": None})
    if ask.intent == "eligibility" and _SUES.search(ask.said):
        return ask.model_copy(update={"intent": "procedure", "aspect": "appeal", "topics": ()})
    if ask.intent == "eligibility" and told and _TIME_LIMITS in ask.topics:
        return ask.model_copy(update={"topics": tuple(t for t in ask.topics if t != _TIME_LIMITS)})
    if (ask.intent, ask.aspect) == ("responsibility", "list") and not ask.topics and not ask.clauses and _WHICH_LIST.search(ask.said):
        return ask.model_copy(update={"intent": "body", "aspect": "all"})
    if (
        ask.intent == "next"
        and _HOW.search(ask.said)
        and any(t in scene.corpus.topics and scene.corpus.topics[t].programme for t in ask.topics)
    ):
        return ask.model_copy(update={"intent": "procedure", "aspect": "all"})
    if (
        ask.intent == "status"
        and not ask.documents
        and not ask.clauses
        and set(ask.topics) <= {_PLAN_TOPIC}
        and _THIS_PAPER.search(scene.text)
    ):
        return ask.model_copy(update={"documents": ("plan",)})
    return ask


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
    if entry.needs == "topic":
        return bool(scene.named.ids("topics", start, end))
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


def _with_it(scene: Scene, matter: Matter, before: Matter | None, start: int, end: int) -> Matter:
    """它和市总工会…: the body of the sentence before is spoken of too."""
    if before is None or not before.bodies or before.bodies == matter.bodies or not _IT.search(scene.text[start:end]):
        return matter
    return replace(matter, bodies=tuple(dict.fromkeys((*before.bodies, *matter.bodies))))


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
    if any(ask.intent not in ("training", "meaning") for ask in asks):
        asks = [ask for ask in asks if not (ask.intent == "meaning" and _TELL.search(ask.said))]
    if any(ask.intent == "set" for ask in asks):
        asks = [ask for ask in asks if (ask.intent, ask.aspect) != ("responsibility", "list")]
    if any(ask.intent in ("responsibility", "set", "status", "standard") for ask in asks):
        asks = [ask for ask in asks if not (ask.intent == "training" and not _MORE.search(ask.said))]
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
