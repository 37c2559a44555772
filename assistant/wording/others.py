"""Words for procedure, explanation, status of documents, search, where-to-go cards, areas, practice, failures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.agent.artifacts import (
    AreasFound,
    ClauseShown,
    ExplainFound,
    Failed,
    PracticeFound,
    ProcedureFound,
    SearchFound,
    ServiceFound,
    StatusFound,
)
from assistant.wording.departments import ENDED
from assistant.wording.figures import figure_sentence
from assistant.wording.pieces import FORCE_WORDS, Worded, day_words, listed, value_words
from corpus.corpus import Corpus
from corpus.dated import Force
from corpus.rule import Procedure, Step


def word_procedure(found: ProcedureFound, today: date) -> Worded:
    """How a programme is applied for; the aspect asked about comes first, and the last day before it where a day was told."""
    p = found.procedure
    due = list(due_lines(found, today))
    lines = {
        "where": f"{found.programme}：{p.where}。".replace("。。", "。"),
        "materials": f"要带：{listed(p.materials)}。" if p.materials else "材料以窗口一次告知的为准。",
        "time": _time(p),
        "decides": f"由{p.decides}认定。",
        "public": f"公开什么：{p.made_public}" if p.made_public else "公示不公示，规定里没有查到，可问窗口。",
        "appeal": f"不服怎么办：{p.remedies}" if p.remedies else f"有异议可打 {p.hotline}。",
    }
    order = {"who": "decides", "amount": "where", "all": "where"}
    asked = order.get(found.aspect or "where", found.aspect or "where")
    asked = asked if asked in lines else "where"
    brief = [*due, lines[asked]] + [lines[key] for key in ("where", "materials", "time", "decides") if key != asked]
    blocks = ["**办理步骤**\n" + "\n".join(_dated_steps(found))] if p.steps else []
    if p.afterwards:
        blocks.append("**批下来以后**\n" + "\n".join(f"{i}. {_step(s, '')}" for i, s in enumerate(p.afterwards, 1)))
    blocks += [f"**{title}**：{text}" for title, text in (("公开什么", p.made_public), ("不服怎么办", p.remedies)) if text]
    warnings = (f"{found.programme}的办理口径来自二手材料，以原文和窗口为准",) if p.grade == "S" else ()
    warnings += found.schedule.notes if found.schedule else ()
    first = p.first_thing if not found.told else f"打 {p.hotline} 或到交材料的窗口，问清楚是哪天受理的。"
    return Worded(brief=tuple(brief), first=first, blocks=tuple(blocks), warnings=warnings)


def due_lines(found: ProcedureFound, today: date) -> Iterator[str]:
    """The last day of the procedure, as far as the documents set one."""
    plan = found.schedule
    if plan is None:
        return
    start = f"{day_words(plan.started)}受理的话" if not found.told else f"您说的{day_words(plan.started)}，要是当天就受理"
    step = plan.last or plan.hurried
    if step is None or step.due_on is None:
        if found.told:
            yield f"{found.programme}要几天办完没有收录，推不出日子；可以打 {found.procedure.hotline} 问办到哪一步。"
        return
    case = f"{step.only_if}，" if step.only_if else ""
    limit = f"（{_days(step.limit, step.unit)}{'' if step.whole else '' if step is plan.hurried else '，几步的时限接起来算'}）"
    later = f"；特殊情况 {_days(step.extended, step.unit)}，到{day_words(step.extended_on)}" if step.extended_on else ""
    yield f"{start}，{found.programme}{case}最迟到{day_words(step.due_on)}{limit}{later}。"
    if not step.certain:
        yield "".join(f"{note}。" for note in plan.notes)
    if found.told and step.due_on < today:
        passed = "这一天已经过了" if not step.extended_on or step.extended_on < today else "一般的期限已经过了，特殊情况的还没到"
        yield f"{passed}，可以到交材料的窗口或者打 {found.procedure.hotline} 问办到哪一步。"
    elif found.told:
        yield "哪天受理，就从哪天的第二天数起；材料是哪天受理的，以窗口为准。"


def _days(limit: int | None, unit: str | None) -> str:
    return f"{limit} {'个' if unit == '工作日' else ''}{unit}"


def _dated_steps(found: ProcedureFound) -> Iterator[str]:
    """The steps in order, each with its last day where it has one."""
    due = found.schedule.steps if found.schedule else (None,) * len(found.procedure.steps)
    for number, (step, told) in enumerate(zip(found.procedure.steps, due, strict=True), 1):
        day = f"，最迟{day_words(told.due_on)}" if told and told.due_on else ""
        why = f"；{step.unsettled}" if told and not told.due_on and step.unsettled else ""
        yield f"{number}. {_step(step, day)}{why}"


def _step(step: Step, day: str) -> str:
    limit = f"（{_limit(step)}）" if step.limit is not None else ""
    return f"{step.what}{limit}{day}{'；' + step.note if step.note else ''}"


def _limit(step: Step) -> str:
    return _days(step.limit, step.unit)


def _time(p: Procedure) -> str:
    """The limit of the whole first, then the steps."""
    timed = [step for step in p.steps if step.limit is not None]
    timed.sort(key=lambda step: "全程" not in step.what)
    if not timed:
        return "办理时限没有查到，可问窗口或 12345。"
    return f"时限：{'；'.join(f'{step.what} {_limit(step)}' for step in timed)}。"


def word_explain(found: ExplainFound, corpus: Corpus, day: date, audience: str) -> Worded:
    """What a topic is; the plan's words kept apart from what applies today."""
    brief: list[str] = []
    if found.explain:
        brief.append(found.explain)
    plan = [c for c in found.clauses if c.verbatim]
    cards = [c for c in found.clauses if not c.verbatim]
    if not brief and plan:
        brief.append(f"方案 {plan[0].ref.split('#')[1]}“{plan[0].heading or ''}”写的是：{_cut(plan[0].text)}")
    if not brief and cards:
        brief.append(f"{cards[0].heading}：{cards[0].text}")
    if found.today and (found.compare or not found.explain):
        brief.append(f"今天：{found.today}")
    blocks = ["**有关的数**\n" + "\n".join(f"- {figure_sentence(line, corpus)}" for line in found.figures)] if found.figures else []
    blocks += [_quote(clause, 140 if audience == "群众" else None) for clause in found.clauses[: 3 if audience == "群众" else 6]]
    if found.statements:
        lines = [f"- {quote}——{FORCE_WORDS[Force(state)]}{'：' + why if why else ''}" for quote, state, why in found.statements]
        blocks.append("**逐句状态**\n" + "\n".join(lines))
    if found.today and not (found.compare or not found.explain):
        blocks.append(f"**今天**：{found.today}")
    warnings = (ENDED,) if any(c.ref.startswith("plan#") and c.in_force is Force.ENDED for c in found.clauses) else ()
    if not brief:
        brief.append(f"“{found.topic}”登记册里只有名目，没有查到内容；可问 12345。")
    return Worded(brief=tuple(brief), blocks=tuple(blocks), warnings=warnings)


def _cut(text: str, most: int = 160) -> str:
    """Whole sentences up to about ``most`` characters."""
    kept = ""
    for sentence in text.replace("\n", "").split("。"):
        if kept and len(kept) + len(sentence) > most:
            break
        kept += sentence + "。" if sentence else ""
    return kept


def _quote(clause: ClauseShown, most: int | None = None) -> str:
    """A clause as a quotation with its source and state; ``most`` characters, whole sentences."""
    text = clause.text.replace("\n", " ") if most is None else _cut(clause.text, most)
    number = f"（{clause.number}）" if clause.number else ""
    source = f"《{clause.document}》{number}{clause.ref.split('#')[1]}，{FORCE_WORDS[clause.in_force]}"
    if clause.verbatim:
        return f"> {text}\n> ——{source}（原文）"
    return f"> 【要点（非原文）】{text}\n> ——{source}"


def word_status(found: StatusFound, day: date) -> Worded:
    """State of a document on the day."""
    number = f"（{found.number}）" if found.number else ""
    why = f"：{found.why}" if found.why else ""
    brief = [f"《{found.title}》{number}在 {day_words(day)}{FORCE_WORDS[found.state]}{why}。"]
    coming = next((change for change in found.changes if change[0] and change[0] > day), None)
    if coming and coming[0]:
        brief.append(f"{day_words(coming[0])}起{FORCE_WORDS[coming[1]]}{'：' + coming[2] if coming[2] else ''}。")
    if found.state is Force.NOT_YET:
        brief.append("在那之前可以预告，不能当现行依据引用。")
    if found.replaced_by:
        brief.append(f"由{listed(f'《{t}》' for t in found.replaced_by)}替代或承接。")
    if found.dates:
        brief.append(f"文上的日期有：{listed(f'{text}（{day.isoformat()}）' for text, day in found.dates)}；都照原文列出，不代为更正。")
    blocks = []
    if found.summary:
        blocks.append(f"**讲什么**（概括，非原文）：{found.summary}")
    facts = [f"发文机关：{found.issuer}" if found.issuer else "", f"印发：{found.issued}" if found.issued else "", found.note or ""]
    blocks += [f"**登记**：{'；'.join(f for f in facts if f)}"] if any(facts) else []
    if not found.number:
        blocks.append("**文号**：没有查实，不写。")
    warnings = (f"《{found.title}》的状态来自二手材料，以原文为准",) if found.grade == "S" else ()
    return Worded(brief=tuple(brief), blocks=tuple(blocks), warnings=warnings)


def word_search(found: SearchFound, corpus: Corpus) -> Worded:
    """Clauses found for words nothing else understood, or that nothing was."""
    if not found.enough:
        return Worded(
            brief=(
                "这件事在登记的文件里没有查到依据，不猜。",
                "查过：方案全文，国家、省、市文件的要点，标准和部门登记册。",
                "可以问户籍地乡镇（街道），或打 12345。",
            ),
        )
    brief = [
        f"最接近的条款是《{corpus.documents[found.found[0].document].title}》{found.found[0].clause}{'“' + found.found[0].heading + '”' if found.found[0].heading else ''}。"
    ]
    brief.append(_cut(found.found[0].text, 120))
    blocks = []
    for hit in found.found[:3]:
        mark = "" if hit.verbatim else "【要点（非原文）】"
        blocks.append(
            f"> {mark}{_cut(hit.text, 300)}\n> ——《{corpus.documents[hit.document].title}》{hit.clause}，{FORCE_WORDS[hit.in_force]}{'（原文）' if hit.verbatim else ''}"
        )
    warnings = (ENDED,) if found.found[0].ref.startswith("plan#") and found.found[0].in_force is Force.ENDED else ()
    return Worded(brief=tuple(brief), blocks=tuple(blocks), warnings=warnings)


def word_service(found: ServiceFound) -> Worded:
    """A where-to-go card."""
    brief = [found.says]
    if not found.personal and "不是按户审批" not in found.says:
        brief.append("这不是按户审批的待遇。")
    brief.append(f"可以问：{listed(found.ask_who)}。")
    lines = [
        f"- {f.name}：{value_words(f)}" + (f"（{day_words(f.start)}起）" if f.start and f.value is not None else "") for f in found.figures
    ]
    blocks = ["**有关的数**\n" + "\n".join(lines)] if lines else []
    warnings = [found.warning] if found.warning else []
    if found.grade == "S":
        warnings.append("去处和数字来自转载或二手材料，以办事窗口为准")
    return Worded(brief=tuple(dict.fromkeys(brief)), first=found.first_thing, blocks=tuple(blocks), warnings=tuple(warnings))


HOLDS = {"yes": "属于", "no": "不属于", "doubtful": "是否属于存疑", "not_established": "是否属于没有查实"}


def word_areas(found: AreasFound) -> Worded:
    """Members of a group, and whether an area counts to it."""
    brief = [f"{area}的标准按{target}看（推断，可打 12345 核实）。" for area, target in found.stands_for]
    brief += [f"{area}{HOLDS[holds]}“{group}”。" for area, group, holds in found.asked if found.group or not found.stands_for]
    if found.group:
        how = "" if found.enumerated else "（文件没有逐一列名，以下是按公开材料的推断）"
        members = listed(found.members) or "没有查到成员"
        brief.append(f"“{found.group}”{'指' if found.enumerated else '一般包括'}：{members}{how}。")
    blocks = [f"**含义**：{found.meaning}"] if found.meaning else []
    if found.doubtful:
        blocks.append(f"**存疑**：{listed(found.doubtful)}")
    if found.basis:
        blocks.append(f"**依据**：{found.basis}")
    blocks += [f"**说明**：{note}" for note in found.notes]
    return Worded(brief=tuple(dict.fromkeys(brief)), blocks=tuple(blocks))


def word_practice(found: PracticeFound) -> Worded:
    """Practice questions, keys after them."""
    stems, keys = [], []
    for number, question in enumerate(found.questions, 1):
        options = "\n".join(f"{'ABCDEF'[i]}. {option.text}" for i, option in enumerate(question.options))
        stems.append(f"**{number}. {question.stem}**\n\n{options}".replace("\n", "  \n"))
        right = next(o for o in question.options if o.right)
        wrong = "；".join(f"{'ABCDEF'[i]} {o.why}" for i, o in enumerate(question.options) if not o.right)
        keys.append(f"{number}. {question.key}。{right.why}。{wrong}。〔方案 {listed(c.split('#')[1] for c in question.clauses[:2])}〕")
    brief = (f"出 {len(found.questions)} 道单选题，答案由责任单位名单算出，见最后。",)
    return Worded(brief=brief, blocks=(*stems, "**答案与理由**\n\n" + "\n\n".join(keys)))


def word_failed(found: Failed) -> Worded:
    """A call that could not be answered."""
    near = f"您是不是要问：{listed(name.replace('plan#', '方案 ') for name in found.nearest)}？" if found.nearest else None
    return Worded(brief=(f"{found.what.replace('plan#', '方案 ').rstrip('。')}。",), question=near)
