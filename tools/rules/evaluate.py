"""Judges one condition over one household: a truth and a trace."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from corpus.facts import Disability, Range
from corpus.figures import Figure
from corpus.rule import (
    All,
    AnyCondition,
    AnyMember,
    AnyOf,
    CountMembers,
    Discretion,
    EveryMember,
    EverySupporter,
    FactOperand,
    FigureOperand,
    Leaf,
    Not,
    Op,
    ProgrammeSays,
)
from tools.rules.logic import Truth, all_of, any_of, count_reaches, negate
from tools.rules.trace import Trace
from tools.rules.view import UNLISTED, HouseholdView, Index, part_of

Judge = Callable[[str], Trace]
"""Judges another programme for the same household: its id -> the trace of its rule."""


_SETS = {Op.HAS, Op.LACKS, Op.HAS_ANY}
_SET_NAMES = {op.value for op in _SETS}
_TRUTH_NAMES = {Op.IS_TRUE.value, Op.IS_FALSE.value}
FAR = Decimal(10**7)
_NUMERIC = {Op.LESS_THAN, Op.AT_MOST, Op.AT_LEAST, Op.MORE_THAN}


def evaluate(condition: AnyCondition, view: HouseholdView, *, index: Index = None, judge: Judge) -> Trace:
    """Judge a condition.

    Args:
        condition: the rule or a part of it.
        view: the household on its day.
        index: the member whose ``member.`` facts are meant.
        judge: how to ask for another programme's verdict.
    """
    match condition:
        case All(all=parts):
            traces = tuple(evaluate(part, view, index=index, judge=judge) for part in parts)
            return Trace("all", all_of(t.truth for t in traces), id=condition.id, plain=condition.plain, parts=traces, index=index)
        case AnyOf(any=parts):
            traces = tuple(evaluate(part, view, index=index, judge=judge) for part in parts)
            return Trace("any", any_of(t.truth for t in traces), id=condition.id, plain=condition.plain, parts=traces, index=index)
        case Not(not_=part):
            inner = evaluate(part, view, index=index, judge=judge)
            return Trace("not", negate(inner.truth), id=condition.id, plain=condition.plain, parts=(inner,), index=index)
        case AnyMember(any_member=part) | EveryMember(every_member=part) | CountMembers(count_members=part):
            return _members(condition, part, view, judge)
        case EverySupporter():
            return _supporters(condition, view, index, judge)
        case ProgrammeSays():
            return _programme(condition, judge, index)
        case Discretion():
            return Trace(
                "discretion",
                None,
                id=condition.id,
                clause=_clauses(condition.clause),
                plain=condition.plain,
                grade=condition.grade,
                judge=condition.discretion,
                index=index,
            )
        case Leaf():
            return judge_leaf(condition, view, index)
    raise TypeError(type(condition).__name__)


def looks_at(leaf: Leaf, view: HouseholdView, index: Index) -> tuple[str, ...]:
    """The paths whose trial values can change a leaf's truth."""
    paths = list(view.reads(leaf.fact, index))
    if isinstance(leaf.value, FactOperand):
        paths += view.reads(leaf.value.fact, index)
    if isinstance(leaf.value, FigureOperand | FactOperand):
        paths.append("area")
    return tuple(dict.fromkeys(paths))


def is_plain(leaf: Leaf, view: HouseholdView, index: Index) -> bool:
    """Whether an untold fact of its own path is all a comparison looks at, beside a fixed value."""
    if leaf.op in _SETS or isinstance(leaf.value, FigureOperand | FactOperand) or leaf.fact.startswith("household.assets_within_limit"):
        return False
    if not leaf.fact.endswith((".grade", ".category")) and len(view.reads(leaf.fact, index)) > 1:
        return False
    told = view.get(leaf.fact, index)
    return told.value is None and told.path == view.path(leaf.fact, index)


def compare_plain(leaf: Leaf, value: Any) -> Truth:
    """The truth of a plain comparison for a trial value of its fact."""
    return _compare(leaf.op, part_of(value, leaf.fact.rsplit(".", 1)[1]) if isinstance(value, Disability) else value, leaf.value)


def compare_fixed(leaf: Leaf, value: Any) -> Truth:
    """The truth of a comparison with a fixed value for a grade, a category or a choice."""
    return _compare(leaf.op, value, leaf.value)


def trial_truth(leaf: Leaf, view: HouseholdView, index: Index) -> Truth:
    """The truth of one comparison, without its trace."""
    if leaf.op in _SETS:
        truth, open_figure = _set(leaf, view, index)[0], False
    else:
        told = view.get(leaf.fact, index).value
        truth, open_figure, *_ = _against(leaf, told, view, index)
    return True if leaf.presumed and truth is None and not open_figure else truth


def compare_trial(trace: Trace, value: Any) -> Truth:
    """The truth of an open comparison if its fact had this value; None where a figure or another fact is open too.

    A figure that waits for the area lies far below a value of ``FAR`` or more.
    """
    if trace.op in _SET_NAMES:
        held = any(status in value for status in trace.bound)
        return held is not (trace.op == Op.LACKS.value)
    if trace.op is None or value is None:
        return None
    if trace.bound is None and trace.op not in _TRUTH_NAMES:
        return _compare(Op(trace.op), value, FAR) if isinstance(value, Decimal) and value > FAR else None
    part = part_of(value, str(trace.fact).rsplit(".", 1)[1]) if isinstance(value, Disability) else value
    return _compare(Op(trace.op), part, trace.bound)


def judge_leaf(leaf: Leaf, view: HouseholdView, index: Index) -> Trace:
    """One comparison as judged; each is judged once for a view."""
    key = (id(leaf), index)
    if key not in view.seen:
        view.seen[key] = (leaf, _leaf(leaf, view, index))  # the leaf is kept so that its id stays its own
    return view.seen[key][1]  # type: ignore[no-any-return]


def _clauses(clause: str | tuple[str, ...]) -> tuple[str, ...]:
    return (clause,) if isinstance(clause, str) else clause


def _members(condition: AnyMember | EveryMember | CountMembers, part: AnyCondition, view: HouseholdView, judge: Judge) -> Trace:
    traces = [evaluate(part, view, index=i, judge=judge) for i in view.indexes()]
    complete = view.list_complete()
    if not complete:
        traces.append(evaluate(part, view, index=UNLISTED, judge=judge))
    truth = roll_members(condition, [t.truth for t in traces], complete)
    kinds = {AnyMember: "any_member", EveryMember: "every_member", CountMembers: "count_members"}
    return Trace(kinds[type(condition)], truth, id=condition.id, plain=condition.plain, parts=tuple(traces))


def roll_members(condition: AnyMember | EveryMember | CountMembers, truths: list[Truth], complete: bool) -> Truth:
    """Roll members up; an unlisted one (the last, in an incomplete list) can at most leave it open."""
    match condition:
        case AnyMember():
            return any_of(truths if complete else [*truths[:-1], None if truths[-1] else truths[-1]])
        case EveryMember():
            return all_of(truths if complete else [*truths[:-1], None if truths[-1] is False else truths[-1]])
        case CountMembers():
            listed = truths if complete else truths[:-1]
            closed = complete or truths[-1] is False
            trues, opens = sum(t is True for t in listed), sum(t is None for t in listed)
            return count_reaches(trues, opens, closed, condition.op, condition.value)


def _supporters(condition: EverySupporter, view: HouseholdView, index: Index, judge: Judge) -> Trace:
    listed = view.supporters(index)
    if listed is None:
        return evaluate(condition.otherwise, view, index=index, judge=judge)
    assert isinstance(index, int)
    traces = tuple(evaluate(condition.every_supporter, view, index=(index, j), judge=judge) for j in range(len(listed)))
    return Trace(
        "every_supporter",
        all_of(t.truth for t in traces),
        id=condition.id,
        clause=_clauses(condition.clause),
        plain=condition.plain,
        grade=condition.grade,
        parts=traces,
        index=index,
    )


def _programme(condition: ProgrammeSays, judge: Judge, index: Index) -> Trace:
    inner = judge(condition.programme)
    if condition.part is not None:
        inner = next((node for node in inner.nodes() if node.id == condition.part), inner)
    truth = inner.truth if condition.verdict == "eligible" else negate(inner.truth)
    open_leaves = list(inner.deciding()) if truth is None else []
    return Trace(
        "programme",
        truth,
        id=condition.id,
        clause=_clauses(condition.clause),
        plain=condition.plain,
        grade=condition.grade,
        paths=tuple(dict.fromkeys(path for leaf in open_leaves for path in leaf.paths)),
        figures=tuple(figure for leaf in open_leaves for figure in leaf.figures),
        open_figure=any(leaf.open_figure for leaf in open_leaves),
        index=index,
        inner=inner if condition.verdict == "eligible" else Trace("not", truth, parts=(inner,)),
    )


def _leaf(leaf: Leaf, view: HouseholdView, index: Index) -> Trace:
    truth, told, path, note = None, None, None, None
    figures: tuple[Figure, ...] = ()
    bound: Any = None
    open_figure = False
    paths: tuple[str, ...] = ()
    if leaf.op in _SETS:
        truth, path = _set(leaf, view, index)
        bound = leaf.value if isinstance(leaf.value, tuple) else (str(leaf.value),)
        paths = (path,) if truth is None else ()
    else:
        fact = view.get(leaf.fact, index)
        told, path, note = fact.value, fact.path, fact.note
        if told is None:
            paths = (path,)
        truth, open_figure, bound, figures, missing = _against(leaf, told, view, index)
        paths = tuple(dict.fromkeys((*paths, *missing)))
        if told is not None and truth is None and not open_figure and not paths:
            paths = (path,)
    assumed = None
    if leaf.presumed and truth is None and not open_figure:
        truth, assumed, paths = True, leaf.presumed, ()
    return Trace(
        "fact",
        truth,
        id=leaf.id,
        clause=_clauses(leaf.clause),
        plain=leaf.plain,
        grade=leaf.grade,
        paths=paths,
        fact=leaf.fact,
        fact_path=path,
        figures=figures,
        open_figure=open_figure and truth is None,
        told=told,
        bound=bound,
        op=leaf.op.value,
        assumed=assumed,
        index=index,
        note=note,
    )


def _against(leaf: Leaf, told: Any, view: HouseholdView, index: Index) -> tuple[Truth, bool, Any, tuple[Figure, ...], tuple[str, ...]]:
    """Compare what was told: (truth, whether a figure leaves it open, the bound, its figures, facts missing for the bound)."""
    if not isinstance(leaf.value, FigureOperand | FactOperand):
        return (None if told is None else _compare(leaf.op, told, leaf.value)), False, leaf.value, (), ()
    bound, figures, missing = _bound(leaf.value, view, index)
    if bound is None:
        return None, not missing, None, figures, missing
    if told is None:
        return None, False, bound, figures, ()
    truth, open_figure = _against_figure(leaf.op, told, bound, figures, leaf.value)
    return truth, open_figure, bound, figures, ()


def statuses_of(leaf: Leaf) -> tuple[str, ...]:
    """The statuses a comparison of statuses asks for; of another one none."""
    if leaf.op not in _SETS:
        return ()
    return leaf.value if isinstance(leaf.value, tuple) else (str(leaf.value),)


def _set(leaf: Leaf, view: HouseholdView, index: Index) -> tuple[Truth, str]:
    answers = [view.has(leaf.fact, status, index) for status in statuses_of(leaf)]
    truth = any_of(answer for answer, _ in answers)
    path = next((p for answer, p in answers if answer is None), answers[0][1])
    return (negate(truth) if leaf.op is Op.LACKS else truth), path


def _bound(operand: FigureOperand | FactOperand, view: HouseholdView, index: Index) -> tuple[Any, tuple[Figure, ...], tuple[str, ...]]:
    """The value to compare with, the figures it rests on, and the facts that are missing for it."""
    figures: list[Figure] = []
    factor = operand.times if operand.times is not None else Decimal(1)
    if operand.times_parameter:
        figures.append(view.corpus.figure(operand.times_parameter, view.area(), view.day))
    if isinstance(operand, FigureOperand):
        figures.append(view.corpus.figure(operand.parameter, view.area(), view.day))
    if any(figure.state == "needs_area" for figure in figures):
        return None, tuple(figures), ("area",)
    if any(figure.number is None or figure.grade == "lead" for figure in figures):
        return None, tuple(figures), ()
    for figure in figures:
        factor *= figure.number or Decimal(0)
    if isinstance(operand, FigureOperand):
        return factor, tuple(figures), ()
    other = view.get(operand.fact, index)
    if other.value is None:
        return None, tuple(figures), (other.path,)
    if isinstance(other.value, Range):
        return Range(low=other.value.low * factor, high=other.value.high * factor), tuple(figures), ()
    return other.value * factor, tuple(figures), ()


def _against_figure(op: Op, told: Any, bound: Any, figures: tuple[Figure, ...], operand: FigureOperand | FactOperand) -> tuple[Truth, bool]:
    """Compare with a figure: (truth, whether it is the figure that leaves it open)."""
    truth = _compare(op, told, bound)
    if isinstance(operand, FigureOperand) and operand.at_equality == "open" and _exactly(told, bound):
        return None, True
    if all(figure.decides and not figure.floor for figure in figures):
        return truth, False
    lower_bound = all(figure.decides or (figure.state == "carried" and figure.only_rises) for figure in figures)
    if lower_bound and op in _NUMERIC and not isinstance(bound, Range) and _surely_below(op, told, bound):
        return truth, False
    return None, truth is not None


def _exactly(told: Any, bound: Any) -> bool:
    """Whether the fact is the bound itself, a range of one amount too."""
    return bool(told.low == told.high == bound if isinstance(told, Range) else told == bound)


def _surely_below(op: Op, told: Any, bound: Decimal) -> bool:
    """Whether the fact lies so low that any bound at or above this one gives the same answer."""
    high = told.high if isinstance(told, Range) else Decimal(told)
    return bool(high <= bound) if op in (Op.AT_MOST, Op.MORE_THAN) else bool(high < bound)


def _compare(op: Op, told: Any, bound: Any) -> Truth:
    """Compare two values; ranges that straddle are open."""
    if op is Op.IS_TRUE:
        return bool(told)
    if op is Op.IS_FALSE:
        return not told
    if op is Op.ONE_OF:
        return str(told) in bound
    if op is Op.EQUAL_TO and not isinstance(told, Range | int | Decimal):
        return bool(told == bound)
    if isinstance(told, bool) or isinstance(bound, bool):
        return bool(told == bound)
    low, high = (told.low, told.high) if isinstance(told, Range) else (Decimal(told), Decimal(told))
    bottom, top = (bound.low, bound.high) if isinstance(bound, Range) else (Decimal(bound), Decimal(bound))
    match op:
        case Op.LESS_THAN:
            return True if high < bottom else False if low >= top else None
        case Op.AT_MOST:
            return True if high <= bottom else False if low > top else None
        case Op.AT_LEAST:
            return True if low >= top else False if high < bottom else None
        case Op.MORE_THAN:
            return True if low > top else False if high <= bottom else None
        case _:
            return True if low == high == bottom == top else False if high < bottom or low > top else None
