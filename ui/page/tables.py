"""Departments and programmes as tables: view models, and the HTML made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation.clarify import who
from assistant.conversation.state import Conversation
from assistant.wording.pieces import listed, plain_number, unit_words
from corpus.corpus import Corpus
from tools.departments import DepartmentEntry
from tools.eligibility import AmountResult, MemberResult, ProgrammeResult, Verdict
from tools.interview import about
from ui.page.markup import button, escape, folded, table

ROLE_WORDS = {
    "listed": "列入名单",
    "lead": "可能牵头",
    "partner": "可能配合",
    "not_listed": "按职能相关，不在名单",
    "body": "查询的单位",
}
VERDICT_WORDS = {Verdict.ELIGIBLE: "可能符合", Verdict.UNKNOWN: "还定不了", Verdict.INELIGIBLE: "目前对不上"}
OWN = ("您家", "您", "本人")
"""How the asker and the household are called; their facts need no owner."""
INFERRED = "推断"
NOT_A_DECISION = "按说的情况对照规定的结果，不是审批决定"
SHOWN_ROWS = 2
"""Programmes shown at once; all that may be met are."""
SHOWN_FACTS = 3
"""Open facts named in a row; the rest is counted."""
LONG_LIST = 8
"""More rows than this of one list start folded; the order of the text is kept."""


@dataclass(frozen=True)
class DepartmentRow:
    """One body in one matter: all its roles there, and whether any of them is only inferred."""

    written: str
    today: str
    roles: tuple[str, ...]
    inferred: bool
    ref: str
    clause: str


@dataclass(frozen=True)
class DepartmentView:
    """The bodies pointed out for the matter, then each list in the order of the text; both by their clause."""

    pointed_out: tuple[tuple[str, tuple[DepartmentRow, ...]], ...]
    lists: tuple[tuple[str, tuple[DepartmentRow, ...]], ...]


@dataclass(frozen=True)
class ProgrammeRow:
    """One programme in words: verdict, what is open, amount, premises, and the members where judged per person."""

    name: str
    verdict: Verdict
    open: tuple[str, ...]
    amount: str
    assuming: tuple[str, ...]
    members: tuple[str, ...]


def department_view(entries: Sequence[DepartmentEntry]) -> DepartmentView:
    """One row for a body pointed out, whatever its roles; one for each entry of a list."""
    pointed = [e for e in entries if e.role != "listed"]
    on_lists = [e for e in entries if e.role == "listed"]
    return DepartmentView(
        pointed_out=tuple((clause, _by_body(found)) for clause, found in _by_clause(pointed)),
        lists=tuple((clause, tuple(_row([e]) for e in found)) for clause, found in _by_clause(on_lists)),
    )


def _by_clause(entries: Sequence[DepartmentEntry]) -> list[tuple[str, list[DepartmentEntry]]]:
    return [(clause, [e for e in entries if e.clause == clause]) for clause in dict.fromkeys(e.clause for e in entries)]


def _by_body(entries: Sequence[DepartmentEntry]) -> tuple[DepartmentRow, ...]:
    return tuple(_row([e for e in entries if e.id == body]) for body in dict.fromkeys(e.id for e in entries))


def _row(entries: list[DepartmentEntry]) -> DepartmentRow:
    first = entries[0]
    return DepartmentRow(
        written=first.as_written,
        today=first.today or "未确立",
        roles=tuple(words for role, words in ROLE_WORDS.items() if role in {e.role for e in entries}),
        inferred=any(e.inferred for e in entries),
        ref=_ref(first),
        clause=first.clause,
    )


def _ref(entry: DepartmentEntry) -> str:
    return entry.clause if "#" in entry.clause else f"{entry.document}#{entry.clause}"


def departments_html(entries: Sequence[DepartmentEntry], day: str) -> str:
    """The tables of a reply, or nothing."""
    if not entries:
        return ""
    view = department_view(entries)
    parts = [_group(f"{_short(clause)} 里最相关的单位", rows, day, fold=i > 0) for i, (clause, rows) in enumerate(view.pointed_out)]
    parts += [
        _group(f"{_short(clause)} 的责任单位名单 · {len(rows)} 个 · 按原文顺序，不分先后", rows, day, fold=len(rows) > LONG_LIST)
        for clause, rows in view.lists
    ]
    return f'<div class="result departments">{"".join(parts)}</div>'


def _short(clause: str) -> str:
    return clause.split("#")[-1]


def _group(caption: str, rows: Sequence[DepartmentRow], day: str, *, fold: bool) -> str:
    return folded(caption, _department_rows(rows, "", day), css="fold rows") if fold else _department_rows(rows, caption, day)


def _department_rows(rows: Sequence[DepartmentRow], caption: str, day: str) -> str:
    cells = [
        (
            escape(row.written),
            escape(row.today) if row.today != row.written else '<span class="same">与名单写法相同</span>',
            escape("、".join(row.roles)) + (f' <span class="tag guess">{INFERRED}</span>' if row.inferred else ""),
            button(_short(row.clause), "select", css="link", label=f"看条文 {row.clause}", ref=row.ref, day=day),
        )
        for row in rows
    ]
    return table(("名单写法", f"{escape(day)} 的名称", "在这件事里", "条文"), cells, caption=escape(caption))


def programme_rows(results: Sequence[ProgrammeResult], corpus: Corpus, conversation: Conversation) -> tuple[ProgrammeRow, ...]:
    """The programmes in words: what may be met first, then what is open, then the rest; within these in the reply's order."""
    order = {Verdict.ELIGIBLE: 0, Verdict.UNKNOWN: 1, Verdict.INELIGIBLE: 2}
    return tuple(_programme_row(r, corpus, conversation) for r in sorted(results, key=lambda r: order[r.verdict]))


def _programme_row(result: ProgrammeResult, corpus: Corpus, conversation: Conversation) -> ProgrammeRow:
    figures = [corpus.parameters[f].name if f in corpus.parameters else f for f in result.unknown_figures]
    waits = [f"官方的数：{listed(dict.fromkeys(figures))}（未查到）"] if figures else []
    missing = dict.fromkeys(open_fact(path, conversation) for path in result.missing)
    return ProgrammeRow(
        name=result.id,
        verdict=result.verdict,
        open=(*((listed(missing, most=SHOWN_FACTS),) if missing else ()), *waits) or _nothing_missing(result.verdict),
        amount=amount_words(result.amount) if result.verdict is not Verdict.INELIGIBLE else "—",
        assuming=result.assuming,
        members=tuple(_member(m, conversation) for m in result.members) if len({m.verdict for m in result.members}) > 1 else (),
    )


def _nothing_missing(verdict: Verdict) -> tuple[str, ...]:
    return ("您这边不差，由经办机关判断",) if verdict is Verdict.UNKNOWN else ()


def open_fact(path: str, conversation: Conversation) -> str:
    """What is not known yet, with whose it is where it is not the asker's: 老伴的年龄."""
    try:
        term = about(path).term
    except KeyError:
        return path
    name = who(path, conversation)
    return term if name in OWN else f"{name}的{term}"


def _member(member: MemberResult, conversation: Conversation) -> str:
    return f"{who(f'members[{member.index}].age', conversation)}：{VERDICT_WORDS[member.verdict]}"


def amount_words(amount: AmountResult | None) -> str:
    """The amount, a floor said to be one; 未查到 where the figure is not known; — where none is paid."""
    if amount is None:
        return "—"
    if amount.value is None:
        return "未查到准数"
    return f"{'不低于 ' if amount.floor else ''}{plain_number(amount.value)} {unit_words(amount.unit)}"


def programmes_html(rows: Sequence[ProgrammeRow]) -> str:
    """The table of a reply: a few rows that say most, the others folded behind their number."""
    if not rows:
        return ""
    fit = [row for row in rows if row.verdict is not Verdict.INELIGIBLE]
    shown = fit[: max(SHOWN_ROWS, sum(row.verdict is Verdict.ELIGIBLE for row in fit))] or list(rows)
    rest = [
        ("还定不了的另外 {} 项", fit[len(shown) :]),
        ("目前对不上的 {} 项", [row for row in rows if row not in fit and row not in shown]),
    ]
    folds = "".join(folded(words.format(len(more)), _programme_table(more, ""), css="fold rows") for words, more in rest if more)
    return f'<div class="result programmes">{_programme_table(shown, NOT_A_DECISION)}{folds}</div>'


def _programme_table(rows: Sequence[ProgrammeRow], caption: str) -> str:
    cells = [
        (
            escape(row.name),
            f'<span class="verdict {row.verdict}">{VERDICT_WORDS[row.verdict]}</span>' + _small(row.members),
            _lines(row.open) + _small(row.assuming),
            escape(row.amount),
        )
        for row in rows
    ]
    return table(("项目", "对照结果", "还差什么", "数额"), cells, caption=caption)


def _lines(lines: Sequence[str]) -> str:
    return "<br>".join(escape(line) for line in lines) if lines else "—"


def _small(lines: Sequence[str]) -> str:
    return "".join(f'<br><span class="small">{escape(line)}</span>' for line in lines)
