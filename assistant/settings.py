"""One frozen Settings object, read from the environment at start-up and passed in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from platformdirs import user_data_path

from corpus.errors import StorageError


@dataclass(frozen=True)
class Settings:
    """Where data lies and what today is.

    Attributes:
        data: the folder for indexes, the cache and the overlay ($XIANJIE_DATA).
        today: the default day; None: the clock's.
    """

    data: Path
    today: date | None = None

    @property
    def overlay(self) -> Path:
        """Imports, corrections and withdrawals."""
        return self.data / "overlay"

    @property
    def cache(self) -> Path:
        """Validated copies that may be deleted at any time."""
        return self.data / "cache"

    @property
    def index(self) -> Path:
        """Search indexes, one folder a corpus hash, and the pointer."""
        return self.data / "index"

    def day(self, chosen: date | None = None) -> date:
        """The chosen day, else today."""
        return chosen or self.today or date.today()


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from environment variables; nothing is created yet."""
    env = os.environ if environment is None else environment
    told = env.get("XIANJIE_DATA", "").strip()
    return Settings(data=Path(told).expanduser() if told else user_data_path("xianjie", appauthor=False))


def make_writable(folder: Path) -> Path:
    """Create a folder if need be.

    Raises:
        StorageError: it cannot be created or written, with the setting that moves it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{uuid4().hex}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StorageError(
            f"数据目录写不进去（{error.strerror}）", where=str(folder), mend="换一个可写的目录：export XIANJIE_DATA=目录"
        ) from None
    return folder
