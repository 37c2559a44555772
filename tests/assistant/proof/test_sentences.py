"""The table of sentences: what stands on given evidence and what is withheld."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.proof.evidence import collect
from assistant.proof.prove import unsupported

TABLE = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8"))
ROWS = [
    (group["held"], sentence, verdict == "stands")
    for group in TABLE
    for verdict in ("stands", "falls")
    for sentence in group.get(verdict, ())
]


def test_table_is_large() -> None:
    assert len(ROWS) >= 120


@pytest.mark.parametrize(("held", "sentence", "stands"), ROWS, ids=[f"{'stands' if ok else 'falls'}: {text}" for _, text, ok in ROWS])
def test_sentence(corpus, held: str, sentence: str, stands: bool) -> None:  # type: ignore[no-untyped-def]
    claims = unsupported(sentence, collect([], [held], corpus), corpus)
    assert (claims == ()) is stands, claims
