"""Finding clauses: the lexical score, what the registers know of the question, and a mild preference for what is in force.

Each part is a share from 0 to 1, and two parts are joined as two hints that may each be right: lexical, what the registers
point at, and (the same for every clause, so it moves the evidence and not the order) whether they know a word of the question
at all. The text's state on the day takes a few hundredths off. What is equal stays in the order of the corpus.
"""

from __future__ import annotations

import logging
import re
from datetime import date
from math import exp
from threading import Lock

from assistant.retrieval.index import Notice, OpenIndex, open_index, read_pointer
from assistant.retrieval.lexical import Progress, grams_of
from assistant.retrieval.model import Found, Retriever
from assistant.retrieval.names import TOPIC, Names, either
from assistant.settings import Settings
from corpus.corpus import Corpus
from corpus.dated import Force
from corpus.text import fold

EVIDENCE_FLOOR = 0.3
"""Below this score nothing was found; measured on evals/sets/floor.jsonl, the curve is drawn by evals/retrieval.py."""

KNOWN_WORD = 0.25
"""What it counts as evidence that the registers know a word of the question."""

FORCE_SHARE = {Force.IN_FORCE: 1.0, Force.UNKNOWN: 0.98, Force.NOT_YET: 0.97, Force.ENDED: 0.96}

_POOL = 200
_READ = 1000
"""Characters read of a longer question: its beginning and its end."""

_FILLERS = re.compile(
    "请问|想问|问一下|问问|怎么样|怎么|怎样|咋整|咋办|咋|什么样|什么|为什么|为啥|啥样|啥|多少|哪里|哪儿|哪个|哪些|哪|"
    "能不能|可不可以|是不是|有没有|要不要|可以|可能|我们|咱们|你们|他们|俺们|俺家|我家|咱家|这个|那个|这种|那种|一下|一个|"
    "现在|到底|还是|就是|如果|的话|[我俺咱你您他她它吗呢吧啊呀嘛了的着得]"
)


def open_retriever(
    corpus: Corpus, settings: Settings, *, progress: Progress | None = None, notice: Notice | None = None
) -> ClauseRetriever:
    """A retriever over this corpus; its index is built first if need be.

    Args:
        corpus: the registers; the index belongs to exactly these.
        settings: where the index lies.
        progress: told how far a build has come.
        notice: told in one line when a damaged index is built anew; default: a warning in the log.

    Raises:
        StorageError: there is no index yet and the folder cannot be written.
    """
    return ClauseRetriever(corpus, settings, progress=progress, notice=notice or logging.getLogger(__name__).warning)


class ClauseRetriever(Retriever):
    """Searches one corpus through its index; safe to use from several threads."""

    def __init__(self, corpus: Corpus, settings: Settings, *, progress: Progress | None, notice: Notice) -> None:
        self._corpus = corpus
        self._root = settings.index
        self._notice = notice
        self._names = Names(corpus)
        self._order = {ref: at for at, ref in enumerate(corpus.clauses)}
        self._lock = Lock()
        self._index = open_index(corpus, self._root, progress=progress, notice=notice)
        self._seen = self._pointer_mark()

    @property
    def index(self) -> OpenIndex:
        """The index in use."""
        return self._index

    @property
    def is_outdated(self) -> bool:
        """Whether the pointer names another corpus by now: time to load again."""
        return read_pointer(self._root) not in (None, self._corpus.hash)

    def close(self) -> None:
        """Let the index go, so that it may be removed once it is old."""
        self._index.held.close()

    def search(
        self, query: str, *, limit: int, day: date, in_force_only: bool = False, documents: frozenset[str] | None = None
    ) -> tuple[Found, ...]:
        """Clauses for ``query``, best first; a filter that matches nothing returns nothing."""
        text = _shortened(fold(query))
        if not text or limit < 1:
            return ()
        index = self._current()
        scores = self._scores(index, text, limit, day, in_force_only, documents)
        best = sorted(scores.items(), key=lambda item: (-item[1], self._order[item[0]]))[:limit]
        return tuple(self._found(rank, ref, score, day) for rank, (ref, score) in enumerate(best, start=1))

    def _scores(
        self, index: OpenIndex, text: str, limit: int, day: date, in_force_only: bool, documents: frozenset[str] | None
    ) -> dict[str, float]:
        clauses = self._corpus.clauses

        def passes(ref: str) -> bool:
            clause = clauses[ref]
            return (documents is None or clause.document in documents) and (not in_force_only or clause.force(day) is Force.IN_FORCE)

        pointers = self._names.look(text)
        asked = grams_of(_FILLERS.sub(" ", pointers.rest)) or ([] if pointers.documents else grams_of(text))
        weighed = index.lexical.weigh(asked)
        beside = [gram for topic in pointers.topics for gram in grams_of(topic)]
        pool = max(_POOL, 4 * limit)
        while True:
            hits = index.lexical.search(weighed.known, pool, documents, beside)
            lexical: dict[str, float] = {}
            for row, score in hits:
                if passes(index.refs[row]):
                    lexical.setdefault(index.refs[row], 1 - exp(-score / weighed.ceiling))
            if len(lexical) >= limit or len(hits) < pool:
                break
            pool *= 8
        known = {ref: weight for ref, weight in pointers.refs.items() if ref in clauses and passes(ref)}
        ours = KNOWN_WORD * min(1.0, max(pointers.refs.values(), default=0.0) / TOPIC)
        scores = {}
        for ref in {**lexical, **known}:
            evidence = either(ours, either(lexical.get(ref, 0.0), known.get(ref, 0.0)))
            scores[ref] = round(evidence * FORCE_SHARE[clauses[ref].force(day)], 4)
        return scores

    def _found(self, rank: int, ref: str, score: float, day: date) -> Found:
        clause = self._corpus.clauses[ref]
        return Found(
            rank=rank,
            score=score,
            ref=ref,
            document=clause.document,
            number=self._corpus.documents[clause.document].shown_number,
            clause=clause.clause,
            heading=clause.heading,
            text=clause.text or clause.list_text or "",
            verbatim=clause.verbatim,
            in_force=clause.force(day),
        )

    def _pointer_mark(self) -> tuple[int, int] | None:
        try:
            told = (self._root / "current").stat()
        except OSError:
            return None
        return told.st_ino, told.st_mtime_ns

    def _current(self) -> OpenIndex:
        """The open index; when the pointer has moved and our folder was replaced, the new one."""
        mark = self._pointer_mark()
        if mark == self._seen:
            return self._index
        with self._lock:
            if mark != self._seen:
                if self._index.is_replaced and not self.is_outdated:
                    self._index = open_index(self._corpus, self._root, notice=self._notice)
                self._seen = self._pointer_mark()
        return self._index


def _shortened(text: str) -> str:
    return text if len(text) <= _READ else f"{text[: _READ // 2]} {text[-_READ // 2 :]}"
