"""What an answer would close: open traces reduced to what still moves, tried with one answer at a time.

A coarser look than matters.py, for choosing a question: by open path, one answer at a time, the rest left open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tools.rules.logic import Truth, negate
from tools.rules.trace import Trace

Outcome = tuple[Truth, frozenset[str]]
"""A truth, and the paths that are still open where it is None."""

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Knot:
    """An open node: its kind, what is below, and the open paths.

    Attributes:
        stuck: something no answer can settle is beside the parts, e.g. a figure nobody found.
    """

    kind: str
    parts: tuple[Knot, ...] = ()
    leaf: Trace | None = None
    paths: frozenset[str] = NOTHING
    stuck: bool = False


def knot(trace: Trace) -> Knot | None:
    """The open part of a trace; None: it is decided."""
    if trace.truth is not None:
        return None
    if trace.inner is not None:
        return knot(trace.inner)
    if not trace.parts:
        return Knot("leaf", leaf=trace, paths=frozenset(trace.paths), stuck=not trace.paths)
    parts = tuple(part for part in (knot(part) for part in trace.parts) if part is not None)
    kind = {"every_member": "all", "every_supporter": "all", "any_member": "any", "count_members": "count"}.get(trace.kind, trace.kind)
    if kind in ("all", "any") and len(parts) == 1:
        return parts[0]
    return Knot(kind, parts, paths=frozenset().union(*(part.paths for part in parts)))


def after(node: Knot, path: str, truths: dict[int, Truth]) -> Outcome:
    """What becomes of a node when ``path`` is answered.

    Args:
        node: the open node.
        path: what is answered.
        truths: by id of the leaf's trace the truth it takes on; leaves that look at the path and are not here stay open.
    """
    if path not in node.paths:
        return None, node.paths
    if node.leaf is not None:
        truth = truths.get(id(node.leaf))
        return truth, NOTHING if truth is not None else node.paths - {path}
    if node.kind == "not":
        truth, paths = after(node.parts[0], path, truths)
        return negate(truth), paths
    settles = {"all": False, "any": True}.get(node.kind)
    left: frozenset[str] = NOTHING
    still_open = False
    for part in node.parts:
        truth, paths = after(part, path, truths)
        if truth is None:
            still_open, left = True, left | paths
        elif settles is not None and truth is settles:
            return settles, NOTHING
    if still_open:
        return None, left
    return (None if settles is None else not settles), NOTHING


def leaves(node: Knot) -> Iterable[Trace]:
    """The open leaves below."""
    if node.leaf is not None:
        yield node.leaf
    for part in node.parts:
        yield from leaves(part)
