"""The wheel: whole, small in what it needs, and usable from any folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOMS = ("assistant", "corpus", "evals", "tools", "ui")
ALSO_BUILT_FROM = ("LICENSE", "NOTICE", "README.md", "pyproject.toml")


def _run(*command: str | Path, folder: Path, seconds: int = 120, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def files(root: Path) -> list[str]:
    """The files of the rooms that git knows, or would at the next commit."""
    listed = _run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *ROOMS, folder=root).stdout
    return sorted(name for name in listed.split("\0") if name and (root / name).is_file())


@pytest.fixture(scope="module")
def wheel(root: Path, files: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy: a build leaves folders behind, and what lies there from before would slip in."""
    copy = tmp_path_factory.mktemp("source")
    for name in [*files, *ALSO_BUILT_FROM]:
        if (root / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, copy / name)
    out = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ".", folder=copy)
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_rooms(wheel: Path, files: list[str]) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    missing = [name for name in files if name not in held]
    assert missing == [], "add the ending to [tool.setuptools.package-data], or an __init__.py to the folder"


def test_the_wheel_holds_nothing_else(wheel: Path, files: list[str]) -> None:
    held = [name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name]
    assert sorted(held) == files


def test_the_wheel_carries_its_licence(wheel: Path) -> None:
    held = {Path(name).name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" in name}
    assert {"LICENSE", "NOTICE"} <= held


def _clashing(distribution_files: dict[str, list[str]]) -> list[str]:
    """Distributions that ship a top-level name of ours."""
    return sorted(
        f"{owner}: {file}"
        for owner, held in distribution_files.items()
        if owner != "xianjie"
        for file in held
        if file.split("/")[0].removesuffix(".py") in ROOMS
    )


def test_no_installed_package_ships_a_name_of_ours() -> None:
    held = {dist.name: [file.as_posix() for file in dist.files or ()] for dist in distributions()}
    assert _clashing(held) == []


LOOK_INSIDE = """
import importlib.util, json
from importlib.metadata import distributions
files = {d.name: [f.as_posix() for f in d.files or ()] for d in distributions()}
print(json.dumps({"files": files, "torch": importlib.util.find_spec("torch") is not None}))
"""


@pytest.mark.wheel
@pytest.mark.registry
@pytest.mark.timeout(300)
def test_the_base_wheel_alone_answers_from_another_folder(root: Path, wheel: Path, tmp_path: Path) -> None:
    """Installed with nothing but its base in an empty environment; torch must not come along."""
    _run(sys.executable, "-m", "venv", tmp_path / "venv", folder=tmp_path)
    programs = tmp_path / "venv" / "bin"
    _run(programs / "python", "-m", "pip", "install", "-q", "-c", root / "constraints.txt", wheel, folder=tmp_path, seconds=240)

    inside = json.loads(_run(programs / "python", "-c", LOOK_INSIDE, folder=tmp_path).stdout)
    assert not inside["torch"]
    assert _clashing(inside["files"]) == []

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    own = {"XIANJIE_DATA": str(tmp_path / "data"), "PYTHONPATH": ""}
    _run(programs / "xianjie", "corpus", "build", folder=elsewhere, **own)
    asked = _run(programs / "xianjie", "ask", "农村危房改造归哪个部门管？", "--for", "干部", "--json", folder=elsewhere, **own)
    reply = json.loads(asked.stdout)
    assert reply["status"] == "answered"
    assert reply["departments"]
    assert list(elsewhere.iterdir()) == []
