"""The frame of an official document: file header, 文号, title, addressees, signature, colophon; what lies between is its body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from corpus.official_lines import (
    Line,
    bracket_groups,
    cut_at,
    dates_in,
    ends_sentence,
    is_date_line,
    is_prose,
    label_of,
    outside_brackets,
)
from corpus.responsibility_lists import is_list_paragraph

FrameKind = Literal[
    "issuing_header", "number", "title", "addressees", "signature", "date", "attachments", "attachment_title", "colophon", "other"
]
DateKind = Literal["signed", "printed", "other"]

_NUMBER = re.compile(r"[一-鿿〇]{1,20}\s*[〔\[(]\s*[0-9]{4}\s*[〕\])]\s*第?\s*[0-9]+\s*号")
_ISSUING_FILE = re.compile(r"[^《》]*文\s*件$")
_MARKING = re.compile(r"(?:绝密|机密|秘密|特急|加急|平急|急件)(?:★.*)?$|[0-9]{6}$|签发人|\(此件|\(本文有删减")
_ATTACHMENT = re.compile(r"附\s*件\s*([0-9]{1,3}|[一二三四五六七八九十]{1,3})?\s*:?$")
_ATTACHMENT_LIST = re.compile(r"附\s*件\s*(?:[0-9]{1,3})?\s*:\s*\S")
_COPIES = re.compile(r"抄送|抄报|分送|主题词")
_PRINTED = re.compile(r"\s*印发")
_ANNOUNCES = re.compile(r"如下|下列|以下")
_COLOPHON_LINES = 6
_SIGNERS = 6
_LONGEST_SIGNER = 40


class Framed(NamedTuple):
    """One line, or run of lines, of the frame."""

    kind: FrameKind
    start: int
    end: int


class FramedDate(NamedTuple):
    """A date of the frame."""

    kind: DateKind
    value: date
    start: int
    end: int


class Body(NamedTuple):
    """What is left of one part once its frame is taken off; None marks where a line of the frame stood."""

    marker: str | None
    titled: bool
    lines: tuple[Line | None, ...]


@dataclass
class Frame:
    """The frame of a whole document and the bodies of its parts: covering notice, main text, attachments."""

    parts: list[Framed] = field(default_factory=list)
    dates: list[FramedDate] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    number: str | None = None
    addressees: tuple[str, ...] = ()
    colophon_body: str | None = None

    def add(self, kind: FrameKind, first: Line, last: Line | None = None) -> None:
        """Note a run of lines as part of the frame."""
        self.parts.append(Framed(kind, first.start, (last or first).end))

    def add_dates(self, kind: DateKind, line: Line) -> None:
        """Note every date of the line."""
        self.dates += [FramedDate(kind, d.value, line.start + d.start, line.start + d.end) for d in dates_in(line.folded)]


def read_frame(lines: list[Line]) -> Frame:
    """Take the frame off a document's lines."""
    frame = Frame()
    end = _colophon_start(lines)
    start = 0
    while start < end:
        stop = _read_part(frame, lines[start:end], is_first=not frame.bodies)
        start += stop
    if end < len(lines):
        _read_colophon(frame, lines[end:])
    return frame


def _read_part(frame: Frame, lines: list[Line], *, is_first: bool) -> int:
    """Read one part up to the signature that ends it, or to the next attachment; how many lines it took."""
    marker = None
    head = 0
    if match := _ATTACHMENT.match(lines[0].folded):
        frame.add("attachments", lines[0])
        marker, head = match[1] or "", 1
    first = _body_start(lines, head, is_first=is_first)
    titled = _read_head(frame, lines[head:first], is_first=is_first)
    body: list[Line | None] = []
    index, is_signed = first, False
    while index < len(lines):
        line = lines[index]
        if body and _ATTACHMENT.match(line.folded):
            break
        if (signed := _signature_start(lines, first, index)) is not None:
            del body[len(body) - (index - signed) :]
            _add_signature(frame, lines[signed : index + 1])
            body.append(None)
            is_signed = True
        elif _ATTACHMENT_LIST.match(line.folded) and not is_prose(line.folded):
            last = index
            while last + 1 < len(lines) and _is_attachment_entry(lines[last + 1].folded):
                last += 1
            frame.add("attachments", line, lines[last])
            body.append(None)
            index = last
        elif is_signed and body[-1] is None and _MARKING.match(line.folded):
            frame.add("other", line)
        elif is_signed and body[-1] is None and not is_prose(line.folded) and label_of(line.folded) is None:
            break
        else:
            body.append(line)
        index += 1
    frame.bodies.append(Body(marker, titled, tuple(body)))
    return index


def _is_attachment_entry(folded: str) -> bool:
    label = label_of(folded)
    return label is not None and label.level >= 3 and not is_prose(folded)


def _body_start(lines: list[Line], start: int, *, is_first: bool) -> int:
    """The first line that is neither title nor addressee nor another part of the head."""
    for index in range(start, len(lines)):
        line = lines[index].folded
        if is_first and index > start and _is_addressee(line):
            return index + 1
        is_head = is_date_line(line) or _is_dated_note(line) or bool(_MARKING.match(line) or _NUMBER.fullmatch(line))
        if not is_head and (label_of(line) is not None or is_prose(line) or is_list_paragraph(line)):
            return index
    return len(lines)


def _is_dated_note(folded: str) -> bool:
    """（2020年1月2日某会议通过） below a title."""
    return bracket_groups(folded)[:1] == [(0, len(folded))] and next(dates_in(folded), None) is not None


def _is_addressee(folded: str) -> bool:
    """各有关单位： and the like, but no sentence that announces a list."""
    is_sentence = any(mark in folded for mark in "。;!?") or _ANNOUNCES.search(folded) is not None
    return folded.endswith(":") and label_of(folded) is None and not is_sentence


def _read_head(frame: Frame, lines: list[Line], *, is_first: bool) -> bool:
    """Sort the lines above the body; whether a title is among them."""
    titles: list[Line] = []
    headers: list[Line] = []
    for line in lines:
        number = _NUMBER.match(line.folded)
        if is_first and number and frame.number is None and (number.end() == len(line.folded) or "签发人" in line.folded):
            frame.number = line.text[: number.end()]
            frame.add("number", line)
            headers = titles
            titles = []
        elif is_date_line(line.folded):
            frame.add("date", line)
            frame.add_dates("other", line)
        elif _is_dated_note(line.folded):
            frame.add("other", line)
            frame.add_dates("other", line)
        elif _MARKING.match(line.folded):
            frame.add("other", line)
        elif is_first and line is lines[-1] and _is_addressee(line.folded) and len(lines) > 1:
            frame.add("addressees", line)
            frame.addressees = _split_addressees(line.text)
        else:
            titles.append(line)
    if is_first and not headers and len(titles) > 1 and _ISSUING_FILE.fullmatch(titles[0].folded):
        headers, titles = titles[:1], titles[1:]
    if headers and not titles and not _ISSUING_FILE.fullmatch(headers[-1].folded):
        # A page that sets the number below the title.
        cut = 1 if len(headers) > 1 and _ISSUING_FILE.fullmatch(headers[0].folded) else 0
        headers, titles = headers[:cut], headers[cut:]
    for line in headers:
        frame.add("issuing_header", line)
    for line in titles:
        frame.add("title" if is_first else "attachment_title", line)
    return bool(titles)


def _split_addressees(text: str) -> tuple[str, ...]:
    """Addressees are told apart by ，, and their like inside by 、; where there is no ，, by 、."""
    line = text.rstrip("：: ")
    marks = outside_brackets(line, "，,;；") or outside_brackets(line, "、")
    return tuple(name.strip() for name in cut_at(line, marks) if name.strip())


def _signature_start(lines: list[Line], first: int, index: int) -> int | None:
    """Where the signature begins that the date on this line closes; None if the line closes none."""
    folded = lines[index].folded
    dates = list(dates_in(folded))
    if not dates or not any(is_prose(line.folded) or label_of(line.folded) for line in lines[first:index]):
        return None
    if is_date_line(folded):
        start = index
        while start > first + 1 and index - start < _SIGNERS and _is_signer(lines[start - 1].folded):
            start -= 1
        return start
    if len(dates) == 1 and dates[0].end == len(folded) and dates[0].start and _is_signer(folded[: dates[0].start].rstrip()):
        # Name and date in one line are apart by blanks; a title or a heading that ends in a date is not.
        return index if folded[dates[0].start - 1].isspace() else None
    return None


def _is_signer(folded: str) -> bool:
    """An organ's name by itself."""
    if len(folded) > _LONGEST_SIGNER or label_of(folded) is not None or any(mark in folded for mark in ",。;:!?…《"):
        return False
    is_other = _ATTACHMENT.match(folded) or _ATTACHMENT_LIST.match(folded) or _MARKING.match(folded)
    return not is_other and not is_date_line(folded) and not is_list_paragraph(folded)


def _add_signature(frame: Frame, lines: list[Line]) -> None:
    *signers, last = lines
    frame.add_dates("signed", last)
    if signers:
        frame.add("signature", signers[0], signers[-1])
    if is_date_line(last.folded):
        frame.add("date", last)
    else:
        begin = next(dates_in(last.folded)).start
        name = last.text[:begin].rstrip()
        frame.parts.append(Framed("signature", last.start, last.start + len(name)))
        frame.parts.append(Framed("date", last.start + begin, last.end))


def _colophon_start(lines: list[Line]) -> int:
    """Index of the first line of the colophon (版记); the number of lines if there is none."""
    tail = range(len(lines) - 1, max(0, len(lines) - _COLOPHON_LINES) - 1, -1)
    printed = next((i for i in tail if _print_date_end(lines[i].folded) is not None), None)
    copies = next((i for i in reversed(tail) if _COPIES.match(lines[i].folded)), None)
    if printed is None:
        return copies or len(lines)
    start = printed
    if _body_of(lines[printed]) is None and printed > 1 and _is_signer(lines[printed - 1].folded):
        start -= 1
    if copies is not None and copies < start:
        start = copies
    return start if start > 0 and not any(is_prose(line.folded) for line in lines[printed + 1 :]) else len(lines)


def _print_date_end(folded: str) -> int | None:
    """Where the date ends that 印发 follows; None if the line has none or is a sentence."""
    if ends_sentence(folded):
        return None
    return next((d.end for d in dates_in(folded) if _PRINTED.fullmatch(folded[d.end :].split("(")[0])), None)


def _body_of(line: Line) -> str | None:
    """The organ named before the print date on the same line."""
    first = next(dates_in(line.folded), None)
    return (line.text[: first.start].strip() or None) if first else None


def _read_colophon(frame: Frame, lines: list[Line]) -> None:
    frame.add("colophon", lines[0], lines[-1])
    for index, line in enumerate(lines):
        if _print_date_end(line.folded) is not None:
            frame.add_dates("printed", line)
            before = lines[index - 1].text if index and _is_signer(lines[index - 1].folded) else None
            frame.colophon_body = _body_of(line) or before
            break
