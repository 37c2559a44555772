"""Households as prepared tables, and the two evaluators side by side."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from corpus.corpus import Corpus
from corpus.facts import Disability, Household, Range
from corpus.load import load
from tools import eligibility
from tools.population.source import OURS
from tools.population.stages import keeper
from tools.rules.columns import HIGH, SCALE, bits_of, code_of, coded_words
from tools.rules.compile import Compiled, Compiler

MONEY = {
    "monthly_income",
    "monthly_income_per_head",
    "annual_net_income_per_head",
    "income_12m",
    "rigid_expenditure_12m",
    "income_12m_per_head",
}
SETS = ("recognised_as", "not_recognised_as")


def _draw() -> Any:
    """The random households of the long tests."""
    path = Path(__file__).parents[1] / "long" / "conftest.py"
    name = "long_households"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name].Draw


@pytest.fixture(scope="session")
def drawing() -> Any:
    return _draw()


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load()


def _amount(row: dict[str, Any], key: str, value: Any, scale: int) -> None:
    low, high = (value.low, value.high) if isinstance(value, Range) else (value, value)
    row[key] = None if low is None else int(low * scale)
    if scale != 1:
        row[key + HIGH] = None if high is None else int(high * scale)


def _facts(thing: Any, corpus: Corpus) -> dict[str, Any]:
    """The columns of one household or member."""
    row: dict[str, Any] = {}
    scope = "household" if isinstance(thing, Household) else "member"
    for key in type(thing).model_fields:
        value = getattr(thing, key)
        if isinstance(value, str) and coded_words(f"{scope}.{key}"):
            value = code_of(f"{scope}.{key}", value)
        if key in MONEY:
            _amount(row, key, value, SCALE)
        elif key in SETS:
            row[key] = None if value is None else bits_of(value, tuple(corpus.recognitions))
        elif isinstance(value, bool | int | str) or value is None:
            row[key] = value
    return row


def rows_of(households: list[Household], corpus: Corpus) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Prepared rows of households and of their members."""
    homes, people = [], []
    for h, household in enumerate(households):
        row = {"h": h, **_facts(household, corpus)}
        place = household.hukou_area or household.area
        row["area"] = None if place is None else tuple(corpus.areas).index(corpus.area(place).id)
        told = household.assets_within_limit
        row["assets_within_limit"] = told if isinstance(told, bool) else None
        for test in ("低保", "低保边缘", "特困"):
            row[f"assets_within_limit.{test}"] = told.get(test) if isinstance(told, dict) else None
        homes.append({k: v for k, v in row.items() if k not in ("members", "hukou_area", "disaster", "hardship")})
        for index, member in enumerate(household.members or ()):
            person = {"h": h, "index": index, **_facts(member, corpus)}
            for key in ("disability", "father_disability", "mother_disability"):
                certificate: Disability | None = getattr(member, key)
                none = certificate is not None and (certificate.grade == 0 or certificate.certified is False)
                person[f"{key}.grade"] = 0 if none else certificate.grade if certificate else None
                category = "none" if none else certificate.category if certificate else None
                person[f"{key}.category"] = None if category is None else code_of(f"member.{key}.category", category)
            people.append({k: v for k, v in person.items() if k not in ("disability", "supporters", "receives")})
    return homes, people


def _typed(rows: list[dict[str, Any]], numbers: set[str]) -> pa.Table:
    keys = dict.fromkeys(key for row in rows for key in row)
    columns = {}
    for key in keys:
        values = [row.get(key) for row in rows]
        kind = next((type(v) for v in values if v is not None), None)
        if kind is None and key not in numbers:
            continue
        columns[key] = pa.array(values, pa.bool_() if kind is bool else pa.string() if kind is str else pa.int64())
    return pa.table(columns)


def compiled(con: Any, households: list[Household], day: date, corpus: Corpus) -> Compiled:
    """The households as tables of a database, judged there."""
    homes, people = rows_of(households, corpus)
    numbers = {"h", "index", "size", "household_size", "age"}
    con.create_table("raw_households", _typed(homes, numbers), overwrite=True)
    con.create_table("raw_members", _typed(people, numbers), overwrite=True)
    return Compiler(corpus, day, keeper(con)).compile(con.table("raw_households"), con.table("raw_members"))


TRUTH = {"eligible": True, "ineligible": False, "unknown": None}


def _general(path: str) -> str:
    return path if not path.startswith("members[") else "members[]." + path.split(".")[1]


def _every_open_path(view: Any, trace: Any, *_: Any) -> tuple[str, ...]:
    """In the place of the search for what matters: every open path, which is quick and names no less."""

    def leaves(node: Any) -> Any:
        if not node.parts:
            yield node
        for part in node.parts:
            yield from leaves(part)

    return tuple(dict.fromkeys(path for leaf in leaves(trace) for path in leaf.paths))


def disagreements(con: Any, households: list[Household], day: date, corpus: Corpus, *, exactly: bool = True) -> list[Any]:
    """Where the table and the one-household evaluator differ: verdict, reasons, a missing fact the table does not name.

    Args:
        exactly: ask the other evaluator what truly matters; else for every open path, which is quicker and asks more.
    """
    result = compiled(con, households, day, corpus)
    rows = sorted(result.table("unlisted").to_pyarrow().to_pylist(), key=lambda row: row["h"])
    programme_of = {f"{j.name}m_truth": j.programme for j in result.judged}
    by_member: dict[tuple[int, int, str], Any] = {}
    for members, names in result.member_table():
        for row in members.to_pyarrow().to_pylist():
            by_member |= {(row["h"], row["index"], programme_of[name]): row[name] for name in names}
    found: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        if not exactly:
            patch.setattr(eligibility, "facts_that_matter", _every_open_path)
        for household, row in zip(households, rows, strict=True):
            said = {j.result.id: j.result for j in eligibility.check_household(household, day, corpus=corpus)}
            assert set(said) == {j.programme for j in result.judged}
            for judged in result.judged:
                found += _of_programme(said[judged.programme], judged, row, by_member)
    return found


def _of_programme(said: Any, judged: Any, row: Any, by_member: dict[tuple[int, int, str], Any]) -> list[Any]:
    found: list[Any] = []
    reasons = judged.bits.leaves_in(row[f"{judged.name}_r"])
    opened = judged.bits.causes_in(row[f"{judged.name}_o"])
    paths = {cause.key for _, cause in opened if cause.kind == "path"}
    if TRUTH[said.verdict] is not row[judged.name]:
        found.append((row["h"], judged.programme, "verdict", said.verdict, row[judged.name]))
    if set(said.because) != set(reasons):
        found.append((row["h"], judged.programme, "because", said.because, reasons))
    missing = {_general(path) for path in said.missing}
    if row["unlisted"]:
        paths = {"members" if path.startswith("members[") else path for path in paths}
    if not missing <= paths:
        found.append((row["h"], judged.programme, "missing", missing - paths, paths))
    for member in said.members:
        key = (row["h"], member.index, judged.programme)
        if TRUTH[member.verdict] is not by_member[key]:
            found.append((*key, "member", member.verdict, by_member[key]))
    return found


@pytest.fixture(scope="session")
def disagreeing() -> Callable[..., list[Any]]:
    return disagreements


@pytest.fixture
def duckdb_here() -> Iterator[Any]:
    con = ibis.duckdb.connect(**OURS)
    yield con
    con.disconnect()


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server, started for the tests and stopped after them."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    as_owner: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    data = folder / "data"
    subprocess.run(
        [*as_owner, programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8"], check=True, capture_output=True
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c jit=off"
    control = [*as_owner, programs / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-o", options, "-l", folder / "log", "start"], check=True, stdout=subprocess.DEVNULL)
    yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL)
    shutil.rmtree(folder, ignore_errors=True)
