from __future__ import annotations

import pytest

from corpus.corpus import Corpus
from corpus.load import load


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load()
