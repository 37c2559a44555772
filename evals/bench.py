"""Times beside their peers: ``python -m evals.bench``.

Every figure is taken in the same run as its peer, turn by turn, and given as their ratio: seconds alone tell more about the
machine than about the code. Peers: a bare interpreter that imports YAML (cold start), a plain BM25 scan in Python over the
same clauses (search and its index), reading the same files with libyaml (loading).
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import yaml

from assistant.settings import Settings
from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.load import load
from evals.items import SETS, families, read_set
from evals.latency import varied
from evals.results import percentile

AS_OF = date(2026, 11, 24)
HOUSEHOLD = """\
area: 庄河市
residence: rural
size: 2
monthly_income: 1660
assets_within_limit: true
recognised_as: []
"""
COLD = {
    "departments": ("departments", "农村危房改造", "--json"),
    "check": ("check", "{household}", "--json"),
    "search": ("search", "住院报销完还能再报吗", "-k", "5", "--json"),
    "ask": ("ask", "庄河农村低保标准多少", "--json"),
}
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Timing(Strict):
    """One measure beside its peer.

    Attributes:
        seconds: the median of ``runs`` (of a percentile: that percentile).
        ratio: seconds / peer_seconds; None where there is no peer.
    """

    name: str
    seconds: float
    runs: int
    peer: str | None = None
    peer_seconds: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the peer's time it takes."""
        return self.seconds / self.peer_seconds if self.peer_seconds else None


class PlainBM25:
    """The peer of search: single characters and pairs, every clause scored in a Python loop (as the usual rank-bm25)."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.counts = [Counter(grams(text)) for text in texts]
        self.lengths = [sum(count.values()) for count in self.counts]
        self.mean = sum(self.lengths) / max(len(self.lengths), 1)
        held = Counter(gram for count in self.counts for gram in count)
        self.weight = {gram: math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for gram, n in held.items()}

    def search(self, query: str, limit: int) -> list[int]:
        """Numbers of the best texts."""
        scores = [self._score(grams(query), count, length) for count, length in zip(self.counts, self.lengths, strict=True)]
        return sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:limit]

    def _score(self, wanted: Iterable[str], count: Counter[str], length: int) -> float:
        damp = 1.2 * (0.25 + 0.75 * length / self.mean)
        return sum(self.weight[gram] * count[gram] * 2.2 / (count[gram] + damp) for gram in wanted if gram in count)


def grams(text: str) -> list[str]:
    """Single characters and pairs."""
    return [*text, *(text[i : i + 2] for i in range(len(text) - 1))]


def timed(work: Callable[[], object]) -> float:
    """Seconds one call takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def side_by_side(name: str, work: Callable[[], object], peer: str, other: Callable[[], object], runs: int) -> Timing:
    """Medians of both, taken in turns so that a slow spell hits both."""
    pairs = [(timed(work), timed(other)) for _ in range(runs)]
    ours, theirs = zip(*pairs, strict=True)
    return Timing(name=name, seconds=percentile(ours, 0.5), runs=runs, peer=peer, peer_seconds=percentile(theirs, 0.5))


# -- the measures ----------------------------------------------------------------------------------------------------


def cold_starts(settings: Settings, runs: int) -> list[Timing]:
    """Whole processes, files already in the page cache, index already built."""
    with tempfile.TemporaryDirectory() as folder:
        household = Path(folder) / "household.yaml"
        household.write_text(HOUSEHOLD, encoding="utf-8")
        bare = partial(_run, [sys.executable, "-c", "import yaml"], settings)
        found = []
        for name, words in COLD.items():
            command = [sys.executable, "-m", "ui.cli", *(word.format(household=household) for word in words)]
            _run(command, settings)
            found.append(side_by_side(f"冷启动 {name}", partial(_run, command, settings), "python -c 'import yaml'", bare, runs))
        return found


def _run(command: Sequence[str], settings: Settings) -> None:
    environment = {**os.environ, "XIANJIE_DATA": str(settings.data)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command[2:4])} 没有成功：{done.stderr.strip().splitlines()[-1:]}")


def loading(settings: Settings, runs: int) -> list[Timing]:
    """The registers from their files, and from the validated copy."""
    files = sorted((Path(__file__).resolve().parent.parent / "corpus").rglob("*.yaml"))

    def read_plainly() -> None:
        for path in files:
            yaml.load(path.read_text(encoding="utf-8"), Loader=YAML_LOADER)

    load(settings.overlay, cache=settings.cache)
    few = max(runs // 2, 2)
    return [
        side_by_side("载入登记册（逐项校验）", lambda: load(settings.overlay), "libyaml 只读同样的文件", read_plainly, few),
        side_by_side(
            "载入登记册（有缓存）", lambda: load(settings.overlay, cache=settings.cache), "libyaml 只读同样的文件", read_plainly, few
        ),
    ]


def searching(corpus: Corpus, settings: Settings, questions: Sequence[str], runs: int) -> list[Timing]:
    """Building the index, and one search in it."""
    from assistant.retrieval.search import open_retriever

    texts = [f"{clause.heading or ''}{clause.text}" for clause in corpus.clauses.values()]

    def build() -> None:
        with tempfile.TemporaryDirectory() as folder:
            open_retriever(corpus, dataclasses.replace(settings, data=Path(folder)))

    retriever, plain = open_retriever(corpus, settings), PlainBM25(texts)
    found = [side_by_side("建索引", build, "朴素 BM25 计数", lambda: PlainBM25(texts), max(runs // 2, 2))]
    pairs = [
        (timed(lambda q=q: retriever.search(q, limit=10, day=AS_OF)), timed(lambda q=q: plain.search(q, 10)))  # type: ignore[misc]
        for q in questions
    ]
    ours, theirs = zip(*pairs, strict=True)
    for share in (0.5, 0.95):
        mine, other = percentile(ours, share), percentile(theirs, share)
        found.append(Timing(name=f"检索 p{share * 100:.0f}", seconds=mine, runs=len(pairs), peer="朴素 BM25 逐条打分", peer_seconds=other))
    return found


def chatting(settings: Settings) -> list[Timing]:
    """Opening the assistant, then a hundred messages of all groups."""
    from assistant.agent.run import Assistant

    begun = time.perf_counter()
    assistant = Assistant.open(dataclasses.replace(settings, today=AS_OF))
    opened = time.perf_counter() - begun
    messages = varied([read_set(SETS / f"{name}.jsonl") for name in families().get("questions", ())])
    taken = [timed(lambda c=c, m=m: assistant.answer(c, m)) for c, m in messages]  # type: ignore[misc]
    search = [timed(lambda m=m: assistant.retriever.search(m, limit=5, day=AS_OF)) for _, m in messages]  # type: ignore[misc]
    peer = "同一句只做一次检索"
    return [
        Timing(name="打开助手", seconds=opened, runs=1),
        Timing(name="对话 p50", seconds=percentile(taken, 0.5), runs=len(taken), peer=peer, peer_seconds=percentile(search, 0.5)),
        Timing(name="对话 p95", seconds=percentile(taken, 0.95), runs=len(taken), peer=peer, peer_seconds=percentile(search, 0.95)),
    ]


def measure(settings: Settings, runs: int) -> list[Timing]:
    """Everything, the data folder being warm."""
    corpus = load(settings.overlay, cache=settings.cache)
    questions = [item.ask for name in families().get("questions", ()) for item in read_set(SETS / f"{name}.jsonl").items if item.ask]
    return [*loading(settings, runs), *searching(corpus, settings, questions, runs), *cold_starts(settings, runs), *chatting(settings)]


def main(
    runs: Annotated[int, typer.Option(min=1, help="每项做几次，取中位数")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON")] = False,
) -> None:
    """计时：冷启动、载入、建索引、检索、对话，各与同一次运行里的参照相比。"""
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Settings(data=Path(folder)), runs)
    if as_json:
        rows = [{**t.model_dump(), "ratio": t.ratio and round(t.ratio, 3)} for t in found]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return
    for t in found:
        beside = f"  是“{t.peer}”（{t.peer_seconds:.4f} 秒）的 {t.ratio:.2f} 倍" if t.ratio else ""
        sys.stdout.write(f"{t.name}：{t.seconds:.4f} 秒（{t.runs} 次）{beside}\n")


if __name__ == "__main__":
    typer.run(main)
