"""The proof: a sentence whose figures, dates, bodies, programmes or clauses are not in the evidence is withheld."""

from __future__ import annotations

import re

from assistant.proof.evidence import Evidence
from assistant.proof.reader import reader_for
from assistant.proof.sentences import is_item, is_label, is_row, is_rule, is_source, mend, prefix_of, split
from assistant.proof.support import CHECKERS
from corpus.corpus import Corpus
from corpus.dated import Strict


class Withheld(Strict):
    """A sentence that claims something without evidence."""

    sentence: str
    claims: tuple[str, ...]


class Proven(Strict):
    """The text that stands, and what was withheld from it."""

    text: str
    withheld: tuple[Withheld, ...]


def unsupported(sentence: str, evidence: Evidence, corpus: Corpus) -> tuple[str, ...]:
    """What a sentence claims that the evidence does not hold."""
    claims = reader_for(corpus).claims(sentence)
    return tuple(dict.fromkeys(found for check in CHECKERS for found in check(claims, evidence, corpus)))


def prove(text: str, evidence: Evidence, corpus: Corpus) -> Proven:
    """Check a text sentence by sentence; a table loses whole rows, a list whole items, and stays what it is."""
    proof = _Proof(evidence, corpus)
    lines = text.split("\n")
    kept: list[str | None] = []
    at = 0
    while at < len(lines):
        if is_row(lines[at]) and at + 1 < len(lines) and is_rule(lines[at + 1]):
            end = next((i for i in range(at, len(lines)) if not is_row(lines[i])), len(lines))
            kept += proof.table(lines[at:end])
            at = end
        else:
            kept.append(proof.line(lines[at]))
            at += 1
    if not proof.withheld:
        return Proven(text=text.strip(), withheld=())
    standing = _without_orphans(lines, kept)
    return Proven(text=re.sub(r"\n{3,}", "\n\n", "\n".join(standing)).strip(), withheld=tuple(proof.withheld))


class _Proof:
    """Checks pieces of one text and remembers what was withheld."""

    def __init__(self, evidence: Evidence, corpus: Corpus) -> None:
        self._evidence = evidence
        self._corpus = corpus
        self.withheld: list[Withheld] = []

    def stands(self, sentence: str) -> bool:
        """Whether a sentence may be said."""
        claims = unsupported(sentence, self._evidence, self._corpus) if sentence.strip() else ()
        if claims:
            self.withheld.append(Withheld(sentence=sentence.strip(), claims=claims))
        return not claims

    def line(self, line: str) -> str | None:
        """A line without its withheld sentences; None if nothing of it is left."""
        prefix = prefix_of(line)
        sentences = split(line[len(prefix) :])
        standing = [sentence for sentence in sentences if self.stands(sentence)]
        if len(standing) == len(sentences):
            return line
        left = mend("".join(standing))
        return prefix + left if re.search(r"[^\W_]", left) else None

    def table(self, rows: list[str]) -> list[str | None]:
        """A table without its withheld rows; a cell of its head is emptied, without rows nothing of it is left."""
        body = [row if self.stands(row) else None for row in rows[2:]]
        if rows[2:] and not any(body):
            return [None] * len(rows)
        return [self._head(rows[0]), rows[1], *body]

    def _head(self, row: str) -> str:
        cells = row.split("|")
        return "|".join(cell if self.stands(cell) else " — " for cell in cells)


def _without_orphans(lines: list[str], kept: list[str | None]) -> list[str]:
    """The lines that stand, without labels of lists that are gone and sources of quotations that are gone."""
    standing: list[str] = []
    for index, line in enumerate(kept):
        if line is None or (_is_quoting(lines, index) and _lost_above(lines, kept, index)):
            continue
        if is_label(line) and not is_item(line) and _lost_below(lines, kept, index):
            continue
        standing.append(line)
    return standing


def _is_quoting(lines: list[str], index: int) -> bool:
    return is_source(lines[index])


def _lost_above(lines: list[str], kept: list[str | None], index: int) -> bool:
    """Whether every line of the quotation above is gone."""
    first = index
    while first and lines[first - 1].lstrip().startswith(">") and not is_source(lines[first - 1]):
        first -= 1
    return first < index and all(line is None for line in kept[first:index])


def _lost_below(lines: list[str], kept: list[str | None], index: int) -> bool:
    """Whether every item of the list below is gone."""
    last = index + 1
    while last < len(lines) and (is_item(lines[last]) or is_row(lines[last])):
        last += 1
    return last > index + 1 and all(line is None for line in kept[index + 1 : last])
