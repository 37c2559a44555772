"""The panel of sources: the clauses a reply stands on, and one of them opened in its place in the document."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.conversation.reply import Citation
from assistant.wording.pieces import FORCE_WORDS, day_words
from corpus.clauses import Clause
from corpus.corpus import Corpus
from corpus.dated import Force
from corpus.official_text import OfficialText
from ui.page.markup import button, escape

SHORTEST, LONGEST = 4, 16
"""Characters of a short title."""

OWN_WORDS = "要点（非原文）"
LETTER = "原文"
EMPTY = "回答的依据会列在这里。点一条，就能看到它在文件里的位置和这一天是否有效。"
NOT_FOUND = "这一条在登记册里找不到，可能已经更新。请再问一次。"


@dataclass(frozen=True)
class Source:
    """One cited clause, ready to be listed."""

    ref: str
    title: str
    number: str | None
    clause: str
    force: Force
    verbatim: bool

    @property
    def reference(self) -> str:
        """How it is cited in a paper: 《题名》（文号）条款."""
        return f"《{self.title}》{f'（{self.number}）' if self.number else ''}{self.clause}"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a document as pieces, each marked or not; ``heading`` for a line that is one."""

    pieces: tuple[tuple[str, bool], ...]
    heading: bool = False

    @property
    def marked(self) -> bool:
        """Whether any of it is highlighted."""
        return any(marked for _, marked in self.pieces)


def sources_of(citations: Iterable[Citation]) -> tuple[Source, ...]:
    """The clauses cited, each once, in the reply's order."""
    found: dict[str, Source] = {}
    for c in citations:
        if c.ref:
            found.setdefault(c.ref, Source(c.ref, c.document, c.number, c.clause, c.in_force, c.verbatim))
    return tuple(found.values())


def short_title(corpus: Corpus, ref: str) -> str:
    """A document's shortest name of at least four characters, for a narrow place; a long one is cut."""
    document = corpus.documents[ref.split("#")[0]]
    names = [name for name in (document.title, *document.aliases) if len(name) >= SHORTEST]
    title = min(names or [document.title], key=len)
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"


def status_tag(force: Force) -> str:
    """The state of a text as a small tag."""
    return f'<span class="tag {force.value}">{FORCE_WORDS[force]}</span>'


def list_html(sources: Sequence[Source], day: str) -> str:
    """The panel with nothing opened."""
    if not sources:
        return f'<div class="sources"><h2>依据</h2><p class="hint">{EMPTY}</p></div>'
    documents = dict.fromkeys((source.title, source.number) for source in sources)
    cards = "".join(_card(title, number, [s for s in sources if s.title == title], day) for title, number in documents)
    return f'<div class="sources"><h2>依据 <span class="count">{len(sources)}</span></h2><ul class="cards">{cards}</ul></div>'


def _card(title: str, number: str | None, sources: Sequence[Source], day: str) -> str:
    """One document with the clauses cited from it."""
    head = f'<p class="title">{escape(title)}</p>' + (f'<p class="small">{escape(number)}</p>' if number else "")
    return f'<li class="card">{head}{"".join(_clause_button(source, day) for source in sources)}</li>'


def _clause_button(source: Source, day: str) -> str:
    kind = "" if source.verbatim else f'<span class="tag own">{OWN_WORDS}</span>'
    return (
        f'<button type="button" class="clause" data-event="select" data-ref="{escape(source.ref)}" data-day="{escape(day)}" '
        f'aria-label="{escape(source.reference)}，{FORCE_WORDS[source.force]}"><b>{escape(source.clause)}</b>{status_tag(source.force)}{kind}</button>'
    )


def chips_html(corpus: Corpus, sources: Sequence[Source], day: str) -> str:
    """The same clauses below the reply, small; they open the same panel."""
    if not sources:
        return ""
    chips = "".join(
        button(f"{short_title(corpus, s.ref)} {s.clause}", "select", css="chip", label=f"看依据：{s.reference}", ref=s.ref, day=day)
        for s in sources[:4]
    )
    more = f'<span class="small">另 {len(sources) - 4} 条见“依据”</span>' if len(sources) > 4 else ""
    return f'<p class="chips"><span class="small">依据</span>{chips}{more}</p>'


def clause_html(corpus: Corpus, ref: str, day: date) -> str:
    """One clause opened: its state on the day, and the document around it with the clause marked."""
    clause = corpus.clauses.get(ref)
    if clause is None:
        return f'<div class="sources opened" data-opened="">{_bar("依据")}<p class="hint">{NOT_FOUND}</p></div>'
    document = corpus.documents[clause.document]
    text = corpus.texts.get(clause.document)
    source = Source(ref, document.title, document.shown_number, clause.clause, clause.force(day), clause.verbatim)
    body = _text_html(text, clause) if clause.verbatim and text is not None else _cards_html(corpus, clause)
    note = "" if clause.verbatim else f'<p class="note">{OWN_WORDS}：用我们自己的话概括，办事请以原文为准。</p>'
    return (
        f'<div class="sources opened" data-opened="{escape(ref)}">{_bar(source.clause)}'
        f'<p class="title">{escape(document.title)}</p>{_facts_line(source, clause, day)}{note}{_actions(source, document.url)}'
        f'<div class="document" tabindex="0" role="region" aria-label="{escape(document.title)}">{body}</div></div>'
    )


def _bar(name: str) -> str:
    return (
        f'<div class="bar"><h2 tabindex="-1">{escape(name)}</h2>{button("收起", "collapse", css="quiet", label="收起条文，回到回答")}</div>'
    )


def _facts_line(source: Source, clause: Clause, day: date) -> str:
    why = clause.force_reason(day)
    number = f'<span class="small">{escape(source.number)}</span>' if source.number else ""
    reason = f'<span class="small">{escape(why)}</span>' if why else ""
    return f'<p class="line">{number}{status_tag(source.force)}<span class="small">{escape(day_words(day))}这一天</span></p>' + (
        f'<p class="why">{reason}</p>' if reason else ""
    )


def _actions(source: Source, url: str | None) -> str:
    copy = button("复制出处", "copy", css="quiet", text=source.reference)
    link = f'<a class="quiet" href="{escape(url)}" target="_blank" rel="noopener noreferrer">官方网页</a>' if _is_web(url) else ""
    return f'<p class="actions">{copy}{link}</p>'


def _is_web(url: str | None) -> bool:
    return bool(url) and str(url).startswith(("https://", "http://"))


# -- the document around it ------------------------------------------------------------------------------------------


def marked_spans(text: OfficialText, clause: str) -> tuple[tuple[int, int], ...]:
    """Where a clause stands in the text: its own words, and the lists that belong to it.

    A section without words of its own (its heading, then clauses below it) is its heading and its list.
    """
    found = next((c for c in text.clauses if c.id == clause), None)
    if found is None:
        return ()
    spans = {(found.start, found.end)} | {(each.start, each.end) for c in text.clauses for each in c.lists if each.clause == clause}
    return tuple(sorted(spans))


def paragraphs(text: OfficialText, spans: Sequence[tuple[int, int]]) -> Iterator[Paragraph]:
    """The whole document line by line, cut where the marked spans begin and end."""
    headings = {c.start for c in text.clauses if c.heading and c.level and not c.text}
    start = 0
    for line in text.text.split("\n"):
        if line.strip():
            yield Paragraph(tuple(_pieces(text.text, start, start + len(line), spans)), heading=start in headings)
        start += len(line) + 1


def _pieces(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    cuts = sorted({start, end, *(max(start, min(end, place)) for span in spans for place in span)})
    for here, there in itertools.pairwise(cuts):
        if text[here:there]:
            yield text[here:there], any(a <= here and there <= b for a, b in spans)


def _text_html(text: OfficialText, clause: Clause) -> str:
    parts = []
    for paragraph in paragraphs(text, marked_spans(text, clause.clause)):
        inner = "".join(f"<mark>{escape(piece)}</mark>" if marked else escape(piece) for piece, marked in paragraph.pieces)
        css = " ".join(name for name, on in (("head", paragraph.heading), ("here", paragraph.marked)) if on)
        parts.append(f'<p class="{css}">{inner}</p>' if css else f"<p>{inner}</p>")
    return "".join(parts)


def _cards_html(corpus: Corpus, clause: Clause) -> str:
    cards = [c for c in corpus.clauses.values() if c.document == clause.document and not c.verbatim]
    return "".join(_card_html(card, here=card.ref == clause.ref) for card in cards)


def _card_html(card: Clause, *, here: bool) -> str:
    heading = " ".join(part for part in (card.clause, card.heading) if part)
    text = escape(card.text).replace("\n", "<br>")
    return f'<p class="head{" here" if here else ""}">{escape(heading)}</p><p>{f"<mark>{text}</mark>" if here else text}</p>'
