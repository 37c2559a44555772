from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from assistant.retrieval.names import Names, number_of
from assistant.retrieval.search import EVIDENCE_FLOOR, ClauseRetriever, open_retriever
from assistant.settings import Settings
from corpus.corpus import Corpus
from corpus.dated import Force


def refs(retriever: ClauseRetriever, query: str, as_of: date, limit: int = 5) -> list[str]:
    return [found.ref for found in retriever.search(query, limit=limit, day=as_of)]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("二(一)2", "plan#二(一)2"),
        ("二（一）2写了什么", "plan#二(一)2"),
        ("方案第二部分（三）3", "plan#二(三)3"),
        ("三、（四）是怎么要求的", "plan#三(四)"),
        ("二(一)", "plan#二(一)"),
        ("社会救助法第十九条", "N12#第19条"),
        ("社会救助法第19条", "N12#第19条"),
        ("《社会救助法》 第 19 条", "N12#第19条"),
        ("義務教育法第十三條", "N44#第13条"),
    ],
)
def test_a_clause_named_comes_first(retriever: ClauseRetriever, query: str, wanted: str, as_of: date) -> None:
    assert refs(retriever, query, as_of)[0] == wanted


def test_a_range_of_articles_is_found(retriever: ClauseRetriever, as_of: date) -> None:
    assert {f"N12#第{n}条" for n in range(18, 22)} <= set(refs(retriever, "社会救助法第18-21条", as_of))


@pytest.mark.parametrize(
    "query",
    [
        "大委农发〔2021〕3号",
        "大委农发[2021]3号",
        "大委农发（2021）3号",
        "大委农发【2021】3号",
        "大委农发 2021年3号",
        "按照大委农发﹝2021﹞第3号的要求",
    ],
)
def test_a_number_is_known_in_any_brackets(corpus: Corpus, retriever: ClauseRetriever, query: str, as_of: date) -> None:
    found = retriever.search(query, limit=3, day=as_of)
    assert [f.document for f in found] == ["plan"] * 3
    assert found[0].number == corpus.documents["plan"].number
    assert found[0].score >= EVIDENCE_FLOOR


def test_another_number_of_the_year_is_another_document(corpus: Corpus) -> None:
    assert "plan" not in Names(corpus).look("民发〔2021〕3号").documents
    assert Names(corpus).look("中农发〔2021〕3号").documents == ()


def test_a_number_from_memory_finds_and_is_not_shown(corpus: Corpus, retriever: ClauseRetriever, as_of: date) -> None:
    unsure = [
        d
        for d in corpus.documents.values()
        if d.number and d.number_grade == "lead" and any(c.document == d.id for c in corpus.clauses.values())
    ]
    for document in unsure:
        found = retriever.search(str(document.number), limit=3, day=as_of)
        mine = [f for f in found if f.document == document.id]
        assert mine, document.number
        assert all(f.number is None for f in mine)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("防止返贫动态监测和帮扶机制", "plan#二(一)2"),
        ("快递进村", "plan#二(二)4"),
        ("五保户怎么认定", "N16#第4条"),
        ("低保停了没人跟我说为啥", "N12#第48条"),
        ("苹果卖不出去，单位食堂能帮着买吗", "plan#二(二)2"),
        ("住校生一年补多少生活费", "N44#第44条"),
        ("扶贫大棚的收益能怎么分", "N55#要点2"),
    ],
)
def test_everyday_words_reach_the_clause(retriever: ClauseRetriever, query: str, wanted: str, as_of: date) -> None:
    assert wanted in refs(retriever, query, as_of)


def test_every_measure_is_found_by_its_heading(corpus: Corpus, retriever: ClauseRetriever, as_of: date) -> None:
    for ref, measure in corpus.measures.items():
        found = retriever.search(measure.name, limit=3, day=as_of, documents=frozenset({"plan"}))
        assert ref in [f.ref for f in found], ref


def test_every_titled_document_is_found_by_its_title(corpus: Corpus, retriever: ClauseRetriever, as_of: date) -> None:
    for document in {corpus.documents[c.document].id: corpus.documents[c.document] for c in corpus.clauses.values()}.values():
        named = Names(corpus).look(document.title).documents
        found = {f.document for f in retriever.search(document.title, limit=10, day=as_of)}
        assert document.id in named or document.id in found, document.id


def test_a_found_clause_is_the_corpus_clause(corpus: Corpus, retriever: ClauseRetriever, as_of: date) -> None:
    for found in retriever.search("低保标准由谁定", limit=20, day=as_of):
        clause = corpus.clauses[found.ref]
        assert (found.clause, found.heading, found.verbatim) == (clause.clause, clause.heading, clause.verbatim)
        assert found.text in (clause.text, clause.list_text, "")
        assert found.in_force == clause.force(as_of)
        assert found.number == corpus.documents[found.document].shown_number


def test_ranks_scores_and_limits(retriever: ClauseRetriever, as_of: date) -> None:
    found = retriever.search("残疾人护理补贴", limit=7, day=as_of)
    assert [f.rank for f in found] == list(range(1, 8))
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    assert all(0 < f.score <= 1 for f in found)
    assert retriever.search("残疾人护理补贴", limit=0, day=as_of) == ()
    assert found[:3] == retriever.search("残疾人护理补贴", limit=3, day=as_of)


@pytest.mark.parametrize("query", ["低保", "过渡期结束以后的帮扶政策", "养老保险代缴"])
def test_filters_keep_the_ranking(corpus: Corpus, retriever: ClauseRetriever, query: str, as_of: date) -> None:
    everything = retriever.search(query, limit=len(corpus.clauses), day=as_of)
    current = [f.ref for f in everything if f.in_force is Force.IN_FORCE][:10]
    assert [f.ref for f in retriever.search(query, limit=10, day=as_of, in_force_only=True)] == current
    chosen = frozenset({"plan", "N12"})
    within = [(f.ref, f.score) for f in everything if f.document in chosen][:10]
    assert [(f.ref, f.score) for f in retriever.search(query, limit=10, day=as_of, documents=chosen)] == within


def test_a_filter_that_matches_nothing_returns_nothing(retriever: ClauseRetriever, as_of: date) -> None:
    assert retriever.search("低保", limit=5, day=as_of, documents=frozenset()) == ()
    assert retriever.search("低保", limit=5, day=as_of, documents=frozenset({"X99"})) == ()
    assert retriever.search("二(一)3", limit=5, day=as_of, documents=frozenset({"plan"}), in_force_only=True) == () or all(
        f.in_force is Force.IN_FORCE
        for f in retriever.search("二(一)3", limit=5, day=as_of, documents=frozenset({"plan"}), in_force_only=True)
    )


def test_the_day_tells_the_state_and_only_nudges(retriever: ClauseRetriever) -> None:
    then, now = date(2023, 5, 1), date(2026, 11, 24)
    old = retriever.search("以人均年纯收入不低于6600元为基数", limit=1, day=then)[0]
    new = retriever.search("以人均年纯收入不低于6600元为基数", limit=1, day=now)[0]
    assert (old.ref, old.in_force) == ("plan#二(一)2", Force.IN_FORCE)
    assert (new.ref, new.in_force) == ("plan#二(一)2", Force.ENDED)
    assert 0.9 * old.score < new.score < old.score


def test_what_is_equal_stays_in_the_order_of_the_corpus(corpus: Corpus, settings: Settings, as_of: date) -> None:
    one = corpus.clauses["N12#第18条"]
    twins = [one.model_copy(update={"ref": f"N12#第{n}条", "clause": f"第{n}条"}) for n in (903, 901, 902)]
    doubled = replace(corpus, hash="0" * 16, clauses={clause.ref: clause for clause in twins}, topics={}, words=(), measures={})
    found = open_retriever(doubled, settings).search("低保给谁", limit=3, day=as_of)
    assert [f.ref for f in found] == [clause.ref for clause in twins]
    assert len({f.score for f in found}) == 1


def test_two_builds_answer_alike(corpus: Corpus, retriever: ClauseRetriever, settings: Settings, as_of: date) -> None:
    other = open_retriever(corpus, settings)
    for query in ("低保", "孩子上学", "谁管饮水"):
        assert other.search(query, limit=20, day=as_of) == retriever.search(query, limit=20, day=as_of)


@pytest.mark.parametrize("query", ["", " ", "\n\t", "\u200b\ufeff", "？！……", "🙂🙂🙂", "()[]{}"])
def test_nothing_to_look_for_finds_nothing(retriever: ClauseRetriever, query: str, as_of: date) -> None:
    assert retriever.search(query, limit=5, day=as_of) == ()


@pytest.mark.parametrize(
    "query",
    [
        "AND OR ( [ : ~ ^ *",
        "低保 AND",
        '"低保',
        "低保^9 +医疗 -养老",
        "text:低保",
        "[a TO b]",
        "低保\\",
        "/低.*/",
        "🙂低保🙂",
        "<script>低保</script>",
        "' OR 1=1 --",
    ],
)
def test_query_syntax_is_only_text(retriever: ClauseRetriever, query: str, as_of: date) -> None:
    found = retriever.search(query, limit=5, day=as_of)
    if "低保" in query:
        assert found
        assert any("低保" in f.text for f in found)


def test_ten_thousand_characters(retriever: ClauseRetriever, as_of: date) -> None:
    long = "俺家有个事想问问，说来话长。" * 700 + "农村危房改造找谁"
    assert len(long) > 9_800
    assert retriever.search(long, limit=5, day=as_of)
    assert retriever.search("低" * 10_000, limit=5, day=as_of)
    assert retriever.search("a" * 10_000, limit=5, day=as_of) == ()
    assert isinstance(retriever.search("".join(chr(0x4E00 + n) for n in range(10_000)), limit=5, day=as_of), tuple)


@effort(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=80), limit=st.integers(-1, 30))
def test_any_text_is_answered_in_order(retriever: ClauseRetriever, query: str, limit: int) -> None:
    found = retriever.search(query, limit=limit, day=date(2026, 11, 24))
    assert len(found) <= max(limit, 0)
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    assert len({f.ref for f in found}) == len(found)


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("19", 19), ("十九", 19), ("二十", 20), ("一百零三", 103), ("一百一十", 110), ("两百", 200), ("一九", 19), ("〇", 0)],
)
def test_numerals(numeral: str, number: int) -> None:
    assert number_of(numeral) == number
