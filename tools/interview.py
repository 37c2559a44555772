"""Which fact to ask next: what settles most for the least effort and pain."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.dated import Strict
from corpus.facts import About, fact_spec
from tools.eligibility import Judgement, ProgrammeResult
from tools.rules.view import member_path


class NextFact(Strict):
    """The fact to ask next.

    Attributes:
        path: household path, e.g. ``members[1].disability``.
        settles: ids of the programmes that wait for it.
    """

    path: str
    settles: tuple[str, ...]


def next_fact(
    judgements: Sequence[Judgement], *, unknown: frozenset[str] = frozenset(), first: frozenset[str] = frozenset()
) -> NextFact | None:
    """The open fact that settles most for the least.

    A fact that alone keeps a programme open counts in full, one of several in part. Programmes in ``first`` (those
    asked about) come before all others. Painful facts wait until nothing else is left.

    Args:
        judgements: the household's judgements.
        unknown: paths the user said they do not know; never asked again.
        first: programme ids asked about.
    """
    weight: dict[str, float] = {}
    waits: dict[str, list[str]] = {}
    for judgement in judgements:
        result = judgement.result
        for path, share in _shares(result, unknown).items():
            weight[path] = weight.get(path, 0.0) + share * (10.0 if result.id in first else 1.0)
            waits.setdefault(path, []).append(result.id)
    if not weight:
        return None
    order = list(weight)
    best = max(order, key=lambda path: (not _painful(path), round(weight[path] / _effort(path), 9), -order.index(path)))
    return NextFact(path=best, settles=tuple(waits[best]))


def _shares(result: ProgrammeResult, unknown: frozenset[str]) -> dict[str, float]:
    """How far each open fact alone goes towards a verdict: of a programme judged per person, for the nearest member."""
    shares: dict[str, float] = {}
    groups = [member.missing for member in result.members if member.missing] or [result.missing]
    others = [path for path in result.missing if not any(path in group for group in groups)]
    for group in (*groups, *((path,) for path in others)):
        left = [path for path in group if path not in unknown and path in result.missing]
        for path in left:
            shares[path] = max(shares.get(path, 0.0), 1 / len(result.missing) if path in others else 1 / len(left))
    return shares


def about(path: str) -> About:
    """What a household path is.

    Raises:
        KeyError: no such fact.
    """
    return fact_spec(kind_of(path))


def kind_of(path: str) -> str:
    """The fact behind a household path: ``members[1].age`` -> ``member.age``, ``size`` -> ``household.size``."""
    spot = member_path(path)
    return f"member.{spot[1]}" if spot else f"household.{path}"


def _painful(path: str) -> bool:
    return about(path).painful


def _effort(path: str) -> int:
    return about(path).effort
