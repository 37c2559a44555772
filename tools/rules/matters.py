"""Which facts still matter: some completion of the open facts gives different verdicts for two of its values.

Exact up to ``EXACT`` open facts and ``MOST_COMPLETIONS`` completions, each fact at the values its comparisons tell apart;
beyond that every open path counts that stands in no group which is settled already. What a rule presumes is not asked for
where nothing else waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, get_args

from corpus.facts import NO_DISABILITY, Category, Disability, choices, fact_spec
from corpus.rule import FactOperand, FigureOperand, Leaf, Op
from tools.rules.completions import Completions
from tools.rules.evaluate import compare_fixed
from tools.rules.logic import Truth
from tools.rules.trace import Trace
from tools.rules.truth_sets import BySize, Comparison, Node, Ready, Sets, Space, below, sets_of
from tools.rules.view import LOOSER_ONLY, HouseholdView, member_path

FALLS_BACK = {
    "household.recognised_as": ("member.recognised_as",),
    "household.monthly_income_per_head": ("member.monthly_income", "household.income_12m_per_head"),
    "household.income_12m": ("household.income_12m_per_head",),
}
"""Household facts that stand in for a member's own (see view.py)."""

LOCAL = ("district", "county", "county_city", "zone")
"""Kinds of areas a household may be registered in."""

EXACT = 6
MOST_COMPLETIONS = 2**20
CATEGORIES = get_args(Category)
GRADES = (1, 2, 3, 4)
CERTIFICATES = {(grade, category): Disability(grade=grade, category=category) for grade in GRADES for category in CATEGORIES}
MOST = 10
"""The largest household tried."""


def facts_that_matter(view: HouseholdView, trace: Trace, make_ready: Callable[[Completions], Ready]) -> tuple[str, ...]:
    """The open paths of an undecided trace that may still tip it, in the order of the rule.

    Args:
        view: the household as told.
        trace: the undecided trace.
        make_ready: makes the same rule ready.
    """
    opened = tuple(dict.fromkeys(path for leaf in _leaves(trace) for path in leaf.paths))
    deciding = {path for leaf in trace.deciding() for path in leaf.paths}
    fixed = tuple(path for path in opened if _is_list(path) and path in deciding)
    still = {path for leaf in _leaves(trace, decided=False) for path in leaf.paths}
    presumed = {leaf.fact_path for leaf in trace.leaves() if leaf.assumed}
    paths = tuple(path for path in opened if not _is_list(path) and (path in still or path not in presumed))
    if len(paths) > EXACT:
        paths = tuple(path for path in paths if path in still)
    if not paths or len(paths) > EXACT:
        return (*paths, *fixed)
    tried = Completions(view, paths)
    rule = make_ready(tried)
    looked = rule.spots if isinstance(rule, Node) else ()
    leaves = {spot: [leaf for node, leaf in tried.leaves.items() if spot in node.spots] for spot in looked}
    tried.values = [_domain(view, path, leaves[spot]) if spot in looked else (None,) for spot, path in enumerate(paths)]
    if not isinstance(rule, Node):
        return fixed
    space = _space(tried, rule) if all(len(tried.values[spot]) > 1 for spot in looked) else None
    if space is None or space.total > MOST_COMPLETIONS:
        return (*paths, *fixed)
    sets = sets_of(rule, space)
    kept = [path for spot, path in enumerate(paths) if space.moves(sets, spot)]
    order = {path: position for position, path in enumerate(opened)}
    return tuple(sorted((*kept, *fixed), key=order.__getitem__))


def _is_list(path: str) -> bool:
    """Whether it asks for a list of people: nobody can try every list, so one that is open counts."""
    return path == "members" or path.endswith(".supporters")


def _leaves(trace: Trace, *, decided: bool = True) -> Iterable[Trace]:
    """Leaves that are open, wherever they stand; without ``decided`` only those no group above has settled already."""
    if trace.truth is not None and not decided:
        return
    if not trace.parts:
        yield trace
    for part in trace.parts:
        yield from _leaves(part, decided=decided)


def _space(tried: Completions, rule: Node) -> Space:
    """The completions to try: each path's values that the rule's parts tell apart; those they do not are one."""
    every: list[Sequence[int]] = [range(len(values)) for values in tried.values]
    outcomes: list[list[list[object]]] = [[] for _ in every]
    alone: dict[Node, Sets] = {}
    for part in _parts(rule):
        if isinstance(part, BySize):
            outcomes[part.spot].append([part.enough(place) for place in every[part.spot]])
            continue
        own = Space([places if spot in part.spots else (0,) for spot, places in enumerate(every)])
        sets = sets_of(part, own)
        if len(part.spots) == 1:
            alone[part] = sets
        for spot in part.spots:
            outcomes[spot].append(list(own.slices(sets, spot)))
    space = Space([_firsts(places, seen) for places, seen in zip(every, outcomes, strict=True)])
    if space.total <= MOST_COMPLETIONS:
        space.known.update({part: space.spread(sets, part.spots[0]) for part, sets in alone.items()})
    return space


def _firsts(places: Sequence[int], outcomes: Sequence[Sequence[object]]) -> Sequence[int]:
    """Of the places the first for each way they come out."""
    firsts: dict[tuple[object, ...], int] = {}
    for place, outcome in zip(places, zip(*outcomes, strict=True), strict=True) if outcomes else ((place, ()) for place in places[:1]):
        firsts.setdefault(outcome, place)
    return tuple(firsts.values())


def _parts(rule: Node) -> list[Node]:
    """The largest parts that look at one path alone, the comparisons that look at several, and lists that wait for the size."""
    found: list[Node] = []
    waiting: list[Ready] = [rule]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Node) or id(node) in seen:
            continue
        seen.add(id(node))
        if len(node.spots) == 1 or isinstance(node, Comparison | BySize):
            found.append(node)
        if len(node.spots) > 1:
            waiting.extend(below(node))
    return found


def _domain(view: HouseholdView, path: str, named: Sequence[Leaf]) -> tuple[Any, ...]:
    """Values of an open fact: every answer there is, or those around every number it is compared with."""
    if path == "area":
        return tuple(area.id for area in view.corpus.areas.values() if area.kind in LOCAL)
    if path == "size":
        return _sizes(view, named)
    if path == "assets_within_limit":
        return (True, False, LOOSER_ONLY)
    spot = member_path(path)
    fact = f"member.{spot[1]}" if spot else f"household.{path}"
    index = spot[0] if spot else None
    spec = fact_spec(fact)
    leaves = [leaf for leaf in named if _compares(leaf, fact)]
    match spec.kind:
        case "yes_no":
            return (True, False)
        case "choice":
            return _told_apart(choices(fact), leaves)
        case "set":
            wanted = {str(v) for leaf in leaves for v in (leaf.value if isinstance(leaf.value, tuple) else (leaf.value,))}
            wanted -= {*view.denied(index), *(view.settled_for_all() if index is not None else ())}
            return ((), *((status,) for status in sorted(wanted)), tuple(sorted(wanted)))
        case "disability" if path.endswith(".grade"):
            return _told_apart(GRADES, leaves)
        case "disability" if path.endswith(".category"):
            return _told_apart(CATEGORIES, leaves)
        case "disability":
            return _certificates(leaves)
        case _:
            return _around(view, leaves, (view.size().value or 1) if path == "income_12m" else 1)


def _certificates(leaves: Sequence[Leaf]) -> tuple[Disability, ...]:
    """No certificate, and one for each grade with each category, as far as the comparisons tell them apart."""
    grades = _told_apart(GRADES, [leaf for leaf in leaves if leaf.fact.endswith(".grade")])
    categories = _told_apart(CATEGORIES, [leaf for leaf in leaves if leaf.fact.endswith(".category")])
    return (NO_DISABILITY, *(CERTIFICATES[grade, category] for grade in grades for category in categories))


def _told_apart(values: Sequence[Any], leaves: Sequence[Leaf]) -> tuple[Any, ...]:
    """Of the values one for each way the comparisons with fixed values come out; all, where one is made with something else."""
    if any(leaf.op not in (Op.ONE_OF, Op.EQUAL_TO) or isinstance(leaf.value, FigureOperand | FactOperand) for leaf in leaves):
        return tuple(values)
    kept: dict[tuple[Truth, ...], Any] = {}
    for value in values:
        kept.setdefault(tuple([compare_fixed(leaf, value) for leaf in leaves]), value)
    return tuple(kept.values())


def _sizes(view: HouseholdView, named: Sequence[Leaf]) -> tuple[int, ...]:
    """Where an income waits to be shared out every size; otherwise one, several, and what the list or a comparison tells apart."""
    if view.household.monthly_income is not None or view.household.income_12m is not None:
        return tuple(range(1, MOST + 1))
    listed = len(view.household.members or ())
    marks = {1, 2, listed, listed + 1, *_around(view, [leaf for leaf in named if _compares(leaf, "household.size")], 1)}
    return tuple(sorted(size for size in marks if 1 <= size <= MOST))


def _compares(leaf: Leaf, fact: str) -> bool:
    """Whether a comparison is about a fact: directly, or because a member's fact falls back on the household's."""
    if leaf.fact == fact or leaf.fact.startswith(f"{fact}.") or _operand_fact(leaf) == fact:
        return True
    return leaf.fact in FALLS_BACK.get(fact, ())


def _operand_fact(leaf: Leaf) -> str | None:
    return leaf.value.fact if isinstance(leaf.value, FactOperand) else None


def _around(view: HouseholdView, leaves: Iterable[Leaf], heads: int) -> tuple[Any, ...]:
    """Just under, on and just over every number the fact, divided by ``heads``, is compared with."""
    marks: set[Decimal] = set()
    for leaf in leaves:
        if leaf.op in (Op.HAS, Op.LACKS, Op.HAS_ANY, Op.IS_TRUE, Op.IS_FALSE):
            continue
        for number in _numbers(view, leaf):
            marks.update((number * heads - 1, number * heads))
            if leaf.op not in (Op.LESS_THAN, Op.AT_LEAST) or (isinstance(leaf.value, FigureOperand) and leaf.value.at_equality == "open"):
                marks.add(number * heads + 1)
    values = sorted(mark for mark in marks if mark >= 0)
    whole = all(value == value.to_integral_value() for value in values)
    found: tuple[Any, ...] = tuple(int(v) if whole else v for v in values)
    return found or (0, 1)


def _numbers(view: HouseholdView, leaf: Leaf) -> Iterable[Decimal]:
    """The numbers a comparison may be made with: of a figure that waits for the area, those of every area."""
    operand = leaf.value
    if isinstance(operand, Decimal):
        yield operand
    elif isinstance(operand, FigureOperand):
        names = [operand.parameter] + ([operand.times_parameter] if operand.times_parameter else [])
        factor = operand.times if operand.times is not None else Decimal(1)
        for area in _areas(view, names):
            product: Decimal | None = factor
            for name in names:
                number = view.corpus.figure(name, area, view.day).number
                product = None if number is None or product is None else product * number
            if product is not None:
                yield product


def _areas(view: HouseholdView, parameters: Sequence[str]) -> tuple[str | None, ...]:
    """The household's area; where it is not told and a figure differs by area, every area."""
    area = view.area()
    if area is None and any(view.corpus.figure(name, None, view.day).state == "needs_area" for name in parameters):
        return tuple(a.id for a in view.corpus.areas.values() if a.kind in LOCAL)
    return (area,)
