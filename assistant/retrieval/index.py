"""The index folder: one index a corpus hash, built once under a lock, written beside and renamed, a pointer to the newest.

index/<hash>/       files of the engine, rows.json, manifest.json (checksums; readers hold it locked)
index/current       the hash built or opened last, replaced atomically
index/.lock         held by whoever builds
index/.part-…, .old-…   being written, being removed; of no use to anybody once the lock is free
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from assistant.retrieval.chunk import chunks_of
from assistant.retrieval.lexical import LexicalIndex, Progress, write_lexical
from assistant.retrieval.locks import alone, hold, is_idle, is_same
from assistant.settings import make_writable
from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.errors import IndexDamagedError, StorageError

FORMAT = 1
"""Raise it when passages or fields change: an index of another format is built anew."""

WAIT_SECONDS = 120.0

Notice = Callable[[str], None]
_log = logging.getLogger(__name__)


class Manifest(Strict):
    """What stands in manifest.json: the checksum of every other file of the index."""

    format: int
    hash: str
    chunks: int
    files: dict[str, str]


@dataclass(frozen=True)
class OpenIndex:
    """An index in use: nobody removes it while ``held`` is open.

    Attributes:
        refs: row -> reference of the clause.
        built: whether it had to be built for this opening.
    """

    place: Path
    manifest: Manifest
    refs: tuple[str, ...]
    lexical: LexicalIndex
    held: BinaryIO
    built: bool = False

    @property
    def is_replaced(self) -> bool:
        """Whether another folder has taken its place (or none)."""
        return not is_same(self.held, self.place / "manifest.json")


def open_index(corpus: Corpus, root: Path, *, progress: Progress | None = None, notice: Notice = _log.warning) -> OpenIndex:
    """The index of this corpus, built first if there is none or if it is damaged; afterwards ``current`` names it.

    Raises:
        StorageError: the folder cannot be written, or another process has been building for too long.
    """
    try:
        found = _open(root / corpus.hash, corpus.hash)
    except IndexDamagedError:
        found = None
    if found is not None and read_pointer(root) == corpus.hash:
        _tidy(root, corpus.hash)
        return found
    try:
        make_writable(root)
    except StorageError:
        if found is None:
            raise
        return found  # whole, only the pointer cannot be moved
    if found is not None:
        found.held.close()
    with alone(root / ".lock", seconds=WAIT_SECONDS):
        return _open_or_build(corpus, root, progress, notice)


def read_pointer(root: Path) -> str | None:
    """The hash ``current`` names; None: there is no pointer."""
    try:
        return (root / "current").read_text(encoding="ascii").strip() or None
    except (OSError, ValueError):
        return None


def index_state(root: Path, corpus_hash: str) -> str:
    """ready, missing or damaged, for a report; changes nothing."""
    try:
        found = _open(root / corpus_hash, corpus_hash)
    except IndexDamagedError:
        return "damaged"
    if found is None:
        return "missing"
    found.held.close()
    return "ready"


def _open(place: Path, corpus_hash: str, *, built: bool = False) -> OpenIndex | None:
    """Open what lies there, its checksums compared; None: nothing lies there.

    Raises:
        IndexDamagedError: something does, but it is not whole.
    """
    if not place.is_dir():
        return None
    held = hold(place / "manifest.json")
    if held is None:
        if not place.is_dir():
            return None
        raise _damaged(place, "没有清单")
    try:
        manifest = Manifest.model_validate_json(held.read())
        if (manifest.format, manifest.hash) != (FORMAT, corpus_hash):
            raise _damaged(place, "是另一版本写的")
        for name, checksum in manifest.files.items():
            if _checksum(place / name) != checksum:
                raise _damaged(place, f"{name} 与清单不符")
        refs = tuple(json.loads((place / "rows.json").read_bytes()))
        return OpenIndex(place=place, manifest=manifest, refs=refs, lexical=LexicalIndex(place), held=held, built=built)
    except IndexDamagedError:
        held.close()
        raise
    except (OSError, ValueError, ValidationError) as error:
        held.close()
        raise _damaged(place, f"读不出来（{type(error).__name__}）") from None


def _damaged(place: Path, what: str) -> IndexDamagedError:
    return IndexDamagedError(f"检索索引损坏：{what}", where=str(place), mend="会自动重建；也可以运行 xianjie corpus build")


def _open_or_build(corpus: Corpus, root: Path, progress: Progress | None, notice: Notice) -> OpenIndex:
    """Under the lock: what another process has built meanwhile, or an index of our own."""
    place = root / corpus.hash
    try:
        found = _open(place, corpus.hash)
    except IndexDamagedError as error:
        notice(str(error))
        found = None
    if found is None:
        try:
            _build(corpus, root, progress)
        except (OSError, ValueError) as error:  # the engine words a full disk as a ValueError
            raise StorageError(
                f"索引写不进去（{getattr(error, 'strerror', None) or error}）",
                where=str(root),
                mend="看看磁盘是否已满，或换一个目录：export XIANJIE_DATA=目录",
            ) from None
        found = _open(place, corpus.hash, built=True)
        if found is None:
            raise StorageError("刚建好的索引不见了", where=str(place), mend="检查是否有别的程序在清理这个目录")
    _point(root, corpus.hash)
    _clean(root, corpus.hash)
    return found


def _build(corpus: Corpus, root: Path, progress: Progress | None) -> None:
    """Write beside, then rename: at no moment does half an index stand at its place."""
    place = root / corpus.hash
    part = root / f".part-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    part.mkdir()
    chunks = chunks_of(corpus)
    write_lexical(part, chunks, progress)
    for lock in part.glob(".tantivy-*.lock"):
        lock.unlink()
    (part / "rows.json").write_text(json.dumps([chunk.ref for chunk in chunks], ensure_ascii=False), encoding="utf-8")
    files = {path.name: _checksum(path) for path in sorted(part.iterdir())}
    manifest = Manifest(format=FORMAT, hash=corpus.hash, chunks=len(chunks), files=files)
    (part / "manifest.json").write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    if place.exists():
        place.rename(_aside(root))
    part.rename(place)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _point(root: Path, corpus_hash: str) -> None:
    """Replace the pointer."""
    part = root / f".part-current-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    try:
        part.write_text(f"{corpus_hash}\n", encoding="ascii")
        part.replace(root / "current")
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(
            f"索引指针写不进去（{error.strerror}）", where=str(root / "current"), mend="换一个可写的目录：export XIANJIE_DATA=目录"
        ) from None


def _aside(root: Path) -> Path:
    return root / f".old-{uuid.uuid4().hex[:8]}"


def _tidy(root: Path, keep: str) -> None:
    """Remove what a killed process left, unless somebody is building just now."""
    if not any(path.name.startswith((".part-", ".old-")) for path in root.iterdir()):
        return
    with suppress(StorageError), alone(root / ".lock", seconds=0):
        _clean(root, keep)


def _clean(root: Path, keep: str) -> None:
    """Under the lock: remove what no process uses. A reader that comes too late finds the folder gone and builds."""
    for path in list(root.iterdir()):
        if path.name.startswith((".part-", ".old-")):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        elif path.is_dir() and path.name != keep and is_idle(path / "manifest.json"):
            aside = _aside(root)
            try:
                path.rename(aside)
            except OSError:
                continue  # in use, where open files cannot be moved
            shutil.rmtree(aside, ignore_errors=True)
