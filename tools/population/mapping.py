"""Which column tells which fact (列与事实的对应): read from a small YAML, or guessed from the headers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError

from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.errors import TableError, why_not
from corpus.facts import Household, Person
from corpus.text import squeeze

HOW_TO_MAP = """# 哪一列说的是什么。请核对后用 --map 交回来。
# fact 写事实的键，status 写身份（这一列写是、否），programme 写项目（这一列写是、否）。
# 金额：yuan 是一个单位合多少元（万元写 10000），months 写 12 表示这一列是一年的数；不写就看列名里的单位。
# 能用的事实见 docs/population.md。
"""

Table = Literal["households", "members"]
SHOWN = {"households": "户表", "members": "成员表"}


MONTHLY = ("monthly_income", "monthly_income_per_head")
MONEY = (*MONTHLY, "annual_net_income_per_head", "income_12m", "income_12m_per_head", "rigid_expenditure_12m")


class ColumnMap(Strict):
    """One column: the fact it tells, or the status or programme that a yes in it means.

    Attributes:
        fact: key of the fact, e.g. ``monthly_income_per_head``, ``disability.grade``.
        status: a recognised status; the column says yes or no.
        programme: a programme whose benefit is received; the column says yes or no.
        yuan: what one unit of the number is in yuan, e.g. 10000.
        months: over how many months the number counts, where the fact counts one.
    """

    fact: str | None = None
    status: str | None = None
    programme: str | None = None
    yuan: int = 1
    months: int = Field(1, ge=1, le=12)


class TableMap(Strict):
    """One table: the column with the household's number, and what the others tell."""

    id: str
    columns: dict[str, ColumnMap] = Field(default_factory=dict)
    ignored: tuple[str, ...] = ()


class Mapping(Strict):
    """Both tables."""

    households: TableMap
    members: TableMap | None = None


@cache
def headers() -> dict[str, Any]:
    """How people head columns, and the words they fill in."""
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "headers.yaml").read_text(encoding="utf-8"))
    return found


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file; a unit written in a header counts where the file says nothing of it.

    Raises:
        TableError: it cannot be read or is no mapping.
    """
    try:
        told = Mapping.model_validate(yaml.safe_load(path.read_text(encoding="utf-8-sig")))
        return Mapping(households=_in_their_units(told.households), members=told.members and _in_their_units(told.members))
    except OSError as error:
        raise TableError(f"打不开对应文件（{why_not(error)}）", where=str(path), mend="检查路径，或先用 --guess 出一份") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise TableError("对应文件不是 YAML（UTF-8）", where=str(path), mend="先用 --guess 出一份再改") from None
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        what = f"对应文件缺 {place}" if fault["type"] == "missing" else f"对应文件的 {place} 不对" if place else "对应文件里没有内容"
        raise TableError(what, where=str(path), mend="先用 --guess 出一份，在它上面改") from None


def written(mapping: Mapping) -> str:
    """The mapping as YAML, for a person to look over."""
    plain = mapping.model_dump(exclude_defaults=True, mode="json")
    return HOW_TO_MAP + yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120)


def guess(household_columns: Sequence[str], member_columns: Sequence[str] | None, corpus: Corpus) -> Mapping:
    """Guess what the columns tell from their headers.

    Raises:
        TableError: a header may mean two things, two headers mean the same, or none holds the household's number.
    """
    households = _guess_table("households", household_columns, corpus)
    return Mapping(households=households, members=None if member_columns is None else _guess_table("members", member_columns, corpus))


def _guess_table(table: Table, columns: Sequence[str], corpus: Corpus) -> TableMap:
    known = headers()
    ids = [column for column in columns if without_unit(column) in {squeeze(name) for name in known["id"]}]
    if len(ids) != 1:
        if ids:
            raise TableError(f"有几列像户号：{'、'.join(ids)}", where=SHOWN[table], mend="只留一列叫户号，别的改个列名")
        read = "、".join(columns[:12]) + ("…" if len(columns) > 12 else "")
        raise TableError(
            f"没有一列像户号（读到的列名：{read}）", where=SHOWN[table], mend="把那一列的列名写成“户号”；列名要在前十行里，占一行"
        )
    names: dict[str, list[ColumnMap]] = {}
    for key, heads in known[table].items():
        for head in heads:
            names.setdefault(squeeze(head), []).append(ColumnMap(fact=key))
    for recognition in corpus.recognitions.values():
        for name in (recognition.id, recognition.full_name, *recognition.aliases):
            names.setdefault(squeeze(name), []).append(ColumnMap(status=recognition.id))
    for programme in corpus.programmes.values():
        for name in (programme.id, *programme.aliases):
            if squeeze(name) not in names:
                names[squeeze(name)] = [ColumnMap(programme=programme.id)]
    found: dict[str, ColumnMap] = {}
    ignored: list[str] = []
    for column in columns:
        if column in ids:
            continue
        plain = without_unit(column)
        meanings = list(dict.fromkeys(m.model_dump_json() for m in names.get(plain, names.get(plain.removeprefix("是否"), []))))
        by_unit = known["by_unit"].get(plain, {}) if table == "households" else {}
        meanings = meanings or [ColumnMap(fact=key).model_dump_json() for mark, key in by_unit.items() if mark in unit_of(column)][:1]
        if is_never_read(column) or not meanings:
            ignored.append(column)
        elif len(meanings) > 1:
            raise TableError(f"“{column}”可能有几个意思", where=SHOWN[table], mend="把列名写明白，或用 --map 交一份对应文件")
        else:
            found[column] = _with_unit(ColumnMap.model_validate_json(meanings[0]), column)
    spare = _spare(found, table)
    kept = {column: told for column, told in found.items() if column not in spare}
    _no_two(kept, table)
    return TableMap(id=ids[0], columns=kept, ignored=tuple(column for column in columns if column in spare or column in ignored))


def _spare(found: dict[str, ColumnMap], table: Table) -> set[str]:
    """Columns that tell a fact another column tells under a name that stands before theirs."""
    rank = {column: _rank(column, told.fact, table) for column, told in found.items() if told.fact is not None}
    return {c for c, place in rank.items() if any(found[o].fact == found[c].fact and other < place for o, other in rank.items())}


def _rank(column: str, fact: str, table: Table) -> int:
    names = [squeeze(name) for name in headers()[table][fact]]
    plain = without_unit(column)
    return next((names.index(name) for name in (plain, plain.removeprefix("是否")) if name in names), len(names))


def _no_two(found: dict[str, ColumnMap], table: str) -> None:
    seen: dict[str, str] = {}
    for column, told in found.items():
        key = told.fact or told.status or told.programme or ""
        if key in seen:
            raise TableError(f"“{seen[key]}”和“{column}”说的是同一件事", where=SHOWN[table], mend="只留一列，或把另一列的列名改掉")
        seen[key] = column


def is_never_read(column: str) -> bool:
    """Whether a column of that name is never read: somebody's name, number, address."""
    return without_unit(column) in {squeeze(name) for name in headers()["never"]}


def without_unit(column: str) -> str:
    """A header without its unit: 人均月收入（元/月） -> 人均月收入."""
    return re.sub(r"[（(\[【].*?[）)\]】]$", "", squeeze(column)).strip("*:：")


def unit_of(column: str) -> str:
    """The unit in a header: 人均月收入（元/月） -> 元/月."""
    unit = re.search(r"[（(\[【](.*?)[）)\]】]$", squeeze(column))
    return unit[1] if unit else ""


def _with_unit(told: ColumnMap, column: str) -> ColumnMap:
    unit, plain = unit_of(column), squeeze(column)
    if told.fact is None or told.fact not in MONEY:
        return told
    yuan = next((value for word, value in sorted(headers()["units"]["yuan"].items(), key=lambda i: -len(i[0])) if word in plain), 1)
    yearly = "年" in unit if unit and ("年" in unit or "月" in unit) else "年" in plain and "月" not in plain
    return told.model_copy(update={"yuan": yuan, "months": 12 if yearly and told.fact in MONTHLY else 1})


def _in_their_units(table: TableMap) -> TableMap:
    columns = {c: told if told.model_fields_set & {"yuan", "months"} else _with_unit(told, c) for c, told in table.columns.items()}
    return table.model_copy(update={"columns": columns})


def units_read(table: TableMap) -> list[str]:
    """Each column that is not read as yuan, or not as what it is in a month, and how it is read."""
    names = {value: word for word, value in headers()["units"]["yuan"].items()}
    return [
        f"“{column}”按{names.get(told.yuan, f'{told.yuan} 元')}{'、一年的数（除以 12）' if told.months == 12 else ''}读"
        for column, told in table.columns.items()
        if told.yuan != 1 or told.months != 1
    ]


def unclear(column: str) -> str | None:
    """How to make a header clear that may mean several things."""
    found: str | None = headers()["unclear"].get(without_unit(column))
    return found


def check_mapping(mapping: Mapping, household_columns: Sequence[str], member_columns: Sequence[str] | None, corpus: Corpus) -> None:
    """Refuse a mapping that names a column or a fact that is not there.

    Raises:
        TableError: the first such name, with the nearest.
    """
    for table, told, columns in (("households", mapping.households, household_columns), ("members", mapping.members, member_columns)):
        if told is None:
            continue
        if columns is None:
            raise TableError("对应文件里有 members，却没有给成员表", where="--map", mend="加上 --members 文件，或从对应文件里删掉 members")
        for column in (told.id, *told.columns):
            if column not in columns:
                close = difflib.get_close_matches(column, columns, 3, 0.3)
                raise TableError(
                    f"表里没有“{column}”这一列",
                    where=f"对应文件的 {table}",
                    mend=f"是不是 {'、'.join(close)}？" if close else f"表里有 {'、'.join(columns)}",
                )
        for column, what in told.columns.items():
            _check_column(table, column, what, corpus)


def _check_column(table: str, column: str, told: ColumnMap, corpus: Corpus) -> None:
    if sum(part is not None for part in (told.fact, told.status, told.programme)) != 1:
        raise TableError(f"“{column}”要写 fact、status、programme 中的一个", where=f"对应文件的 {table}", mend="写法见 --guess 出的那一份")
    model = Household if table == "households" else Person
    known = {*model.model_fields, *headers()[table]} - {"members", "disability", "supporters", "hardship"}
    if told.fact is not None and told.fact not in known and not told.fact.startswith("assets_within_limit."):
        close = difflib.get_close_matches(told.fact, known, 3, 0.4)
        raise TableError(
            f"“{column}”对应的 {told.fact} 不是能用的事实",
            where=f"对应文件的 {table}",
            mend=f"是不是 {'、'.join(close)}？" if close else "写法见 --guess 出的那一份",
        )
    if told.status is not None and told.status not in corpus.recognitions:
        raise TableError(
            f"“{column}”对应的身份 {told.status} 没有登记", where=f"对应文件的 {table}", mend=f"可写 {'、'.join(corpus.recognitions)}"
        )
    if told.programme is not None and told.programme not in corpus.programmes:
        raise TableError(
            f"“{column}”对应的项目 {told.programme} 没有登记", where=f"对应文件的 {table}", mend="项目名称见 xianjie corpus status"
        )
