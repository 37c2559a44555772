"""Which facts still matter: some completion of the open facts gives different verdicts for two of its values.

Exact up to ``EXACT`` open facts, each tried at the values its comparisons tell apart; beyond that, or past the budget of
trials, every open path counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, get_args

from corpus.facts import Category, Disability, choices, fact_spec
from corpus.rule import FactOperand, FigureOperand, Leaf, Op
from tools.rules.evaluate import Memo, looks_at, truth_of
from tools.rules.logic import Truth
from tools.rules.trace import Trace
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
BUDGET = 4_000

Retry = Callable[[HouseholdView], Truth]


Probe = tuple[Leaf, int | None]
"""A comparison of the rule, and the member it is made for."""


def facts_that_matter(view: HouseholdView, trace: Trace, retry: Retry, probes: Sequence[Probe]) -> tuple[str, ...]:
    """The open paths of an undecided trace that may still tip it, in the order of the rule.

    Args:
        view: the household as told.
        trace: the undecided trace.
        retry: judges the same rule for a view with trial values.
        probes: every comparison of the rule and of the rules it refers to.
    """
    opened = tuple(dict.fromkeys(path for leaf in _leaves(trace) for path in leaf.paths))
    deciding = {path for leaf in trace.deciding() for path in leaf.paths}
    fixed = tuple(path for path in opened if _is_list(path) and path in deciding)
    trials = tuple(path for path in opened if not _is_list(path))
    if len(trials) > EXACT:
        return (*trials, *fixed)
    domains = {path: _distinct(view, path, probes) for path in trials}
    if any(len(values) < 2 for values in domains.values()):
        return (*trials, *fixed)
    search = _Search(view, domains, retry)
    kept = [path for path in trials if search.matters(path)]
    if search.spent:
        return (*trials, *fixed)
    order = {path: position for position, path in enumerate(opened)}
    return tuple(sorted((*kept, *fixed), key=order.__getitem__))


def _is_list(path: str) -> bool:
    """Whether it asks for a list of people: nobody can try every list, so one that is open counts."""
    return path == "members" or path.endswith(".supporters")


def _leaves(trace: Trace) -> Iterable[Trace]:
    """Leaves that are open, wherever they stand."""
    if not trace.parts:
        yield trace
    for part in trace.parts:
        yield from _leaves(part)


class _Search:
    """Tries completions, pruning wherever the verdict is already the same for all that is left open."""

    def __init__(self, view: HouseholdView, domains: dict[str, tuple[Any, ...]], retry: Retry) -> None:
        self.view, self.domains, self.retry = view, domains, retry
        self.left = BUDGET
        self.seen: dict[tuple[tuple[str, int], ...], Truth] = {}

    @property
    def spent(self) -> bool:
        return self.left <= 0

    def matters(self, path: str) -> bool:
        """Whether two values of ``path`` differ under some completion of the others."""
        return self._differs(path, {}, [p for p in self.domains if p != path])

    def _differs(self, path: str, chosen: dict[str, int], rest: list[str]) -> bool:
        if self.spent:
            return True
        truths = [self._truth({**chosen, path: i}) for i in range(len(self.domains[path]))]
        decided = {t for t in truths if t is not None}
        if len(decided) > 1:
            return True
        if not rest:
            return len(set(truths)) > 1
        if None not in truths:
            return False
        head, tail = rest[0], rest[1:]
        return any(self._differs(path, {**chosen, head: i}, tail) for i in range(len(self.domains[head])))

    def _truth(self, chosen: dict[str, int]) -> Truth:
        key = tuple(sorted(chosen.items()))
        if key not in self.seen:
            self.left -= 1
            self.seen[key] = self.retry(self.view.trying({p: self.domains[p][i] for p, i in chosen.items()}))
        return self.seen[key]


def _distinct(view: HouseholdView, path: str, probes: Sequence[Probe]) -> tuple[Any, ...]:
    """One trial value for each way the rule's comparisons can come out; values they do not tell apart are one."""
    touching = [(leaf, index) for leaf, index in probes if path in looks_at(leaf, view, index)]
    values = _domain(view, path, [leaf for leaf, _ in touching])
    memo = Memo()
    kept: dict[object, Any] = {}
    for position, value in enumerate(values):
        trial = view.trying({path: value})
        outcome = tuple(truth_of(leaf, trial, memo, index=index, judge=lambda *_: None) for leaf, index in touching)
        kept.setdefault(position if None in outcome else outcome, value)
    return tuple(kept.values()) if len(kept) > 1 else values


def _domain(view: HouseholdView, path: str, named: Sequence[Leaf]) -> tuple[Any, ...]:
    """Values of an open fact: every answer there is, or those around every number it is compared with."""
    if path == "area":
        return tuple(area.id for area in view.corpus.areas.values() if area.kind in LOCAL)
    if path == "size":
        return tuple(range(1, 11))
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
            return choices(fact)
        case "set":
            wanted = {str(v) for leaf in leaves for v in (leaf.value if isinstance(leaf.value, tuple) else (leaf.value,))}
            wanted -= set(view.denied(index))
            return ((), *((status,) for status in sorted(wanted)), tuple(sorted(wanted)))
        case "disability" if path.endswith(".grade"):
            return (1, 2, 3, 4)
        case "disability" if path.endswith(".category"):
            return get_args(Category)
        case "disability":
            return (Disability(grade=0), *(Disability(grade=g, category=k) for g in (1, 2, 3, 4) for k in get_args(Category)))
        case _:
            return _around(view, leaves, (view.size().value or 1) if path == "income_12m" else 1)


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
            marks.update((number * heads - 1, number * heads, number * heads + 1))
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
