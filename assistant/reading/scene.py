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
        return matches(
            (
                r"^(?:的|了|过)?(?:吗|么|没有?|不)?\s*[?？]",
                r"^(?:的|了|过)?(?:吗|么(?!都|也))",
                r"^(?:有没有|算不算|给不给)",
                r"^[了过]没(?:有)?\s*$",
            ),
            self.text[end:clause_end],
        )

    def is_general(self, start: int, end: int) -> bool:
        """Whether the clause asks a general question (…能…吗) and names nobody."""
        clause = self.layout.clause_text(start, end)
        asks = matches((r"(?:能|可以|给|有|算|多少|几)[^，,。]*(?:吗|么|不|没|呢|[?？])\s*$", r"多少|哪些|什么|怎么"), clause)
        return asks and not matches(("我|俺|咱|家|他|她|老|儿|孙|爸|妈|本人",), clause)
