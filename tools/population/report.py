"""The summary page (汇总): one HTML file that needs nothing else, with charts drawn as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from tools.population.lists import LISTS, NOTICE

if TYPE_CHECKING:
    from tools.population.screen import Counts

COLOURS = ("#1f6f8b", "#c97b1f", "#7a8793")
STYLE = """
body{font-family:"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:1rem auto;max-width:60rem;padding:0 .8rem;color:#222;line-height:1.6}
.notice{border:2px solid #a33;padding:.5rem .8rem;font-weight:bold} .warn{border-left:4px solid #c97b1f;padding-left:.6rem}
table{border-collapse:collapse;width:100%;font-size:.9rem} th,td{border:1px solid #bbb;padding:.2rem .4rem;text-align:right}
th{white-space:nowrap} th:first-child,td:first-child{text-align:left} .scroll{overflow-x:auto} svg{display:block;width:100%;max-width:26rem;height:auto} details{margin:.4rem 0}
@media print{body{max-width:none;margin:0} details>*{display:block} .scroll{overflow:visible} tr{break-inside:avoid}}
"""


def bars(rows: Sequence[tuple[str, Sequence[int]]], names: Sequence[str]) -> str:
    """Stacked bars with the name above each and a legend: as wide as a phone, so that no writing is shrunk there."""
    width, head, height = 340, 30, 40
    top = max((sum(values) for _, values in rows), default=0) or 1
    parts = []
    for place, (name, colour) in enumerate(zip(names, COLOURS, strict=False)):
        parts.append(f'<rect x="{place * 115}" y="4" width="13" height="13" fill="{colour}"/>')
        parts.append(f'<text x="{place * 115 + 18}" y="16" font-size="14">{escape(name)}</text>')
    for line, (label, values) in enumerate(rows):
        y, x = head + line * height, 0.0
        parts.append(f'<text x="0" y="{y + 13}" font-size="14">{escape(label)}</text>')
        parts.append(f'<text x="{width}" y="{y + 13}" font-size="14" text-anchor="end">{sum(values):,}</text>')
        parts.append(f'<rect x="0" y="{y + 19}" width="{width}" height="12" fill="#eee"/>')
        for value, colour in zip(values, COLOURS, strict=False):
            size = value / top * width
            parts.append(f'<rect x="{x:.1f}" y="{y + 19}" width="{size:.1f}" height="12" fill="{colour}"/>')
            x += size
    return f'<svg viewBox="0 0 {width} {head + len(rows) * height}" role="img" aria-label="各类户数">{"".join(parts)}</svg>'


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    head = "".join(f"<th>{escape(h)}</th>" for h in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(f'{c:,}' if isinstance(c, int) else str(c))}</td>" for c in row) + "</tr>" for row in rows
    )
    return f'<div class="scroll"><table><tr>{head}</tr>{body}</table></div>'


def _unread(counts: Counts) -> str:
    return f"没有判的 {counts.rejected:,} 行、当作没说的 {counts.unread:,} 格见“读不了的行”。"


def aside_line(counts: Counts) -> str:
    """Which programmes are on no list, and how to have them there; nothing where all are."""
    return f"{'、'.join(counts.aside)}不是按户给的，不列名单；要看，用 --programme 写上项目" if counts.aside else ""


def summary_page(counts: Counts, by_area: Mapping[str, Mapping[str, Mapping[str, int]]]) -> str:
    """The page.

    Args:
        counts: the whole.
        by_area: area -> programme -> list -> households; under 全部 the households of the area.
    """
    per = [(name, [lists[n] for n in LISTS]) for name, lists in counts.programmes.items()]
    areas = [(area, [sum(p.get(n, 0) for p in found.values()) for n in LISTS]) for area, found in by_area.items()]
    aside = f"<p>{escape(aside_line(counts))}。</p>" if counts.aside else ""
    warnings = "".join(f'<p class="warn">{escape(text)}</p>' for text in counts.warnings)
    details = "".join(
        f"<details><summary>{escape(area)}（{found['全部']['户']:,} 户）</summary>"
        + _table(("项目", *LISTS), [(p, *(v[n] for n in LISTS)) for p, v in found.items() if p != "全部"])
        + "</details>"
        for area, found in by_area.items()
    )
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>走访线索汇总</title><style>{STYLE}</style></head><body><h1>走访线索汇总</h1>"
        f'<p class="notice">{escape(NOTICE)}</p>'
        f"<p>按 {counts.as_of.isoformat()} 的规定。读入 {counts.households:,} 户、{counts.members:,} 人；{_unread(counts)}"
        "一户可以同时在几个项目里，所以各项目相加不等于户数。</p>"
        f"{warnings}{aside}<h2>按项目</h2>{bars(per, LISTS)}{_table(('项目', *LISTS), [(n, *v) for n, v in per])}"
        f"<h2>按户籍地（项目户次）</h2>{bars(areas, LISTS)}{details}"
        "<p>已经享受的户不列入任何名单，也不因比对结果受影响。</p></body></html>"
    )
