"""What a message names of the registers: topics, bodies, documents, areas, statuses, everyday words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from corpus.corpus import Corpus
from corpus.schema import Word
from corpus.terms import Hit

Target = TypeVar("Target")


@dataclass(frozen=True)
class Named:
    """The hits of each register, positions in the normalised text."""

    topics: tuple[Hit[str], ...]
    bodies: tuple[Hit[str], ...]
    documents: tuple[Hit[str], ...]
    areas: tuple[Hit[str], ...]
    statuses: tuple[Hit[str], ...]
    words: tuple[Hit[Word], ...]

    def ids(self, kind: str, start: int, end: int) -> tuple[str, ...]:
        """Ids of one kind named between two positions, in order, without repeats."""
        hits: tuple[Hit[str], ...] = getattr(self, kind)
        return tuple(dict.fromkeys(target for hit in hits if start <= hit.start < end for target in hit.targets))

    @property
    def anything(self) -> bool:
        """Whether a topic, body, document, status or everyday word is named (an area alone says little)."""
        return bool(self.topics or self.bodies or self.documents or self.statuses or self.words)


def find_named(text: str, corpus: Corpus) -> Named:
    """Look the message up in every register; a name inside a longer name of another register does not count."""
    topics, bodies, documents = corpus.topic_names.find(text), corpus.body_names.find(text), corpus.document_names.find(text)
    institutions = [*_spans(bodies), *_spans(documents)]
    words = _outside(corpus.word_names.find(text), [*institutions, *_spans(topics)])
    known = set(_spans(topics))
    by_word = [
        Hit(hit.start, hit.end, hit.phrase, targets)
        for hit in words
        if (hit.start, hit.end) not in known and (targets := tuple(word.topic for word in hit.targets if word.topic and not word.ask))
    ]
    return Named(
        topics=tuple(sorted([*_outside(topics, institutions), *by_word], key=lambda hit: hit.start)),
        bodies=tuple(_outside(bodies, _spans(documents))),
        documents=documents,
        areas=tuple(_outside(corpus.area_names.find(text), institutions)),
        statuses=corpus.recognition_names.find(text),
        words=tuple(words),
    )


def _spans(hits: Iterable[Hit[Target]]) -> list[tuple[int, int]]:
    return [(hit.start, hit.end) for hit in hits]


def _outside(hits: Iterable[Hit[Target]], longer: list[tuple[int, int]]) -> list[Hit[Target]]:
    """The hits that do not lie inside a longer one."""
    return [hit for hit in hits if not any(s <= hit.start and hit.end <= e and e - s > hit.end - hit.start for s, e in longer)]
