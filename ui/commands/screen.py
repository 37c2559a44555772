"""screen: a table of households against every programme; three lists of whom to visit."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from corpus.errors import SettingsError, UnknownNameError
from ui.commands.shared import DayOption, JsonOption, day_of, open_corpus, settings
from ui.output import clean, columns, note, only_json, say, say_json

if TYPE_CHECKING:
    from corpus.corpus import Corpus

HOUSEHOLDS = "户表"
MEMORY = re.compile(r"[1-9][0-9]*(\.[0-9]+)?\s*([GT]i?B|[GT])|[1-9][0-9]{2,}\s*(Mi?B|M)", re.IGNORECASE)


def screen(
    households: Annotated[str, typer.Argument(metavar=HOUSEHOLDS, help="一行一户：.csv .xlsx .parquet；用 --backend 时写数据库里的表名")],
    members: Annotated[str | None, typer.Option("--members", metavar="成员表", help="一行一位成员，用户号对上")] = None,
    map_: Annotated[str | None, typer.Option("--map", metavar="对应.yaml", help="哪一列说的是什么；不写就按列名猜")] = None,
    guess: Annotated[bool, typer.Option("--guess", help="只猜列名的对应，打印出来供核对")] = False,
    programme: Annotated[list[str] | None, typer.Option("--programme", metavar="项目", help="只看这个项目；可以写几次")] = None,
    as_of: DayOption = None,
    out: Annotated[str, typer.Option("--out", metavar="目录", help="写到哪里")] = "xianjie-screen",
    format_: Annotated[str, typer.Option("--format", metavar="csv|xlsx|parquet", help="名单的格式")] = "csv",
    backend: Annotated[str | None, typer.Option("--backend", metavar="网址", help="duckdb:///… postgres://… spark://local[2]")] = None,
    memory: Annotated[str, typer.Option("--memory", metavar="2GB", help="最多用多少内存，超过的放磁盘")] = "2GB",
    json: JsonOption = False,
) -> None:
    """整表比对：谁可能应享未享、谁要走访核实、谁还缺信息。只是走访线索，不是审批决定，不得据此停发或调减。"""
    told = settings()
    with only_json(json):
        day = day_of(as_of, told)
        corpus = open_corpus(told)

        from tools.population.mapping import guess as guess_mapping
        from tools.population.mapping import read_mapping, written
        from tools.population.outputs import Format, check_out, write
        from tools.population.report import aside_line
        from tools.population.screen import drivers_in_one_line, opened, source_columns
        from tools.population.screen import screen as judge

        only = _programmes(programme or [], corpus)
        if not MEMORY.fullmatch(memory.strip()):
            raise SettingsError(f"“{clean(memory)}”不是内存的大小", where="--memory", mend="数字加单位，如 2GB、800MB")
        if format_ not in get_args(Format):
            raise SettingsError(f"没有 {format_} 这种格式", where="--format", mend=f"可写 {'、'.join(get_args(Format))}")
        told_map = read_mapping(Path(map_)) if map_ else None
        if not guess:
            check_out(Path(out))
        ids = () if told_map is None else (told_map.households.id, *([told_map.members.id] if told_map.members else []))
        with drivers_in_one_line(out), opened(backend, memory, ids) as (con, open_one):
            homes = open_one(households, "households")
            people = None if members is None else open_one(members, "members")
            mapping = told_map or guess_mapping(*source_columns(homes, people), corpus)
            if guess:
                found: Any = mapping.model_dump(mode="json", exclude_defaults=True)
            else:
                done = judge(con, homes, people, mapping, day, corpus=corpus, only=only, progress=_progress)
                counts = write(done, Path(out), format_, day, corpus=corpus, progress=_progress)  # type: ignore[arg-type]
                found = counts.model_dump(mode="json")
    if json:
        say_json(found)
    elif guess:
        say(written(mapping))
    else:
        for warning in counts.warnings:
            note(f"注意：{warning}")
        heads = ["项目", *next(iter(counts.programmes.values()), {})]
        say(columns([heads, *([name, *(str(n) for n in per.values())] for name, per in counts.programmes.items())]))
        unread = f"没有判的 {counts.rejected} 行、当作没说的 {counts.unread} 格见“读不了的行”"
        if counts.aside:
            say(aside_line(counts))
        say(f"{counts.households} 户、{counts.members} 人；{unread}；写在 {counts.out}\n{counts.notice}")


def _programmes(names: list[str], corpus: Corpus) -> tuple[str, ...]:
    """The programmes named on the command line, by any name they go by.

    Raises:
        UnknownNameError: with the nearest names.
    """
    from tools.population.words import programmes_called

    try:
        return tuple(dict.fromkeys(i for name in names for i in programmes_called(clean(name), corpus)))
    except UnknownNameError as error:
        raise UnknownNameError(error.what, where="--programme", mend=error.mend, nearest=error.nearest) from None


def _progress(stage: str, done: int, total: int) -> None:
    """A bar on a terminal."""
    if not sys.stderr.isatty():
        return
    full = round(20 * done / max(total, 1))
    sys.stderr.write(f"\r{stage} [{'█' * full}{'·' * (20 - full)}] {done}/{total} " + ("\n" if done == total else ""))
    sys.stderr.flush()
