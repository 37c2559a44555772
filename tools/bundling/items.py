"""What is on the table: what one has, what may be met, what opens up after a recognition, what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.combination import Combination, CombinationKind
from corpus.corpus import Corpus
from corpus.facts import Money, Person
from corpus.schema import Recognition
from tools.bundling.models import Item, Standing
from tools.eligibility import Judgement, Verdict, amount_for, truth_for
from tools.rules.logic import Truth, all_of, any_of, negate
from tools.rules.trace import Trace
from tools.rules.view import HouseholdView, Index

STANDINGS = {Verdict.ELIGIBLE: Standing.ELIGIBLE, Verdict.UNKNOWN: Standing.POSSIBLE}


@dataclass(frozen=True)
class Supposing(HouseholdView):
    """The same household, were it (None) or one member recognised as more than was told."""

    supposed: frozenset[tuple[int | None, str]] = frozenset()

    def has(self, fact: str, status: str, index: Index) -> tuple[Truth, str]:
        """As told, or as supposed; of supporters nothing is supposed."""
        truth, path = super().has(fact, status, index)
        if fact.startswith("supporter."):
            return truth, path
        at = None if fact.startswith("household.") else index[0] if isinstance(index, tuple) else index
        return (True, path) if (at, status) in self.supposed or (None, status) in self.supposed else (truth, path)


def find_items(view: HouseholdView, judgements: Iterable[Judgement], combinations: Sequence[Combination]) -> tuple[Item, ...]:
    """Every item once, in the order of the programmes' names; amounts only where something hangs on them."""
    corpus = view.corpus
    judged = {j.result.id: j for j in judgements}
    statuses = {r.programme: r for r in corpus.recognitions.values() if r.programme}
    priced = frozenset(name for c in combinations if c.binds or c.kind is CombinationKind.TOP_UP for name in c.names)
    found: dict[tuple[str, int | None], Item] = {}
    order = {name: at for at, name in enumerate(dict.fromkeys((*corpus.programme_names, *corpus.programmes)))}
    for programme in order:
        status = statuses.get(programme)
        for index in _holders(view, programme, status):
            found[programme, index] = Item(programme=programme, index=index, standing=Standing.HELD)
        judgement = judged.get(programme)
        for index, verdict in _verdicts(view, judgement, status) if judgement else ():
            if (programme, index) not in found and verdict in STANDINGS:
                known = verdict is Verdict.ELIGIBLE and programme in priced
                amount = amount_for(view, programme, index) if known else None
                found[programme, index] = Item(programme=programme, index=index, standing=STANDINGS[verdict], amount=amount)
    for item in _later(view, tuple(found.values()), statuses, judged, combinations, priced):
        found[item.programme, item.index] = item
    return tuple(sorted(found.values(), key=lambda i: (-1 if i.index is None else i.index, order[i.programme])))


def _holders(view: HouseholdView, programme: str, status: Recognition | None) -> Iterator[int | None]:
    """Who has it already: recognised, or drawing it."""
    per_member = per_person(view.corpus, programme, status) and bool(view.indexes())
    drawing = [i for i in view.indexes() if drawn(view.member(i), programme, status, view.corpus) is not None]
    if not per_member:
        in_house = status is not None and view.has("household.recognised_as", status.id, None)[0] is True
        of_one = status is not None and any(view.has("member.recognised_as", status.id, i)[0] is True for i in view.indexes())
        yield from (None,) if in_house or of_one or drawing else ()
        return
    for index in view.indexes():
        recognised = status is not None and view.has("member.recognised_as", status.id, index)[0] is True
        if recognised or index in drawing:
            yield index


def per_person(corpus: Corpus, programme: str, status: Recognition | None) -> bool:
    """Whether it is had by persons: judged so, or the status it gives belongs to persons though whole households apply."""
    rule = corpus.programmes.get(programme)
    return (rule is not None and rule.judged == "person") or (status is not None and status.belongs == "person")


def drawn(person: Person, programme: str, status: Recognition | None, corpus: Corpus) -> tuple[Money | None] | None:
    """What a person said they draw of it, in a tuple of one (the amount may be untold); None: nothing of the kind was said."""
    rule = corpus.programmes.get(programme)
    names = {programme, *(rule.aliases if rule else ())} | ({status.id, status.full_name, *status.aliases} if status else set())
    return next(((amount,) for name, amount in (person.receives or {}).items() if name in names), None)


def _verdicts(view: HouseholdView, judgement: Judgement, status: Recognition | None) -> Iterator[tuple[int | None, Verdict]]:
    """The verdict member by member where it is had by persons, else the household's."""
    result, corpus = judgement.result, view.corpus
    if result.members:
        yield from ((member.index, member.verdict) for member in result.members)
    elif corpus.programmes[result.id].judged == "household" and per_person(corpus, result.id, status) and view.indexes():
        whole = judgement.traces[0][1]
        yield from ((index, Verdict.of(_of_one(whole, index))) for index in view.indexes())
    else:
        yield None, result.verdict


def _of_one(trace: Trace, index: int) -> Truth:
    """What a household's rule says of one member: where it asks for any member who meets a condition, this one has to."""
    match trace.kind:
        case "all":
            return all_of(_of_one(part, index) for part in trace.parts)
        case "any":
            return any_of(_of_one(part, index) for part in trace.parts)
        case "any_member":
            return next((part.truth for part in trace.parts if part.index == index), trace.truth)
        case _:
            return trace.truth


def _later(
    view: HouseholdView,
    items: tuple[Item, ...],
    statuses: Mapping[str, Recognition],
    judged: Mapping[str, Judgement],
    combinations: Sequence[Combination],
    priced: frozenset[str],
) -> Iterator[Item]:
    """What is ruled out today and may be met once a recognition is there that may be met now, by the register's sequences."""
    there = {(item.programme, item.index) for item in items}
    found: dict[tuple[str, int | None], Item] = {}
    opened = [c for c in combinations if c.kind is CombinationKind.SEQUENCE]
    traces = {(name, index): trace for name, j in judged.items() for index, trace in j.traces}
    firsts = [item for item in items if item.standing is not Standing.HELD and item.programme in statuses]
    for programme in dict.fromkeys(item.programme for item in firsts):
        status, own = statuses[programme], [item for item in firsts if item.programme == programme]
        supposing = _with_status(view, own, status)
        for name in dict.fromkeys(n for c in opened if programme in c.these for n in c.those if n in judged):
            for key, sure in _reached(view, name, own, status):
                if key in there or (key not in found and not sure):
                    continue
                if key in traces and _supposed(traces[key], supposing.supposed) is False:
                    continue
                if truth_for(supposing, *key) is True:
                    before = found.get(key)
                    amount = before.amount if before else amount_for(supposing, *key) if name in priced else None
                    after = before.after if before else ()
                    found[key] = Item(programme=name, index=key[1], standing=Standing.LATER, amount=amount, after=(*after, programme))
    yield from found.values()


def _reached(view: HouseholdView, name: str, firsts: Sequence[Item], status: Recognition) -> Iterator[tuple[tuple[str, int | None], bool]]:
    """The items of a programme that a recognition of these reaches, and whether the recognition may be met outright."""
    sure = [item.index for item in firsts if item.standing is Standing.ELIGIBLE]
    whole = status.belongs == "household" or any(item.index is None for item in firsts)
    if view.corpus.programmes[name].judged != "person":
        yield (name, None), bool(sure)
    elif whole:
        yield from (((name, index), bool(sure)) for index in view.indexes())
    else:
        yield from (((name, item.index), item.index in sure) for item in firsts)


def _supposed(trace: Trace, supposed: frozenset[tuple[int | None, str]]) -> Truth:
    """A trace's truth were some statuses there; what asks for no status keeps its truth."""
    match trace.kind:
        case "all":
            return all_of(_supposed(part, supposed) for part in trace.parts)
        case "any" | "any_member":
            return any_of(_supposed(part, supposed) for part in trace.parts)
        case "not":
            return negate(_supposed(trace.parts[0], supposed))
        case "fact" if trace.op in ("has", "has_any", "lacks") and any(status in trace.bound for _, status in supposed):
            return None
        case "programme" | "count_members" | "every_member":
            return None
        case _:
            return trace.truth


def _with_status(view: HouseholdView, firsts: Sequence[Item], status: Recognition) -> Supposing:
    whole = status.belongs == "household" or any(item.index is None for item in firsts)
    at: list[int | None] = [None] if whole else [item.index for item in firsts]
    supposed = frozenset((index, status.id) for index in at)
    return Supposing(view.household, view.corpus, view.day, view.complete, view.overrides, supposed=supposed)
