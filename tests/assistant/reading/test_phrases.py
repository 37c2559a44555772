"""What people say, and what may be read from it: phrases.yaml."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.reading.model import Ask, Known, NewMember, Reading
from assistant.reading.read import read
from corpus.corpus import Corpus

PHRASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8"))
KEYS = {"say", "known", "facts", "not_facts", "members", "asks", "doubts", "is", "why"}


@pytest.mark.parametrize("case", PHRASES, ids=lambda case: str(case["say"])[:24] or "nothing")
def test_phrase(case: dict[str, Any], corpus: Corpus) -> None:
    reading = read(str(case["say"]), corpus=corpus, known=known(case.get("known", {})))
    assert complaints(case, reading) == []


def test_table_is_sound() -> None:
    assert len(PHRASES) >= 200
    assert [c["say"] for c in PHRASES if set(c) - KEYS] == []
    assert len({str(c["say"]) + str(c.get("known")) for c in PHRASES}) == len(PHRASES)


def known(given: dict[str, Any]) -> Known:
    members = tuple(NewMember(index=i, relation=r, label=label) for i, r, label in given.get("members", ()))
    return Known(**{"today": date(2026, 11, 24), **given, "members": members})


def complaints(case: dict[str, Any], reading: Reading) -> list[str]:
    """Everything about a reading that is not as the table says."""
    facts = {fact.path: shown(fact.value) for fact in reading.facts}
    found = []
    if "facts" in case and facts != case["facts"]:
        found.append(f"facts {facts}, not {case['facts']}")
    found += [f"{path} was read: {facts[path]}" for path in case.get("not_facts", ()) if path in facts]
    members = {m.index: m.relation for m in reading.new_members}
    if "members" in case and members != case["members"]:
        found.append(f"members {members}, not {case['members']}")
    if case.get("asks") == [] and reading.asks:
        found.append(f"asks {brief(reading.asks)}")
    found += [
        f"not asked {wanted}; asked {brief(reading.asks)}"
        for wanted in case.get("asks", ())
        if not any(fits(wanted, a) for a in reading.asks)
    ]
    if case.get("doubts") == [] and reading.doubts:
        found.append(f"doubts {[d.said for d in reading.doubts]}")
    for wanted in case.get("doubts", ()):
        if not any(wanted == d.path or wanted in d.said for d in reading.doubts):
            found.append(f"no doubt of {wanted}; doubts {[(d.path, d.said) for d in reading.doubts]}")
    for key, value in case.get("is", {}).items():
        got = any(f.correction for f in reading.facts) if key == "correction" else getattr(reading, key)
        got = list(got) if isinstance(got, tuple) else got
        if got != value:
            found.append(f"{key} is {got}, not {value}")
    return found


def shown(value: Any) -> Any:
    if value is None:
        return "not_known"
    if isinstance(value, dict) and set(value) == {"low", "high"}:
        return [value["low"], value["high"]]
    return value


def fits(wanted: dict[str, Any], ask: Ask) -> bool:
    for key, value in wanted.items():
        got = getattr(ask, key)
        if isinstance(value, list):
            if not set(value) <= set(got):
                return False
        elif got != value:
            return False
    return True


def brief(asks: tuple[Ask, ...]) -> list[dict[str, Any]]:
    return [{k: v for k, v in a.model_dump().items() if v} for a in asks]
