"""The facts told so far: as rows with a small form each, and the form's answer turned back into a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from assistant.conversation.clarify import who
from assistant.conversation.state import Conversation
from assistant.wording.pieces import choice_options, fact_value_words
from corpus.corpus import Corpus
from corpus.errors import HouseholdError
from corpus.facts import Category, Disability, Kind
from tools.interview import about
from tools.rules.view import member_path
from ui.page.choosers import area_choices
from ui.page.markup import button, escape

UNKNOWN = "unknown"
"""The form's value for 不清楚."""

EMPTY = "您说过的情况会记在这里，随时能改、能删。只在这次对话里用，关掉页面就没有了。"
STALE = "改过的情况还没有重新对照。"
YES_NO = (("true", "是"), ("false", "否"))
GRADES = (("0", "没有残疾人证"), ("1", "一级"), ("2", "二级"), ("3", "三级"), ("4", "四级"))
NONE_WORDS = {"housing_grade": "没有房子", "education_stage": "没上学"}
SHORT_SAID = 24


@dataclass(frozen=True)
class FactRow:
    """One fact: whose and what, its value in words, and the words that told it."""

    path: str
    term: str
    value: Any
    words: str
    said: str
    turn: int
    kind: Kind | None


def fact_rows(conversation: Conversation) -> tuple[FactRow, ...]:
    """The ledger in the order it was told; what was said to be unknown comes last."""
    return tuple(
        FactRow(
            path=path,
            term=_term(path, conversation),
            value=fact.value,
            words=fact_value_words(path, fact.value),
            said=fact.said,
            turn=fact.turn,
            kind=_kind(path),
        )
        for path, fact in conversation.known_facts().items()
    )


def _term(path: str, conversation: Conversation) -> str:
    try:
        term = about(path).term
    except KeyError:
        return path
    if member_path(path) is None:
        return term
    name = who(path, conversation)
    return f"{'本人' if name == '您' else name}：{term}"


def _kind(path: str) -> Kind | None:
    try:
        return about(path).kind
    except KeyError:
        return None


def facts_html(conversation: Conversation, corpus: Corpus, *, stale: bool = False, complaint: str = "") -> str:
    """The panel."""
    rows = fact_rows(conversation)
    head = f'<h2 id="facts">已记下的情况{f" <span class=count>{len(rows)}</span>" if rows else ""}</h2>'
    if not rows:
        return f'<div class="facts">{head}<p class="hint">{EMPTY}</p></div>'
    again = f'<p class="note">{STALE}{button("重新对照", "retry", css="small-button")}</p>' if stale else ""
    wrong = f'<p class="note wrong" role="alert">{escape(complaint)}</p>' if complaint else ""
    items = "".join(f"<li>{_row_html(row, corpus)}</li>" for row in rows)
    return f'<div class="facts">{head}{wrong}{again}<ul>{items}</ul></div>'


def _row_html(row: FactRow, corpus: Corpus) -> str:
    told = row.said if len(row.said) <= SHORT_SAID else f"{row.said[: SHORT_SAID - 1]}…"
    origin = f'<span class="small">第 {row.turn} 句“{escape(told)}”</span>' if told and row.turn else ""
    line = f'<span class="term">{escape(row.term)}</span><span class="value">{escape(row.words)}</span>'
    return f'<details class="fact"><summary>{line}<span class="edit">改</span></summary><div>{_form(row, corpus)}{origin}</div></details>'


def _form(row: FactRow, corpus: Corpus) -> str:
    field = _field(row, corpus)
    delete = button("删掉", "delete", css="quiet", label=f"删掉：{row.term}", fact=row.path)
    if not field:
        return f'<p class="small">这一项请在对话里重说。</p>{delete}'
    save = '<button type="submit" class="small-button">保存</button>'
    return f'<form data-event="edit" data-fact="{escape(row.path)}">{field}<span class="actions">{save}{delete}</span></form>'


def _field(row: FactRow, corpus: Corpus) -> str:
    label = row.term
    match row.kind:
        case "yes_no":
            return _select("value", label, (*YES_NO, (UNKNOWN, "不清楚")), _yes_no(row.value))
        case "choice":
            return _select("value", label, (*choices_of(row.path), (UNKNOWN, "不清楚")), str(row.value))
        case "area":
            return _select("value", label, (*area_choices(corpus), (UNKNOWN, "不清楚")), str(row.value))
        case "disability":
            return _disability(label, row.value)
        case "set":
            return _boxes(label, recognition_choices(corpus, row.path), row.value)
        case "count" | "age" | "money":
            return _number(row, label)
        case "month":
            return f'<label>{escape(label)}<input type="month" name="value" value="{escape(row.value or "")}"></label>'
        case _:
            return ""


def _yes_no(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, UNKNOWN) if isinstance(value, bool) else UNKNOWN


def _select(name: str, label: str, options: tuple[tuple[str, str], ...], chosen: str) -> str:
    known = chosen if chosen in {value for value, _ in options} else UNKNOWN
    inner = "".join(f'<option value="{escape(v)}"{" selected" if v == known else ""}>{escape(words)}</option>' for v, words in options)
    return f'<label>{escape(label)}<select name="{name}">{inner}</select></label>'


def _disability(label: str, value: Any) -> str:
    told = value if isinstance(value, Mapping) else value.model_dump() if isinstance(value, Disability) else {}
    grade = UNKNOWN if told.get("grade") is None else str(told["grade"])
    kinds = tuple((c, c) for c in get_args(Category))
    return _select("grade", f"{label}：等级", (*GRADES, (UNKNOWN, "不清楚")), grade) + _select(
        "category", "类别", (*kinds, (UNKNOWN, "不清楚")), str(told.get("category"))
    )


def _boxes(label: str, options: tuple[tuple[str, str], ...], value: Any) -> str:
    told = set(value) if isinstance(value, list | tuple | set | frozenset) else set()
    boxes = "".join(
        f'<label class="box"><input type="checkbox" name="value" value="{escape(v)}"{" checked" if v in told else ""}>{escape(words)}</label>'
        for v, words in options
    )
    return f"<fieldset><legend>{escape(label)}（都不选就是都不是）</legend>{boxes}</fieldset>"


def _number(row: FactRow, label: str) -> str:
    unit = about(row.path).unit
    shown = "" if row.value is None or isinstance(row.value, Mapping) else str(row.value)
    after = f'<span class="unit">{escape(unit)}</span>' if unit else ""
    mode = "decimal" if row.kind == "money" else "numeric"
    return f'<label>{escape(label)}<span class="with-unit"><input name="value" inputmode="{mode}" autocomplete="off" value="{escape(shown)}">{after}</span></label>'


def choices_of(path: str) -> tuple[tuple[str, str], ...]:
    """(value, words) of a choice; what "none" means depends on the fact."""
    key = path.rsplit(".", 1)[-1]
    return tuple((value, NONE_WORDS.get(key, "没有") if value == "none" else words) for value, words in choice_options(path))


def recognition_choices(corpus: Corpus, path: str) -> tuple[tuple[str, str], ...]:
    """The statuses that can be had by the household, or by one person."""
    if member_path(path) is not None:
        return tuple((r.id, r.id) for r in corpus.recognitions.values() if r.belongs == "person")
    return tuple((r.id, r.id) for r in corpus.recognitions.values() if r.belongs == "household" or r.shorthand != "none")


def parse_answer(path: str, form: Mapping[str, Any]) -> Any:
    """What a form's fields say of a fact; None: 不清楚.

    Raises:
        HouseholdError: not a number where one is wanted, or nothing written.
    """
    kind = about(path).kind
    if kind == "set":
        return [str(v) for v in _several(form.get("value"))] or ["none"]
    if kind == "disability":
        return _parse_disability(form)
    raw = str(next(iter(_several(form.get("value"))), "")).strip()
    if raw == UNKNOWN:
        return None
    if kind == "yes_no":
        return raw == "true"
    if kind in ("count", "age", "money"):
        return _parse_number(raw, about(path).term, whole=kind != "money")
    if not raw:
        raise HouseholdError(f"{about(path).term}没有填", mend="填好再保存，或者删掉这一项")
    return raw


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _parse_number(raw: str, term: str, *, whole: bool) -> int | str:
    form = raw.replace(",", "").replace("，", "").replace(" ", "")
    try:
        number = Decimal(form)
    except InvalidOperation:
        raise HouseholdError(f"{term}要写成数字", mend="例如 830") from None
    if not number.is_finite() or (whole and number != number.to_integral_value()):
        raise HouseholdError(f"{term}要写成整数", mend="例如 63")
    return int(number) if number == number.to_integral_value() else str(number)


def _parse_disability(form: Mapping[str, Any]) -> dict[str, Any] | None:
    grade, category = str(form.get("grade", UNKNOWN)), str(form.get("category", UNKNOWN))
    if grade == "0":
        return {"grade": 0}
    told: dict[str, Any] = {}
    if grade != UNKNOWN:
        told["grade"] = int(grade)
    if category != UNKNOWN:
        told["category"] = category
    return told or None
