"""What the command line writes: JSON or readable text on stdout, one line at a time on stderr."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.errors import ProjectError

PLACES = {"area": "--area", "as_of": "--as-of"}
"""Where the registers say a fault is -> where the user wrote it."""

BREAKS = re.compile("[\x7f\x85\u2028\u2029]")
"""What some readers take for the end of a line; in JSON it stands in strings only and may be escaped."""

BOLD = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"!?\[([^\]]+)\]\((\S+?)\)")
TAG = re.compile(r"</?(?:details|summary|br|p|b|i|sup|sub|small|span|div)\b[^>]*>")
RULE_ROW = re.compile(r"^\|?[\s:|-]*-[\s:|-]*\|?$")


def prepare_streams() -> None:
    """UTF-8 in and out whatever the locale says; a stream the caller closed becomes the null device."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 — it stays open until the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace" if name == "stderr" else "replace")


def silence_stdout() -> None:
    """After the reader went away: nothing more is written, not even by the interpreter's last flush."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def only_json(wanted: bool) -> Iterator[None]:
    """While at work, whatever anybody prints goes to stderr: with ``--json`` stdout is for JSON alone."""
    if not wanted:
        yield
        return
    with contextlib.redirect_stdout(sys.stderr):
        yield


def clean(text: str) -> str:
    """Bytes of the command line that were no UTF-8 become a question mark; they could not be printed."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def say(text: str) -> None:
    """Lines to stdout, at once."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def say_json(value: Any) -> None:
    """One JSON value on one line, Chinese unescaped, flushed at once; a string is JSON already."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    say(BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def note(text: str) -> None:
    """One line to stderr; a stderr that is gone or full is nobody's fault."""
    with contextlib.suppress(OSError):
        sys.stderr.write(" ".join(text.split()) + "\n")
        sys.stderr.flush()


def complain(error: ProjectError) -> None:
    """A fault of the input as one line: what, where, how to mend it."""
    where = PLACES.get(error.where, error.where)
    note(error.what + (f"（{where}）" if where else "") + (f"：{error.mend}" if error.mend else ""))


# -- readable text -----------------------------------------------------------------------------------------------


def styled() -> bool:
    """Whether bold type may be used."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def readable(markdown: str, *, bold: bool = False) -> str:
    """Markdown as plain text for a terminal: tables in columns, no marks."""
    lines: list[str] = []
    rows: list[list[str]] = []
    for line in [*markdown.splitlines(), ""]:
        if line.lstrip().startswith("|"):
            if not RULE_ROW.match(line.strip()):
                rows.append([_inline(cell.strip(), bold) for cell in line.strip().strip("|").split("|")])
            continue
        if rows:
            lines.append(columns(rows))
            rows = []
        lines.append(_line(line, bold))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _line(line: str, bold: bool) -> str:
    heading = re.match(r"^\s*#{1,6}\s+(.*)$", line)
    if heading:
        return _inline(f"**{heading[1].strip('# ')}**", bold)
    if re.fullmatch(r"\s*([-*_]\s*){3,}", line):
        return ""
    line = re.sub(r"^(\s*)[-*+]\s+", r"\1· ", line)
    return _inline(re.sub(r"^(\s*)>\s?", r"\1│ ", line), bold)


def _inline(text: str, bold: bool) -> str:
    text = LINK.sub(lambda m: m[1] if m[1] == m[2] else f"{m[1]}（{m[2]}）", TAG.sub("", text))
    return BOLD.sub(r"\033[1m\1\033[0m" if bold else r"\1", text).replace("`", "")


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Cells under each other; a Chinese character takes two columns."""
    count = max(len(row) for row in rows)
    widths = [max((_width(row[i]) for row in rows if i < len(row)), default=0) for i in range(count)]
    return "\n".join("  ".join(cell + " " * (widths[i] - _width(cell)) for i, cell in enumerate(row)).rstrip() for row in rows)


def _width(text: str) -> int:
    shown = re.sub(r"\033\[\d+m", "", text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in shown)


# -- faults of our own -------------------------------------------------------------------------------------------


def report_bug(error: BaseException) -> None:
    """A fault nobody foresaw, in one line; XIANJIE_DEBUG=1 adds the traceback."""
    if os.environ.get("XIANJIE_DEBUG", "") not in ("", "0"):
        import traceback

        traceback.print_exception(error, file=sys.stderr)
    note(f"程序内部出错（{type(error).__name__}: {str(error)[:160]}）：设 XIANJIE_DEBUG=1 再运行一次可看到细节，请连同命令一起反馈")
