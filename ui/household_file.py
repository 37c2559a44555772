"""A household file (家庭情况文件, YAML) -> Household; a fault names the file, the line and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from corpus.corpus import Corpus
from corpus.errors import HouseholdError, UnknownNameError
from corpus.facts import Household
from corpus.yaml_file import Parsed, Place, nearest
from ui.household_faults import first_fault
from ui.household_text import parse_text, read_text

AREAS = ("area", "lives_in", "hukou_area", "living_area", "emergency_area")
STATUSES = ("recognised_as", "not_recognised_as")


def read_household(path: Path, *, corpus: Corpus, day: date) -> Household:
    """Read one household.

    Args:
        path: the file.
        corpus: the registers; names of areas and statuses may be any registered alias.
        day: the day it is judged on; nobody is born after it.

    Raises:
        HouseholdError: anything wrong with the file, as one line.
    """
    name = path.name or str(path)
    parsed = parse_text(read_text(path, name), name)
    if parsed.value is None:
        raise HouseholdError("文件是空的", where=name, mend="至少写一项，如 area: 庄河市")
    if not isinstance(parsed.value, dict):
        raise HouseholdError("文件里不是“键: 值”", where=f"{name}:1", mend="每行写一项，如 area: 庄河市；成员写在 members: 下面")
    value = dict(parsed.value)
    if isinstance(value.get("members"), list):
        value["members"] = _members(value["members"], parsed, corpus)
    elif value.get("members") is not None:
        raise _fault("members 要写成列表", parsed, ("members",), "每位成员前写 -，如 - {relation: self, age: 63}")
    _names(value, (), parsed, corpus)
    try:
        household = Household.model_validate(value)
    except ValidationError as error:
        raise first_fault(error, parsed) from None
    _born_in_time(household, parsed, day)
    return household


def _fault(what: str, parsed: Parsed, place: Place, mend: str) -> HouseholdError:
    return HouseholdError(what, where=f"{parsed.name}:{parsed.line_of(place)}", mend=mend)


def _members(members: list[Any], parsed: Parsed, corpus: Corpus) -> list[Any]:
    if not members:
        raise _fault("members 是空的", parsed, ("members",), "至少写一位成员；还没问到家里有谁，就整个不写 members")
    selves: list[int] = []
    found = []
    for index, member in enumerate(members):
        place: Place = ("members", index)
        if not isinstance(member, dict):
            raise _fault(f"第 {index + 1} 位成员没有写成“键: 值”", parsed, place, "写成 - {relation: spouse, age: 60}")
        member = dict(member)
        _names(member, place, parsed, corpus)
        if member.get("relation") == "self":
            selves.append(index)
        found.append(member)
    if len(selves) > 1:
        raise _fault(
            "本人（relation: self）写了两位",
            parsed,
            ("members", selves[1], "relation"),
            "本人只有一位，其他人写 spouse、child、parent 或 other",
        )
    return found


# -- names -------------------------------------------------------------------------------------------------------


def _names(value: dict[str, Any], place: Place, parsed: Parsed, corpus: Corpus) -> None:
    """Put registered ids in the place of aliases, for the areas and statuses of one level of the file."""
    for key in AREAS if not place else ():
        if isinstance(value.get(key), str):
            value[key] = _area(value[key], (key,), parsed, corpus)
    hardship = value.get("hardship")
    if not place and isinstance(hardship, dict) and isinstance(hardship.get("area"), str):
        value["hardship"] = {**hardship, "area": _area(hardship["area"], ("hardship", "area"), parsed, corpus)}
    for key in STATUSES:
        if value.get(key) is not None:
            value[key] = _statuses(value[key], (*place, key), parsed, corpus)
    tests = value.get("assets_within_limit")
    if not place and isinstance(tests, Mapping):
        at: Place = ("assets_within_limit",)
        value["assets_within_limit"] = {_status(str(test), (*at, str(test)), parsed, corpus): answer for test, answer in tests.items()}


def _area(name: str, place: Place, parsed: Parsed, corpus: Corpus) -> str:
    try:
        return corpus.area(name).id
    except UnknownNameError as error:
        raise _fault(error.what, parsed, place, error.mend) from None


def _statuses(told: Any, place: Place, parsed: Parsed, corpus: Corpus) -> list[str]:
    """``[none]`` and ``[]`` are the same told answer; a single word stands for a list of one."""
    items = [told] if isinstance(told, str) else told
    if not isinstance(items, list):
        raise _fault(f"{place[-1]} 要写成列表", parsed, place, "如 [低保]；都没有就写 []")
    if any(not isinstance(item, str) for item in items):
        raise _fault(f"{place[-1]} 里只能写身份的名称", parsed, place, f"可写 {'、'.join(corpus.recognitions)}；都没有就写 []")
    none = [item for item in items if item.strip().lower() == "none"]
    if none and len(none) < len(items):
        raise _fault("既写了 none（都不是），又写了身份", parsed, place, "都不是就只写 []，否则去掉 none")
    names = [] if none else [_status(item, (*place, index), parsed, corpus) for index, item in enumerate(items)]
    for name in names:
        if len(place) == 1 and corpus.recognitions[name].shorthand == "none":
            raise _fault(f"“{name}”是个人的身份", parsed, place, f"写在那位成员的 {place[-1]} 里")
    return list(dict.fromkeys(names))


def _status(name: str, place: Place, parsed: Parsed, corpus: Corpus) -> str:
    found = corpus.recognition_names.exact(name)
    if len(found) == 1:
        return found[0]
    close = nearest(name, tuple(corpus.recognitions))
    mend = f"是不是 {'、'.join(close)}？" if close else f"可写 {'、'.join(corpus.recognitions)}"
    raise _fault(f"不认识的身份“{name}”", parsed, place, mend)


def _born_in_time(household: Household, parsed: Parsed, day: date) -> None:
    for index, member in enumerate(household.members or ()):
        place: Place = ("members", index, "born")
        if member.born is not None and member.born > f"{day:%Y-%m}":
            raise _fault(f"出生年月 {member.born} 在 {day.isoformat()} 之后", parsed, place, "检查年月，或用 --as-of 换一个日期")
        if member.born is not None and day.year - int(member.born[:4]) > 130:
            raise _fault(f"出生年月 {member.born} 太早", parsed, place, "检查年份，如 1963-05")
