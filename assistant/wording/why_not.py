"""Words for why something is not met: the fewest failed conditions, what they were held against, what may be done."""

from __future__ import annotations

from decimal import Decimal

from assistant.wording.pieces import fact_value_words, plain_number
from tools.rules.trace import Trace
from tools.why_not import Failed, LawfulChange, WhyNot

MOST = 3
"""Failed conditions named in the short text."""


def failure_words(why: WhyNot, leaves: tuple[Trace, ...], *, margin: bool) -> list[str]:
    """Each failed condition of the smallest set; with ``margin`` (for officials) by how much."""
    by_id = {(leaf.id, leaf.index): leaf for leaf in leaves}
    return list(dict.fromkeys(_failure(found, by_id.get((found.id, found.member)), margin=margin) for found in why.failed if found.plain))


def _failure(found: Failed, leaf: Trace | None, *, margin: bool) -> str:
    told = ""
    if leaf is not None and leaf.told is not None and leaf.fact_path and leaf.bound is not None and not isinstance(leaf.bound, bool):
        told = f"（您说的是 {fact_value_words(leaf.fact_path, leaf.told)}"
        if margin and found.margin is not None and not leaf.fact_path.endswith(".age"):
            told += f"，{distance_words(found.margin.difference)}"
        told += "）"
    return f"{'要求' if found.wanted else '因为'}{found.plain}{told}"


def distance_words(difference: Decimal, unit: str = "") -> str:
    """How far a told value lies from a line: 相差 12 元/人/月; on the line itself 正好在线上."""
    return f"相差 {plain_number(abs(difference))} {unit}".rstrip() if difference else "正好在线上"


def change_words(why: WhyNot) -> list[str]:
    """What may lawfully be done, each once; empty where nothing would do."""
    return list(dict.fromkeys(_change(change) for change in why.changes))


def _change(change: LawfulChange) -> str:
    match change.kind:
        case "recognition":
            return f"先看{change.programme}，批下来以后再看这一项"
        case "wait":
            when = f"（{change.month[:4]}年{int(change.month[5:])}月）" if change.month else ""
            return f"等满 {change.years} 周岁{when}再看"
        case _:
            return change.say
