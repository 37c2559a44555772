"""What a lawful set is known to pay a person each month, and which of two sets certainly comes out better.

An amount nobody knows is anything from nothing upward: it never counts as nothing, so it never decides by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from corpus.facts import Range
from tools.bundling.models import Interval, Item, Standing
from tools.bundling.search import Set
from tools.eligibility import AmountResult

Ground = Literal["held", "surer", "amount"]
GROUNDS: tuple[Ground, ...] = ("held", "surer", "amount")
MONTHLY = "元/人/月"
UNKNOWN: Interval = (Decimal(0), None)


@dataclass(frozen=True)
class TopUp:
    """``item`` pays what the others leave short of a standard; ``standard`` None: it is not known as one number."""

    item: int
    on: Set
    standard: Interval | None


@dataclass(frozen=True)
class Worth:
    """The items of one search with what is known of their amounts.

    Attributes:
        told: what somebody says they draw each month, by item.
    """

    items: Sequence[Item]
    told: Mapping[int, Interval]
    top_ups: Sequence[TopUp]

    def of(self, item: int, chosen: Set) -> Interval:
        """The month's amount of one item within a set."""
        for top_up in self.top_ups:
            bases = sorted(top_up.on & chosen)
            if top_up.item == item and bases:
                return self._short_of(top_up, bases)
        return self.told.get(item) or monthly(self.items[item].amount)

    def _short_of(self, top_up: TopUp, bases: Sequence[int]) -> Interval:
        if top_up.standard is None or any(base not in self.told for base in bases):
            return UNKNOWN
        low, high = top_up.standard
        least = sum((self.told[base][0] for base in bases), Decimal(0))
        tops = [self.told[base][1] for base in bases]
        most = None if None in tops else sum((top for top in tops if top is not None), Decimal(0))
        short = Decimal(0) if most is None else max(low - most, Decimal(0))
        return short, None if high is None else max(high - least, Decimal(0))

    def total(self, chosen: Set) -> Interval:
        """Low and high of a whole set."""
        return _sum([self.of(item, chosen) for item in sorted(chosen)])

    def pays_more(self, one: Set, other: Set) -> bool:
        """Whether the first certainly pays more: what both have at the same amount is left out of the comparison."""
        same = {i for i in one & other if self.of(i, one) == self.of(i, other)}
        low = _sum([self.of(i, one) for i in sorted(one - same)])[0]
        high = _sum([self.of(i, other) for i in sorted(other - same)])[1]
        return high is not None and low > high

    def beats(self, one: Set, other: Set) -> bool:
        """Whether the first set is certainly to be preferred.

        What one has comes before what one may get, what is surely met before what is only possible; only where each
        set has something of the same standing that the other lacks do amounts decide.
        """
        for standing in Standing:
            more, less = self._only(one, other, standing), self._only(other, one, standing)
            if more and less:
                return self.pays_more(one, other)
            if more or less:
                return bool(more)
        return False

    def _only(self, one: Set, other: Set, standing: Standing) -> Set:
        return frozenset(i for i in one - other if self.items[i].standing is standing)

    def why(self, best: Set, others: Sequence[Set]) -> Ground:
        """What settles it: the weakest ground that was needed."""
        return max((self._ground(best, other) for other in others), key=GROUNDS.index)

    def _ground(self, one: Set, other: Set) -> Ground:
        for standing in Standing:
            more, less = self._only(one, other, standing), self._only(other, one, standing)
            if more and less:
                return "amount"
            if more or less:
                return "held" if standing is Standing.HELD else "surer"
        return "surer"

    def rank(self, best: Set | None) -> Callable[[Set], tuple[object, ...]]:
        """A fixed order of options: the best, then by what is kept, what is surer, what is known to be paid."""

        def key(chosen: Set) -> tuple[object, ...]:
            counts = [-sum(self.items[i].standing is standing for i in chosen) for standing in Standing]
            return chosen != best, counts[0], -self.total(chosen)[0], *counts[1:], sorted(chosen)

        return key


def monthly(amount: AmountResult | None) -> Interval:
    """An amount by the month, low to high; a floor has no top, another unit is not comparable."""
    if amount is None or amount.value is None or amount.unit != MONTHLY:
        return UNKNOWN
    return amount.value, None if amount.floor else amount.value


def told_interval(amount: Decimal | Range | None) -> Interval | None:
    """What somebody said they draw; None: the sum was not told."""
    if amount is None:
        return None
    return (amount.low, amount.high) if isinstance(amount, Range) else (amount, amount)


def _sum(amounts: Sequence[Interval]) -> Interval:
    tops = [high for _, high in amounts]
    top = None if None in tops else sum((high for high in tops if high is not None), Decimal(0))
    return sum((low for low, _ in amounts), Decimal(0)), top
