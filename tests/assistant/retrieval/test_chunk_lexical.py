from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.retrieval.chunk import LONGEST, chunks_of
from assistant.retrieval.lexical import LexicalIndex, grams_of, write_lexical
from corpus.corpus import Corpus


def test_grams_are_characters_and_pairs() -> None:
    assert grams_of("低保标准") == ["低", "保", "标", "准", "低保", "保标", "标准"]
    assert grams_of("４Ｇ 网络，GDP") == ["4g", "网", "络", "网络", "gdp"]
    assert grams_of("義務") == ["义", "务", "义务"]
    assert grams_of("甲，乙") == ["甲", "乙"]
    assert grams_of("…… 🙂") == []


def test_every_clause_has_a_passage_with_title_headings_and_body(corpus: Corpus) -> None:
    chunks = chunks_of(corpus)
    assert {chunk.ref for chunk in chunks} == set(corpus.clauses)
    first = next(chunk for chunk in chunks if chunk.ref == "plan#二(一)2")
    clause = corpus.clauses["plan#二(一)2"]
    assert corpus.documents["plan"].title in first.text
    assert all(heading in first.text for heading in clause.path)
    assert clause.text in first.text


def test_lists_and_words_are_searched_too(corpus: Corpus) -> None:
    chunks = {chunk.ref: chunk for chunk in chunks_of(corpus)}
    assert corpus.clauses["plan#二(二)"].entries[0] in chunks["plan#二(二)"].text
    measure = corpus.measures["plan#二(二)2"]
    assert all(word in chunks[measure.clause].words for word in measure.words)


def test_a_long_clause_is_cut_at_sentences(corpus: Corpus) -> None:
    sentence = "这一条很长很长。"
    clause = corpus.clauses["plan#一"].model_copy(update={"text": sentence * 300})
    chunks = chunks_of(replace(corpus, clauses={clause.ref: clause}))
    assert len(chunks) > 3
    assert {chunk.ref for chunk in chunks} == {"plan#一"}
    assert all(len(chunk.text) < LONGEST + 200 and chunk.text.endswith("。") for chunk in chunks)
    endless = clause.model_copy(update={"text": "无" * 5000})
    assert sum(chunk.text.count("无") for chunk in chunks_of(replace(corpus, clauses={endless.ref: endless}))) == 5000


def test_a_gram_nobody_holds_raises_the_ceiling(corpus: Corpus, tmp_path: Path) -> None:
    write_lexical(tmp_path, chunks_of(corpus)[:50])
    index = LexicalIndex(tmp_path)
    plain, strange = index.weigh(grams_of("救助")), index.weigh(grams_of("救助 鼹鼠"))
    assert plain.known == strange.known
    assert strange.ceiling > plain.ceiling
    assert index.search(plain.known, 5)
    assert index.search(plain.known, 0) == []
    assert index.search((), 5) == []
