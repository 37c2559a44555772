"""Words for figures: the value, its area, its span, and what is not known."""

from __future__ import annotations

from assistant.agent.artifacts import FigureLine, FiguresFound
from assistant.wording.pieces import Worded, day_words, listed, plain_number, value_words
from corpus.corpus import Corpus
from corpus.figures import Figure

MONTHLY, YEARLY = "元/人/月", "元/人/年"


def word_figures(found: FiguresFound, corpus: Corpus, audience: str) -> Worded:
    """Figures asked for, place by place."""
    brief: list[str] = []
    blocks: list[str] = []
    warnings: list[str] = []
    units = {line.figure.unit for line in found.lines}
    for line in found.lines:
        brief.append(figure_sentence(line, corpus))
        if MONTHLY in units and YEARLY in units:
            brief += _by_the_year(line)
        warnings += _warnings(line.figure)
    notes = [n for n in dict.fromkeys(line.figure.note for line in found.lines if line.figure.note) if n]
    if notes:
        blocks.append("**说明**\n" + "\n".join(f"- {note}" for note in notes))
    setters = listed(dict.fromkeys(line.figure.set_by for line in found.lines if line.figure.set_by))
    if setters and any(line.figure.state != "known" for line in found.lines):
        blocks.append(f"**谁定**：{setters}。可向乡镇（街道）或 12345 核实。")
    question = "户口在大连哪个区、市、县？我好给您准数。" if found.needs_area else None
    return Worded(brief=tuple(dict.fromkeys(brief)), blocks=tuple(blocks), warnings=tuple(dict.fromkeys(warnings)), question=question)


def _by_the_year(line: FigureLine) -> list[str]:
    """A monthly figure beside a yearly one is also told by the year, so that the two can be compared."""
    if line.figure.unit != MONTHLY or line.figure.number is None:
        return []
    return [
        f"{plain_number(line.figure.number)} 元/人/月乘 12 是 {plain_number(line.figure.number * 12)} 元/人/年（两样收入算法不同，只作比较）。"
    ]


def place_words(place: str | None, figure: Figure, corpus: Corpus) -> str:
    """The place a figure holds for: the one asked about, or the members of its group."""
    if place is None:
        return "" if figure.area is None else f"{figure.area}："
    if place in corpus.groups:
        members = corpus.members_of(place)
        return f"{place}（{listed(members, most=6, counter='个')}）：" if members else f"{place}："
    return f"{place}："


def figure_sentence(line: FigureLine, corpus: Corpus) -> str:
    """One figure in a sentence: the value, where and since when it holds, or that it is not known."""
    figure = line.figure
    where = place_words(line.place, figure, corpus)
    if figure.state == "unknown" or figure.value is None:
        when = f"{line.day.year} 年" if (line.day.month, line.day.day) == (12, 31) else f"{line.day.isoformat()} "
        return f"{where}{when}的{figure.name}未查到，不能拿别处或往年的数顶替。{_plan_said(line, corpus)}"
    if figure.grade == "lead":
        return f"{where}{figure.name}没有查实；只见到线索 {value_words(figure)}，不能作准。"
    span = f"{day_words(figure.start)}起" if figure.start else ""
    if figure.state == "carried":
        end = f"，查到的执行期到{day_words(figure.end)}" if figure.end else ""
        return f"{where}{figure.name}，已查到的最新一次是 {value_words(figure)}（{span}执行{end}）；之后有没有调整没有查到。"
    until = f"，到{day_words(figure.end)}" if figure.end else ""
    span_words = f"（{span}{until}）" if span else ""
    return f"{where}{figure.name}是 {value_words(figure)}{span_words}。"


def _plan_said(line: FigureLine, corpus: Corpus) -> str:
    """A target of the plan whose time is over is still told as the plan's; an old amount of money is not held out."""
    if "元" in line.figure.unit:
        return ""
    dated = [(day, value) for values in corpus.parameters[line.figure.parameter].values.values() for day, value in values.items()]
    plan = [(day, value) for day, value in dated if value.value is not None and (value.ref or "").startswith("plan#") and day <= line.day]
    if not plan:
        return ""
    figure = line.figure.model_copy(update={"value": max(plan, key=lambda item: item[0])[1].value})
    return f"方案（2021—2025 年）写的是 {value_words(figure)}，期满后是否延续未查到。"


def _warnings(figure: Figure) -> list[str]:
    if figure.state == "carried" and figure.start:
        return [f"所用标准为 {figure.start.isoformat()} 起，{figure.note}"]
    if figure.state == "unknown":
        return [f"{figure.name}未查到：{figure.note}"] if figure.note else [f"{figure.name}未查到"]
    if figure.grade == "S":
        return [f"{figure.name}来自转载或二手材料，以原文为准"]
    return []
