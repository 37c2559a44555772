"""Puts what was worded into one Markdown text: for residents three short sentences and one thing to do, details after."""

from __future__ import annotations

from assistant.wording.pieces import Worded

DETAILS = "细说"
SHORT = 3


def lay_out(parts: list[Worded], audience: str) -> str:
    """One text from worded parts, in order."""
    if audience == "群众":
        return _residents([part for part in parts if part.brief or part.blocks])
    if audience == "english":
        return "\n\n".join(
            "\n\n".join((" ".join(line.strip() for line in part.brief), *part.blocks)) for part in parts if part.brief or part.blocks
        )
    return "\n\n".join(_full(part) for part in parts if part.brief or part.blocks)


def _residents(parts: list[Worded]) -> str:
    """The short texts first, one thing to do, then every detail under one heading."""
    pieces = ["".join(_sentence(line) for line in part.brief[:SHORT]) for part in parts]
    first = next((part.first for part in parts if part.first), None)
    if first:
        pieces.append(f"**先做这一件：**{first}")
    details = [text for part in parts for text in (*map(_sentence, part.brief[SHORT:]), *part.blocks)]
    if details:
        pieces.append(f"**{DETAILS}**\n\n" + "\n\n".join(details))
    return "\n\n".join(piece for piece in pieces if piece)


def _full(part: Worded) -> str:
    pieces = ["".join(_sentence(line) for line in part.brief), *part.blocks]
    if part.first:
        pieces.append(f"**先做：**{part.first}")
    return "\n\n".join(piece for piece in pieces if piece)


def _sentence(line: str) -> str:
    line = line.strip()
    return line if not line or line[-1] in "。！？：；…)）" or line.endswith("\n") else f"{line}。"
