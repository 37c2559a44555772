from datetime import date

import pytest

from assistant.conversation.reply import cite
from corpus.corpus import Corpus
from corpus.dated import Force
from ui.page.sources import EMPTY, NOT_FOUND, chips_html, clause_html, list_html, marked_spans, paragraphs, short_title, sources_of

DAY = date(2026, 11, 24)


def marked(corpus: Corpus, clause: str) -> str:
    """What is highlighted when a clause of the plan is opened."""
    text = corpus.texts["plan"]
    found = paragraphs(text, marked_spans(text, clause))
    return "".join(piece for paragraph in found for piece, on in paragraph.pieces if on)


def test_a_measure_is_marked_to_the_letter(corpus: Corpus) -> None:
    clause = corpus.clauses["plan#二(一)2"]
    shown = marked(corpus, "二(一)2")
    assert "".join(clause.text.split()) in "".join(shown.split())
    assert shown.startswith("2.")


def test_a_section_is_marked_with_its_list_and_without_its_measures(corpus: Corpus) -> None:
    shown = marked(corpus, "二(一)")
    assert "切实巩固拓展脱贫攻坚成果" in shown
    assert "按职责分工负责" in shown
    assert "6600" not in shown


@pytest.mark.parametrize("clause", ["一", "三", "三(四)", "二(三)4", "引言"])
def test_every_kind_of_clause_has_its_place(clause: str, corpus: Corpus) -> None:
    assert marked(corpus, clause)


def test_the_document_around_it_is_whole(corpus: Corpus) -> None:
    text = corpus.texts["plan"]
    whole = "".join(piece for paragraph in paragraphs(text, ()) for piece, _ in paragraph.pieces)
    assert "".join(whole.split()) == "".join(text.text.split())


def test_an_opened_clause_says_whether_it_holds_that_day(corpus: Corpus) -> None:
    assert "已到期或失效" in clause_html(corpus, "plan#二(一)2", DAY)
    assert "现行有效" in clause_html(corpus, "plan#二(一)2", date(2023, 5, 1))


def test_a_card_is_said_to_be_in_our_own_words(corpus: Corpus) -> None:
    html = clause_html(corpus, "N12#第19条", DAY)
    assert "要点（非原文）" in html
    assert html.count("<mark>") == 1
    assert "要点（非原文）" not in clause_html(corpus, "plan#二(一)2", DAY)


def test_an_unknown_clause_is_said_to_be_unknown(corpus: Corpus) -> None:
    html = clause_html(corpus, "<img src=x>", DAY)
    assert NOT_FOUND in html
    assert "<img" not in html


def test_every_clause_can_be_opened(corpus: Corpus) -> None:
    for ref in corpus.clauses:
        assert "<mark>" in clause_html(corpus, ref, DAY), ref


def test_sources_stand_once_in_the_order_of_the_reply(corpus: Corpus) -> None:
    cited = [cite(corpus, ref, DAY) for ref in ("N12#第19条", "plan#二(一)2", "N12#第19条")]
    assert [source.ref for source in sources_of(cited)] == ["N12#第19条", "plan#二(一)2"]
    assert [source.force for source in sources_of(cited)] == [Force.IN_FORCE, Force.ENDED]


def test_a_reference_to_file(corpus: Corpus) -> None:
    source = sources_of([cite(corpus, "plan#二(一)2", DAY)])[0]
    assert source.reference == "《大连市实现巩固拓展脱贫攻坚成果同乡村振兴有效衔接实施方案》（大委农发〔2021〕3号）二(一)2"


def test_the_list_and_the_chips(corpus: Corpus) -> None:
    sources = sources_of(
        [cite(corpus, ref, DAY) for ref in ("plan#二(一)2", "plan#二(一)3", "plan#二(一)4", "plan#二(一)5", "plan#二(一)6")]
    )
    assert list_html(sources, "2026-11-24").count('data-event="select"') == 5
    assert chips_html(corpus, sources, "2026-11-24").count('data-event="select"') == 4
    assert EMPTY in list_html((), "")
    assert chips_html(corpus, (), "") == ""


def test_short_titles_are_short(corpus: Corpus) -> None:
    for document in corpus.documents:
        assert 3 <= len(short_title(corpus, f"{document}#x")) <= 16
