"""The best lawful combination of programmes (叠加、互斥、就高、补差、先后) with its alternatives, each conflict with its clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from corpus.combination import Combination, CombinationKind
from corpus.corpus import Corpus
from corpus.facts import Household
from tools.bundling.choices import choice_of, worth_of
from tools.bundling.items import find_items
from tools.bundling.models import Bundle, Choice, Ruled, Standing
from tools.bundling.relations import notes, put_aside, sequences, stacks, top_ups
from tools.bundling.search import components, lawful_sets
from tools.bundling.table import Table, without_barred
from tools.eligibility import Judgement
from tools.rules.view import HouseholdView


def find_bundle(household: Household, judgements: Iterable[Judgement], as_of: date, *, corpus: Corpus, complete: bool = True) -> Bundle:
    """Find what may be had together, and the best of what may not, as far as that is established.

    The search is exact. Of two lawful sets the better one keeps what is had already; then it has more of what is surely
    met (over what opens up later, over what is only possible); where each has something of that standing which the
    other lacks, it certainly pays more a month. An amount nobody knows decides nothing: then no set is called the best
    and the person chooses. Nothing had is ever ended by the best set: that is an option, and the person's own choice.

    Args:
        household: what has been told.
        judgements: the verdicts of the same household and day.
        as_of: the day whose rules apply.
        corpus: the registers.
        complete: whether a given member list is the whole household.
    """
    view = HouseholdView(household, corpus, as_of, complete)
    entries = [c for c in corpus.combinations.values() if c.valid.covers(as_of)]
    table = Table(view, without_barred(find_items(view, judgements, entries), entries), entries)
    worth = worth_of(table)
    aside, fallbacks = put_aside(table)
    aside |= {at for at, first in table.needs.items() if first <= aside}
    needs = {at: first - aside for at, first in table.needs.items() if at not in aside}
    kept = [at for at in range(len(table.items)) if at not in aside]
    conflicts = [c for _, c in table.bound if not {c.one, c.other} & aside]
    together: list[int] = []
    choices: list[Choice] = []
    for group, at_odds in components(kept, conflicts, needs):
        sets = lawful_sets(group, [c for c in conflicts if c.one in group], {at: needs[at] for at in group if at in needs})
        if at_odds and len(sets) > 1:
            inside, choice = choice_of(table, group, sets, worth)
            together += inside
            choices.append(choice)
        else:
            together += sorted(sets[0])
    always = tuple(table.items[at] for at in sorted(together))
    settled = tuple(item for choice in choices if choice.settled_by for item in choice.options[0].items)
    return Bundle(
        as_of=as_of,
        best=(*always, *settled),
        together=always,
        choices=tuple(choices),
        if_not=tuple(table.items[at] for at in sorted(aside)),
        fallbacks=fallbacks,
        sequences=tuple(sequences(table, aside)),
        top_ups=tuple(top_ups(table, worth)),
        stacks=tuple(stacks(table, aside)),
        notes=tuple(notes(table)),
    )


def parted_among(bundle: Bundle, asked: Sequence[str] = ()) -> tuple[Ruled, ...]:
    """What has to be said where these programmes are shown: what parts them, 补差, and what nobody found out.

    Args:
        bundle: of the household shown.
        asked: programmes asked about; none: all. A relation counts if it touches one of them, and the other side is asked
            about too, had, may be met now or opens up later; of the same relation on several members the first is told.
    """
    near = {(item.programme, item.index) for item in bundle.items() if item.standing is not Standing.POSSIBLE}
    parting = [rule for choice in bundle.choices for rule in choice.rules]
    told = [rule for rule in bundle.notes if rule.grade != "lead" and rule.those and rule.kind is not CombinationKind.INSTEAD]
    found: dict[str, Ruled] = {}
    for rule in (*parting, *bundle.top_ups, *told):
        sides = ({*rule.programmes}, {*rule.those})
        if asked and not any({*asked} & side for side in sides):
            continue
        if all({*asked} & side or any(_is_near(name, rule.index, near) for name in side) for side in sides):
            found.setdefault(rule.id, rule)
    return tuple(found.values())


def _is_near(programme: str, index: int | None, near: set[tuple[str, int | None]]) -> bool:
    return (programme, index) in near or (index is None and any(name == programme for name, _ in near))


def relations_between(programmes: Sequence[str], as_of: date, *, corpus: Corpus) -> tuple[Combination, ...]:
    """What the register says of these programmes among themselves on a day, whatever the household; what binds comes first."""
    named = set(programmes)
    found = [
        entry
        for entry in corpus.combinations.values()
        if named & {*entry.these} and named & {*entry.those} and entry.grade != "lead" and entry.valid.covers(as_of)
    ]
    return tuple(sorted(found, key=lambda entry: not entry.binds))
