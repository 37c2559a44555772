"""Random households by the million, and how long screening them takes: ``python -m evals.population``.

The distribution is made up, to exercise every rule rather than to look like any place: sizes 1 to 6 (mean 2.7), ages even
from 0 to 94, incomes log-normal around 1,100 yuan a head and month, one member in seven with a disability certificate. Of
every fact ``gaps`` (one in twenty by default) is not told. The same seed gives the same file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import typer

from corpus.load import load
from evals.openfisca_rules import DAY, written

BATCH = 50_000
SIZES, SHARES = (1, 2, 3, 4, 5, 6), (0.22, 0.29, 0.23, 0.15, 0.07, 0.04)
CATEGORIES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
GRADES = ("无", "一级", "二级", "三级", "四级")
STAGES = ("不在校", "学前", "小学", "初中", "高中", "中职", "大学")
PARENTS = ("健在", "去世", "失踪", "重残", "重病", "服刑", "失联")
HOUSE_STATUSES = ("无", "低保", "低保边缘", "特困", "防止返贫致贫对象", "刚性支出困难家庭", "低保、防止返贫致贫对象")
OWN_STATUSES = ("无", "低保", "特困", "孤儿", "事实无人抚养儿童")


class Draw:
    """Columns of random facts, with gaps."""

    def __init__(self, seed: int, gaps: float) -> None:
        self.random, self.gaps = np.random.default_rng(seed), gaps

    def _column(self, values: Any, kind: pa.DataType) -> pa.Array:
        return pa.array(values, kind, mask=self.random.random(len(values)) < self.gaps)

    def yes(self, count: int, share: float) -> pa.Array:
        """Yes with some share."""
        return self._column(self.random.random(count) < share, pa.bool_())

    def number(self, values: Any) -> pa.Array:
        """Numbers as they are."""
        return self._column(values, pa.int64())

    def word(self, words: tuple[str, ...], count: int, shares: tuple[float, ...] | None = None) -> pa.Array:
        """One of some words."""
        chosen = self.random.choice(len(words), count, p=shares)
        mask = self.random.random(count) < self.gaps
        return pa.DictionaryArray.from_arrays(pa.array(chosen, pa.int32(), mask=mask), pa.array(words))


def batches(households: int, seed: int, gaps: float, areas: tuple[str, ...]) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Households and their members, some tens of thousands at a time."""
    draw = Draw(seed, gaps)
    for start in range(0, households, BATCH):
        count = min(BATCH, households - start)
        sizes = draw.random.choice(SIZES, count, p=SHARES)
        numbers = np.arange(start, start + count) + 1
        head = np.round(draw.random.lognormal(7.0, 0.6, count))
        yearly = np.round(draw.random.lognormal(9.2, 0.6, count))
        homes = {
            "户号": pa.array(numbers, pa.int64()),
            "户籍地": draw.word(areas, count),
            "户籍性质": draw.word(("农村", "城镇"), count, (0.7, 0.3)),
            "共同生活人口": draw.number(sizes),
            "人均月收入（元/月）": draw.number(head),
            "人均年纯收入": draw.number(yearly),
            "近12个月收入": draw.number(head * 12 * sizes),
            "近12个月刚性支出": draw.number(np.round(draw.random.lognormal(8.5, 1.2, count))),
            "财产是否符合规定": draw.yes(count, 0.75),
            "救助身份": draw.word(HOUSE_STATUSES, count, (0.72, 0.08, 0.05, 0.03, 0.06, 0.04, 0.02)),
            "是否突发困难": draw.yes(count, 0.06),
            "房屋鉴定等级": draw.word(("A级", "B级", "C级", "D级", "无房"), count, (0.5, 0.3, 0.12, 0.05, 0.03)),
        }
        yield pa.table(homes), _members(draw, numbers, sizes)


def _members(draw: Draw, numbers: Any, sizes: Any) -> pa.Table:
    of, count = np.repeat(numbers, sizes), int(sizes.sum())
    disabled = draw.random.random(count) < 0.14
    grades = np.where(disabled, draw.random.integers(1, 5, count), 0)
    kinds = np.where(disabled, draw.random.integers(1, 8, count), 0)
    told = draw.random.random(count) >= draw.gaps

    def certificate(values: Any, words: tuple[str, ...]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(values, pa.int32(), mask=~told), pa.array(words))

    return pa.table(
        {
            "户号": pa.array(of, pa.int64()),
            "年龄": draw.number(draw.random.integers(0, 95, count)),
            "残疾等级": certificate(grades, GRADES),
            "残疾类别": certificate(kinds, ("无", *CATEGORIES)),
            "是否需要长期照护": draw.yes(count, 0.08),
            "是否有劳动能力": draw.yes(count, 0.6),
            "是否失业登记": draw.yes(count, 0.05),
            "学段": draw.word(STAGES, count, (0.76, 0.03, 0.07, 0.05, 0.03, 0.02, 0.04)),
            "是否住校": draw.yes(count, 0.05),
            "无法定义务人或无能力": draw.yes(count, 0.1),
            "父亲情况": draw.word(PARENTS, count, (0.82, 0.08, 0.01, 0.03, 0.04, 0.01, 0.01)),
            "母亲情况": draw.word(PARENTS, count, (0.82, 0.08, 0.01, 0.03, 0.04, 0.01, 0.01)),
            "本人身份": draw.word(OWN_STATUSES, count, (0.9, 0.05, 0.02, 0.01, 0.02)),
            "是否参加医保": draw.yes(count, 0.9),
            "是否参加养老保险": draw.yes(count, 0.7),
            "是否大病": draw.yes(count, 0.04),
        }
    )


def write(folder: Path, households: int, seed: int = 20211104, gaps: float = 0.05, decided: bool = False) -> tuple[Path, Path, int]:
    """Write both tables as Parquet, in batches; returns the files and the number of members.

    Args:
        decided: only areas whose income line is known.
    """
    corpus = load()
    local = tuple(a.id for a in corpus.areas.values() if a.kind in ("district", "county", "county_city", "zone"))
    if decided:
        local = tuple(area for area in local if corpus.figure("dibao.rural_line", area, DAY).decides)
    paths, members = (folder / "households.parquet", folder / "members.parquet"), 0
    writers: list[pq.ParquetWriter] = []
    for tables in batches(households, seed, gaps, local):
        writers = writers or [pq.ParquetWriter(path, table.schema) for path, table in zip(paths, tables, strict=True)]
        for writer, table in zip(writers, tables, strict=True):
            writer.write_table(table, row_group_size=BATCH * 2)
        members += tables[1].num_rows
    for writer in writers:
        writer.close()
    return *paths, members


def screened(homes: Path, people: Path, out: Path, *more: str) -> dict[str, Any]:
    """Run the command in a process of its own: seconds, gigabytes at the most, processor seconds."""
    command = [
        sys.executable,
        "-m",
        "ui.cli",
        "screen",
        str(homes),
        "--members",
        str(people),
        "--out",
        str(out),
        "--format",
        "parquet",
        "--json",
    ]
    used = _timed([*command, *more])
    counts = used.pop("said")
    return used | {key: counts[key] for key in ("households", "members", "rejected")}


def beside_openfisca(folder: Path, households: int, seed: int, python: Path) -> dict[str, Any]:
    """The programmes OpenFisca can express, without gaps: seconds of both, reading and writing included, and the same households found.

    Raises:
        SystemExit: they do not agree, or one of them fails.
    """
    corpus = load()
    homes, people, _ = write(folder, households, seed, gaps=0, decided=True)
    tables = [pq.ParquetFile(path).read_row_group(0) for path in (homes, people)]
    words = {
        name: table[name].unique().to_pylist()
        for table in tables
        for name in table.column_names
        if pa.types.is_dictionary(table[name].type)
    }
    rules = written(corpus, words)
    (folder / "rules.json").write_text(json.dumps(rules, ensure_ascii=False), encoding="utf-8")
    theirs = _timed(
        [
            str(python),
            str(Path(__file__).with_name("openfisca.py")),
            *(str(p) for p in (folder / "rules.json", homes, people, folder / "theirs.parquet")),
        ]
    )
    chosen = [part for name in rules["programmes"] for part in ("--programme", name)]
    ours = screened(homes, people, folder / "ours", "--as-of", DAY.isoformat(), *chosen)
    found = pq.read_table(folder / "ours" / "判断.parquet", columns=["户号", *rules["programmes"]]).to_pydict()
    said = pq.read_table(folder / "theirs.parquet").to_pydict()
    for name in rules["programmes"]:
        mine = {number for number, verdict in zip(found["户号"], found[name], strict=True) if verdict == "eligible"}
        if mine != {str(number) for number, yes in zip(said["户号"], said[name], strict=True) if yes}:
            raise SystemExit(f"{name}: OpenFisca finds others")
    return {
        "programmes": list(rules["programmes"]),
        "ours": ours,
        "openfisca": theirs,
        "ratio": round(ours["seconds"] / theirs["seconds"], 2),
    }


def _timed(command: list[str]) -> dict[str, Any]:
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    said = process.stdout.read() if process.stdout else b""
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{command[0]} failed")
    return {
        "seconds": round(time.perf_counter() - begun, 2),
        "gigabytes": round(used.ru_maxrss / 1024**2, 2),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 2),
        "said": json.loads(said),
    }


def main(
    households: Annotated[int, typer.Option(min=1, help="多少户")] = 1_000_000,
    seed: Annotated[int, typer.Option(help="种子")] = 20211104,
    gaps: Annotated[float, typer.Option(min=0, max=1, help="每项没有说的比例")] = 0.05,
    keep: Annotated[str | None, typer.Option(help="数据和结果留在这个目录")] = None,
    openfisca: Annotated[str | None, typer.Option(help="装有 OpenFisca-Core 的 Python；给了就同场比一比")] = None,
) -> None:
    """整表比对计时：Parquet 到 Parquet，全部项目。"""
    with tempfile.TemporaryDirectory(prefix="xianjie-bench-") as passing:
        folder = Path(keep or passing)
        folder.mkdir(parents=True, exist_ok=True)
        homes, people, _ = write(folder, households, seed, gaps)
        sys.stdout.write(json.dumps(screened(homes, people, folder / "out"), ensure_ascii=False) + "\n")
        if openfisca is not None:
            (folder / "beside").mkdir(exist_ok=True)
            sys.stdout.write(json.dumps(beside_openfisca(folder / "beside", households, seed, Path(openfisca)), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    typer.run(main)
