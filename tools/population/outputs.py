"""Writes a screening: verdicts, three lists, rejects, summary; the folder is exchanged whole or not at all."""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from corpus.corpus import Corpus
from corpus.errors import TableError, why_not
from corpus.masking import mask
from tools.population.lists import LISTS, NOTICE
from tools.population.mapping import written
from tools.population.report import summary_page
from tools.population.rows import Said, flat, list_of, list_rows, schemas, verdict_rows
from tools.population.screen import Counts, Progress, Screened
from tools.population.writers import Format, Writer, opened_writer

MARK = "summary.json"
BATCH = 50_000
WRITERS = 2
FEW_SHOWN = 5
REJECTS, REASONS = "读不了的行.csv", "理由代码"
LIKE_IDENTITY = r"^[1-9][0-9]{16}[0-9Xx]$|^1[3-9][0-9]{9}$"
IDENTITY_LENGTH = 11
LONG_NUMBER = re.compile(r"\d{11,}[xX]?")
EXCHANGE, AT_CWD = 2, -100


def check_out(out: Path) -> None:
    """Refuse, before anything is judged, a folder that cannot be written.

    Raises:
        TableError: it holds something that is no screening, or nothing can be made there.
    """
    shutil.rmtree(_fresh(out.absolute()), ignore_errors=True)


def _fresh(out: Path) -> Path:
    """A new folder beside ``out``."""
    try:
        if out.exists() and not out.is_dir():
            raise TableError("那里已经有一个文件", where=f"--out {out}", mend="换一个新目录")
        if out.exists() and not (out / MARK).is_file() and any(out.iterdir()):
            raise TableError("输出目录里有别的东西", where=f"--out {out}", mend="换一个新目录")
        out.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise TableError(f"输出目录写不进去（{why_not(error)}）", where=f"--out {out}", mend="换一个能写的目录") from None


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """A folder to write in; when all is written it takes the place of ``out`` in one step.

    Raises:
        TableError: ``out`` holds something that is no screening.
    """
    out = out.absolute()
    fresh = _fresh(out)
    try:
        fresh.chmod(0o755)
        yield fresh
        for path in fresh.iterdir():
            _to_disk(path)
        if not out.exists():
            fresh.rename(out)
        elif not _exchange(fresh, out):
            aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
            out.rename(aside / "old")
            fresh.rename(out)
            shutil.rmtree(aside, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, where the system can."""
    with suppress(AttributeError, OSError):
        swap = ctypes.CDLL(None, use_errno=True).renameat2
        return bool(swap(AT_CWD, os.fsencode(one), AT_CWD, os.fsencode(other), EXCHANGE) == 0)
    return False


def write(screened: Screened, out: Path, kind: Format, as_of: date, *, corpus: Corpus, progress: Progress = lambda *_: None) -> Counts:
    """Write everything and give the counts.

    Raises:
        TableError: the folder is taken.
        OSError: the disk is full.
    """
    with replaced(out) as folder:
        names = [f"{name}.{kind}" for name in ("判断", *LISTS)]
        codes = f"{REASONS}.{kind}"
        _write_reasons(screened, folder / codes, kind)
        tally = _write_households(screened, [folder / name for name in names], kind, corpus, progress)
        unread = _write_rejects(screened, folder / REJECTS)
        (folder / "mapping.yaml").write_text(written(screened.mapping), encoding="utf-8")
        files = (*names, codes, REJECTS, "summary.html", MARK, "mapping.yaml")
        counts = _counts(screened, tally, unread, as_of).model_copy(update={"out": str(out), "files": files})
        (folder / "summary.html").write_text(summary_page(counts, _by_area(tally, screened, corpus)), encoding="utf-8")
        (folder / MARK).write_text(json.dumps(counts.model_dump(mode="json"), ensure_ascii=False, indent=1), encoding="utf-8")
    return counts


def _write_households(screened: Screened, paths: list[Path], kind: Format, corpus: Corpus, progress: Progress) -> Tally:
    """One pass over the households in the order they came in: each batch gives rows of the verdicts and of the three lists."""
    table, con = screened.table, screened.con
    (total,) = screened.keep.read(table.agg(n=table.count()))["n"].to_pylist()
    long = table.filter(table.hid.length() >= IDENTITY_LENGTH)
    personal = screened.keep.read(long.filter(long.hid.re_search(LIKE_IDENTITY)).select("row").limit(1)).num_rows > 0
    if personal:
        screened.warnings.append("户号那一列像身份证号或手机号：输出里改用行号")
    plain = kind != "parquet"
    said = {
        j.programme: Said(j.programme, j.name, screened.words[j.programme], screened.told.get(j.programme), plain) for j in screened.judged
    }
    listed = {programme: words for programme, words in said.items() if programme not in screened.aside}
    few = 0
    some: list[str] = []
    areas, tally, done = pa.array(list(corpus.areas), pa.string()), Tally(), 0
    waiting: list[Future[None]] = []
    with ExitStack() as stack, ThreadPoolExecutor(WRITERS) as pool:
        writers = [stack.enter_context(opened_writer(path, schema, kind)) for path, schema in zip(paths, schemas(list(said)), strict=True)]
        for batch in con.to_pyarrow_batches(table.order_by("row"), chunk_size=BATCH):
            shown = pa.table(batch)
            number = pc.binary_join_element_wise("第", pc.cast(shown["row"], pa.string()), "行", "") if personal else shown["hid"]
            head = {"户号": flat(number), "户籍地": pa.DictionaryArray.from_arrays(pc.cast(flat(shown["f_area"]), pa.int32()), areas)}
            on = {programme: list_of(shown, words) for programme, words in listed.items()}
            short = head["户号"].filter(flat(shown["f_few"]))
            few, some = few + len(short), [*some, *short[:FEW_SHOWN].to_pylist()][:FEW_SHOWN]
            tally.add(flat(shown["f_area"]), on)
            made = [partial(verdict_rows, head, shown, said), *(partial(list_rows, head, shown, said, on, place) for place in (1, 2, 3))]
            _finish(waiting)
            waiting = [pool.submit(_make_and_write, make, writer) for make, writer in zip(made, writers, strict=True)]
            done += shown.num_rows
            progress("写出", done, total)
        _finish(waiting)
    if few:
        examples = "、".join(some) + ("…" if few > len(some) else "")
        screened.warnings.append(f"有 {few:,} 户写的家庭人口比成员表里的人少（户号 {examples}）：人口按写的算，请核对")
    return tally


def _write_reasons(screened: Screened, path: Path, kind: Format) -> None:
    """What the reason codes of the verdicts stand for."""
    rows = screened.reasons.append_column(NOTICE, pa.nulls(screened.reasons.num_rows, pa.string()))
    with opened_writer(path, rows.schema, kind) as writer:
        writer(rows)


def _finish(waiting: list[Future[None]]) -> None:
    """Until the batch before is written: rows stay in order, and two batches are in memory at most."""
    for future in waiting:
        future.result()


def _make_and_write(make: Callable[[], pa.Table], writer: Writer) -> None:
    rows = make()
    if rows.num_rows:
        writer(rows)


def _write_rejects(screened: Screened, path: Path) -> tuple[int, int]:
    """The rows that were put aside, then the cells taken as not told, with the reason; personal numbers are masked; how many of each."""
    schema = pa.schema([(name, pa.string()) for name in ("表", "行", "户号", "原因", "写的是", NOTICE)])
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        with pyarrow.csv.CSVWriter(file, schema) as writer:

            def put(tables: list[ir.Table]) -> int:
                count = 0
                for table in tables:
                    for batch in screened.con.to_pyarrow_batches(table.order_by("row"), chunk_size=BATCH):
                        columns = [[_masked(value) for value in column.to_pylist()] for column in batch.columns]
                        rows = [pa.array(column, pa.string()) for column in columns]
                        writer.write_batch(pa.record_batch([*rows, pa.nulls(batch.num_rows, pa.string())], schema=schema))
                        count += batch.num_rows
                return count

            return put(screened.rejects), put(screened.notes)


def _masked(value: Any) -> str | None:
    """Personal numbers by the name of their kind; any other long number is hidden too: a mistyped one is still somebody's."""
    return None if value is None else LONG_NUMBER.sub("[号码]", mask(str(value)[:200]).text)


# -- counts -----------------------------------------------------------------------------------------------------------


class Tally:
    """How many households of each area are on each list of each programme."""

    def __init__(self) -> None:
        self.households: Counter[int | None] = Counter()
        self.lists: dict[str, Counter[tuple[int | None, int]]] = {}

    def add(self, areas: pa.Array, on: dict[str, pa.Array]) -> None:
        """Count one batch."""
        for value in pc.value_counts(areas).to_pylist():
            self.households[value["values"]] += value["counts"]
        coded = pc.multiply(pc.fill_null(pc.cast(areas, pa.int32()), -1), 4)
        for programme, lists in on.items():
            counter = self.lists.setdefault(programme, Counter())
            for value in pc.value_counts(pc.add(coded, pc.cast(lists, pa.int32()))).to_pylist():
                area, place = divmod(value["values"], 4)
                counter[None if area < 0 else area, place] += value["counts"]

    def of(self, programme: str, *areas: int | None) -> dict[str, int]:
        """Households on each list, in some areas."""
        counter = self.lists.get(programme, Counter())
        return {name: sum(counter[area, place] for area in areas) for place, name in enumerate(LISTS, start=1)}


def _counts(screened: Screened, tally: Tally, unread: tuple[int, int], as_of: date) -> Counts:
    return Counts(
        as_of=as_of,
        households=sum(tally.households.values()),
        members=screened.members,
        rejected=unread[0],
        unread=unread[1],
        programmes={j.programme: tally.of(j.programme, *tally.households) for j in screened.judged if j.programme not in screened.aside},
        aside=screened.aside,
        warnings=tuple(screened.warnings),
        notice=NOTICE,
    )


def _by_area(tally: Tally, screened: Screened, corpus: Corpus) -> dict[str, dict[str, dict[str, int]]]:
    """Households on each list by area and programme."""
    names, found = tuple(corpus.areas), {}
    for area, households in tally.households.most_common():
        per = {programme: tally.of(programme, area) for programme in tally.lists}
        found["户籍地没有说" if area is None else names[area]] = {"全部": {"户": households}, **per}
    return found
