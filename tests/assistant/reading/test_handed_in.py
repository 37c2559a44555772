"""The day an application was handed in, told in everyday words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.reading.model import Known
from assistant.reading.read import read
from corpus.corpus import Corpus
from corpus.load import load

CASES = yaml.safe_load(Path(__file__).with_name("handed_in.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()


@pytest.mark.parametrize("case", CASES, ids=lambda c: str(c["say"]))
def test_the_day_of_handing_in(case: dict[str, Any], corpus: Corpus) -> None:
    found = read(case["say"], corpus=corpus, known=Known(today=date(2026, 11, 24)))
    assert found.handed_in == case["day"]
    if case["day"]:
        assert found.day is None, "it is not the day whose law is asked about"
        assert not found.facts
