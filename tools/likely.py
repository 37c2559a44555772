"""What people usually answer: the trial values of a fact with their weights, for choosing the next question only.

No verdict ever rests on these. They are assumptions about those who come and ask (docs in evals/README.md), coarse on
purpose: most have no disability certificate, no status, no sudden hardship; most can work and are insured.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any, get_args

from corpus.facts import NO_DISABILITY, Category, Disability, choices, fact_spec

Likely = tuple[tuple[Any, float], ...]
"""Trial values with weights that add up to one."""

YES = {
    "household.assets_within_limit": 0.85,
    "household.sudden_hardship": 0.25,
    "household.disaster": 0.2,
    "member.can_work": 0.7,
    "member.needs_long_term_care": 0.3,
    "member.registered_unemployed": 0.1,
    "member.supporters_unable": 0.1,
    "member.enrolled_medical": 0.9,
    "member.enrolled_pension": 0.7,
}
OTHER_YES = 0.15

CHOICES = {
    "household.residence": {"rural": 0.8},
    "household.housing_grade": {"A": 0.25, "B": 0.4, "C": 0.2, "D": 0.1},
    "member.education_stage": {"none": 0.75},
    "member.father": {"alive_able": 0.9},
    "member.mother": {"alive_able": 0.9},
}
"""Weights of some choices; the rest is shared among the others."""

GRADES = {0: 0.78, 1: 0.04, 2: 0.06, 3: 0.06, 4: 0.06}
NO_STATUS = 0.7
AGES = ((8, 0.08), (15, 0.04), (17, 0.03), (25, 0.1), (45, 0.3), (58, 0.15), (68, 0.2), (85, 0.1))
FAR_ABOVE = Decimal(10**8)
FAR = 0.35
"""Share of amounts that lie above any figure, whatever the area."""

BELOW = 0.4
"""Share of amounts that lie below the number they are compared with."""


def likely(fact: str, bounds: Iterable[Any], age: int | None = None) -> Likely:
    """Trial values of ``household.<key>`` or ``member.<key>``.

    Args:
        fact: what is asked.
        bounds: what it is compared with: statuses, numbers.
        age: of the member, where it was told.
    """
    spec = fact_spec(fact)
    match spec.kind:
        case "yes_no":
            share = _grown(fact, age) * YES.get(fact, OTHER_YES)
            return ((True, share), (False, 1 - share))
        case "choice":
            return _choices(fact, age)
        case "disability":
            return tuple(
                (NO_DISABILITY if grade == 0 else Disability(grade=grade, category=category), weight * part)
                for grade, weight in GRADES.items()
                for category, part in (((None, 1.0),) if grade == 0 else CATEGORIES)
            )
        case "set":
            wanted = sorted({str(status) for bound in bounds for status in (bound if isinstance(bound, tuple) else (bound,))})
            share = (1 - NO_STATUS) / len(wanted) if wanted else 0
            return (((), NO_STATUS), *(((status,), share) for status in wanted))
        case "age":
            return AGES
        case _:
            return _amounts({bound for bound in bounds if isinstance(bound, Decimal | int) and not isinstance(bound, bool)})


CATEGORIES: tuple[tuple[str | None, float], ...] = (("肢体", 0.5), ("智力", 0.25), ("听力", 0.25))
assert {name for name, _ in CATEGORIES} <= set(get_args(Category))


WORKING = ("member.can_work", "member.registered_unemployed", "member.enrolled_pension")
SCHOOL = ((3, "none"), (6, "preschool"), (12, "primary"), (15, "junior"), (18, "senior"), (23, "undergraduate"))
"""Below this age the usual stage."""


def _grown(fact: str, age: int | None) -> float:
    """How much the answer of a working age holds for this one."""
    if age is None or fact not in WORKING:
        return 1.0
    return 0.05 if age < 16 else 1.0 if age < 60 else 0.4


def _choices(fact: str, age: int | None) -> Likely:
    known, names = CHOICES.get(fact, {}), choices(fact)
    if fact == "member.education_stage" and age is not None:
        known = {next((stage for below, stage in SCHOOL if age < below), "none"): 0.9 if age < 18 or age > 22 else 0.5}
    rest = [name for name in names if name not in known]
    left = (1 - sum(known.values())) / len(rest) if rest else 0
    return tuple((name, known.get(name, left)) for name in names)


def _amounts(bounds: set[Any]) -> Likely:
    """Below all, between two, above all of the numbers; without any no trial can tell."""
    marks = sorted(bounds)
    if not marks:
        return ((FAR_ABOVE, FAR), (None, 1 - FAR))
    points = [
        Decimal(marks[0]) / 2,
        *((Decimal(low) + Decimal(high)) / 2 for low, high in pairwise(marks)),
        marks[-1] * 2 + 1,
    ]
    between = 0.15 if len(points) > 2 else 0.0
    inner = between / max(len(points) - 2, 1)
    return tuple((point, BELOW if at == 0 else 1 - BELOW - between if at == len(points) - 1 else inner) for at, point in enumerate(points))
