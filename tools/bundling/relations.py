"""What joins or orders the items: 先后, 补差, 可叠加, 就高, and what nobody found out."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.combination import Combination, CombinationKind
from tools.bundling.models import Item, Ruled, Standing
from tools.bundling.search import Set
from tools.bundling.table import Table
from tools.bundling.worth import MONTHLY, Worth
from tools.eligibility import AmountResult

Kind = CombinationKind


def put_aside(table: Table) -> tuple[Set, tuple[Ruled, ...]]:
    """What is only possible and looked at after something else is refused, with the entries that say so."""
    aside: set[int] = set()
    rules = []
    for entry in table.of_kind(Kind.FALLBACK):
        pairs = [
            (one, other)
            for one, other in table.pairs[entry.id]
            if table.items[other].standing is Standing.POSSIBLE and not table.is_held(one)
        ]
        aside |= {other for _, other in pairs}
        rules += [table.ruled(entry, own, index) for index, own in table.by_person(entry, pairs)]
    return frozenset(aside), tuple(rules)


def top_ups(table: Table, worth: Worth) -> Iterator[Ruled]:
    """补差, with the sum where the standard and the payments are known."""
    held = frozenset(at for at in range(len(table.items)) if table.is_held(at))
    for entry in table.of_kind(Kind.TOP_UP):
        for one, other in table.pairs[entry.id]:
            low, high = worth.of(other, (held if table.is_held(one) else frozenset({one})) | {other})
            paid = None if low == 0 and high is None else AmountResult(value=low, unit=MONTHLY, floor=high != low)
            yield table.ruled(entry, [(one, other)], table.index(one)).model_copy(update={"amount": paid})


def sequences(table: Table, aside: Set) -> Iterator[Ruled]:
    """先…后…: the first is not had yet, and the other opens with it or is settled after it."""
    for entry in table.of_kind(Kind.SEQUENCE):
        fit = [(a, b) for a, b in table.pairs[entry.id] if a not in aside and _follows(table.items[a], table.items[b])]
        for index, own in table.by_person(entry, fit):
            surer = [(a, b) for a, b in own if table.items[a].standing is not Standing.POSSIBLE]
            yield table.ruled(entry, surer or own, index)


def _follows(first: Item, then: Item) -> bool:
    if first.standing is Standing.HELD or then.standing is Standing.HELD:
        return False
    return not then.after or first.programme in then.after


def stacks(table: Table, aside: Set) -> Iterator[Ruled]:
    """可叠加: both sides are on the table, and not both are had already."""
    for entry in table.of_kind(Kind.STACKS):
        fit = [(a, b) for a, b in table.pairs[entry.id] if not {a, b} & aside and not (table.is_held(a) and table.is_held(b))]
        yield from (table.ruled(entry, own, index) for index, own in table.by_person(entry, fit))


def notes(table: Table) -> Iterator[Ruled]:
    """就高, 符合则转, what nobody found out, leads, and what parts people nobody named yet: told, never decisive."""
    bound = {(entry.id, conflict.one, conflict.other) for entry, conflict in table.bound}
    for entry in table.entries:
        if entry.kind is Kind.HIGHER and not entry.those:
            for at in (at for name in entry.these for at in table.by_programme.get(name, ())):
                if _several_grounds(table, entry, table.items[at]):
                    rule = table.ruled(entry, (), table.index(at))
                    yield rule.model_copy(update={"programmes": (table.items[at].programme,)})
            continue
        if entry.binds:
            unbound = [(a, b) for a, b in table.pairs[entry.id] if (entry.id, a, b) not in bound]
            yield from (table.ruled(entry, own, index) for index, own in table.by_person(entry, unbound))
            continue
        if entry.kind not in (Kind.OPEN, Kind.INSTEAD) and entry.grade != "lead":
            continue
        fit = [
            (a, b)
            for a, b in table.pairs[entry.id]
            if not (table.is_held(a) and table.is_held(b)) and (entry.kind is not Kind.INSTEAD or table.is_held(a))
        ]
        yield from (table.ruled(entry, own, index) for index, own in table.by_person(entry, fit))


def _several_grounds(table: Table, entry: Combination, item: Item) -> bool:
    """Whether 就高 has to be said: a like benefit may be there, or the person has several of the statuses."""
    if not entry.statuses:
        return item.standing is not Standing.POSSIBLE
    fact = "household.recognised_as" if item.index is None else "member.recognised_as"
    return sum(table.view.has(fact, status, item.index)[0] is True for status in entry.statuses) > 1
