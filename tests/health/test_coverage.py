"""The coverage table: every criterion has its condition and its cases, or a reason; every condition has its criterion."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from corpus.rule import Discretion, Step
from evals.coverage import TABLE, CriteriaFile, Criterion, conditions_of, field_of, read, rule_ids, table
from tools.eligibility import check_programme

Sides = dict[str, set[bool | None]]
PROCEDURE = ("procedure.where", "procedure.materials", "procedure.decides", "procedure.remedies")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """The shipped registers."""
    return load()


@pytest.fixture(scope="module")
def files(root: Path) -> list[CriteriaFile]:
    """The criteria, file by file."""
    return read(root / "tests/coverage")


@pytest.fixture(scope="module")
def criteria(files: list[CriteriaFile]) -> list[Criterion]:
    """All criteria."""
    return [criterion for file in files for criterion in file.criteria]


@pytest.fixture(scope="module")
def cases(root: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Every policy case, by programme and name."""
    read_in = [case for path in sorted((root / "tests/cases").rglob("*.yaml")) for case in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return {(case["programme"], case["name"]): case for case in read_in}


@pytest.fixture(scope="module")
def sides(criteria: list[Criterion], cases: dict[tuple[str, str], dict[str, Any]], corpus: Corpus) -> dict[tuple[str, str], Sides]:
    """How every condition came out in every case that is named."""
    found: dict[tuple[str, str], Sides] = {}
    for key in {(c.programme or "", name) for c in criteria for name in c.cases} & cases.keys():
        case = cases[key]
        given = dict(case["given"])
        if isinstance(given.get("recognised_as"), list):
            given["recognised_as"] = [status for status in given["recognised_as"] if status != "none"]
        judgement = check_programme(Household.model_validate(given), key[0], case["as_of"], corpus=corpus)
        truths: Sides = defaultdict(set)
        for _, trace in judgement.traces:
            for node in trace.nodes():
                if node.id:
                    truths[node.id].add(node.truth)
        found[key] = truths
    return found


def _of_programmes(criteria: list[Criterion]) -> list[Criterion]:
    return [criterion for criterion in criteria if criterion.programme]


def test_every_programme_has_its_criteria(criteria: list[Criterion], corpus: Corpus) -> None:
    assert {c.programme for c in _of_programmes(criteria)} == set(corpus.programmes)


def test_what_is_named_exists(criteria: list[Criterion], corpus: Corpus) -> None:
    wrong = []
    for c in criteria:
        wrong += [f"{c.say}: no figure {name}" for name in c.figures if not (name in corpus.parameters and corpus.parameters[name].set_by)]
        if not c.programme:
            continue
        programme = corpus.programmes[c.programme]
        known = conditions_of(programme)
        wrong += [f"{c.programme}, {c.say}: no condition {name}" for name in c.ids if name not in known]
        wrong += [f"{c.programme}, {c.say}: nothing in {name}" for name in c.fields if not field_of(programme, name)]
    assert wrong == []


def test_the_named_fields_say_it(criteria: list[Criterion], corpus: Corpus) -> None:
    wrong = []
    for c in _of_programmes(criteria):
        said = [field_of(corpus.programmes[c.programme or ""], name) for name in c.fields]
        limits = [f"{step.limit} {step.unit}" for step in said if isinstance(step, Step)]
        if c.limit and c.limit not in limits:
            wrong.append(f"{c.programme}, {c.say}: {c.limit} is not the limit of {c.fields}")
        if c.words and not any(c.words in str(entry) for entry in said):
            wrong.append(f"{c.programme}, {c.say}: {c.fields} does not say {c.words}")
    assert wrong == []


def test_every_condition_step_and_reading_is_named(criteria: list[Criterion], corpus: Corpus) -> None:
    named: dict[str, set[str]] = defaultdict(set)
    for c in _of_programmes(criteria):
        named[c.programme or ""] |= set(c.conditions)
    left = []
    for programme in corpus.programmes.values():
        procedure = programme.procedure
        wanted = {*conditions_of(programme), *PROCEDURE}
        wanted |= {f"steps[{i}]" for i in range(len(procedure.steps))} | {f"afterwards[{i}]" for i in range(len(procedure.afterwards))}
        wanted |= {f"readings[{i}]" for i in range(len(programme.readings))}
        wanted |= {"amounts"} if any(reading.amounts for reading in programme.readings) else set()
        left += [f"{programme.id}: {name}" for name in sorted(wanted - named[programme.id])]
    assert left == []


def test_every_case_named_exists(criteria: list[Criterion], cases: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert [f"{c.programme}: {name}" for c in criteria for name in c.cases if (c.programme, name) not in cases] == []


def test_every_criterion_has_a_condition_or_a_reason(criteria: list[Criterion]) -> None:
    bare = [f"{c.programme}: {c.say}" for c in criteria if not c.why and (not c.conditions or (c.ids and not c.cases))]
    assert bare == []


def test_what_decides_is_tried_on_both_sides(criteria: list[Criterion], sides: dict[tuple[str, str], Sides], corpus: Corpus) -> None:
    wrong = []
    for c in _of_programmes(criteria):
        programme = corpus.programmes[c.programme or ""]
        known, in_rule = conditions_of(programme), rule_ids(programme)
        seen: Sides = defaultdict(set)
        for name in c.cases:
            for condition, truths in sides.get((programme.id, name), {}).items():
                seen[condition] |= truths
        for name in set(c.ids) & in_rule:
            if isinstance(known[name], Discretion):
                if not c.why or None not in seen[name]:
                    wrong.append(f"{programme.id}, {c.say}: {name} is for an official to judge; say so, and name a case that shows it open")
            elif not c.why and not {True, False} <= seen[name]:
                wrong.append(f"{programme.id}, {c.say}: {name} is seen only as {seen[name]}")
    assert wrong == []


def test_what_pays_is_tried(criteria: list[Criterion], cases: dict[tuple[str, str], dict[str, Any]]) -> None:
    """A criterion of an amount names a case that pins the amount, or says why none can."""
    bare = [
        f"{c.programme}: {c.say}"
        for c in criteria
        if "amounts" in c.conditions and not c.why and not any("amount" in cases[(c.programme or "", name)]["expect"] for name in c.cases)
    ]
    assert bare == []


def test_the_table_is_up_to_date(files: list[CriteriaFile], corpus: Corpus, root: Path) -> None:
    assert (root / TABLE).read_text(encoding="utf-8") == table(files, corpus), "run: python -m evals.coverage"
