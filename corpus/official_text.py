"""An official document (公文) as text, read into a tree of clauses with their headings and responsibility lists.

Everything kept is a slice of the text, never a rewording; positions count characters of the repaired text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.errors import DataError
from corpus.official_frame import Body, Frame, FrameKind, read_frame
from corpus.official_lines import Label, Line, label_of, lines_of, outside_brackets
from corpus.official_models import Colophon, DatedMark, FramePart, OfficialText, ParsedClause, ResponsibilityList
from corpus.page_breaks import Repair, repair_page_breaks, undo_repairs
from corpus.responsibility_lists import DutyList, find_lists, is_list_paragraph

__all__ = [
    "Colophon",
    "DatedMark",
    "FramePart",
    "OfficialText",
    "ParsedClause",
    "Repair",
    "ResponsibilityList",
    "parse_official_text",
    "repair_page_breaks",
    "undo_repairs",
]

_LONGEST_LEAD = 30  # a first sentence up to this length is a heading; a longer one is text
_LONGEST_HEADING = 60
_COVER, _INTRODUCTION, _WHOLE, _REMARK = "通知", "引言", "正文", "附言"


@dataclass(eq=False)
class _Open:
    """A clause being read."""

    id: str
    part: int
    label: Label | None
    parent: _Open | None
    lines: list[Line]
    lists: list[tuple[int, int, DutyList]] = field(default_factory=list)
    has_children: bool = False
    has_list_after: bool = False
    has_list_within: bool = False

    def add_lists(self, line: Line, offset: int) -> None:
        """Take the lists of a line, from the offset on."""
        for found in find_lists(line.text[offset:]):
            start, end = line.start + offset + found.start, line.start + offset + found.end
            self.lists += [(start, end, each) for each in found.lists]
        step: _Open | None = self if self.lists else None
        while step is not None:
            step.has_list_within, step = True, step.parent

    @property
    def level(self) -> int:
        return self.label.level if self.label else 0


def parse_official_text(text: str, *, document: str) -> OfficialText:
    """Read an official document into its clauses.

    Page breaks are repaired first. What cannot be told from the text is left out: an unknown title is None, a line of no
    known shape is text of the clause before it. A list that stands by itself after the last item of a section belongs to
    the section, unless an earlier item of it has a list of its own. A number met twice under one heading gets ``~2``.

    Args:
        text: the document as plain text, one paragraph a line; blank lines do not matter.
        document: its id, for messages and references.

    Raises:
        DataError: the text holds nothing but white space.
    """
    repaired, repairs = repair_page_breaks(text)
    lines = lines_of(repaired)
    if not lines:
        raise DataError("the text of the document is empty", where=document, mend="give its text, one paragraph a line")
    frame = read_frame(lines)
    opened = _read_clauses(frame.bodies, repaired)
    parts = tuple(
        FramePart(kind=part.kind, text=repaired[part.start : part.end], start=part.start, end=part.end)
        for part in sorted(frame.parts, key=lambda part: part.start)
    )
    dates = sorted(frame.dates, key=lambda found: found.start)
    return OfficialText(
        document=document,
        number=frame.number,
        issuing_header=_joined(parts, "issuing_header", repaired),
        addressees=frame.addressees,
        title=_joined(parts, "title", repaired),
        attachment_titles=_attachment_titles(parts, repaired),
        issuer_signature=next((part.text for part in parts if part.kind == "signature"), None),
        dates=tuple(DatedMark(kind=d.kind, value=d.value, text=repaired[d.start : d.end]) for d in dates),
        colophon=_colophon(frame, parts),
        clauses=_finish(opened, repaired),
        frame=parts,
        text=repaired,
        repairs=repairs,
    )


def _joined(parts: tuple[FramePart, ...], kind: FrameKind, text: str) -> str | None:
    """The lines of one kind as they stand, from the first to the last; other lines between them are left out."""
    runs = _runs(parts, kind)
    return "\n".join(text[run[0].start : run[-1].end] for run in runs) or None


def _attachment_titles(parts: tuple[FramePart, ...], text: str) -> tuple[str, ...]:
    return tuple(text[run[0].start : run[-1].end] for run in _runs(parts, "attachment_title") if run)


def _runs(parts: tuple[FramePart, ...], kind: FrameKind) -> list[list[FramePart]]:
    """Neighbouring parts of one kind, with nothing but white space between them."""
    runs: list[list[FramePart]] = []
    previous: FramePart | None = None
    for part in parts:
        if part.kind == kind:
            if previous is not None and previous.kind == kind:
                runs[-1].append(part)
            else:
                runs.append([part])
        previous = part
    return runs


def _colophon(frame: Frame, parts: tuple[FramePart, ...]) -> Colophon | None:
    text = next((part.text for part in parts if part.kind == "colophon"), None)
    return Colophon(body=frame.colophon_body, text=text) if text is not None else None


def _read_clauses(bodies: list[Body], text: str) -> list[_Open]:
    """Open a clause at each number and give it the lines that follow; lists by themselves are handed to their owner."""
    opened: list[_Open] = []
    used: dict[str, int] = {}
    for part, (prefix, prose) in enumerate(_names(bodies)):
        stack: list[_Open] = []
        current: _Open | None = None
        waiting: list[Line] = []
        trailing: list[tuple[_Open, list[Line]]] = []
        seen_frame = False
        for line in (*bodies[part].lines, None):
            if line is None:
                if current and waiting:
                    trailing.append((current, waiting))
                current, waiting, seen_frame = None, [], True
            elif label := label_of(line.folded):
                if current and waiting:
                    trailing.append((current, waiting))
                while stack and stack[-1].level >= label.level:
                    stack.pop()
                parent = stack[-1] if stack else None
                name = _unused(used, (parent.id if parent else prefix) + label.segment)
                current, waiting = _Open(name, part, label, parent, [line]), []
                if parent:
                    parent.has_children = True
                stack.append(current)
                opened.append(current)
            elif current and is_list_paragraph(line.text):
                waiting.append(line)
            elif current:
                current.lines += [*waiting, line]
                waiting = []
            else:
                name = prefix + _REMARK if seen_frame or any(clause.part == part for clause in opened) else prose
                current = _Open(_unused(used, name), part, None, None, [line])
                opened.append(current)
        _place_inline_lists(opened, part)
        for last, lines in trailing:
            _place_lists_after(opened, last, lines)
    return opened


def _names(bodies: list[Body]) -> list[tuple[str, str]]:
    """For each part: what its clause ids begin with, and the id of the prose before its first number."""
    has_labels = [any(line and label_of(line.folded) for line in body.lines) for body in bodies]
    carries = (
        len(bodies) > 1
        and bodies[1].titled
        and any(bodies[1].lines)
        and (not has_labels[0] or (bodies[1].marker is None and has_labels[1]))
    )
    names = []
    for index, body in enumerate(bodies):
        prose = _INTRODUCTION if has_labels[index] else _WHOLE
        if index == 0 and carries:
            names.append((_COVER, _COVER))
        elif index == (1 if carries else 0):
            names.append(("", prose))
        else:
            prefix = f"附件{body.marker or ''}"
            names.append((prefix, prefix + prose))
    return names


def _unused(used: dict[str, int], name: str) -> str:
    """The name itself, or with ~2, ~3 … where the text uses a number again."""
    used[name] = used.get(name, 0) + 1
    return name if used[name] == 1 else f"{name}~{used[name]}"


def _place_inline_lists(opened: list[_Open], part: int) -> None:
    """Lists inside a clause's own lines are its own."""
    for clause in opened:
        if clause.part == part:
            for index, line in enumerate(clause.lines):
                clause.add_lists(line, clause.label.end if clause.label and index == 0 else 0)


def _place_lists_after(opened: list[_Open], last: _Open, lines: list[Line]) -> None:
    """A list after the clause `last` belongs to it, or to the section that `last` is the end of."""
    last.has_list_after = True
    following = opened[opened.index(last) + 1 :]
    next_level = following[0].level if following and following[0].part == last.part else 0
    owner = last
    while owner.parent is not None and owner.parent.level >= next_level:
        siblings = [clause for clause in opened if clause.parent is owner.parent and clause is not owner]
        if not siblings or any(clause.has_list_within for clause in siblings):
            break
        owner = owner.parent
    for line in lines:
        owner.add_lists(line, 0)


def _finish(opened: list[_Open], text: str) -> tuple[ParsedClause, ...]:
    """Slice the text: number, heading, own text and lists of each clause."""
    paths: dict[str, tuple[str, ...]] = {}
    clauses = []
    for clause in opened:
        start, end = clause.lines[0].start, clause.lines[-1].end
        begin = start + (clause.label.end if clause.label else 0)
        heading_end, text_start = _heading(clause) if clause.label else (begin, begin)
        heading = text[begin:heading_end].strip() or None
        paths[clause.id] = (paths[clause.parent.id] if clause.parent else ()) + ((heading,) if heading else ())
        lists = tuple(
            ResponsibilityList(clause=clause.id, kind=duty.kind, entries=duty.entries, text=text[left:right], start=left, end=right)
            for left, right, duty in clause.lists
        )
        clauses.append(
            ParsedClause(
                id=clause.id,
                parent=clause.parent.id if clause.parent else None,
                level=clause.level,
                label=text[start:begin].strip() if clause.label else None,
                heading=heading,
                text=text[text_start:end].strip(),
                path=paths[clause.id],
                lists=lists,
                start=start,
                end=end,
            )
        )
    return tuple(clauses)


def _heading(clause: _Open) -> tuple[int, int]:
    """Where the heading ends and where the text begins; the heading is empty if the number opens plain text.

    A heading is the first line where that has no stop, or its first sentence where that is short; it must head something.
    """
    line = clause.lines[0]
    begin = clause.label.end if clause.label else 0
    rest = line.folded[begin:]
    found = find_lists(line.text[begin:])
    limit = found[0].start if found else len(rest)
    stop = next((i for i in outside_brackets(rest, "。!?") if i < limit), None)
    heads = len(clause.lines) > 1 or clause.has_children or clause.has_list_after
    if stop is None:
        whole = rest[:limit].rstrip()
        is_heading = (heads or bool(found)) and not whole.endswith((":", ";", ",")) and len(whole) <= _LONGEST_HEADING
        return (line.start + begin + len(whole), line.start + begin + limit) if is_heading else (line.start + begin,) * 2
    follows = heads or bool(rest[stop + 1 :].strip())
    if follows and stop <= _LONGEST_LEAD and ";" not in rest[:stop]:
        return line.start + begin + stop, line.start + begin + stop + 1
    return (line.start + begin,) * 2
