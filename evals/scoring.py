"""Scores one reply against what a line of a set expects: which checks pass, what is wrong, what was held back."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Literal

from assistant.conversation.reply import Reply
from corpus.dated import Strict
from evals.items import CitationWanted, DepartmentWanted, Expect, Needle

Outcome = Literal["complete", "partial", "missed"]
WITHHELD = ("no_evidence", "out_of_scope", "refused")
INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*`]+")
THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")


class Check(Strict):
    """One thing looked at.

    Attributes:
        kind: the key of the line it comes from, or ``figure``.
        wanted: what it asks for, in words.
        passed: whether the reply has it, or leaves it out where it must.
        negative: whether it forbids something.
        wrong: whether the reply says something that is not so or must not be said.
    """

    kind: str
    wanted: str
    passed: bool
    negative: bool = False
    wrong: bool = False


class Scored(Strict):
    """What became of one reply."""

    checks: tuple[Check, ...]
    refused: bool

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that did not pass."""
        return tuple(check for check in self.checks if not check.passed)

    @property
    def wrong(self) -> tuple[Check, ...]:
        """The checks that show something wrong."""
        return tuple(check for check in self.checks if check.wrong)

    @property
    def outcome(self) -> Outcome:
        """Complete if every check passes, partial if some do."""
        if not self.failed:
            return "complete"
        return "partial" if any(check.passed for check in self.checks if check.kind != "figure") else "missed"


def score(expect: Expect, reply: Reply, unsupported: tuple[str, ...] = ()) -> Scored:
    """Check one reply.

    Args:
        expect: what the line expects.
        reply: what came.
        unsupported: figures of the text that nothing carries (see figures.py); each is wrong.
    """
    checks = [*_status(expect, reply), *_texts(expect, reply), *_departments(expect, reply), *_programmes(expect, reply)]
    checks += [_citation(wanted, reply) for wanted in expect.citations]
    if expect.question is not None:
        checks.append(
            Check(kind="question", wanted="要追问" if expect.question else "不要追问", passed=bool(reply.question) == expect.question)
        )
    checks += [_fact(path, value, reply) for path, value in expect.facts.items()]
    checks += [Check(kind="figure", wanted=f"数字没有出处：{figure}", passed=False, negative=True, wrong=True) for figure in unsupported]
    held_back = reply.status in WITHHELD and bool(expect.statuses) and reply.status not in expect.statuses
    return Scored(checks=tuple(checks), refused=held_back)


# -- words -----------------------------------------------------------------------------------------------------------


def fold(text: str) -> str:
    """Text as it is compared: no white space or emphasis, full-width forms as half-width, no thousands separators."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).replace("〔", "[").replace("〕", "]")
    return THOUSANDS.sub(lambda match: match[0].replace(",", ""), plain)


def holds(folded: str, needle: str) -> bool:
    """Whether words stand in a folded text; a figure is found only as a whole one (90 is not in 1990)."""
    wanted = fold(needle)
    before = r"(?<!\d)(?<!\d\.)" if wanted[:1].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if wanted[-1:].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, folded) is not None


def _has(folded: str, needle: Needle) -> bool:
    return holds(folded, needle) if isinstance(needle, str) else any(holds(folded, word) for word in needle)


def _shown(needle: Needle) -> str:
    if isinstance(needle, str):
        return needle
    return " / ".join(needle[:4]) + (f" … {len(needle)} 种" if len(needle) > 4 else "")


def _texts(expect: Expect, reply: Reply) -> list[Check]:
    everything = fold("\n".join([reply.text, reply.question or "", *reply.warnings]))
    text, warnings = fold(reply.text), fold("\n".join(reply.warnings))
    checks = [Check(kind="text_has", wanted=_shown(needle), passed=_has(everything, needle)) for needle in expect.text_has]
    checks += [Check(kind="warnings_has", wanted=_shown(needle), passed=_has(warnings, needle)) for needle in expect.warnings_has]
    for needle in expect.text_lacks:
        found = holds(text, needle)
        checks.append(Check(kind="text_lacks", wanted=needle, passed=not found, negative=True, wrong=found))
    return checks


# -- the fields of the reply -----------------------------------------------------------------------------------------


def _status(expect: Expect, reply: Reply) -> list[Check]:
    if not expect.statuses:
        return []
    negative = all(status in WITHHELD for status in expect.statuses)
    wanted = f"{' / '.join(expect.statuses)}（得 {reply.status}）"
    return [Check(kind="status", wanted=wanted, passed=reply.status in expect.statuses, negative=negative)]


def _departments(expect: Expect, reply: Reply) -> list[Check]:
    checks = []
    for wanted in expect.departments:
        entries = [entry for entry in reply.departments if entry.id == wanted.id]
        passed = any(
            entry.role in wanted.role
            and (wanted.inferred is None or entry.inferred == wanted.inferred)
            and ("today" not in wanted.model_fields_set or entry.today == wanted.today)
            for entry in entries
        )
        got = "、".join(dict.fromkeys(f"{entry.role}{'*' if entry.inferred else ''}" for entry in entries)) or "没有"
        checks.append(Check(kind="departments", wanted=f"{_department(wanted)}（得 {got}）", passed=passed))
    for body in expect.departments_lack:
        found = any(entry.id == body and entry.role in ("listed", "lead") for entry in reply.departments)
        checks.append(Check(kind="departments_lack", wanted=body, passed=not found, negative=True, wrong=found))
    if expect.n_listed is not None:
        number = len({entry.id for entry in reply.departments if entry.role == "listed"})
        checks.append(Check(kind="n_listed", wanted=f"{expect.n_listed} 个（得 {number}）", passed=number == expect.n_listed))
    return checks


def _department(wanted: DepartmentWanted) -> str:
    parts = [wanted.id, "/".join(wanted.role)]
    if wanted.inferred is not None:
        parts.append("推断" if wanted.inferred else "原文")
    if "today" in wanted.model_fields_set:
        parts.append(f"现名 {wanted.today or '未确定'}")
    return " ".join(parts)


def _programmes(expect: Expect, reply: Reply) -> list[Check]:
    given = {entry.id: str(entry.verdict) for entry in reply.programmes}
    checks = []
    for wanted in expect.programmes:
        got = given.get(wanted.id)
        passed = got in wanted.verdicts
        said = f"{wanted.id} {'/'.join(wanted.verdicts)}（得 {got or '没有'}）"
        checks.append(Check(kind="programmes", wanted=said, passed=passed, wrong=not passed and got in ("eligible", "ineligible")))
    return checks


def _citation(wanted: CitationWanted, reply: Reply) -> Check:
    passed = any(
        (wanted.clause is None or _same_clause(citation.clause, wanted.clause))
        and (wanted.document_has is None or fold(wanted.document_has) in fold(citation.document))
        for citation in reply.citations
    )
    return Check(kind="citations", wanted=" ".join(part for part in (wanted.document_has, wanted.clause) if part), passed=passed)


def _same_clause(given: str, wanted: str) -> bool:
    """Equal, or a paragraph (款) of the article wanted."""
    got, asked = fold(given), fold(wanted)
    return got == asked or (asked.endswith("条") and got.startswith(asked))


def _fact(path: str, value: Any, reply: Reply) -> Check:
    told = reply.facts.get(path)
    if value is None:
        kept = told is not None and told.value is not None
        said = f"{path} 没有人说过（得 {told.value if told else None}）"
        return Check(kind="facts", wanted=said, passed=not kept, negative=True, wrong=kept)
    got = told.value if told else "没有"
    return Check(kind="facts", wanted=f"{path} = {value}（得 {got}）", passed=told is not None and same_value(told.value, value))


def same_value(given: Any, wanted: Any) -> bool:
    """Equal as values: 2400 is 2400.0 and "2400", a mapping may hold more keys than are asked for."""
    if isinstance(wanted, dict):
        return isinstance(given, dict) and all(key in given and same_value(given[key], value) for key, value in wanted.items())
    if isinstance(wanted, list | tuple):
        return isinstance(given, list | tuple) and sorted(map(str, given)) == sorted(map(str, wanted))
    if isinstance(wanted, bool) or isinstance(given, bool) or wanted is None or given is None:
        return wanted is given
    try:
        return float(given) == float(wanted)
    except (TypeError, ValueError):
        return str(given) == str(wanted)
