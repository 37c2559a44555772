"""The best lawful combination of programmes (叠加、互斥、就高、补差、先后) with its alternatives, each conflict with its clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from corpus.combination import Combination, CombinationKind
from corpus.corpus import Corpus
from corpus.facts import Household
from tools.bundling.items import drawn, find_items
from tools.bundling.models import Bundle, Choice, Item, Option, Ruled, Standing
from tools.bundling.search import Conflict, Set, best_of, components, lawful_sets
from tools.bundling.worth import MONTHLY, TopUp, Worth, told_interval
from tools.eligibility import AmountResult, Judgement
from tools.rules.view import HouseholdView

Kind = CombinationKind
NOTED = (Kind.HIGHER, Kind.OPEN, Kind.INSTEAD)


def find_bundle(household: Household, judgements: Iterable[Judgement], as_of: date, *, corpus: Corpus, complete: bool = True) -> Bundle:
    """Find what may be had together, and the best of what may not, as far as that is established.

    The search is exact. Of two lawful sets the one is better that keeps what is had already; then the one with more
    of what is surely met (over what opens up later or is only possible); where each has something of that standing
    the other lacks, the one that certainly pays more a month. An amount nobody knows decides nothing: then no set is called the
    best, and the person chooses. Nothing had is ever ended by the best set: that is an option, and the person's own choice.

    Args:
        household: what has been told.
        judgements: the verdicts of the same household and day.
        as_of: the day whose rules apply.
        corpus: the registers.
        complete: whether a given member list is the whole household.
    """
    view = HouseholdView(household, corpus, as_of, complete)
    entries = [c for c in corpus.combinations.values() if c.valid.covers(as_of)]
    items = _without_barred(find_items(view, judgements, entries), entries)
    table = _Table(view, items, entries)
    apart = {item for ruled, pair in table.fallbacks() for item in pair[1:] if ruled}
    kept = [i for i in range(len(items)) if i not in apart]
    together: list[int] = []
    choices: list[Choice] = []
    for group, at_odds in components(kept, table.conflicts(kept), table.needs(kept)):
        sets = lawful_sets(group, table.conflicts(group), table.needs(group))
        if at_odds and len(sets) > 1:
            inside, choice = table.choice(group, sets)
            together += inside
            choices.append(choice)
        else:
            together += sorted(sets[0])
    settled = [option.items for choice in choices if choice.settled_by for option in choice.options[:1]]
    always = tuple(items[i] for i in sorted(together))
    return Bundle(
        as_of=as_of,
        best=(*always, *(item for chosen in settled for item in chosen)),
        together=always,
        choices=tuple(choices),
        if_not=tuple(items[i] for i in sorted(apart)),
        fallbacks=tuple(dict.fromkeys(ruled for ruled, _ in table.fallbacks())),
        sequences=tuple(table.sequences()),
        top_ups=tuple(table.top_ups()),
        stacks=tuple(table.stacks()),
        notes=tuple(table.notes()),
    )


def _without_barred(items: tuple[Item, ...], entries: Sequence[Combination]) -> tuple[Item, ...]:
    """What is not had and kept out by what is: no choice arises, and the rule says so by itself."""
    bars = [c for c in entries if c.kind is Kind.BARS and c.binds]
    held = [item for item in items if item.standing is Standing.HELD]

    def barred(item: Item) -> bool:
        return item.standing is not Standing.HELD and any(
            item.programme in c.those and h.programme in c.these and _meet(h, item, c) and not _lifted(c, h, items)
            for c in bars
            for h in held
        )

    return tuple(item for item in items if not barred(item))


def _meet(one: Item, other: Item, entry: Combination) -> bool:
    return entry.whose == "household" or one.index == other.index


def _lifted(entry: Combination, by: Item, items: Iterable[Item]) -> bool:
    return any(item.programme in entry.unless and item.index == by.index for item in items)


@dataclass(frozen=True)
class _Table:
    """The items of one household with the register's relations between them."""

    view: HouseholdView
    items: tuple[Item, ...]
    entries: Sequence[Combination]

    def pairs(self, entry: Combination) -> Iterator[tuple[int, int]]:
        """Items that stand to each other as the entry says."""
        for at, one in enumerate(self.items):
            if one.programme in entry.these:
                yield from ((at, to) for to, other in enumerate(self.items) if other.programme in entry.those and _meet(one, other, entry))

    def _binding(self) -> Iterator[tuple[Combination, int, int]]:
        """Conflicts; between programmes of nobody in particular only where the household is one person."""
        alone = self.view.size().value == 1
        for entry in self.entries:
            for one, other in self.pairs(entry) if entry.binds else ():
                if entry.whose == "household" or self.items[one].index is not None or alone:
                    yield entry, one, other

    def conflicts(self, among: Sequence[int]) -> list[Conflict]:
        """The conflicts among some items."""
        return [
            Conflict(one, other, self._same_person(entry.unless, one) & frozenset(among))
            for entry, one, other in self._binding()
            if one in among and other in among
        ]

    def needs(self, among: Sequence[int]) -> dict[int, Set]:
        """Items that open up after a recognition of the same person: one of these has to be in the set."""
        found = {}
        for at in among:
            item = self.items[at]
            first = self._same_person(item.after, at) & frozenset(among)
            if item.after and first:
                found[at] = first
        return found

    def _same_person(self, programmes: Iterable[str], at: int) -> Set:
        wanted, index = set(programmes), self.items[at].index
        return frozenset(i for i, item in enumerate(self.items) if item.programme in wanted and item.index == index)

    # -- what parts them -----------------------------------------------------------------------------------------

    def fallbacks(self) -> list[tuple[Ruled, tuple[int, int]]]:
        """What is only possible and looked at after something that may be met or is still open."""
        found = []
        for entry in self.entries:
            for one, other in self.pairs(entry) if entry.kind is Kind.FALLBACK and entry.grade != "lead" else ():
                if self.items[other].standing is Standing.POSSIBLE and self.items[one].standing is not Standing.HELD:
                    found.append((self._ruled(entry, (one,), (other,)), (one, other)))
        return found

    def choice(self, group: Sequence[int], sets: list[Set]) -> tuple[list[int], Choice]:
        """The options of a conflict, and the items of its group that every option has."""
        worth = self._worth()
        best = best_of(sets, worth.beats)
        ordered = sorted(sets, key=worth.rank(best))
        common = frozenset.intersection(*sets)
        options = tuple(self._option(chosen, ordered[0], common, group, worth) for chosen in ordered)
        why = worth.why(best, [s for s in ordered if s != best]) if best is not None else None
        bound = [(entry, one, other) for entry, one, other in self._binding() if one in group and other in group]
        broken = {(c.one, c.other) for c in self.conflicts(group) if not all(c.one in s and c.other in s for s in sets)}
        rules = [self._ruled(entry, (one,), (other,)) for entry, one, other in bound if (one, other) in broken]
        choice = Choice(
            index=self.items[group[0]].index,
            options=options,
            settled_by=cast('Literal["held", "surer", "amount"] | None', why),
            rules=tuple(dict.fromkeys(rules)),
            decides=tuple(dict.fromkeys(rule.decides for rule in rules if rule.decides)),
        )
        return sorted(common), choice

    def _option(self, chosen: Set, first: Set, common: Set, group: Sequence[int], worth: Worth) -> Option:
        own = sorted(chosen - common)
        amounts = {i: worth.of(i, chosen) for i in own}
        unknown = [i for i in own if amounts[i][0] == 0 and amounts[i][1] is None]
        total = sum(low for low, _ in amounts.values()) if own and not unknown else None
        return Option(
            items=tuple(self.items[i] for i in own),
            gives_up=tuple(self.items[i].programme for i in group if self.items[i].standing is Standing.HELD and i not in chosen),
            monthly=total,
            at_least=total is not None and any(high != low for low, high in amounts.values()),
            unknown_amounts=tuple(dict.fromkeys(self.items[i].programme for i in unknown)),
            surely_more=chosen != first and worth.pays_more(chosen, first),
        )

    # -- amounts -------------------------------------------------------------------------------------------------

    def _worth(self) -> Worth:
        statuses = {r.programme: r for r in self.view.corpus.recognitions.values() if r.programme}
        told = {}
        for at, item in enumerate(self.items):
            if item.standing is Standing.HELD and item.index is not None:
                found = drawn(self.view.member(item.index), item.programme, statuses.get(item.programme), self.view.corpus)
                interval = told_interval(found[0]) if found else None
                if interval is not None:
                    told[at] = interval
        return Worth(self.items, told, tuple(self._paid_on_top()))

    def _paid_on_top(self) -> Iterator[TopUp]:
        """One for each item paid as a difference, with every base the register names for it."""
        bases: dict[tuple[int, str | None], set[int]] = {}
        for entry in self.entries:
            for one, other in self.pairs(entry) if entry.kind is Kind.TOP_UP and entry.grade != "lead" else ():
                bases.setdefault((other, entry.standard), set()).add(one)
        for (item, standard), on in bases.items():
            figure = self.view.corpus.figure(standard, self.view.area(), self.view.day) if standard else None
            number = figure.number if figure and figure.grade != "lead" and figure.state in ("known", "carried") else None
            top = number if figure and figure.state == "known" and not figure.floor else None
            yield TopUp(item, frozenset(on), (number, top) if number is not None else None)

    # -- what joins them -----------------------------------------------------------------------------------------

    def top_ups(self) -> Iterator[Ruled]:
        """补差, with the sum where standard and payments are known."""
        worth = self._worth()
        for entry in self.entries:
            for one, other in self.pairs(entry) if entry.kind is Kind.TOP_UP and entry.grade != "lead" else ():
                low, high = worth.of(other, frozenset({one, other}))
                held = frozenset(i for i, item in enumerate(self.items) if item.standing is Standing.HELD)
                if self.items[one].standing is Standing.HELD:
                    low, high = worth.of(other, held | {other})
                paid = None if low == 0 and high is None else AmountResult(value=low, unit=MONTHLY, floor=high != low)
                yield self._ruled(entry, (one,), (other,)).model_copy(update={"amount": paid})

    def sequences(self) -> Iterator[Ruled]:
        """先…后…: the first is not had yet, and the other opens with it or is settled after it."""
        for entry in self.entries:
            for index, ones, others in self._sides(entry) if entry.kind is Kind.SEQUENCE and entry.grade != "lead" else ():
                ones = [one for one in ones if self.items[one].standing is not Standing.HELD]
                surer = [one for one in ones if self.items[one].standing is not Standing.POSSIBLE] or ones
                names = {self.items[one].programme for one in surer}
                later = [o for o in others if not self.items[o].after or names & set(self.items[o].after)]
                later = [o for o in later if self.items[o].standing is not Standing.HELD]
                if surer and later:
                    yield self._ruled(entry, surer, later, index)

    def stacks(self) -> Iterator[Ruled]:
        """可叠加: both sides are on the table, and not both had already."""
        for entry in self.entries:
            for index, ones, others in self._sides(entry) if entry.kind is Kind.STACKS and entry.grade != "lead" else ():
                if any(self.items[i].standing is not Standing.HELD for i in (*ones, *others)):
                    yield self._ruled(entry, ones, others, index)

    def notes(self) -> Iterator[Ruled]:
        """就高, what nobody found out, and leads."""
        for entry in self.entries:
            if entry.kind is Kind.HIGHER and not entry.those:
                yield from (self._ruled(entry, (at,), ()) for at, item in enumerate(self.items) if self._applies(entry, item))
            elif entry.kind in NOTED or entry.grade == "lead":
                for index, ones, others in self._sides(entry):
                    if any(self.items[i].standing is not Standing.HELD for i in (*ones, *others)):
                        yield self._ruled(entry, ones, others, index)

    def _applies(self, entry: Combination, item: Item) -> bool:
        """Whether 就高 has to be said: a like benefit may be there, or the person has several grounds."""
        if item.programme not in entry.these:
            return False
        if not entry.statuses:
            return item.standing is not Standing.POSSIBLE
        fact = "household.recognised_as" if item.index is None else "member.recognised_as"
        return sum(self.view.has(fact, status, item.index)[0] is True for status in entry.statuses) > 1

    def _sides(self, entry: Combination) -> Iterator[tuple[int | None, list[int], list[int]]]:
        """Both sides of an entry, person by person or for the whole household at once."""
        pairs = list(self.pairs(entry))
        for index in dict.fromkeys(self.items[one].index if entry.whose == "person" else None for one, _ in pairs):
            own = [(a, b) for a, b in pairs if entry.whose == "household" or self.items[a].index == index]
            yield index, list(dict.fromkeys(a for a, _ in own)), list(dict.fromkeys(b for _, b in own))

    def _ruled(self, entry: Combination, ones: Sequence[int], others: Sequence[int], index: int | None = None) -> Ruled:
        return Ruled(
            id=entry.id,
            kind=entry.kind,
            programmes=tuple(dict.fromkeys(self.items[i].programme for i in ones)),
            those=tuple(dict.fromkeys(self.items[i].programme for i in others)),
            index=self.items[ones[0]].index if index is None and entry.whose == "person" else index,
            clauses=entry.clause,
            grade=entry.grade,
            says=entry.says,
            decides=entry.decides,
            parallel=entry.parallel,
        )
