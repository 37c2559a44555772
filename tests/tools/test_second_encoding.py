"""Five programmes written twice; the short form of tests/long/test_second_encoding.py, and what keeps the comparison honest."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from corpus.corpus import Corpus
from corpus.load import load

HOUSEHOLDS = 300
PROGRAMMES = ("农村最低生活保障", "特困人员救助供养", "事实无人抚养儿童保障", "困难残疾人生活补贴", "农村危房改造")
UNTOUCHED = "8713ef05a31a235e09cf4eec12752145d67b8052eed84989268fd433776e3e89"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """The shipped registers."""
    return load()


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_difference_is_decided(programme: str, corpus: Corpus, two_encodings: ModuleType) -> None:
    found = two_encodings.compare(corpus, programme, HOUSEHOLDS, seed=2021)
    assert not found.unexplained, (len(found.unexplained), found.unexplained[:3])


def test_the_second_encoding_is_not_mended_to_agree(two_encodings: ModuleType) -> None:
    """It is worth something only as it was written: a change of the texts is written into it anew, not copied from the registers."""
    assert two_encodings.fingerprint() == UNTOUCHED
    assert tuple(two_encodings.second_encoding().PROGRAMMES) == PROGRAMMES


def test_the_second_encoding_passes_its_own_test(root: Path) -> None:
    command = [sys.executable, "-m", "second_encoding.selftest"]
    result = subprocess.run(command, cwd=root / "tests", capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stderr


def test_the_page_decides_every_class_and_no_other(root: Path, two_encodings: ModuleType) -> None:
    lines = (root / "docs" / "second_encoding.md").read_text(encoding="utf-8").splitlines()
    headings = [line.removeprefix("### ") for line in lines if line.startswith("### ")]
    assert headings == list(two_encodings.NAMES)


def test_a_difference_of_no_class_is_seen(corpus: Corpus, two_encodings: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The classes are no net for everything: a second encoding that says the contrary is found out."""

    def contrary(house: dict[str, Any], day: date) -> Any:
        said = judge(house, day)
        turned = {"eligible": "ineligible", "ineligible": "eligible", "unknown": "unknown"}
        return type(said)(turned[said.verdict], [turned[verdict] for verdict in said.members])

    for programme in PROGRAMMES:
        judge = two_encodings.second_encoding().PROGRAMMES[programme]
        monkeypatch.setitem(two_encodings.second_encoding().PROGRAMMES, programme, contrary)
        found = two_encodings.compare(corpus, programme, 40, seed=2021)
        assert len(found.unexplained) > sum(found.classes.values()), programme
