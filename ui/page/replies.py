"""One turn of the conversation as HTML: what was said, the reply with its tables, its sources, its warnings."""

from __future__ import annotations

from assistant.conversation.reply import Reply
from assistant.conversation.state import Conversation
from assistant.wording.layout import DETAILS
from assistant.wording.pieces import day_words
from corpus.corpus import Corpus
from ui.page.markup import escape, folded, inline, plain, to_html
from ui.page.sources import chips_html, sources_of
from ui.page.tables import departments_html, programme_rows, programmes_html

DETAILS_MARK = f"**{DETAILS}**"
FIRST_MARKS = ("**先做这一件：**", "**先做：**")
MORE = "细说：条件、名单、出处"
WAITING = "正在对照条文…"
SHOWN_WARNINGS = 3
SPOKEN = 220
"""Characters of a reply that are read aloud when it arrives; the rest is there to be read at leisure."""


def said_html(message: str) -> str:
    """What the user said, to the letter."""
    return f'<div class="said"><p>{escape(message).replace(chr(10), "<br>")}</p></div>'


def waiting_html(message: str) -> str:
    """A turn whose reply is still being made."""
    return (
        f'<article class="turn waiting">{said_html(message)}<div class="reply"><p class="wait">{WAITING}<span class="dots">'
        f"</span></p></div></article>"
    )


def trouble_html(message: str, trouble: str) -> str:
    """A turn that could not be answered, courteously."""
    return f'<article class="turn">{said_html(message)}<div class="reply trouble"><p>{escape(trouble)}</p></div></article>'


def turn_html(message: str, reply: Reply, corpus: Corpus, conversation: Conversation) -> str:
    """A turn with its reply."""
    return f'<article class="turn">{said_html(message)}<div class="reply {reply.status}">{reply_html(reply, corpus, conversation)}</div></article>'


def reply_html(reply: Reply, corpus: Corpus, conversation: Conversation) -> str:
    """The reply: what answers first, tables, then details folded, warnings, sources, the question back."""
    for_residents = _is_short_form(reply.text)
    has_table = bool(reply.departments or reply.programmes)
    front, details = split_text(reply.text, fold=has_table)
    day = reply.as_of.isoformat()
    departments = departments_html(reply.departments, day)
    programmes = programmes_html(programme_rows(reply.programmes, corpus, conversation))
    inside = (departments if for_residents else "") + "".join(to_html(part) for part in details)
    return (
        "".join(_front(part) for part in front)
        + programmes
        + ("" if for_residents else departments)
        + (folded(MORE, inside) if inside else "")
        + _warnings(reply.warnings)
        + chips_html(corpus, sources_of(reply.citations), day)
        + f'<p class="small as-of">按 {escape(day_words(reply.as_of))}的规定</p>'
        + (f'<p class="question">{escape(reply.question)}</p>' if reply.question else "")
    )


def _front(part: str) -> str:
    mark = next((m for m in FIRST_MARKS if part.startswith(m)), None)
    if mark is None:
        return to_html(part)
    return f'<p class="first"><strong>先做这一件</strong>{inline(part.removeprefix(mark))}</p>'


def _warnings(warnings: tuple[str, ...]) -> str:
    if not warnings:
        return ""
    shown, more = warnings[:SHOWN_WARNINGS], warnings[SHOWN_WARNINGS:]
    folds = folded(f"还有 {len(more)} 条", _items(more), css="more") if more else ""
    return f'<div class="warnings"><span class="label">请留意</span>{_items(shown)}{folds}</div>'


def _items(lines: tuple[str, ...]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _is_short_form(text: str) -> bool:
    """Whether the text is laid out for residents: short sentences first, details marked as such."""
    return DETAILS_MARK in text or FIRST_MARKS[0] in text


def split_text(text: str, *, fold: bool) -> tuple[list[str], list[str]]:
    """The paragraphs that answer, and those to fold.

    Details run from their mark to the next answer: a paragraph that itself has a first thing to do, or details, after
    it. Where there is no mark, ``fold`` keeps the first paragraph and the first thing to do in front.
    """
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    if DETAILS_MARK not in parts:
        if not fold:
            return parts, []
        kept = [part for i, part in enumerate(parts) if i == 0 or part.startswith(FIRST_MARKS)]
        return kept, [part for part in parts if part not in kept]
    front: list[str] = []
    details: list[str] = []
    inside = False
    for part, after in zip(parts, [*parts[1:], ""], strict=True):
        if part == DETAILS_MARK:
            inside = True
        elif inside and not part.startswith(("**", "-", "|")) and (after == DETAILS_MARK or after.startswith(FIRST_MARKS)):
            inside = False
            front.append(part)
        else:
            (details if inside else front).append(part)
    return front, details


def spoken(reply: Reply) -> str:
    """What the live region announces: the answer, the first thing to do, the question."""
    front, _ = split_text(reply.text, fold=bool(reply.departments or reply.programmes))
    words = plain(" ".join(front))
    short = words if len(words) <= SPOKEN else f"{words[:SPOKEN]}…"
    return f"{short} {reply.question or ''}".strip()
