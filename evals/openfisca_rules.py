"""Writes for evals/openfisca.py the programmes OpenFisca can express, as plain trees over the columns of evals/population.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from corpus.corpus import Corpus
from corpus.errors import NotInForceError
from corpus.rule import All, AnyCondition, AnyOf, Discretion, FactOperand, FigureOperand, Leaf, Not, Op, ProgrammeSays, parts_of, walk
from tools.population.mapping import ColumnMap
from tools.population.words import read_word
from tools.rules.columns import Columns
from tools.rules.leaves import bound_for

DAY = date(2026, 6, 30)
HOUSEHOLDS = {
    "area": ("户籍地", "area", "int"),
    "residence": ("户籍性质", "residence", "int"),
    "size": ("共同生活人口", None, "int"),
    "income": ("人均月收入（元/月）", None, "float"),
    "assets": ("财产是否符合规定", None, "bool"),
    "house": ("救助身份", "recognised_as", "int"),
}
MEMBERS = {
    "age": ("年龄", None, "int"),
    "grade": ("残疾等级", "disability.grade", "int"),
    "category": ("残疾类别", "disability.category", "int"),
    "needs_long_term_care": ("是否需要长期照护", None, "bool"),
    "education_stage": ("学段", "education_stage", "int"),
    "father": ("父亲情况", "father", "int"),
    "mother": ("母亲情况", "mother", "int"),
    "own": ("本人身份", "recognised_as", "int"),
}
NAMES = {"household.monthly_income_per_head": "income", "member.disability.grade": "grade", "member.disability.category": "category"}


class CannotSay(Exception):
    """OpenFisca cannot express it, or the random households do not tell it."""


class Writer:
    """Writes trees; words become numbers the same way for columns and rules."""

    def __init__(self, corpus: Corpus, words: dict[str, list[str]]) -> None:
        self.corpus, self.words = corpus, words
        self.numbers: dict[str, list[str]] = {}
        for columns, scope in ((HOUSEHOLDS, "household"), (MEMBERS, "member")):
            for name, (header, fact, _) in columns.items():
                if fact is not None and name not in ("house", "own"):
                    self.numbers[name] = [str(self._value(scope, fact, word)) for word in words[header]]

    def _value(self, scope: str, fact: str, word: str) -> Any:
        value = read_word(word, scope, ColumnMap(fact=fact), self.corpus, DAY)
        return tuple(self.corpus.areas)[value] if fact == "area" else value

    def columns(self, columns: dict[str, Any], scope: str) -> dict[str, Any]:
        """Variable -> header, kind, and of words what each stands for: the member of an Enum, or yes and no of one status."""
        found: dict[str, Any] = {}
        for name, (header, fact, kind) in columns.items():
            if fact is None:
                found[name] = (header, kind, None)
                continue
            values = [self._value(scope, fact, word) for word in self.words[header]]
            if name in self.numbers:
                found[name] = (header, "enum", {word: f"v{i}" for i, word in enumerate(self.words[header])})
                continue
            for i in range(len(self.corpus.recognitions)):
                found[f"{name}_{i}"] = (header, "bool", {w: bool(v >> i & 1) for w, v in zip(self.words[header], values, strict=True)})
        return found

    def programmes(self) -> dict[str, Any]:
        """Every programme that can be written."""
        found = {}
        for programme in self.corpus.programmes.values():
            try:
                rule = self.corpus.reading(programme.id, DAY).conditions
                found[programme.id] = (programme.judged, self.tree(rule))
            except (NotInForceError, CannotSay):
                continue
        return found

    def tree(self, condition: AnyCondition) -> list[Any]:
        """One condition."""
        match condition:
            case All():
                return ["all", *(self.tree(part) for part in parts_of(condition))]
            case AnyOf():
                return ["any", *(self.tree(part) for part in parts_of(condition))]
            case Not(not_=part):
                return ["not", self.tree(part)]
            case ProgrammeSays(programme=other, part=str(part)):
                rule = self.corpus.reading(other, DAY).conditions
                inner = self.tree(next(node for node in walk(rule) if getattr(node, "id", None) == part))
                return inner if condition.verdict == "eligible" else ["not", inner]
            case Leaf():
                return self._leaf(condition)
            case Discretion():
                raise CannotSay(condition.discretion)
        raise CannotSay(type(condition).__name__)

    def _leaf(self, leaf: Leaf) -> list[Any]:
        scope, _, key = leaf.fact.partition(".")
        name = NAMES.get(leaf.fact, "assets" if key.startswith("assets_within_limit.") else key)
        if key == "recognised_as":
            has = self._has(leaf, scope)
            return ["not", has] if leaf.op is Op.LACKS else has
        if name not in (HOUSEHOLDS if scope == "household" else MEMBERS):
            if leaf.presumed:
                return ["true"]
            raise CannotSay(leaf.fact)
        at = f"{'household' if scope == 'household' else 'person'}:{name}"
        if isinstance(leaf.value, FigureOperand) and leaf.op is Op.LESS_THAN:
            return ["below", at, list(self._bounds(leaf.value))]
        if isinstance(leaf.value, FigureOperand | FactOperand):
            raise CannotSay(leaf.id)
        if leaf.op in (Op.IS_TRUE, Op.IS_FALSE):
            return ["is", at, leaf.op is Op.IS_TRUE]
        if name in self.numbers:
            wanted = leaf.value if isinstance(leaf.value, tuple) else (str(leaf.value),)
            return ["in", at, [f"v{i}" for i, value in enumerate(self.numbers[name]) if value in wanted]]
        if name != "age":
            raise CannotSay(leaf.id)
        years = int(str(leaf.value))
        less, at_most = ["less", at, years], ["less", at, years + 1]
        return {Op.LESS_THAN: less, Op.AT_LEAST: ["not", less], Op.AT_MOST: at_most, Op.MORE_THAN: ["not", at_most]}[leaf.op]

    def _has(self, leaf: Leaf, scope: str) -> list[Any]:
        known = self.corpus.recognitions
        wanted = leaf.value if isinstance(leaf.value, tuple) else (str(leaf.value),)

        def one_of(whose: str, *shorthands: str) -> list[Any]:
            some = [s for s in wanted if not shorthands or known[s].shorthand in shorthands]
            return ["any", ["false"], *(["is", f"{whose}_{tuple(known).index(s)}", True] for s in some)]

        if scope == "household":
            return one_of("household:house")
        single = ["all", ["is", "household:size", 1], one_of("household:house", "single_member")]
        return ["any", one_of("person:own"), one_of("household:house", "every_member"), single]

    def _bounds(self, operand: FigureOperand) -> Iterator[float]:
        """The figure for each area, in the order of its numbers; only where it is known."""
        columns = Columns(None, "household", self.corpus, DAY)  # type: ignore[arg-type]
        for area in self.numbers["area"]:
            mode, value = bound_for(operand, area, columns)
            if mode != "exact" or value is None:
                raise CannotSay(operand.parameter)
            yield float(value)


def written(corpus: Corpus, words: dict[str, list[str]]) -> dict[str, Any]:
    """Columns and programmes, for evals/openfisca.py.

    Args:
        words: the words of each column that holds words.
    """
    writer = Writer(corpus, words)
    return {
        "households": writer.columns(HOUSEHOLDS, "household"),
        "members": writer.columns(MEMBERS, "member"),
        "programmes": writer.programmes(),
    }
