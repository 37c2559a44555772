"""Two household files side by side (改动前、改动后), for ``check --what-if``."""

from __future__ import annotations

from datetime import date

from assistant.wording.pieces import plain_number, unit_words
from corpus.corpus import Corpus
from corpus.facts import Household
from tools.changes import change_words
from tools.contradictions import find_contradictions, without
from tools.eligibility import ProgrammeResult
from tools.what_if import WhatIf, differences, side_by_side
from ui.output import columns
from ui.trace_text import VERDICTS


def what_if_data(before: Household, after: Household, day: date, *, corpus: Corpus) -> WhatIf:
    """Both judged, with what tells the files apart in words; what contradicts itself in the second is not told, and noted."""
    clashes = find_contradictions(after, day, corpus=corpus)
    words = tuple(change_words(change, before) for change in differences(before, after))
    found = side_by_side(before, without(after, clashes), day, corpus=corpus, words=words)
    return found.model_copy(update={"notes": (*(f"改动后的文件：{clash.says}" for clash in clashes), *found.notes)})


def what_if_text(found: WhatIf) -> str:
    """The section 两份对照."""
    rows = [("项目", "现在", "那样的话", "")]
    rows += [(side.id, _cell(side.before), _cell(side.after), "◆ 有变化" if side.changes else "") for side in found.programmes]
    return "\n".join(
        [f"两份对照（{'、'.join(found.changes) or '两份一样'}）", columns(rows), *(f"注意：{note}" for note in found.notes), found.honest]
    )


def _cell(result: ProgrammeResult) -> str:
    amount = result.amount
    if amount is None or amount.value is None:
        return VERDICTS[result.verdict]
    return f"{VERDICTS[result.verdict]}，{'不低于 ' if amount.floor else ''}{plain_number(amount.value)} {unit_words(amount.unit)}"
