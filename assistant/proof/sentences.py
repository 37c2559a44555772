"""Takes Markdown apart into sentences, and puts it together again without the ones that are withheld."""

from __future__ import annotations

import re

_OPEN = "（([《“【〔「『‘"
_CLOSE = "）)]》”】〕」』’"
_ENDS = "。！？!?"
_PREFIX = re.compile(r"\s*(?:>\s?|[-*+•]\s+|\d{1,3}[.)、]\s+|#{1,6}\s+)*")
_ENGLISH_END = re.compile(r"\.(?=\s+[A-Z])")


def prefix_of(line: str) -> str:
    """The marks a line begins with: indent, quotation, bullet, number, heading."""
    found = _PREFIX.match(line)
    return found[0] if found else ""


def split(text: str) -> list[str]:
    """Sentences of one line, nothing lost; brackets, quotations and bold text are not cut."""
    return _split(text, whole=True) or _split(text, whole=False) or [text]


def _split(text: str, *, whole: bool) -> list[str] | None:
    """Sentences; None if with ``whole`` a bracket or bold text stays open."""
    pieces: list[str] = []
    start, depth, bold, at = 0, 0, False, 0
    while at < len(text):
        char = text[at]
        if text.startswith("**", at):
            bold = not bold
            at += 2
            continue
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(depth - 1, 0)
        at += 1
        if char in _ENDS or (char == "." and _ENGLISH_END.match(text, at - 1)):
            if whole and (depth or bold):
                continue
            while at < len(text) and text[at] in _ENDS + _CLOSE:
                at += 1
            pieces.append(text[start:at])
            start = at
    if whole and (depth or bold):
        return None
    return [*pieces, text[start:]] if start < len(text) else pieces


def is_row(line: str) -> bool:
    """Whether a line is a row of a table."""
    return line.lstrip().startswith("|")


def is_rule(line: str) -> bool:
    """Whether a line is the rule below a table's head."""
    return bool(re.fullmatch(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*", line)) and "|" in line


def is_label(line: str) -> bool:
    """Whether a line only introduces the lines after it."""
    plain = line.strip()
    return bool(re.fullmatch(r"\*\*[^*]+\*\*[：:]?", plain)) or plain.startswith("#") or plain.endswith(("：", ":"))


def is_item(line: str) -> bool:
    """Whether a line is a list item."""
    return bool(re.match(r"\s*(?:[-*+•]|\d{1,3}[.)])\s+", line))


def is_source(line: str) -> bool:
    """Whether a line of a quotation names where it is from."""
    return bool(re.match(r"\s*>\s*(?:——|—|--)", line))


def mend(text: str) -> str:
    """Bold marks in pairs again: a line left with one loses it."""
    if text.count("**") % 2 == 0:
        return text
    at = text.rfind("**")
    return text[:at] + text[at + 2 :]
