"""Draws whole households from the distribution of ``sets/interview/households.yaml``, and what their people would say."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

import yaml

from corpus.corpus import Corpus
from corpus.facts import Household, Person, choices
from evals.items import SETS
from tools.interview import about
from tools.rules.view import member_path

FILE = SETS / "interview" / "households.yaml"
ADULT = 18
OLD = 60
Weights = Mapping[Any, float]


@dataclass(frozen=True)
class Respondent:
    """A household that answers truthfully what it is asked, one fact at a time.

    Attributes:
        truth: the whole household, as a household file would hold it.
        unsure: paths answered with 不清楚 or 不想说, settled beforehand so that every order of questions meets the same.
        opening: what is said before any question.
    """

    truth: dict[str, Any]
    seed: int
    first: tuple[str, ...] = ()
    shares: Mapping[str, Any] = field(default_factory=dict)

    def opening(self) -> dict[str, Any]:
        """What is told before the first question."""
        return {key: self.truth[key] for key in self.first}

    def knows(self, path: str) -> bool:
        """Whether the answer is a value; the same question always has the same answer."""
        if path in ("members", "size", "area", "residence"):
            return True
        spec = about(path)
        share = self.shares["not_said"] if spec.painful else self.shares["not_known"][spec.effort]
        return bool(random.Random(f"{self.seed} {path}").random() >= share)

    def tell(self, told: dict[str, Any], path: str) -> dict[str, Any]:
        """The household as told, with the answer to ``path`` added; a list of members tells how many they are."""
        if path == "members":
            people = [{key: person[key] for key in ("relation", "age")} for person in self.truth["members"]]
            return {**told, "members": people, "size": self.truth["size"]}
        spot = member_path(path)
        if spot is None:
            return {**told, path: self.truth[path]}
        people = [dict(person) for person in told["members"]]
        people[spot[0]][spot[1]] = self.truth["members"][spot[0]][spot[1]]
        return {**told, "members": people}


def draw(number: int, seed: int, corpus: Corpus) -> list[Respondent]:
    """That many households, the same ones for the same seed."""
    shares = distribution()
    source = random.Random(seed)
    return [_respondent(_Draw(source, shares, corpus), seed * 1_000_003 + at) for at in range(number)]


@cache
def distribution() -> dict[str, Any]:
    """The documented numbers."""
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def _respondent(one: _Draw, seed: int) -> Respondent:
    truth = one.household()
    for at, person in enumerate(truth["members"]):
        own = random.Random(f"{seed} business {at}").random()  # apart, so that what was drawn before stays as it was
        person["starting_business"] = bool(person["can_work"]) and own < one.shares["starting_business"]
    said = one.shares["said_first"]
    first = tuple(key for key, share in said.items() if one.random.random() < share and truth[key] is not False)
    Household.model_validate(truth)
    return Respondent(truth=truth, seed=seed, first=first, shares=one.shares)


@dataclass(frozen=True)
class _Draw:
    random: random.Random
    shares: dict[str, Any]
    corpus: Corpus

    def household(self) -> dict[str, Any]:
        people = self._people()
        status = self._statuses(people)
        monthly = self._between(self.shares["monthly_income_per_head"], 10)
        size = len(people)
        hardship = self._yes(self.shares["sudden_hardship"])
        told: dict[str, Any] = {
            "area": self._area(),
            "residence": self._pick(self.shares["residence"]),
            "size": size,
            "monthly_income_per_head": monthly,
            "annual_net_income_per_head": round(monthly * self.random.uniform(*self.shares["yearly_to_monthly"])),
            "assets_within_limit": self._assets(),
            "income_12m": monthly * size * 12,
            "rigid_expenditure_12m": round(monthly * size * 12 * self._between(self.shares["rigid_to_income"])),
            "recognised_as": status,
            "sudden_hardship": hardship,
            "disaster": hardship and self._yes(self.shares["disaster"]),
            "housing_grade": self._pick(self.shares["housing_grade"]),
            "members": people,
        }
        return told | self._others(Household, told)

    def _people(self) -> list[dict[str, Any]]:
        relations = str(self._pick(self.shares["shapes"])).split()
        ages = self.shares["ages"]
        own = int(self._between(ages["grandparent" if "other" in relations else "self"], 1))
        people = []
        for relation in relations:
            match relation:
                case "self":
                    age = own
                case "spouse":
                    age = max(22, own + self.random.randint(-ages["spouse_apart"], ages["spouse_apart"]))
                case "child":
                    age = max(1, own - self.random.randint(*ages["child_younger"]))
                case "parent":
                    age = min(99, own + self.random.randint(*ages["parent_older"]))
                case _:
                    age = int(self._between(ages["other"], 1))
            people.append(self._person(relation, age, alone=len(relations) == 1))
        return people

    def _person(self, relation: str, age: int, *, alone: bool) -> dict[str, Any]:
        grade = self._pick(self.shares["disability_grade"]) if self._yes(self.shares["disability_share"]) else 0
        works = self.shares["can_work"]
        share = works["severe"] if 1 <= grade <= 2 else works["disabled"] if grade else works["old"] if age >= OLD else works["young"]
        can_work = age >= 16 and self._yes(share)
        stage = next(
            (self.random.choice(s) for span, s in self.shares["stages"].items() if _span(span)[0] <= age <= _span(span)[1]), "none"
        )
        unable = self.shares["supporters_unable"]["alone_old" if alone and age >= OLD else "other"]
        parents = {key: self._pick(self.shares["parents"]) for key in ("father", "mother")}
        told: dict[str, Any] = {
            "relation": relation,
            "age": age,
            "disability": {"grade": grade, "category": self._pick(self.shares["disability_category"])} if grade else "none",
            "needs_long_term_care": bool(grade) and self._yes(self.shares["needs_long_term_care"][grade]),
            "can_work": can_work,
            "registered_unemployed": can_work and self._yes(self.shares["registered_unemployed"]),
            "education_stage": stage,
            "boarding": stage not in ("none", "preschool", "primary") and self._yes(self.shares["boarding"]),
            "supporters_unable": self._yes(unable),
            **parents,
            "enrolled_medical": self._yes(self.shares["enrolled_medical"]),
            "enrolled_pension": age >= ADULT and self._yes(self.shares["enrolled_pension"]),
        }
        return told | self._others(Person, told)

    def _statuses(self, people: Sequence[dict[str, Any]]) -> list[str]:
        """The household's statuses; each member's own are put with the member."""
        kind = self._pick(self.shares["household_statuses"])
        known = self.corpus.recognitions.values()
        shared = [r.id for r in known if r.shorthand == "every_member" and (r.belongs == "household") == (kind == "belongs_to_household")]
        found = [] if kind == "none" else [self.random.choice(shared)]
        if len(people) == 1 and people[0]["age"] >= OLD and self._yes(self.shares["single_status"]):
            found = [r.id for r in known if r.shorthand == "single_member"]
        for person in people:
            lost = person["age"] < ADULT and "alive_able" not in (person["father"], person["mother"])
            own = [r.id for r in known if r.shorthand == "none"] if lost and self._yes(self.shares["child_status"]) else []
            person["recognised_as"] = found + own[:1]
        return found

    def _assets(self) -> bool | dict[str, bool]:
        """Within every limit, or beyond each of them."""
        tests = {r.id for r in self.corpus.recognitions.values()}
        return True if self._yes(self.shares["assets_within_limit"]) else dict.fromkeys(sorted(tests), False)

    def _area(self) -> str:
        kinds = self.shares["areas"]
        return str(self._pick({area.id: kinds[area.kind] for area in self.corpus.areas.values() if area.kind in kinds}))

    def _others(self, model: type[Household] | type[Person], told: dict[str, Any]) -> dict[str, Any]:
        """Whatever else may be asked, so that a fact that is new to the registers has an answer."""
        scope = "household" if model is Household else "member"
        found: dict[str, Any] = {}
        for key in model.model_fields:
            spec = model.about(key)
            if spec is None or spec.finer or key in told or key in ("monthly_income", "recognised_as", "members"):
                continue
            if spec.kind == "yes_no":
                found[key] = self._yes(self.shares["other_yes"])
            elif spec.kind == "choice":
                found[key] = self.random.choice(choices(f"{scope}.{key}"))
        return found

    def _yes(self, share: float) -> bool:
        return self.random.random() < share

    def _pick(self, weights: Weights) -> Any:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _between(self, spans: Weights, step: float = 0) -> Any:
        low, high = _span(self._pick(spans))
        value = self.random.uniform(low, high)
        return int(value // step * step) if step else value


@cache
def _span(text: str) -> tuple[float, float]:
    low, _, high = text.partition("-")
    return float(Decimal(low)), float(Decimal(high))
