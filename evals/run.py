"""``xianjie evaluate``: runs the measures, prints their counts and writes the report."""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.corpus import parse_day
from corpus.errors import ProjectError
from evals import conversations, latency, practice, questions
from evals.figures import register_numbers
from evals.items import SETS, ItemSet, choose, families, read_set
from evals.report import Run, counts_table, failures, shown, summary, write
from evals.results import tallies, tally
from ui.commands.group import ChineseCommand

if TYPE_CHECKING:
    from assistant.agent.run import Assistant

WRITTEN_FOR = date(2026, 11, 24)
"""The day the sets were written for: what is "today" in an item without a day of its own."""

OTHER = ("practice", "latency", "retrieval")
OUT = Path("evaluation-report")

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command(cls=ChineseCommand)
def evaluate(
    chosen: Annotated[str, typer.Argument(metavar="SET", help="评测集或类别；也可以是自己的 .jsonl 文件。不写则全部")] = "all",
    as_json: Annotated[bool, typer.Option("--json", help="只输出一个 JSON 对象")] = False,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="报告写到哪里")] = OUT,
    only: Annotated[str, typer.Option("--only", metavar="ID,…", help="只做这几条")] = "",
    as_of: Annotated[str, typer.Option("--as-of", metavar="YYYY-MM-DD", help="没有写日期的条目以哪天为今天")] = WRITTEN_FOR.isoformat(),
) -> None:
    """评测：逐条提问并核对答复，另核对练习题、检索和用时，写出报告。"""
    day = parse_day(as_of)
    wanted = tuple(part for part in only.replace("，", ",").split(",") if part.strip())
    sets, others = plan(chosen, wanted)
    run = measure(chosen, sets, others, day, say=_progress)
    found = write(run, out)
    if as_json:
        sys.stdout.write(json.dumps(as_value(run), ensure_ascii=False) + "\n")
        return
    sys.stdout.write(in_words(run) + "\n")
    if found:
        better = sum(change.better for change in found)
        worse = "、".join(change.id for change in found if not change.better)
        sys.stdout.write(f"与上一次相比：{better} 条好了，{len(found) - better} 条变差{f'（{worse}）' if worse else ''}\n")
    sys.stdout.write(f"报告：{out / 'report.html'}，{out / 'report.md'}\n")


def plan(chosen: str, only: tuple[str, ...] = (), folder: Path = SETS) -> tuple[list[ItemSet], tuple[str, ...]]:
    """The sets and the other measures that ``chosen`` asks for.

    Raises:
        UnknownNameError: no such set, or no such item, with the nearest.
        DataError: a set file is at fault.
    """
    own = Path(chosen)
    names: tuple[str, ...]
    others: tuple[str, ...]
    if own.suffix == ".jsonl":
        names, others, files = (own.stem,), (), {own.stem: own}
    else:
        known = families(folder)
        name = choose(chosen, ("all", *known, *OTHER))
        names = tuple(dict.fromkeys(n for members in known.values() for n in members)) if name == "all" else known.get(name, ())
        others = OTHER if name == "all" else (name,) if name in OTHER else ()
        files = {n: folder / f"{n}.jsonl" for n in names}
    sets = [read_set(files[n]) for n in names]
    if not only:
        return sets, others
    ids = tuple(item.id for entry in sets for item in entry.items)
    asked = {choose(identifier.strip(), ids) for identifier in only}
    kept = [entry.model_copy(update={"items": tuple(item for item in entry.items if item.id in asked)}) for entry in sets]
    return [entry for entry in kept if entry.items], ()


def measure(asked: str, sets: list[ItemSet], others: tuple[str, ...], day: date, say: Callable[[str], None] = lambda _: None) -> Run:
    """Open the assistant once and run what was asked for."""
    begun = time.perf_counter()
    assistant = open_assistant(day)
    opened = time.perf_counter() - begun
    registers = register_numbers(assistant.corpus)
    single = [entry for entry in sets if not any(item.turns for item in entry.items)]
    several = [entry for entry in sets if entry not in single]
    items = questions.measure(assistant, single, registers, say) + conversations.measure(assistant, several, registers, say)
    extra: dict[str, Any] = {}
    for name in others:
        say(name)
        extra[name] = measure_other(name, assistant, day)
    made = datetime.now().astimezone().isoformat(timespec="seconds")
    return Run(
        asked=asked, made=made, as_of=day.isoformat(), corpus=assistant.corpus.hash, load_seconds=round(opened, 3), items=tuple(items), extra=extra
    )  # fmt: skip


def measure_other(name: str, assistant: Assistant, day: date) -> dict[str, Any]:
    """A measure that has no set of questions and expectations."""
    if name == "practice":
        return practice.measure(assistant.corpus, day).model_dump(mode="json")
    if name == "latency":
        sets = [read_set(SETS / f"{stem}.jsonl") for stem in families().get("questions", ())]
        return latency.measure(assistant, latency.varied(sets)).model_dump(mode="json")
    from evals import retrieval  # opens the index on its own

    return _plain(dataclasses.asdict(retrieval.measure(assistant.retriever)))


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """A measure's value as JSON would hold it."""
    return dict(json.loads(json.dumps(value, ensure_ascii=False, default=str)))


def open_assistant(day: date) -> Assistant:
    """The assistant as installed, with ``day`` for today."""
    from assistant.agent.run import Assistant
    from assistant.settings import read_settings

    return Assistant.open(dataclasses.replace(read_settings(), today=day))


# -- what is printed -------------------------------------------------------------------------------------------------


def as_value(run: Run) -> dict[str, Any]:
    """The run for a program: counts, other measures, failures without the whole replies."""
    failed = [
        {
            "id": item.id, "set": item.set, "turn": number, "said": turn.said, "status": turn.reply["status"], "text": turn.reply["text"],
            "failed": [check.model_dump() for check in turn.scored.failed],
        }
        for item, number, turn in failures(run)
    ]  # fmt: skip
    head = run.model_dump(mode="json", exclude={"items", "extra"})
    return {**head, "counts": summary(run), "measures": run.extra, "failures": failed}


def in_words(run: Run) -> str:
    """The counts in a few lines."""
    lines = []
    if run.items:
        rows = [*tallies(run.items, lambda item: item.set), *tallies(run.items, lambda item: item.group), tally("全部", run.items)]
        head, cells = counts_table(rows)
        lines += ["  ".join(f"{h} {c}" if h else c for h, c in zip(head, row, strict=True)) for row in cells]
    lines += [f"{name}：{shown({key: _brief(entry) for key, entry in value.items()})}" for name, value in run.extra.items()]
    return "\n".join(lines) or "没有可做的条目"


def _brief(value: Any) -> Any:
    """Long lists as their number; the report has them whole."""
    return f"{len(value)} 项" if isinstance(value, list) and value else value


def _progress(name: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{name}")
        sys.stderr.flush()


def main() -> None:
    """``python -m evals.run``: as ``xianjie evaluate``; faulty input ends with one line and 2."""
    try:
        app(prog_name="xianjie evaluate", standalone_mode=True)
    except ProjectError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
