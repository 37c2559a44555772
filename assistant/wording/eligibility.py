"""Words for eligibility: never 你符合; what may be met, why, what is missing, the one thing to do first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assistant.agent.artifacts import EligibilityFound
from assistant.conversation.clarify import ask_for, term_of
from assistant.conversation.state import Conversation
from assistant.wording.combined import parted_words, together_words
from assistant.wording.pieces import Worded, clause_words, fact_value_words, figure_words, listed, plain_number, unit_words
from assistant.wording.why_not import MOST, change_words, distance_words, failure_words
from corpus.corpus import Corpus
from corpus.facts import Range
from tools.eligibility import CAP, AmountResult, Judgement, ProgrammeResult, Verdict
from tools.rules.trace import Trace

VERDICT_WORDS = {Verdict.ELIGIBLE: "可能符合", Verdict.INELIGIBLE: "按您说的情况，目前不符合", Verdict.UNKNOWN: "还定不了"}
MOST_LINES = 10
MOST_FIRST = 5
MOST_REST = 8
CLOSE = 2
FAR_ABOVE = 2
"""Times the last figure known from which an amount is said to be far above it; the figures rose by a tenth or so a year."""


def word_eligibility(
    found: EligibilityFound, corpus: Corpus, conversation: Conversation, audience: str, area: str | None, day: date
) -> Worded:
    """The household's verdicts in words."""
    shown = [j for j in found.judgements if not found.asked or j.result.id in found.asked]
    if found.view == "missing":
        return _missing(found, shown, corpus, conversation)
    if found.view == "next":
        return _next(found, shown, corpus, conversation)
    if found.view == "together":
        return together_words(found.between, found.asked, corpus)
    brief = _brief(found, shown, corpus, conversation, margin=audience != "群众")
    brief += _not_in_force(found, corpus)
    brief += [line for j in shown if found.asked and j.result.verdict is not Verdict.INELIGIBLE for line in _beside(j, corpus, area, day)]
    aside = set() if found.asked else {p.id for p in corpus.programmes.values() if p.aside}
    told_in_full = [
        j
        for j in _order(shown, bool(found.asked))
        if found.asked or found.view == "why" or (_is_near(j, found) and j.result.id not in aside)
    ]
    blocks = [_block(j, corpus, conversation, margin=audience != "群众", why=found.view == "why") for j in told_in_full]
    blocks += _rest(
        [j for j in shown if j not in told_in_full and j.result.id not in aside], found, MOST_REST if audience == "群众" else None
    )
    blocks += [parted_words(ruled, corpus) for ruled in found.combined]
    hints = _hints(shown, found, corpus)
    blocks += [f"**顺带一提**：{hint}" for hint in (*_others(found, corpus), *hints)]
    return Worded(
        brief=tuple(brief),
        first=_first(shown, corpus, found, conversation),
        blocks=tuple(block for block in blocks if block),
        warnings=tuple(dict.fromkeys(w for j in shown if _speaks(j, found, corpus) for w in j.warnings)),
        question=_question(found, conversation, corpus),
    )


def _speaks(judgement: Judgement, found: EligibilityFound, corpus: Corpus) -> bool:
    """Whether a judgement's warnings belong into the reply: asked about, or not plainly ruled out."""
    return bool(found.asked) or (_is_near(judgement, found) and not corpus.programmes[judgement.result.id].aside)


def _question(found: EligibilityFound, conversation: Conversation, corpus: Corpus) -> str | None:
    return ask_for(found.next.path, conversation, corpus) if found.next else None


def _order(shown: list[Judgement], asked: bool) -> list[Judgement]:
    rank = {Verdict.ELIGIBLE: 0, Verdict.UNKNOWN: 1, Verdict.INELIGIBLE: 2}
    return shown if asked else sorted(shown, key=lambda j: rank[j.result.verdict])


def _is_near(judgement: Judgement, found: EligibilityFound) -> bool:
    """Whether a programme nobody asked about is worth its conditions: it may be met, or something points to it and one thing is missing."""
    result = judgement.result
    return result.verdict is Verdict.ELIGIBLE or (
        result.verdict is Verdict.UNKNOWN
        and len(result.missing) <= 1
        and "members" not in result.missing
        and judgement.result.id in found.pointed
    )


def _rest(judgements: list[Judgement], found: EligibilityFound, most: int | None) -> list[str]:
    """The other programmes in a line each group; of the open ones the ``most`` nearest, if so many are enough."""
    lines = []
    for verdict, title in ((Verdict.UNKNOWN, "还要多知道几项才能对照"), (Verdict.INELIGIBLE, "目前不符合")):
        chosen = [j for j in judgements if j.result.verdict is verdict]
        if verdict is Verdict.UNKNOWN and chosen:
            names = [j.result.id for j in chosen]
            more = most is not None and len(names) > most
            lines.append(f"**{title}**：{listed(names[:most])}{'等' if more else ''}")
        for judgement in chosen if verdict is Verdict.INELIGIBLE else ():
            why = found.reasons(judgement.result.id)
            reasons = failure_words(why, judgement.deciding(), margin=False) if why else []
            lines.append(f"**{judgement.result.id}**：{title}，{'；'.join(reasons[:2])}")
    return lines


def _brief(found: EligibilityFound, shown: list[Judgement], corpus: Corpus, conversation: Conversation, *, margin: bool) -> list[str]:
    if found.asked:
        return [line for j in shown for line in _asked_lines(j, found, corpus, conversation, margin=margin)]
    aside = [j.result.id for j in shown if corpus.programmes[j.result.id].aside and j.result.verdict is not Verdict.INELIGIBLE]
    usual = [j for j in shown if not corpus.programmes[j.result.id].aside]
    may = [j.result.id for j in usual if j.result.verdict is Verdict.ELIGIBLE]
    given_up = set(conversation.unknown)
    near = [j.result.id for j in usual if _is_near(j, found) and j.result.missing and not given_up & set(j.result.missing)]
    wait = [j.result.id for j in usual if j.result.verdict is Verdict.UNKNOWN and not j.result.missing]
    lines = []
    if may:
        lines.append(f"按您说的情况，可能符合：{listed(may)}；由各项目的决定机关认定。")
    if near:
        lines.append(f"只差一项就能对照清楚的：{listed(near)}。")
    if wait:
        lines.append(f"要等官方的数或由经办机关判断的：{listed(wait)}。")
    first = [j.result.id for j in usual if not _is_near(j, found) and j.result.id in found.pointed]
    if first and not may and not near:
        lines.append(f"您说的和这几项有关，还要再问几样：{'、'.join(first[:MOST_FIRST])}{'等' if len(first) > MOST_FIRST else ''}。")
    if not lines:
        lines.append("您说的还不够对照，先问一项就好。" if found.next else "按您说的情况，这些项目目前都对不上。")
    if aside and not found.next:
        lines.append(f"不是按户发的，想贷款、想找活干时可以再问：{listed(aside)}。")
    return lines


def _asked_lines(judgement: Judgement, found: EligibilityFound, corpus: Corpus, conversation: Conversation, *, margin: bool) -> list[str]:
    result, programme = judgement.result, corpus.programmes[judgement.result.id]
    decides = programme.procedure.decides
    if result.verdict is Verdict.ELIGIBLE:
        return [f"按您说的情况，可能符合{result.id}，由{decides}认定。", *_compared(judgement), *_amount_line(judgement)]
    if result.verdict is Verdict.INELIGIBLE:
        why = found.reasons(result.id)
        reasons = failure_words(why, judgement.deciding(), margin=margin) if why else []
        changes = change_words(why) if why else []
        return [
            f"按您说的情况，{result.id}目前不符合：{'；'.join(reasons[:MOST]) or '见下面的条件'}。",
            f"可以做的：{'；'.join(changes)}。" if changes else "情况有变化，或您认为没说准，可以再说一遍。",
        ]
    exact = next((leaf for leaf in judgement.deciding() if leaf.open_figure and leaf.told is not None and leaf.told == leaf.bound), None)
    if exact is not None and not any(f.state != "known" for f in exact.figures):
        return [f"{result.id}还定不了：正好等于 {plain_number(exact.bound)} 元这条线，各文件写法不一（“以下”与“低于”），由{decides}认定。"]
    if result.unknown_figures:
        names = listed(dict.fromkeys(corpus.parameters[f].name for f in result.unknown_figures))
        tail = f"还要知道：{listed(_terms(judgement), most=4)}。" if result.missing else ""
        return [
            f"{result.id}还定不了：要对照的{names}在这一天没有查实，不能拿往年的数下结论。{tail}",
            *beside_the_last_figure(judgement),
            *_compared(judgement),
        ]
    if judgement.nearest() and judgement.waits_for_officials():
        return _for_officials(judgement, conversation)
    if not result.missing and judgement.judges:
        return [f"{result.id}还定不了：这一条由{listed(judgement.judges)}判断。", *_compared(judgement)]
    return [
        f"{result.id}还定不了，还差：{listed(_terms(judgement), most=4)}。",
        *_compared(judgement),
        *_other_way(judgement),
        *_would_pay(judgement),
    ]


def _for_officials(judgement: Judgement, conversation: Conversation) -> list[str]:
    """A member of whom everything was told, and who waits for somebody's judgement or for a figure."""
    whose = listed(_who(index, conversation) for index in judgement.nearest())
    leaves = [leaf for trace in judgement.open_traces() for leaf in trace.nearest_way()]
    judges = listed(dict.fromkeys(leaf.judge for leaf in leaves if leaf.judge)) or "经办机关"
    waits = list(dict.fromkeys(leaf.plain for leaf in leaves if leaf.plain))
    return [
        f"{whose}：{judgement.result.id}您说的条件都对得上，还有一条要由{judges}判断：{'；'.join(waits[:2])}。",
        *_compared(judgement),
        *_would_pay(judgement),
    ]


def _other_way(judgement: Judgement) -> list[str]:
    """Where the usual way is closed and another is still open: say both."""
    lines = []
    for _, trace in judgement.traces:
        for node in trace.nodes():
            if node.kind != "any" or node.truth is not None:
                continue
            closed = any(part.truth is False and any(leaf.figures for leaf in part.leaves()) for part in node.parts)
            ways = [part.plain for part in node.parts if part.truth is None and part.parts and part.plain]
            if closed and ways:
                lines.append(f"按一般条件不符合；还剩另一条路：{'；'.join(ways)}。")
    return lines[:1]


def _compared(judgement: Judgement) -> list[str]:
    """What was told and has already been held against a figure."""
    lines = []
    for _, trace in judgement.traces:
        for leaf in trace.leaves():
            if leaf.truth is None or not leaf.figures or not isinstance(leaf.bound, Decimal) or leaf.told is None or not leaf.fact_path:
                continue
            side = "低于" if _below(leaf.told, leaf.bound) else "不低于"
            lines.append(
                f"您说的{term_of(leaf.fact_path)} {fact_value_words(leaf.fact_path, leaf.told)}，{side}{figure_words(leaf, leaf.figures[-1])}。"
            )
    return list(dict.fromkeys(lines))[:2]


def _below(told: object, bound: Decimal) -> bool:
    return told.high < bound if isinstance(told, Range) else Decimal(str(told)) < bound


def beside_the_last_figure(judgement: Judgement, said: str = "您说的") -> list[str]:
    """How a told amount lies to the last figure known, where the one of the day is not; one sentence or none.

    The verdict stays open however far above it lies (ruling 1 of docs/rulings.md), so how far is said.
    """
    lines = []
    for leaf in judgement.deciding():
        if leaf.open_figure and isinstance(leaf.bound, Decimal) and leaf.told is not None and leaf.fact_path:
            figure = next((f for f in leaf.figures if f.state == "carried"), None)
            if figure and figure.start:
                side, times = ("远高于", _times_words(leaf.told, leaf.bound)) if is_far_above(leaf) else ("不低于", "")
                lines.append(
                    f"{said}{term_of(leaf.fact_path)} {fact_value_words(leaf.fact_path, leaf.told)}，"
                    f"{side} {figure.start.isoformat()} 起的{figure_words(leaf, figure)}{times}；新数没有查到，请向乡镇（街道）核实。"
                )
    return list(dict.fromkeys(lines))[:1]


def is_far_above(leaf: Trace) -> bool:
    """Whether an amount that was told is so far above an open figure that no rise on record comes near it."""
    if not leaf.open_figure or not isinstance(leaf.bound, Decimal) or leaf.told is None or isinstance(leaf.told, bool):
        return False
    return _low(leaf.told) >= FAR_ABOVE * leaf.bound > 0


def _low(told: object) -> Decimal:
    return told.low if isinstance(told, Range) else Decimal(str(told))


def _times_words(told: object, bound: Decimal) -> str:
    times, rest = divmod(_low(told), bound)
    return f"（是它的 {times} 倍{'多' if rest else ''}）"


def _amount_line(judgement: Judgement) -> list[str]:
    amount, own = judgement.result.amount, judgement.own_share
    if amount is None:
        return []
    if amount.value is None:
        return ["能给多少，登记册里没有查到准数，以经办机关为准。"]
    rest = f"自己还要交 {plain_number(own.value)} {unit_words(own.unit)}，" if own and own.value else "自己不用交，" if own else ""
    return [f"数额{_size(amount)}，{rest}以经办机关核定为准{_note(judgement)}。"]


def _would_pay(judgement: Judgement) -> list[str]:
    """What would be paid, were it granted: of an open verdict, as far as told."""
    amount = judgement.would_pay
    return [f"要是认定下来，数额{_size(amount)}，以经办机关核定为准{_note(judgement)}。"] if amount is not None else []


def _size(amount: AmountResult) -> str:
    size = "不低于" if amount.floor else "最高" if amount.unit.endswith(CAP) else "为"
    return f"{size} {plain_number(amount.value)} {unit_words(amount.unit.removesuffix(CAP))}"


def _note(judgement: Judgement) -> str:
    return f"（{judgement.amount_note}）" if judgement.amount_note else ""


def _terms(judgement: Judgement) -> list[str]:
    """What is missing on the nearest way; what only another way would need is not listed in the short text."""
    return list(dict.fromkeys(term_of(path) for path in judgement.on_the_nearest_way()))


def reason(judgement: Judgement, corpus: Corpus) -> str:
    """Why a verdict is what it is, in one clause; empty where a programme may be met and no amount is known."""
    result = judgement.result
    if result.verdict is Verdict.INELIGIBLE:
        return "；".join(list(dict.fromkeys(said for leaf in judgement.deciding() if (said := _failed(leaf))))[:2])
    if result.verdict is Verdict.ELIGIBLE:
        return "".join(_amount_line(judgement)).rstrip("。") if result.amount and result.amount.value is not None else ""
    if result.unknown_figures:
        return f"要对照的{listed(dict.fromkeys(corpus.parameters[f].name for f in result.unknown_figures))}没有查实"
    if result.missing:
        return f"还差：{listed(_terms(judgement), most=4)}"
    return f"由{listed(judgement.judges) or '经办机关'}判断"


def _failed(leaf: Trace) -> str | None:
    """What a failed condition demands, and what was told."""
    if not leaf.plain:
        return None
    told = ""
    if leaf.told is not None and leaf.fact_path and leaf.bound is not None and not isinstance(leaf.bound, bool):
        told = f"（您说的是 {fact_value_words(leaf.fact_path, leaf.told)}）"
    return f"{'因为' if leaf.truth is True else '要求'}{leaf.plain}{told}"


def _block(judgement: Judgement, corpus: Corpus, conversation: Conversation, *, margin: bool, why: bool) -> str:
    """One programme with its conditions, each with its clause; the whole trace for 为什么, else what decides."""
    result = judgement.result
    lines = [f"**{result.id}：{VERDICT_WORDS[result.verdict]}**"]
    leaves = list(judgement.deciding())
    if why:
        traces = judgement.open_traces() if result.verdict is Verdict.UNKNOWN else [trace for _, trace in judgement.traces]
        wanted = set(result.missing)
        leaves = [
            leaf for trace in traces for leaf in trace.leaves() if leaf.truth is not None or not leaf.paths or wanted & set(leaf.paths)
        ]
    elif result.verdict is Verdict.UNKNOWN:
        settled = [
            leaf
            for _, trace in judgement.traces
            for leaf in trace.leaves()
            if leaf.truth is not None and leaf.figures and leaf.told is not None
        ]
        way = [leaf for trace in judgement.open_traces() for leaf in trace.nearest_way()]
        leaves = [*settled, *_still_open(way or leaves, result)]
    shown = [line for leaf in leaves if (line := _condition_line(leaf, conversation, corpus, margin=margin))]
    lines += [f"- {line}" for line in list(dict.fromkeys(shown))[:MOST_LINES]]
    told = {*(judgement.nearest() if result.verdict is Verdict.UNKNOWN else ())} | {
        member.index for member in result.members if member.verdict is Verdict.ELIGIBLE
    }
    if len(result.members) > 1:
        lines += [
            f"- {_who(member.index, conversation)}：{VERDICT_WORDS[member.verdict]}" for member in result.members if member.index in told
        ]
    lines += [f"- {text}" for text in result.assuming]
    amount = _amount_line(judgement)
    if result.verdict is Verdict.ELIGIBLE and amount:
        lines.append(f"- {amount[0]}")
    if len(lines) == 1 and result.unknown_figures:
        names = listed(dict.fromkeys(corpus.parameters[f].name for f in result.unknown_figures))
        lines.append(f"- 要对照的{names}没有查实")
    return "\n".join(lines)


def _still_open(leaves: list[Trace], result: ProgrammeResult) -> list[Trace]:
    """Of the open conditions one for each fact that still matters, and those that wait for a figure or an official."""
    chosen: dict[str, Trace] = {}
    for leaf in leaves:
        paths = [path for path in leaf.paths if path in result.missing]
        if paths:
            chosen.setdefault(paths[0], leaf)
        elif leaf.judge or leaf.open_figure:
            chosen.setdefault(leaf.id or "", leaf)
    return list(chosen.values())


def _who(index: int, conversation: Conversation) -> str:
    label = next((m.label for m in conversation.members if m.index == index), None)
    return label or (f"第 {index + 1} 位家人" if index else "本人")


def _condition_line(leaf: Trace, conversation: Conversation, corpus: Corpus, *, margin: bool) -> str | None:
    if not leaf.plain or leaf.assumed:
        return None
    clause = f"〔{clause_words(leaf.clause, corpus)}〕" if leaf.clause else ""
    if leaf.judge:
        return f"？ {leaf.plain}：由{leaf.judge}判断{clause}"
    if leaf.truth is None:
        if leaf.open_figure:
            return f"？ {leaf.plain}：要对照的数没有查实{clause}"
        return f"？ {leaf.plain}：还不知道 {listed(dict.fromkeys(term_of(p) for p in leaf.paths))}{clause}"
    mark = "✓" if leaf.truth else "✗"
    told = ""
    if leaf.told is not None and leaf.fact_path and not isinstance(leaf.told, bool):
        told = f"；您说的是 {fact_value_words(leaf.fact_path, leaf.told)}"
        if isinstance(leaf.bound, Decimal):
            unit = unit_words(leaf.figures[-1].unit) if leaf.figures else ""
            told += f"，对照 {plain_number(leaf.bound)} {unit}".rstrip()
            if margin and isinstance(leaf.told, Decimal | int) and leaf.figures:
                told += f"，{distance_words(Decimal(leaf.told) - leaf.bound, unit)}"
    return f"{mark} {leaf.plain}{told}{clause}"


def _beside(judgement: Judgement, corpus: Corpus, area: str | None, day: date) -> list[str]:
    """A line of another programme to be told in the same breath, e.g. 低保 beside 监测."""
    lines = []
    for beside in corpus.programmes[judgement.result.id].beside:
        figure = corpus.figure(beside.parameter, area, day)
        if figure.number is None or figure.state not in ("known", "carried"):
            continue
        product = figure.number * beside.times
        lines.append(
            beside.say.format(
                area=area or "当地",
                name=figure.name,
                value=plain_number(figure.number),
                times=plain_number(beside.times),
                product=plain_number(product),
            )
        )
    return lines


def _is_close(judgement: Judgement) -> bool:
    return 0 < len(judgement.result.missing) <= CLOSE and "members" not in judgement.result.missing


def _others(found: EligibilityFound, corpus: Corpus) -> list[str]:
    """Of the programmes not asked about those that may be met, and those one or two answers away."""
    if not found.asked:
        return []
    rest = [j for j in found.judgements if j.result.id not in found.asked and not corpus.programmes[j.result.id].aside]
    may = [j.result.id for j in rest if j.result.verdict is Verdict.ELIGIBLE]
    close = [j.result.id for j in rest if j.result.verdict is Verdict.UNKNOWN and _is_close(j) and j.result.id in found.pointed]
    said = [f"按您说的情况，另外可能符合：{listed(may)}"] if may else []
    return said + ([f"再多说几句就能对照的还有：{listed(close[:3])}"] if close else [])


def _hints(shown: list[Judgement], found: EligibilityFound, corpus: Corpus) -> list[str]:
    """Other recognitions to apply for first, and programmes to be told about in the same breath."""
    by_id = {j.result.id: j for j in found.judgements}
    hints: list[str] = []
    for judgement in shown:
        programme = corpus.programmes[judgement.result.id]
        if not found.asked or not programme.related or not programme.related_why:
            continue
        others = [p for p in programme.related if p in by_id and p not in found.asked and by_id[p].result.verdict is not Verdict.INELIGIBLE]
        if others:
            hints.append(f"同时看看{listed(others)}：{programme.related_why}")
    return list(dict.fromkeys(hints))


def _first(shown: list[Judgement], corpus: Corpus, found: EligibilityFound, conversation: Conversation) -> str | None:
    """The one thing to do first: apply where something may be met, else answer the question, else ask the window."""
    ready = [j for j in shown if j.result.verdict is Verdict.ELIGIBLE and (found.asked or not corpus.programmes[j.result.id].aside)]
    if ready:
        return corpus.programmes[ready[0].result.id].procedure.given(conversation.done).first_thing
    if found.next is not None:
        return None
    waiting = [j for j in shown if j.result.verdict is Verdict.UNKNOWN]
    if waiting:
        return corpus.programmes[waiting[0].result.id].procedure.given(conversation.done).first_thing
    return "有变化或拿不准，到户籍地乡镇（街道）窗口问，或打 12345。"


def _not_in_force(found: EligibilityFound, corpus: Corpus) -> list[str]:
    lines = []
    for identifier in found.not_in_force:
        programme = corpus.programmes[identifier]
        lines.append(programme.not_before or f"{identifier} 在这一天的口径没有登记，不能拿现在的规定倒推。")
    return lines


def _missing(found: EligibilityFound, shown: list[Judgement], corpus: Corpus, conversation: Conversation) -> Worded:
    """还差什么: the open facts, programme by programme, and the one to answer next."""
    lines, waiting = [], [j for j in shown if j.result.verdict is Verdict.UNKNOWN]
    told = [j for j in waiting if found.asked or not found.pointed or j.result.id in found.pointed]
    for judgement in told:
        if judgement.result.missing:
            lines.append(f"- {judgement.result.id}：还差 {listed(_terms(judgement), most=4)}")
        elif judgement.result.unknown_figures:
            names = listed(dict.fromkeys(corpus.parameters[f].name for f in judgement.result.unknown_figures))
            lines.append(f"- {judgement.result.id}：您这边不差什么，差的是官方的数（{names}未查到）")
        else:
            lines.append(f"- {judgement.result.id}：您这边不差什么，由{listed(judgement.judges) or '经办机关'}判断")
    given_up = [term_of(path) for path in conversation.unknown]
    still = any(j.result.missing for j in waiting)
    brief = [
        "还差的列在下面，一项一项来就行。" if found.next else "能问的都问过了，剩下的是您说过不清楚的。" if still else "您这边不差什么了。"
    ]
    if given_up:
        brief.append(f"您说过不清楚的：{listed(dict.fromkeys(given_up))}，想起来随时补。")
    rest = [j.result.id for j in waiting if j not in told and not corpus.programmes[j.result.id].aside]
    return Worded(
        brief=tuple(brief),
        blocks=(*(("\n".join(lines),) if lines else ()), *((f"**还要多知道几项才能对照**：{listed(rest)}",) if rest else ())),
        question=_question(found, conversation, corpus),
        first=_first(shown, corpus, found, conversation),
    )


def _next(found: EligibilityFound, shown: list[Judgement], corpus: Corpus, conversation: Conversation) -> Worded:
    """下一步: what to do now."""
    ready = [j for j in shown if j.result.verdict is Verdict.ELIGIBLE]
    if not ready:
        worded = _missing(found, shown, corpus, conversation)
        return worded.model_copy(update={"brief": ("先把还差的说清楚，再去办。", *worded.brief[1:])}) if found.next else worded
    lines = [f"- {j.result.id}：{corpus.programmes[j.result.id].procedure.where}" for j in ready]
    return Worded(
        brief=(f"可以先办：{listed(j.result.id for j in ready)}。",),
        first=_first(shown, corpus, found, conversation),
        blocks=("**去哪办**\n" + "\n".join(lines), *(parted_words(ruled, corpus) for ruled in found.combined)),
        warnings=tuple(dict.fromkeys(w for j in ready for w in j.warnings)),
        question=_question(found, conversation, corpus),
    )
