"""Pydantic models of the phrases by which messages are read: kin, statements, money, intents, danger, answers, English."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from corpus.dated import Strict


def _compiles(pattern: str) -> str:
    """A pattern may use <数> for a number; apart from that it is a regular expression."""
    re.compile(pattern.replace("<数>", r"\d"))
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
Patterns = tuple[Pattern, ...]


class Kin(Strict):
    """Words for one kind of relative, or for the person whose household it is (relation self)."""

    say: tuple[str, ...] = Field(min_length=1)
    person: str = Field(description="the kind, e.g. son")
    relation: Literal["self", "spouse", "child", "parent", "other"]
    order: str | None = Field(None, description="first, second …, last among brothers and sisters")
    covers: tuple[str, ...] = Field((), description="kinds this word may also mean, e.g. child covers son and daughter")
    together: tuple[str, ...] = Field((), description="kinds named at once by one word, e.g. 老两口")
    parent_of: tuple[str, ...] = Field((), description="kinds whose father or mother they are, e.g. a brother of a nephew")
    parent_as: Literal["father", "mother"] | None = Field(None, description="which of the two")
    repeat: bool = Field(True, description="whether the word may be said back as the person's label")
    label: str | None = Field(None, description="what to call them instead")


class Statement(Strict):
    """A phrase that tells one fact, or opens one question."""

    path: str = Field(pattern=r"^(household|member)\.[a-z0-9_]+$")
    patterns: Patterns = Field(min_length=1)
    value: Any = Field(None, description="the fact's value; with `ask`, none")
    ask: str | None = Field(None, description="the phrase settles nothing: this is asked back")
    unless: Patterns = Field((), description="not where one of these is found in the same clause")
    everybody: bool = Field(False, description="said of all members known")
    child_only: bool = Field(False, description="the subject must be a child or another relative")


class StatementFile(Strict):
    """lexicon/statements.yaml."""

    statements: tuple[Statement, ...]
    questioning: Patterns = Field(description="endings and words that turn a statement into a question")


class People(Strict):
    """lexicon/kin.yaml."""

    kin: tuple[Kin, ...] = ()
    others: Patterns = Field((), description="phrases that bring in the person whose household it is, in a report about somebody else")
    household: Patterns = Field((), description="words that speak of the household as a whole")
    elsewhere: Patterns = Field((), description="living elsewhere: no member of the household")
    together: Patterns = Field((), description="living together with the asker")
    gone: Patterns = Field((), description="dead, divorced, left: no member")
    alone: Patterns = Field((), description="lives alone: size 1")
    sizes: Patterns = Field((), description="phrases with a group <数> or 'size' naming the number of household members")


class MoneyWords(Strict):
    """lexicon/money.yaml: what the words around an amount say of it."""

    income: Patterns = ()
    pension: Patterns = ()
    support: Patterns = ()
    rent: Patterns = ()
    sole: Patterns = Field((), description="the only income of the household")
    gross: Patterns = ()
    net: Patterns = ()
    spent: Patterns = Field((), description="own spending on illness, school, rehabilitation")
    other: Patterns = Field((), description="amounts that are no income and no spending to count: savings, prices, standards, debts")
    month: Patterns = ()
    year: Patterns = ()
    last_year: Patterns = ()
    day: Patterns = Field((), description="spans that are neither month nor year")
    per_head: Patterns = ()
    household: Patterns = ()
    basis: Patterns = Field((), description="how an income was counted; says nothing of the kind of amount")
    ask_period: str = ""
    ask_last_year: str = Field("", description="a sum of last year: what it comes to in the last twelve months")
    ask_last_year_month: str = Field("", description="a month's sum of last year: what a month comes to now")
    ask_day: str = Field("", description="an amount a day, a season: what it comes to in a month")
    ask_gross: str = ""
    ask_own_share: str = ""
    ask_whose: str = Field("", description="whose income; {who} is whoever was named just before")
    ask_amount: str = ""


class IntentPhrases(Strict):
    """Phrases that ask for one thing."""

    intent: str
    aspect: str | None = None
    patterns: Patterns = Field(min_length=1)
    needs: Literal["body", "group", "topic", "none"] | None = Field(
        None, description="counts only where such a name stands in the sentence"
    )
    short: bool = Field(False, description="counts only where the message says little else")


class Passing(Strict):
    """Words too wide to name a topic by themselves (医保…交), and what they mean where nothing nearer is named; the first that fits counts."""

    patterns: Patterns = Field(min_length=1)
    topic: str


class HandedIn(Strict):
    """What stands beside the day an application was handed in or accepted: from right after the day on, or up to it."""

    after: Patterns = ()
    before: Patterns = ()
    ask: str = Field("", description="asked back where the day cannot be counted from: 去年腊月, 上个月")


class Parentless(Strict):
    """The topic of a child whose parents' state is told: both dead, or any other state."""

    both_dead: str | None = None
    otherwise: str | None = None


class IntentFile(Strict):
    """lexicon/intents.yaml."""

    intents: tuple[IntentPhrases, ...] = ()
    follow_up: Patterns = ()
    correction: Patterns = ()
    hypothetical: Patterns = ()
    reset: Patterns = ()
    other_person: Patterns = ()
    together: Patterns = Field((), description="asks whether several things may be had at once")
    parentless: Parentless = Field(Parentless(), description="the programme a child comes to mind for whose parents' state is told")
    passing: tuple[Passing, ...] = ()
    nothing_new: Patterns = Field(
        (), description="pronouns, kin, time, the words of asking: a question made of these names no matter of its own"
    )
    handed_in: HandedIn = Field(default_factory=HandedIn)
    narrative: Patterns = Field((), description="events told; a day beside them is not the day asked about")


class Alarm(Strict):
    """Phrases of danger, or of something that must not be done."""

    kind: str
    patterns: Patterns = Field(min_length=1)
    unless: Patterns = ()


class AlarmFile(Strict):
    """lexicon/alarms.yaml."""

    danger: tuple[Alarm, ...] = ()
    refusal: tuple[Alarm, ...] = ()
    over: Patterns = Field((), description="words of a danger that is over: 去年, 着过火, 烧没了")
    topic: str | None = Field(None, description="the topic of danger, where only help by telephone is meant")
    afterwards: str | None = Field(None, description="the topic that takes its place once the danger is over")


class Choice(Strict):
    """How people choose one value of a fact in a short answer."""

    path: str
    value: Any
    patterns: Patterns


class OwnWords(Strict):
    """The words some facts are spoken of with: beside these a short answer is still one to the question asked."""

    paths: tuple[str, ...] = Field(min_length=1, description="keys of facts, of a household or a member")
    patterns: Patterns = Field(min_length=1)


class AnswerFile(Strict):
    """lexicon/answers.yaml: short answers."""

    unknown: Patterns = ()
    affirm: Patterns = ()
    deny: Patterns = ()
    none: Patterns = Field((), description="none of the things named")
    bare: Patterns = Field((), description="words beside a short answer that say nothing else")
    bare_beside_number: Patterns = Field((), description="as `bare`, beside a number only")
    own_words: tuple[OwnWords, ...] = ()
    does: Patterns = Field((), description="verbs among the own words: alone they say yes")
    no_income: Patterns = Field((), description="an income of nothing, answered")
    choices: tuple[Choice, ...] = ()
    categories: dict[str, Patterns] = Field(default_factory=dict, description="category of disability -> words")
    not_certified: Patterns = ()
    certified: Patterns = ()
    no_disability: Patterns = ()
    severe: Patterns = ()
    claims: Patterns = Field((), description="words before a status that claim it")
    denials: Patterns = Field((), description="words around a status that deny it")
    wishes: Patterns = Field((), description="words that ask for a status or about it")
    all_denied: Patterns = Field((), description="a denial of every status")
    hints: dict[str, Patterns] = Field(
        default_factory=dict, description="topic -> words beside an ambiguous word that say it means this topic"
    )
    incidental: Patterns = Field((), description="ambiguous words asked about only where the message says nothing else")
    somebody_else: Patterns = Field((), description="words before a status that make it somebody else's")
    nothing_recognised: Patterns = Field((), description="none of the statuses, said outright")
    hukou: Patterns = ()
    living: Patterns = ()
    from_here: Patterns = ()
    asks: dict[str, str] = Field(default_factory=dict, description="questions of readings that need one, by name")


class EnglishFile(Strict):
    """lexicon/english.yaml: English words of the domain and what they say in Chinese."""

    phrases: dict[str, str] = Field(default_factory=dict)


class OutsideFile(Strict):
    """lexicon/outside.yaml."""

    subjects: Patterns = Field((), description="matters that are not ours")
    requests: Patterns = Field((), description="requests that are not ours whatever they are about")
    trades: Patterns = Field(
        (), description="tax, marriage, mortgage, weather: a sentence about these is not ours, the rest of the message may be"
    )
    places: tuple[str, ...] = Field((), description="places outside the area covered")
    passing: Patterns = Field((), description="before or after a place: somebody only goes there")
    domain: Patterns = Field((), description="words that show a message is ours although nothing registered is named")


class WhatIfWords(Strict):
    """lexicon/what_if.yaml: how people say what might change."""

    everything: Patterns = Field((), description="asks what there would be altogether, not about the matter before")
    joins: Patterns = Field((), description="after a word for somebody: they come to live with the household")
    died: Patterns = ()
    moved_out: Patterns = ()
    one_more: Patterns = Field((), description="somebody nobody named comes")
    child: Patterns = Field((), description="a child is born or taken in")
    elders: Patterns = Field((), description="a word for the old one of the household, where they leave")
    whole: Patterns = Field((), description="an income said of the household as a whole")
    job: Patterns = ()
    no_job: Patterns = ()
    more: Patterns = Field((), description="right before an amount: so much more than now")
    less: Patterns = ()
    moves: Patterns = Field((), description="right before an area: the registration moves there")
    urban: Patterns = ()
    rural: Patterns = ()
    granted: Patterns = Field((), description="right before a status: it is granted")
    granted_after: Patterns = ()
    counted: str = Field("", description="the question where somebody comes who is counted already; may use {said}")
    uncounted: str = Field("", description="the question where somebody leaves whom nobody counted; may use {said}")
    whose: str = Field("", description="the question which member is meant; may use {said}")


class Lexicon(Strict):
    """Everything by which messages are read, apart from the registers."""

    people: People = People()
    statements: tuple[Statement, ...] = ()
    questioning: Patterns = ()
    money: MoneyWords = MoneyWords()
    intents: IntentFile = IntentFile()
    alarms: AlarmFile = AlarmFile()
    answers: AnswerFile = AnswerFile()
    english: EnglishFile = EnglishFile()
    outside: OutsideFile = OutsideFile()
    what_if: WhatIfWords = WhatIfWords()
