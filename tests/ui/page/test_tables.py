from datetime import date
from decimal import Decimal

from assistant.conversation.state import Conversation
from corpus.corpus import Corpus
from tools.departments import DepartmentEntry, find_responsible_departments
from tools.eligibility import AmountResult, MemberResult, ProgrammeResult, Verdict
from ui.page.tables import amount_words, department_view, departments_html, programme_rows, programmes_html

DAY = date(2026, 11, 24)


def entry(body: str, role: str, *, clause: str = "二(一)", today: str | None = "今名") -> DepartmentEntry:
    return DepartmentEntry(
        id=body,
        as_written=body,
        today=today,
        role=role,
        inferred=role != "listed",
        document="plan",
        clause=clause,  # type: ignore[arg-type]
    )


def result(name: str, verdict: Verdict, **more: object) -> ProgrammeResult:
    return ProgrammeResult(id=name, verdict=verdict, **more)  # type: ignore[arg-type]


def test_who_is_pointed_out_stands_before_the_list() -> None:
    view = department_view(
        [entry("甲", "listed"), entry("乙", "listed"), entry("乙", "lead", clause="二(一)5"), entry("丙", "not_listed", clause="二(一)5")]
    )
    assert [(clause, [row.written for row in rows]) for clause, rows in view.pointed_out] == [("二(一)5", ["乙", "丙"])]
    assert [(clause, [row.written for row in rows]) for clause, rows in view.lists] == [("二(一)", ["甲", "乙"])]
    assert view.pointed_out[0][1][0].ref == "plan#二(一)5"


def test_several_roles_of_a_body_are_one_row_the_lead_first() -> None:
    ((_, (row,)),) = department_view([entry("甲", "partner"), entry("甲", "lead")]).pointed_out
    assert row.roles == ("可能牵头", "可能配合")


def test_only_the_first_matter_is_open() -> None:
    html = departments_html([entry("甲", "lead", clause="二(一)5"), entry("乙", "lead", clause="二(一)6")], "2026-11-24")
    assert "甲" in html.split("<details")[0]
    assert "乙" not in html.split("<details")[0]


def test_an_inference_is_marked_and_an_unknown_name_says_so() -> None:
    html = departments_html([entry("甲", "lead", today=None)], "2026-11-24")
    assert "推断" in html
    assert "未确立" in html


def test_a_list_keeps_the_order_of_the_text(corpus: Corpus) -> None:
    found = find_responsible_departments("plan#二(一)2", DAY, corpus=corpus)
    (clause, rows), *_ = department_view(found.departments).lists
    assert clause.endswith("二(一)")
    assert tuple(row.written for row in rows) == corpus.clauses["plan#二(一)"].entries


def test_a_long_list_is_folded_with_its_number() -> None:
    html = departments_html([entry(f"第{n}局", "listed") for n in range(18)], "2026-11-24")
    assert "<details" in html
    assert "18 个" in html


def test_programmes_by_verdict_and_within_it_in_the_replys_order(corpus: Corpus) -> None:
    rows = programme_rows(
        [
            result("甲", Verdict.INELIGIBLE),
            result("乙", Verdict.UNKNOWN, missing=("size", "area")),
            result("丙", Verdict.UNKNOWN, missing=("size",)),
            result("丁", Verdict.ELIGIBLE),
        ],
        corpus,
        Conversation(),
    )
    assert [row.name for row in rows] == ["丁", "乙", "丙", "甲"]
    assert rows[1].open == ("共同生活人数、户籍地",)


def test_an_unknown_figure_is_no_missing_fact(corpus: Corpus) -> None:
    (row,) = programme_rows([result("甲", Verdict.UNKNOWN, unknown_figures=("dibao.rural_line",))], corpus, Conversation())
    assert row.open == ("官方的数：农村最低生活保障标准（未查到）",)


def test_what_only_an_official_judges_says_so(corpus: Corpus) -> None:
    (row,) = programme_rows([result("甲", Verdict.UNKNOWN)], corpus, Conversation())
    assert row.open == ("您这边不差，由经办机关判断",)


def test_members_are_named(corpus: Corpus) -> None:
    members = (MemberResult(index=0, verdict=Verdict.ELIGIBLE), MemberResult(index=1, verdict=Verdict.UNKNOWN))
    (row,) = programme_rows([result("甲", Verdict.ELIGIBLE, members=members)], corpus, Conversation())
    assert row.members == ("您：可能符合", "第 2 位家人：还定不了")


def test_amounts() -> None:
    assert amount_words(None) == "—"
    assert amount_words(AmountResult(value=None, unit="CNY/person/month")) == "未查到准数"
    assert amount_words(AmountResult(value=Decimal("119.0"), unit="CNY/person/month", floor=True)) == "不低于 119 元/人/月"


def test_all_that_may_be_met_is_shown_and_the_rest_folded(corpus: Corpus) -> None:
    results = [result(f"可{n}", Verdict.ELIGIBLE) for n in range(7)] + [result("未", Verdict.UNKNOWN), result("不", Verdict.INELIGIBLE)]
    html = programmes_html(programme_rows(results, corpus, Conversation()))
    front = html.split("<details")[0]
    assert all(f"可{n}" in front for n in range(7))
    assert "还定不了的另外 1 项" in html
    assert "目前对不上的 1 项" in html


def test_nothing_met_is_not_hidden(corpus: Corpus) -> None:
    html = programmes_html(programme_rows([result("甲", Verdict.INELIGIBLE)], corpus, Conversation()))
    assert "<details" not in html
    assert "甲" in html
    assert programmes_html(()) == ""
