"""What stands behind ``xianjie corpus build``, ``status`` and ``check``."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from pydantic import Field

from assistant.retrieval.index import Notice, index_state, open_index, read_pointer
from assistant.retrieval.lexical import Progress
from assistant.settings import Settings
from corpus.corpus import Corpus
from corpus.dated import Strict, latest_on
from corpus.errors import DataError
from corpus.load import list_faults, load
from corpus.schema import Parameter, Withdrawal


class IndexBuilt(Strict):
    """What a build did.

    Attributes:
        built: False where the index was there already and whole.
    """

    hash: str
    chunks: int
    built: bool
    seconds: float
    folder: Path


class CorpusStatus(Strict):
    """What is loaded, and where it lies."""

    as_of: date
    hash: str
    documents: int
    clauses: int
    verbatim: int = Field(description="clauses in the words of the document")
    cards: int = Field(description="clauses in our own words (要点)")
    parameters_known: int = Field(description="figures with a value somewhere on the day")
    parameters_unknown: tuple[str, ...] = Field(description="figures without one, by id")
    programmes: tuple[str, ...] = Field(description="programmes with a rule")
    measures: int
    bodies: int
    areas: int
    topics: int
    services: int
    words: int = Field(description="everyday words and phrases")
    index: str = Field(description="ready, missing or damaged")
    index_pointer: str | None = Field(description="hash of the index built or opened last")
    data: Path
    overlay: Path | None = Field(description="the overlay in use; None: there is none")
    withdrawn: tuple[Withdrawal, ...]


def build_index(settings: Settings, *, progress: Progress | None = None, notice: Notice | None = None) -> IndexBuilt:
    """Load the corpus and make sure its index is there and whole.

    Raises:
        DataError: the corpus is at fault.
        StorageError: the data folder cannot be written.
    """
    start = time.perf_counter()
    corpus = load(settings.overlay, cache=settings.cache)
    index = (
        open_index(corpus, settings.index, progress=progress)
        if notice is None
        else open_index(corpus, settings.index, progress=progress, notice=notice)
    )
    index.held.close()
    seconds = round(time.perf_counter() - start, 3)
    return IndexBuilt(hash=corpus.hash, chunks=index.manifest.chunks, built=index.built, seconds=seconds, folder=index.place)


def read_status(settings: Settings, *, corpus: Corpus | None = None) -> CorpusStatus:
    """Count what is loaded; nothing is written but the cache.

    Raises:
        DataError: the corpus is at fault.
    """
    corpus = corpus or load(settings.overlay, cache=settings.cache)
    day = settings.day()
    verbatim = sum(clause.verbatim for clause in corpus.clauses.values())
    unknown = tuple(name for name, parameter in corpus.parameters.items() if not _is_known(parameter, day))
    return CorpusStatus(
        as_of=day,
        hash=corpus.hash,
        documents=len(corpus.documents),
        clauses=len(corpus.clauses),
        verbatim=verbatim,
        cards=len(corpus.clauses) - verbatim,
        parameters_known=len(corpus.parameters) - len(unknown),
        parameters_unknown=unknown,
        programmes=tuple(corpus.programmes),
        measures=len(corpus.measures),
        bodies=len(corpus.bodies),
        areas=len(corpus.areas),
        topics=len(corpus.topics),
        services=len(corpus.services),
        words=sum(len(word.say) for word in corpus.words),
        index=index_state(settings.index, corpus.hash),
        index_pointer=read_pointer(settings.index),
        data=settings.data,
        overlay=settings.overlay if settings.overlay.is_dir() else None,
        withdrawn=corpus.withdrawn,
    )


def find_faults(settings: Settings) -> tuple[DataError, ...]:
    """Every fault between the files; one that keeps a file from being read at all is the only one told."""
    try:
        return list_faults(settings.overlay)
    except DataError as error:
        return (error,)


def _is_known(parameter: Parameter, day: date) -> bool:
    """Whether some area has a value on the day, a carried one included."""
    for dated in parameter.values.values():
        start = latest_on(dated, day)
        if start is not None and dated[start].value is not None:
            return True
    return False
