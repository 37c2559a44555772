"""The coverage table: every criterion of the cards, the condition that stands for it, the cases that try it.

``python -m evals.coverage``, in the repository, writes docs/coverage.md from tests/coverage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field

from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.load import load
from corpus.rule import AnyCondition, Discretion, EverySupporter, Leaf, Programme, ProgrammeSays, walk
from corpus.yaml_file import read_yaml, validate

CRITERIA = Path("tests/coverage")
TABLE = Path("docs/coverage.md")

_FIELD = re.compile(r"^(steps|afterwards|readings)\[(\d+)\]$|^procedure\.[a-z_]+$|^(amounts|warnings|gives|related|beside|not_before)$")
_NAMED = Leaf | Discretion | ProgrammeSays | EverySupporter

HEAD = """# 条件对照表

资格卡（B01–B25，见 `docs/rulings.md`）里的每一条：写成了哪个条件，哪些用例两面都试过；没有写成条件的，写明为什么。
由 `tests/coverage/` 生成，不要手改：改那里的文件，再运行 `python -m evals.coverage`。`tests/health/test_coverage.py` 守着它：
条件号、字段、用例、数都要真有；`corpus/programmes/` 里的条件号、步骤、口径一个不能漏；定结论的条件要有“成”和“不成”两面的用例，除非写明缘由。

- **条件号**：`corpus/programmes/` 里的 `id`；`procedure.`、`steps[n]`、`afterwards[n]`、`readings[n]`、`amounts`、`warnings` 等是同一文件里的字段，从 0 数。
- **数**：`corpus/parameters/` 里的参数，括号里是谁定；没查到的，结论和数额都写“未查到”。
- **用例**：`tests/cases/` 里的名字。
"""


class Criterion(Strict):
    """One criterion, exclusion, amount, step, time limit or interval of a card, in our own words.

    Attributes:
        card: the card or table it comes from, as docs/rulings.md numbers them.
        programme: the programme, where it is not the file's own.
        conditions: ids of conditions, and names of fields for what is no condition.
        figures: parameters it depends on.
        limit: the time limit the named step must have, e.g. ``15 工作日``.
        words: what the named fields must say.
        why: why there is no condition, or why not both sides can be tried.
    """

    say: str
    card: str = Field(pattern=r"^(B\d\d|[CDH]\d?)$")
    programme: str | None = None
    conditions: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    limit: str | None = None
    words: str | None = None
    cases: tuple[str, ...] = ()
    why: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of conditions among ``conditions``."""
        return tuple(name for name in self.conditions if not _FIELD.match(name))

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of fields among ``conditions``."""
        return tuple(name for name in self.conditions if _FIELD.match(name))


class CriteriaFile(Strict):
    """A file of tests/coverage: the criteria of one programme, or of none."""

    title: str
    programme: str | None = None
    criteria: tuple[Criterion, ...] = Field(min_length=1)


def read(folder: Path) -> list[CriteriaFile]:
    """Every file of the folder, by name; each criterion knows its programme."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        file = validate(CriteriaFile, read_yaml(path, str(path)))
        criteria = tuple(c if c.programme else c.model_copy(update={"programme": file.programme}) for c in file.criteria)
        found.append(file.model_copy(update={"criteria": criteria}))
    return found


def conditions_of(programme: Programme) -> dict[str, AnyCondition]:
    """The named conditions of all readings, of the amounts and of the rule, by id; of several the latest."""
    return {c.id: c for c in (*_of_amounts(programme), *_of_rules(programme)) if isinstance(c, _NAMED)}


def rule_ids(programme: Programme) -> set[str]:
    """The ids that stand in a rule, not only in an amount."""
    return {condition.id for condition in _of_rules(programme) if isinstance(condition, _NAMED)}


def _of_rules(programme: Programme) -> Iterator[AnyCondition]:
    for reading in programme.readings:
        yield from walk(reading.conditions)


def _of_amounts(programme: Programme) -> Iterator[AnyCondition]:
    for reading in programme.readings:
        for amount in reading.amounts:
            if amount.when is not None:
                yield from walk(amount.when)


def field_of(programme: Programme, name: str) -> Any:
    """What a programme says in the field ``name``; None or empty: nothing."""
    numbered = re.match(r"^(steps|afterwards|readings)\[(\d+)\]$", name)
    if numbered:
        entries = programme.readings if numbered[1] == "readings" else getattr(programme.procedure, numbered[1])
        return entries[int(numbered[2])] if int(numbered[2]) < len(entries) else None
    if name.startswith("procedure."):
        return getattr(programme.procedure, name.removeprefix("procedure."), None)
    if name in ("amounts", "warnings"):
        return tuple(entry for reading in programme.readings for entry in getattr(reading, name))
    if name == "related":
        return (*programme.related, programme.related_why)
    return getattr(programme, name, None)


def table(files: list[CriteriaFile], corpus: Corpus) -> str:
    """docs/coverage.md."""
    programmes = {programme for file in files for c in file.criteria if (programme := c.programme)}
    tried = {(c.programme, name) for file in files for c in file.criteria for name in c.cases}
    total = sum(len(file.criteria) for file in files)
    ids = sum(len(conditions_of(corpus.programmes[programme])) for programme in programmes)
    lines = [HEAD, f"共 {total} 条，{len(programmes)} 个项目的 {ids} 个条件号，引用例 {len(tried)} 个。\n"]
    for file in sorted(files, key=lambda file: file.criteria[0].card):
        lines += [f"## {file.title}\n", "| 条件 | 出处 | 条件号 | 用例或缘由 |", "|---|---|---|---|"]
        lines += [_row(criterion, corpus, own=file.programme) for criterion in file.criteria]
        lines.append("")
    return "\n".join(lines)


def _row(criterion: Criterion, corpus: Corpus, own: str | None) -> str:
    programme = corpus.programmes.get(criterion.programme or "")
    clauses = [clause for name in criterion.conditions if programme for clause in _clauses(programme, name)]
    source = "<br>".join((criterion.card, *dict.fromkeys(clauses)))
    where = [f"`{name}`" for name in criterion.conditions]
    if criterion.programme and criterion.programme != own:
        where.insert(0, criterion.programme)
    where += [f"数 `{name}`（{corpus.parameters[name].set_by}）" for name in criterion.figures]
    what = f"{criterion.say}（{criterion.limit}）" if criterion.limit else criterion.say
    shown = [*criterion.cases, *([f"缘由：{criterion.why}"] if criterion.why else [])]
    return (
        "| " + " | ".join(cell.replace("|", "\\|") for cell in (what, source, "<br>".join(where) or "—", "<br>".join(shown) or "—")) + " |"
    )


def _clauses(programme: Programme, name: str) -> Iterator[str]:
    """The clauses behind a condition, over all readings, or behind a field."""
    if _FIELD.match(name):
        said = [getattr(field_of(programme, name), "clause", None)]
        if name.startswith("procedure."):
            said = [getattr(programme.procedure, f"{name.removeprefix('procedure.')}_clause", None)]
    else:
        conditions = (*_of_rules(programme), *_of_amounts(programme))
        said = [c.clause for c in conditions if isinstance(c, _NAMED) and c.id == name]
    for clause in filter(None, said):
        yield from (clause,) if isinstance(clause, str) else clause


def main() -> None:
    """Write docs/coverage.md."""
    TABLE.write_text(table(read(CRITERIA), load()), encoding="utf-8")
    print(f"{TABLE} written")


if __name__ == "__main__":
    main()
