"""Words for programmes that cannot all be had, for 补差, and for what nobody found out, each with its clause."""

from __future__ import annotations

from assistant.wording.pieces import clause_words, listed, plain_number, unit_words
from corpus.combination import BINDING, CombinationKind
from corpus.corpus import Corpus
from tools.bundling.models import Ruled

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
