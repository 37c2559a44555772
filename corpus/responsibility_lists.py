"""Who a document makes responsible: reads （甲局、乙局按职责分工负责）, 牵头单位：…；配合单位：… and their like.

The entries are the exact strings of the text, in its order; nothing is split at 和 or 及, since names of bodies contain them.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from corpus.official_lines import bracket_groups, cut_at, fold_widths, outside_brackets

ListKind = Literal["by_duty", "lead", "support", "responsible"]

_ROLES: tuple[tuple[ListKind, str], ...] = (
    ("lead", r"牵头(?:责任|负责)?(?:单位|部门)"),
    ("support", r"(?:主要)?(?:配合|协办|协同|协助|参与|参加)(?:责任)?(?:单位|部门)"),
    ("responsible", r"(?:主要|主体|第一|落实)?责任(?:单位|部门|主体)|(?:负责|落实|实施|主办|承办)(?:单位|部门)"),
)
_ROLE = re.compile("(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _ROLES) + r")\s*:\s*")
_BEFORE_ROLE = re.compile(r"\s+(?=(?:" + "|".join(pattern for _, pattern in _ROLES) + r")\s*:)")
_SUFFIX = re.compile(
    r"(?P<by_duty>,?(?:按照?|根据|依据)(?:各自|部门|工作)*(?:职责分工|职能分工|职责|职能|分工)(?:分别|共同|抓好)?(?:负责|落实|组织实施|实施)?"
    r"|(?:分工|分别|共同)(?:负责|落实|实施))$"
    r"|(?P<lead>(?:共同)?牵头(?:负责|落实|组织实施|实施|抓落实)?)$"
    r"|(?P<support>(?:共同|协同|协助|支持|积极)?(?:配合|参与|参加|协助|协同|协办)(?:实施|落实|负责)?)$"
    r"|(?P<responsible>负责(?:落实|实施|组织实施)?)$"
)
_AGENT = re.compile(r"(?:具体)?由")
_NO_ENTRY = re.compile(r"以下简称|包括|含|如|即|详见|不")
_SEPARATORS = "、,;。\n"
_LONGEST_ENTRY = 40


class DutyList(NamedTuple):
    """The bodies that bear one kind of duty."""

    kind: ListKind
    entries: tuple[str, ...]


class FoundLists(NamedTuple):
    """Lists that stand together in one bracket or line, with its place in the text searched."""

    start: int
    end: int
    lists: tuple[DutyList, ...]


def read_lists(content: str) -> tuple[DutyList, ...]:
    """Read what stands inside a bracket, or after 责任单位：; empty if it is no list.

    Args:
        content: e.g. ``甲局牵头，乙局、丙局配合`` or ``牵头单位：甲局；配合单位：乙局``.

    Returns:
        One list for each kind of duty, in the order in which the kinds first appear.
    """
    found: dict[ListKind, list[str]] = {}
    waiting: list[str] = []
    role: ListKind | None = None
    for item in _items(content):
        folded = fold_widths(item)
        if opening := _ROLE.match(folded):
            if waiting and role is None:
                return ()
            found.setdefault(role or "responsible", []).extend(waiting)
            waiting, role = [], _kind(opening)
            item, folded = item[opening.end() :], folded[opening.end() :]
        suffix = _SUFFIX.search(folded)
        name = item[: suffix.start()] if suffix else item
        if agent := _AGENT.match(name):
            name = name[agent.end() :]
        if name.strip():
            waiting.append(name.strip())
        if suffix:
            if not waiting:
                return ()
            found.setdefault(_kind(suffix), []).extend(waiting)
            waiting = []
    if waiting and role is None:
        return ()
    found.setdefault(role or "responsible", []).extend(waiting)
    lists = tuple(DutyList(kind, tuple(entries)) for kind, entries in found.items() if entries)
    return lists if all(_is_entry(entry) for each in lists for entry in each.entries) else ()


def find_lists(paragraph: str) -> tuple[FoundLists, ...]:
    """Every list in one paragraph: in brackets, or opened by 责任单位： at its start or after a sentence."""
    folded = fold_widths(paragraph)
    found = []
    for start, end in bracket_groups(folded):
        lists = read_lists(paragraph[start + 1 : end - 1])
        if lists and (_is_explicit(folded[start + 1 : end - 1]) or _stands_apart(folded, start, end)):
            found.append(FoundLists(start, end, lists))
    for opening in _ROLE.finditer(folded):
        start = opening.start()
        inside = any(group.start <= start < group.end for group in found)
        if inside or folded[:start].rstrip()[-1:] not in ("", *"。;!?)]"):
            continue
        stop = next((i + 1 for i in outside_brackets(folded, "。") if i > start), len(folded))
        if lists := read_lists(paragraph[start:stop]):
            found.append(FoundLists(start, stop, lists))
    return tuple(sorted(found))


def is_list_paragraph(paragraph: str) -> bool:
    """Is the paragraph nothing but responsibility lists?"""
    rest, previous = "", 0
    found = find_lists(paragraph)
    for group in found:
        rest, previous = rest + paragraph[previous : group.start], group.end
    return bool(found) and not (rest + paragraph[previous:]).strip("。；; \t\u3000")


def _kind(match: re.Match[str]) -> ListKind:
    kinds: tuple[ListKind, ...] = ("by_duty", "lead", "support", "responsible")
    groups = match.groupdict()
    return next(kind for kind in kinds if groups.get(kind))


def _items(content: str) -> list[str]:
    """The content cut at its separators, in order, brackets kept whole; blanks cut only where nothing else does."""
    items = []
    for chunk in cut_at(content, outside_brackets(fold_widths(content), ";。\n")):
        folded = fold_widths(chunk)
        gaps = [match.start() for match in _BEFORE_ROLE.finditer(folded)]
        for piece in cut_at(chunk, gaps):
            if marks := outside_brackets(fold_widths(piece), _SEPARATORS):
                items.extend(cut_at(piece, marks))
            else:
                items.extend(_join_roles(piece.split()))
    return [item.strip() for item in items if item.strip()]


def _join_roles(words: list[str]) -> list[str]:
    """Put a role that a blank cut off (``责任单位： 甲局``) back before its first entry."""
    if len(words) > 1 and (opening := _ROLE.match(fold_widths(words[0]))) and opening.end() == len(words[0]):
        return [words[0] + words[1], *words[2:]]
    return words


def _is_entry(entry: str) -> bool:
    return 2 <= len(entry) <= _LONGEST_ENTRY and re.search("[一-鿿]", entry) is not None and not _NO_ENTRY.match(entry)


def _is_explicit(folded: str) -> bool:
    """Wording that is used for lists only, so that the bracket may stand anywhere."""
    last = _SUFFIX.search(folded.rstrip("。; "))
    return _ROLE.match(folded.strip()) is not None or (last is not None and last["by_duty"] is not None)


def _stands_apart(folded: str, start: int, end: int) -> bool:
    """Does the bracket open or close its paragraph, or follow a whole sentence?"""
    return folded[:start].rstrip()[-1:] in ("", *"。;!?") or not folded[end:].strip("。; )]")
