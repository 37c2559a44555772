"""Words for responsibility: the list as written, the inference marked as one, what is not in the list, today's names."""

from __future__ import annotations

from datetime import date

from assistant.agent.artifacts import BodyFound, DepartmentsFound, SetFound
from assistant.wording.pieces import Worded, day_words, listed
from corpus.corpus import Corpus
from tools.departments import LeadView, NameToday, Responsibility

ENDED = "方案的过渡期已于 2025-12-31 结束；市里延续或替代它的文件未查到，方案怎么说与今天怎么办要分开看"
INFERRED = "（推断，不是方案原文）"


def word_departments(found: DepartmentsFound, corpus: Corpus, day: date, audience: str, area: str | None) -> Worded:
    """Who is responsible for one clause."""
    r = found.responsibility
    clause = r.clause.split("#")[1]
    listed_entries = [e for e in r.departments if e.role == "listed"]
    names = {n.body: n for n in r.names}
    plainly = found.understood and not found.understood.startswith(("按", "条款"))
    understood = f"“{found.understood}”" if plainly else "这件事"
    section = r.list_clause.split("#")[1]
    brief = [
        f"{understood}写在方案 {clause}“{r.name}”。",
        f"方案只在 {section} 之后列了 {len(listed_entries)} 个责任单位，写的是“按职责分工负责”，没有指定牵头单位。",
        *_standing(found, section),
        *_lead_sentences(r, names),
    ]
    if found.understood.startswith("按"):
        brief.insert(0, f"（{found.understood}；如果不是您问的，请换个说法。）")
    if audience == "群众":
        return _for_residents(found, brief, r, names, day)
    blocks = [f"**名单原文（{section}，{len(listed_entries)} 个）**：{listed(e.as_written for e in listed_entries)}"]
    blocks += _lead_block(r)
    blocks += _outside_block(r, section)
    blocks += _names_block(r)
    blocks += _territory_block(r)
    if found.today:
        blocks.append(f"**今天**：{found.today}")
    return Worded(brief=tuple(brief), blocks=tuple(blocks), warnings=_ended(corpus, r.list_clause, day))


def _for_residents(found: DepartmentsFound, brief: list[str], r: Responsibility, names: dict[str, NameToday], day: date) -> Worded:
    leads = tuple(dict.fromkeys(body for lead in r.leads for body in lead.lead))
    outside = tuple(dict.fromkeys(body for lead in r.leads for body in lead.outside))
    who = listed(_today(names, body) for body in (leads or outside)[:3])
    short = ["方案没有指定哪一家牵头，只写了一串单位按职责分工负责。"]
    short.append(f"按部门职能推断，一般由 {who} 管{INFERRED}。" if who else "按职能也定不下是哪一家。")
    section = r.list_clause.split("#")[1]
    blocks = [*brief, f"**名单原文（{section}）**：{listed(e.as_written for e in r.departments if e.role == 'listed')}"]
    blocks += _lead_block(r) + _outside_block(r, section)
    if found.today:
        blocks.append(f"**今天**：{found.today}")
    first = "先到乡镇（街道）便民服务窗口问，说不清归谁管就打 12345。"
    return Worded(brief=tuple(short), first=first, blocks=tuple(blocks), warnings=(ENDED,) if day > date(2025, 12, 31) else ())


def _standing(found: DepartmentsFound, section: str) -> list[str]:
    """Where the bodies named in the question stand."""
    said = []
    for item in found.standing:
        if item.place is not None:
            said.append(f"{item.body} 在 {section} 的名单里，排第 {item.place} 位（顺序不代表主次）。")
        else:
            where = f"，在 {listed(item.elsewhere)} 的名单里" if item.elsewhere else "，四份名单里都没有"
            said.append(f"{item.body} 不在 {section} 的名单里{where}。")
    return said


def _today(names: dict[str, NameToday], body: str) -> str:
    found = names.get(body)
    if found is None or found.name is None:
        return f"{body}（今天的名称未确立）"
    return body if not found.changed else f"{body}（今称 {found.name}）"


def _lead_sentences(r: Responsibility, names: dict[str, NameToday]) -> list[str]:
    said = []
    for lead in r.leads[:4]:
        task = f"“{lead.task}”" if lead.task else ""
        if lead.standing == "none" or not lead.lead:
            if lead.outside:
                section = r.list_clause.split("#")[1]
                said.append(f"{task}按职能相关的是 {listed(lead.outside)}，但它不在 {section} 的名单里{INFERRED}。")
            elif lead.unnamed:
                said.append(f"{task}按职能属于{lead.unnamed}，四份名单里都没有列它。")
            continue
        word = {"inferred": "可能由", "undecided": "牵头单位定不下来，可能是", "shared": "可能共同由"}[lead.standing]
        joiner = " 或 " if lead.standing == "undecided" else "、"
        tail = "" if lead.standing == "undecided" else " 牵头"
        said.append(f"{task}按职能推断，{word} {joiner.join(_today(names, b) for b in lead.lead)}{tail}{INFERRED}。")
        if lead.outside:
            section = r.list_clause.split("#")[1]
            said.append(f"按职能相关的 {listed(lead.outside)} 不在 {section} 的名单里。")
        if lead.unnamed:
            said.append(f"{lead.unnamed}在名单里没有列名。")
    if len(r.leads) > 4:
        said.append(f"这一条含 {len(r.leads)} 项任务，各自的推断见下。")
    return said


def _lead_block(r: Responsibility) -> list[str]:
    if not r.leads:
        return []
    lines = [f"**可能的牵头与配合{INFERRED}**"]
    for lead in r.leads:
        lines.append(f"- {lead.task or r.name}：{_lead_line(lead)}")
    return ["\n".join(lines)]


def _lead_line(lead: LeadView) -> str:
    word = {"inferred": "可能牵头", "undecided": "未定，可能是", "shared": "可能共同牵头", "none": "推断不出牵头"}[lead.standing]
    parts = [f"{word} {listed(lead.lead)}" if lead.lead else word]
    if lead.partners:
        parts.append(f"可能配合 {listed(lead.partners)}")
    if lead.outside:
        parts.append(f"按职能相关但不在名单里 {listed(lead.outside)}")
    if lead.unnamed:
        parts.append(f"{lead.unnamed}没有列名")
    read = [f"{basis.text}" if basis.ref else f"{basis.text}（依据未核实）" for basis in lead.basis]
    parts.append(f"依据：{'；'.join(read)}" if read else "按部门通常职能推断（依据未核实）")
    if lead.note:
        parts.append(lead.note)
    return "；".join(parts)


def _outside_block(r: Responsibility, section: str) -> list[str]:
    outside = tuple(dict.fromkeys(body for lead in r.leads for body in lead.outside))
    unnamed = tuple(dict.fromkeys(lead.unnamed for lead in r.leads if lead.unnamed))
    lines = []
    if outside:
        lines.append(f"**不在 {section} 名单里**：{listed(outside)}（按职能相关，是推断）")
    if unnamed:
        lines.append(f"**名单里没有列名**：{listed(unnamed)}")
    return lines


def _names_block(r: Responsibility) -> list[str]:
    lines = []
    for name in r.names:
        if name.name is None:
            lines.append(f"- {name.as_written}：今天的名称未确立。{name.basis}")
        elif name.changed or name.same_as:
            since = f"，{day_words(name.since)}起" if name.since and name.changed else ""
            note = "，推断" if name.inferred else ""
            lines.append(f"- {name.as_written}：今称 {name.name}（{name.basis}{since}{note}）")
    return ["**名称**\n" + "\n".join(lines)] if lines else []


def _territory_block(r: Responsibility) -> list[str]:
    words = {"yes": "属于", "no": "不属于", "doubtful": "是否属于存疑", "not_established": "是否属于未确立"}
    lines = [f"- {t.area}：{words[t.holds]}{t.group.removeprefix('各')}（{t.basis}）" for t in r.territory]
    return ["**您所在的地区**\n" + "\n".join(lines)] if lines else []


def _ended(corpus: Corpus, clause: str, day: date) -> tuple[str, ...]:
    return (ENDED,) if corpus.clauses[clause].force(day).value == "ended" else ()


def word_body(found: BodyFound, corpus: Corpus, day: date, audience: str) -> Worded:
    """What one body is in and what it is called."""
    duties = found.duties
    body = corpus.bodies[duties.body]
    brief = []
    if duties.listed:
        places = listed(f"{item.clause.split('#')[1]}“{item.section}”" for item in duties.listed)
        brief.append(f"“{body.id}”列在方案 {places} 的责任单位名单里（共 {len(duties.listed)} 份）。")
    else:
        brief.append(f"“{body.id}”不在方案的四份责任单位名单里。")
    brief.append(_name_sentence(duties.name, day))
    mine = [h for h in duties.hints if h.role == "lead"]
    helps = [h for h in duties.hints if h.role == "partner"]
    near = [h for h in duties.hints if h.role == "outside"]
    if duties.listed and not duties.hints and body.kind != "territorial":
        brief.append("但方案正文没有写与它直接对应的任务，推断也对不上，不替它编任务。")
    blocks = []
    for title, hints in (("可能牵头", mine), ("可能配合", helps), ("按职能相关、但不在该节名单里", near)):
        if hints:
            lines = [f"- {h.clause.split('#')[1]} {h.name}{'：' + h.task if h.task else ''}" for h in hints]
            blocks.append(f"**{title}{INFERRED}**\n" + "\n".join(lines))
    if duties.does:
        blocks.append(f"**一般职能**（概括，非原文）：{duties.does}")
    blocks += [f"**说明**：{note}" for note in duties.name.notes]
    warnings = (ENDED,) if day > date(2025, 12, 31) and duties.listed else ()
    return Worded(brief=tuple(brief), blocks=tuple(blocks), warnings=warnings, question=duties.ask)


def _name_sentence(name: NameToday, day: date) -> str:
    if name.name is None:
        return f"它在 {day.isoformat()} 的名称或机构形式未确立：{name.basis}。"
    if name.same_as:
        return f"这个写法最可能指 {name.same_as}（推断），今称 {name.name}：{name.basis}。"
    if name.changed:
        since = f"{day_words(name.since)}起" if name.since else ""
        note = "（推断）" if name.inferred else ""
        return f"它{since}叫 {name.name}{note}：{name.basis}。"
    seen = f"，最近一次见到是 {name.seen}" if name.seen else ""
    return f"名称是 {name.name}，未见更名{seen}。"


def word_set(found: SetFound, corpus: Corpus, day: date) -> Worded:
    """A computed answer about the lists."""
    answer = found.answer
    counts = "；".join(f"{ref.split('#')[1]} {number} 个" for ref, number in answer.counts.items())
    blocks = [f"**各份名单**：{counts}。合计 {answer.total} 个条目，去重后 {answer.distinct} 个不同的名称（含两类地方）。"]
    if len(answer.bodies) == answer.distinct:
        brief = [f"四份名单合计 {answer.total} 个条目，去重后 {answer.distinct} 个不同的名称。", f"分别是：{counts}。"]
        blocks.append(f"**全部**：{listed(answer.bodies)}")
    else:
        brief = [f"{answer.question}：{len(answer.bodies)} 个。"]
        if answer.bodies:
            brief.append(listed(answer.bodies) + "。")
    ended = any(_ended(corpus, ref, day) for ref in answer.counts)
    return Worded(brief=tuple(brief), blocks=tuple(blocks), warnings=(ENDED,) if ended else ())
