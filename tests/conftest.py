"""What every test may rely on: a fixed day, data folders of its own, and needs that are met, skipped or demanded.

A test that needs something of the machine carries its marker (browser, namespace, registry) or calls the fixture
``require``. Where the need is not met the test is skipped with one line that names the package; where
XIANJIE_REQUIRE lists the need (comma separated), that is a failure.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

NEEDS = ("browser", "namespace", "postgres", "registry", "spark")

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _postgres() -> Path | None:
    """Where Debian keeps the programs of a PostgreSQL server."""
    return next(
        (folder for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True) if (folder / "initdb").exists()), None
    )


def _empty_network() -> list[str]:
    rights = [] if os.geteuid() == 0 else ["--map-root-user"]
    return ["unshare", *rights, "--net", "sh", "-c", 'PATH="$PATH:/usr/sbin:/sbin" ip link set lo up && exec "$@"', "sh"]


def _runs(command: list[str], seconds: int) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=seconds, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _registry_answers() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--no-cache-dir", "--no-deps", "--retries", "1", "--timeout", "20"]
        return _runs([*pip, "--dest", folder, "iniconfig"], 90)


@cache
def _lacking(need: str) -> str | None:
    """What to do about a need that is not met on this machine; None when it is met."""
    match need:
        case "browser":
            return None if _chromium() else "needs a browser: apt-get install chromium fonts-noto-cjk"
        case "namespace":
            met = _runs([*_empty_network(), "true"], 20)
            return None if met else "needs an empty network namespace: apt-get install util-linux iproute2, and the right to unshare"
        case "postgres":
            return None if _postgres() else "needs a PostgreSQL server: apt-get install postgresql"
        case "spark":
            met = shutil.which("java") and importlib.util.find_spec("pyspark")
            return None if met else "needs Java and PySpark: apt-get install default-jre-headless"
        case "registry":
            return None if _registry_answers() else "needs the package registry pip is set up for: it does not answer"
        case _:
            raise ValueError(f"no such need: {need}; known are {', '.join(NEEDS)}")


def _require(need: str) -> None:
    lacking = _lacking(need)
    if lacking is None:
        return
    if need in os.environ.get("XIANJIE_REQUIRE", "").replace(" ", "").split(","):
        pytest.fail(f"{lacking} (XIANJIE_REQUIRE demands it)", pytrace=False)
    pytest.skip(lacking)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Check the needs a test is marked with before its fixtures are made."""
    for need in NEEDS:
        if item.get_closest_marker(need):
            _require(need)


@pytest.fixture(scope="session")
def require() -> Callable[[str], None]:
    """``require("browser")``: go on only where the need is met."""
    return _require


@pytest.fixture(scope="session", autouse=True)
def _own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads the settings or writes the data folder of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("XIANJIE_") and name != "XIANJIE_REQUIRE"]:
            patch.delenv(name)
        patch.setenv("XIANJIE_DATA", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh, empty $XIANJIE_DATA for one test; without it tests share one of the session's."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("XIANJIE_DATA", str(folder))
    return folder


@pytest.fixture(scope="session")
def as_of() -> date:
    """The day on which tests ask, unless they say another."""
    return date(2026, 11, 24)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def two_encodings(root: Path) -> ModuleType:
    """tests/two_encodings.py, by its place: tests are no packages."""
    name = "two_encodings"
    spec = importlib.util.spec_from_file_location(name, root / "tests" / f"{name}.py")
    assert spec
    assert spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's browser, for Playwright's ``executable_path``."""
    _require("browser")
    return str(_chromium())


@pytest.fixture(scope="session")
def empty_network() -> list[str]:
    """What to put before a command so that it runs with loopback up and no other network."""
    _require("namespace")
    return _empty_network()
