"""The items of one household laid out with the register's relations between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.combination import Combination, CombinationKind
from tools.bundling.models import Item, Ruled, Standing
from tools.bundling.search import Conflict, Set
from tools.rules.view import HouseholdView

Pair = tuple[int, int]


@dataclass(frozen=True)
class Table:
    """Items are named by their place in ``items``."""

    view: HouseholdView
    items: tuple[Item, ...]
    entries: Sequence[Combination]

    @cached_property
    def by_programme(self) -> dict[str, list[int]]:
        """Where the items of each programme stand."""
        found: dict[str, list[int]] = {}
        for at, item in enumerate(self.items):
            found.setdefault(item.programme, []).append(at)
        return found

    @cached_property
    def pairs(self) -> dict[str, list[Pair]]:
        """By entry the items that stand to each other as it says."""
        return {entry.id: list(self._pairs(entry)) for entry in self.entries}

    def _pairs(self, entry: Combination) -> Iterator[Pair]:
        ones = [at for name in entry.these for at in self.by_programme.get(name, ())]
        others = [at for name in entry.those for at in self.by_programme.get(name, ())] if ones else []
        for one in ones:
            yield from ((one, other) for other in others if entry.whose == "household" or self.index(one) == self.index(other))

    def of_kind(self, *kinds: CombinationKind) -> Iterator[Combination]:
        """The entries of some kinds that are no mere leads and meet here."""
        yield from (e for e in self.entries if e.kind in kinds and e.grade != "lead" and self.pairs[e.id])

    def index(self, at: int) -> int | None:
        """Whose the item is."""
        return self.items[at].index

    def is_held(self, at: int) -> bool:
        """Whether it is had already."""
        return self.items[at].standing is Standing.HELD

    @cached_property
    def bound(self) -> list[tuple[Combination, Conflict]]:
        """Every conflict; between programmes of nobody in particular only where the household is one person."""
        alone = self.view.size().value == 1
        return [
            (entry, Conflict(one, other, self.same_person(entry.unless, one)))
            for entry in self.entries
            if entry.binds
            for one, other in self.pairs[entry.id]
            if entry.whose == "household" or self.index(one) is not None or alone
        ]

    @cached_property
    def needs(self) -> dict[int, Set]:
        """Items that open up after a recognition of the same person: one of these has to be in the set."""
        firsts = {at: self.same_person(item.after, at) for at, item in enumerate(self.items) if item.after}
        return {at: first for at, first in firsts.items() if first}

    def same_person(self, programmes: Iterable[str], at: int) -> Set:
        """The items of some programmes that are the same person's as another."""
        return frozenset(i for name in programmes for i in self.by_programme.get(name, ()) if self.index(i) == self.index(at))

    def ruled(self, entry: Combination, pairs: Sequence[Pair], index: int | None) -> Ruled:
        """An entry as it applies to some pairs of one person or of the household."""
        return Ruled(
            id=entry.id,
            kind=entry.kind,
            programmes=tuple(dict.fromkeys(self.items[one].programme for one, _ in pairs)),
            those=tuple(dict.fromkeys(self.items[other].programme for _, other in pairs)),
            index=index,
            clauses=entry.clause,
            grade=entry.grade,
            says=entry.says,
            decides=entry.decides,
            parallel=entry.parallel,
        )

    def by_person(self, entry: Combination, pairs: Sequence[Pair]) -> Iterator[tuple[int | None, list[Pair]]]:
        """Pairs of an entry person by person, or all at once where the household is meant."""
        found: dict[int | None, list[Pair]] = {}
        for one, other in pairs:
            found.setdefault(None if entry.whose == "household" else self.index(one), []).append((one, other))
        yield from found.items()


def without_barred(items: tuple[Item, ...], entries: Sequence[Combination]) -> tuple[Item, ...]:
    """Without what is kept out by something already had: no choice arises there, and the programme's own rule says so."""
    held = [item for item in items if item.standing is Standing.HELD]
    bars = [c for c in entries if c.kind is CombinationKind.BARS and c.binds and any(h.programme in c.these for h in held)]

    def barred(item: Item) -> bool:
        return any(
            item.programme in c.those
            and h.programme in c.these
            and (c.whose == "household" or h.index == item.index)
            and not any(i.programme in c.unless and i.index == h.index for i in items)
            for c in bars
            for h in held
        )

    return tuple(item for item in items if item.standing is Standing.HELD or not barred(item))
