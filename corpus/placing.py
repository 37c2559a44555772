"""Gives a fault between files its file and line: where in the entry's files the faulty word stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.errors import DataError
from corpus.text import squeeze


def placed(fault: DataError, roots: Sequence[Path]) -> DataError:
    """The same fault with file and line, if the word is found; the overlay is looked at before the base.

    Args:
        fault: its ``where`` is ``<folder or file>[:<entry>]``.
        roots: base first, then overlay.
    """
    folder, _, entry = fault.where.partition(":")
    files = [(index, root, path) for index, root in reversed(list(enumerate(roots))) for path in _files(root / folder)]
    for wanted in (fault.token, ""):
        for index, root, path in files:
            line = _line_of(path, entry, wanted)
            if line:
                name = f"{'corpus' if index == 0 else 'overlay'}/{path.relative_to(root).as_posix()}:{line}"
                return DataError(fault.what, where=name, mend=fault.mend, token=fault.token)
    return fault


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return sorted(place.rglob("*.yaml")) if place.is_dir() else []


def _line_of(path: Path, entry: str, token: str) -> int | None:
    """The line of the token at or after the entry's own line; without a token the entry's own line."""
    start = None
    for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
        if start is None and (not entry or _is_entry(line, entry)):
            start = number
        if start is not None and token and squeeze(token) in squeeze(line):
            return number
    return start if entry and not token else None


def _is_entry(line: str, entry: str) -> bool:
    """Whether a line opens an entry: its id, clause or first word."""
    return any(f"{key}{squeeze(entry)}" in squeeze(line).replace('"', "") for key in ("id:", "clause:", "say:["))
