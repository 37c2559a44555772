from __future__ import annotations

from datetime import date

from assistant.retrieval.status import build_index, find_faults, read_status
from assistant.settings import Settings
from corpus.corpus import Corpus


def test_status_counts_what_is_loaded(corpus: Corpus, settings: Settings, as_of: date) -> None:
    dated = Settings(data=settings.data, today=as_of)
    before = read_status(dated, corpus=corpus)
    assert before.index == "missing"
    assert before.verbatim + before.cards == before.clauses == len(corpus.clauses)
    assert before.parameters_known + len(before.parameters_unknown) == len(corpus.parameters)
    assert "rigid.ratio" in before.parameters_unknown
    assert "dibao.rural_line" not in before.parameters_unknown
    assert (before.overlay, before.withdrawn) == (None, ())
    built = build_index(dated)
    assert built.built
    assert built.folder == settings.index / built.hash
    after = read_status(dated)
    assert (after.index, after.index_pointer, after.hash) == ("ready", built.hash, built.hash)
    assert not build_index(dated).built


def test_the_shipped_corpus_has_no_faults(settings: Settings) -> None:
    assert find_faults(settings) == ()


def test_a_fault_in_the_overlay_is_told(settings: Settings) -> None:
    places = settings.overlay / "documents" / "register"
    places.mkdir(parents=True)
    (places / "own.yaml").write_text("documents:\n  - id: X01\n    title: [not a title\n", encoding="utf-8")
    (fault,) = find_faults(settings)
    assert "own.yaml" in str(fault)
