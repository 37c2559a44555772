"""A reply as a person reads it in a terminal: the text, what it rests on, what to keep in mind, the question."""

from __future__ import annotations

from assistant.conversation.reply import Citation, Reply
from assistant.wording.pieces import FORCE_WORDS
from ui.output import readable

SHOWN = 8
"""Citations listed under a text; the rest is counted (``--json`` has them all)."""


def reply_text(reply: Reply, *, bold: bool = False) -> str:
    """The reply for a terminal; what the text already says is not said again."""
    parts = [readable(reply.text, bold=bold)]
    if reply.citations:
        lines = list(dict.fromkeys(_citation(c) for c in reply.citations))
        rest = [f"· 另有 {len(lines) - SHOWN} 条，见 --json"] if len(lines) > SHOWN else []
        parts.append("\n".join(["依据", *(f"· {line}" for line in lines[:SHOWN]), *rest]))
    reminders = [w for w in reply.warnings if w not in reply.text]
    if reminders:
        parts.append("\n".join(["提醒", *(f"· {w}" for w in reminders)]))
    if reply.question and reply.question not in reply.text:
        parts.append(f"请问：{reply.question}")
    return "\n\n".join(part for part in parts if part)


def _citation(citation: Citation) -> str:
    number = f"（{citation.number}）" if citation.number else ""
    return f"《{citation.document.strip('《》')}》{number}{citation.clause}，{FORCE_WORDS[citation.in_force]}"
