"""Words for programmes that cannot all be had, for 补差, and for what nobody found out, each with its clause."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.wording.pieces import Worded, clause_words, listed, plain_number, unit_words
from corpus.combination import BINDING, Combination, CombinationKind
from corpus.corpus import Corpus
from tools.bundling.models import Ruled
from tools.eligibility import SECOND_HAND

INFERRED = "条文限制的是同时享受，申请期间能不能并行没有写明，先问受理窗口。"


def parted_words(ruled: Ruled, corpus: Corpus) -> str:
    """One relation: what it is about, the rule in our own words, who settles it."""
    return f"**{_title(ruled)}**：{listed(dict.fromkeys((*ruled.programmes, *ruled.those)))}。{ruled.says}{_tail(ruled)}{_source(ruled, corpus)}"


def _title(ruled: Ruled) -> str:
    if ruled.kind in BINDING:
        return "不能都要"
    return "补差" if ruled.kind is CombinationKind.TOP_UP else "能不能一起没有查到"


def _tail(ruled: Ruled) -> str:
    decides = f"，由{ruled.decides}认定" if ruled.decides else ""
    if ruled.kind in BINDING:
        parallel = {"yes": "申请期间可并行。", "inferred": INFERRED, None: ""}[ruled.parallel]
        return f"选哪样由本人定{decides}。{parallel}"
    if ruled.kind is CombinationKind.TOP_UP:
        amount = ruled.amount
        if amount is None or amount.value is None:
            return "补多少以核定为准。"
        return f"补差{'不低于' if amount.floor else ''} {plain_number(amount.value)} {unit_words(amount.unit)}，以核定为准。"
    return ""


def _source(ruled: Ruled, corpus: Corpus) -> str:
    return f"〔{clause_words(ruled.clauses, corpus)}〕" if ruled.clauses else ""


TOGETHER = {
    CombinationKind.EXCLUSIVE: "不能都要：不能同时享受，只能选一样",
    CombinationKind.BARS: "不能都要：不能同时享受，已有前一样就不能再有后一样",
    CombinationKind.HIGHER: "就高，只享受一次",
    CombinationKind.TOP_UP: "可以都有，补差",
    CombinationKind.FALLBACK: "先看前一样，够不上再看后一样",
    CombinationKind.SEQUENCE: "先办前一样，再看后一样",
    CombinationKind.INSTEAD: "符合的转过去",
    CombinationKind.STACKS: "可以一起",
    CombinationKind.OPEN: "能不能一起没有查到",
}


IN_SHORT = {
    CombinationKind.STACKS: "可以一起的：{}。",
    CombinationKind.EXCLUSIVE: "只能选一样的：{}。",
    CombinationKind.BARS: "有了前一样就不能再有后一样的：{}。",
    CombinationKind.TOP_UP: "都有、按差额补的：{}。",
    CombinationKind.SEQUENCE: "有先后的，先办前一样：{}。",
    CombinationKind.FALLBACK: "够不上前一样才看后一样的：{}。",
    CombinationKind.INSTEAD: "情况变了可以转过去的：{}。",
    CombinationKind.HIGHER: "就高、只享受一次的：{}。",
    CombinationKind.OPEN: "能不能一起没有查到的：{}。",
}
"""Where there is more than a sentence or two to say, a line for each kind, in this order; the rest is below."""

FEW = 2


def together_words(between: Sequence[Combination], asked: Sequence[str], corpus: Corpus) -> Worded:
    """Whether what was asked about may be had together, whatever the household."""
    if not between:
        return Worded(brief=(f"登记的文件里没有写{listed(asked)}能不能一起享受，问受理窗口或打 12345。",))
    few = len(between) <= FEW
    said = [f"{_pair(entry, asked)}：{TOGETHER[entry.kind]}。{entry.says}" for entry in between]
    settled = [f"{_settled(entry)}〔{clause_words(entry.clause, corpus)}〕" if entry.clause else "" for entry in between]
    warnings = (SECOND_HAND,) if any(entry.grade == "S" for entry in between) else ()
    if few:
        blocks = [f"**{_pair(entry, asked)}**：{words}" for entry, words in zip(between, settled, strict=True) if words]
        return Worded(brief=tuple(said), blocks=tuple(blocks), warnings=warnings)
    brief = []
    for kind, line in IN_SHORT.items():
        pairs = dict.fromkeys(_sides(entry, asked) for entry in between if entry.kind is kind)
        if pairs:
            brief.append(line.format("；".join(pairs)))
    blocks = [f"{line} {words}".strip() for line, words in zip(said, settled, strict=True)]
    return Worded(brief=tuple(brief), blocks=tuple(blocks), warnings=warnings)


def _sides(entry: Combination, asked: Sequence[str]) -> str:
    """Both sides of a relation: 特困人员救助供养——农村最低生活保障."""
    sides = ["、".join(name for name in side if name in asked) for side in (entry.these, entry.those)]
    return "——".join(side for side in sides if side)


def _pair(entry: Combination, asked: Sequence[str]) -> str:
    return listed([*(name for name in entry.these if name in asked), *(name for name in entry.those if name in asked)])


def _settled(entry: Combination) -> str:
    """Who settles it, and whether both may be applied for meanwhile."""
    parallel = {"yes": "申请期间可并行。", "inferred": INFERRED, None: ""}[entry.parallel]
    choice = "选哪样由本人定，" if entry.kind in BINDING else ""
    return f"{choice}{f'由{entry.decides}认定。' if entry.decides else '依据见条款。'}{parallel}"
