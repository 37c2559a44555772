"""Evidence: everything a reply may claim, drawn from what the tools handed over, the clauses they cite and what the user said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.agent.artifacts import Artifact
from assistant.proof.clauses import above
from assistant.proof.dates import coarser
from assistant.proof.figures import Quantity
from assistant.proof.reader import Held, Reader, reader_for
from assistant.proof.shown import members_of, shown
from assistant.proof.values import Value, values_of
from corpus.corpus import Corpus
from corpus.dated import StateChange, day_before


@dataclass(frozen=True)
class Evidence:
    """What may be claimed.

    Attributes:
        figures: kinds of unit by number; None is a number without unit.
        dates: days, months and years as ISO text (2025-07-01, 2025-07, 2025, --07-01, --07).
        clauses: clause ids without their document (二(一)5, 第19条).
        codes: telephone numbers, document numbers, addresses.
        bodies, programmes, documents: ids named.
        flat: all texts squeezed, for titles and names no register knows.
    """

    figures: Mapping[Decimal, frozenset[str | None]]
    dates: frozenset[str]
    clauses: frozenset[str]
    codes: frozenset[str]
    bodies: frozenset[str]
    programmes: frozenset[str]
    documents: frozenset[str]
    flat: str


def collect(
    artifacts: Iterable[Artifact], texts: Iterable[str], corpus: Corpus, *, day: date | None = None, area: str | None = None
) -> Evidence:
    """Evidence from artifacts, the clauses they cite, and further texts (what the user said, fixed wordings).

    Args:
        artifacts: what the tools handed over in this turn.
        texts: what the user said and the reply may repeat.
        corpus: the registers.
        day: the day the turn is about.
        area: the asker's area, for figures told beside a verdict.
    """
    gathered = _Gathered(reader_for(corpus))
    for artifact in artifacts:
        gathered.add(values_of(artifact))
        gathered.add(shown(artifact, corpus, day, area))
        for ref in artifact.refs:
            gathered.cite(ref)
    gathered.add((day,) if day else ())
    gathered.add(texts)
    return gathered.evidence()


class _Gathered:
    """Evidence while it is being gathered."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._corpus = reader.corpus
        self._seen: set[Value] = set()
        self._held: list[Held] = []
        self._figures: dict[Decimal, set[str | None]] = {}
        self._dates: set[str] = set()
        self._clauses: set[str] = set()
        self._documents: set[str] = set()
        self._cited: set[str] = set()

    def add(self, values: Iterable[Value]) -> None:
        """Take texts, days and numbers; a text that is a clause reference counts as that clause's id."""
        for value in values:
            if value in self._seen:
                continue
            self._seen.add(value)
            if isinstance(value, date):
                self._dates |= coarser(value.isoformat())
            elif isinstance(value, Quantity):
                self._figures.setdefault(value.value, set()).add(value.kind)
            elif value in self._corpus.clauses:
                self._point(value)
            else:
                if value in self._corpus.groups:
                    self.add(members_of(value, self._corpus))
                self._held.append(self._reader.held(value))

    def cite(self, ref: str) -> None:
        """Take a cited clause: its words, its place, its document and the days its state changes."""
        clause = self._corpus.clauses.get(ref)
        if clause is None or ref in self._cited:
            return
        self._cited.add(ref)
        self._point(ref)
        self.add(text for text in (clause.text, clause.list_text, clause.heading, *clause.path, *clause.programmes) if text)
        self.add(_turning_days((*clause.states, *self._corpus.documents[clause.document].states)))

    def _point(self, ref: str) -> None:
        clause = self._corpus.clauses[ref]
        self._clauses |= above(clause.clause)
        self._documents.add(clause.document)
        document = self._corpus.documents[clause.document]
        names = (document.title, *document.aliases, document.shown_number, document.issuer, document.issued)
        self.add(name for name in names if name)

    def evidence(self) -> Evidence:
        """All of it, frozen."""
        names: dict[str, set[str]] = {"body": set(), "programme": set(), "document": self._documents, "hint": set()}
        codes: set[str] = set()
        for held in self._held:
            for quantity in held.claims.figures:
                self._figures.setdefault(quantity.value, set()).add(quantity.kind)
            for day in held.claims.dates:
                self._dates |= coarser(day)
            for clause in held.claims.clauses:
                self._clauses |= above(clause)
            codes.update(held.claims.codes)
            for name in held.names:
                names[name.kind].update(name.targets)
        return Evidence(
            figures={value: frozenset(kinds) for value, kinds in self._figures.items()},
            dates=frozenset(self._dates),
            clauses=frozenset(self._clauses),
            codes=frozenset(codes),
            bodies=frozenset(names["body"]),
            programmes=frozenset(names["programme"] | names["hint"]),
            documents=frozenset(names["document"]),
            flat="\n".join(held.flat for held in self._held),
        )


def _turning_days(states: Iterable[StateChange]) -> Iterator[date]:
    for change in states:
        if change.start:
            yield from (change.start, day_before(change.start))
