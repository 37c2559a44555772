"""Why a household or person does not meet a rule: the fewest failed conditions, by how much, and what may lawfully be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.facts import Household, Range
from corpus.rule import Leaf, Op, walk
from tools.eligibility import Judgement, Verdict
from tools.rules.trace import Trace
from tools.rules.view import HouseholdView

SOON = 3
"""Years one may be told to wait for a birthday; further off it is no advice."""


class Margin(Strict):
    """By how much a number misses its bound: what was told minus the bound, in the fact's unit."""

    told: Decimal
    bound: Decimal

    @property
    def difference(self) -> Decimal:
        """Positive: above the bound."""
        return self.told - self.bound


class Failed(Strict):
    """One condition that would have to come out differently."""

    id: str
    plain: str
    clause: tuple[str, ...]
    member: int | None = None
    wanted: bool = True
    fact: str | None = None
    margin: Margin | None = None


class LawfulChange(Strict):
    """What may lawfully be done about a failed condition; nothing else is ever suggested.

    Attributes:
        kind: supply a paper, have an assessment made, apply for another recognition first, wait for a birthday.
        status: the recognition to apply for; ``programme`` is the rule it comes from.
        years, month: completed years to reach, and the month it happens in where the month of birth was told.
    """

    kind: Literal["paper", "assessment", "recognition", "wait"]
    condition: str
    member: int | None = None
    say: str = ""
    status: str | None = None
    programme: str | None = None
    years: int | None = None
    month: str | None = None


class WhyNot(Strict):
    """The fewest failed conditions of one programme, and the changes that mend a smallest set all of which can be mended.

    ``changes`` is empty where no lawful change would do.
    """

    programme: str
    member: int | None = None
    failed: tuple[Failed, ...]
    changes: tuple[LawfulChange, ...] = ()


Cost = tuple[float, int]
"""Failed conditions (infinite: may not be changed) and open ones on the way."""

_IMPOSSIBLE: Cost = (float("inf"), 0)
Price = Callable[[Trace, bool], float]


def why_not(judgement: Judgement, judgements: Sequence[Judgement], household: Household, as_of: date, *, corpus: Corpus) -> WhyNot | None:
    """Explain an ``ineligible`` verdict; None for any other.

    Args:
        judgement: the programme's judgement.
        judgements: those of all programmes for the same household: a recognition that is itself out of reach is not suggested.
        household: what was told.
        as_of: the day, for birthdays.
    """
    if judgement.result.verdict is not Verdict.INELIGIBLE:
        return None
    leaves = {node.id: node for node in walk(judgement.reading.conditions) if isinstance(node, Leaf)}
    verdicts = {j.result.id: j.result.verdict for j in judgements}
    view = HouseholdView(household, corpus, as_of)

    def change(leaf: Trace, wanted: bool) -> LawfulChange | None:
        rule = leaves.get(leaf.id or "")
        return _change(rule, leaf, wanted, view, verdicts) if rule else None

    def plain_price(_: Trace, __: bool) -> float:
        return 1

    def lawful_price(leaf: Trace, wanted: bool) -> float:
        return 1 if change(leaf, wanted) else float("inf")

    best = _cheapest(judgement.traces, plain_price)
    if best is None:
        return None
    index, leaves_to_turn = best
    mended = _cheapest(judgement.traces, lawful_price)
    changes = [c for leaf, wanted in (mended[1] if mended else ()) if leaf.truth is not None and (c := change(leaf, wanted))]
    return WhyNot(
        programme=judgement.result.id,
        member=index,
        failed=tuple(_failed(leaf, wanted, index) for leaf, wanted in leaves_to_turn if leaf.truth is not None),
        changes=tuple(changes),
    )


Turn = tuple[Trace, bool]


def _cheapest(traces: Iterable[tuple[int | None, Trace]], price: Price) -> tuple[int | None, tuple[Turn, ...]] | None:
    """Of several members the one with the least to turn, nobody too old for it before anybody else; the first where equal."""
    found = [(index, *_turn(trace, True, price)) for index, trace in traces]
    possible = [(_too_old(turns), cost, position) for position, (_, cost, turns) in enumerate(found) if cost[0] != float("inf")]
    if not possible:
        return None
    index, _, turns = found[min(possible)[2]]
    return index, turns


def _too_old(turns: tuple[Turn, ...]) -> bool:
    """Whether it would take somebody younger: nothing one could ever do."""
    return any(leaf.fact_path and leaf.fact_path.endswith(".age") and leaf.op in (Op.LESS_THAN, Op.AT_MOST) for leaf, _ in turns)


def _turn(node: Trace, wanted: bool, price: Price) -> tuple[Cost, tuple[Turn, ...]]:
    """The cheapest set of leaves to turn so that the node comes out as wanted."""
    if node.truth is wanted:
        return (0, 0), ()
    if not node.parts:
        if node.truth is None:
            return (0, 1), ((node, wanted),)
        cost = price(node, wanted)
        return (_IMPOSSIBLE, ()) if cost == float("inf") else ((cost, 0), ((node, wanted),))
    match node.kind, wanted:
        case "not", _:
            return _turn(node.parts[0], not wanted, price)
        case ("all" | "every_member" | "every_supporter", True) | ("any" | "any_member", False):
            return _together(_turn(part, wanted, price) for part in node.parts)
        case "count_members", _:
            return _together(_turn(part, False, price) for part in node.parts if part.truth)
        case _:
            return min((_turn(part, wanted, price) for part in node.parts), key=lambda found: found[0])


def _together(found: Iterable[tuple[Cost, tuple[Turn, ...]]]) -> tuple[Cost, tuple[Turn, ...]]:
    failed, opened = 0.0, 0
    turns: list[Turn] = []
    for cost, some in found:
        failed, opened = failed + cost[0], opened + cost[1]
        turns.extend(some)
    return (failed, opened), tuple(turns)


def _failed(leaf: Trace, wanted: bool, member: int | None) -> Failed:
    told, bound = leaf.told, leaf.bound
    if isinstance(told, Range):
        told = told.low
    numbers = isinstance(told, int | Decimal) and not isinstance(told, bool) and isinstance(bound, Decimal)
    return Failed(
        id=leaf.id or "",
        plain=leaf.plain or "",
        clause=leaf.clause,
        member=leaf.index if isinstance(leaf.index, int) else member,
        wanted=wanted,
        fact=leaf.fact_path,
        margin=Margin(told=Decimal(told), bound=bound) if numbers else None,
    )


def _change(rule: Leaf, leaf: Trace, wanted: bool, view: HouseholdView, verdicts: dict[str, Verdict]) -> LawfulChange | None:
    """What may be done to turn one leaf: never to earn less, to split a household, to seek a grade or to give up a status."""
    member = leaf.index if isinstance(leaf.index, int) else None
    if not wanted:
        return None
    if rule.change is not None:
        return LawfulChange(kind=rule.change.kind, condition=rule.id, member=member, say=rule.change.say)
    if rule.op in (Op.HAS, Op.HAS_ANY):
        return _recognition(rule, member, view, verdicts)
    if rule.fact == "member.age" and rule.op in (Op.AT_LEAST, Op.MORE_THAN) and isinstance(rule.value, Decimal) and member is not None:
        return _birthday(rule, member, view)
    return None


def _recognition(rule: Leaf, member: int | None, view: HouseholdView, verdicts: dict[str, Verdict]) -> LawfulChange | None:
    """The first of the wanted statuses whose own rule does not stand against it."""
    wanted = rule.value if isinstance(rule.value, tuple) else (str(rule.value),)
    order = {Verdict.ELIGIBLE: 0, Verdict.UNKNOWN: 1}
    reachable = [
        (order[verdicts[recognition.programme]], status, recognition.programme)
        for status in wanted
        if (recognition := view.corpus.recognitions[status]).programme and verdicts.get(recognition.programme) in order
    ]
    if not reachable:
        return None
    _, status, programme = min(reachable, key=lambda found: found[0])
    return LawfulChange(kind="recognition", condition=rule.id, member=member, status=status, programme=programme)


def _birthday(rule: Leaf, member: int, view: HouseholdView) -> LawfulChange | None:
    assert isinstance(rule.value, Decimal)
    years = int(rule.value) + (1 if rule.op is Op.MORE_THAN else 0)
    person = view.member(member)
    age = view.age(person, f"members[{member}]")
    low = int(age.low) if isinstance(age, Range) else age
    if low is None or not 0 < years - low <= SOON:
        return None
    month = None
    if person.born is not None:
        year, birth_month = person.born.split("-")
        month = f"{int(year) + years:04d}-{birth_month}"
    return LawfulChange(kind="wait", condition=rule.id, member=member, years=years, month=month)
