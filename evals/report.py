"""The report: Markdown and one HTML file that stands alone, with what changed since the run before."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from corpus.dated import Strict
from corpus.errors import StorageError
from evals.results import ItemResult, Tally, TurnResult, check_counts, tallies, tally

STYLE = """
body{font:15px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1c2430}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:1px solid #d5dbe3}
table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{padding:.3rem .5rem;border-bottom:1px solid #e4e8ee;text-align:left}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}summary{cursor:pointer;margin:.35rem 0}
pre{white-space:pre-wrap;background:#f5f7fa;padding:.7rem;border-radius:.3rem}.bad{color:#a4262c}.mild{color:#7a5c00}.good{color:#1e6b3a}
"""
Table = tuple[tuple[str, ...], list[tuple[str, ...]]]


class Run(Strict):
    """Everything one run found.

    Attributes:
        as_of: the day of items that name none.
        corpus: hash of the registers asked.
        load_seconds: opening the registers and the index.
        extra: the measures of other form (practice, latency, retrieval), by name.
    """

    version: Literal[1] = 1
    asked: str
    made: str
    as_of: str
    corpus: str
    load_seconds: float
    items: tuple[ItemResult, ...] = ()
    extra: dict[str, Any] = Field(default_factory=dict)


class Change(Strict):
    """An item that came out otherwise than in the run before."""

    id: str
    before: str
    after: str
    better: bool


def summary(run: Run) -> dict[str, Any]:
    """The counts alone, as --json prints them beside the failures."""
    return {
        "all": _counts(tally("全部", run.items)),
        "sets": {t.name: _counts(t) for t in tallies(run.items, lambda item: item.set)},
        "groups": {t.name: _counts(t) for t in tallies(run.items, lambda item: item.group)},
        "positives": _counts(tally("正例", [item for item in run.items if not item.withholding])),
        "negatives": _counts(tally("反例", [item for item in run.items if item.withholding])),
        "checks": check_counts(run.items),
    }


def _counts(found: Tally) -> dict[str, Any]:
    low, high = found.interval
    return {**found.model_dump(exclude={"name"}), "interval": [round(low, 3), round(high, 3)]}


def changes(run: Run, before: Run | None) -> tuple[Change, ...]:
    """Items of both runs whose outcome differs."""
    if before is None:
        return ()
    old = {(item.set, item.id): _state(item) for item in before.items}
    found = []
    for item in run.items:
        was, now = old.get((item.set, item.id)), _state(item)
        if was is not None and was != now:
            found.append(Change(id=item.id, before=was, after=now, better=_rank(now) > _rank(was)))
    return tuple(found)


def _state(item: ItemResult) -> str:
    words = {"complete": "完整", "partial": "部分", "missed": "未中"}
    passed = sum(turn.scored.outcome == "complete" for turn in item.turns)
    return words[item.outcome] + (f" {passed}/{len(item.turns)}" if len(item.turns) > 1 else "") + ("，有错" if item.wrong else "")


def _rank(state: str) -> tuple[bool, int, str]:
    return ("有错" not in state, {"未": 0, "部": 1, "完": 2}[state[0]], state)


# -- files -----------------------------------------------------------------------------------------------------------


def read_before(folder: Path) -> Run | None:
    """The run that lies in the folder; None if there is none that can be read."""
    try:
        return Run.model_validate_json((folder / "results.json").read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None


def write(run: Run, folder: Path) -> tuple[Change, ...]:
    """Write results.json, report.md and report.html; the folder keeps itself out of git.

    Raises:
        StorageError: the folder cannot be written.
    """
    found = changes(run, read_before(folder))
    sections = _sections(run, found)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put(folder / ".gitignore", "*\n")
        _put(folder / "report.md", _markdown(run, sections))
        _put(folder / "report.html", _page(run, sections))
        _put(folder / "results.json", json.dumps(run.model_dump(mode="json"), ensure_ascii=False, indent=1))
    except OSError as error:
        raise StorageError(f"报告写不进去（{error.strerror}）", where=str(folder), mend="用 --out 换一个可写的目录") from None
    return found


def _put(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


# -- tables ----------------------------------------------------------------------------------------------------------


def counts_table(found: Sequence[Tally]) -> Table:
    """Counts of several groups under each other."""
    head = ("", "条数", "完整", "完整率（95% 区间）", "部分", "未中", "有错", "不该拒而拒", "轮次完整", "可见字数", "秒 p50 / p95")
    rows: list[tuple[str, ...]] = []
    for t in found:
        low, high = t.interval
        share = f"{t.complete / t.items:.0%}（{low:.0%}–{high:.0%}）" if t.items else "–"
        rows.append((
            t.name, str(t.items), str(t.complete), share, str(t.partial), str(t.missed), str(t.wrong), str(t.refused),
            f"{t.turns_complete}/{t.turns}", f"{t.length:.0f}", f"{t.p50:.3f} / {t.p95:.3f}",
        ))  # fmt: skip
    return head, rows


def _sections(run: Run, found: Sequence[Change]) -> list[tuple[str, Table]]:
    sections: list[tuple[str, Table]] = []
    if run.items:
        positives = [item for item in run.items if not item.withholding]
        negatives = [item for item in run.items if item.withholding]
        split = [tally("该答的", positives), tally("该收住的", negatives), tally("全部", run.items)]
        sections.append(("总计", counts_table(split)))
        sections.append(("各集", counts_table(tallies(run.items, lambda item: item.set))))
        sections.append(("各人群", counts_table(tallies(run.items, lambda item: item.group))))
        rows: list[tuple[str, ...]] = [
            (kind, f"{n['passed']}/{n['checks']}", f"{n['passed'] / n['checks']:.0%}") for kind, n in check_counts(run.items).items()
        ]
        sections.append(("各类检查", (("检查", "通过", "比例"), rows)))
    for name, value in run.extra.items():
        sections.append((name, (("项", "值"), [(key, shown(entry)) for key, entry in value.items()])))
    if found:
        order = sorted(found, key=lambda change: change.better)
        differing: list[tuple[str, ...]] = [(c.id, c.before, c.after, "好了" if c.better else "变差") for c in order]
        sections.append(("与上一次相比", (("条", "上次", "这次", ""), differing)))
    return sections


def shown(value: Any) -> str:
    """A value of a measure in one cell."""
    if isinstance(value, dict):
        return "，".join(f"{key} {shown(entry)}" for key, entry in value.items()) or "无"
    if isinstance(value, list | tuple):
        return "；".join(shown(entry) for entry in value) or "无"
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def failures(run: Run) -> list[tuple[ItemResult, int, TurnResult]]:
    """Turns with a failed check, wrong ones first."""
    found = [(item, number, turn) for item in run.items for number, turn in enumerate(item.turns, start=1) if turn.scored.failed]
    return sorted(found, key=lambda entry: not entry[2].scored.wrong)


def _title(item: ItemResult, number: int) -> str:
    return f"{item.id}{f' 第{number}轮' if len(item.turns) > 1 else ''}（{item.group}）"


def _faults(turn: TurnResult) -> list[str]:
    return [f"{'✗ 有错 ' if check.wrong else ''}{check.kind}：{check.wanted}" for check in turn.scored.failed]


def _head(run: Run) -> str:
    return f"{run.asked} · {run.made} · 以 {run.as_of} 为今天 · 登记册 {run.corpus[:12]} · 载入 {run.load_seconds:.2f} 秒"


# -- Markdown --------------------------------------------------------------------------------------------------------


def _cell(text: str) -> str:
    return text.replace("|", "｜").replace("\n", " ")


def table_lines(table: Table) -> list[str]:
    """A table in Markdown."""
    head, rows = table
    lines = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in lines]


def _markdown(run: Run, sections: Sequence[tuple[str, Table]]) -> str:
    lines = ["# 评测报告", "", _head(run), ""]
    for title, table in sections:
        lines += [f"## {title}", "", *table_lines(table), ""]
    failed = failures(run)
    lines += [f"## 没有全过的 {len(failed)} 轮", ""]
    for item, number, turn in failed:
        lines += [f"### {_title(item, number)}", "", f"问：{turn.said}", "", *(f"- {fault}" for fault in _faults(turn)), ""]
        lines += [f"答（{turn.reply['status']}）：", "", *(f"> {line}" for line in turn.reply["text"].splitlines())]
        lines += [f"> 追问：{turn.reply['question']}" if turn.reply["question"] else ">", ""]
    return "\n".join(lines)


# -- HTML ------------------------------------------------------------------------------------------------------------


def _page(run: Run, sections: Sequence[tuple[str, Table]]) -> str:
    parts = [f"<h1>评测报告</h1><p>{html.escape(_head(run))}</p>"]
    parts += [f"<h2>{html.escape(title)}</h2>{_html_table(table)}" for title, table in sections]
    failed = failures(run)
    parts.append(f"<h2>没有全过的 {len(failed)} 轮</h2>")
    parts += [_html_failure(item, number, turn) for item, number, turn in failed]
    page = "\n".join(parts)
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>评测报告</title><style>{STYLE}</style><body>{page}</body></html>\n'
    )


def _html_table(table: Table) -> str:
    head, rows = table
    top = "".join(f"<th>{html.escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"


def _html_failure(item: ItemResult, number: int, turn: TurnResult) -> str:
    tone = "bad" if turn.scored.wrong else "mild"
    faults = "".join(f"<li>{html.escape(fault)}</li>" for fault in _faults(turn))
    reply = html.escape(turn.reply["text"] + (f"\n\n追问：{turn.reply['question']}" if turn.reply["question"] else ""))
    head = f'<span class="{tone}">{html.escape(_title(item, number))}</span> {html.escape(turn.said)}'
    return f"<details><summary>{head}</summary><ul>{faults}</ul><pre>{reply}</pre></details>"
