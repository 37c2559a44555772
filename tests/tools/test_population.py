"""A table of households in, verdicts and three lists out; whatever is wrong with the table is said in one line."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ibis
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from corpus.corpus import Corpus
from corpus.errors import TableError
from corpus.facts import Household
from tools.eligibility import check_household
from tools.population.databases import connect
from tools.population.lists import LISTS, NOTICE
from tools.population.mapping import ColumnMap, guess, read_mapping, unclear
from tools.population.outputs import replaced, write
from tools.population.screen import drivers_in_one_line, opened, screen, source_columns
from tools.population.source import PREFIX, working_database
from tools.population.words import lifted, read_word
from ui import cli

DAY = dt.date(2026, 6, 30)
HEAD = "户号,户籍地,户籍性质,共同生活人口,人均月收入（元/月）,财产是否符合规定,是否低保,是否特困,是否低保边缘,突发困难"
MEMBERS = "户号,与户主关系,年龄,残疾等级,残疾类别"
DIBAO = "农村最低生活保障"


class Outcome:
    """What one command line came to."""

    def __init__(self, code: int, out: str, err: str, folder: Path) -> None:
        self.code, self.out, self.err, self.folder = code, out, err, folder

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def numbers(self, name: str) -> list[str]:
        return sorted(row["户号"] for row in self.rows(name))


@pytest.fixture
def screened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run ``xianjie screen`` on the text of tables."""

    def running(households: str | bytes, members: str | None = None, *more: str, name: str = "户.csv") -> Outcome:
        path = tmp_path / name
        path.write_bytes(households if isinstance(households, bytes) else households.encode())
        also = []
        if members is not None:
            (tmp_path / "成员.csv").write_text(members, encoding="utf-8")
            also = ["--members", str(tmp_path / "成员.csv")]
        code = cli.run(["screen", str(path), *also, "--out", str(tmp_path / "out"), "--as-of", DAY.isoformat(), "--json", *more])
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err, tmp_path / "out")

    return running


def table(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


# -- lists --------------------------------------------------------------------------------------------------------------


def test_who_is_due_and_who_has_it_already(screened: Callable[..., Outcome]) -> None:
    done = screened(
        table(
            "1,庄河市,农村,2,500,是,否,否,否,否",
            "2,庄河市,农村,2,500,是,是,否,否,否",
            "3,庄河市,农村,2,5000,是,是,否,否,否",
            "4,庄河市,农村,2,5000,是,否,否,否,否",
            "5,庄河市,农村,2,,是,否,否,否,否",
        ),
        table("1,户主,40,无,无", "2,户主,40,无,无", "3,户主,40,无,无", "4,户主,40,无,无", "5,户主,40,无,无", head=MEMBERS),
    )
    assert done.json["programmes"][DIBAO] == {"应享未享": 1, "走访核实": 0, "待补充信息": 1}
    due = [row for row in done.rows("应享未享") if DIBAO in row["项目"]]
    assert [row["户号"] for row in due] == ["1"]
    asked = {row["户号"]: row["要补充的信息"] for row in done.rows("待补充信息") if DIBAO in row["项目"]}
    assert list(asked) == ["5"]
    assert "人均月收入" in asked["5"]
    verdicts = {row["户号"]: row[DIBAO] for row in done.rows("判断")}
    may, not_now, open_ = "可能符合", "目前不符合", "还定不了"
    assert verdicts == {"1": may, "2": may, "3": not_now, "4": not_now, "5": open_}
    for name in LISTS:
        assert not any(row["户号"] == "3" and DIBAO in row["项目"] for row in done.rows(name)), "no stop list"


def test_every_output_says_what_it_is_not(screened: Callable[..., Outcome], tmp_path: Path) -> None:
    rows = table("1,庄河市,农村,2,500,是,否,否,否,否")
    for kind in ("csv", "parquet", "xlsx"):
        done = screened(rows, None, "--format", kind)
        assert done.json["notice"] == NOTICE
        assert NOTICE in (done.folder / "summary.html").read_text(encoding="utf-8")
        for name in ("判断", *LISTS):
            path = done.folder / f"{name}.{kind}"
            if kind == "csv":
                assert NOTICE in path.read_text(encoding="utf-8-sig").splitlines()[0]
            elif kind == "parquet":
                assert NOTICE in pq.read_schema(path).names
            else:
                assert next(openpyxl.load_workbook(path).worksheets[0].values) == (NOTICE,)
    assert NOTICE in (tmp_path / "out" / "读不了的行.csv").read_text(encoding="utf-8-sig")


def test_the_summary_needs_nothing_else(screened: Callable[..., Outcome]) -> None:
    done = screened(table("1,庄河市,农村,2,500,是,否,否,否,否"))
    page = (done.folder / "summary.html").read_text(encoding="utf-8")
    assert not re.search(r"https?://|src=|@import|url\(", page)
    assert "<svg" in page
    assert "庄河市" in page


def test_charts_are_no_wider_than_a_phone(screened: Callable[..., Outcome]) -> None:
    """On a phone of 360 pixels nothing is shrunk, so writing keeps its size."""
    page = (screened(table("1,庄河市,农村,2,500,是,否,否,否,否")).folder / "summary.html").read_text(encoding="utf-8")
    assert all(int(width) <= 340 for width in re.findall(r'viewBox="0 0 (\d+) ', page))
    assert all(int(size) >= 12 for size in re.findall(r'font-size="(\d+)"', page))
    assert re.search(r'viewBox="0 0 \d+ ', page)


def test_no_number_of_a_person_is_put_out(screened: Callable[..., Outcome]) -> None:
    identity, phone = "210283196305051234", "13812345678"
    head = HEAD + ",身份证号,联系电话,备注"
    done = screened(
        table(f"1,庄河市,农村,2,{identity},是,否,否,否,否,{identity},{phone},x", f"2,{phone},农村,2,5,是,否,否,否,否,,,", head=head)
    )
    assert (done.json["rejected"], done.json["unread"]) == (1, 1)
    for path in done.folder.iterdir():
        text = path.read_bytes().decode("utf-8", "replace")
        assert identity not in text
        assert phone not in text


def test_a_number_of_a_person_as_the_households_number(screened: Callable[..., Outcome]) -> None:
    done = screened(table("210283196305051234,庄河市,农村,2,500,是,否,否,否,否"))
    assert any("身份证号" in warning for warning in done.json["warnings"])
    assert done.rows("判断")[0]["户号"] == "第2行"


def test_what_a_killed_run_left_is_swept_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its working folder holds households; those of processes that are still there, and other folders, are left alone."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    names = {"left": f"{PREFIX}{gone.pid}-a", "running": f"{PREFIX}{os.getppid()}-b", "other": "xianjie-notes", "odd": f"{PREFIX}x-1"}
    for name in names.values():
        (tmp_path / name).mkdir()
        (tmp_path / name / "work.duckdb").write_text("1,庄河市", encoding="utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with working_database("1GB") as (_, folder):
        assert folder.parent == tmp_path
        assert {path.name for path in tmp_path.iterdir()} == {names["running"], names["other"], names["odd"], folder.name}


def test_rows_come_out_in_the_order_they_came_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A database works on several pieces of a large table at once and gives them back as they are done."""
    count, grades = 300_000, ["一级", "三级", "无"]
    numbers = [count - n for n in range(count)]
    homes = {"户号": numbers, "户籍地": ["庄河市"] * count, "共同生活人口": [1] * count}
    people = {"户号": numbers[::-1], "残疾等级": [grades[n % 3] for n in range(count)], "年龄": [40] * count}
    pq.write_table(pa.table(homes), tmp_path / "户.parquet")
    pq.write_table(pa.table(people), tmp_path / "成员.parquet")
    command = ["screen", str(tmp_path / "户.parquet"), "--members", str(tmp_path / "成员.parquet"), "--out", str(tmp_path / "out")]
    done = Outcome(cli.run([*command, "--programme", "护理补贴", "--format", "parquet"]), *capsys.readouterr(), tmp_path / "out")
    assert done.code == 0, done.err
    found = pq.read_table(tmp_path / "out" / "判断.parquet", columns=["户号"])["户号"].to_pylist()
    assert found == [str(number) for number in numbers]
    asked = [int(number) for number in pq.read_table(tmp_path / "out" / "待补充信息.parquet", columns=["户号"])["户号"].to_pylist()]
    assert len(asked) == count // 3
    assert asked == sorted(asked, reverse=True)


def test_whole_numbers_in_a_parquet_are_no_less_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    homes = {
        "户号": pa.array([5, 210283196305051234, 7, 7, 9, None], pa.int64()),
        "户籍地": ["庄河市", "庄河市", "庄河市", "庄河市", "庄河市", "庄河市"],
    }
    people = {"户号": pa.array([5, 9, 99, None], pa.int64()), "年龄": [40, 400, 40, 40]}
    pq.write_table(pa.table(homes), tmp_path / "户.parquet")
    pq.write_table(pa.table(people), tmp_path / "成员.parquet")
    code = cli.run(
        ["screen", str(tmp_path / "户.parquet"), "--members", str(tmp_path / "成员.parquet"), "--out", str(tmp_path / "out"), "--json"]
    )
    done = Outcome(code, *capsys.readouterr(), tmp_path / "out")
    assert (done.json["households"], done.json["members"], done.json["rejected"]) == (2, 1, 7)
    assert done.numbers("判断") == ["第1行", "第2行"]
    found = {(row["表"], row["行"]) for row in done.rows("读不了的行")}
    assert found == {*(("户表", row) for row in ("3", "4", "5", "6")), *(("成员表", row) for row in ("2", "3", "4"))}


# -- agreement ----------------------------------------------------------------------------------------------------------

WORDS = {"农村": "rural", "城镇": "urban", "一级": 1, "二级": 2, "三级": 3, "四级": 4, "无房": "none"}
STAGES = {
    "不在校": "none",
    "学前": "preschool",
    "小学": "primary",
    "初中": "junior",
    "高中": "senior",
    "中职": "vocational",
    "大学": "undergraduate",
}
STATES = {"健在": "alive_able", "去世": "dead", "失踪": "missing", "重残": "severely_disabled", "重病": "seriously_ill"}
STATES |= {"服刑": "imprisoned_over_6_months", "失联": "out_of_contact_over_6_months"}


def _statuses(text: str | None) -> list[str] | None:
    return None if text is None else [] if text == "无" else text.split("、")


def _person(row: dict[str, Any]) -> dict[str, Any]:
    person = {
        "age": row["年龄"],
        "needs_long_term_care": row["是否需要长期照护"],
        "can_work": row["是否有劳动能力"],
        "registered_unemployed": row["是否失业登记"],
        "education_stage": STAGES.get(row["学段"] or ""),
        "boarding": row["是否住校"],
        "supporters_unable": row["无法定义务人或无能力"],
        "father": STATES.get(row["父亲情况"] or ""),
        "mother": STATES.get(row["母亲情况"] or ""),
        "recognised_as": _statuses(row["本人身份"]),
        "enrolled_medical": row["是否参加医保"],
        "enrolled_pension": row["是否参加养老保险"],
        "serious_illness": row["是否大病"],
    }
    grade = row["残疾等级"]
    certificate = {} if grade is None else {"disability": "none" if grade == "无" else {"grade": WORDS[grade], "category": row["残疾类别"]}}
    return {key: value for key, value in person.items() if value is not None} | certificate


def _household(row: dict[str, Any], people: list[dict[str, Any]]) -> Household:
    told = {
        "area": row["户籍地"],
        "residence": WORDS.get(row["户籍性质"] or ""),
        "size": row["共同生活人口"],
        "monthly_income_per_head": row["人均月收入（元/月）"],
        "annual_net_income_per_head": row["人均年纯收入"],
        "income_12m": row["近12个月收入"],
        "rigid_expenditure_12m": row["近12个月刚性支出"],
        "assets_within_limit": row["财产是否符合规定"],
        "recognised_as": _statuses(row["救助身份"]),
        "sudden_hardship": row["是否突发困难"],
        "housing_grade": {"无房": "none"}.get(row["房屋鉴定等级"] or "", (row["房屋鉴定等级"] or "")[:1] or None),
        "members": [_person(person) for person in people],
    }
    return Household.model_validate({key: value for key, value in told.items() if value is not None})


def test_a_file_says_what_check_says(tmp_path: Path, corpus: Corpus) -> None:
    from evals.population import write as write_random

    homes, people, _ = write_random(tmp_path, 150, seed=5, gaps=0.15)
    with opened(None, "1GB") as (con, open_one):
        tables = open_one(str(homes), "households"), open_one(str(people), "members")
        done = screen(con, *tables, guess(*source_columns(*tables), corpus), DAY, corpus=corpus)
        write(done, tmp_path / "out", "parquet", DAY, corpus=corpus)
    said = {row["户号"]: row for row in pq.read_table(tmp_path / "out" / "判断.parquet").to_pylist()}
    members = pq.read_table(people).to_pylist()
    assert len(said) == 150
    for row in pq.read_table(homes).to_pylist():
        household = _household(row, [person for person in members if person["户号"] == row["户号"]])
        for judgement in check_household(household, DAY, corpus=corpus):
            found = said[str(row["户号"])]
            assert found[judgement.result.id] == judgement.result.verdict.value, (row, judgement.result)
            assert set(found[f"{judgement.result.id}：理由"].split()) == set(judgement.result.because)


# -- reading ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_any_usual_encoding(encoding: str, screened: Callable[..., Outcome]) -> None:
    done = screened(table("1,庄河市,农村,2,500,是,否,否,否,否").encode(encoding))
    assert done.json["households"] == 1
    assert done.rows("判断")[0]["户籍地"] == "庄河市"


def test_excel_with_days_and_numbers(tmp_path: Path, screened: Callable[..., Outcome], capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD.split(","))
    book.active.append([7, "庄河", "农业户口", 2, 500.0, "有", "无", "无", "无", "无"])
    book.save(tmp_path / "户.xlsx")
    people = openpyxl.Workbook()
    people.active.append(["户号", "与户主关系", "出生年月", "残疾等级"])
    people.active.append([7, "本人", dt.datetime(1963, 5, 1), 2])
    people.active.append([7, "妻子", 23132, "无"])
    people.active.append([7, "子", "1990年3月", "三级"])
    people.save(tmp_path / "成员.xlsx")
    code = cli.run(
        [
            "screen",
            str(tmp_path / "户.xlsx"),
            "--members",
            str(tmp_path / "成员.xlsx"),
            "--out",
            str(tmp_path / "out"),
            "--json",
            "--as-of",
            "2026-11-24",
        ]
    )
    done = Outcome(code, *capsys.readouterr(), tmp_path / "out")
    assert (done.json["households"], done.json["members"], done.json["rejected"]) == (1, 3, 0)
    assert done.rows("判断")[0]["户号"] == "7"


def test_rows_that_cannot_be_placed_or_cannot_be_are_put_aside_with_the_reason(screened: Callable[..., Outcome]) -> None:
    done = screened(
        table(
            "1,庄河市,农村,2,500,是,否,否,否,否",
            "6,庄河市,农村,2.5,500,是,否,否,否,否",
            "7,庄河市,农村,2,500,是,否,否,否,否",
            "7,庄河市,农村,2,500,是,否,否,否,否",
            ",庄河市,农村,2,500,是,否,否,否,否",
            "8,庄河市,农村,2,-5,是,否,否,否,否",
            "9,庄河市,农村,2,不详,是,否,否,否,否",
        )
    )
    assert (done.json["households"], done.json["rejected"], done.json["unread"]) == (2, 5, 0)
    reasons = [(row["户号"], row["原因"].split("：")[0]) for row in done.rows("读不了的行")]
    income = "人均月收入（元/月）"
    assert sorted(reasons) == sorted([("6", "共同生活人口"), ("7", "户号"), ("7", "户号"), ("", "户号"), ("8", income)])
    assert any("不能是负数" in row["原因"] for row in done.rows("读不了的行"))


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("火星区,农村,2,500,是,否,否,否,否", "户籍地", "不是登记的地区"),
        ("沈阳市,农村,2,500,是,否,否,否,否", "户籍地", "没有它的标准"),
        ("庄河市,牧区,2,500,是,否,否,否,否", "户籍性质", "农村、城镇"),
        ("庄河市,农村,2,五百左右,是,否,否,否,否", "人均月收入（元/月）", "阿拉伯数字"),
        ("庄河市,农村,2,500,也许,否,否,否,否", "财产是否符合规定", "看不出是还是否"),
    ],
)
def test_a_cell_nobody_can_read_is_a_fact_not_told(row: str, column: str, why: str, screened: Callable[..., Outcome]) -> None:
    done = screened(table(f"1,{row}", "2,庄河市,农村,2,500,是,否,否,否,否"))
    assert (done.json["households"], done.json["rejected"], done.json["unread"]) == (2, 0, 1)
    (told,) = done.rows("读不了的行")
    assert told["户号"] == "1"
    assert told["原因"].startswith(f"{column}：")
    assert why in told["原因"]
    assert "这一格当作没说" in told["原因"]
    left = HEAD.split(",").index(column)
    assert told["写的是"] == f"1,{row}".split(",")[left]
    as_if = screened(table(",".join(c if i != left else "" for i, c in enumerate(f"1,{row}".split(",")))))
    assert as_if.rows("判断") == [r for r in done.rows("判断") if r["户号"] == "1"]


def test_statuses_as_registers_write_them(screened: Callable[..., Outcome], corpus: Corpus) -> None:
    words = ("低保边缘户", "监测户", "脱贫户", "低保、脱贫户", "边缘户", "一般户")
    done = screened(table(*(f"{n},庄河市,农村,{word}" for n, word in enumerate(words)), head="户号,户籍地,户籍性质,救助身份"))
    assert (done.json["households"], done.json["unread"]) == (len(words), 1)
    (told,) = done.rows("读不了的行")
    assert told["写的是"] == "边缘户"
    assert "两个意思" in told["原因"]
    assert lifted("低保、已脱贫")
    assert read_word("脱贫户", "household", ColumnMap(fact="recognised_as"), corpus, DAY) is None


@pytest.mark.parametrize(
    ("word", "relation"),
    [
        *((w, "spouse") for w in ("之妻", "之夫", "户主之妻", "老伴")),
        *((w, "child") for w in ("之子", "之女", "长子", "次女")),
        *((w, "parent") for w in ("父亲", "母亲", "岳父", "之父")),
        *((w, "other") for w in ("儿媳", "女婿", "孙子", "孙女", "外甥女婿", "之孙子")),
        ("户主", "self"),
    ],
)
def test_relations_as_registers_write_them(word: str, relation: str, corpus: Corpus) -> None:
    assert read_word(word, "member", ColumnMap(fact="relation"), corpus, DAY) == relation


@pytest.mark.parametrize(
    ("text", "area"),
    [("辽宁省大连市庄河市青堆镇某村3号", "庄河市"), ("庄河", "庄河市"), ("庄河市青岛村", "庄河市"), ("大连市中山区", "中山区")],
)
def test_an_address_is_read_by_the_district_it_names(text: str, area: str, corpus: Corpus) -> None:
    place = read_word(text, "household", ColumnMap(fact="area"), corpus, DAY)
    assert tuple(corpus.areas)[place] == area


def test_a_member_whose_relation_nobody_knows_is_still_a_member(screened: Callable[..., Outcome]) -> None:
    done = screened(table("1,庄河市,农村,2,500,是,否,否,否,否"), table("1,户主,40,无,无", "1,邻居他三大爷,1965-03-12,无,无", head=MEMBERS))
    assert (done.json["households"], done.json["members"], done.json["unread"]) == (1, 2, 2)
    reasons = " ".join(row["原因"] for row in done.rows("读不了的行"))
    assert "户主、配偶、子女、父母、其他" in reasons
    assert "像出生日期" in reasons


def _days(count: int, start: int = 0) -> list[dt.date]:
    return [dt.date(1950, 1, 1) + dt.timedelta(days=31 * (n + start)) for n in range(count)]


@pytest.mark.parametrize("count", [40, 41, 60, 500])
def test_many_different_words_in_several_columns_say_what_few_say(count: int, screened: Callable[..., Outcome]) -> None:
    """Two columns of many words among the members and two of the households, with others between and after them."""
    homes = [f"{n},{'庄河市' if n % 2 else '长海县'}{'' if n % 3 else n},农村,{'低保' if n % 5 else f'怪{n}'},1" for n in range(count)]
    people = [f"{n},户主,{day},{'一级' if n % 2 else '无'},{f'怪{n}' if n % 7 == 0 else '肢体'},否" for n, day in enumerate(_days(count))]
    heads = "户号,户籍地,户籍性质,救助身份,共同生活人口", "户号,与户主关系,出生日期,残疾等级,残疾类别,是否失业登记"
    many = screened(table(*homes, head=heads[0]), table(*people, head=heads[1]))
    assert (many.json["households"], many.json["members"], many.json["rejected"]) == (count, count, 0)
    odd = {row["户号"]: row for row in many.rows("判断")}
    for n in (0, 1, 6, 7, 35):
        few = screened(table(homes[n], head=heads[0]), table(people[n], head=heads[1]))
        assert few.rows("判断") == [odd[str(n)]]


def test_many_days_in_cells_of_a_spreadsheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, rows in {
        "户.xlsx": [["户号", "区县", "户籍性质"], *([n, "庄河市", "农村"] for n in range(60))],
        "成员.xlsx": [["户号", "出生日期", "残疾等级"], *([n, day, "一级"] for n, day in enumerate(_days(60)))],
    }.items():
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
    command = ["screen", str(tmp_path / "户.xlsx"), "--members", str(tmp_path / "成员.xlsx"), "--out", str(tmp_path / "out"), "--json"]
    done = Outcome(cli.run(command), *capsys.readouterr(), tmp_path / "out")
    assert (done.json["households"], done.json["members"], done.json["rejected"], done.json["unread"]) == (60, 60, 0, 0)


def test_members_that_belong_nowhere_and_households_with_unreadable_members(screened: Callable[..., Outcome]) -> None:
    done = screened(
        table("1,庄河市,农村,2,500,是,否,否,否,否", "2,庄河市,农村,2,500,是,否,否,否,否"),
        table("1,户主,40,无,无", "2,户主,400,无,无", "99,户主,40,无,无", head=MEMBERS),
    )
    assert done.numbers("判断") == ["1"], "a household is not judged without a member who is there"
    assert [(row["表"], row["户号"]) for row in done.rows("读不了的行")] == [("户表", "2"), ("成员表", "2"), ("成员表", "99")]


def test_the_unit_in_a_header_counts_in_a_mapping_by_hand_too(screened: Callable[..., Outcome], tmp_path: Path) -> None:
    """9,600, 12,000 and 18,000 yuan a year are 800, 1,000 and 1,500 a month, not one yuan."""
    head = "户号,户籍地,户籍性质,人口,人均收入（万元/年）,财产是否符合规定,是否特困"
    rows = table("1,庄河市,农村,2,0.96,是,否", "2,庄河市,农村,2,1.2,是,否", "3,庄河市,农村,2,1.8,是,否", head=head)
    columns = {"户籍地": "hukou_area", "户籍性质": "residence", "人口": "size", "财产是否符合规定": "assets_within_limit"}
    told: dict[str, Any] = {column: {"fact": fact} for column, fact in columns.items()}
    told["是否特困"] = {"status": "特困"}

    def due(amount: dict[str, Any]) -> Outcome:
        mapping = {"households": {"id": "户号", "columns": {**told, "人均收入（万元/年）": amount}}}
        (tmp_path / "对应.yaml").write_text(yaml.safe_dump(mapping, allow_unicode=True), encoding="utf-8")
        return screened(rows, None, "--map", str(tmp_path / "对应.yaml"), "--programme", "低保")

    read = due({"fact": "monthly_income_per_head"})
    verdicts = {row["户号"]: row[DIBAO] for row in read.rows("判断")}
    assert (verdicts["1"], verdicts["3"]) == ("可能符合", "还定不了"), "whoever may apply alone is not known"
    assert any("按万元、一年的数（除以 12）读" in warning for warning in read.json["warnings"])
    told_otherwise = due({"fact": "monthly_income_per_head", "yuan": 1000, "months": 1})
    assert {row["户号"]: row[DIBAO] for row in told_otherwise.rows("判断")}["1"] == "还定不了", "what the mapping says counts"


def test_a_yearly_total_in_a_monthly_column_is_noticed(screened: Callable[..., Outcome]) -> None:
    head = "户号,户籍地,户籍性质,共同生活人口,家庭月收入"
    yearly = table(*(f"{n},庄河市,农村,2,{18_000 + n * 200}" for n in range(40)), head=head)
    assert any("全家月收入按人平均" in warning for warning in screened(yearly, None, "--programme", "低保").json["warnings"])
    monthly = table(*(f"{n},庄河市,农村,3,{1_800 + n * 20}" for n in range(40)), head=head)
    assert not [warning for warning in screened(monthly, None, "--programme", "低保").json["warnings"] if "像是" in warning]


@pytest.mark.parametrize("column", ["月收入", "收入", "人均收入", "户籍", "残疾情况", "年收入（元）"])
def test_a_column_name_that_may_mean_two_things_is_not_guessed(column: str, corpus: Corpus) -> None:
    told = guess(["户号", "户籍地", column], None, corpus).households
    assert column in told.ignored
    assert unclear(column)


@pytest.mark.parametrize(
    ("column", "fact", "yuan", "months"),
    [
        ("人均收入（万元/年）", "income_12m_per_head", 10_000, 1),
        ("家庭收入（元/月）", "monthly_income", 1, 1),
        ("人均月收入（万元/年）", "monthly_income_per_head", 10_000, 12),
        ("所在区", "area", 1, 1),
        ("身份", "recognised_as", 1, 1),
        ("房屋", "housing_grade", 1, 1),
    ],
)
def test_a_unit_may_make_a_column_name_clear(column: str, fact: str, yuan: int, months: int, corpus: Corpus) -> None:
    told = guess(["户号", column], None, corpus).households.columns[column]
    assert (told.fact, told.yuan, told.months) == (fact, yuan, months)


def test_a_yearly_amount_in_a_monthly_column_is_noticed(screened: Callable[..., Outcome]) -> None:
    done = screened(table(*(f"{n},庄河市,农村,2,{9_000 + n * 100},是,否,否,否,否" for n in range(20))))
    assert any("像是年收入" in warning for warning in done.json["warnings"])
    assert screened(table(*(f"{n},庄河市,农村,2,{700 + n},是,否,否,否,否" for n in range(20)))).json["warnings"] == []


def test_the_unit_in_a_header_counts(screened: Callable[..., Outcome]) -> None:
    head = HEAD.replace("（元/月）", "（万元/年）")
    done = screened(
        table("1,庄河市,农村,2,0.6,是,否,否,否,否", "2,庄河市,农村,2,6,是,否,否,否,否", head=head),
        table("1,户主,40,无,无", "2,户主,40,无,无", head=MEMBERS),
    )
    assert {row["户号"]: row[DIBAO] for row in done.rows("判断")} == {"1": "可能符合", "2": "目前不符合"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "文件是空的"),
        (HEAD + "\n", "没有数据"),
        ("编码,户籍地\n1,庄河市\n", "没有一列像户号"),
        ("户号,户编号,户籍地\n1,1,庄河市\n", "有几列像户号"),
        ("户号,低保,吃低保\n1,是,是\n", "同一件事"),
    ],
)
def test_files_nobody_can_use(text: str, says: str, screened: Callable[..., Outcome]) -> None:
    done = screened(text)
    assert done.code == 2
    assert says in done.err
    assert len(done.err.splitlines()) == 1
    assert not done.folder.exists()


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0nothing"])
def test_a_damaged_sheet(content: bytes, screened: Callable[..., Outcome]) -> None:
    done = screened(content, name="户.xlsx")
    assert done.code == 2
    assert "表格打不开" in done.err
    assert "另存为 .xlsx" in done.err


@pytest.mark.parametrize("name", ["户.xlsx", "户.xls"])
def test_a_text_called_a_sheet_is_read_as_what_it_is(name: str, screened: Callable[..., Outcome]) -> None:
    assert screened(table("1,庄河市,农村,2,500,是,否,否,否,否"), name=name).json["households"] == 1
    page = screened("<html><table><tr><td>户号</td></tr></table></html>", name=name)
    assert page.code == 2
    assert "这是网页" in page.err


def test_a_sheet_called_a_text_is_read_as_what_it_is(tmp_path: Path, screened: Callable[..., Outcome]) -> None:
    book = openpyxl.Workbook()
    book.active.append(["户号", "户籍地"])
    book.active.append([1, "庄河市"])
    book.save(tmp_path / "x.xlsx")
    assert screened((tmp_path / "x.xlsx").read_bytes(), name="户.csv").json["households"] == 1


def test_a_damaged_parquet_and_an_unknown_kind(screened: Callable[..., Outcome]) -> None:
    assert "文件读不了" in screened(b"PAR1nothing", name="户.parquet").err
    assert "不认识的文件种类" in screened(b"x", name="户.docx").err


# -- titles, rows and columns -------------------------------------------------------------------------------------------

TITLED = (
    ["城山镇低收入人口台账（2026年）", "", "", ""],
    ["填报单位：城山镇", "", "填报日期：2026-06-30", ""],
    ["户号", "区县", "户口", "人均月收入\n（元/月）"],
    ["1", "庄河市", "农业", "500"],
    ["", "", "", ""],
    ["2", "火星", "农业", "600"],
    ["合计", "", "", "1100"],
)


def _as_csv(rows: Any) -> str:
    lines = (",".join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in rows)
    return "\r\n".join("" if not line.strip(",") else line for line in lines) + "\r\n"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_title_above_the_column_names_is_skipped(kind: str, tmp_path: Path, screened: Callable[..., Outcome]) -> None:
    """The row in the report is the row of the file: 2 in row 6, the sum in row 7."""
    content: str | bytes = _as_csv(TITLED)
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in TITLED:
            book.active.append([cell or None for cell in row])
        book.save(tmp_path / "x.xlsx")
        content = (tmp_path / "x.xlsx").read_bytes()
    done = screened(content, name=f"户.{kind}")
    assert (done.json["households"], done.json["rejected"], done.json["unread"]) == (2, 1, 1)
    assert [(row["行"], row["户号"]) for row in done.rows("读不了的行")] == [("7", "合计"), ("6", "2")]
    assert done.json["warnings"] == []


def test_a_title_above_names_only_a_mapping_knows(tmp_path: Path, screened: Callable[..., Outcome]) -> None:
    mapping = {"households": {"id": "卷宗", "columns": {"哪里人": {"fact": "area"}}}}
    (tmp_path / "对应.yaml").write_text(yaml.safe_dump(mapping, allow_unicode=True), encoding="utf-8")
    done = screened("台账,2026年\n卷宗,哪里人\n7,庄河市\n", None, "--map", str(tmp_path / "对应.yaml"))
    assert done.rows("判断")[0]["户籍地"] == "庄河市"


def test_columns_nobody_uses_are_named_in_one_line(screened: Callable[..., Outcome]) -> None:
    done = screened("户号,户主姓名,村,养了几头猪\n1,某,东村,3\n2,某,东村,4\n", "户号,年龄,爱好\n1,40,下棋\n")
    unused_at_home, unused_of_people, no_area = done.json["warnings"]
    assert "户表里没有用到的列：村、养了几头猪" in unused_at_home
    assert "姓名" not in unused_at_home
    assert "成员表里没有用到的列：爱好" in unused_of_people
    assert "没有户籍地" in no_area


@pytest.mark.parametrize(
    ("table_", "column", "fact"),
    [
        ("households", "所属区市县", "area"),
        ("households", "户口", "residence"),
        ("households", "家庭总人口", "size"),
        ("households", "财产情况", "assets_within_limit"),
        ("households", "房屋安全等级", "housing_grade"),
        ("households", "已享受政策", "receives"),
        ("households", "困难类型", "recognised_as"),
        ("members", "是否需要护理", "needs_long_term_care"),
        ("members", "在校生状况", "education_stage"),
        ("members", "劳动技能", "can_work"),
        ("members", "出生时间", "born"),
    ],
)
def test_usual_column_names_are_known(table_: str, column: str, fact: str, corpus: Corpus) -> None:
    found = guess(["户号", column], ["户号", column], corpus) if table_ == "members" else guess(["户号", column], None, corpus)
    told = found.households if table_ == "households" else found.members
    assert told is not None
    assert told.columns[column].fact == fact


def test_of_two_columns_for_one_fact_the_plainer_is_read(screened: Callable[..., Outcome]) -> None:
    done = screened("户号,行政区划,户籍地\n1,210283,庄河市\n")
    assert done.rows("判断")[0]["户籍地"] == "庄河市"
    assert "行政区划" in done.json["warnings"][0]


def test_fewer_people_told_than_listed_is_noticed(screened: Callable[..., Outcome]) -> None:
    done = screened(
        table("1,庄河市,农村,1,500,是,否,否,否,否", "2,庄河市,农村,2,500,是,否,否,否,否"),
        table("1,户主,40,无,无", "1,配偶,40,无,无", "2,户主,40,无,无", head=MEMBERS),
    )
    (warning,) = done.json["warnings"]
    assert "有 1 户写的家庭人口比成员表里的人少（户号 1）" in warning


# -- verdicts in words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_reason_codes_are_explained(kind: str, screened: Callable[..., Outcome]) -> None:
    done = screened(table("1,庄河市,农村,2,5000,是,否,否,否,否"), None, "--format", kind)
    assert f"理由代码.{kind}" in done.json["files"]
    if kind == "parquet":
        codes = pq.read_table(done.folder / "理由代码.parquet").to_pylist()
    elif kind == "csv":
        codes = done.rows("理由代码")
    else:
        head, *rows = openpyxl.load_workbook(done.folder / "理由代码.xlsx").worksheets[1].values
        codes = [dict(zip(head, row, strict=True)) for row in rows]
    known = {(row["项目"], row["理由代码"]): row["说的是"] for row in codes}
    assert all(known.values())
    assert known[DIBAO, "income_below_line"]
    if kind == "csv":
        (verdict,) = done.rows("判断")
        used = {(name.removesuffix("：理由"), code) for name, codes in verdict.items() if name.endswith("：理由") for code in codes.split()}
        assert used <= set(known)
        assert "members" not in verdict["学生资助：缺"]


def test_what_is_not_given_to_households_is_on_no_list(screened: Callable[..., Outcome], corpus: Corpus) -> None:
    rows = table("1,庄河市,农村,2,500,是,否,否,否,否", "2,庄河市,农村,2,500,是,是,否,否,否")
    aside = {programme.id for programme in corpus.programmes.values() if programme.aside}
    done = screened(rows)
    assert set(done.json["aside"]) == aside
    assert not aside & set(done.json["programmes"])
    for name in LISTS:
        assert not any(programme in row["项目"] for row in done.rows(name) for programme in aside)
    assert aside <= set(done.rows("判断")[0])
    named = sorted(aside)[0]
    asked = screened(rows, None, "--programme", named)
    assert (asked.json["aside"], list(asked.json["programmes"])) == ([], [named])


@pytest.mark.parametrize(("name", "meant"), [("低保", [DIBAO]), ("两项补贴", ["困难残疾人生活补贴", "重度残疾人护理补贴"])])
def test_a_programme_by_its_everyday_name(name: str, meant: list[str], screened: Callable[..., Outcome]) -> None:
    done = screened(table("1,庄河市,农村,2,500,是,否,否,否,否"), None, "--programme", name)
    assert sorted(done.json["programmes"]) == sorted(meant)


# -- mapping ------------------------------------------------------------------------------------------------------------


def test_a_guess_is_a_mapping_one_can_hand_back(
    screened: Callable[..., Outcome], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = table("1,庄河市,农村,2,500,是,否,否,否,否")
    screened(text)
    assert cli.run(["screen", str(tmp_path / "户.csv"), "--guess"]) == 0
    (tmp_path / "对应.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    found = read_mapping(tmp_path / "对应.yaml").households
    assert found.id == "户号"
    assert found.columns["人均月收入（元/月）"].fact == "monthly_income_per_head"
    assert found.columns["是否低保"].status == "低保"
    assert screened(text, None, "--map", str(tmp_path / "对应.yaml")).json["households"] == 1


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"户籍": {"fact": "area"}}, "表里没有“户籍”这一列（对应文件的 households）：是不是 户籍地"),
        ({"户籍地": {"fact": "areas"}}, "不是能用的事实"),
        ({"户籍地": {"status": "贫困户"}}, "没有登记"),
        ({"户籍地": {"programme": "救济"}}, "没有登记"),
        ({"户籍地": {"fact": "area", "status": "低保"}}, "中的一个"),
        ({"户籍地": {"facts": "area"}}, "不对"),
    ],
)
def test_a_mapping_that_does_not_fit(columns: dict[str, Any], says: str, screened: Callable[..., Outcome], tmp_path: Path) -> None:
    path = tmp_path / "对应.yaml"
    path.write_text(yaml.safe_dump({"households": {"id": "户号", "columns": columns}}, allow_unicode=True), encoding="utf-8")
    done = screened(table("1,庄河市,农村,2,500,是,否,否,否,否"), None, "--map", str(path))
    assert done.code == 2
    assert says in done.err


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (("--memory", "nonsense"), "“nonsense”不是内存的大小（--memory）：数字加单位，如 2GB、800MB"),
        (("--map", "nosuch.yaml"), "打不开对应文件（没有这个文件或目录）（nosuch.yaml）"),
        (("--out", "/proc/x"), "输出目录写不进去（没有这个文件或目录）（--out /proc/x）"),
        (("--programme", "贷款"), "没有叫“贷款”的项目（--programme）：是不是 创业担保贷款、帮扶小额信贷？"),
        (("--backend", "nonsense"), "不认识的数据库网址（--backend nonsense）"),
        (("--format", "doc"), "没有 doc 这种格式"),
    ],
)
def test_what_is_wrong_with_an_option_is_said_in_chinese(option: tuple[str, str], says: str, screened: Callable[..., Outcome]) -> None:
    done = screened(table("1,庄河市,农村,2,500,是,否,否,否,否"), None, *option)
    assert done.code == 2
    assert says in done.err
    assert len(done.err.splitlines()) == 1


def test_a_driver_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(url: str) -> None:
        raise ImportError(url)

    monkeypatch.setattr("tools.population.databases.ibis.connect", missing)
    with pytest.raises(TableError, match=r"缺连接数据库的程序包 psycopg .*pip install"):
        connect("postgres://x/y")


# -- what breaks off ----------------------------------------------------------------------------------------------------


def _old(folder: Path) -> Path:
    folder.mkdir()
    (folder / "summary.json").write_text("{}", encoding="utf-8")
    (folder / "old").write_text("old", encoding="utf-8")
    return folder


def test_a_folder_is_exchanged_whole_or_not_at_all(tmp_path: Path) -> None:
    out = _old(tmp_path / "out")

    def breaks_off() -> None:
        with replaced(out) as folder:
            (folder / "half").write_text("half", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        breaks_off()
    assert sorted(path.name for path in out.iterdir()) == ["old", "summary.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    with replaced(out) as folder:
        (folder / "new").write_text("new", encoding="utf-8")
    assert [path.name for path in out.iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path, screened: Callable[..., Outcome]) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "论文.docx").write_text("x", encoding="utf-8")
    done = screened(table("1,庄河市,农村,2,500,是,否,否,否,否"))
    assert done.code == 2
    assert "别的东西" in done.err
    assert (tmp_path / "out" / "论文.docx").exists()


def _households(path: Path, count: int) -> Path:
    columns = {
        "户号": pa.array(range(count), pa.int64()),
        "户籍地": pa.array(["庄河市", "长海县"] * (count // 2)),
        "户籍性质": pa.array(["农村"] * count),
        "人均月收入": pa.array([n % 3_000 for n in range(count)], pa.int64()),
    }
    pq.write_table(pa.table(columns), path)
    return path


def _start(path: Path, out: Path, limit: int | None = None) -> subprocess.Popen[bytes]:
    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "ui.cli", "screen", str(path), "--out", str(out), "--json"]
    return subprocess.Popen(command, preexec_fn=limited, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ})


def test_a_full_disk_leaves_the_old_output(tmp_path: Path) -> None:
    out = _old(tmp_path / "out")
    process = _start(_households(tmp_path / "户.parquet", 60_000), out, limit=200_000)
    _, err = process.communicate(timeout=110)
    assert process.returncode == 2, err.decode()
    assert len(err.decode().splitlines()) == 1
    assert "满了" in err.decode() or "写不下去" in err.decode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "户.parquet"]
    assert (out / "old").exists()


@pytest.mark.parametrize("seconds", [1.5, 4.0])
def test_a_killed_run_leaves_the_old_output_or_the_new(seconds: float, tmp_path: Path) -> None:
    out = _old(tmp_path / "out")
    process = _start(_households(tmp_path / "户.parquet", 60_000), out)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    names = {path.name for path in out.iterdir()}
    assert names == {"old", "summary.json"} or {"判断.csv", "summary.html", "summary.json"} <= names


def _in_postgres(url: str, name: str) -> Any:
    con = ibis.connect(url)
    rows = {"户号": ["1", "2", "3"], "户籍地": ["庄河市", "火星", "长海县"], "户籍性质": ["农村", "农村", "城镇"]}
    con.create_table(name, pa.table({**rows, "人均月收入": [500.0, 500.0, None], "低保": [False, False, True]}), overwrite=True)
    people = {"户号": ["1", "1", "3"], "年龄": [40, 12, 70], "残疾等级": ["无", "二级", "一级"]}
    con.create_table(f"{name}_people", pa.table(people), overwrite=True)
    return con


@pytest.mark.postgres
def test_tables_of_postgresql(postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _in_postgres(postgres_url, "homes").disconnect()
    command = ["screen", "homes", "--members", "homes_people", "--backend", postgres_url, "--out", str(tmp_path / "out"), "--json"]
    code = cli.run([*command, "--as-of", "2026-11-24"])
    done = Outcome(code, *capsys.readouterr(), tmp_path / "out")
    assert (done.json["households"], done.json["members"], done.json["rejected"], done.json["unread"]) == (3, 3, 0, 1)
    assert done.numbers("判断") == ["1", "2", "3"]
    assert cli.run(["screen", "nothing", "--backend", postgres_url]) == 2
    assert "没有表 nothing" in capsys.readouterr().err


@pytest.mark.postgres
def test_a_database_that_goes_away(postgres_url: str, tmp_path: Path, corpus: Corpus) -> None:
    _in_postgres(postgres_url, "leaving")
    out = _old(tmp_path / "out")
    other = ibis.connect(postgres_url)

    def gone(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("判断", 2):
            other.raw_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def screening() -> None:
        with drivers_in_one_line(str(out)), opened(postgres_url, "1GB") as (con, open_one):
            homes = open_one("leaving", "households")
            done = screen(con, homes, None, guess(*source_columns(homes, None), corpus), DAY, corpus=corpus, progress=gone)
            write(done, out, "csv", DAY, corpus=corpus)

    with pytest.raises(TableError, match="中途断开"):
        screening()
    assert (out / "old").exists()


@pytest.mark.long
@pytest.mark.spark
@pytest.mark.timeout(900)
def test_tables_of_spark(tmp_path: Path, corpus: Corpus) -> None:
    with drivers_in_one_line("spark"), opened("spark://local[2]", "1GB") as (con, open_one):
        rows = {"户号": ["1", "2", "3"], "户籍地": ["庄河市", "火星", "长海县"], "户籍性质": ["农村", "农村", "城镇"]}
        con.create_table(
            "spark_homes", pa.table({**rows, "人均月收入": [500.0, 500.0, None], "低保": [False, False, True]}), overwrite=True
        )
        con.create_table(
            "spark_people", pa.table({"户号": ["1", "1", "3"], "年龄": [40, 12, 70], "残疾等级": ["无", "二级", "一级"]}), overwrite=True
        )
        tables = open_one("spark_homes", "households"), open_one("spark_people", "members")
        done = screen(con, *tables, guess(*source_columns(*tables), corpus), DAY, corpus=corpus)
        counts = write(done, tmp_path / "out", "csv", DAY, corpus=corpus)
    assert (counts.households, counts.members, counts.rejected, counts.unread) == (3, 3, 0, 1)


def test_a_database_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["screen", "homes", "--backend", "postgres://nobody:secret@127.0.0.1:9/x"]) == 2
    said = capsys.readouterr().err
    assert "连不上" in said
    assert "secret" not in said


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_ten_million_rows_are_streamed(tmp_path: Path) -> None:
    """Ten million households in a CSV: no more memory than was allowed, plus what the program itself needs."""
    path = tmp_path / "户.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("户号,户籍地,户籍性质,人均月收入,财产是否符合规定,低保\n")
        for n in range(10_000_000):
            file.write(f"{n},{('庄河市', '长海县', '中山区')[n % 3]},{('农村', '城镇')[n % 2]},{n % 4000},{'是' if n % 5 else '否'},否\n")
    begun = time.monotonic()
    command = [sys.executable, "-m", "ui.cli", "screen", str(path), "--out", str(tmp_path / "out"), "--format", "parquet", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    said = process.stdout.read() if process.stdout else b""
    _, status, used = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    print(f"ten million rows: {time.monotonic() - begun:.0f} s, {used.ru_maxrss / 1024**2:.2f} GB")
    assert json.loads(said)["households"] == 10_000_000
    assert used.ru_maxrss < 4 * 1024**2
