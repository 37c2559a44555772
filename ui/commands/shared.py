"""What several commands share: their options, the checks on them, opening the registers and the index."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, get_args

import typer

from corpus.errors import DateError, SettingsError, StorageError, UnknownNameError
from ui.output import clean, note

if TYPE_CHECKING:
    from assistant.conversation.reply import Audience
    from assistant.settings import Settings
    from corpus.corpus import Corpus

AreaOption = Annotated[str | None, typer.Option("--area", metavar="地区", help="户口所在的区、市、县，如 庄河市")]
DayOption = Annotated[str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="按哪一天的规定和名称答，默认今天")]
ForOption = Annotated[str | None, typer.Option("--for", metavar="群众|干部|培训", help="答给谁看")]
JsonOption = Annotated[bool, typer.Option("--json", help="标准输出只给 JSON")]
WordsArgument = Annotated[list[str], typer.Argument(metavar="文字", help="要问或要找的话；不加引号、有空格也行")]

Opened = TypeVar("Opened")


def settings() -> Settings:
    """Settings from the environment.

    Raises:
        SettingsError: $XIANJIE_DATA names a home that does not exist.
    """
    from assistant.settings import read_settings

    try:
        return read_settings()
    except RuntimeError:
        raise SettingsError("数据目录的路径不对", where="XIANJIE_DATA", mend="写成完整路径：export XIANJIE_DATA=/目录") from None


def day_of(text: str | None, told: Settings) -> date:
    """The day asked about; today if none was.

    Raises:
        DateError: no date, or one the registers cannot speak about.
    """
    return told.day(chosen_day(text))


def chosen_day(text: str | None, option: str = "--as-of") -> date | None:
    """The day chosen on the command line, if any.

    Raises:
        DateError: no date, or one the registers cannot speak about.
    """
    if text is None:
        return None
    from corpus.corpus import parse_day

    try:
        return parse_day(clean(text))
    except DateError as error:
        raise DateError(error.what, where=option, mend=error.mend) from None


def audience_of(text: str | None) -> Audience | None:
    """Whom the reply is for.

    Raises:
        SettingsError: none of the three.
    """
    if text is None:
        return None
    from assistant.conversation.reply import Audience

    known = get_args(Audience)
    if text not in known:
        raise SettingsError(f"'{clean(text)}' 不在可选的对象里", where="--for", mend=f"可写 {'、'.join(known)}")
    found: Audience = text  # type: ignore[assignment]
    return found


def area_of(text: str | None, corpus: Corpus) -> str | None:
    """The registered area.

    Raises:
        UnknownNameError: with the nearest names.
    """
    if text is None:
        return None
    try:
        return corpus.area(clean(text)).id
    except UnknownNameError as error:
        raise UnknownNameError(error.what, where="--area", mend=error.mend, nearest=error.nearest) from None


def words_of(words: list[str], what: str) -> str:
    """The words as one text.

    Raises:
        SettingsError: nothing but white space.
    """
    text = clean(" ".join(words)).strip()
    if not text:
        raise SettingsError(f"{what}是空的", where="文字", mend="写上要问的话，如 “农村危房改造归哪个部门”")
    return text


def open_corpus(told: Settings) -> Corpus:
    """The registers with what lies over them.

    Raises:
        DataError: a data file at fault.
        StorageError: the data folder cannot even be looked into.
    """
    from corpus.load import load

    try:
        return load(told.overlay, cache=told.cache)
    except OSError as error:
        raise unusable(told, error) from None


def unusable(told: Settings, error: OSError) -> StorageError:
    """The data folder cannot be used; says which setting moves it."""
    return StorageError(f"数据目录用不了（{error.strerror}）", where=str(told.data), mend="换一个可写的目录：export XIANJIE_DATA=目录")


def in_some_folder(told: Settings, opening: Callable[[Settings], Opened]) -> Opened:
    """Open what wants a data folder; where that cannot be written, in a passing one, and say so on stderr.

    Raises:
        StorageError: no passing folder can be made either.
    """
    try:
        return opening(told)
    except StorageError as error:
        try:
            spare = Path(tempfile.mkdtemp(prefix="xianjie-"))
        except OSError:
            raise error from None
        atexit.register(shutil.rmtree, spare, ignore_errors=True)
        note(f"{error.what}（{error.where}）：这一次先用临时目录；要保存，请 export XIANJIE_DATA=可写的目录")
        if told.overlay.is_dir():
            (spare / "overlay").symlink_to(told.overlay.resolve(), target_is_directory=True)
        return opening(replace(told, data=spare))


def progress() -> Callable[[int, int], None] | None:
    """Tells how far a first build has come, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        if done == total or done % max(1, total // 20) == 0:
            sys.stderr.write(f"\r正在建检索索引 {done * 100 // max(1, total)}%" + ("\n" if done == total else ""))
            sys.stderr.flush()

    return show
