"""One message laid out for reading: its text, its clauses, what it names, what is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.reading.layout import Layout
from assistant.reading.model import Known
from assistant.reading.named import Named
from assistant.reading.numbers import Number, find_numbers
from assistant.reading.patterns import compiled, matches
from corpus.corpus import Corpus
from corpus.lexicon_schema import Lexicon
from corpus.text import Normalised

_PENDING = re.compile(r"members\[(\d+)\]\.(\w+)")
_ASKS = re.compile(
    r"(?:能|可以|给|有|算|多少|几)[^，,。]*(?:吗|么|不|没|呢|[?？])\s*$|(?:吗|么)\s*[?？]?\s*$|多少|哪些|什么|怎么(?!办|整|弄)|啥(?!也|都)|指的|(?:能|可以|算|够|是|有)(?:不|没)(?:能|可以|算|够|是|有)"
    r"|哪(?!怕|都|也)|(?:归|由|谁|哪)[^，,。]{0,4}(?:管|负责)|管到|还是"
)
_QUESTION = re.compile(
    r"[?？]|(?:吗|么|嘛)\s*$|怎么(?!也|都)|咋(?!也|都)|如何|多少|(?<!没)(?<!没有)(?<!任何)(?:什么|啥)(?!也|都|的)|哪(?!怕|样(?:也|都)|个(?:也|都)|种(?:也|都)|有)|(?<!没)谁|区别"
    r"|(\w)(?:没|不)\1|有[^,，。]{1,6}没\s*$|是否|有没有|可不可以|还是|(?:能|可以|给|够|符合)[^,，。]{1,8}不\s*$|几(?:个|份|道|天|条|家)|给我(?:出|来|讲|说|查)|^(?:那|那么|要是|换成|再说)[^,，。]{1,10}呢\s*$|^(?:考|讲|介绍|解释|查|帮我)"
)
_ASKED_NEXT = re.compile(r"^[\s,，、：:]*(?:怎么|咋|如何|能不能|能(?:办|申请|领)|可以(?:办|申请)|多少|是什么|是啥|什么|啥|去哪|在哪|找谁)")
_NAMES = re.compile(r"我|俺|咱|家|他|她|老(?!人)|儿(?!无|没|童|女)|孙|爸|妈|本人|户主")
_CASE = re.compile(
    r"[我俺]家|[我俺](?:爸|妈|爹|娘|老|儿|闺|孙|自己)|[他她]|[这该某]户|这(?:个|位)(?:老|人|孩|残|村民|群众)|(?:一|有|这|那|来了?)(?:个|位|户|名|家)|核一|看一?下|户主|老伴|闺女|儿子|孙[子女]|本人|一户"
    r"|[，,、](?:[^，,、。？?]{1,16}[，,、]){2}"
)


@dataclass(frozen=True)
class Scene:
    """Everything the readers of one message share."""

    form: Normalised
    layout: Layout
    named: Named
    known: Known
    corpus: Corpus

    @property
    def text(self) -> str:
        """The normalised text that is searched."""
        return self.form.text

    @property
    def lexicon(self) -> Lexicon:
        """The phrases messages are read by."""
        return self.corpus.lexicon

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Every number of the message."""
        return tuple(find_numbers(self.text))

    @cached_property
    def pending(self) -> tuple[int | None, str] | None:
        """Member index (None: the household) and key of the fact asked for last."""
        if self.known.pending is None:
            return None
        member = _PENDING.match(self.known.pending)
        return (int(member.group(1)), member.group(2)) if member else (None, self.known.pending.removeprefix("household."))

    def quote(self, start: int, end: int) -> str:
        """The user's own words."""
        size = len(self.text)
        return self.form.quote(min(start, size), min(end, size)).strip(" ，。,.;；!！?？\t\n")

    def find(self, patterns: tuple[str, ...]) -> Iterator[re.Match[str]]:
        """Matches of each pattern, pattern by pattern."""
        for pattern in patterns:
            yield from compiled(pattern).finditer(self.text)

    def is_questioned(self, start: int, end: int) -> bool:
        """Whether what stands between two positions is asked rather than told."""
        clause_start, clause_end = self.layout.clause(end - 1)
        if matches(
            ("(?:是不是|有没有|算不算|能不能|会不会|是否|要不要)(?:都|有|是|的)?$",), self.text[max(clause_start, start - 6) : start]
        ):
            return True
        if self.text[end - 1 : end] in ("了", "过") and re.match(r"没有?(?:呢|啊|呀)?\s*(?:[?？]|$)", self.text[end:clause_end]):
            return True
        return matches(
            (
                r"^(?:的|了|过)?(?:吗|么|没有?|不)?\s*[?？]",
                r"^(?:的|了|过)?(?:吗|么(?!都|也))",
                r"^(?:有没有|算不算|给不给)",
                r"^[了过]没(?:有)?\s*$",
            ),
            self.text[end:clause_end],
        )

    def is_asked(self, start: int, end: int) -> bool:
        """Whether the clause around two positions asks, or what follows it does without a word of its own: 低保能办吗; 低保，怎么申请."""
        if _ASKED_NEXT.match(self.text[end:]):
            return True
        return asks(self.layout.clause_text(start, end))

    def is_general(self, start: int, end: int) -> bool:
        """Whether the clause asks a general question (…能…吗) and names nobody."""
        clause = self.layout.clause_text(start, end)
        return _ASKS.search(clause) is not None and _NAMES.search(clause) is None

    def is_elsewhere(self, start: int, end: int) -> bool:
        """Whether a sentence is about tax, marriage, mortgage or weather and nothing of ours."""
        return matches(self.lexicon.outside.trades, self.text[start:end])

    @cached_property
    def is_teaching(self) -> bool:
        """Whether an official or a trainer asks about rules: a question, and nobody's household in it."""
        return self.known.role in ("干部", "培训") and not self.known.members and _CASE.search(self.text) is None


def asks(text: str) -> bool:
    """Whether words are a question rather than an answer; 什么都没有 and 谁也没有 are answers."""
    return _QUESTION.search(text.strip(" \t,，:：")) is not None
