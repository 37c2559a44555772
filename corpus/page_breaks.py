"""Joins paragraphs that a page break of the source cut in mid-sentence, and can take every join back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import Field

from corpus.dated import Strict
from corpus.errors import DataError
from corpus.official_lines import Line, bracket_groups, ends_sentence, has_stop, is_date_line, label_of, lines_of
from corpus.responsibility_lists import is_list_paragraph

_CONTEXT = 8
_SHORTEST_LABELLED = 45  # a numbered line without any stop is a heading unless it is longer than headings are
_FORM_LINE = re.compile(r"附件|联系人|联系电话|电话|传真|邮箱|地址|网址|邮编|抄送|抄报|分送|主送|主题词|签发人")
_TITLE_END = re.compile(r"(?:通知|意见|方案|办法|决定|规定|细则|规划|计划|通报|报告|请示|批复|公告|通告|纪要|条例|函)(?:\([^()]{1,8}\))?$")


class Repair(Strict):
    """One place where a cut sentence was joined (断句修复)."""

    line: int = Field(ge=1, description="line of the original text that ends in mid-sentence, counted from 1")
    column: int = Field(ge=0, description="where in that line `before` begins, in characters from 0")
    before: str = Field(description="the original around the cut, line breaks included")
    after: str = Field(description="what stands there now")
    reason: str


def repair_page_breaks(text: str) -> tuple[str, tuple[Repair, ...]]:
    """Join each paragraph that ends in mid-sentence with the one that goes on.

    Only white space is taken away. Headings, titles, addressees, signatures, dates and whole lists stay apart; so does a
    line that is indented, since it opens a paragraph of its own. In doubt nothing is joined.

    Returns:
        The repaired text and the joins in their order; ``undo_repairs`` gives the original back.
    """
    lines = lines_of(text)
    goes_on = _goes_on(text, lines)
    pieces: list[str] = []
    repairs: list[Repair] = []
    position = 0
    sentence = ""  # the paragraph so far, with what was joined to it
    for index, line in enumerate(lines):
        reason = _reason_to_join(sentence, lines, index, goes_on) if index else None
        if reason is None:
            sentence = line.folded
            continue
        previous = lines[index - 1]
        joint = " " if _is_latin(previous.text[-1]) and _is_latin(line.text[0]) else ""
        left, right = previous.text[-_CONTEXT:], line.text[:_CONTEXT]
        repairs.append(
            Repair(
                line=text.count("\n", 0, previous.end) + 1,
                column=previous.end - len(left) - (text.rfind("\n", 0, previous.end) + 1),
                before=left + text[previous.end : line.start] + right,
                after=left + joint + right,
                reason=reason,
            )
        )
        pieces += [text[position : previous.end], joint]
        position = line.start
        sentence += joint + line.folded
    return "".join([*pieces, text[position:]]), tuple(repairs)


def undo_repairs(text: str, repairs: Sequence[Repair]) -> str:
    """Take the joins back: the original text, character for character.

    Raises:
        DataError: the text is not the one these repairs were made on.
    """
    for repair in repairs:
        start = sum(len(line) + 1 for line in text.split("\n")[: repair.line - 1]) + repair.column
        if not text.startswith(repair.after, start):
            raise DataError(
                what=f"the text does not read 「{repair.after}」 where the log says it was joined",
                where=f"line {repair.line}, column {repair.column}",
                mend="make the text and its repair log anew from the source with repair_page_breaks",
            )
        text = text[:start] + repair.before + text[start + len(repair.after) :]
    return text


def _reason_to_join(sentence: str, lines: list[Line], index: int, goes_on: list[bool]) -> str | None:
    """Why the line continues the paragraph before it; None if it does not."""
    if _is_open_list(sentence):
        closed = any(")" in line.folded or "]" in line.folded for line in lines[index : index + 3])
        return "list in brackets cut by a page break" if closed and not _is_apart(lines[index].folded) else None
    if goes_on[index] and _is_cut(sentence):
        return "sentence cut by a page break: no stop before it, and the next paragraph goes on"
    return None


def _is_cut(folded: str) -> bool:
    """Running text without an end."""
    if ends_sentence(folded) or _is_title(folded) or _is_apart_as_whole(folded):
        return False
    if label_of(folded) is None:
        return has_stop(folded) or "," in folded
    return has_stop(folded) or ("," in folded and len(folded) >= _SHORTEST_LABELLED)


def _goes_on(text: str, lines: list[Line]) -> list[bool]:
    """For each line: could it continue a sentence, and does that sentence come to its end there or further on?"""
    result = [False] * (len(lines) + 1)
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        indent = line.start - (text.rfind("\n", 0, line.start) + 1)
        ends_here = has_stop(line.folded) or ends_sentence(line.folded)
        result[index] = not indent and not _is_apart(line.folded) and (ends_here or result[index + 1])
    return result


def _is_apart(folded: str) -> bool:
    """A line that never continues another: numbered, the end of a title, a date, a list, a bracketed note, a line of the form."""
    return label_of(folded) is not None or _is_title(folded) or _is_apart_as_whole(folded)


def _is_apart_as_whole(folded: str) -> bool:
    groups = bracket_groups(folded)
    is_note = bool(groups) and groups[0] == (0, len(folded))
    return is_note or is_date_line(folded) or _FORM_LINE.match(folded) is not None or is_list_paragraph(folded)


def _is_title(folded: str) -> bool:
    return _TITLE_END.search(folded) is not None and not has_stop(folded)


def _is_open_list(folded: str) -> bool:
    """A bracket that opens the paragraph, counts names and is not closed in it."""
    if folded[:1] not in ("(", "[") or label_of(folded) is not None or not ("、" in folded or ":" in folded):
        return False
    return not any(start == 0 for start, _ in bracket_groups(folded)) and not has_stop(folded.rstrip(";"))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
