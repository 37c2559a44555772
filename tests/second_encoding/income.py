"""The 低保 line by date and area, and the income that is held against it.

Sources: facts/dalian.md C and D1, facts/additions.md 1, facts/README.md ruling 1, design.md section 4 (income keys).
"""

from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from .shared import UNNAMED, Facts, Tri, number, size

Group: TypeAlias = Literal["north", "elsewhere"]

LINE_FROM: tuple[tuple[date, int, int], ...] = (
    (date(2021, 7, 1), 580, 780),
    (date(2022, 7, 1), 660, 850),
    (date(2023, 7, 1), 745, 925),
    (date(2024, 7, 1), 805, 972),
    (date(2025, 7, 1), 846, 1011),
)
"""Monthly 低保 line per person: from, rural 普兰店/瓦房店/庄河, urban and rural elsewhere (dalian.md D1; additions.md 1)."""

LINE_KNOWN_BEFORE: date = date(2026, 7, 1)
"""From here the last row is only a lower bound (README ruling 1)."""

ZONES: tuple[str, ...] = ("长兴岛", "交流岛", "花园口", "金普", "高新区", "高新技术产业园区", "保税区")
NORTH: tuple[str, ...] = ("普兰店", "瓦房店", "瓦市", "庄河", "北三市", "北三区市")
ELSEWHERE: tuple[str, ...] = ("中山区", "西岗区", "沙河口区", "甘井子", "旅顺", "金州", "长海", "长山群岛", "市内四区")


def line_group(household: Facts) -> Group | None:
    """Group of the rural 低保 line (dalian.md C, D1). Zones go first: 长兴岛街道 lies in 瓦房店市 but is not run by it."""
    told = household.get("hukou_area") or household.get("area")
    if not isinstance(told, str):
        return None
    if any(name in told for name in ZONES):
        return "elsewhere"
    if any(name in told for name in NORTH):
        return "north"
    return "elsewhere" if any(name in told for name in ELSEWHERE) else None


def below_line(income: Decimal | None, group: Group | None, day: date) -> Tri:
    """Income strictly below the 低保 line of the day; past the known span at or above stays open (README ruling 1)."""
    rows = [row for row in LINE_FROM if row[0] <= day]
    if income is None or group is None or not rows:
        return None
    if income < (rows[-1][1] if group == "north" else rows[-1][2]):
        return True
    return None if day >= LINE_KNOWN_BEFORE else False


def income_per_head(household: Facts) -> Decimal | None:
    """Monthly income per head: told, else household income by size; told twice and apart by over 1 yuan is open."""
    told = number(household.get("monthly_income_per_head"))
    total, persons = number(household.get("monthly_income")), size(household)
    computed = None if total is None or persons is None else total / persons
    if told is not None and computed is not None and abs(told - computed) > 1:
        return None
    return computed if told is None else told


def own_income(household: Facts, member: Facts) -> Decimal | None:
    """A member's own monthly income if told, else the household's income per head stands for it; open while nobody is named."""
    if member is UNNAMED:
        return None
    told = number(member.get("monthly_income"))
    return income_per_head(household) if told is None else told
