"""The lines of a set file: what is asked, and what a good reply must and must not hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from assistant.conversation.reply import Audience, Status
from corpus.dated import Strict
from corpus.errors import DataError, UnknownNameError
from corpus.yaml_file import nearest

SETS = Path(__file__).resolve().parent / "sets"
Role = Literal["listed", "lead", "partner", "not_listed", "body"]
Verdict = Literal["eligible", "ineligible", "unknown"]


class DepartmentWanted(Strict):
    """A department entry that must be there; ``today`` is compared only where the line holds the key, null included."""

    id: str
    role: tuple[Role, ...]
    inferred: bool | None = None
    today: str | None = None


class ProgrammeWanted(Strict):
    """A programme entry with its verdict, or any of several."""

    id: str
    verdict: Verdict | tuple[Verdict, ...]

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The verdicts that are right."""
        return (self.verdict,) if isinstance(self.verdict, str) else self.verdict


class CitationWanted(Strict):
    """A citation: its clause, a part of its document's title, or both."""

    clause: str | None = None
    document_has: str | None = None

    @model_validator(mode="after")
    def _something(self) -> CitationWanted:
        if self.clause is None and self.document_has is None:
            raise ValueError("a citation needs clause or document_has")
        return self


Needle = str | tuple[str, ...]
"""Words that must be there; of an inner list any one will do."""


class Expect(Strict):
    """What a good reply holds; a key that is absent is not looked at."""

    status: Status | tuple[Status, ...] | None = None
    text_has: tuple[Needle, ...] = ()
    text_lacks: tuple[str, ...] = ()
    departments: tuple[DepartmentWanted, ...] = ()
    departments_lack: tuple[str, ...] = ()
    n_listed: int | None = None
    programmes: tuple[ProgrammeWanted, ...] = ()
    citations: tuple[CitationWanted, ...] = ()
    warnings_has: tuple[Needle, ...] = ()
    question: bool | None = None
    facts: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _not_empty(self) -> Expect:
        if not self.model_fields_set:
            raise ValueError("nothing is expected")
        return self

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses that are right; none: any."""
        return () if self.status is None else (self.status,) if isinstance(self.status, str) else self.status


class Say(Strict):
    """One turn of a conversation."""

    say: str
    expect: Expect


class Item(Strict):
    """One line: a question (``ask``, ``expect``) or a conversation (``turns``)."""

    id: str
    audience: Audience = Field(alias="for")
    area: str | None = None
    as_of: date | None = None
    ask: str | None = None
    expect: Expect | None = None
    turns: tuple[Say, ...] = ()
    why: str

    @model_validator(mode="after")
    def _one_form(self) -> Item:
        if self.turns and (self.ask is not None or self.expect is not None):
            raise ValueError("either ask and expect, or turns")
        if not self.turns and (self.ask is None or self.expect is None):
            raise ValueError("ask and expect are missing, or turns")
        return self

    @property
    def steps(self) -> tuple[Say, ...]:
        """The turns; a question is one turn."""
        if self.ask is None or self.expect is None:
            return self.turns
        return (Say(say=self.ask, expect=self.expect),)


class ItemSet(Strict):
    """The lines of one set file.

    Attributes:
        withholding: whether these are questions that must mostly be held back (outside the domain, not to be done, not known).
    """

    name: str
    items: tuple[Item, ...]
    withholding: bool = False


def set_names(folder: Path = SETS) -> tuple[str, ...]:
    """The sets that lie in the folder, questions before conversations before what lies outside."""
    order = {"questions": 0, "conversations": 1, "outside": 2}
    stems = [file.stem for file in folder.glob("*.jsonl") if file.stem.split("_")[0] in order]
    return tuple(sorted(stems, key=lambda stem: (order[stem.split("_")[0]], stem)))


def families(folder: Path = SETS) -> dict[str, tuple[str, ...]]:
    """What can be asked for by name -> the set files behind it; measures without a file of that form stand for themselves."""
    names = set_names(folder)
    found: dict[str, tuple[str, ...]] = {name: (name,) for name in names}
    for family in ("questions", "conversations", "outside"):
        members = tuple(name for name in names if name.split("_")[0] == family)
        if members:
            found.setdefault(family, members)
    return found


def choose(name: str, known: tuple[str, ...]) -> str:
    """``name`` if it is known.

    Raises:
        UnknownNameError: with the nearest names.
    """
    if name in known:
        return name
    close = nearest(name, known)
    advice = f"是不是 {'、'.join(close)}？" if close else f"可选：{'、'.join(known)}"
    raise UnknownNameError(f"没有叫 '{name}' 的评测集", where="SET", mend=advice, nearest=close)


def read_set(path: Path) -> ItemSet:
    """A set file; blank lines are passed over, a file without lines is a set without items.

    Raises:
        DataError: a line that is no item, or an id used twice; with file and line.
    """
    name = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"不是 UTF-8 文本（第 {error.start} 字节）", where=name, mend="请另存为 UTF-8") from None
    except OSError as error:
        raise DataError(f"读不了评测集（{error.strerror}）", where=name, mend="请检查文件名") from None
    items: dict[str, Item] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        item = _read_line(line, f"{name}:{number}")
        if item.id in items:
            raise DataError(f"编号 {item.id} 用了两次", where=f"{name}:{number}", mend="每行的 id 只用一次")
        items[item.id] = item
    return ItemSet(name=path.stem, items=tuple(items.values()), withholding=path.stem.startswith("outside"))


def _read_line(line: str, where: str) -> Item:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise DataError(f"不是 JSON：{error.msg}（第 {error.colno} 列）", where=where, mend="一行一个 JSON 对象") from None
    try:
        return Item.model_validate(value)
    except ValidationError as error:
        raise _fault(error, where) from None


def _fault(error: ValidationError, where: str) -> DataError:
    first = next((e for e in error.errors() if e["type"] == "extra_forbidden"), error.errors()[0])
    place = ".".join(str(part) for part in first["loc"]) or "整行"
    if first["type"] == "extra_forbidden":
        close = nearest(str(first["loc"][-1]), tuple(_keys()))
        return DataError(f"不认识的键 {place}", where=where, mend=f"是不是 {'、'.join(close)}？" if close else "请删去")
    if first["type"] == "missing":
        return DataError(f"缺少 {place}", where=where, mend="请补上")
    return DataError(f"{place}：{first['msg']}", where=where, mend=f"写的是 {str(first['input'])[:60]!r}")


def _keys() -> Iterator[str]:
    for model in (Item, Say, Expect, DepartmentWanted, ProgrammeWanted, CitationWanted):
        for name, field in model.model_fields.items():
            yield field.alias or name
