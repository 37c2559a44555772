"""Clauses named in a message: 二(一)2, 二（一）第2条, 社会救助法第十九条."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.reading.numbers import parse_number
from assistant.reading.scene import Scene

_PLAN = "plan"
_HAN = "一二三四五六七八九十"
_SECTION = re.compile(
    rf"(?<![{_HAN}\d])(?:第)?(?P<a>[一二三])(?:部分|大项|、|\.)?(?:的)?\s*\(\s*(?P<b>[一二三四五])\s*\)\s*(?:的|部分|里|中)?\s*(?:第)?(?P<c>[1-9]|[一二三四五六七八九])?\s*(?:条|项|款|点|小项)?"
)
_ARTICLE = re.compile(rf"第\s*(?P<n>[{_HAN}百零〇\d]{{1,6}})\s*条(?!件|路)")
_BARE = re.compile(r"(?P<ref>(?:plan|[NLF]\d{2})#[^\s，。,；;]+)")


@dataclass(frozen=True)
class ClauseName:
    """A clause named, and where."""

    start: int
    end: int
    ref: str


def find_clauses(scene: Scene) -> tuple[ClauseName, ...]:
    """Every clause named, in order; an article needs a document named in the message, the plan's sections do not."""
    sections = list(_sections(scene))
    found = [*sections, *_articles(scene, sections), *(ClauseName(m.start(), m.end(), m["ref"]) for m in _BARE.finditer(scene.text))]
    return tuple(sorted(found, key=lambda item: item.start))


def _sections(scene: Scene) -> Iterator[ClauseName]:
    for match in _SECTION.finditer(scene.text):
        item = match["c"]
        ref = f"{_PLAN}#{match['a']}({match['b']})"
        if item:
            number = item if item.isdigit() else str(_HAN.index(item) + 1)
            tail = scene.text[match.end() : match.end() + 1]
            if f"{ref}{number}" in scene.corpus.clauses or not (tail and tail in "份张个家天年级"):
                ref += number
        yield ClauseName(match.start(), match.end(), ref)


def _articles(scene: Scene, sections: list[ClauseName]) -> Iterator[ClauseName]:
    inside = {at for item in sections for at in range(item.start, item.end)}
    for match in _ARTICLE.finditer(scene.text):
        if match.start() in inside:
            continue
        before = [hit for hit in scene.named.documents if hit.start < match.start()]
        hits = before[-1:] or list(scene.named.documents[:1])
        number = parse_number(match["n"])
        if not hits or number is None:
            continue
        for document in hits[0].targets[:1]:
            if document != _PLAN:
                yield ClauseName(match.start(), match.end(), f"{document}#第{int(number[0])}条")
