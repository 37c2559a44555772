"""Base + overlay -> one frozen Corpus with one hash.

The base is package data and never written. An overlay folder has the same layout; an entry with the same id replaces
the base's, a new one is added, and ``withdrawn.yaml`` takes entries out of use with a reason.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from corpus import lexicon_schema, schema
from corpus.clauses import Clause
from corpus.combination import CombinationFile, ProgrammeNamesFile
from corpus.corpus import Corpus
from corpus.crosscheck import faults_of
from corpus.errors import DataError, MissingFileError
from corpus.implied_topics import with_own_topics
from corpus.official_text import OfficialText, parse_official_text
from corpus.placing import placed
from corpus.rule import Programme
from corpus.withdrawing import withdraw
from corpus.yaml_file import Parsed, read_text, read_yaml, validate

BASE = Path(__file__).parent
FORMAT = "9"
"""Part of the cache key: raise it when a model changes shape."""

Model = TypeVar("Model", bound=BaseModel)
Item = TypeVar("Item", bound=BaseModel)


def load(overlay: Path | None = None, *, cache: Path | None = None, base: Path = BASE) -> Corpus:
    """Load and validate everything.

    Args:
        overlay: folder with imports, corrections and withdrawals; None or missing: the base alone.
        cache: folder for the validated copy (faster start); None: none is read or written.
        base: the shipped data; another folder only in tests.

    Raises:
        DataError: a file at fault, with file, line and mend.
        MissingFileError: a file the load cannot do without.
    """
    roots = [base] + ([overlay] if overlay and overlay.is_dir() else [])
    files = [(root, path) for root in roots for path in _data_files(root)]
    digest = _digest(roots, files)
    if cache is not None:
        kept = _read_cache(cache, digest)
        if kept is not None:
            return kept
    corpus = _build(roots, digest)
    first = next(iter(faults_of(corpus)), None)
    if first is not None:
        raise placed(first, roots)
    if cache is not None:
        _write_cache(cache, digest, corpus)
    return corpus


def list_faults(overlay: Path | None = None, *, base: Path = BASE) -> tuple[DataError, ...]:
    """Every fault between files at once, each with its file and line; faults inside a file stop at the first.

    Raises:
        DataError: a file that does not validate on its own.
    """
    roots = [base] + ([overlay] if overlay and overlay.is_dir() else [])
    corpus = _build(roots, _digest(roots, [(root, path) for root in roots for path in _data_files(root)]))
    return tuple(placed(fault, roots) for fault in faults_of(corpus))


def _data_files(root: Path) -> list[Path]:
    kinds = {".yaml", ".txt", ".md"}
    return sorted(path for path in root.rglob("*") if path.suffix in kinds and path.is_file())


def _digest(roots: list[Path], files: Iterable[tuple[Path, Path]]) -> str:
    total = hashlib.sha256(FORMAT.encode())
    for root, path in files:
        total.update(f"{roots.index(root)}/{path.relative_to(root).as_posix()}\0".encode())
        try:
            total.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError as error:
            raise MissingFileError(
                f"cannot be read: {error.strerror}", where=path.name, mend="check that it is a file you may read"
            ) from None
    return total.hexdigest()[:16]


def _read_cache(folder: Path, digest: str) -> Corpus | None:
    try:
        with (folder / f"corpus-{digest}.pickle").open("rb") as file:
            kept = pickle.load(file)
    except Exception:  # noqa: BLE001 — a damaged or foreign cache is simply built again
        return None
    return kept if isinstance(kept, Corpus) else None


def _write_cache(folder: Path, digest: str, corpus: Corpus) -> None:
    """Write beside and rename, so that nobody reads half a file; a folder that cannot be written is no fault."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".corpus-{digest}.{os.getpid()}"
        part.write_bytes(pickle.dumps(corpus, protocol=pickle.HIGHEST_PROTOCOL))
        part.replace(folder / f"corpus-{digest}.pickle")
        for old in folder.glob("corpus-*.pickle"):
            if old.name != f"corpus-{digest}.pickle":
                old.unlink(missing_ok=True)
    except OSError:
        return


def _build(roots: list[Path], digest: str) -> Corpus:
    documents = _merged(roots, "documents/register", schema.RegisterFile, lambda f: f.documents)
    programmes = _merged_files(roots, "programmes", Programme)
    bodies = _merged(roots, "bodies", schema.BodyFile, lambda f: f.bodies)
    measures = _merged(roots, "measures", schema.MeasureFile, lambda f: f.measures, key=lambda m: m.clause)
    services = _merged(roots, "services", schema.ServiceFile, lambda f: f.services)
    topics = _merged(roots, "lexicon/topics", schema.TopicFile, lambda f: f.topics)
    words = _merged(roots, "lexicon/words", schema.WordFile, lambda f: f.words, key=lambda w: w.say[0])
    combinations = _merged(roots, "combinations", CombinationFile, lambda f: f.combinations)
    areas = _single(roots, "areas.yaml", schema.AreaFile)
    recognitions = _single(roots, "recognitions.yaml", schema.RecognitionFile)
    calendar = _single(roots, "calendar.yaml", schema.CalendarFile)
    parameters = _parameters(roots)
    withdrawn = _withdrawn(roots)
    for switch in withdrawn:
        withdraw(switch, documents=documents, programmes=programmes, parameters=parameters, services=services, topics=topics, words=words)
    topics = with_own_topics(topics, parameters, programmes)
    texts = _texts(roots, documents)
    return Corpus(
        hash=digest,
        documents=documents,
        texts=texts,
        clauses=_clauses(roots, documents, texts),
        programmes=programmes,
        bodies=bodies,
        measures=measures,
        services=services,
        topics=topics,
        words=tuple(words.values()),
        areas={area.id: area for area in areas.areas},
        groups={group.id: group for group in areas.groups},
        recognitions={r.id: r for r in recognitions.recognitions},
        calendar=calendar,
        parameters=parameters,
        withdrawn=withdrawn,
        combinations=combinations,
        programme_names=_single(roots, "programme_names.yaml", ProgrammeNamesFile).names,
        lexicon=_lexicon(roots),
    )


def _files(roots: list[Path], folder: str) -> list[Path]:
    found = [path for root in roots for path in sorted((root / folder).rglob("*.yaml"))]
    if not found:
        raise MissingFileError(
            f"no data files below {folder}", where=f"corpus/{folder}", mend="restore them from the repository, or reinstall"
        )
    return found


def _name(path: Path, roots: list[Path]) -> str:
    for index, root in enumerate(roots):
        if path.is_relative_to(root):
            return f"{'corpus' if index == 0 else 'overlay'}/{path.relative_to(root).as_posix()}"
    return path.name


def _merged(
    roots: list[Path], folder: str, model: type[Model], items: Callable[[Model], tuple[Item, ...]], key: Callable[[Item], str] | None = None
) -> dict[str, Item]:
    """Entries of all files of a folder by id; a doubled id within one root is a fault."""
    merged: dict[str, Item] = {}
    origin: dict[str, Path] = {}
    for path in _files(roots, folder):
        parsed = read_yaml(path, _name(path, roots))
        for item in items(validate(model, parsed)):
            name = key(item) if key else str(getattr(item, "id"))  # noqa: B009
            root = next(r for r in roots if path.is_relative_to(r))
            if name in origin and origin[name].is_relative_to(root):
                raise DataError(f"'{name}' stands twice, also in {origin[name].name}", where=parsed.name, mend="keep one of the two")
            merged[name], origin[name] = item, path
    return merged


def _merged_files(roots: list[Path], folder: str, model: type[Programme]) -> dict[str, Programme]:
    merged: dict[str, Programme] = {}
    for path in _files(roots, folder):
        item = validate(model, read_yaml(path, _name(path, roots)))
        merged[item.id] = item
    return merged


def _single(roots: list[Path], name: str, model: type[Model]) -> Model:
    path = next((root / name for root in reversed(roots) if (root / name).is_file()), roots[0] / name)
    return validate(model, read_yaml(path, _name(path, roots)))


def _parameters(roots: list[Path]) -> dict[str, schema.Parameter]:
    found: dict[str, schema.Parameter] = {}
    for root in roots:
        for path in sorted((root / "parameters").rglob("*.yaml")):
            identifier = ".".join(path.relative_to(root / "parameters").with_suffix("").parts)
            found[identifier] = validate(schema.Parameter, read_yaml(path, _name(path, roots)))
    if not found:
        raise MissingFileError("no parameters", where="corpus/parameters", mend="restore them from the repository, or reinstall")
    return found


def _withdrawn(roots: list[Path]) -> tuple[schema.Withdrawal, ...]:
    path = roots[-1] / "withdrawn.yaml"
    if len(roots) < 2 or not path.is_file():
        return ()
    return validate(schema.WithdrawalFile, read_yaml(path, _name(path, roots))).withdrawn


def _lexicon(roots: list[Path]) -> lexicon_schema.Lexicon:
    statements = _single(roots, "lexicon/statements.yaml", lexicon_schema.StatementFile)
    return lexicon_schema.Lexicon(
        people=_single(roots, "lexicon/kin.yaml", lexicon_schema.People),
        statements=statements.statements,
        questioning=statements.questioning,
        money=_single(roots, "lexicon/money.yaml", lexicon_schema.MoneyWords),
        intents=_single(roots, "lexicon/intents.yaml", lexicon_schema.IntentFile),
        alarms=_single(roots, "lexicon/alarms.yaml", lexicon_schema.AlarmFile),
        answers=_single(roots, "lexicon/answers.yaml", lexicon_schema.AnswerFile),
        english=_single(roots, "lexicon/english.yaml", lexicon_schema.EnglishFile),
        outside=_single(roots, "lexicon/outside.yaml", lexicon_schema.OutsideFile),
        what_if=_single(roots, "lexicon/what_if.yaml", lexicon_schema.WhatIfWords),
    )


def _texts(roots: list[Path], documents: dict[str, schema.Document]) -> dict[str, OfficialText]:
    texts: dict[str, OfficialText] = {}
    for document in documents.values():
        if document.full_text is None:
            continue
        place = next(
            (
                root / "documents/text" / document.full_text
                for root in reversed(roots)
                if (root / "documents/text" / document.full_text).is_file()
            ),
            None,
        )
        if place is None:
            place = roots[0] / "documents/text" / document.full_text
        texts[document.id] = parse_official_text(read_text(place, _name(place, roots)), document=document.id)
    return texts


def _clauses(roots: list[Path], documents: dict[str, schema.Document], texts: dict[str, OfficialText]) -> dict[str, Clause]:
    clauses: dict[str, Clause] = {}
    for path in _files(roots, "documents/cards"):
        parsed = read_yaml(path, _name(path, roots))
        for clause in _card_clauses(validate(schema.CardFile, parsed), documents, parsed):
            clauses[clause.ref] = clause
    for identifier, text in texts.items():
        for clause in _text_clauses(documents[identifier], text):
            clauses[clause.ref] = clause
    return clauses


def _card_clauses(file: schema.CardFile, documents: dict[str, schema.Document], parsed: Parsed) -> Iterable[Clause]:
    document = documents.get(file.document)
    if document is None:
        raise DataError(
            f"cards of '{file.document}', which is not in the register",
            where=f"{parsed.name}:{parsed.line_of(('document',))}",
            mend="add it to documents/register/",
        )
    seen: set[str] = set()
    for index, card in enumerate(file.clauses):
        if card.id in seen:
            raise DataError(
                f"the clause '{card.id}' stands twice",
                where=f"{parsed.name}:{parsed.line_of(('clauses', index))}",
                mend="keep one of the two",
            )
        seen.add(card.id)
        yield Clause(
            ref=f"{document.id}#{card.id}",
            document=document.id,
            clause=card.id,
            heading=card.heading,
            text=card.text.strip(),
            path=(card.heading,),
            verbatim=False,
            grade=card.grade,
            states=card.states or document.states,
            measures=card.measures or document.measures,
            programmes=card.programmes,
        )


def _text_clauses(document: schema.Document, text: OfficialText) -> Iterable[Clause]:
    lists = {}
    for parsed in text.clauses:
        for found in parsed.lists:
            lists[found.clause] = found
    for parsed in text.clauses:
        own = lists.get(parsed.id)
        yield Clause(
            ref=f"{document.id}#{parsed.id}",
            document=document.id,
            clause=parsed.id,
            heading=parsed.heading,
            text=parsed.text.strip(),
            path=parsed.path,
            parent=f"{document.id}#{parsed.parent}" if parsed.parent else None,
            verbatim=True,
            grade=document.grade,
            states=document.states,
            measures=(parsed.id,),
            entries=own.entries if own else (),
            list_text=own.text if own else None,
        )
