"""The lexical engine: Tantivy over single characters and pairs of them. Knows passages and rows, no clauses.

A text is written out as "公 司 公司 …" and cut at the spaces, so that no query syntax exists and nothing typed can be one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

import tantivy

from assistant.retrieval.chunk import Chunk
from corpus.text import fold

Progress = Callable[[int, int], None]
"""Called with (passages done, passages in all)."""

WORDS_WEIGHT = 0.35
"""Weight of the words beside a passage against its own text."""

SINGLE_WEIGHT = 0.5
"""Weight of a single character against a pair: by itself it says little, and other matters share it."""

BESIDE_WEIGHT = 0.1
"""Weight of the official words for what was asked against the words it was asked in."""

_HEAP = 32_000_000
_MOST_GRAMS = 256
_RUN = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?|[^\W\d_a-z]+")


def grams_of(text: str) -> list[str]:
    """Single characters and pairs of every run of Chinese; a run of Latin letters and digits stays whole."""
    grams: list[str] = []
    for run in _RUN.findall(fold(text).lower()):
        if run.isascii():
            grams.append(run[:40])
        else:
            grams.extend(run)
            grams.extend(run[at : at + 2] for at in range(len(run) - 1))
    return grams


def write_lexical(folder: Path, chunks: Sequence[Chunk], progress: Progress | None = None) -> None:
    """Write an index of the passages into an empty folder, row by row."""
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for row, chunk in enumerate(chunks):
        document = tantivy.Document()
        document.add_unsigned("row", row)
        document.add_text("document", chunk.document)
        document.add_text("text", " ".join(grams_of(chunk.text)))
        document.add_text("words", " ".join(grams_of(chunk.words)))
        writer.add_document(document)
        if progress is not None:
            progress(row + 1, len(chunks))
    writer.commit()
    writer.wait_merging_threads()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", fast=True)
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


@dataclass(frozen=True)
class Weighed:
    """The distinct grams of a question and what they weigh.

    Attributes:
        known: those the index holds.
        ceiling: what a passage of middling length holding every gram once would score, unknown grams included.
    """

    known: tuple[str, ...]
    ceiling: float


class LexicalIndex:
    """An index opened for reading; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._index.config_reader("manual")
        self._index.reload()
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    @property
    def size(self) -> int:
        """Number of passages."""
        return int(self._searcher.num_docs)

    def weigh(self, grams: Iterable[str]) -> Weighed:
        """Rarest first, at most a few hundred; a gram no passage holds weighs as much as the rarest there could be."""
        size = self.size
        weights: dict[str, float] = {}
        known = set()
        for gram in dict.fromkeys(grams):
            count = max(self._searcher.doc_freq("text", gram), self._searcher.doc_freq("words", gram))
            weights[gram] = _weight(gram) * log(1 + (size - count + 0.5) / (count + 0.5))
            if count:
                known.add(gram)
        heaviest = sorted(weights, key=lambda gram: (-weights[gram], gram))
        kept = [gram for gram in heaviest if gram in known][:_MOST_GRAMS]
        return Weighed(known=tuple(kept), ceiling=sum(weights.values()))

    def search(
        self, grams: Sequence[str], limit: int, documents: frozenset[str] | None = None, beside: Iterable[str] = ()
    ) -> list[tuple[int, float]]:
        """(row, BM25) of the best passages.

        Args:
            grams: what was asked.
            limit: how many passages at most.
            documents: keep to these, without touching the scores.
            beside: grams of the official words for what was asked; they count for little.
        """
        if not grams or limit < 1 or (documents is not None and not documents):
            return []
        weights = dict.fromkeys(beside, BESIDE_WEIGHT) | dict.fromkeys(grams, 1.0)
        should = [(tantivy.Occur.Should, self._either(gram, weight * _weight(gram))) for gram, weight in weights.items()]
        query = tantivy.Query.boolean_query(should)
        if documents is not None:
            within = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, "document", sorted(documents)), 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, within)])
        hits = self._searcher.search(query, min(limit, max(self.size, 1)), count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return [(int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True) if row is not None]

    def _either(self, gram: str, weight: float) -> tantivy.Query:
        """The gram in the text or, for less, among the words beside it."""
        text = tantivy.Query.term_query(self._schema, "text", gram, "freq")
        words = tantivy.Query.term_query(self._schema, "words", gram, "freq")
        either = tantivy.Query.disjunction_max_query([text, tantivy.Query.boost_query(words, WORDS_WEIGHT)], tie_breaker=0.3)
        return tantivy.Query.boost_query(either, weight)


def _weight(gram: str) -> float:
    return 1.0 if len(gram) > 1 else SINGLE_WEIGHT
