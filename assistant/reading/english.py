"""English messages: the commonest words of the domain are put into Chinese, then read like any other message."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.lexicon_schema import EnglishFile
from corpus.text import Normalised

_HAN = re.compile(r"[\u3400-\u9fff]")
_RUNS_ON = ("在", "是")
_WORD = re.compile(r"[A-Za-z]{2,}")


def is_english(text: str) -> bool:
    """Whether a message is in English: Latin words, and hardly a Chinese character."""
    words, han = len(_WORD.findall(text)), len(_HAN.findall(text))
    return words >= 2 and han * 2 <= words


def to_chinese(form: Normalised, lexicon: EnglishFile) -> Normalised:
    """The message with its domain words in Chinese; every character still points at the words it came from."""
    lowered = form.text.lower()
    out: list[str] = []
    starts: list[int] = []
    at = 0
    for match in _phrases(tuple(lexicon.phrases)).finditer(lowered):
        out.append(lowered[at : match.start()])
        starts.extend(form.starts[at : match.start()])
        chinese = lexicon.phrases[match.group()]
        out.append(chinese)
        first, last = form.starts[match.start()], form.starts[match.end() - 1]
        starts.extend([first] * (len(chinese) - 1) + [last])
        at = match.end() + (chinese.endswith(_RUNS_ON) and lowered[match.end() : match.end() + 1] == " ")
    out.append(lowered[at:])
    starts.extend(form.starts[at:])
    return Normalised(text="".join(out), original=form.original, starts=tuple(starts))


@lru_cache(maxsize=8)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<![a-z])(?:" + "|".join(re.escape(p) for p in longest_first) + r")(?![a-z])") if phrases else re.compile(r"(?!)")
