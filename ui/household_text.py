"""The text of a household file -> its values with their lines, refusing what YAML reads otherwise than people do."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from corpus.errors import DataError, HouseholdError
from corpus.yaml_file import Parsed, parse

LARGEST = 256 * 1024
DEEPEST = 12

EIGHT = re.compile(r"[-+]?0[0-9_]+|[-+]?0[xb][0-9a-fA-F_]+")
SIXTY = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?")


def read_text(path: Path, name: str) -> str:
    """The text of a file.

    Raises:
        HouseholdError: missing, a folder, not to be opened, too large, or not UTF-8.
    """
    try:
        if path.is_dir():
            raise HouseholdError("这是文件夹，不是文件", where=str(path), mend="写到具体的 .yaml 文件")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise HouseholdError("没有这个文件", where=str(path), mend="检查路径和文件名") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "路径不对"
        raise HouseholdError(f"文件打不开（{reason}）", where=name, mend="检查路径，并确认有读取权限") from None
    if len(data) > LARGEST:
        raise HouseholdError("文件太大", where=name, mend="一个文件写一户，不超过 256 KB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise HouseholdError("文件不是 UTF-8 编码", where=f"{name}:{line}", mend="用编辑器另存为 UTF-8（常见的是 GBK）") from None


def parse_text(text: str, name: str) -> Parsed:
    """The values with the lines they stand on.

    Raises:
        HouseholdError: no YAML, a key doubled, or one of the traps below.
    """
    try:
        _refuse_traps(text, name)
        return parse(text, name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _not_yaml(name, mark.line + 1 if mark else 1) from None
    except yaml.YAMLError:
        raise HouseholdError("文件里有不能用的控制字符", where=name, mend="用文本编辑器重新保存为 UTF-8") from None
    except DataError as error:
        raise _in_chinese(error, name) from None


def _not_yaml(name: str, line: int) -> HouseholdError:
    return HouseholdError("这一行不是有效的 YAML", where=f"{name}:{line}", mend="检查缩进、括号和引号；冒号用半角，后面空一格")


def _in_chinese(error: DataError, name: str) -> HouseholdError:
    """The parser's complaints are made for maintainers; these are for whoever filled the file in."""
    line = error.where.rpartition(":")[2]
    doubled = re.match(r"the key '(.*)' stands twice", error.what)
    if doubled:
        return HouseholdError(f"“{doubled[1]}”写了两次", where=error.where, mend="留一个")
    if "is not a value" in error.what:
        value = error.what.partition("' is not")[0].lstrip("'")
        return HouseholdError(f"“{value}”不是日历上有的日子", where=error.where, mend="日期写成 2025-07-01，年月写成 1963-05")
    return _not_yaml(name, int(line) if line.isdigit() else 1)


def _refuse_traps(text: str, name: str) -> None:
    """Refuse what YAML reads otherwise than people do, and what could keep the parser busy for ever.

    Raises:
        HouseholdError: anchors and aliases, tags, 063 (octal) and 1:30 (sexagesimal), or a depth no household has.
    """
    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        where = f"{name}:{event.start_mark.line + 1}" if event.start_mark else name
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise HouseholdError("不支持 YAML 的 & 和 * 引用", where=where, mend="把内容照样再写一遍；文字里有 & 或 * 就加引号")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise HouseholdError("括号或缩进套得太深", where=where, mend="检查是不是少了右括号")
        if isinstance(event, yaml.CollectionStartEvent | yaml.ScalarEvent) and event.tag:
            raise HouseholdError("不支持 YAML 的 ! 标签", where=where, mend="去掉标签；文字里有 ! 就加引号")
        if isinstance(event, yaml.ScalarEvent) and event.implicit[0]:
            if EIGHT.fullmatch(event.value):
                raise HouseholdError(f"“{event.value}”会被读成别的数", where=where, mend="去掉开头的 0")
            if SIXTY.fullmatch(event.value):
                raise HouseholdError(f"“{event.value}”会被读成别的数", where=where, mend="只写数字，不用冒号")
