"""A check report in readable form: one line a programme, and the conditions with their clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from assistant.conversation.clarify import term_of
from assistant.wording.eligibility import beside_the_last_figure, is_far_above
from assistant.wording.pieces import fact_value_words, listed, plain_number, unit_words
from assistant.wording.why_not import change_words, failure_words
from corpus.corpus import Corpus
from tools.eligibility import AmountResult, Judgement, ProgrammeResult, Verdict
from tools.rules.trace import Trace
from tools.why_not import WhyNot
from ui.household_report import CheckReport
from ui.output import columns

VERDICTS = {Verdict.ELIGIBLE: "可能符合", Verdict.UNKNOWN: "还定不了", Verdict.INELIGIBLE: "目前不符合"}
FEW = 6
"""Reminders shown without --trace."""

MARKS = {True: "✓", False: "✗", None: "？"}
GROUPS = {
    "all": "都要满足",
    "any": "满足一项即可",
    "not": "不能是",
    "any_member": "有一位成员满足",
    "every_member": "每位成员都满足",
    "count_members": "满足的成员人数",
}


def report_text(
    report: CheckReport,
    judgements: tuple[Judgement, ...],
    *,
    corpus: Corpus,
    trace: bool,
    combined: str = "",
    reasons: tuple[WhyNot, ...] = (),
) -> str:
    """The report for a terminal, with what may be had together below the verdicts; with ``trace`` the conditions."""
    by_id = {j.result.id: j for j in judgements}
    why_not = {why.programme: why for why in reasons}
    order = list(VERDICTS)
    shown = sorted(report.programmes, key=lambda r: (order.index(r.verdict), corpus.programmes[r.id].aside))
    rows = [(r.id, VERDICTS[r.verdict], _why(r, by_id.get(r.id), why_not.get(r.id), corpus)) for r in shown]
    parts = [
        "\n".join(
            [f"{report.area or '地区未写'}，按 {report.as_of.isoformat()} 的规定", *(f"注意：{remark}" for remark in report.remarks)]
        ),
        columns([("项目", "对照结果", "说明"), *rows]),
    ]
    if combined:
        parts.append(combined)
    if trace:
        parts += ["\n".join(_programme(j, corpus)) for j in judgements]
    if report.question:
        parts.append(f"下一个要问的：{report.question}")
    if set(report.warnings) - set(report.remarks):
        parts.append("\n".join(["提醒", *_reminders(report, judgements, all_of_them=trace)]))
    parts.append("这是对照规定的结果，不是审批决定；由各项目的决定机关认定。")
    return "\n\n".join(parts)


def _reminders(report: CheckReport, judgements: tuple[Judgement, ...], *, all_of_them: bool) -> Iterator[str]:
    """What concerns the whole household, and what may be met, before the rest; what stands in front of the table is not said again."""
    near = {w for j in judgements if j.result.verdict is Verdict.ELIGIBLE for w in j.warnings}
    far = {w for j in judgements for w in j.warnings} - near
    order = sorted((w for w in report.warnings if w not in report.remarks), key=lambda warning: warning in far)
    yield from (f"· {warning}" for warning in (order if all_of_them else order[:FEW]))
    if len(order) > FEW and not all_of_them:
        yield f"· 另有 {len(order) - FEW} 条，加 --trace 看全部"


def _why(result: ProgrammeResult, judgement: Judgement | None, why: WhyNot | None, corpus: Corpus) -> str:
    """The shortest useful reason for a verdict."""
    if judgement is None:
        return "这一天没有登记口径"
    if result.verdict is Verdict.ELIGIBLE:
        who = [str(m.index + 1) for m in result.members if m.verdict is Verdict.ELIGIBLE]
        return "，".join(part for part in (f"第 {listed(who)} 位成员" if who else "", _amount(result.amount)) if part)
    if result.verdict is Verdict.INELIGIBLE:
        if why is None:
            return listed(
                dict.fromkeys(f"{'' if leaf.truth else '要求'}{leaf.plain}" for leaf in judgement.deciding() if leaf.plain), most=2
            )
        changes = change_words(why)
        failed = failure_words(why, judgement.deciding(), margin=True)
        return "；".join([*failed[:2], *([f"可以做的：{'、'.join(changes)}"] if changes else [])])
    beside = [line.rstrip("。") for line in beside_the_last_figure(judgement, said="")]
    if result.missing:
        open_facts = f"还差 {listed(dict.fromkeys(term_of(path) for path in result.missing), most=3)}"
        far = any(is_far_above(leaf) for leaf in judgement.deciding())
        return "；".join([*beside, open_facts] if far else [open_facts, *beside])
    if result.unknown_figures:
        return "；".join([f"{listed(corpus.parameters[f].name for f in result.unknown_figures)}未查到", *beside])
    return f"由{listed(judgement.judges) or '经办机关'}判断"


def _amount(amount: AmountResult | None) -> str:
    if amount is None:
        return ""
    if amount.value is None:
        return "数额未查到"
    return f"{'不低于 ' if amount.floor else ''}{plain_number(amount.value)} {unit_words(amount.unit)}"


def _programme(judgement: Judgement, corpus: Corpus) -> Iterator[str]:
    yield f"{judgement.result.id}：{VERDICTS[judgement.result.verdict]}"
    for index, trace in judgement.traces:
        if index is not None:
            yield f"  第 {index + 1} 位成员：{VERDICTS[Verdict.of(trace.truth)]}" if index >= 0 else "  没有列出的成员"
        yield from _node(trace, 1 if index is None else 2, corpus)


def _node(node: Trace, depth: int, corpus: Corpus) -> Iterator[str]:
    words = node.plain or GROUPS.get(node.kind) or node.id or node.kind
    yield f"{'  ' * depth}{MARKS[node.truth]} {words}{_detail(node)}{_clauses(node, corpus)}"
    for part in node.parts:
        yield from _node(part, depth + 1, corpus)


def _detail(node: Trace) -> str:
    said = []
    if node.told is not None and node.fact_path and not isinstance(node.told, bool):
        said.append(f"写的是 {fact_value_words(node.fact_path, node.told)}")
    if node.figures and node.bound is not None:
        bound = plain_number(node.bound) if isinstance(node.bound, Decimal) else node.bound
        said.append(f"对照 {bound} {unit_words(node.figures[-1].unit)}")
    if node.truth is None and node.open_figure:
        said.append("要对照的数没有查实")
    elif node.truth is None and node.paths and not node.parts:
        said.append(f"还不知道 {listed(dict.fromkeys(term_of(path) for path in node.paths))}")
    if node.judge:
        said.append(f"由{node.judge}判断")
    if node.assumed:
        said.append(node.assumed)
    return f"（{'，'.join(said)}）" if said else ""


def _clauses(node: Trace, corpus: Corpus) -> str:
    return clause_words(node.clause, corpus)


def clause_words(refs: Iterable[str], corpus: Corpus) -> str:
    """〔《title》clause；…〕; empty without a reference."""
    words = []
    for ref in refs:
        document, _, clause = ref.partition("#")
        words.append(f"《{corpus.documents[document].title.strip('《》')}》{clause}")
    return f"〔{'；'.join(words)}〕" if words else ""
