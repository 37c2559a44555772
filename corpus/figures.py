"""The figure in force for an area on a day (标准、参数), and what is known about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from corpus.dated import Strict, day_before, latest_on
from corpus.rule import Grade
from corpus.schema import Parameter, Value


class Figure(Strict):
    """One look-up: the value that holds, or why there is none.

    Attributes:
        state: known; carried (past its known span, a lower bound if ``only_rises``); unknown (nobody found it);
            needs_area (it differs by area and none was given).
        area: the area or group whose value it is.
        start, end: the known span, both included.
        set_by: who sets it.
    """

    parameter: str
    name: str
    unit: str
    state: Literal["known", "carried", "unknown", "needs_area"]
    value: Decimal | tuple[Decimal, ...] | None = None
    area: str | None = None
    start: date | None = None
    end: date | None = None
    ref: str | None = None
    grade: Grade | None = None
    floor: bool = False
    only_rises: bool = False
    note: str | None = None
    set_by: str = ""

    @property
    def decides(self) -> bool:
        """Whether a verdict may rest on it outright."""
        return self.state == "known" and self.grade in ("V", "S") and isinstance(self.value, Decimal)

    @property
    def number(self) -> Decimal | None:
        """The value if it is one number."""
        return self.value if isinstance(self.value, Decimal) else None


def figure_on(identifier: str, parameter: Parameter, chain: tuple[str, ...], day: date, *, area_given: bool) -> Figure:
    """Look a parameter up.

    Args:
        identifier: the parameter's id.
        parameter: the register entry.
        chain: area and group ids, most specific first.
        day: the day.
        area_given: whether the chain begins with a place the asker named; without one a value that differs by
            area is not chosen.

    Returns:
        The most specific value that holds on the day. Where the nearer area's own value is unknown, a floor set
        above it still holds as a floor.
    """
    base = {
        "parameter": identifier,
        "name": parameter.name,
        "unit": parameter.unit,
        "only_rises": parameter.only_rises,
        "set_by": parameter.set_by,
    }
    unknown: Figure | None = None
    for key in chain:
        dated = parameter.values.get(key)
        if dated is None:
            continue
        start = latest_on(dated, day)
        if start is None:
            unknown = unknown or Figure(**base, state="unknown", area=key, note=_before_first(min(dated)))
            continue
        value, end = dated[start], _end_of(dated, start)
        if value.value is None:
            unknown = unknown or Figure(**base, state="unknown", area=key, start=start, end=end, note=value.note)
            continue
        if unknown is not None and not value.floor:
            continue
        return _figure(base, key, start, end, value, day, unknown)
    if unknown is not None:
        return unknown
    if not area_given and parameter.values:
        return Figure(**base, state="needs_area", note="各地不同，要先知道是哪个区市县")
    return Figure(**base, state="unknown", note="登记册里没有这个地区的数")


def _figure(base: dict[str, object], key: str, start: date, end: date | None, value: Value, day: date, nearer: Figure | None) -> Figure:
    carried = value.carried is not None and value.carried.start <= day
    note = value.carried.note if carried and value.carried else value.note
    if nearer is not None and nearer.note:
        note = f"{nearer.note}；{note}" if note else nearer.note
    known_end = day_before(value.carried.start) if value.carried else end
    return Figure(
        **base,
        state="carried" if carried else "known",
        value=value.value,
        area=key,
        start=start,
        end=known_end,
        ref=value.ref,
        grade=value.grade,
        floor=value.floor,
        note=note,
    )


def _end_of(dated: dict[date, Value], start: date) -> date | None:
    later = min((day for day in dated if day > start), default=None)
    return day_before(later) if later else None


def _before_first(first: date) -> str:
    return f"登记册里最早的数从{first.isoformat()}起"
