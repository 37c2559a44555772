"""The command ``xianjie``: its commands, and what becomes of faults.

Exit codes: 0 for every reply whatever its status, 2 for faulty input (one line on stderr), 130 on Ctrl-C, 1 for a fault of ours.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence

import typer

from corpus.errors import ProjectError
from ui.commands import corpus_data, household, lookup, page, screen, talk
from ui.commands.group import ChineseCommand, ChineseGroup, Commands
from ui.commands.usage import in_one_line
from ui.output import complain, note, prepare_streams, report_bug, say, silence_stdout

COLLECT_AFTER = 100_000
"""New objects before the collector looks: start-up makes very many, and they stay."""

app = typer.Typer(
    cls=Commands, name="xianjie", add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, invoke_without_command=True
)
corpus_app = typer.Typer(cls=ChineseGroup, rich_markup_mode=None, invoke_without_command=True)

COMMANDS: tuple[Callable[..., None], ...] = (
    page.serve,
    talk.ask,
    talk.chat,
    lookup.departments,
    household.check,
    screen.screen,
    lookup.search,
)
CORPUS_COMMANDS: tuple[Callable[..., None], ...] = (corpus_data.build, corpus_data.status, corpus_data.check)
for _command in COMMANDS:
    app.command(cls=ChineseCommand)(_command)
for _command in CORPUS_COMMANDS:
    corpus_app.command(cls=ChineseCommand)(_command)
app.add_typer(corpus_app, name="corpus")


@app.callback()
def _all(context: typer.Context) -> None:
    """衔接助手：按大委农发〔2021〕3号及相关文件答复责任单位、帮扶政策与资格条件。"""
    if context.invoked_subcommand is None:
        say(context.get_help())


@corpus_app.callback()
def _corpus(context: typer.Context) -> None:
    """资料库：建索引、看状态、查错。"""
    if context.invoked_subcommand is None:
        say(context.get_help())


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit code, never raises for a fault."""
    gc.set_threshold(COLLECT_AFTER)
    try:
        prepare_streams()
        code = _invoke(list(arguments))
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        silence_stdout()
        return 0
    except typer.TyperException as error:
        note(in_one_line(error))
        return 2
    except ProjectError as error:
        complain(error)
        return 2
    except (typer.Abort, EOFError):
        return 130
    except Exception as error:  # noqa: BLE001 — the last resort: one line instead of a traceback
        report_bug(error)
        return 1


def _invoke(arguments: list[str]) -> int:
    """Not Typer's own ``main``: that one words faults in its own way and takes Ctrl-C for itself."""
    command = typer.main.get_command(app)
    try:
        with command.make_context("xianjie", arguments) as context:
            command.invoke(context)
    except typer.Exit as stop:
        return stop.exit_code
    return 0


if __name__ == "__main__":
    main()
