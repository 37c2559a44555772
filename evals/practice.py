"""Checks the practice questions a second way: every key recomputed from the words of the plan, not through tools/practice.

Second way: the shipped text of the plan is cut into sections and measures here, by its headings, and its lists by their
brackets; names of today are read from the register files as they lie.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.load import load
from evals.items import SETS
from evals.scoring import fold
from tools.practice import Question, make_questions

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
GENERATED = 200
KEPT = SETS / "practice" / "questions.jsonl"
LIST_END = "按职责分工负责"
SECTION = re.compile(r"^[(（]([一二三四])[)）]\s*(.*)$")
PART = re.compile(r"^([一二三])、(.*)$")
MEASURE = re.compile(r"^(\d)[.．]\s*([^。]+)。")


class Kept(Strict):
    """A question kept for trainers, with what makes it again."""

    as_of: date
    seed: int
    number: int
    key: str
    question: Question


class PracticeReport(Strict):
    """What came of the check."""

    generated: int
    kept: int
    kinds: dict[str, int]
    positions: dict[str, int]
    longest_is_right: float
    faults: tuple[str, ...]


class PlanLists(Strict):
    """The plan as read here: the list of each section, the heading and section of each measure.

    Attributes:
        lists: 二(一) -> the bodies as written.
        measures: 二(一)2 -> its heading; 三(四) -> its heading.
        names_a_lead: whether the text speaks of a lead (牵头) anywhere.
    """

    lists: dict[str, tuple[str, ...]]
    measures: dict[str, str]
    names_a_lead: bool

    def home(self, clause: str) -> str:
        """The section whose list covers a measure."""
        return next(name for name in self.lists if clause.startswith(name))


@cache
def read_plan() -> PlanLists:
    """Cut the shipped text by its headings and brackets."""
    part, section = "", ""
    lists: dict[str, tuple[str, ...]] = {}
    measures: dict[str, str] = {}
    text = (CORPUS / "documents" / "text" / "plan.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        line = line.strip()
        if found := PART.match(line):
            part, section = found[1], ""
        elif line.endswith((f"{LIST_END})", f"{LIST_END}）")):
            bodies = line.strip("()（）").removesuffix(LIST_END)
            lists[f"{part}({section})" if part == "二" else part] = tuple(bodies.split("、"))
        elif found := SECTION.match(line):
            section = found[1]
            if part == "三":
                measures[f"三({section})"] = found[2]
        elif found := MEASURE.match(line):
            measures[f"{part}({section}){found[1]}"] = found[2]
    return PlanLists(lists=lists, measures=measures, names_a_lead="牵头" in text)


@cache
def read_names() -> dict[str, list[tuple[date, str | None]]]:
    """Body -> its dated names, as the register files say."""
    names: dict[str, list[tuple[date, str | None]]] = {}
    for file in sorted((CORPUS / "bodies").rglob("*.yaml")):
        for body in yaml.safe_load(file.read_text(encoding="utf-8")).get("bodies") or ():
            names[body["id"]] = [(span.get("from") or date.min, span["name"]) for span in body.get("names") or ()]
    return names


@cache
def read_twins() -> dict[str, str]:
    """Bodies as written that most likely are one under two names, both ways."""
    twins: dict[str, str] = {}
    for file in sorted((CORPUS / "bodies").rglob("*.yaml")):
        for body in yaml.safe_load(file.read_text(encoding="utf-8")).get("bodies") or ():
            if body.get("same_as"):
                twins |= {body["id"]: body["same_as"], body["same_as"]: body["id"]}
    return twins


def measure(corpus: Corpus, as_of: date) -> PracticeReport:
    """Make questions under several seeds and check each, and those kept in sets/practice."""
    questions = list(generate(corpus, as_of))
    kept = read_kept()
    faults = [fault for question in questions for fault in faults_of(question, as_of)]
    faults += [fault for entry in kept for fault in faults_of(entry.question, entry.as_of)]
    faults += [f"{entry.question.id}（存下的）与现在算出的不同：{entry.question.stem}" for entry in kept if not _still_made(entry, corpus)]
    positions = Counter(question.key for question in questions)
    longest = [q for q in questions if max(q.options, key=lambda o: len(o.text)).right]
    return PracticeReport(
        generated=len(questions),
        kept=len(kept),
        kinds=dict(Counter(str(q.kind) for q in questions)),
        positions=dict(sorted(positions.items())),
        longest_is_right=round(len(longest) / len(questions), 3) if questions else 0.0,
        faults=tuple(faults),
    )


def generate(corpus: Corpus, as_of: date, count: int = GENERATED) -> Iterable[Question]:
    """``count`` questions, as many seeds as it takes."""
    made: list[Question] = []
    for seed in range(1, count):
        made += make_questions(min(40, count - len(made)), seed, as_of, corpus=corpus)
        if len(made) >= count:
            break
    return made[:count]


def read_kept() -> list[Kept]:
    """The questions kept for trainers."""
    if not KEPT.is_file():
        return []
    return [Kept.model_validate_json(line) for line in KEPT.read_text(encoding="utf-8").splitlines() if line.strip()]


def write_kept(corpus: Corpus, as_of: date, *, count: int = 20, seed: int = 2026) -> None:
    """Make the kept questions anew."""
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    questions = make_questions(count, seed, as_of, corpus=corpus)
    lines = [Kept(as_of=as_of, seed=seed, number=n, key=q.key, question=q).model_dump_json() for n, q in enumerate(questions, start=1)]
    KEPT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _still_made(kept: Kept, corpus: Corpus) -> bool:
    """Whether the same seed and day give the same question now."""
    made = make_questions(kept.number, kept.seed, kept.as_of, corpus=corpus)
    return len(made) == kept.number and made[-1] == kept.question and made[-1].key == kept.key


# -- one question ----------------------------------------------------------------------------------------------------


def faults_of(question: Question, as_of: date) -> list[str]:
    """What is wrong with a question: its key, a second right option, options alike, the key readable from the stem."""
    faults = []
    texts = [fold(option.text) for option in question.options]
    marked = [option.text for option in question.options if option.right]
    if len(marked) != 1:
        faults.append(f"标了 {len(marked)} 个正确选项")
    if len(set(texts)) != len(texts):
        faults.append("有两个选项相同")
    if len(texts) < 3:
        faults.append(f"只有 {len(texts)} 个选项")
    right = [option.text for option in question.options if _is_right(question, option.text, as_of)]
    if right != marked:
        faults.append(f"重算的答案是 {'、'.join(right) or '没有'}，标的是 {'、'.join(marked) or '没有'}")
    stem, clause = fold(question.stem), _clause_of(question.stem)
    heading = read_plan().measures.get(clause)
    if heading and question.kind != "outside" and fold(heading) not in stem:
        faults.append(f"{clause} 的标题是“{heading}”，题干写的不是")
    in_stem = [option.text for option in question.options if fold(option.text) in stem]
    if in_stem and in_stem == marked:
        faults.append("题干里就有正确选项")
    faults += _untrue_reasons(question)
    return [f"{question.id}（{question.kind}）{fault}：{question.stem}" for fault in faults]


def _is_right(question: Question, option: str, as_of: date) -> bool:
    plan = read_plan()
    clause = _clause_of(question.stem)
    section = plan.home(clause) if clause else ""
    match question.kind:
        case "not_in_list" | "outside":
            return option not in plan.lists[section]
        case "in_which_list":
            body = _quoted(question.stem)
            return body in plan.lists[option.split(" ")[0]]
        case "how_many":
            return int(option.split(" ")[0]) == len(plan.lists[section])
        case "in_all_lists":
            return all(option in entries for entries in plan.lists.values())
        case "lead_named":
            return option not in plan.lists[section] and not plan.names_a_lead
        case "today_name":
            return option == _name_on(_quoted(question.stem), as_of)
    raise AssertionError(question.kind)


def _untrue_reasons(question: Question) -> list[str]:
    """What an option's reason says and the lists do not bear out, and bodies that are one under two names."""
    plan, faults = read_plan(), []
    for option in question.options:
        homes = [name for name, entries in plan.lists.items() if option.text in entries]
        only = re.match(r"只在 (\S+) 的名单里", option.why)
        if only and homes != [only[1]]:
            faults.append(f"理由说 {option.text} 只在 {only[1]}，其实在 {'、'.join(homes) or '哪份都不在'}")
        clause = _clause_of(question.stem)
        twin = read_twins().get(option.text)
        if question.kind in ("not_in_list", "outside") and option.right and twin in plan.lists[plan.home(clause)]:
            faults.append(f"正确选项 {option.text} 与名单里的 {twin} 可能是同一单位")
    return faults


def _clause_of(stem: str) -> str:
    """The clause a stem names, e.g. 二(一)2, 三(四), 三; empty if none."""
    found = re.search(r"二\([一二三]\)\d?|三\([一二三四]\)|三(?=“)", fold(stem))
    return found[0] if found else ""


def _quoted(stem: str) -> str:
    found = re.search(r"“([^”]+)”", stem)
    return found[1] if found else ""


def _name_on(body: str, day: date) -> str | None:
    spans = [name for start, name in read_names().get(body, []) if start <= day]
    return spans[-1] if spans else None


if __name__ == "__main__":
    write_kept(load(), date(2026, 11, 24))
