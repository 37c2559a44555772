"""A bundle in readable form: 可以一起办, 要二选一, 先后, 补差, and what has to be kept in mind, each with its clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.wording.pieces import listed, plain_number, unit_words
from corpus.combination import CombinationKind
from corpus.corpus import Corpus
from tools.bundling.models import Bundle, Choice, Item, Option, Ruled, Standing
from ui.trace_text import clause_words

FEW = 4
"""Lines of one kind shown without --trace."""

SURE = (Standing.HELD, Standing.ELIGIBLE, Standing.LATER)
PARALLEL = {"yes": "；申请期间可并行", "inferred": "；条文限制的是同时享受，申请期间能不能并行没有写明（推断可以），先问受理窗口", None: ""}
SETTLED = {
    "held": "已经有的先保留；换不换由本人选择",
    "surer": "先按前一样办，后面的还定不了；定下来以后选哪样由本人定",
    "amount": "按查到的数额前一样每月更多；选哪样由本人定",
}


def bundle_text(bundle: Bundle, *, corpus: Corpus, all_of_them: bool) -> str:
    """The bundle for a terminal; with ``all_of_them`` nothing is cut short."""
    most = 99 if all_of_them else FEW
    sections = (
        ("可以一起办", [*_together(bundle), *_few(_ruled(_near_first(bundle.stacks, bundle), corpus), most)]),
        ("要二选一", [*_choices(bundle.choices, corpus, all_of_them=all_of_them)]),
        ("先后", [*_few(_ruled(_near_first((*bundle.fallbacks, *bundle.sequences), bundle), corpus), most)]),
        ("补差", list(_ruled(bundle.top_ups, corpus))),
        ("另外要知道", [*_few(_ruled(_near_first(bundle.notes, bundle), corpus), most)]),
    )
    return "\n\n".join("\n".join((title, *lines)) for title, lines in sections if lines)


def _together(bundle: Bundle) -> Iterator[str]:
    for title, standing in (("已经有的", Standing.HELD), ("可能符合的", Standing.ELIGIBLE), ("先认定、批下来再办的", Standing.LATER)):
        names = _names(item for item in bundle.together if item.standing is standing)
        if names:
            yield f"· {title}：{listed(names)}"


def _near_first(rules: Sequence[Ruled], bundle: Bundle) -> list[Ruled]:
    """The relations between what is had or may be met, then those with something that is still open."""
    near = {item.programme for item in bundle.items() if item.standing in SURE}
    return sorted(rules, key=lambda rule: any(side and not near & {*side} for side in (rule.programmes, rule.those)))


def _names(items: Iterable[Item]) -> list[str]:
    """Each programme once, with the members it is for."""
    found: dict[str, list[str]] = {}
    for item in items:
        found.setdefault(item.programme, []).extend([str(item.index + 1)] if item.index is not None else [])
    return [f"{name}（第 {listed(who)} 位成员）" if who else name for name, who in found.items()]


def _choices(choices: Sequence[Choice], corpus: Corpus, *, all_of_them: bool) -> Iterator[str]:
    """The choices with something that is had or may be met; those between mere possibilities only with ``--trace``."""
    near = [choice for choice in choices if _is_near(choice)]
    far = [choice for choice in choices if not _is_near(choice)]
    yield from (line for choice in (*near, *(far if all_of_them else ())) for line in _choice(choice, corpus))
    if far and not all_of_them:
        yield f"· 都还定不了、要是都符合才要选的另有 {len(far)} 处，加 --trace 看全部"


def _is_near(choice: Choice) -> bool:
    return any(item.standing in SURE for option in choice.options for item in option.items)


def _choice(choice: Choice, corpus: Corpus) -> Iterator[str]:
    who = f"第 {choice.index + 1} 位成员" if choice.index is not None else "这一户"
    ways = "；或者 ".join(_option(option) for option in choice.options)
    if not _is_near(choice):
        yield f"· {who}（都还定不了；要是都符合，只能选一样）：{ways}"
    else:
        yield f"· {who}：{ways}"
        yield f"  {_settled(choice)}"
    yield from (f"  {line.removeprefix('· ')}" for line in _ruled(choice.rules, corpus))


def _option(option: Option) -> str:
    said = [_one(item) for item in option.items] or ["都不要"]
    if option.monthly is not None and option.monthly:
        said.append(f"每月合计{'不低于' if option.at_least else ''} {plain_number(option.monthly)} 元")
    if option.gives_up:
        said.append(f"{listed(option.gives_up)}就不再领，要本人自己选")
    if option.surely_more:
        said.append("按查到的数额更多")
    return f"{said[0]}{''.join(f'＋{one}' for one in said[1 : len(option.items)])}" + _tail(said[max(len(option.items), 1) :])


def _tail(said: Sequence[str]) -> str:
    return f"（{'，'.join(said)}）" if said else ""


def _one(item: Item) -> str:
    marks = {Standing.HELD: "（已有）", Standing.ELIGIBLE: "", Standing.POSSIBLE: "（还定不了）"}
    return f"{item.programme}{marks.get(item.standing) or (f'（先办{listed(item.after)}）' if item.after else '')}"


def _settled(choice: Choice) -> str:
    who = f"，由{listed(choice.decides)}认定" if choice.decides else ""
    if choice.settled_by:
        return f"{SETTLED[choice.settled_by]}{who}。"
    unknown = dict.fromkeys(name for option in choice.options for name in option.unknown_amounts)
    reason = f"{listed(unknown)}的金额未查到" if unknown else "数额只查到下限"
    told = "说的几样身份按规定不能同时有，请先和经办机关核对；" if all(option.gives_up for option in choice.options) else ""
    return f"{told}{reason}，比不出哪样更多：选哪样由本人定{who or '，由经办机关核算'}。"


def _few(lines: Iterable[str], most: int) -> Iterator[str]:
    found = list(lines)
    yield from found[:most]
    if len(found) > most:
        yield f"· 另有 {len(found) - most} 条，加 --trace 看全部"


def _ruled(rules: Iterable[Ruled], corpus: Corpus) -> Iterator[str]:
    """Each relation once, whoever it is about."""
    found: dict[str, list[Ruled]] = {}
    for rule in rules:
        found.setdefault(rule.id, []).append(rule)
    for same in found.values():
        rule = same[0]
        sides = (dict.fromkeys(name for r in same for name in side(r)) for side in (lambda r: r.programmes, lambda r: r.those))
        names = "——".join(listed(side) for side in sides if side)
        mark = "（线索，不作依据）" if rule.grade == "lead" else "（以原文为准）" if rule.grade == "S" and rule.clauses else ""
        parallel = PARALLEL[rule.parallel]
        yield f"· {names}：{rule.says.rstrip('。')}{parallel}。{_paid(same)}{mark}{clause_words(rule.clauses, corpus)}"


def _paid(rules: Sequence[Ruled]) -> str:
    if rules[0].kind is not CombinationKind.TOP_UP:
        return ""
    amount = next((rule.amount for rule in rules if rule.amount and rule.amount.value is not None), None)
    if amount is None or amount.value is None:
        return "补多少以核定为准。"
    return f"补差{'不低于' if amount.floor else ''} {plain_number(amount.value)} {unit_words(amount.unit)}，以核定为准。"
