"""File locks that end with their process, however it ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from corpus.errors import StorageError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PAUSE = 0.02


@contextmanager
def alone(path: Path, *, seconds: float) -> Iterator[None]:
    """Be the only process inside, waiting for the others.

    Raises:
        StorageError: the lock file cannot be made, or another process has held it for ``seconds``.
    """
    try:
        file = path.open("ab")
    except OSError as error:
        raise StorageError(
            f"锁文件打不开（{error.strerror}）", where=str(path), mend="换一个可写的目录：export XIANJIE_DATA=目录"
        ) from None
    with file:
        end = time.monotonic() + seconds
        while not _take(file, shared=False):
            if time.monotonic() > end:
                raise StorageError("另一个进程一直占着索引目录", where=str(path), mend="等它结束，或结束那个进程后再试")
            time.sleep(_PAUSE)
        yield


def hold(path: Path) -> BinaryIO | None:
    """Open a file and mark it as in use until it is closed; None: it is not there, or is being removed."""
    try:
        file = path.open("rb")
    except OSError:
        return None
    if _take(file, shared=True) and is_same(file, path):
        return file
    file.close()
    return None


def is_idle(path: Path) -> bool:
    """Whether nobody holds the file."""
    try:
        with path.open("rb") as file:
            return _take(file, shared=False)
    except OSError:
        return True


def is_same(file: BinaryIO, path: Path) -> bool:
    """Whether the open file is still the one at ``path``."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _take(file: BinaryIO, *, shared: bool) -> bool:
    """Take the lock if it is free. Where the file system knows no locks it counts as free: names are unique anyway."""
    try:
        if sys.platform == "win32":
            if not shared:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file.fileno(), (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return sys.platform != "win32"
    return True
