"""What the registers know of a question: documents, numbers and clauses it names, topics and everyday words in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from corpus.corpus import Corpus
from corpus.terms import PhraseBook
from corpus.text import fold

EXACT = 0.97
"""The question names the document and the clause."""

NAMED_DOCUMENT = 0.5
"""The question names the document; its clauses still have to be told apart by their words."""

BARE_ARTICLE = 0.25
"""The question names an article, but of which document it does not say."""

TOPIC, TOPIC_NEXT, TOPIC_DOCUMENT = 0.15, 0.1, 0.05
"""The question uses a word of a topic: its first clauses, the others, other clauses of its documents. Little: the words are
searched beside the text already."""

MEASURE = 0.35
"""The question uses the name of a measure, or a phrase that means it; half as much for one task of it."""

_DIGITS = "零一二三四五六七八九"
_NUMERAL = r"[〇零一二三四五六七八九十百两]+|\d+"
_ARTICLE = re.compile(rf"第\s*({_NUMERAL})\s*(?:[-–—~至到]\s*第?\s*({_NUMERAL})\s*)?条")
_SECTION = re.compile(
    r"(?<![〇零一二三四五六七八九十百])([一二三四五六七八九十]{1,2})\s*[、.]?\s*(?:部分|章)?\s*"
    r"\(\s*([一二三四五六七八九十]{1,3})\s*\)\s*(?:第?\s*(\d{1,2})(?![\d年月日%.])\s*[项条点]?)?"
)
_NUMBER = re.compile(r"([\u4e00-\u9fff]*)\s*[\[(【〔{<〈﹝]?\s*(20\d\d|19\d\d)\s*[\])】〕}>〉﹞]?\s*年?\s*第?\s*(\d{1,4})\s*号")
_MOST_ARTICLES = 12


@dataclass(frozen=True)
class Pointers:
    """What the registers know of one question.

    Attributes:
        refs: reference -> how strongly it is pointed at, 0 to 1.
        documents: those named.
        topics: those named, by id.
        rest: the question without the names of documents.
    """

    refs: Mapping[str, float]
    documents: tuple[str, ...]
    topics: tuple[str, ...]
    rest: str


class Names:
    """The registers' names, ready to be found in a question."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    @cached_property
    def _refs_by_document(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for clause in self._corpus.clauses.values():
            found[clause.document].append(clause.ref)
        return {document: tuple(refs) for document, refs in found.items()}

    @cached_property
    def _refs_by_clause(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for clause in self._corpus.clauses.values():
            found[clause.clause].append(clause.ref)
        return {clause: tuple(refs) for clause, refs in found.items()}

    @cached_property
    def _numbers(self) -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
        """(year, number) -> (prefix, document) of every 文号, those known only from memory too."""
        found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for document in self._corpus.documents.values():
            match = _NUMBER.search(fold(document.number)) if document.number else None
            if match:
                found[match[2], match[3]].append((match[1], document.id))
        return {key: tuple(values) for key, values in found.items()}

    @cached_property
    def _everyday(self) -> PhraseBook[str]:
        """Everyday words -> the topics they may mean."""
        return PhraseBook((say, topic) for word in self._corpus.words for say in word.say for topic in (word.topic, *word.options) if topic)

    @cached_property
    def _measures(self) -> PhraseBook[tuple[str, float]]:
        """Names and phrases of measures -> their clause and how much they say; headings count as names."""
        entries = [(phrase, (m.clause, MEASURE)) for m in self._corpus.measures.values() for phrase in (m.name, *m.words)]
        headings = ((clause.heading, clause.ref) for clause in self._corpus.clauses.values() if clause.verbatim and clause.heading)
        entries += [(heading, (ref, MEASURE)) for heading, ref in headings if ref not in self._corpus.measures]
        tasks = ((word, m.clause) for m in self._corpus.measures.values() for lead in m.leads for word in lead.words)
        entries += [(word, (ref, MEASURE / 2)) for word, ref in tasks]
        return PhraseBook(entries)

    def look(self, query: str) -> Pointers:
        """Everything the registers know of a question; ``query`` is folded already."""
        documents, rest = self._documents(query)
        topics = self._topics(query)
        weights: dict[str, float] = {}
        for ref, weight in (*self._topic_refs(topics), *self._measure_refs(query), *self._clauses(query, documents)):
            weights[ref] = either(weights.get(ref, 0.0), weight)
        for ref in (ref for document in documents for ref in self._refs_by_document.get(document, ())):
            weights[ref] = either(weights.get(ref, 0.0), NAMED_DOCUMENT)
        return Pointers(refs=weights, documents=documents, topics=tuple(topics), rest=rest)

    def _documents(self, query: str) -> tuple[tuple[str, ...], str]:
        """Documents named by title, short name or number (in any brackets or none), and the question without those names."""
        hits = self._corpus.document_names.find(query)
        found = dict.fromkeys(target for hit in hits for target in hit.targets)
        spans = [(hit.start, hit.end) for hit in hits]
        for match in _NUMBER.finditer(query):
            candidates = self._numbers.get((match[2], match[3]), ())
            told = [(prefix, document) for prefix, document in candidates if prefix and match[1].endswith(prefix)]
            if not told and not match[1] and len(candidates) == 1:
                told = [("", candidates[0][1])]
            found.update((document, None) for _, document in told)
            spans.extend((match.end(1) - len(prefix), match.end()) for prefix, _ in told)
        return tuple(found), _without(query, spans)

    def _clauses(self, query: str, documents: tuple[str, ...]) -> Iterator[tuple[str, float]]:
        sections = [_section(match) for match in _SECTION.finditer(query)]
        articles = [article for match in _ARTICLE.finditer(query) for article in _articles(match)]
        for clause in (*sections, *articles):
            refs = self._refs_by_clause.get(clause, ())
            named = [ref for ref in refs if ref.split("#")[0] in documents]
            verbatim = [ref for ref in refs if self._corpus.clauses[ref].verbatim]
            if named:
                yield from ((ref, EXACT) for ref in named)
            elif clause in sections and verbatim:
                yield from ((ref, EXACT) for ref in verbatim)
            else:
                yield from ((ref, BARE_ARTICLE) for ref in refs)

    def _topics(self, query: str) -> dict[str, float]:
        """Topics named and how surely: less for a word that may mean several, less for a short one."""
        shares: dict[str, float] = {}
        for hit in (*self._corpus.topic_names.find(query), *self._everyday.find(query)):
            share = min(1.0, 0.55 + 0.15 * len(hit.phrase)) / len(hit.targets) ** 0.5
            known = (topic for topic in hit.targets if topic in self._corpus.topics)
            shares.update({topic: max(share, shares.get(topic, 0.0)) for topic in known})
        return shares

    def _topic_refs(self, topics: Mapping[str, float]) -> Iterator[tuple[str, float]]:
        for name, share in topics.items():
            topic = self._corpus.topics[name]
            weights = {ref: TOPIC_DOCUMENT for document in topic.documents for ref in self._refs_by_document.get(document, ())}
            for at, ref in enumerate(dict.fromkeys((*topic.refs, *topic.clauses))):
                weights[ref] = TOPIC if at < 2 else TOPIC_NEXT
            yield from ((ref, weight * share) for ref, weight in weights.items())

    def _measure_refs(self, query: str) -> Iterator[tuple[str, float]]:
        for hit in self._measures.find(query):
            share = min(1.0, len(hit.phrase) / 6) / len(hit.targets)
            yield from ((ref, weight * share) for ref, weight in hit.targets)


def _without(query: str, spans: Iterable[tuple[int, int]]) -> str:
    chars = list(query)
    for start, end in spans:
        chars[start:end] = " " * (end - start)
    return "".join(chars)


def either(one: float, other: float) -> float:
    """Two hints that each may be right on its own."""
    return 1 - (1 - one) * (1 - other)


def _section(match: re.Match[str]) -> str:
    return f"{match[1]}({match[2]}){match[3] or ''}"


def _articles(match: re.Match[str]) -> Iterator[str]:
    first = number_of(match[1])
    last = number_of(match[2]) if match[2] else first
    return (f"第{number}条" for number in range(first, min(last, first + _MOST_ARTICLES) + 1))


def number_of(numeral: str) -> int:
    """A whole number below a thousand, in digits or in Chinese, read place by place where no unit stands in it."""
    if numeral.isdigit():
        return int(numeral)
    plain = numeral.replace("〇", "零").replace("两", "二")
    if not set(plain) & set("十百"):
        return int("".join(str(_DIGITS.index(char)) for char in plain))
    total = digit = 0
    for char in plain:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS.index(char)
    return total + digit
