"""The rooms: who may import whom, and what may not be loaded on the way to a quick answer."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOMS = ("assistant", "corpus", "evals", "tools", "ui")
HEAVY = ("chromadb", "duckdb", "gradio", "ibis", "langchain.agents", "pyarrow", "sentence_transformers", "torch", "transformers")


def test_every_room_keeps_to_its_imports(root: Path) -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_command_line_starts_without_the_heavy_packages(root: Path) -> None:
    asks = f"import sys, ui.cli; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asks], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [], "import it inside the function that needs it"


def _plain(name: str) -> str:
    """The name of a distribution as the registry compares it, without version and extras."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", name)[0]).lower()


def _imported(file: Path) -> set[str]:
    """Top-level names a file imports."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names}


def test_what_the_rooms_import_is_declared(root: Path) -> None:
    """A package that only comes along with another may stay away with the next version of that other."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = {
        _plain(name) for name in [*project["dependencies"], *(name for extra in extras if extra != "dev" for name in extras[extra])]
    }
    owners = packages_distributions()
    undeclared = sorted(
        f"{file.relative_to(root)}: {name}"
        for room in ROOMS
        for file in (root / room).rglob("*.py")
        for name in _imported(file) - set(ROOMS) - sys.stdlib_module_names
        if not declared & {_plain(owner) for owner in owners.get(name, [name])}
    )
    assert undeclared == []


def test_every_folder_of_code_is_a_package(root: Path) -> None:
    folders = {file.parent for room in ROOMS for file in (root / room).rglob("*.py")}
    bare = sorted(str(folder.relative_to(root)) for folder in folders if not (folder / "__init__.py").is_file())
    assert bare == [], "without an __init__.py it would be left out of the wheel"


def test_tests_are_no_packages(root: Path) -> None:
    """Else tests/tools would hide tools. The second encoding is a package of its own, loaded by its place."""
    packages = {file.parent.relative_to(root / "tests").as_posix() for file in (root / "tests").rglob("__init__.py")}
    assert packages == {"second_encoding"}
