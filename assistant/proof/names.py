"""Names of the registers in a text: bodies, programmes and documents, the longest match of each kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import add
from typing import Literal, NamedTuple

from corpus.corpus import Corpus
from corpus.text import squeeze

Kind = Literal["body", "programme", "document", "hint"]


class Named(NamedTuple):
    """One name met: what it may point at, and where it stands in the text without white space."""

    kind: Kind
    phrase: str
    targets: tuple[str, ...]
    start: int
    end: int


_TITLE = re.compile(r"《([^《》]{2,80})》")
_SHAPE = re.compile(
    r"(?:国家|[省市县区])[^\W\d_的或是在由向各有关里及等按去到找问者以将对从把被给为属归]{2,9}?(?:管理局|监督局|保障局|局|厅|委员会|联合会)(?![长部域势面势])"
)


class NameBook:
    """Names of several kinds, each kind found longest first and left to right, in squeezed text."""

    def __init__(self, entries: Iterable[tuple[Kind, str, str]]) -> None:
        targets: dict[tuple[Kind, str], dict[str, None]] = {}
        for kind, phrase, target in entries:
            form = squeeze(phrase)
            if len(form) > 1:
                targets.setdefault((kind, form), {})[target] = None
        self._heads: dict[str, list[tuple[str, Kind, tuple[str, ...]]]] = {}
        for (kind, form), found in sorted(targets.items(), key=lambda entry: -len(entry[0][1])):
            self._heads.setdefault(form[:2], []).append((form, kind, tuple(found)))

    def find(self, flat: str) -> list[Named]:
        """Every name in a squeezed text, in order."""
        found: list[Named] = []
        free: dict[Kind, int] = {}
        heads = self._heads
        spots = [at for at, head in enumerate(map(add, flat, flat[1:])) if head in heads]
        for at in spots:
            for form, kind, targets in heads[flat[at : at + 2]]:
                if free.get(kind, 0) <= at and flat.startswith(form, at) and not _splits_word(flat, at, form):
                    free[kind] = at + len(form)
                    found.append(Named(kind, form, targets, at, at + len(form)))
        return found


def _splits_word(flat: str, at: int, form: str) -> bool:
    """A name of letters or digits must not be cut out of a longer run of them."""
    end = at + len(form)
    before = at > 0 and _is_latin(form[0]) and _is_latin(flat[at - 1])
    return before or (end < len(flat) and _is_latin(form[-1]) and _is_latin(flat[end]))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def book_of(corpus: Corpus) -> NameBook:
    """All names of the registers: bodies past and present, documents by title and short name, programmes.

    A document's number is a code, not a name. A programme is claimed by its id, its aliases and short forms of its
    name; every other phrase that leads to it is kept as ``hint``, which only evidence may rest on.
    """
    numbers = {squeeze(document.number) for document in corpus.documents.values() if document.number}
    bodies, documents = corpus.body_names, corpus.document_names
    entries: list[tuple[Kind, str, str]] = [("body", form, target) for form in bodies.phrases() for target in bodies.exact(form)]
    entries += [("document", form, t) for form in documents.phrases() if form not in numbers for t in documents.exact(form)]
    for programme in corpus.programmes.values():
        entries += [("programme", name, programme.id) for name in (programme.id, *programme.aliases)]
    for topic in corpus.topics.values():
        if topic.programme is None:
            continue
        own = topic.programme == topic.id or topic.programme in topic.words
        entries.append(("programme", topic.programme, topic.programme))
        entries += [("programme", word, topic.programme) for word in topic.words if own and _names(word, topic.programme)]
        entries += [("hint", word, topic.programme) for word in topic.words]
    return NameBook(entries)


def _names(word: str, programme: str) -> bool:
    """Whether a word is a short form of a programme's name: of some length, its characters in the same order."""
    rest = iter(programme)
    return len(word) >= 4 and all(char in rest for char in word)


def claimed(found: Iterable[Named]) -> list[Named]:
    """Names a sentence claims: one that stands inside a longer name of another kind is part of that name."""
    names = [name for name in found if name.kind != "hint"]
    return [n for n in names if not any(o.start <= n.start and n.end <= o.end and o.end - o.start > n.end - n.start for o in names)]


def titles_in(text: str) -> list[str]:
    """Every title written in 《》, squeezed."""
    return ["".join(title.split()).lower() for title in _TITLE.findall(text)] if "《" in text else []


def shapes_in(flat: str, known: Iterable[Named]) -> list[str]:
    """What looks like a body of the state but is in no register, e.g. 市粮食储备局."""
    taken = [(name.start, name.end) for name in known if name.kind in ("body", "document")]
    return [m[0] for m in _SHAPE.finditer(flat) if not any(start < m.end() and m.start() < end for start, end in taken)]
