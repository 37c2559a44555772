"""Responsible departments: the lists to the letter, names by day, inferences marked, sets computed."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.corpus import Corpus
from corpus.errors import UnknownNameError
from corpus.load import load
from tools.departments import find_bodies_in_lists, find_duties_of_body, find_responsible_departments, name_today

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """The shipped registers."""
    return load()


@pytest.mark.parametrize(
    ("clause", "holder", "entries"),
    [
        ("plan#二(一)5", "plan#二(一)", 18),
        ("plan#二(二)6", "plan#二(二)", 23),
        ("plan#二(三)2", "plan#二(三)", 12),
        ("plan#三(四)", "plan#三", 9),
        ("plan#二(一)", "plan#二(一)", 18),
    ],
)
def test_the_list_as_written(corpus: Corpus, clause: str, holder: str, entries: int) -> None:
    """Every measure takes the list of its section, entry by entry, none of them inferred."""
    found = find_responsible_departments(clause, TODAY, corpus=corpus)
    listed = [e for e in found.departments if e.role == "listed"]
    assert found.list_clause == holder
    assert [e.as_written for e in listed] == list(corpus.clauses[holder].entries)
    assert len(listed) == entries
    assert not any(e.inferred for e in listed)


def test_pension_lead_is_an_inference(corpus: Corpus) -> None:
    """养老保险代缴: 市人力资源社会保障局, marked inferred."""
    found = find_responsible_departments("plan#二(一)5", TODAY, corpus=corpus)
    leads = [e for e in found.departments if e.role == "lead"]
    assert {e.id for e in leads} == {"市人力资源社会保障局"}
    assert all(e.inferred for e in leads)


@pytest.mark.parametrize(
    ("clause", "task", "body"),
    [
        ("plan#二(一)1", "饮水", "市水务局"),
        ("plan#二(三)2", "创业担保贷款", "市人力资源社会保障局"),
        ("plan#二(二)5", "一站式结算", "市医保局"),
    ],
)
def test_natural_body_outside_the_list(corpus: Corpus, clause: str, task: str, body: str) -> None:
    """A2: the body one would expect is not in this section's list, and that is said."""
    found = find_responsible_departments(clause, TODAY, corpus=corpus, tasks=(task,))
    assert body in {e.id for e in found.departments if e.role == "not_listed"}
    assert body not in {e.id for e in found.departments if e.role == "listed"}


@pytest.mark.parametrize(
    ("body", "day", "name"),
    [
        ("大连银保监局", date(2023, 7, 19), "中国银保监会大连监管局"),
        ("大连银保监局", date(2023, 7, 20), "国家金融监督管理总局大连监管局"),
        ("中国人民银行大连市中心支行", date(2023, 8, 17), "中国人民银行大连市中心支行"),
        ("中国人民银行大连市中心支行", date(2023, 8, 18), "中国人民银行大连市分行"),
        ("市乡村振兴局", date(2022, 1, 1), "大连市乡村振兴局"),
        ("市乡村振兴局", TODAY, None),
        ("市金融发展局", TODAY, None),
        ("市民政局", TODAY, "大连市民政局"),
    ],
)
def test_names_by_day(corpus: Corpus, body: str, day: date, name: str | None) -> None:
    """The day before and the day of a change; what is not established has no name."""
    assert name_today(corpus, body, day).name == name


def test_bodies_in_all_four_lists(corpus: Corpus) -> None:
    """哪些单位四份名单都有: exactly four."""
    found = find_bodies_in_lists(TODAY, corpus=corpus, times=4)
    assert set(found.bodies) == {"市农业农村局", "市乡村振兴局", "各涉农区市县", "开放先导区"}
    assert (found.total, found.distinct) == (62, 40)


@pytest.mark.parametrize(("times", "number"), [(4, 4), (3, 2), (2, 6), (1, 28)])
def test_how_many_stand_in_how_many(corpus: Corpus, times: int, number: int) -> None:
    """The four lists of the plan (A1 in docs/rulings.md): 4 in all four, 2 in three, 6 in two, 28 in one."""
    assert len(find_bodies_in_lists(TODAY, corpus=corpus, times=times).bodies) == number


def test_a_body_with_no_task_in_the_text(corpus: Corpus) -> None:
    """市体育局 stands in 二(二), and no measure has a task for it."""
    found = find_duties_of_body("市体育局", TODAY, corpus=corpus)
    assert [item.clause for item in found.listed] == ["plan#二(二)"]
    assert found.hints == ()


def test_territory(corpus: Corpus) -> None:
    """各涉农区市县 resolves against the asker's area, with its basis."""
    found = find_responsible_departments("plan#二(一)3", TODAY, corpus=corpus, area="庄河")
    assert next(t for t in found.territory if "涉农" in t.group).holds == "yes"


def test_unknown_names_get_suggestions(corpus: Corpus) -> None:
    """A body or clause nobody registered names the nearest."""
    with pytest.raises(UnknownNameError) as error:
        find_duties_of_body("市民证局", TODAY, corpus=corpus)
    assert "市民政局" in error.value.nearest
    with pytest.raises(UnknownNameError):
        find_responsible_departments("plan#二(九)1", TODAY, corpus=corpus)
