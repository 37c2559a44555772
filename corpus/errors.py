"""The project's errors, drawn as a tree: one line each, saying what is wrong, where, and how to mend it.

ProjectError
├── DataError                    a data file is at fault (raised at load)
│   └── MissingFileError
├── UnknownNameError             a name nobody registered; carries the nearest ones
├── NotInForceError              asked for a day on which the thing does not hold
├── DateError                    not a date, or one the registers cannot speak about
├── HouseholdError               a household file or fact is at fault
├── TableError                   a table of households that cannot be read, mapped or written
├── RuleError                    a rule that cannot be written as columns
├── SettingsError                the program was started with settings that cannot work
├── IndexDamagedError            a search index that cannot be read
└── StorageError                 a folder that cannot be read or written
"""

from __future__ import annotations

import errno


class ProjectError(Exception):
    """What went wrong, where, and how to mend it; prints as one line."""

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what = " ".join(what.split())
        self.where = where
        self.mend = " ".join(mend.split())
        place = f" [{where}]" if where else ""
        advice = f": {self.mend}" if mend else ""
        super().__init__(f"{self.what}{place}{advice}")


class DataError(ProjectError):
    """A data file of corpus/ or of the overlay breaks the schema or points at nothing.

    ``token`` is the faulty word itself, for finding its line where only the entry is known.
    """

    def __init__(self, what: str, *, where: str = "", mend: str = "", token: str = "") -> None:
        self.token = token
        super().__init__(what, where=where, mend=mend)


class MissingFileError(DataError):
    """A data file the load cannot do without is not there."""


class UnknownNameError(ProjectError):
    """A name (area, body, programme, clause …) that is in no register."""

    def __init__(self, what: str, *, where: str = "", mend: str = "", nearest: tuple[str, ...] = ()) -> None:
        self.nearest = nearest
        super().__init__(what, where=where, mend=mend)


class NotInForceError(ProjectError):
    """The thing exists, but not on the day asked about."""


class DateError(ProjectError):
    """Text that is no date, or a day outside what the registers cover."""


class HouseholdError(ProjectError):
    """A household file or a household fact that cannot be right."""


class TableError(ProjectError):
    """A table of households, its mapping or its database that cannot be used."""


class RuleError(ProjectError):
    """A rule that cannot be written as columns of a table."""


class SettingsError(ProjectError):
    """A setting or flag the program cannot start with."""


class IndexDamagedError(ProjectError):
    """A search index whose files cannot be read; it is rebuilt from the corpus."""


class StorageError(ProjectError):
    """A folder that cannot be created, read or written."""


REASONS = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EISDIR: "这是目录，不是文件",
    errno.ENOTDIR: "路径中间有一段不是目录",
    errno.EEXIST: "同名的文件已经在那里",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "那里只能读",
    errno.ENOSPC: "磁盘满了",
    errno.EFBIG: "文件超过了大小上限",
    errno.ENAMETOOLONG: "名字太长",
}


def why_not(error: OSError) -> str:
    """In Chinese why the system would not open or write something."""
    return REASONS.get(error.errno or 0, error.strerror or "系统没有说原因")
