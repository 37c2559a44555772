"""What the written rules say of one household on one day (资格认定)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from pydantic import ConfigDict, Field, PlainSerializer

from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.errors import NotInForceError
from corpus.facts import Household
from corpus.figures import Figure
from corpus.rule import Amount, Programme, Reading
from tools.rules.completions import Completions, roll_persons
from tools.rules.evaluate import evaluate
from tools.rules.logic import Truth
from tools.rules.matters import facts_that_matter
from tools.rules.trace import Trace
from tools.rules.truth_sets import Node
from tools.rules.view import UNLISTED, HouseholdView

CAP = "（最高）"
"""Stands in the unit of an amount that is a ceiling: what is paid may be less."""

SECOND_HAND = "判断用到的条件里有二手材料，以原文为准"
"""The warning that goes with every condition of grade S."""


class Verdict(StrEnum):
    """What the rules say: eligible, ineligible, or unknown."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, truth: Truth) -> Verdict:
        """The verdict behind a truth value."""
        return cls.UNKNOWN if truth is None else cls.ELIGIBLE if truth else cls.INELIGIBLE


def _json_number(value: Decimal | None) -> int | float | None:
    return None if value is None else int(value) if value == value.to_integral_value() else float(value)


JsonDecimal = Annotated[Decimal | None, PlainSerializer(_json_number, when_used="json")]
"""A Decimal that is a number, not text, in JSON."""


class AmountResult(Strict):
    """What would be paid; ``value`` None: the figure is not known; ``floor``: at least this."""

    value: JsonDecimal
    unit: str
    floor: bool = False


class MemberResult(Strict):
    """The verdict for one member; ``index`` counts from 0 in the member list."""

    index: int
    verdict: Verdict
    missing: tuple[str, ...] = ()


AGE = "member.age"
GROWN = 18
PLACES = ("household.area", "household.residence")
"""Facts that hold for whole counties: they point to nothing in particular."""


def _is_told(leaf: Trace) -> bool:
    """Whether a comparison that holds rests on something that was said to be there, not on what is absent or presumed."""
    return leaf.assumed is None and ((leaf.told is not None and leaf.told is not False) or leaf.op in ("has", "has_any"))


def _wants_a_child(leaf: Trace) -> bool:
    below = leaf.op in ("less_than", "at_most") and isinstance(leaf.bound, Decimal) and leaf.bound <= GROWN
    return leaf.fact == AGE and below and leaf.truth is None


class ProgrammeResult(Strict):
    """One programme for one household, as the contract prints it.

    Attributes:
        missing: facts not told that may still tip the verdict, as household paths.
        unknown_figures: parameters the verdict waits for; of a verdict that stands, the one its amount waits for.
        assuming: presumptions it rests on, worded 前提：….
        because: ids of the conditions it rests on.
        members: verdicts by member where the programme is judged per person.
    """

    id: str
    verdict: Verdict
    missing: tuple[str, ...] = ()
    unknown_figures: tuple[str, ...] = ()
    assuming: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    amount: AmountResult | None = None
    members: tuple[MemberResult, ...] = ()


class Judgement(Strict):
    """A result with what explains it: trace(s), figures used, the reading and its warnings."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    result: ProgrammeResult
    reading: Reading
    traces: tuple[tuple[int | None, Any], ...] = Field(description="(member index or None, Trace), deciding ones")
    figures: tuple[Figure, ...] = ()
    judges: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    own_share: AmountResult | None = Field(None, description="what is left to pay oneself, where a share of a figure is paid")
    would_pay: AmountResult | None = Field(None, description="of an open verdict what would be paid, as far as told: never a promise")
    amount_note: str | None = Field(None, description="what has to be known about the amount, in our own words")
    aside: bool = Field(False, description="nothing a household is given: looked at where it is asked about")

    def deciding(self) -> tuple[Trace, ...]:
        """The leaves the verdict rests on."""
        return tuple(leaf for _, trace in self.traces for leaf in trace.deciding())

    def suggested(self, grown: Collection[int] = ()) -> int:
        """How much of what was told points to the programme: two for each fact that holds, one for an age, nothing for a place.

        Args:
            grown: members who cannot be children, whatever their age: a rule for children waits for theirs in vain.
        """
        traces = [trace for index, trace in self.traces if index not in grown or not any(map(_wants_a_child, trace.leaves()))]
        facts = {leaf.fact for trace in traces for leaf in trace.holding() if leaf.fact not in PLACES and _is_told(leaf)}
        return sum(1 if fact == AGE else 2 for fact in facts)

    def nearest(self) -> tuple[int, ...]:
        """Of the listed members who are still open those with the least missing."""
        opened = [member for member in self.result.members if member.verdict is Verdict.UNKNOWN]
        least = min((len(member.missing) for member in opened), default=0)
        return tuple(member.index for member in opened if len(member.missing) == least)

    def open_traces(self) -> tuple[Trace, ...]:
        """The traces that are still open: of a programme judged per person those of the nearest members."""
        nearest = self.nearest()
        return tuple(trace for index, trace in self.traces if trace.truth is None and (not nearest or index in nearest))

    def on_the_nearest_way(self) -> tuple[str, ...]:
        """Of the missing facts those on the nearest way; all where none of them is on it."""
        near = {path for trace in self.open_traces() for leaf in trace.nearest_way() for path in leaf.paths}
        return tuple(path for path in self.result.missing if path in near) or self.result.missing

    def towards_nearest(self) -> Judgement:
        """The same judgement with the nearest members and the nearest way left: what to ask when the programme was asked about."""
        if self.result.verdict is not Verdict.UNKNOWN:
            return self
        near = {path for trace in self.open_traces() for leaf in trace.nearest_way() for path in leaf.paths}
        nearest = self.nearest()
        members = tuple(member for member in self.result.members if member.index in nearest)
        wanted = tuple(dict.fromkeys(path for member in members for path in member.missing)) if nearest else self.result.missing
        missing = tuple(path for path in wanted if path in near) or wanted
        traces = tuple((index, trace) for index, trace in self.traces if not nearest or index in nearest)
        result = self.result.model_copy(update={"members": members if nearest else self.result.members, "missing": missing})
        return self.model_copy(update={"result": result, "traces": traces})

    def waits_for_the_unlisted(self) -> bool:
        """Whether none of the listed members can meet it: it is open for somebody who may not have been named."""
        opened = {index for index, trace in self.traces if trace.truth is None}
        return bool(self.result.members) and opened == {UNLISTED}

    def waits_for_officials(self) -> bool:
        """Whether nothing more can be told: the household, or a member, waits only for somebody's judgement or for a figure."""
        if self.result.verdict is not Verdict.UNKNOWN:
            return False
        nearest = self.nearest()
        return any(not member.missing for member in self.result.members if member.index in nearest) if nearest else not self.result.missing


def check_household(household: Household, as_of: date, *, corpus: Corpus, complete: bool = True) -> tuple[Judgement, ...]:
    """Judge a household against every programme that has a rule on the day.

    Args:
        household: what has been told; money in CNY, ages in completed years.
        as_of: the day whose law applies; it picks the rule and every figure.
        corpus: the registers.
        complete: whether a given member list is the whole household (False in a conversation, where it is complete
            only when its length reaches the size).

    Raises:
        UnknownNameError: the household's area is not registered.
    """
    view = HouseholdView(household, corpus, as_of, complete)
    found = []
    for programme in corpus.programmes:
        try:
            found.append(_judge(view, programme))
        except NotInForceError:
            continue
    return tuple(found)


def check_programme(household: Household, programme: str, as_of: date, *, corpus: Corpus, complete: bool = True) -> Judgement:
    """Judge one household against one programme.

    Nothing is guessed: a condition whose fact was not told stays open, and so may the verdict.

    Raises:
        UnknownNameError: no such programme, or an unknown area.
        NotInForceError: the programme has no rule on that day.
    """
    return _judge(HouseholdView(household, corpus, as_of, complete), programme)


def judge_trace(view: HouseholdView, identifier: str, asking: tuple[str, ...] = ()) -> Trace:
    """The trace of a household-level rule, or of a per-person rule over all members; each is judged once for a view."""
    if identifier in asking:
        raise RecursionError(f"programmes refer to each other in a circle: {' -> '.join((*asking, identifier))}")
    key = ("programme", identifier)
    if key not in view.seen:
        view.seen[key] = _trace(view, identifier, asking)
    return view.seen[key]  # type: ignore[no-any-return]


def _trace(view: HouseholdView, identifier: str, asking: tuple[str, ...]) -> Trace:
    programme, reading = view.corpus.programmes[identifier], view.corpus.reading(identifier, view.day)

    def judge(other: str) -> Trace:
        try:
            return judge_trace(view, other, (*asking, identifier))
        except NotInForceError:
            return Trace("programme", None, id=other, note="当日没有口径")

    if programme.judged == "household":
        return evaluate(reading.conditions, view, judge=judge)
    traces = [evaluate(reading.conditions, view, index=i, judge=judge) for i in _judged_indexes(view)]
    truth = roll_persons([t.truth for t in traces], view.list_complete())
    return Trace("any_member", truth, id=identifier, parts=tuple(traces))


def _judged_indexes(view: HouseholdView) -> tuple[int, ...]:
    return view.indexes() if view.list_complete() else (*view.indexes(), UNLISTED)


def _judge(view: HouseholdView, identifier: str) -> Judgement:
    programme, reading = view.corpus.programmes[identifier], view.corpus.reading(identifier, view.day)
    trace = judge_trace(view, identifier)
    if programme.judged == "household":
        return _judgement(view, programme, reading, trace, ((None, trace),), ())
    indexed = tuple(zip(_judged_indexes(view), trace.parts, strict=True))
    return _judgement(view, programme, reading, trace, indexed, tuple(_members(view, programme, reading, indexed)))


def _members(view: HouseholdView, programme: Programme, reading: Reading, indexed: tuple[tuple[int, Trace], ...]) -> Iterator[MemberResult]:
    """The listed members' verdicts; of those whom the rule cannot tell apart what is missing is looked for once."""
    alike: list[tuple[tuple[Any, ...], int, tuple[str, ...]]] = []
    for index, trace in indexed:
        if index == UNLISTED:
            continue
        missing: tuple[str, ...] = ()
        if trace.truth is None:
            person = view.member(index)
            told = tuple([getattr(person, key) for key in reading.member_keys])
            like = next(((other, paths) for values, other, paths in alike if values == told), None)
            if like is not None:
                before, after = f"members[{like[0]}]", f"members[{index}]"
                missing = tuple(path.replace(before, after, 1) for path in like[1])
            else:
                missing = _missing(view, programme, trace, index)
                alike.append((told, index, missing))
        yield MemberResult(index=index, verdict=Verdict.of(trace.truth), missing=missing)


def _missing(view: HouseholdView, programme: Programme, trace: Trace, index: int | None) -> tuple[str, ...]:
    if trace.truth is not None:
        return ()
    conditions = view.corpus.reading(programme.id, view.day).conditions
    return facts_that_matter(view, trace, lambda tried: tried.rule(conditions, index))


def _judgement(
    view: HouseholdView,
    programme: Programme,
    reading: Reading,
    trace: Trace,
    indexed: tuple[tuple[int | None, Trace], ...],
    members: tuple[MemberResult, ...],
) -> Judgement:
    relevant = [(i, t) for i, t in indexed if t.truth is trace.truth or (trace.truth is None and i == UNLISTED)] or list(indexed)
    leaves = [leaf for _, t in relevant for leaf in t.deciding()]
    if programme.judged == "household":
        missing = _missing(view, programme, trace, None)
    else:
        missing = tuple(dict.fromkeys(path for member in members for path in member.missing)) if trace.truth is None else ()
        if trace.truth is None and any(i == UNLISTED and t.truth is not False for i, t in indexed):
            missing = (*missing, *_unlisted_missing(indexed))
    open_figures = [figure for leaf in leaves if leaf.open_figure for figure in _open_ones(leaf)] if trace.truth is None else []
    used = [figure for leaf in leaves for figure in leaf.figures]
    paid = _amount(view, reading, _whose(relevant, members, trace.truth)) if trace.truth is not False else Paid()
    stands = trace.truth is True
    result = ProgrammeResult(
        id=programme.id,
        verdict=Verdict.of(trace.truth),
        missing=tuple(dict.fromkeys(missing)),
        unknown_figures=tuple(dict.fromkeys([*(f.parameter for f in open_figures), *(paid.waits_for if stands else ())])),
        assuming=tuple(dict.fromkeys(leaf.assumed for leaf in leaves if leaf.assumed)),
        because=tuple(dict.fromkeys(leaf.id for leaf in leaves if leaf.id)),
        amount=paid.amount if stands else None,
        members=members,
    )
    judges = tuple(dict.fromkeys(leaf.judge for leaf in leaves if leaf.judge)) if trace.truth is None else ()
    return Judgement(
        aside=programme.aside,
        result=result,
        reading=reading,
        traces=tuple(relevant),
        figures=tuple({f.parameter: f for f in used}.values()),
        judges=judges,
        warnings=(
            *_figure_warnings([*used, *([paid.figure] if paid.figure and stands else [])]),
            *_second_hand(leaves),
            *reading.warned(_done(view.household)),
        ),
        own_share=paid.own if stands else None,
        would_pay=paid.amount if not stands and paid.amount and paid.amount.value is not None else None,
        amount_note=paid.note,
    )


def _open_ones(leaf: Trace) -> tuple[Figure, ...]:
    """The figures that leave a comparison open: those that may not decide, or all when the fact lies exactly on them."""
    return tuple(figure for figure in leaf.figures if not figure.decides) or leaf.figures


def _second_hand(leaves: Iterable[Trace]) -> tuple[str, ...]:
    """What has to be said where a condition rests on second-hand material (grade S)."""
    return (SECOND_HAND,) if any(leaf.grade == "S" for leaf in leaves) else ()


def _unlisted_missing(indexed: tuple[tuple[int | None, Trace], ...]) -> tuple[str, ...]:
    """What is open about people nobody named yet: who they are, and household facts that would settle it for all."""
    return tuple(dict.fromkeys(["members"] + [p for i, t in indexed if i == UNLISTED for leaf in t.deciding() for p in leaf.paths]))


def _done(household: Household) -> frozenset[str]:
    """The yes-or-no facts told to be so, of whomever: ``member.registered_unemployed``."""
    members = (f"member.{key}" for member in household.members or () for key, value in member if value is True)
    return frozenset([*members, *(f"household.{key}" for key, value in household if value is True)])


def _figure_warnings(figures: Iterable[Figure]) -> tuple[str, ...]:
    """What has to be said about the figures a verdict used."""
    said: dict[str, None] = {}
    for figure in figures:
        if figure.state == "carried" and figure.start:
            said[f"所用{figure.name}为 {figure.start.isoformat()} 起的数；{figure.note}"] = None
        elif figure.state == "unknown":
            said[f"{figure.name}未查到；谁定：{figure.set_by}"] = None
    return tuple(said)


class Paid(NamedTuple):
    """What is paid, what is left to oneself, and the figure both rest on or wait for."""

    amount: AmountResult | None = None
    own: AmountResult | None = None
    figure: Figure | None = None
    note: str | None = None

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The figure, if it is what keeps the amount unknown."""
        return (self.figure.parameter,) if self.figure and self.amount and self.amount.value is None else ()


def _whose(relevant: list[tuple[int | None, Trace]], members: tuple[MemberResult, ...], truth: Truth) -> int | None:
    """Whose amount is told: the first eligible one's; while it is open that of the member with the least missing."""
    opened = [member for member in members if member.verdict is Verdict.UNKNOWN]
    return min(opened, key=lambda member: len(member.missing)).index if truth is None and opened else relevant[0][0]


def _amount(view: HouseholdView, reading: Reading, index: int | None) -> Paid:
    """The first amount whose ``when`` holds for the household or the member."""
    for amount in reading.amounts:
        if amount.when is not None:
            when = evaluate(amount.when, view, index=index, judge=lambda other: judge_trace(view, other)).truth
            if when is None:
                return Paid(AmountResult(value=None, unit=amount.unit) if amount.unit else None)
            if when is False:
                continue
        return _amount_of(view, amount, index)._replace(note=amount.note)
    return Paid()


def _amount_of(view: HouseholdView, amount: Amount, index: int | None) -> Paid:
    if amount.parameter is None:
        return Paid(AmountResult(value=amount.value, unit=amount.unit or "", floor=amount.floor) if amount.value is not None else None)
    figure = view.corpus.figure(amount.parameter, view.area(), view.day)
    unit = amount.unit or figure.unit
    number = min(figure.value) if amount.floor and isinstance(figure.value, tuple) else figure.number
    if number is None or figure.grade == "lead":
        return Paid(AmountResult(value=None, unit=unit), figure=figure)
    received = _received(view, amount.less_received, index)
    if received is None:
        return Paid(AmountResult(value=None, unit=unit))
    floor = not amount.cap and (amount.floor or figure.floor or (figure.state == "carried" and figure.only_rises))
    unit = f"{unit}{CAP}" if amount.cap else unit
    share = amount.share if amount.share is not None else Decimal(1)
    own = AmountResult(value=number * (1 - share), unit=unit, floor=floor) if amount.share is not None else None
    return Paid(AmountResult(value=max(number * share - received, Decimal(0)), unit=unit, floor=floor), own, figure)


def _received(view: HouseholdView, names: tuple[str, ...], index: int | None) -> Decimal | None:
    """What the member already receives under these names; None: not told how much."""
    if not names or index is None:
        return Decimal(0)
    told = view.member(index).receives or {}
    amounts = [told[name] for name in names if name in told]
    if not amounts or not all(isinstance(amount, Decimal) for amount in amounts):
        return None
    return sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal(0))


def amount_for(view: HouseholdView, programme: str, index: int | None) -> AmountResult | None:
    """What the programme would pay the household (index None) or one member, were it met; None: the rule names no amount."""
    return _amount(view, view.corpus.reading(programme, view.day), index).amount


def truth_for(view: HouseholdView, programme: str, index: int | None) -> Truth:
    """The truth of a programme's rule for the household (index None) or one member, without its trace."""
    ready = Completions(view, ()).rule(view.corpus.reading(programme, view.day).conditions, index)
    assert not isinstance(ready, Node), "something looks at an open path where none was named"
    return ready
