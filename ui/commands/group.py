"""The group of commands: help in Chinese, and commands that other parts of the distribution bring along."""

from __future__ import annotations

import re
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

import typer
from typer.core import TyperCommand, TyperGroup

from corpus.errors import SettingsError

if TYPE_CHECKING:
    from typer._click.core import Command, Context

BROUGHT = "xianjie.commands"
"""The entry-point group: name of the command -> a Typer app or function."""

ABOUT = {"evaluate": "跑评测，可指定一组。"}
"""What the help page says of them without importing them."""

CHINESE = (
    (r"^Usage:", "用法："),
    (r"^Options:", "选项："),
    (r"^Arguments:", "参数："),
    (r"^Commands:", "命令："),
    (r"Show this message and exit\.", "显示这一页"),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 …"),
    (r"\[default: ", "[默认 "),
    (r"\[required\]", "[必填]"),
    (r"\{([^{}]+)\}(?:\.\.\.)?", r"\1"),
    (r" <(?:str|list\[str\])>", ""),
)


def in_chinese(text: str) -> str:
    """The fixed words of a help page in Chinese; names of commands and options stay."""
    for pattern, words in CHINESE:
        text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return text


class ChineseCommand(TyperCommand):
    """A command with its help page in Chinese."""

    def get_help(self, ctx: Context) -> str:
        """The help page."""
        return in_chinese(super().get_help(ctx))


class ChineseGroup(TyperGroup):
    """Commands with a help page in Chinese."""

    def get_help(self, ctx: Context) -> str:
        """The help page."""
        return in_chinese(super().get_help(ctx))


class Commands(ChineseGroup):
    """The built-in commands, then those found by entry point; the latter are imported when they are run."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Names for the help page."""
        own = super().list_commands(ctx)
        return [*own, *dict.fromkeys(point.name for point in entry_points(group=BROUGHT) if point.name not in own)]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """The command; for one that is brought along what the help page needs of it."""
        own = super().get_command(ctx, cmd_name)
        if own is None and _point(cmd_name) is not None:
            return TyperCommand(cmd_name, callback=None, help=ABOUT.get(cmd_name))
        return own

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """The command to run."""
        point = None if args[0] in self.commands else _point(args[0])
        return (args[0], _load(point), args[1:]) if point is not None else super().resolve_command(ctx, args)


def _point(name: str) -> EntryPoint | None:
    return next(iter(entry_points(group=BROUGHT, name=name)), None)


def _load(point: EntryPoint) -> Command:
    """Import a command that is brought along.

    Raises:
        SettingsError: the module is not installed.
    """
    try:
        found = point.load()
    except (ModuleNotFoundError, AttributeError) as error:
        missing = f"缺 {error.name}" if isinstance(error, ModuleNotFoundError) else str(error)
        raise SettingsError(f"命令 {point.name} 装得不全（{missing}）", where=point.value, mend="重新安装：make setup") from None
    if not isinstance(found, typer.Typer):
        wrapped = typer.Typer(add_completion=False)
        wrapped.command(cls=ChineseCommand)(found)
        found = wrapped
    found.rich_markup_mode = None
    return typer.main.get_command(found)
