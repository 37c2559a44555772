"""From the Markdown of a reply to safe HTML: everything is escaped first, then only the marks we know become tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape as _escape

ITEM = re.compile(r"^(\s*)(?:[-*•]|(\d+)[.、])\s+(.*)$")
HEADING = re.compile(r"^#{1,6}\s+(.*)$")
RULE = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,})\s*$")
TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{3,}.*\|?\s*$")
BOLD = re.compile(r"\*\*(.+?)\*\*")
TAG = re.compile(r"<[^>]+>")
NOTHING = "—"
"""A cell with nothing to say; left out where rows are cards."""
DEEPER = ' class="deeper"'
MARKS = re.compile(r"\*\*|^#{1,6}\s+|^\s*[-*•]\s+", re.MULTILINE)


def escape(text: object) -> str:
    """Text for HTML, also inside an attribute."""
    return _escape(str(text), quote=True)


def inline(text: str) -> str:
    """One line: escaped, with bold."""
    return BOLD.sub(r"<strong>\1</strong>", escape(text))


def plain(text: str) -> str:
    """Markdown read aloud: without its marks."""
    return " ".join(MARKS.sub("", text).replace("|", " ").split())


def to_html(markdown: str) -> str:
    """Paragraphs, lists, tables, quotations, bold and headings; anything else stays text."""
    return "".join(_block(lines) for lines in _blocks(markdown))


def _blocks(markdown: str) -> Iterator[list[str]]:
    """Runs of lines that belong together: split at blank lines and where the kind of line changes."""
    run: list[str] = []
    for line in markdown.splitlines():
        if not line.strip():
            if run:
                yield run
            run = []
            continue
        if run and _kind(line) != _kind(run[-1]):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _kind(line: str) -> str:
    if RULE.match(line):
        return "rule"
    if HEADING.match(line):
        return "heading"
    if ITEM.match(line):
        return "list"
    if line.lstrip().startswith("|"):
        return "table"
    return "quote" if line.lstrip().startswith(">") else "text"


def _block(lines: list[str]) -> str:
    match _kind(lines[0]):
        case "rule":
            return "<hr>"
        case "heading":
            return "".join(f"<h4>{inline(m[1])}</h4>" for line in lines if (m := HEADING.match(line)))
        case "list":
            return _list(lines)
        case "table":
            return _table(lines)
        case "quote":
            return f"<blockquote><p>{'<br>'.join(inline(line.lstrip().removeprefix('>').strip()) for line in lines)}</p></blockquote>"
        case _:
            return f"<p>{'<br>'.join(inline(line.strip()) for line in lines)}</p>"


def _list(lines: list[str]) -> str:
    found = [m for line in lines if (m := ITEM.match(line))]
    tag = "ol" if found[0][2] else "ul"
    items = "".join(f"<li{DEEPER if len(m[1]) > 1 else ''}>{inline(m[3])}</li>" for m in found)
    return f"<{tag}>{items}</{tag}>"


def _table(lines: list[str]) -> str:
    rows = [_cells(line) for line in lines if not TABLE_RULE.match(line)]
    if not rows:
        return ""
    return table(rows[0], rows[1:])


def _cells(line: str) -> list[str]:
    return [inline(cell.strip()) for cell in line.strip().strip("|").split("|")]


def table(head: Iterable[str], rows: Iterable[Iterable[str]], *, caption: str = "") -> str:
    """A table of cells that are HTML already; on a narrow screen each row becomes a card with its labels.

    The roles are spelt out because a table laid out as cards is no table to some screen readers.
    """
    names = list(head)
    heads = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in names)
    body = "".join(_row(names, row) for row in rows)
    title = f"<caption>{caption}</caption>" if caption else ""
    return f'<table role="table">{title}<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'


def _row(names: list[str], cells: Iterable[str]) -> str:
    inner = "".join(_cell(name, cell, index) for index, (name, cell) in enumerate(zip(names, cells, strict=False)))
    return f'<tr role="row">{inner}</tr>'


def _cell(name: str, cell: str, index: int) -> str:
    if index == 0:
        return f'<th scope="row" role="rowheader">{cell}</th>'
    nothing = ' class="none"' if cell == NOTHING else ""
    return f'<td role="cell"{nothing} data-label="{escape(TAG.sub("", name))}">{cell}</td>'


def button(words: str, event: str, *, css: str = "", label: str = "", **data: str) -> str:
    """A button that tells the page's script which event to raise, and with what."""
    extra = "".join(f' data-{key}="{escape(value)}"' for key, value in data.items())
    named = f' aria-label="{escape(label)}"' if label else ""
    return f'<button type="button" class="{css or "plain"}" data-event="{event}"{extra}{named}>{escape(words)}</button>'


def folded(summary: str, inner: str, *, css: str = "fold", is_open: bool = False) -> str:
    """Details behind a line that opens them; ``summary`` is text, ``inner`` HTML."""
    return f'<details class="{css}"{" open" if is_open else ""}><summary>{escape(summary)}</summary><div>{inner}</div></details>'
