from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.retrieval.index import Manifest, index_state, open_index, read_pointer
from assistant.retrieval.locks import alone
from assistant.retrieval.search import open_retriever
from assistant.settings import Settings
from corpus.corpus import Corpus
from corpus.errors import IndexDamagedError, StorageError

OTHER = "f" * 16


def corpus_named(corpus: Corpus, name: str) -> Corpus:
    """The same registers under another hash."""
    return replace(corpus, hash=name)


def leftovers(root: Path) -> list[str]:
    return [path.name for path in root.iterdir() if path.name.startswith((".part", ".old"))]


def test_built_once_then_only_opened(corpus: Corpus, settings: Settings) -> None:
    seen: list[tuple[int, int]] = []
    first = open_index(corpus, settings.index, progress=lambda done, total: seen.append((done, total)))
    assert first.built
    assert seen[-1] == (first.manifest.chunks, first.manifest.chunks)
    before = {path: path.stat().st_mtime_ns for path in settings.index.rglob("*")}
    again = open_index(corpus, settings.index, progress=lambda done, total: pytest.fail("nothing is to be built"))
    assert not again.built
    assert before == {path: path.stat().st_mtime_ns for path in settings.index.rglob("*")}
    assert read_pointer(settings.index) == corpus.hash
    assert leftovers(settings.index) == []


def test_the_manifest_holds_every_file(corpus: Corpus, settings: Settings) -> None:
    place = open_index(corpus, settings.index).place
    told = Manifest.model_validate(json.loads((place / "manifest.json").read_text()))
    files = {path.name for path in place.iterdir() if not path.name.endswith(".lock")}
    assert set(told.files) | {"manifest.json"} == files


@pytest.mark.parametrize("how", ["flip", "cut", "missing", "manifest", "no manifest", "format", "rows", "file instead"])
def test_a_damaged_index_is_told_and_built_anew(corpus: Corpus, settings: Settings, as_of: date, how: str) -> None:
    reader = open_retriever(corpus, settings)
    expected = reader.search("低保标准", limit=5, day=as_of)
    place = reader.index.place
    victim = max((p for p in place.iterdir() if p.suffix not in (".json", ".lock")), key=lambda p: p.stat().st_size)
    reader.close()
    match how:
        case "flip":
            data = bytearray(victim.read_bytes())
            data[len(data) // 2] ^= 0xFF
            victim.write_bytes(data)
        case "cut":
            victim.write_bytes(victim.read_bytes()[:10])
        case "missing":
            victim.unlink()
        case "manifest":
            (place / "manifest.json").write_text('{"format": 1,')
        case "no manifest":
            (place / "manifest.json").unlink()
        case "format":
            text = (place / "manifest.json").read_text().replace('"format": 1', '"format": 0')
            (place / "manifest.json").write_text(text)
        case "rows":
            (place / "rows.json").write_text("[]")
        case "file instead":
            victim.unlink()
            victim.mkdir()
    assert index_state(settings.index, corpus.hash) == "damaged"
    told: list[str] = []
    mended = open_retriever(corpus, settings, notice=told.append)
    assert len(told) == 1
    assert "损坏" in told[0]
    assert mended.search("低保标准", limit=5, day=as_of) == expected
    assert index_state(settings.index, corpus.hash) == "ready"
    assert leftovers(settings.index) == []


def test_damage_is_an_error_of_ours(corpus: Corpus, settings: Settings) -> None:
    from assistant.retrieval import index

    place = open_index(corpus, settings.index).place
    (place / "rows.json").write_text("[]")
    with pytest.raises(IndexDamagedError, match=r"rows\.json"):
        index._open(place, corpus.hash)


def test_a_reader_goes_on_while_the_pointer_moves(corpus: Corpus, settings: Settings, as_of: date) -> None:
    reader = open_retriever(corpus, settings)
    expected = reader.search("低保", limit=5, day=as_of)
    newer = open_retriever(corpus_named(corpus, OTHER), settings)
    assert read_pointer(settings.index) == OTHER
    assert reader.search("低保", limit=5, day=as_of) == expected
    assert newer.search("低保", limit=5, day=as_of) == expected
    assert reader.is_outdated
    assert not newer.is_outdated
    assert (settings.index / corpus.hash).is_dir()  # in use: kept

    reader.close()
    newer.close()
    open_retriever(corpus_named(corpus, "e" * 16), settings)
    kept = {path.name for path in settings.index.iterdir() if path.is_dir()}
    assert kept == {"e" * 16}


def test_a_reader_reopens_what_was_built_anew(corpus: Corpus, settings: Settings, as_of: date) -> None:
    reader = open_retriever(corpus, settings)
    expected = reader.search("低保", limit=5, day=as_of)
    opened = reader.index
    (opened.place / "rows.json").write_text("[]")
    open_retriever(corpus, settings, notice=lambda said: None)
    assert reader.search("低保", limit=5, day=as_of) == expected
    assert reader.index is not opened
    assert not reader.index.is_replaced


def test_a_reader_survives_the_whole_folder_going(corpus: Corpus, settings: Settings, as_of: date) -> None:
    import shutil

    reader = open_retriever(corpus, settings)
    expected = reader.search("低保", limit=5, day=as_of)
    shutil.rmtree(settings.index)
    assert reader.search("低保", limit=5, day=as_of) == expected


def test_a_folder_that_cannot_be_made_is_told(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="XIANJIE_DATA"):
        open_retriever(corpus, Settings(data=tmp_path / "file" / "below"))


def test_a_read_only_folder_is_told(corpus: Corpus, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    if os.access(tmp_path, os.W_OK):
        pytest.skip("this user may write anywhere (root); run as another user to see it")
    with pytest.raises(StorageError, match="XIANJIE_DATA"):
        open_retriever(corpus, Settings(data=tmp_path / "below"))


def test_a_disk_that_fails_is_told(corpus: Corpus, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.retrieval.index.write_lexical", full)
    with pytest.raises(StorageError, match="No space left"):
        open_index(corpus, settings.index)
    monkeypatch.undo()
    assert open_index(corpus, settings.index).built
    assert leftovers(settings.index) == []


def test_the_lock_lets_one_in(tmp_path: Path) -> None:
    with alone(tmp_path / ".lock", seconds=1), pytest.raises(StorageError, match="另一个进程"), alone(tmp_path / ".lock", seconds=0.05):
        pytest.fail("two inside")
    with alone(tmp_path / ".lock", seconds=0.05):
        pass


BUILDER = """
import pickle, sys
from datetime import date
from pathlib import Path
from assistant.retrieval.search import open_retriever
from assistant.settings import Settings

built = []
corpus = pickle.loads(Path(sys.argv[2]).read_bytes())
retriever = open_retriever(corpus, Settings(data=Path(sys.argv[1])), progress=lambda done, total: built.append(done))
found = retriever.search("低保标准", limit=3, day=date(2026, 11, 24))
print(len(built) > 0, [f.ref for f in found])
"""

KILLED = """
import os, pickle, signal, sys
from pathlib import Path
from assistant.retrieval import index
from assistant.settings import Settings

point, data, pickled = sys.argv[1:]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def progress(done, total):
    if point == "first passage" or (point == "half" and done > total / 2) or (point == "last passage" and done == total):
        die()

renames = []

def rename(self, target):
    renames.append(target)
    if point == f"before rename {len(renames)}":
        die()
    os.rename(self, target)
    if point == f"after rename {len(renames)}":
        die()
    return Path(target)

def replace(self, target):
    if point == "before pointer":
        die()
    os.replace(self, target)
    if point == "after pointer":
        die()
    return Path(target)

def dump(self, **_):
    die()

corpus = pickle.loads(Path(pickled).read_bytes())
Path.rename, Path.replace = rename, replace
if point == "manifest":
    index.Manifest.model_dump_json = dump
index.open_index(corpus, Settings(data=Path(data)).index, progress=progress, notice=lambda said: None)
print("lived")
"""


def run(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_processes_that_build_at_once_build_once(corpus: Corpus, pickled: Path, settings: Settings) -> None:
    workers = [run(BUILDER, settings.data, pickled) for _ in range(4)]
    said = [worker.communicate(timeout=60) for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * 4, said
    lines = [out.strip() for out, _ in said]
    assert len({line.split(" ", 1)[1] for line in lines}) == 1
    assert sum(line.startswith("True") for line in lines) == 1
    assert leftovers(settings.index) == []


@pytest.fixture(scope="module")
def pickled(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus on disk, so that every process has exactly the same one."""
    path = tmp_path_factory.mktemp("corpus") / "corpus.pickle"
    path.write_bytes(pickle.dumps(corpus))
    return path


POINTS = ["first passage", "half", "last passage", "manifest", "before rename 1", "after rename 1", "before pointer", "after pointer"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("point", POINTS)
def test_killed_while_building(corpus: Corpus, pickled: Path, settings: Settings, as_of: date, point: str) -> None:
    old = corpus_named(corpus, OTHER)
    open_index(old, settings.index).held.close()
    killed = run(KILLED, point, settings.data, pickled)
    out, error = killed.communicate(timeout=60)
    assert (killed.returncode, out) == (-9, ""), error

    assert index_state(settings.index, corpus.hash) in ("ready", "missing")
    pointed = read_pointer(settings.index)
    assert pointed in (OTHER, corpus.hash)
    assert index_state(settings.index, str(pointed)) == "ready"

    reader = open_retriever(corpus, settings)
    assert reader.search("低保", limit=5, day=as_of)
    assert read_pointer(settings.index) == corpus.hash
    assert leftovers(settings.index) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("point", ["half", "before rename 1", "after rename 1", "before rename 2", "after rename 2", "before pointer"])
def test_killed_while_mending(corpus: Corpus, pickled: Path, settings: Settings, as_of: date, point: str) -> None:
    place = open_index(corpus, settings.index).place
    (place / "rows.json").write_text("[]")
    killed = run(KILLED, point, settings.data, pickled)
    out, error = killed.communicate(timeout=60)
    assert (killed.returncode, out) == (-9, ""), error
    assert open_retriever(corpus, settings, notice=lambda said: None).search("低保", limit=5, day=as_of)
    assert index_state(settings.index, corpus.hash) == "ready"
    assert leftovers(settings.index) == []


def test_a_cold_search_imports_nothing_heavy(corpus: Corpus, pickled: Path, settings: Settings) -> None:
    check = "import sys; print([m for m in ('langchain', 'langchain_core', 'gradio', 'torch', 'chromadb', 'pandas') if m in sys.modules])"
    worker = run(f"{BUILDER}\n{check}", settings.data, pickled)
    out, error = worker.communicate(timeout=60)
    assert worker.returncode == 0, error
    assert out.splitlines()[-1] == "[]"
