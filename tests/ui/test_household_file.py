"""A household file: what it may hold, and what each fault says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from corpus.corpus import Corpus
from corpus.errors import HouseholdError
from corpus.facts import NO_DISABILITY, Household
from corpus.load import load
from ui.household_file import read_household

CASES = sorted((Path(__file__).parent.parent / "cases").rglob("*.yaml"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return load(cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture
def read(corpus: Corpus, tmp_path: Path, as_of: date):
    def reading(text: str | bytes, day: date = as_of) -> Household:
        path = tmp_path / "家庭.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_household(path, corpus=corpus, day=day)

    return reading


# -- what may be written -----------------------------------------------------------------------------------------


def test_the_keys_of_the_contract_are_read(read) -> None:
    household = read(
        """\
area: 庄河市
residence: rural
size: 2
monthly_income: 1660
monthly_income_per_head: 830
annual_net_income_per_head: 7000
assets_within_limit: true
income_12m: 42000
rigid_expenditure_12m: 30000
recognised_as: [低保]
sudden_hardship: false
housing_grade: D
members:
  - {relation: self, age: 63, disability: {grade: 2, category: 肢体}, needs_long_term_care: true, can_work: false,
     registered_unemployed: false, education_stage: none, boarding: false, supporters_unable: true, father: dead, mother: dead,
     recognised_as: [], enrolled_medical: true, enrolled_pension: true}
"""
    )
    assert household.model_dump(exclude_none=True, mode="python")["monthly_income_per_head"] == Decimal(830)
    assert household.members is not None
    assert household.members[0].disability is not None
    assert household.members[0].disability.category == "肢体"


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_what_the_tables_give_can_be_written_in_a_file(path: Path, read) -> None:
    """Every household of tests/cases is a sound file that says the same."""
    for case in yaml.safe_load(path.read_text(encoding="utf-8")):
        day = case["as_of"]
        told = read(yaml.safe_dump(case["given"], allow_unicode=True), day if isinstance(day, date) else date.fromisoformat(day))
        assert told == Household.model_validate(_without_none(case["given"])), case["name"]


def _without_none(given: dict) -> dict:
    """[none] and [] are the same told answer."""
    given = {key: [] if key == "recognised_as" and value == ["none"] else value for key, value in given.items()}
    return {**given, "members": [_without_none(member) for member in given["members"]]} if given.get("members") else given


def test_no_disability_is_told_and_a_missing_key_is_not(read) -> None:
    members = read("members: [{disability: none}, {disability: null}, {age: 5}]").members
    assert members[0].disability == members[1].disability == NO_DISABILITY
    assert members[2].disability is None


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[none]", ()),
        ("[]", ()),
        ("none", ()),
        ("", None),
        ("null", None),
        ("[低保户]", ("低保",)),
        ("五保户", ("特困",)),
        ("[低保, 低保对象]", ("低保",)),
    ],
)
def test_statuses_go_by_any_registered_name(read, written: str, told: tuple[str, ...] | None) -> None:
    assert read(f"recognised_as: {written}").recognised_as == told
    assert read(f"members: [{{recognised_as: {written or 'null'}}}]").members[0].recognised_as == told


@pytest.mark.parametrize(
    ("key", "written", "told"), [("area", "庄河", "庄河市"), ("lives_in", "大连市中山区", "中山区"), ("hukou_area", "长海县", "长海县")]
)
def test_areas_go_by_any_registered_name(read, key: str, written: str, told: str) -> None:
    assert getattr(read(f"{key}: {written}"), key) == told


def test_property_may_be_answered_test_by_test(read) -> None:
    assert read("assets_within_limit: {低保户: false, 特困: null}").assets_within_limit == {"低保": False, "特困": None}


def test_an_approximate_amount_is_a_range(read) -> None:
    assert read("monthly_income: {low: 1500, high: 2000}").monthly_income.high == 2000


def test_a_mark_of_utf8_at_the_start_is_no_key(read) -> None:
    assert read("\ufeffarea: 庄河市").area == "庄河市"


def test_only_nothing_told_is_not_an_empty_household(read) -> None:
    assert read("members:").members is None


# -- faults ------------------------------------------------------------------------------------------------------

FAULTS = [
    ("nothing", "", "文件是空的", "area"),
    ("only a comment", "# 庄河\n", "文件是空的", "area"),
    ("a sentence", "庄河的一户", "键: 值", "1"),
    ("a list", "- area", "键: 值", "1"),
    ("unknown area", "size: 2\narea: 庄合市", "庄合市", "家庭.yaml:2", "庄河市"),
    ("area is a group", "area: 两市一县", "两市一县", "家庭.yaml:1"),
    ("area is a number", "area: 5", "area（户籍地）", "庄河市"),
    ("unknown key", "size: 2\naera: 庄河市", "“aera”", "家庭.yaml:2", "area"),
    ("Chinese key", "户籍地: 庄河市", "“户籍地”", "写成 area"),
    ("a member's key at the top", "age: 63", "members"),
    ("a household's key at a member", "members: [{size: 3}]", "最外一层"),
    ("unknown key of a member", "members:\n  - {relation: self}\n  - {disabilty: none}", "“disabilty”", "家庭.yaml:3", "disability"),
    ("doubled key", "size: 2\narea: 庄河市\nsize: 3", "“size”写了两次", "家庭.yaml:3"),
    ("negative income", "monthly_income: -5", "monthly_income（全家月收入）", "-5", "不能小于 0"),
    ("income with a unit", "monthly_income: 1660元", "只写数字"),
    ("income with a comma", "monthly_income: 1,660", "只写数字"),
    ("income is yes", "monthly_income: yes", "只写数字"),
    ("income without end", "monthly_income: .inf", "只写数字"),
    ("a range upside down", "monthly_income: {low: 5, high: 2}", "low 不能大于 high"),
    ("age 200", "members:\n  - {age: 200}", "第 1 位成员的 age", "家庭.yaml:2", "不能大于 130"),
    ("age in words", "members: [{age: 六十}]", "只写整数"),
    ("age and a half", "members: [{age: 63.5}]", "只写整数"),
    ("an age YAML reads as octal", "members: [{age: 063}]", "“063”", "去掉开头的 0"),
    ("a size YAML reads by sixties", "size: 1:30", "“1:30”", "冒号"),
    ("no grade 9", "members: [{disability: {grade: 9}}]", "disability.grade", "1 到 4"),
    ("a bare grade", "members: [{disability: 2}]", "{grade: 2, category: 肢体}"),
    ("unknown category", "members: [{disability: {category: 腿}}]", "视力、听力"),
    ("members is no list", "members: 5", "列表"),
    ("members is a mapping", "members: {relation: self}", "列表"),
    ("members is empty", "members: []", "至少写一位"),
    ("a member is a word", "members: [老伴]", "第 1 位成员"),
    ("a member is nothing", "members:\n  -", "第 1 位成员"),
    ("two selfs", "members:\n  - {relation: self}\n  - {relation: self}", "两位", "家庭.yaml:3"),
    ("unknown relation", "members: [{relation: 老伴}]", "spouse（配偶）"),
    ("unknown residence", "residence: 农村", "rural（农村户口）"),
    ("unknown yes", "sudden_hardship: 是", "true 或 false"),
    ("unknown status", "recognised_as: [低保边元]", "低保边元", "低保边缘"),
    ("a status and none", "recognised_as: [none, 低保]", "none"),
    ("a person's status at the household", "recognised_as: [孤儿]", "个人的身份", "recognised_as"),
    ("statuses as a mapping", "recognised_as: {低保: true}", "列表"),
    ("property by an unknown test", "assets_within_limit: {房: true}", "“房”"),
    ("born in no month", "members: [{born: 1963-13}]", "1963-05"),
    ("born on no day", "members: [{born: 1963-02-30}]", "1963-02-30"),
    ("born later", "members: [{born: 2030-01}]", "2030-01"),
    ("born too long ago", "members: [{born: 1850-01}]", "1850-01"),
    ("no YAML", "area: 庄河市\nsize: [", "YAML", "家庭.yaml:3"),
    ("a tab", "members:\n\t- {age: 5}", "YAML", "家庭.yaml:2"),
    ("two households", "area: 庄河市\n---\narea: 长海县", "YAML", "家庭.yaml:2"),
    ("control characters", "area: \x01", "控制字符"),
    ("not UTF-8", "area: 庄河市\nlives_in: 大连".encode("gbk"), "UTF-8", "家庭.yaml:1"),
    ("an endless structure", "size: &a [*a]", "& 和 *"),
    ("a tag", "size: !!python/object/apply:os.getcwd []", "标签"),
    ("nested deeply", "size: " + "[" * 20 + "]" * 20, "深"),
    ("nested without end", "size: " + "[" * 5000, "YAML"),
    ("far too large", "# " + "x" * 300_000, "256 KB"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f[0])
def test_a_fault_is_one_line_with_place_and_mend(read, fault: tuple) -> None:
    _, text, *said = fault
    with pytest.raises(HouseholdError) as caught:
        read(text)
    error = caught.value
    assert "\n" not in str(error)
    assert error.where.startswith("家庭.yaml")
    assert error.mend
    for words in said:
        assert words in str(error)


def test_a_missing_file_and_a_folder(corpus: Corpus, tmp_path: Path, as_of: date) -> None:
    with pytest.raises(HouseholdError, match="没有这个文件"):
        read_household(tmp_path / "没有.yaml", corpus=corpus, day=as_of)
    with pytest.raises(HouseholdError, match="文件夹"):
        read_household(tmp_path, corpus=corpus, day=as_of)
    with pytest.raises(HouseholdError, match="打不开"):
        read_household(Path("a\0b"), corpus=corpus, day=as_of)
