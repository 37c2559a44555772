"""Random households and messages, the same ones every time; XIANJIE_SEED chooses others."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from corpus.corpus import Corpus
from corpus.load import load

AREAS = ("庄河市", "瓦房店市", "普兰店区", "长海县", "金普新区", "中山区", "旅顺口区")
CATEGORIES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
INCOMES = (0, 300, 500, 659, 660, 661, 700, 790, 845, 846, 847, 860, 990, 1010, 1011, 1100, 1268, 1269, 1270, 1517, 3000)
YEARLY = (0, 3000, 6000, 6599, 6600, 7000, 7259, 7260, 7261, 9000, 20000)
STATES = ("alive_able", "dead", "missing", "severely_disabled", "seriously_ill", "imprisoned_over_6_months", "out_of_contact_over_6_months")
STAGES = ("preschool", "primary", "junior", "senior", "vocational", "undergraduate", "none")
HOUSEHOLD_STATUSES = ("低保边缘", "刚性支出困难家庭", "防止返贫致贫对象")


class Draw:
    """Draws households from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def day(self) -> date:
        """A day of the years the registers tell about; half of them near where something changes."""
        edges = [
            date(2021, 7, 1),
            date(2021, 11, 4),
            date(2022, 7, 1),
            date(2025, 7, 1),
            date(2025, 12, 31),
            date(2026, 7, 1),
            date(2026, 11, 24),
        ]
        if self.random.random() < 0.5:
            return self.random.choice(edges) + timedelta(days=self.random.choice((-1, 0, 1)))
        return date(2016, 1, 1) + timedelta(days=self.random.randrange(4000))

    def whole(self) -> dict[str, Any]:
        """A household of which everything is told and nothing contradicts anything else."""
        r = self.random
        size = r.choice((1, 1, 2, 2, 3, 4))
        told: dict[str, Any] = {
            "area": r.choice(AREAS),
            "residence": r.choice(("rural", "rural", "urban")),
            "size": size,
            "annual_net_income_per_head": r.choice(YEARLY),
            "assets_within_limit": r.choice((True, True, False)),
            "income_12m": r.choice((0, 12000, 30000, 60000)),
            "rigid_expenditure_12m": r.choice((0, 8000, 30000, 90000)),
            "sudden_hardship": r.random() < 0.3,
            "housing_grade": r.choice(("A", "B", "C", "D", "none")),
        }
        if r.random() < 0.7:
            told["monthly_income_per_head"] = r.choice(INCOMES)
        else:
            told["monthly_income"] = r.choice(INCOMES) * size
        told["members"] = [self.person(index) for index in range(size)]
        self._statuses(told)
        return told

    def person(self, index: int) -> dict[str, Any]:
        """A member of whom everything is told."""
        r = self.random
        age = r.choice((3, 12, 15, 16, 17, 18, 35, 45, 59, 60, 61, 64, 65, 75, 88))
        return {
            "relation": "self" if index == 0 else r.choice(("spouse", "child", "parent", "other")),
            "age": age,
            "disability": "none" if r.random() < 0.5 else {"grade": r.randint(1, 4), "category": r.choice(CATEGORIES)},
            "needs_long_term_care": r.random() < 0.5,
            "can_work": r.random() < 0.5,
            "registered_unemployed": r.random() < 0.3,
            "education_stage": r.choice(STAGES),
            "boarding": r.random() < 0.3,
            "supporters_unable": r.random() < 0.5,
            "father": r.choice(STATES),
            "mother": r.choice(STATES),
            "enrolled_medical": r.random() < 0.7,
            "enrolled_pension": r.random() < 0.7,
        }

    def _statuses(self, told: dict[str, Any]) -> None:
        """Recognitions of the household and of its members that agree with each other."""
        r, people = self.random, told["members"]
        if r.random() < 0.5:
            house = [status for status in HOUSEHOLD_STATUSES if r.random() < 0.25]
            own = [] if r.random() < 0.6 else ["低保"]
            told["recognised_as"] = own + house
            for person in people:
                person["recognised_as"] = own + house
            return
        for person in people:
            person["recognised_as"] = [r.choice(("低保", "特困", "孤儿", "事实无人抚养儿童"))] if r.random() < 0.4 else []

    def gaps(self, told: dict[str, Any], share: float) -> dict[str, Any]:
        """The household with some facts not told; nobody is left out of the member list."""
        r = self.random
        kept = {key: value for key, value in told.items() if key == "members" or r.random() < share}
        kept["members"] = [
            {key: value for key, value in person.items() if key == "relation" or r.random() < share} for person in told["members"]
        ]
        return kept

    def odd(self) -> dict[str, Any]:
        """A household with gaps, approximations, half-told certificates, finer facts and contradictions."""
        r = self.random
        told = self.gaps(self.whole(), r.choice((0.3, 0.6, 0.9)))
        for key in ("monthly_income_per_head", "annual_net_income_per_head", "monthly_income", "income_12m"):
            if key in told and r.random() < 0.3:
                told[key] = {"low": told[key], "high": told[key] + r.choice((0, 1, 200, 3000))}
        if r.random() < 0.2:
            told["assets_within_limit"] = {name: r.choice((True, False, None)) for name in ("低保", "低保边缘", "特困") if r.random() < 0.7}
        if r.random() < 0.2:
            told["not_recognised_as"] = [r.choice(("低保", "特困", *HOUSEHOLD_STATUSES))]
        if r.random() < 0.15:
            told["hukou_area"] = r.choice(AREAS)
        if r.random() < 0.15:
            told["household_size"] = r.randint(1, 5)
        for person in told["members"]:
            if r.random() < 0.15:
                person["born"] = f"{r.randint(1935, 2020)}-{r.randint(1, 12):02d}"
            if r.random() < 0.15:
                person["disability"] = r.choice(({"grade": r.randint(1, 4)}, {"category": r.choice(CATEGORIES)}, {"certified": False}))
            if r.random() < 0.1:
                person["absent"] = r.choice(("prison", "detox", "declared_missing"))
            if r.random() < 0.15:
                person["monthly_income"] = r.choice(INCOMES)
            if r.random() < 0.1:
                person["not_recognised_as"] = [r.choice(("低保", "特困"))]
        if r.random() < 0.1:
            del told["members"]
        return told


@pytest.fixture(scope="session")
def seed() -> int:
    return int(os.environ.get("XIANJIE_SEED", "20211104"))


@pytest.fixture
def draw(seed: int) -> Draw:
    return Draw(seed)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load()


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from assistant.agent.run import Assistant

    return Assistant.open(Settings(data=tmp_path_factory.mktemp("long"), today=date(2026, 11, 24)))


@pytest.fixture(scope="session")
def resident_kilobytes() -> Callable[[], int]:
    """How much memory this process holds now."""

    def measure() -> int:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmRSS:")))

    return measure
