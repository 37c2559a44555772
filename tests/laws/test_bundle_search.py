"""Laws of the search over random conflict graphs: exact, lawful, maximal, deterministic; an unrelated item disturbs nothing."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.bundling.models import Interval, Item, Standing
from tools.bundling.search import Conflict, Set, best_of, components, is_lawful, lawful_sets
from tools.bundling.worth import Worth
from tools.eligibility import AmountResult

quick = settings(max_examples=100, deadline=None)
MOST = 8


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[Conflict], dict[int, Set]]:
    """A few items, conflicts among them (some lifted by a third), and items that need another one first."""
    size = draw(st.integers(1, MOST))
    items = st.integers(0, size - 1)
    conflicts = []
    for one, other in draw(st.sets(st.tuples(items, items), max_size=10)):
        if one < other:
            lifted = draw(st.sets(items, max_size=1)) - {one, other}
            conflicts.append(Conflict(one, other, frozenset(lifted)))
    needs = {}
    for item in draw(st.sets(items, max_size=2)):
        first = draw(st.sets(items, min_size=1, max_size=2)) - {item}
        if first and all(item not in n for n in needs.values()) and not (first & set(needs)):
            needs[item] = frozenset(first)
    return size, conflicts, needs


def _subsets(size: int) -> list[Set]:
    return [frozenset(c) for n in range(size + 1) for c in combinations(range(size), n)]


def _brute(size: int, conflicts: list[Conflict], needs: dict[int, Set]) -> set[Set]:
    lawful = [s for s in _subsets(size) if is_lawful(s, conflicts, needs)]
    return {s for s in lawful if not any(s < other for other in lawful)}


@quick
@given(graphs())
def test_the_search_finds_just_what_trying_everything_finds(graph: tuple[int, list[Conflict], dict[int, Set]]) -> None:
    size, conflicts, needs = graph
    found = lawful_sets(range(size), conflicts, needs)
    assert set(found) == _brute(size, conflicts, needs)
    assert len(found) == len(set(found))
    assert found == lawful_sets(range(size), conflicts, needs)


@quick
@given(graphs())
def test_what_is_in_no_conflict_is_in_every_set(graph: tuple[int, list[Conflict], dict[int, Set]]) -> None:
    size, conflicts, needs = graph
    free = set(range(size)) - {i for c in conflicts for i in (c.one, c.other)} - set(needs)
    assert all(free <= chosen for chosen in lawful_sets(range(size), conflicts, needs))


@quick
@given(graphs())
def test_groups_may_be_searched_one_by_one(graph: tuple[int, list[Conflict], dict[int, Set]]) -> None:
    """The groups share no item, and the sets of the whole are just the sets of the groups put together."""
    size, conflicts, needs = graph
    whole = [frozenset[int]()]
    seen: list[int] = []
    for group, at_odds in components(range(size), conflicts, needs):
        seen += group
        own = [c for c in conflicts if c.one in group]
        assert at_odds == bool(own)
        sets = lawful_sets(group, own, {i: needs[i] for i in group if i in needs})
        whole = [before | more for before in whole for more in sets]
    assert sorted(seen) == list(range(size))
    assert set(whole) == set(lawful_sets(range(size), conflicts, needs))


@quick
@given(graphs())
def test_an_unrelated_item_removes_nothing(graph: tuple[int, list[Conflict], dict[int, Set]]) -> None:
    size, conflicts, needs = graph
    before = lawful_sets(range(size), conflicts, needs)
    assert {s | {size} for s in before} == set(lawful_sets(range(size + 1), conflicts, needs))


def _items(amounts: list[int | None], standings: list[Standing]) -> list[Item]:
    return [
        Item(programme=str(at), index=0, standing=standing, amount=None if a is None else AmountResult(value=Decimal(a), unit="元/人/月"))
        for at, (a, standing) in enumerate(zip(amounts, standings, strict=True))
    ]


AMOUNTS = st.one_of(st.none(), st.integers(1, 500))


@quick
@given(graphs(), st.data())
def test_with_all_amounts_known_the_best_is_the_one_that_pays_most(
    graph: tuple[int, list[Conflict], dict[int, Set]], data: st.DataObject
) -> None:
    size, conflicts, needs = graph
    amounts = data.draw(st.lists(st.integers(1, 500), min_size=size, max_size=size, unique=True))
    worth = Worth(_items(list(amounts), [Standing.ELIGIBLE] * size), {}, ())
    sets = lawful_sets(range(size), conflicts, needs)
    best = best_of(sets, worth.beats)
    most = max(sum(amounts[i] for i in s) for s in _brute(size, conflicts, needs))
    winners = [s for s in sets if sum(amounts[i] for i in s) == most]
    assert best == (winners[0] if len(winners) == 1 else None)


@quick
@given(graphs(), st.data())
def test_a_best_set_stays_best_whatever_the_unknown_amounts_turn_out_to_be(
    graph: tuple[int, list[Conflict], dict[int, Set]], data: st.DataObject
) -> None:
    """Never a false best: filling in what nobody knew cannot make another set of the same standing pay more."""
    size, conflicts, needs = graph
    amounts = data.draw(st.lists(AMOUNTS, min_size=size, max_size=size))
    standings = data.draw(st.lists(st.sampled_from(list(Standing)), min_size=size, max_size=size))
    worth = Worth(_items(amounts, standings), {}, ())
    sets = lawful_sets(range(size), conflicts, needs)
    best = best_of(sets, worth.beats)
    if best is None:
        return
    filled = [a if a is not None else data.draw(st.integers(0, 10_000)) for a in amounts]
    known = Worth(_items(list(filled), standings), {}, ())
    assert best_of(sets, known.beats) == best


@quick
@given(graphs(), st.data())
def test_what_is_had_is_kept_by_the_best_set(graph: tuple[int, list[Conflict], dict[int, Set]], data: st.DataObject) -> None:
    size, conflicts, needs = graph
    amounts = data.draw(st.lists(AMOUNTS, min_size=size, max_size=size))
    standings = data.draw(st.lists(st.sampled_from(list(Standing)), min_size=size, max_size=size))
    held = frozenset(i for i in range(size) if standings[i] is Standing.HELD)
    sets = lawful_sets(range(size), conflicts, needs)
    best = best_of(sets, Worth(_items(amounts, standings), {}, ()).beats)
    if best is not None and any(held <= s for s in sets):
        assert held <= best


def test_an_unknown_amount_is_never_nothing() -> None:
    """600 against an amount nobody knows: no best."""
    worth = Worth(_items([600, None], [Standing.ELIGIBLE] * 2), {}, ())
    sets = lawful_sets([0, 1], [Conflict(0, 1)], {})
    assert best_of(sets, worth.beats) is None
    interval: Interval = worth.of(1, frozenset({1}))
    assert interval == (0, None)
