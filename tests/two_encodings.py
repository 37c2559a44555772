"""The rules of five programmes as the registers tell them beside the second encoding of tests/second_encoding: the same random
households for both, and the classes of difference that docs/second_encoding.md decides. Tests load this file by its place.
"""

from __future__ import annotations

import hashlib
import importlib.util
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from corpus.corpus import Corpus
from corpus.facts import Household
from tools.eligibility import Verdict, judge_trace
from tools.rules.view import UNLISTED, HouseholdView

FOLDER = Path(__file__).parent / "second_encoding"
Facts = dict[str, Any]


def second_encoding() -> ModuleType:
    """The second encoding, as the package it is; tests are none."""
    if "second_encoding" not in sys.modules:
        spec = importlib.util.spec_from_file_location("second_encoding", FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)])
        assert spec
        assert spec.loader
        module = sys.modules["second_encoding"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules["second_encoding"]


def fingerprint() -> str:
    """What the second encoding's files hold, as one number."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


# ---- households -----------------------------------------------------------------------------------------------------

CENTRAL = ("中山区", "西岗区", "沙河口区")
AREAS = (
    *("庄河市", "瓦房店市", "普兰店区") * 3,
    *("长海县", "金州区", "旅顺口区", "甘井子区", "金普新区", "长兴岛经济区", "长兴岛街道", "高新区", "花园口经济区", "保税区"),
    *CENTRAL,
    "沈阳市",
)
LINES = (580, 660, 745, 805, 846, 780, 850, 925, 972, 1011)
INCOMES = (0, 300, *(line + step for line in LINES for step in (-1, 0, 1)), 1269, 2000, 5000)
CHANGES = (date(2022, 1, 1), date(2022, 7, 1), date(2022, 10, 20), date(2023, 7, 1), date(2024, 7, 1), date(2025, 7, 1), date(2026, 1, 1))
FIRST, LAST, LAW = date(2021, 11, 4), date(2026, 12, 31), date(2026, 7, 1)
PARENTS = (
    "alive_able",
    "dead",
    "missing",
    "severely_disabled",
    "seriously_ill",
    "imprisoned_over_6_months",
    "out_of_contact_over_6_months",
)
MORE_PARENTS = (*PARENTS, "custody_revoked", "deported")
CATEGORIES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
HOUSE = (
    [],
    [],
    [],
    ["低保"],
    ["特困"],
    ["低保边缘"],
    ["低保边缘"],
    ["刚性支出困难家庭"],
    ["防止返贫致贫对象"],
    ["低保", "防止返贫致贫对象"],
)
STAGES = ("none", "preschool", "primary", "junior", "senior", "vocational", "undergraduate")
AT_SCHOOL = {"primary", "junior", "senior", "vocational", "undergraduate"}


class Households:
    """Draws households: most are sensible, one in three is put together at random; some facts are not told."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def draw(self) -> tuple[Facts, date]:
        """A household and the day it asks on."""
        r = self.random
        told = self._odd() if r.random() < 1 / 3 else self._sensible()
        share = r.choice((0.6, 0.9, 1.0, 1.0))
        people = told.pop("members")
        kept = {key: value for key, value in told.items() if r.random() < share}
        if r.random() < 0.92:
            kept["members"] = (
                []
                if r.random() < 0.01
                else [{key: value for key, value in p.items() if key == "relation" or r.random() < share} for p in people]
            )
        return kept, self._day()

    def _day(self) -> date:
        r = self.random
        if r.random() < 0.3:
            return r.choice((*CHANGES, LAW)) + timedelta(days=r.choice((-1, 0)))
        if r.random() < 0.4:
            return LAW + timedelta(days=r.randrange((LAST - LAW).days + 1))
        return FIRST + timedelta(days=r.randrange((LAST - FIRST).days + 1))

    def _house(self, size: int) -> Facts:
        r = self.random
        told: Facts = {
            "area": r.choice(AREAS),
            "residence": r.choice(("rural", "rural", "rural", "urban")),
            "size": size,
            "assets_within_limit": r.choice((True, True, True, False, {"低保": False, "特困": True}, {"低保": True}, {"特困": False})),
            "recognised_as": r.choice(HOUSE),
            "sudden_hardship": r.random() < 0.3,
            "housing_grade": r.choice(("A", "B", "C", "D", "none")),
        }
        per_head = r.choice(INCOMES)
        if r.random() < 0.7:
            told["monthly_income_per_head"] = per_head
        if "monthly_income_per_head" not in told or r.random() < 0.1:
            told["monthly_income"] = per_head * size + r.choice((0, 0, 0, -1, 1, 900))
            told["monthly_income"] = max(told["monthly_income"], 0)
        if r.random() < 0.05:
            told["hukou_area"] = r.choice(AREAS)
        return told

    def _sensible(self) -> Facts:
        """A family whose ages, schools and recognitions fit each other."""
        r = self.random
        family = r.choice(
            (
                ("elder",),
                ("elder", "elder"),
                ("adult",),
                ("adult", "adult", "child"),
                ("adult", "elder"),
                ("elder", "child"),
                ("adult", "child", "child"),
            )
        )
        told = self._house(len(family))
        if "特困" in told["recognised_as"] and len(family) > 1:
            told["recognised_as"] = []
        told["members"] = [
            self._person(kind, "self" if i == 0 else "child" if kind == "child" else "other", told) for i, kind in enumerate(family)
        ]
        return told

    def _person(self, kind: str, relation: str, house: Facts) -> Facts:
        r = self.random
        age = r.randint(*{"elder": (58, 90), "adult": (18, 59), "child": (0, 19)}[kind])
        person: Facts = {
            "relation": relation,
            "disability": None if r.random() < 0.6 else {"grade": r.randint(1, 4), "category": r.choice(CATEGORIES)},
            "can_work": kind == "adult" and r.random() < 0.6,
            "registered_unemployed": kind == "adult" and r.random() < 0.3,
            "education_stage": r.choice(STAGES[:4])
            if age < 15
            else r.choice(STAGES[4:])
            if age < 20
            else r.choice(("none",) * 9 + ("undergraduate",)),
            "supporters_unable": r.random() < 0.5,
            "recognised_as": [status for status in house["recognised_as"] if status in ("低保", "特困")],
        }
        if r.random() < 0.1:
            person["born"] = f"{2024 - age}-{r.randint(1, 12):02d}"
        else:
            person["age"] = age
        if kind == "child":
            person["father"], person["mother"] = r.choice(MORE_PARENTS), r.choice(MORE_PARENTS)
            gone = [person[side] in ("dead", "missing") for side in ("father", "mother")]
            if all(gone):
                person["recognised_as"] += r.choice(([], ["孤儿"]))
            elif "alive_able" not in (person["father"], person["mother"]):
                person["recognised_as"] += r.choice(([], ["事实无人抚养儿童"]))
        if not house["recognised_as"] and not person["recognised_as"] and r.random() < 0.25:
            person["recognised_as"] = [r.choice(("低保", "特困"))]
        if r.random() < 0.15:
            person["monthly_income"] = r.choice(INCOMES)
        return person

    def _odd(self) -> Facts:
        """Facts put together without regard to each other."""
        r = self.random
        size = r.randint(1, 4)
        told = self._house(size)
        told["members"] = [self._odd_person("self" if i == 0 else r.choice(("spouse", "child", "parent", "other"))) for i in range(size)]
        return told

    def _odd_person(self, relation: str) -> Facts:
        r = self.random
        person: Facts = {
            "relation": relation,
            "age": r.choice((0, 3, 15, 16, 17, 18, 19, 29, 30, 40, 59, 60, 61, 75)),
            "disability": r.choice(
                (
                    None,
                    {"grade": r.randint(1, 4), "category": r.choice(CATEGORIES)},
                    {"grade": r.randint(1, 4)},
                    {"category": r.choice(CATEGORIES)},
                )
            ),
            "can_work": r.random() < 0.5,
            "registered_unemployed": r.random() < 0.3,
            "education_stage": r.choice(STAGES),
            "supporters_unable": r.random() < 0.5,
            "father": r.choice(MORE_PARENTS),
            "mother": r.choice(MORE_PARENTS),
            "recognised_as": r.choice(([], [], [], ["低保"], ["特困"], ["孤儿"], ["事实无人抚养儿童"], ["低保", "孤儿"])),
        }
        if r.random() < 0.2:
            person["monthly_income"] = r.choice(INCOMES)
        if r.random() < 0.1:
            person["serious_illness"] = r.random() < 0.5
        if r.random() < 0.1:
            person["receives_work_injury_care_allowance"] = r.random() < 0.5
        if r.random() < 0.04:
            person["absent"] = r.choice(("prison", "detox", "declared_missing"))
        return person


# ---- differences that are decided -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One difference: of the household (``person`` None) or of one of its members."""

    house: Facts
    day: date
    person: Facts | None
    ours: str
    second: str


@dataclass(frozen=True)
class Difference:
    """A class of difference on which the registers are right; docs/second_encoding.md says why under the same name.

    Attributes:
        programmes: where it is met.
        verdicts: what the registers say, then what the second encoding says.
        holds: whether a difference is of this class.
    """

    name: str
    programmes: tuple[str, ...]
    verdicts: tuple[tuple[str, str], ...]
    holds: Callable[[Case], bool]


E, N, U = "eligible", "ineligible", "unknown"
DIBAO, TEKUN, LIVING, HOUSING = "农村最低生活保障", "特困人员救助供养", "困难残疾人生活补贴", "农村危房改造"


def _area(case: Case) -> str | None:
    return case.house.get("hukou_area") or case.house.get("area")


def _age(person: Facts, day: date) -> tuple[int, int] | None:
    found: tuple[int, int] | None = second_encoding().shared.age_range(person, day)
    return found


def _people(case: Case) -> list[Facts]:
    return [person for person in case.house.get("members") or () if person.get("absent") is None]


def _grade(person: Facts) -> tuple[int | None, str | None]:
    told = person.get("disability") or {}
    return told.get("grade"), told.get("category")


def _severe_but_may_work(case: Case) -> bool:
    """A member whom the national text lets apply alone and of whom it is not told that they cannot work."""
    return "低保边缘" in case.house.get("recognised_as", ()) and any(
        (_grade(p)[0] in (1, 2) or (_grade(p)[0] == 3 and _grade(p)[1] in ("智力", "精神"))) and p.get("can_work") is not False
        for p in _people(case)
    )


def _income_not_below(case: Case) -> bool:
    """Nobody is named, and the income per head is told and not under the line."""
    income = second_encoding().income
    per_head, group = income.income_per_head(case.house), income.line_group(case.house)
    over: bool = income.below_line(per_head, group, case.day) is not True
    return not case.house.get("members") and per_head is not None and over


def _told_ill(case: Case) -> bool:
    return "低保边缘" in case.house.get("recognised_as", ()) and any(p.get("serious_illness") for p in _people(case))


def _no_child_at_school(case: Case) -> bool:
    """Thirty or older, or of an age not told; and in 特困 or not told whether."""
    person = case.person or {}
    ages, own = _age(person, case.day), person.get("recognised_as")
    in_support = own is None or "特困" in own or "特困" in case.house.get("recognised_as", ())
    return in_support and (case.ours == U if ages is None else ages[0] >= 30)


def _may_be_grown_up(case: Case) -> bool:
    """Not surely a minor, nor surely at school and young, and told to be an orphan or not told whether."""
    person = case.person or {}
    ages = _age(person, case.day)
    own = person.get("recognised_as")
    child = ages is not None and ages[1] < 18
    pupil = ages is not None and ages[1] < 30 and person.get("education_stage") in AT_SCHOOL
    return not child and not pupil and (own is None or "孤儿" in own)


DIFFERENCES = (
    Difference(
        "中心城区没有农村低保这一档",
        (DIBAO, TEKUN),
        ((U, E), (U, N)),
        lambda case: _area(case) in CENTRAL and case.house.get("residence") != "urban",
    ),
    Difference("单人户不另看劳动能力", (DIBAO,), ((E, U),), _severe_but_may_work),
    Difference("说了已认定的重特大疾病", (DIBAO,), ((E, U),), _told_ill),
    Difference(
        "城市标准全市一个数",
        (TEKUN,),
        ((E, U), (N, U)),
        lambda case: _area(case) is None and case.house.get("residence") == "urban",
    ),
    Difference("没有列出家里人时的本人收入", (TEKUN,), ((N, U),), _income_not_below),
    Difference("三十岁以上不再是上学的特困儿童", (TEKUN,), ((N, U), (N, E), (U, E)), _no_child_at_school),
    Difference("成年以后的孤儿身份", (LIVING,), ((E, U), (E, N), (U, N)), _may_be_grown_up),
)
ABSENT = "服刑、戒毒、宣告失踪的家人"
"""The one class seen by asking again: the second encoding judges people who do not count; without them it has to agree."""
NAMES = (*(difference.name for difference in DIFFERENCES), ABSENT)


# ---- comparing ------------------------------------------------------------------------------------------------------


@dataclass
class Compared:
    """What a comparison found: how many differences of each class, and those of none."""

    households: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    unexplained: list[tuple[Facts, date, int | None, str, str]] = field(default_factory=list)


def ours(corpus: Corpus, programme: str, house: Facts, day: date) -> tuple[str, dict[int, str]]:
    """What the registers say: the household's verdict, and each member's that counts."""
    view = HouseholdView(Household.model_validate(house), corpus, day)
    trace = judge_trace(view, programme)
    if corpus.programmes[programme].judged == "household":
        return Verdict.of(trace.truth).value, {}
    indexes = view.indexes() if view.list_complete() else (*view.indexes(), UNLISTED)
    members = {i: Verdict.of(part.truth).value for i, part in zip(indexes, trace.parts, strict=True) if i != UNLISTED}
    return Verdict.of(trace.truth).value, members


def _differences(house: Facts, day: date, mine: tuple[str, dict[int, str]], second: Any) -> list[tuple[int | None, Case]]:
    """Members that differ; the household where it differs and no member does, as its verdict rolls up from theirs."""
    verdict, members = mine
    found: list[tuple[int | None, Case]] = [
        (index, Case(house, day, house["members"][index], said, other))
        for (index, said), other in zip(members.items(), second.members, strict=True)
        if said != other
    ]
    return found or ([(None, Case(house, day, None, verdict, second.verdict))] if verdict != second.verdict else [])


def class_of(programme: str, case: Case) -> str | None:
    """The first class a difference belongs to."""
    for difference in DIFFERENCES:
        if programme in difference.programmes and (case.ours, case.second) in difference.verdicts and difference.holds(case):
            return difference.name
    return None


def compare(corpus: Corpus, programme: str, households: int, seed: int) -> Compared:
    """Judge random households twice and sort what differs; a household's verdict rolls up from its members', so theirs explain it."""
    judge = second_encoding().PROGRAMMES[programme]
    draw, found = Households(seed), Compared(households)
    for _ in range(households):
        house, day = draw.draw()
        mine, second = ours(corpus, programme, house, day), judge(house, day)
        found.verdicts[mine[0]] += 1
        people = house.get("members") or []
        counted = [person for person in people if person.get("absent") is None]
        if people and not counted:  # for the registers nobody is there to be judged
            found.classes[ABSENT] += int(mine[0] != second.verdict)
            continue
        if len(counted) < len(people):
            without = judge({**house, "members": counted}, day)
            found.classes[ABSENT] += int(without.verdict != second.verdict)
            second = without
            house = {**house, "members": counted}
            mine = mine[0], dict(enumerate(mine[1].values()))
        for index, case in _differences(house, day, mine, second):
            name = class_of(programme, case)
            if name is None:
                found.unexplained.append((house, day, index, case.ours, case.second))
            else:
                found.classes[name] += 1
    return found
