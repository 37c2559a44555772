"""Whether evidence holds what a sentence claims: one function a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.proof.codes import code_holds
from assistant.proof.evidence import Evidence
from assistant.proof.figures import Quantity
from assistant.proof.names import Named
from assistant.proof.reader import Claims
from assistant.proof.units import fit
from corpus.corpus import Corpus

Checker = Callable[[Claims, Evidence, Corpus], Iterator[str]]

_LEVELS = "市省国中县区"
"""A body's name that begins with a level or a place means one body; 民政部门 or 民政局 alone means the one at hand."""


def unheld_figures(claims: Claims, evidence: Evidence, corpus: Corpus) -> Iterator[str]:
    """Figures the evidence does not hold with that kind of unit."""
    for quantity in claims.figures:
        if not _holds_figure(quantity, evidence):
            yield f"figure {quantity.value.normalize():f}" + (f" {quantity.kind}" if quantity.kind else "")


def _holds_figure(quantity: Quantity, evidence: Evidence) -> bool:
    """A number without unit rests on any; one with a unit on its own kind, or on a number that never has a unit."""
    held = evidence.figures.get(quantity.value)
    if held is None:
        return quantity.kind is None and f"{quantity.value:f}" in evidence.dates
    kinds = {kind for kind in held if kind is not None}
    if quantity.kind is None or not kinds or quantity.kind in kinds:
        return True
    base, _, period = quantity.kind.partition("/")
    if period and any(kind.startswith(f"{base}/") for kind in kinds):
        return False
    return any(fit(quantity.kind, kind) for kind in kinds)


def unheld_dates(claims: Claims, evidence: Evidence, corpus: Corpus) -> Iterator[str]:
    """Days, months and years the evidence does not hold."""
    yield from (f"date {day}" for day in claims.dates if day not in evidence.dates)


def unheld_clauses(claims: Claims, evidence: Evidence, corpus: Corpus) -> Iterator[str]:
    """Clauses that are neither cited nor named in the evidence."""
    yield from (f"clause {clause}" for clause in claims.clauses if clause not in evidence.clauses)


def unheld_codes(claims: Claims, evidence: Evidence, corpus: Corpus) -> Iterator[str]:
    """Telephone numbers, document numbers, addresses and hours the evidence does not hold to the digit."""
    yield from (f"code {code}" for code in claims.codes if not code_holds(code, evidence.codes))


def unheld_bodies(claims: Claims, evidence: Evidence, corpus: Corpus) -> Iterator[str]:
    """Bodies the evidence does not name, registered ones and others."""
    for name in claims.names:
        if name.kind == "body" and not set(name.targets) & evidence.bodies and not _is_general(name, evidence, corpus):
            yield f"body {name.phrase}"
    yield from (f"body {shape}" for shape in claims.shapes if shape not in evidence.flat)


def _is_general(name: Named, evidence: Evidence, corpus: Corpus) -> bool:
    """Whether a name without a place stands for a body the evidence names with its place."""
    placed = corpus.area_names.find(name.phrase)
    if name.phrase[0] in _LEVELS or (placed and placed[0].start == 0):
        return False
    held = (corpus.bodies[body] for body in evidence.bodies if body in corpus.bodies)
    return any(text.endswith(name.phrase) for body in held for text in (body.id, body.full_name, *body.aliases))


def unheld_programmes(claims: Claims, evidence: Evidence, corpus: Corpus) -> Iterator[str]:
    """Programmes the evidence does not name by any phrase."""
    for name in claims.names:
        if name.kind == "programme" and not set(name.targets) & evidence.programmes:
            yield f"programme {name.phrase}"


def unheld_documents(claims: Claims, evidence: Evidence, corpus: Corpus) -> Iterator[str]:
    """Documents the evidence does not name, and titles no register knows."""
    for name in claims.names:
        if name.kind == "document" and not set(name.targets) & evidence.documents and name.phrase not in evidence.flat:
            yield f"document {name.phrase}"
    for title in claims.titles:
        if title not in evidence.flat and not corpus.document_names.exact(title):
            yield f"document {title}"


CHECKERS: tuple[Checker, ...] = (
    unheld_figures,
    unheld_dates,
    unheld_clauses,
    unheld_codes,
    unheld_bodies,
    unheld_programmes,
    unheld_documents,
)
"""One checker a kind; a new kind is one more function here."""
