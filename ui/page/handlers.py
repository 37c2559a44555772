"""The page's events as Gradio calls them: values in, what every part shows out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import gradio as gr

from assistant.settings import Settings
from ui.page.choosers import choosers_html
from ui.page.desk import RECHECK, WIPED, Desk
from ui.page.examples import examples_html
from ui.page.facts_panel import facts_html
from ui.page.markup import escape
from ui.page.quick import quick_html
from ui.page.replies import WAITING, waiting_html
from ui.page.session import Session, dump, restore
from ui.page.sources import clause_html, list_html

CHANGED = "已改好。"
DELETED = "已删掉。"


class Handlers:
    """One method an event; each gives the parts it changes, in the order ``app.py`` names them."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk = desk
        self.settings = settings

    # -- parts -------------------------------------------------------------------------------------------------------

    def turns(self, session: Session, waiting: str = "") -> str:
        """The conversation, or the examples while nothing was asked."""
        drawn = "".join(session.turns) + waiting
        return f'<div class="turns">{drawn}</div>' if drawn else examples_html()

    def choosers(self, session: Session) -> str:
        """The strip above it."""
        return choosers_html(self.desk.corpus, session.conversation, self.settings.day())

    def facts(self, session: Session, complaint: str = "") -> str:
        """The facts panel."""
        return facts_html(session.conversation, self.desk.corpus, stale=session.stale, complaint=complaint)

    def quick(self, session: Session) -> str:
        """The quick answers."""
        return quick_html(session.question, session.conversation, self.desk.corpus)

    def whole(self, session: Session, spoken: str) -> list[Any]:
        """Everything but the box: state, turns, quick answers, choosers, facts, sources, live region."""
        return [
            dump(session),
            self.turns(session),
            self.quick(session),
            self.choosers(session),
            self.facts(session),
            list_html(session.sources, session.day),
            live_html(spoken),
        ]

    # -- events ------------------------------------------------------------------------------------------------------

    def say(self, text: str, kept: str, event: gr.EventData) -> Iterator[list[Any]]:
        """A message typed, or one behind a button: first shown as being worked on, then with its reply."""
        data = data_of(event)
        yield from self._say(str(data.get("say") or text), kept, str(data.get("audience") or ""))

    def recheck(self, kept: str) -> Iterator[list[Any]]:
        """Judge the household again after its facts were changed by hand."""
        yield from self._say(RECHECK, kept)

    def _say(self, message: str, kept: str, audience: str = "") -> Iterator[list[Any]]:
        session = restore(kept)
        refused = self.desk.refusal(message)
        if refused:
            yield [*skips(6), live_html(refused, shown=True), gr.skip()]
            return
        yield [gr.skip(), self.turns(session, waiting_html(message)), "", *skips(3), live_html(WAITING), ""]
        after, spoken, answered = self.desk.say(session, message, audience)
        yield [*self.whole(after, spoken), "" if answered else message]

    def wipe(self) -> list[Any]:
        """Another person: nothing stays."""
        return [*self.whole(Session(), WIPED), ""]

    def choose(self, kept: str, event: gr.EventData) -> list[Any]:
        """Who asks, area, day: state, choosers, facts, live region."""
        session, spoken = self.desk.choose(restore(kept), data_of(event))
        return [dump(session), self.choosers(session), self.facts(session), live_html(spoken)]

    def edit(self, kept: str, event: gr.EventData) -> list[Any]:
        """One fact corrected: state, facts, live region."""
        data = data_of(event)
        session, wrong = self.desk.edit(restore(kept), str(data.get("fact")), data)
        return [dump(session), self.facts(session, wrong), live_html(wrong or CHANGED)]

    def forget(self, kept: str, event: gr.EventData) -> list[Any]:
        """One fact taken out: state, facts, live region."""
        session = self.desk.forget(restore(kept), str(data_of(event).get("fact")))
        return [dump(session), self.facts(session), live_html(DELETED)]

    def open(self, event: gr.EventData) -> str:
        """A clause in its place."""
        data = data_of(event)
        return clause_html(self.desk.corpus, str(data.get("ref")), day_of(data.get("day"), self.settings.day()))

    def shut(self, kept: str) -> str:
        """Back to the list of sources."""
        session = restore(kept)
        return list_html(session.sources, session.day)


def data_of(event: gr.EventData) -> Mapping[str, Any]:
    """What came with an event; typed messages bring nothing."""
    return event._data if isinstance(event._data, Mapping) else {}


def day_of(text: Any, default: date) -> date:
    """A day written by the page itself; anything else is the default."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return default


def skips(number: int) -> list[Any]:
    """Parts that stay as they are."""
    return [gr.skip() for _ in range(number)]


def live_html(words: str, *, shown: bool = False) -> str:
    """What is announced; ``shown`` also to the eye."""
    return f'<p role="status" aria-live="polite" class="{"notice" if shown else "sr-only"}">{escape(words)}</p>'
