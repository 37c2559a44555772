"""One conflict with its lawful ways: which comes out best, if any certainly does, and what each way ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.combination import Combination, CombinationKind
from corpus.figures import Figure
from tools.bundling.items import drawn
from tools.bundling.models import Choice, Interval, Option, Ruled, Standing
from tools.bundling.search import Set, best_of
from tools.bundling.table import Pair, Table
from tools.bundling.worth import TopUp, Worth, told_interval

STANDINGS = tuple(Standing)


def choice_of(table: Table, group: Sequence[int], sets: list[Set], worth: Worth) -> tuple[list[int], Choice]:
    """The items of a group that every lawful set has, and the choice between what they differ in."""
    best = best_of(sets, worth.beats)
    ordered = sorted(sets, key=worth.rank(best))
    common = frozenset.intersection(*sets)
    rules = tuple(_rules(table, group, sets))
    choice = Choice(
        index=table.index(group[0]),
        options=tuple(_option(table, chosen, ordered[0], common, group, worth) for chosen in ordered),
        settled_by=worth.why(best, [s for s in ordered if s != best]) if best is not None else None,
        rules=rules,
        decides=tuple(dict.fromkeys(rule.decides for rule in rules if rule.decides)),
    )
    return sorted(common), choice


def _rules(table: Table, group: Sequence[int], sets: list[Set]) -> Iterator[Ruled]:
    """The entries that part something here, each once with all it parts."""
    found: dict[str, tuple[Combination, list[Pair]]] = {}
    for entry, conflict in table.bound:
        inside = conflict.one in group and conflict.other in group
        if inside and not all({conflict.one, conflict.other} <= chosen for chosen in sets):
            found.setdefault(entry.id, (entry, []))[1].append((conflict.one, conflict.other))
    for entry, pairs in found.values():
        yield from (table.ruled(entry, own, index) for index, own in table.by_person(entry, pairs))


def _option(table: Table, chosen: Set, first: Set, common: Set, group: Sequence[int], worth: Worth) -> Option:
    own = sorted(chosen - common)
    amounts = {i: worth.of(i, chosen) for i in own}
    unknown = [i for i in own if amounts[i][0] == 0 and amounts[i][1] is None]
    total = sum(low for low, _ in amounts.values()) if own and not unknown else None
    return Option(
        items=tuple(sorted((table.items[i] for i in own), key=lambda item: STANDINGS.index(item.standing))),
        gives_up=tuple(table.items[i].programme for i in group if table.is_held(i) and i not in chosen),
        monthly=total,
        at_least=total is not None and any(high != low for low, high in amounts.values()),
        unknown_amounts=tuple(dict.fromkeys(table.items[i].programme for i in unknown)),
        surely_more=chosen != first and worth.pays_more(chosen, first),
    )


def worth_of(table: Table) -> Worth:
    """What is known of the amounts: by rule, by what people say they draw, and as the difference to a standard."""
    corpus = table.view.corpus
    statuses = {r.programme: r for r in corpus.recognitions.values() if r.programme}
    told = {}
    for at, item in enumerate(table.items):
        if table.is_held(at) and item.index is not None:
            found = drawn(table.view.member(item.index), item.programme, statuses.get(item.programme), corpus)
            interval = told_interval(found[0]) if found else None
            if interval is not None:
                told[at] = interval
    return Worth(table.items, told, tuple(_top_ups(table)))


def _top_ups(table: Table) -> Iterator[TopUp]:
    """One for each item paid as a difference, with every base the register names for it."""
    view = table.view
    bases: dict[tuple[int, str | None], set[int]] = {}
    for entry in table.of_kind(CombinationKind.TOP_UP):
        for one, other in table.pairs[entry.id]:
            bases.setdefault((other, entry.standard), set()).add(one)
    for (item, standard), on in bases.items():
        yield TopUp(item, frozenset(on), _interval(view.corpus.figure(standard, view.area(), view.day)) if standard else None)


def _interval(figure: Figure) -> Interval | None:
    """A standard from low to high: a range as told, a figure past its span or a floor without a top."""
    if figure.value is None or figure.grade == "lead" or figure.state not in ("known", "carried"):
        return None
    values = figure.value if isinstance(figure.value, tuple) else (figure.value,)
    return min(values), max(values) if figure.state == "known" and not figure.floor else None
