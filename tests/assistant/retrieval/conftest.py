"""The shipped corpus and an index of it, opened once."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.retrieval.search import ClauseRetriever, open_retriever
from assistant.settings import Settings
from corpus.corpus import Corpus
from corpus.load import load


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return load(cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def retriever(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> ClauseRetriever:
    return open_retriever(corpus, Settings(data=tmp_path_factory.mktemp("retrieval")))


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    return Settings(data=data_dir)
