"""Exact search over a conflict graph: every lawful set that nothing can be added to, and which of them comes out best.

Items are whole numbers here; what they stand for is no matter of the search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Set = frozenset[int]


@dataclass(frozen=True)
class Conflict:
    """Two items that may not be had together, unless one of ``lifted_by`` is had too."""

    one: int
    other: int
    lifted_by: Set = frozenset()

    def broken(self, chosen: Set) -> bool:
        """Whether ``chosen`` has both and nothing that lifts the conflict."""
        return self.one in chosen and self.other in chosen and not (self.lifted_by & chosen)

    @property
    def touches(self) -> Set:
        """The items whose presence it depends on."""
        return frozenset({self.one, self.other}) | self.lifted_by


def is_lawful(chosen: Set, conflicts: Sequence[Conflict], needs: Mapping[int, Set]) -> bool:
    """No conflict is broken, and every item that needs another one first has one of them."""
    return not any(c.broken(chosen) for c in conflicts) and all(needs[i] & chosen for i in chosen if i in needs)


def components(items: Sequence[int], conflicts: Sequence[Conflict], needs: Mapping[int, Set]) -> Iterator[tuple[tuple[int, ...], bool]]:
    """The items in groups that have nothing to do with each other, and whether a conflict lies in the group."""
    linked: dict[int, set[int]] = {item: set() for item in items}
    for touching in (*(c.touches for c in conflicts), *(frozenset({item}) | first for item, first in needs.items())):
        for item in touching:
            linked[item] |= touching
    at_odds = {c.one for c in conflicts}
    seen: set[int] = set()
    for item in items:
        if item in seen:
            continue
        group: set[int] = set()
        waiting = [item]
        while waiting:
            found = waiting.pop()
            if found not in group:
                group.add(found)
                waiting.extend(linked[found])
        seen |= group
        yield tuple(i for i in items if i in group), bool(group & at_odds)


def lawful_sets(items: Sequence[int], conflicts: Sequence[Conflict], needs: Mapping[int, Set]) -> list[Set]:
    """Every lawful set of the items to which no further ones can be added, in a fixed order.

    Items in no conflict and asked for by none follow: they join every set that has what they need.
    """
    deciding = frozenset(i for c in conflicts for i in c.touches)
    needed = frozenset(i for first in needs.values() for i in first)
    core = [i for i in items if i in deciding or i in needed]
    free = [i for i in items if i not in needed and i not in deciding]
    found: list[Set] = []

    def branch(at: int, chosen: Set, left_out: Set) -> None:
        if any(c.one in chosen and c.other in chosen and c.lifted_by <= left_out for c in conflicts):
            return
        if at == len(core):
            whole = chosen | {i for i in free if i not in needs or needs[i] & chosen}
            if is_lawful(whole, conflicts, needs):
                found.append(whole)
            return
        branch(at + 1, chosen | {core[at]}, left_out)
        branch(at + 1, chosen, left_out | {core[at]})

    branch(0, frozenset(), frozenset())
    return [s for s in found if not any(s < other for other in found)]


def best_of(sets: Sequence[Set], beats: Callable[[Set, Set], bool]) -> Set | None:
    """The set that certainly beats every other one; None where none does."""
    return next((s for s in sets if all(other == s or beats(s, other) for other in sets)), None)
