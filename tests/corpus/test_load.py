"""The load: what stops it, with file, line and mend; the overlay; the cache; figures by area and day."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.corpus import Corpus, parse_day
from corpus.dated import Force
from corpus.errors import DataError, DateError, MissingFileError, UnknownNameError
from corpus.load import BASE, list_faults, load
from corpus.yaml_file import parse

OVER_DOCUMENT = """documents:
  - id: L999
    title: 示例通知
    level: city
    kind: notice
    states: [{from: 2026-01-01, state: in_force}]
    grade: S
"""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """The shipped registers."""
    return load()


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A copy of the shipped data that a test may spoil."""
    copy = tmp_path / "base"
    shutil.copytree(BASE, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def _spoil(path: Path, old: str, new: str) -> int:
    """Replace the first ``old`` and give the line it stood on."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3"),
        ("a: [1, 2\nb: 3\n", "x.yaml:2"),
        ("a: 2026-13-45\n", "x.yaml:1"),
        ("? [a, b]\n: 1\n", "x.yaml:1"),
    ],
)
def test_faulty_yaml_names_its_line(text: str, says: str) -> None:
    """Doubled key, broken list, impossible date, a key that is no word."""
    with pytest.raises(DataError) as error:
        parse(text, "x.yaml")
    assert says in str(error.value)
    assert error.value.mend


def test_a_missing_file_is_named(base: Path) -> None:
    """The plan's text is needed."""
    (base / "documents/text/plan.txt").unlink()
    with pytest.raises(MissingFileError) as error:
        load(base=base)
    assert "plan.txt" in str(error.value)


def test_an_unknown_key_names_the_nearest(base: Path) -> None:
    """A typing error in a key stops the load with file, line and the key meant."""
    path = base / "parameters/dibao/rural_line.yaml"
    line = _spoil(path, "set_by:", "set_buy:")
    with pytest.raises(DataError) as error:
        load(base=base)
    assert f"rural_line.yaml:{line}" in str(error.value)
    assert "set_by" in error.value.mend


@pytest.mark.parametrize(
    ("file", "old", "new", "token"),
    [
        ("programmes/temporary_assistance.yaml", "N12#第29条", "N12#第999条", "N12#第999条"),
        ("programmes/rural_minimum_living_allowance.yaml", "dibao.rural_line", "dibao.rural_lime", "dibao.rural_lime"),
        ("programmes/disability_care_allowance.yaml", "member.disability.grade", "member.disabilty.grade", "member.disabilty.grade"),
    ],
)
def test_a_reference_to_nothing_names_file_and_line(base: Path, file: str, old: str, new: str, token: str) -> None:
    """A clause, a figure or a fact that does not exist stops the load where it is written."""
    line = _spoil(base / file, old, new)
    with pytest.raises(DataError) as error:
        load(base=base)
    assert token in str(error.value)
    place = error.value.where
    assert place.startswith(f"corpus/{file}:")
    if ".yaml:" in place:
        assert abs(int(place.rsplit(":", 1)[1]) - line) <= 2


def test_the_shipped_data_has_no_fault() -> None:
    """Every reference, name and fact path exists."""
    assert list_faults() == ()


def test_overlay_adds_replaces_and_withdraws(corpus: Corpus, tmp_path: Path) -> None:
    """A document added, a figure replaced, a programme switched off; the base stays as it was."""
    overlay = tmp_path / "overlay"
    (overlay / "documents/register").mkdir(parents=True)
    (overlay / "documents/register/own.yaml").write_text(OVER_DOCUMENT, encoding="utf-8")
    (overlay / "parameters/housing").mkdir(parents=True)
    (overlay / "parameters/housing/renovation_subsidy.yaml").write_text(
        "name: 农村危房改造补助（每户）\ndescription: x\nunit: 元/户\nset_by: 示例\nvalues:\n"
        "  大连市:\n    2026-01-01: {value: 12345, ref: N12#第26条, grade: S}\n",
        encoding="utf-8",
    )
    (overlay / "withdrawn.yaml").write_text("withdrawn:\n  - {kind: service, id: 取暖, reason: 试停}\n", encoding="utf-8")
    changed = load(overlay)
    assert changed.hash != corpus.hash
    assert changed.documents["L999"].title == "示例通知"
    assert changed.figure("housing.renovation_subsidy", "庄河市", date(2026, 11, 24)).value == Decimal(12345)
    assert [w.reason for w in changed.withdrawn] == ["试停"]
    assert "L999" not in load().documents


def test_a_damaged_cache_is_built_again(tmp_path: Path, corpus: Corpus) -> None:
    """Half a file in the cache folder is no fault."""
    first = load(cache=tmp_path)
    kept = next(tmp_path.glob("corpus-*.pickle"))
    kept.write_bytes(kept.read_bytes()[:100])
    assert load(cache=tmp_path).hash == first.hash == corpus.hash


@pytest.mark.parametrize(
    ("area", "day", "value", "state"),
    [
        ("庄河市", date(2025, 6, 30), 805, "known"),
        ("庄河市", date(2025, 7, 1), 846, "known"),
        ("庄河市", date(2026, 6, 30), 846, "known"),
        ("庄河市", date(2026, 7, 1), 846, "carried"),
        ("长海县", date(2025, 7, 1), 1011, "known"),
        ("长兴岛街道", date(2025, 8, 1), 1011, "known"),
        ("瓦房店市", date(2025, 8, 1), 846, "known"),
        (None, date(2025, 8, 1), None, "needs_area"),
        ("庄河市", date(2017, 1, 1), None, "unknown"),
    ],
)
def test_rural_line_by_area_and_day(corpus: Corpus, area: str | None, day: date, value: int | None, state: str) -> None:
    """The day before and the day of a change, each group, the last known row carried."""
    figure = corpus.figure("dibao.rural_line", area, day)
    assert (figure.state, figure.value) == (state, None if value is None else Decimal(value))


@pytest.mark.parametrize(("day", "value"), [(date(2025, 12, 31), 80), (date(2026, 1, 1), 90)])
def test_provincial_floor_beside_an_unknown_city_amount(corpus: Corpus, day: date, value: int) -> None:
    """D4: Dalian's own amount was not found, the province's is a floor."""
    figure = corpus.figure("disability.care_allowance", "庄河市", day)
    assert (figure.value, figure.floor) == (Decimal(value), True)


@pytest.mark.parametrize(
    ("document", "day", "state"),
    [
        ("plan", date(2021, 11, 3), Force.NOT_YET),
        ("plan", date(2025, 12, 31), Force.IN_FORCE),
        ("plan", date(2026, 1, 1), Force.ENDED),
        ("N12", date(2026, 6, 30), Force.NOT_YET),
        ("N12", date(2026, 7, 1), Force.IN_FORCE),
        ("N30", date(2026, 12, 31), Force.NOT_YET),
        ("N30", date(2027, 1, 1), Force.IN_FORCE),
        ("F24", date(2026, 8, 14), Force.IN_FORCE),
        ("F24", date(2026, 8, 15), Force.ENDED),
    ],
)
def test_documents_by_day(corpus: Corpus, document: str, day: date, state: Force) -> None:
    """The day before and the day of a change of state."""
    assert corpus.document_force(document, day)[0] is state


def test_every_registered_document_is_there(corpus: Corpus) -> None:
    """The plan, N01 to N70, F01 to F28, and the local ones."""
    wanted = {"plan", *(f"N{n:02d}" for n in range(1, 71)), *(f"F{n:02d}" for n in range(1, 29))}
    assert wanted <= set(corpus.documents)
    assert sum(name.startswith("L") for name in corpus.documents) >= 80


def test_no_number_from_memory_is_shown(corpus: Corpus) -> None:
    """A document number graded as memory is searchable but never shown."""
    leads = [d for d in corpus.documents.values() if d.number_grade == "lead"]
    assert leads
    assert all(d.shown_number is None for d in leads)
    assert all(corpus.document_names.exact(d.number or "") for d in leads)


@pytest.mark.parametrize("text", ["2026-02-30", "abc", "2014-12-31", "2036-01-01", "", "20261124x"])
def test_days_that_are_none(text: str) -> None:
    """Not a date, or outside what the registers cover: told with the mend."""
    with pytest.raises(DateError) as error:
        parse_day(text)
    assert error.value.mend


@pytest.mark.parametrize(("name", "near"), [("庄合", "庄河市"), ("瓦房殿", "瓦房店市")])
def test_unknown_area_names_the_nearest(corpus: Corpus, name: str, near: str) -> None:
    """A misspelt area gets the one meant."""
    with pytest.raises(UnknownNameError) as error:
        corpus.area(name)
    assert near in error.value.nearest
