"""What one open page holds: the conversation and the turns as drawn. It goes in and out of the page's state as JSON."""

from __future__ import annotations

from assistant.conversation.state import Conversation
from corpus.dated import Strict
from ui.page.sources import Source

MOST_TURNS = 200
"""Turns kept on the page; older ones are let go."""


class Session(Strict):
    """One person at one page.

    Attributes:
        conversation: the only state there is; everything else is how it looks.
        turns: the turns as HTML, oldest first.
        question: what was asked back last.
        sources: the clauses the last reply stands on.
        day: the day of the last reply.
        stale: a fact was changed by hand since the last reply.
    """

    conversation: Conversation = Conversation()
    turns: tuple[str, ...] = ()
    question: str | None = None
    sources: tuple[Source, ...] = ()
    day: str = ""
    stale: bool = False

    def with_turn(self, html: str, *, fresh: bool = False) -> Session:
        """With one more turn drawn; ``fresh``: the person changed, so the earlier turns go."""
        earlier = () if fresh else self.turns
        return self.model_copy(update={"turns": (*earlier, html)[-MOST_TURNS:]})


def dump(session: Session) -> str:
    """For the page's state."""
    return session.model_dump_json()


def restore(text: str | None) -> Session:
    """From the page's state; nothing there yet, or let go meanwhile: an empty one."""
    return Session.model_validate_json(text) if text else Session()
