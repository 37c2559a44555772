"""What a message supposes, in everyday words; nothing of it is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.reading.model import Known, NewMember
from assistant.reading.read import read
from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from tools.changes import change_words

CASES = yaml.safe_load(Path(__file__).with_name("supposing.yaml").read_text(encoding="utf-8"))
NAMES = {0: "本人", 1: "老伴", 2: "儿子", 3: "爸"}
RELATIONS = ("self", "spouse", "child", "parent")
KNOWN = Known(
    today=date(2026, 11, 24),
    area="庄河市",
    role="群众",
    members=tuple(NewMember(index=i, relation=RELATIONS[i], label=label) for i, label in NAMES.items()),  # type: ignore[arg-type]
    size=4,
    told=("size", "monthly_income", "area", "residence", "members[1].disability"),
)
HOME = Household.model_validate({"size": 4, "members": [{"relation": relation} for relation in RELATIONS]})


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()


@pytest.mark.parametrize("case", CASES, ids=lambda c: str(c["say"]))
def test_what_is_supposed(case: dict[str, Any], corpus: Corpus) -> None:
    found = read(case["say"], corpus=corpus, known=KNOWN)
    assert [change_words(change, HOME, NAMES) for change in found.changes] == case["changes"]
    assert found.supposes
    assert found.hypothetical is bool(found.changes or found.facts)
    assert found.refusal == case.get("refused")
    assert bool(found.doubts) is case.get("asks_back", False)
