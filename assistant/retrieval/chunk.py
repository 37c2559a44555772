"""Clauses -> the passages that are searched: body under its headings, with the words people use for it beside."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.corpus import Corpus

LONGEST = 600
"""Characters of one passage; a longer clause is cut at the ends of its sentences, under the same reference."""

_SENTENCE = re.compile(r"[^。；;！？\n]*[。；;！？\n]?")


@dataclass(frozen=True)
class Chunk:
    """One passage.

    Attributes:
        ref: the clause it belongs to.
        text: document title, headings from the top, body.
        words: what the registers add: names of topics and measures, everyday words, short names of the document.
    """

    ref: str
    document: str
    text: str
    words: str


def chunks_of(corpus: Corpus) -> tuple[Chunk, ...]:
    """Every passage of the corpus, in the order of its clauses."""
    words = _words_by_ref(corpus)
    found = []
    for clause in corpus.clauses.values():
        document = corpus.documents[clause.document]
        headings = " ".join((document.title, *clause.path))
        beside = " ".join((*document.aliases, *words.get(clause.ref, ())))
        for body in _pieces(" ".join(filter(None, (clause.text, clause.list_text)))):
            found.append(Chunk(ref=clause.ref, document=clause.document, text=f"{headings} {body}", words=beside))
    return tuple(found)


def _words_by_ref(corpus: Corpus) -> dict[str, tuple[str, ...]]:
    """Reference -> the phrases the registers attach to it, each once."""
    said: dict[str, list[str]] = defaultdict(list)
    for word in corpus.words:
        for topic_id in filter(None, (word.topic, *word.options)):
            said[topic_id].extend(word.say)
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for topic in corpus.topics.values():
        for ref in (*topic.clauses, *topic.refs):
            found[ref].update(dict.fromkeys((*topic.words, *said.get(topic.id, ()))))
    for measure in corpus.measures.values():
        tasks = (word for lead in measure.leads for word in lead.words)
        found[measure.clause].update(dict.fromkeys((measure.name, *measure.words, *tasks)))
    return {ref: tuple(words) for ref, words in found.items()}


def _pieces(body: str) -> Iterator[str]:
    """A body whole, or cut at the ends of sentences into pieces of at most LONGEST characters."""
    if len(body) <= LONGEST:
        yield body
        return
    piece = ""
    for sentence in _SENTENCE.findall(body):
        if piece and len(piece) + len(sentence) > LONGEST:
            yield piece
            piece = ""
        piece += sentence
        while len(piece) > LONGEST:
            yield piece[:LONGEST]
            piece = piece[LONGEST:]
    if piece.strip():
        yield piece
