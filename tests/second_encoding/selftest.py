"""Self-test of the second encoding: plain asserts, a dozen households per programme.

Run from the folder above: python -m second_encoding.selftest
"""

from datetime import date
from typing import Any

from . import PROGRAMMES

D21, D22, D23, D24 = date(2021, 11, 4), date(2022, 10, 19), date(2022, 10, 20), date(2024, 8, 1)
D25, END25, START26, JUNE26, LAW = date(2025, 8, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)
E, N, U = "eligible", "ineligible", "unknown"
COUNT: dict[str, int] = {}


def check(programme: str, day: date, household: dict[str, Any], verdict: str, *members: str) -> None:
    """Assert one verdict and, where given, those of the members."""
    result = PROGRAMMES[programme](household, day)
    assert result.verdict == verdict, (programme, day, household, result, verdict)
    assert list(result.members) == list(members) or not members, (programme, day, household, result, members)
    COUNT[programme] = COUNT.get(programme, 0) + 1


def rural_dibao() -> None:
    """农村最低生活保障."""
    name = "农村最低生活保障"
    well: dict[str, Any] = {"relation": "self", "age": 50, "disability": None}
    base: dict[str, Any] = {"area": "庄河市", "residence": "rural", "assets_within_limit": True, "recognised_as": [], "members": [well]}
    check(name, D25, base | {"monthly_income_per_head": 845}, E)
    check(name, D25, base | {"monthly_income_per_head": 846}, N)
    check(name, JUNE26, base | {"monthly_income_per_head": 846}, N)
    check(name, LAW, base | {"monthly_income_per_head": 845}, E)
    check(name, LAW, base | {"monthly_income_per_head": 860}, U)
    check(name, D21, base | {"monthly_income_per_head": 579.99, "area": "普兰店区"}, E)
    check(name, D25, base | {"monthly_income_per_head": 1010, "area": "长海县"}, E)
    check(name, D25, base | {"monthly_income_per_head": 900, "area": "长兴岛街道"}, E)
    check(name, D25, base | {"monthly_income_per_head": 500, "area": None}, U)
    check(name, D25, base | {"monthly_income": 1690, "size": 2}, E)
    check(name, D25, base | {"monthly_income": 1690, "size": 2, "monthly_income_per_head": 846.5}, U)
    check(name, D25, base | {"monthly_income_per_head": 500, "assets_within_limit": {"低保": False}}, N)
    check(name, D25, base | {"monthly_income_per_head": 500, "assets_within_limit": {"特困": True}}, U)
    check(name, D25, base | {"monthly_income_per_head": 500, "residence": "urban"}, N)
    check(name, D25, base | {"monthly_income_per_head": 500, "recognised_as": ["特困"]}, N)
    check(name, D25, base | {"monthly_income_per_head": 500, "recognised_as": ["特困"], "size": 2}, U)
    check(name, D25, base | {"monthly_income_per_head": 500, "recognised_as": None}, U)
    heavy: dict[str, Any] = {"age": 30, "disability": {"grade": 3, "category": "智力"}, "can_work": False}
    over = base | {"monthly_income_per_head": 1200, "members": [well, heavy]}
    check(name, D22, over, N)
    check(name, D23, over, U)
    check(name, D22, over | {"recognised_as": ["低保边缘"]}, E)
    check(name, D22, over | {"recognised_as": ["低保边缘"], "members": [well, heavy | {"can_work": True}]}, U)
    check(name, D25, over | {"recognised_as": ["低保边缘"], "members": [well]}, N)
    check(name, D23, over | {"members": None}, U)
    check(name, D23, over | {"members": [well, heavy | {"age": 17}]}, N)


def tekun() -> None:
    """特困人员救助供养."""
    name = "特困人员救助供养"
    old: dict[str, Any] = {"age": 60, "disability": None, "supporters_unable": True, "recognised_as": []}
    mid = old | {"age": 40}
    base: dict[str, Any] = {"area": "庄河市", "residence": "rural", "size": 1, "monthly_income": 800, "assets_within_limit": True}
    check(name, D25, base | {"members": [old]}, E, E)
    check(name, D25, base | {"members": [old | {"age": 59}]}, N, N)
    check(name, D25, base | {"members": [mid | {"disability": {"grade": 3, "category": "精神"}}]}, E, E)
    check(name, D25, base | {"members": [mid | {"disability": {"grade": 2, "category": "视力"}}]}, N, N)
    check(name, D25, base | {"members": [mid | {"disability": {"grade": 1, "category": "多重"}}]}, U, U)
    check(name, D25, base | {"members": [mid | {"disability": {"grade": 2}}]}, U, U)
    check(name, D25, base | {"members": [old, mid, old | {"supporters_unable": None}], "monthly_income_per_head": 800}, E, E, N, U)
    check(name, D25, base | {"members": [old | {"supporters_unable": False}]}, N, N)
    check(name, D25, base | {"members": [old | {"monthly_income": 846}]}, N, N)
    check(name, LAW, base | {"members": [old | {"monthly_income": 846}]}, U, U)
    check(name, D25, base | {"members": [old | {"monthly_income": 900}], "residence": "urban"}, E, E)
    check(name, D25, base | {"members": [old | {"monthly_income": 900}], "residence": None}, U, U)
    check(name, D25, base | {"members": [old], "assets_within_limit": False}, U, U)
    check(name, D25, base | {"members": [old], "assets_within_limit": {"低保": True, "特困": False}}, N, N)
    check(name, D25, base, U)
    check(name, D25, base | {"monthly_income": 2000}, U)
    check(name, D25, base | {"members": [old | {"born": "1965-08"}]}, U, U)
    check(name, D25, base | {"members": [old | {"born": "1965-07"}]}, E, E)
    teen = old | {"age": 17, "recognised_as": ["特困"]}
    check(name, LAW, base | {"members": [teen]}, E, E)
    check(name, JUNE26, base | {"members": [teen]}, U, U)
    check(name, LAW, base | {"members": [teen | {"age": 18, "education_stage": "vocational"}]}, E, E)
    check(name, LAW, base | {"members": [teen | {"age": 18, "education_stage": "undergraduate"}]}, N, N)


def child_without_care() -> None:
    """事实无人抚养儿童保障."""
    name = "事实无人抚养儿童保障"
    rows: list[tuple[Any, Any, Any, str]] = [
        (10, "dead", "severely_disabled", E),
        (10, "seriously_ill", "imprisoned_over_6_months", E),
        (10, "out_of_contact_over_6_months", "missing", E),
        (10, "dead", "dead", N),
        (10, "dead", "missing", N),
        (10, "dead", "alive_able", N),
        (10, None, "alive_able", N),
        (10, None, "dead", U),
        (10, "severely_disabled", None, U),
        (17, "dead", "seriously_ill", E),
        (18, "dead", "seriously_ill", N),
        (None, "dead", "seriously_ill", U),
        (None, "dead", "alive_able", N),
        (10, "custody_revoked", "deported", E),
    ]
    for day in (D21, D25, LAW):
        for age, father, mother, expected in rows:
            check(name, day, {"members": [{"age": age, "father": father, "mother": mother}]}, expected, expected)
        check(name, day, {"area": "庄河市"}, U)


def disability_living_allowance() -> None:
    """困难残疾人生活补贴."""
    name = "困难残疾人生活补贴"
    person: dict[str, Any] = {"age": 50, "disability": {"grade": 4, "category": "听力"}, "recognised_as": []}
    dibao: dict[str, Any] = {"recognised_as": ["低保"], "size": 2}
    well = person | {"disability": None}
    check(name, D21, dibao | {"members": [person, well]}, E, E, N)
    check(name, D25, {"members": [person]}, N, N)
    check(name, D25, {"members": [person | {"recognised_as": ["低保"]}]}, E, E)
    check(name, D25, {"members": [person | {"recognised_as": ["低保", "特困"]}]}, N, N)
    check(name, D25, dibao | {"members": [person | {"recognised_as": ["孤儿"]}]}, N, N)
    check(name, D25, dibao | {"members": [person | {"recognised_as": ["事实无人抚养儿童"]}]}, E, E)
    check(name, D25, dibao | {"members": [person | {"recognised_as": None}]}, U, U)
    check(name, D25, {"recognised_as": ["低保", "特困"], "size": 2, "members": [person]}, E, E)
    check(name, D25, {"recognised_as": ["低保边缘"], "members": [person | {"recognised_as": None}]}, N, N)
    check(name, D25, {"recognised_as": None, "members": [person | {"recognised_as": None}]}, U, U)
    check(name, LAW, dibao | {"members": [person | {"receives_work_injury_care_allowance": True}]}, N, N)
    check(name, LAW, dibao | {"members": [person | {"disability": {"category": "肢体"}}]}, E, E)
    check(name, LAW, dibao | {"members": [{"recognised_as": []}]}, U, U)
    check(name, LAW, dibao, U)
    check(name, LAW, {"recognised_as": ["none"]}, N)


def rural_housing() -> None:
    """农村危房改造."""
    name = "农村危房改造"
    base: dict[str, Any] = {"area": "庄河市", "residence": "rural", "housing_grade": "D", "sudden_hardship": False, "recognised_as": []}
    for day in (D21, END25, START26, LAW):
        for status in ("低保", "特困", "低保边缘"):
            check(name, day, base | {"recognised_as": [status]}, E)
        check(name, day, base, N)
        check(name, day, base | {"recognised_as": ["低保"], "housing_grade": "B"}, N)
    check(name, END25, base | {"recognised_as": ["防止返贫致贫对象"]}, E)
    check(name, START26, base | {"recognised_as": ["防止返贫致贫对象"]}, U)
    check(name, END25, base | {"sudden_hardship": True}, E)
    check(name, LAW, base | {"sudden_hardship": True}, U)
    check(name, JUNE26, base | {"recognised_as": ["刚性支出困难家庭"]}, N)
    check(name, LAW, base | {"recognised_as": ["刚性支出困难家庭"]}, E)
    check(name, D24, base | {"recognised_as": ["低保"], "housing_grade": "none"}, E)
    check(name, D24, base | {"recognised_as": ["低保"], "housing_grade": None}, U)
    check(name, D24, base | {"recognised_as": ["低保"], "residence": "urban"}, N)
    check(name, D24, base | {"recognised_as": None}, U)
    check(name, D24, base | {"members": [{"recognised_as": ["特困"]}]}, E)
    check(name, D24, base | {"sudden_hardship": None}, U)


if __name__ == "__main__":
    for test in (rural_dibao, tekun, child_without_care, disability_living_allowance, rural_housing):
        test()
    print(COUNT)
