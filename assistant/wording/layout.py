"""Puts what was worded into one Markdown text: for residents three short sentences and one thing to do, details after."""

from __future__ import annotations

import re

from assistant.wording.pieces import Worded

DETAILS = "细说"
SHORT = 3

_ENDS = re.compile(r"[^。！？]+[。！？]?")


def lay_out(parts: list[Worded], audience: str) -> str:
    """One text from worded parts, in order; nothing is said twice."""
    seen: set[str] = set()
    fresh = [_unsaid(part, seen) for part in parts]
    told = [part for part in fresh if part.brief or part.blocks or part.first]
    if audience == "群众":
        return _residents(told)
    if audience == "english":
        return "\n\n".join("\n\n".join((" ".join(line.strip() for line in part.brief), *part.blocks)) for part in told)
    return "\n\n".join(_full(part) for part in told)


def _unsaid(part: Worded, seen: set[str]) -> Worded:
    """The part without what an earlier one already said."""

    def fresh(lines: tuple[str, ...]) -> tuple[str, ...]:
        kept = tuple(line for line in lines if line.strip() and line.strip() not in seen)
        seen.update(line.strip() for line in kept)
        return kept

    return part.model_copy(update={"brief": fresh(part.brief), "blocks": fresh(part.blocks)})


def _residents(parts: list[Worded]) -> str:
    """The short texts first, three sentences each, one thing to do, then every detail under one heading."""
    pieces, details = [], []
    for part in parts:
        sentences = [sentence for line in part.brief for sentence in _sentences(line)]
        pieces.append("".join(sentences[:SHORT]))
        rest = "".join(sentences[SHORT:])
        details += [rest] if rest else []
        details += part.blocks
    first = next((part.first for part in parts if part.first), None)
    if first:
        pieces.append(f"**先做这一件：**{first}")
    if details:
        pieces.append(f"**{DETAILS}**\n\n" + "\n\n".join(details))
    return "\n\n".join(piece for piece in pieces if piece)


def _sentences(line: str) -> list[str]:
    """The sentences of a line, each with its full stop."""
    return [found for found in _ENDS.findall(_sentence(line)) if found.strip()]


def _full(part: Worded) -> str:
    pieces = ["".join(_sentence(line) for line in part.brief), *part.blocks]
    if part.first:
        pieces.append(f"**先做：**{part.first}")
    return "\n\n".join(piece for piece in pieces if piece)


def _sentence(line: str) -> str:
    line = line.strip()
    return line if not line or line[-1] in "。！？：；…)）" or line.endswith("\n") else f"{line}。"
