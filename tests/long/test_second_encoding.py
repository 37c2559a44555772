"""Five programmes written twice, on ten thousand random households each: what differs is of a class decided in docs/second_encoding.md."""

from __future__ import annotations

from types import ModuleType

import pytest

from corpus.corpus import Corpus

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
HOUSEHOLDS = 10_000


def test_every_difference_is_decided(corpus: Corpus, two_encodings: ModuleType, seed: int) -> None:
    """Verdicts of households and members; and no class is listed that is never met."""
    met: set[str] = set()
    for programme in two_encodings.second_encoding().PROGRAMMES:
        found = two_encodings.compare(corpus, programme, HOUSEHOLDS, seed)
        print(programme, dict(found.verdicts), dict(found.classes))
        assert not found.unexplained, (programme, len(found.unexplained), found.unexplained[:3])
        assert set(found.verdicts) == {"eligible", "ineligible", "unknown"}, "the households do not try the rule"
        met |= {name for name, times in found.classes.items() if times}
    assert met == set(two_encodings.NAMES)
