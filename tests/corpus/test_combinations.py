"""The register of combinations: every cell of table C is covered, every clause holds by then, faults stop the load."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from corpus.combination import BINDING, CombinationKind
from corpus.corpus import FIRST_DAY, Corpus
from corpus.dated import Force
from corpus.errors import DataError
from corpus.load import BASE, load

DIBAO, TEKUN, LIVING, CARE = "农村最低生活保障", "特困人员救助供养", "困难残疾人生活补贴", "重度残疾人护理补贴"
ORPHAN, UNATTENDED, TEMPORARY, INJURY = "孤儿基本生活保障", "事实无人抚养儿童保障", "临时救助", "工伤生活护理费"

# docs/rulings.md, table C: (已有, 再申请) -> the kinds one of which says so.
TABLE_C = {
    (DIBAO, TEKUN): "instead bars",
    (DIBAO, LIVING): "sequence",
    (DIBAO, CARE): "stacks",
    (DIBAO, ORPHAN): "open",
    (DIBAO, UNATTENDED): "top_up",
    (DIBAO, TEMPORARY): "stacks",
    (TEKUN, DIBAO): "bars",
    (TEKUN, LIVING): "bars",
    (TEKUN, CARE): "bars",
    (TEKUN, ORPHAN): "exclusive",
    (TEKUN, UNATTENDED): "exclusive",
    (TEKUN, TEMPORARY): "stacks",
    (ORPHAN, DIBAO): "open",
    (ORPHAN, TEKUN): "exclusive",
    (ORPHAN, LIVING): "bars",
    (ORPHAN, CARE): "stacks",
    (ORPHAN, UNATTENDED): "exclusive",
    (ORPHAN, TEMPORARY): "stacks",
    (UNATTENDED, DIBAO): "top_up",
    (UNATTENDED, TEKUN): "exclusive",
    (UNATTENDED, LIVING): "bars",
    (UNATTENDED, CARE): "stacks",
    (UNATTENDED, ORPHAN): "exclusive",
    (UNATTENDED, TEMPORARY): "stacks",
    (INJURY, DIBAO): "open",
    (INJURY, TEKUN): "open",
    (INJURY, LIVING): "bars",
    (INJURY, CARE): "bars",
    (INJURY, TEMPORARY): "stacks",
}


NEVER = ("你", "划算", "拆户", "分户", "少挣", "评高", "更好")
"""Nobody is advised to earn less, split a household or seek a grade, and no way is praised."""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()


@pytest.mark.parametrize(("had", "wanted"), TABLE_C)
def test_every_cell_of_table_c_is_covered(had: str, wanted: str, corpus: Corpus) -> None:
    kinds = set()
    for entry in corpus.combinations.values():
        these = {*entry.these, entry.outside}
        if (had in these and wanted in entry.those) or (wanted in these and had in entry.those):
            kinds.add(entry.kind.value)
    assert set(TABLE_C[had, wanted].split()) <= kinds, kinds


def test_the_names_are_those_of_the_contract(corpus: Corpus) -> None:
    assert len(corpus.programme_names) == len(set(corpus.programme_names)) == 23
    assert set(corpus.programmes) <= set(corpus.programme_names)


def test_no_relation_rests_on_a_clause_that_did_not_hold_yet(corpus: Corpus) -> None:
    early = [
        (entry.id, ref)
        for entry in corpus.combinations.values()
        for ref in entry.clause
        if corpus.clauses[ref].force(entry.valid.start or FIRST_DAY) is Force.NOT_YET and entry.valid.start
    ]
    assert early == []


def test_no_clause_weaker_than_its_relation(corpus: Corpus) -> None:
    """A relation marked V or S rests on at least one card that is not a mere lead."""
    for entry in corpus.combinations.values():
        grades = {corpus.clauses[ref].grade for ref in entry.clause}
        if entry.grade == "V":
            assert "V" in grades or entry.kind is CombinationKind.OPEN, entry.id
        if entry.grade == "S" and grades:
            assert grades & {"V", "S"}, entry.id


def test_what_binds_is_cited_and_says_who_settles_it(corpus: Corpus) -> None:
    for entry in corpus.combinations.values():
        if entry.kind in BINDING:
            assert entry.clause, entry.id
            assert entry.decides, entry.id
        assert not [word for word in NEVER if word in entry.says], entry.id
        assert entry.says.endswith("。"), entry.id


def test_an_inferred_relation_binds_nobody(corpus: Corpus) -> None:
    """An inferred relation is a lead: it is told and parts nobody."""
    entry = corpus.combinations["orphan_or_unattended"]
    assert entry.kind is CombinationKind.EXCLUSIVE
    assert not entry.binds


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("N16#第9条", "N16#第99条"),
        ("those: [孤儿基本生活保障]", "those: [孤儿基本生活保证]"),
        ("standard: children.unattended", "standard: children.unattended_child"),
    ],
)
def test_a_reference_to_nothing_stops_the_load(old: str, new: str, tmp_path: Path) -> None:
    base = tmp_path / "base"
    shutil.copytree(BASE, base, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = base / "combinations/children.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError) as error:
        load(base=base)
    assert "combinations/children.yaml" in error.value.where


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{id: a, kind: exclusive, these: [临时救助], those: [医疗救助], grade: V, says: x, decides: y}", "clause"),
        (
            "{id: a, kind: exclusive, these: [临时救助], those: [临时救助], clause: [N12#第29条], grade: V, says: x, decides: y}",
            "both sides",
        ),
        ("{id: a, kind: bars, these: [临时救助], those: [医疗救助], clause: [N12#第29条], grade: V, says: x}", "decides"),
        ("{id: a, kind: stacks, those: [医疗救助], clause: [N12#第29条], grade: V, says: x}", "these"),
    ],
)
def test_an_incomplete_relation_stops_the_load(entry: str, says: str, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay"
    (overlay / "combinations").mkdir(parents=True)
    (overlay / "combinations/own.yaml").write_text(f"combinations:\n  - {entry}\n", encoding="utf-8")
    with pytest.raises(DataError, match=says):
        load(overlay)


def test_a_programme_taken_out_of_use_may_still_be_named(tmp_path: Path) -> None:
    """Who holds it holds it: the relation stays true."""
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    (overlay / "withdrawn.yaml").write_text("withdrawn:\n  - {kind: programme, id: 特困人员救助供养, reason: 试停}\n", encoding="utf-8")
    assert "tekun_bars_dibao" in load(overlay).combinations
