"""What one message says: facts with their words, what is asked, doubts to ask back, danger, refusals."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from corpus.dated import Strict
from tools.changes import Change

Intent = Literal[
    "responsibility",  # 归哪个部门、谁牵头、现在叫什么
    "body",  # 某部门负责什么、在哪些名单、现在叫什么
    "set",  # 哪些单位四份名单都有、共多少个
    "eligibility",  # 我家能享受什么、能不能办
    "standard",  # 标准多少、给多少钱、线是多少
    "procedure",  # 去哪办、带什么、几天、谁定、公示吗、不服怎么办
    "meaning",  # 是什么意思、方案怎么说
    "compare",  # 以前和现在、国家和大连
    "status",  # 文件还有效吗、被什么代替
    "service",  # 自来水不来、卖不出去找谁（没有个人资格的事）
    "training",  # 考考我、出几道题
    "why",  # 为什么（就上一个答复）
    "missing",  # 还差什么
    "next",  # 下一步做什么
    "follow_up",  # 那长海县呢、那2022年呢、那我妈呢
    "small_talk",  # 你好、谢谢、你是谁、能做什么
    "area_list",  # 两市一县是哪几个、普兰店算不算
]
Aspect = Literal["where", "materials", "time", "decides", "public", "appeal", "amount", "who", "list", "lead", "today", "count", "all"]
Danger = Literal[
    "poisoning",
    "other_self_harm",
    "self_harm",
    "violence",
    "no_food",
    "emergency_illness",
    "trapped",
    "collapse",
    "fraud",
    "lost_child",
    "call_for_help",
]
Refusal = Literal["others_data", "forgery", "gaming", "favour", "injection", "stop_list"]
Control = Literal["reset", "other_person"]


class StatedFact(Strict):
    """One fact the message tells.

    Attributes:
        path: a household path of the contract, e.g. ``size``, ``members[1].disability``.
        value: JSON-ready, as a household file would hold it; None means "asked and not known" (不清楚).
        said: the user's own words (already masked).
        correction: whether it takes back what was told before (不对，是四口人).
    """

    path: str
    value: Any
    said: str
    correction: bool = False


class NewMember(Strict):
    """A person named for the first time, with the index the facts use."""

    index: int
    relation: Literal["self", "spouse", "child", "parent", "other"]
    label: str = Field(description="how the user calls them, if it may be said back: 老伴, 大儿子")


class Doubt(Strict):
    """Something that can mean several things: asked back, never picked."""

    said: str
    question: str
    options: tuple[str, ...] = Field((), description="topic ids, or labels")
    path: str | None = Field(None, description="the fact it would settle, if any")


class Ask(Strict):
    """One thing asked."""

    intent: Intent
    said: str
    aspect: Aspect | None = None
    topics: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    clauses: tuple[str, ...] = Field((), description="clause refs named in the message, e.g. plan#二(一)2, N12#第19条")
    areas: tuple[str, ...] = Field((), description="areas or groups of areas named")
    days: tuple[date, ...] = Field(
        (), description="days named, e.g. 2022-08-01; a year alone is its 31 December, or today if it is this year"
    )
    count: int | None = Field(None, description="a number asked for: 考我三道题, 哪些单位在两份以上名单里")


class Reading(Strict):
    """What one message says, before anything is looked up."""

    text: str = Field(description="masked and normalised")
    masked: tuple[str, ...] = Field((), description="kinds of numbers that were masked: 身份证号, 手机号, 银行卡号")
    language: Literal["zh", "en"] = "zh"
    facts: tuple[StatedFact, ...] = ()
    taken_back: tuple[str, ...] = Field((), description="paths told before that somebody else's fact takes back: 是我妈二级")
    new_members: tuple[NewMember, ...] = ()
    spoken_of: int | None = Field(None, description="index of the member named last, 0 the one asking; none: nobody was named")
    doubts: tuple[Doubt, ...] = ()
    asks: tuple[Ask, ...] = ()
    area: str | None = Field(
        None, description="the area told or asked about that becomes the conversation's (not: 那长海县呢 as a passing question)"
    )
    day: date | None = Field(None, description="a day the whole message is about")
    handed_in: date | None = Field(None, description="the day an application was handed in or accepted: 我11月24号交的材料")
    danger: Danger | None = None
    refusal: Refusal | None = None
    control: Control | None = None
    hypothetical: bool = Field(False, description="如果…、要是…: the facts are a what-if and must not stick")
    changes: tuple[Change, ...] = Field((), description="what a what-if changes, the facts among it")
    supposes: bool = Field(False, description="如果…、要是… stands in it, understood or not")
    unknown_places: tuple[str, ...] = Field((), description="places outside Dalian, e.g. 沈阳")
    in_domain: bool = Field(description="whether anything in it touches the domain: topic, body, document, area word, household fact")
    empty: bool = False


class Known(Strict):
    """What the conversation already knows, as far as reading needs it."""

    today: date
    area: str | None = None
    role: Literal["群众", "干部", "培训"] | None = None
    members: tuple[NewMember, ...] = ()
    size: int | None = None
    pending: str | None = Field(None, description="the fact path the assistant asked for last, so that 三口 or 有 or 不清楚 is understood")
    pending_options: tuple[str, ...] = Field((), description="topics the assistant offered to choose from last")
    topics: tuple[str, ...] = Field((), description="topics of the last answer")
    intents: tuple[Intent, ...] = Field((), description="intents of the last answer")
    focus: int | None = Field(None, description="index of the member talked about last")
    told: tuple[str, ...] = Field((), description="paths already told, so that 不对 can be a correction")
    values: dict[str, Any] = Field(default_factory=dict, description="what was told, by path, so that 不是63，是65 finds what it corrects")
    latest: tuple[str, ...] = Field((), description="paths told in the turn before")
    before: str = Field("", description="the message before: 我妈住院了 before 能报不")
