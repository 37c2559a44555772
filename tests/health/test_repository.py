"""The repository: nothing of one machine in its text, and nothing the registers name in its code."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Each is cut in two by a "~", so that this file does not hold what it looks for.
FORBIDDEN = {
    "a folder of one machine": r"(?<![\w./-])/(wo~rk|ro~ot|ho~me|tm~p|Us~ers)/",
    "a package registry": r"py~pi\.(org|tuna|doubanio)|python~hosted\.org|deb\.deb~ian\.org|registry\.npm~|mirrors?~\.[a-z]+\.(com|cn|edu\.cn)",
    "an option that names a registry": r"--(extra-)?index~-url|--find~-links|--trusted~-host",
    "a folder beside the repository": r"\.\./sha~red",
    "a key": r"\bsk~-[A-Za-z0-9]{20,}|\bgh[pousr]~_[A-Za-z0-9]{30,}|-----BEGIN [A-Z ]*PRIVATE~ KEY-----",
}


@pytest.fixture(scope="module")
def texts(root: Path) -> dict[str, str]:
    """Every text file that git knows, or would at the next commit."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    found: dict[str, str] = {}
    for name in filter(None, listed.split("\0")):
        try:
            found[name] = (root / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return found


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_text_names(what: str, texts: dict[str, str]) -> None:
    pattern = re.compile(FORBIDDEN[what].replace("~", ""))
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts.items()
        if not (name == ".ci/run" and "beside" in what)
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


def test_file_names_are_ascii(texts: dict[str, str]) -> None:
    assert [name for name in texts if not name.isascii()] == []


def _ids(value: Any, *keys: str) -> Iterator[str]:
    """The ``id`` of every entry in the lists under ``keys``."""
    for key in keys:
        for entry in value.get(key) or ():
            yield entry["id"]


@pytest.fixture(scope="module")
def registered(root: Path) -> dict[str, str]:
    """Name of a programme, body, area or group -> the file that registers it."""
    corpus = root / "corpus"
    names: dict[str, str] = {}
    for path in [*corpus.glob("programmes/**/*.yaml"), *corpus.glob("bodies/**/*.yaml"), corpus / "areas.yaml"]:
        if not path.is_file():
            continue
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        found = {data["id"]} if "id" in data else set(_ids(data, "bodies", "areas", "groups"))
        found |= {body["full_name"] for body in data.get("bodies") or ()}
        names |= dict.fromkeys(found, str(path.relative_to(root)))
    return names


def _spoken(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The string literals of a file, without docstrings and the descriptions of fields."""
    silent: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(node.value)
        if isinstance(node, ast.keyword) and node.arg == "description":
            silent.update(ast.walk(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent:
            yield node.lineno, node.value


def test_the_registers_are_read(registered: dict[str, str]) -> None:
    assert len(registered) > 50


@pytest.mark.parametrize("room", ["assistant", "tools"])
def test_code_names_no_programme_place_or_body(room: str, root: Path, registered: dict[str, str]) -> None:
    found = [
        f"{path.relative_to(root)}:{line}: '{name}' belongs in data ({registered[name]})"
        for path in sorted((root / room).rglob("*.py"))
        for line, text in _spoken(ast.parse(path.read_text(encoding="utf-8")))
        for name in registered
        if (name in text if len(name) > 2 else name == text)
    ]
    assert not found, "\n".join(found)
