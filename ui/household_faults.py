"""Words what the household model refuses: which fact, what is wrong with it, what may be written instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from assistant.wording.pieces import choice_options
from corpus.errors import HouseholdError
from corpus.facts import Disability, Disaster, Hardship, Household, Person, Range, Supporter
from corpus.yaml_file import Parsed, Place, nearest

INSIDE: dict[str, type[BaseModel]] = {
    "members": Person,
    "disability": Disability,
    "supporters": Supporter,
    "hardship": Hardship,
    "disaster": Disaster,
}
"""The model of what stands under a key; under any other key stands an amount, which may be a Range."""

NUMBERS = ["int_parsing", "int_type", "int_from_float", "decimal_parsing", "decimal_type", "finite_number", "decimal_max_digits"]
BOUNDS = {"greater_than_equal": "不能小于", "less_than_equal": "不能大于"}
LISTS = ["list_type", "tuple_type"]
MAPPINGS = ["model_type", "dict_type", "model_attributes_type"]


def first_fault(error: ValidationError, parsed: Parsed) -> HouseholdError:
    """The first of pydantic's complaints as one line; an unknown key comes before all else."""
    faults: Sequence[Mapping[str, Any]] = error.errors(include_url=False)
    fault = next((f for f in faults if f["type"] == "extra_forbidden"), None) or _aptest(faults)
    place = _place(fault["loc"], parsed)
    where = f"{parsed.name}:{parsed.line_of(place)}"
    if fault["type"] in ("extra_forbidden", "invalid_key"):
        key = str(fault["loc"][-1])
        return HouseholdError(f"不认识的键“{key}”", where=where, mend=_other_key(key, place[:-1] if place and place[-1] == key else place))
    if fault["type"] == "missing":
        return HouseholdError(f"{_name(place)}里缺 {fault['loc'][-1]}", where=where, mend="补上这一项")
    return HouseholdError(f"{_name(place)}不能写“{_shown(fault['input'])}”", where=where, mend=_mend(fault, place))


def _aptest(faults: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Of the complaints about one amount that may be a number or a range, the one about what was written."""
    first = faults[0]
    if isinstance(first["input"], dict) and len(faults) > 1:
        return next((f for f in faults if any("Range" in str(part) for part in f["loc"])), first)
    return first


def _place(loc: tuple[int | str, ...], parsed: Parsed) -> Place:
    """Pydantic's location without the tags it adds for unions."""
    kept: Place = ()
    for part in loc:
        if (*kept, part) in parsed.lines:
            kept = (*kept, part)
    return kept


def _model(place: Place) -> type[BaseModel]:
    model: type[BaseModel] = Household
    for part in place:
        if isinstance(part, str):
            model = INSIDE.get(part, Range)
    return model


def _keys(model: type[BaseModel]) -> dict[str, str]:
    """Keys and Chinese terms of a model -> the key."""
    keys = {key: key for key in model.model_fields}
    if model is Household or model is Person:
        terms = {spec.term: key for key in model.model_fields if (spec := model.about(key)) and not spec.finer}
        return {**terms, **keys}
    return keys


def _other_key(key: str, place: Place) -> str:
    model = _model(place)
    other = Person if model is Household else Household if model is Person else None
    if other is not None and key in other.model_fields:
        return f"{key} 写在 members 里那位成员下面" if other is Person else f"{key} 写在最外一层，不写在成员下面"
    keys = _keys(model)
    if key in keys:
        return f"写成 {keys[key]}"
    close = dict.fromkeys(keys[name] for name in nearest(key, tuple(keys)))
    if close:
        return f"是不是 {'、'.join(close)}？"
    return f"去掉它；可写 {'、'.join(model.model_fields)}" if len(model.model_fields) < 8 else "去掉它；有哪些键见 xianjie check --help"


def _fact(place: Place) -> tuple[str, Any]:
    """The household path a place belongs to, and what is known of that fact."""
    if len(place) >= 3 and place[0] == "members":
        return f"members[{place[1]}].{place[2]}", Person.about(str(place[2]))
    return (str(place[0]), Household.about(str(place[0]))) if place else ("", None)


def _name(place: Place) -> str:
    _, spec = _fact(place)
    words = [str(part) for part in place if isinstance(part, str) and part != "members"]
    key = ".".join(words) or "成员"
    person = f"第 {int(place[1]) + 1} 位成员的 " if len(place) >= 2 and place[0] == "members" and isinstance(place[1], int) else ""
    return f"{person}{key}（{spec.term}）" if spec is not None and spec.term and len(words) == 1 else f"{person}{key} "


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(str(value).split())
    return text if len(text) <= 30 else text[:30] + "…"


def _mend(fault: Mapping[str, Any], place: Place) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    last = place[-1] if place else ""
    path, spec = _fact(place)
    if last == "grade":
        return "等级写 1 到 4（1 最重）；没有残疾人证写 disability: none"
    if last == "disability":
        return "写成 {grade: 2, category: 肢体}；没有残疾人证写 none"
    if last == "receives":
        return "写成 {待遇名称: 每月金额}"
    if kind in BOUNDS:
        return f"{BOUNDS[kind]} {next(iter(context.values()))}"
    if last == "born" or kind == "string_pattern_mismatch":
        return "写成 1963-05"
    if "low is above high" in fault["msg"]:
        return "low 不能大于 high"
    if spec is not None and spec.kind == "area":
        return "写地区的名称，如 庄河市"
    if kind in NUMBERS or "a number is wanted" in fault["msg"]:
        return (
            "只写数字，如 1660，不带单位和逗号"
            if "decimal" in kind or (spec is not None and spec.kind == "money")
            else "只写整数，不带单位"
        )
    if kind in ("bool_parsing", "bool_type"):
        return "写 true 或 false；不清楚就不写"
    if kind == "literal_error":
        return f"只能写 {_options(path, place) or _expected(context)}"
    if kind in LISTS:
        return "写成列表，如 [甲, 乙]"
    if kind in MAPPINGS:
        return f"写成 {{键: 值}}，键有 {'、'.join(_model(place).model_fields)}"
    if kind == "string_type":
        return "写成文字"
    return "日期写成 2025-07-01" if kind.startswith("date") else "写法见 xianjie check --help"


def _expected(context: dict[str, Any]) -> str:
    return "、".join(word.strip("' ") for word in str(context.get("expected", "")).replace(" or ", ", ").split(","))


def _options(path: str, place: Place) -> str:
    """The values of a choice with their words; none where the choice is inside something else."""
    if len([part for part in place if isinstance(part, str) and part != "members"]) != 1:
        return ""
    try:
        options = choice_options(path)
    except KeyError:
        return ""
    return "、".join(value if words == value else f"{value}（{words}）" for value, words in options)
