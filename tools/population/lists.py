"""What becomes of a verdict: which list a household is on, and the words beside it.

A list is a reason to visit, never a decision. A household that has a status or benefit already is on no list, whatever the
rule says of it.

Source:
    N12#第47条 N12#第48条 (nobody's aid is cut by a comparison of data)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from corpus.corpus import Corpus
from corpus.errors import NotInForceError
from corpus.facts import fact_spec
from corpus.rule import All, AnyCondition, AnyMember, AnyOf, Discretion, Leaf, ProgrammeSays, walk
from tools.rules.compile import Compiler, Judged

NOTICE = "这是走访线索，不是审批决定；不得据此停发或调减（社会救助法第47、48条；个人信息保护法第24条）"
DUE, VISIT, ASK = "应享未享", "走访核实", "待补充信息"
LISTS = (DUE, VISIT, ASK)
NO, YES, ASKS, JUDGES = range(4)
"""State of a pattern: the rule says no, yes, waits for facts, waits for somebody's judgement or a figure."""

VERDICTS = {True: "eligible", False: "ineligible", None: "unknown"}
SAID = {"eligible": "可能符合", "ineligible": "目前不符合", "unknown": "还定不了"}
"""The verdicts as people read them; Parquet keeps the words of the programs."""


@dataclass(frozen=True)
class Words:
    """What is said of one pattern of one programme.

    Attributes:
        asks: whether facts are missing that a person could tell; else somebody has to look or judge.
    """

    verdict: str
    reasons: str
    missing: str
    because: str
    lacking: str
    asks: bool


def watches(corpus: Corpus, day: Any, household_columns: set[str], member_columns: set[str]) -> dict[str, tuple[str, AnyCondition]]:
    """For each programme how the tables tell whether it is had already: ``held`` by the household or ``due`` to a member.

    A programme of which no column tells is left out.
    """
    found: dict[str, tuple[str, AnyCondition]] = {}
    for place, programme in enumerate(corpus.programmes.values()):
        try:
            rule = corpus.reading(programme.id, day).conditions
        except NotInForceError:
            continue
        status = next((r.id for r in corpus.recognitions.values() if r.programme == programme.id), None)
        if status is not None:
            key, columns, value = "recognised_as", {"recognised_as", f"told_{tuple(corpus.recognitions).index(status)}"}, status
        else:
            key, columns, value = "receives", {"receives", f"gets_{place}"}, programme.id
        at_home, at_person = bool(columns & household_columns), bool(columns & member_columns)
        if not at_home and not at_person:
            continue
        if programme.judged == "household":
            parts: list[AnyCondition] = [_leaf("household", key, "has", value)] if at_home else []
            parts += [AnyMember(any_member=_leaf("member", key, "has", value))] if at_person or key == "recognised_as" else []
            found[programme.id] = ("held", parts[0] if len(parts) == 1 else AnyOf(any=tuple(parts)))
        else:
            lacks = [_leaf("member", key, "lacks", value)] if at_person or key == "recognised_as" else []
            lacks += [_leaf("household", key, "lacks", value)] if at_home and key == "receives" else []
            lacking = lacks[0] if len(lacks) == 1 else AnyOf(any=tuple(lacks))
            found[programme.id] = ("due", AnyMember(any_member=All(all=(rule, lacking))))
    return found


def _leaf(scope: str, key: str, op: str, value: str) -> Leaf:
    return Leaf.model_validate({"id": "had", "clause": "plan#had", "fact": f"{scope}.{key}", "is": op, "value": value, "plain": "had"})


def words_of(judged: Judged, plains: dict[str, str], truth: bool | None, reasons: int, opened: int, corpus: Corpus) -> Words:
    """The words of one pattern; ``plains``: what each condition asks."""
    ids = judged.bits.leaves_in(reasons)
    causes = judged.bits.causes_in(opened)
    unlisted = any(cause.key == "members" for _, cause in causes)
    telling = [cause for leaf, cause in causes if leaf in ids or leaf not in judged.bits.leaves]
    rest = [cause for leaf, cause in causes if cause not in telling]
    paths = [_path(c.key, unlisted) for c in telling if c.kind == "path"]
    more = [_path(c.key, unlisted) for c in rest if c.kind == "path"]
    waits = [_waits(c.kind, c.key, corpus) for c in telling if c.kind in ("discretion", "figure")]
    plain = [plains[i] for i in ids if i in plains]
    lacking = [_term(path) for path in dict.fromkeys(paths)] if paths else waits
    return Words(
        verdict=VERDICTS[truth],
        reasons=" ".join(ids),
        missing=" ".join(dict.fromkeys((*paths, *more))),
        because="；".join(plain),
        lacking="、".join(dict.fromkeys(lacking)),
        asks=bool(paths),
    )


def _nodes(programme: str, compiler: Compiler) -> Iterator[Leaf | Discretion | ProgrammeSays]:
    for node in walk(compiler.rules[programme]):
        if isinstance(node, Leaf | Discretion | ProgrammeSays):
            yield node


def reasons_table(judged: Iterable[Judged], compiler: Compiler) -> pa.Table:
    """What the reason codes of the verdicts stand for: programme, code, what is asked, and where it is written."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for j in judged:
        for node in _nodes(j.programme, compiler):
            refs = (node.clause,) if isinstance(node.clause, str) else node.clause
            written = "；".join(f"{compiler.corpus.document_of(ref).title} {ref.partition('#')[2]}".strip() for ref in refs)
            rows.setdefault((j.programme, node.id), {"项目": j.programme, "理由代码": node.id, "说的是": node.plain, "依据": written})
    return pa.Table.from_pylist(list(rows.values()), pa.schema([(name, pa.string()) for name in ("项目", "理由代码", "说的是", "依据")]))


def terms_of(paths: str) -> str:
    """Missing facts in Chinese."""
    return "、".join(dict.fromkeys(_term(path) for path in paths.split()))


def _path(key: str, unlisted: bool) -> str:
    return "members" if unlisted and key.startswith("members[]") else key


@cache
def _term(path: str) -> str:
    """A path in Chinese."""
    if path.startswith("members[]."):
        key = path.removeprefix("members[].")
        return f"成员的{fact_spec(f'member.{key}').term}"
    return fact_spec(f"household.{path}").term or path


def _waits(kind: str, key: str, corpus: Corpus) -> str:
    if kind == "discretion":
        return f"由{key}判断"
    return "、".join(f"{corpus.parameters[name].name}（数未查到，问{corpus.parameters[name].set_by}）" for name in key.split())


def words_table(rows: pa.Table, judged: Judged, compiler: Compiler) -> pa.Table:
    """What is said of a programme's patterns, row by number; row 0 of nothing.

    Args:
        rows: patterns with the number, the truth, the reasons and what is open.
    """
    name = judged.name
    fields = [f"{name}_n", name, f"{name}_r", f"{name}_o"]
    _, first = np.unique(rows[f"{name}_n"].to_numpy(), return_index=True)
    numbered = {row[f"{name}_n"]: row for row in rows.select(fields).take(pa.array(first)).to_pylist()}
    said = [Words("unknown", "", "", "", "", False)] * (max(numbered, default=0) + 1)
    states = [NO] * len(said)
    plains = {node.id: node.plain for node in _nodes(judged.programme, compiler)}
    for number, row in numbered.items():
        said[number] = words_of(judged, plains, row[name], row[f"{name}_r"], row[f"{name}_o"], compiler.corpus)
        states[number] = {True: YES, False: NO, None: ASKS if said[number].asks else JUDGES}[row[name]]
    columns = {
        field: pa.array([getattr(w, field) for w in said], pa.string()) for field in ("verdict", "reasons", "missing", "because", "lacking")
    }
    return pa.table({**columns, "state": pa.array(states, pa.int8())})
