"""What happens when something is pressed: a session in, a session out. Nothing here knows how the page is laid out."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from assistant.agent.turn import LONGEST
from assistant.conversation.reply import Audience, Reply
from assistant.conversation.state import Conversation
from assistant.settings import Settings
from corpus.corpus import Corpus, parse_day
from corpus.errors import ProjectError
from ui.page.facts_panel import parse_answer
from ui.page.replies import spoken, trouble_html, turn_html
from ui.page.session import Session
from ui.page.sources import sources_of

log = logging.getLogger(__name__)

EMPTY = "请先写一句话，或点一个例句。"
TOO_LONG = "这段话有 {length} 个字，一次最多看 {limit} 个字，就没有往下读。请挑最要紧的几句再发，原话还在输入框里。"
TROUBLE = "这一次没答上来，是程序出了问题，不是您没说清楚。原话还在输入框里，可以再发一次；事情急就打 12345，或找户籍地乡镇（街道）窗口。"
RECHECK = "我家现在能享受什么"
WIPED = "已经清空，可以问下一位的事了。"
BY_HAND = "在“已记下的情况”里改的"
AUDIENCES: tuple[Audience, ...] = ("群众", "干部", "培训")


class Answering(Protocol):
    """What the page needs of the assistant."""

    corpus: Corpus

    def answer(self, conversation: Conversation, message: str, *, day: date | None = None) -> tuple[Conversation, Reply]:
        """One turn."""
        ...


class Desk:
    """The page's actions, over one shared assistant.

    Each takes the session as it was and gives the session as it is now, with a sentence for the live region.
    """

    def __init__(self, assistant: Answering, settings: Settings) -> None:
        self.assistant = assistant
        self.settings = settings

    @property
    def corpus(self) -> Corpus:
        """The registers."""
        return self.assistant.corpus

    def refusal(self, message: str) -> str | None:
        """Why a message is not sent at all; None: it is."""
        if not message.strip():
            return EMPTY
        return TOO_LONG.format(length=len(message), limit=LONGEST) if len(message) > LONGEST else None

    def say(self, session: Session, message: str, audience: str = "") -> tuple[Session, str, bool]:
        """One turn; the last value tells whether it was answered."""
        before = session.conversation
        if audience in AUDIENCES:
            before = before.model_copy(update={"audience": audience})
        try:
            after, reply = self.assistant.answer(before, message)
            drawn = turn_html(message, reply, self.corpus, after)
        except ProjectError as error:
            return self._failed(session, message, f"这一句没能处理：{error.what}。{error.mend}".rstrip("。") + "。")
        except Exception as error:  # noqa: BLE001 — the page stays up whatever fails behind it
            log.error("a turn failed: %s at %s", type(error).__name__, _place(error))
            return self._failed(session, message, TROUBLE)
        fresh = bool(before.facts) and not after.facts
        told = {"conversation": after, "question": reply.question, "sources": sources_of(reply.citations), "day": reply.as_of.isoformat()}
        return session.with_turn(drawn, fresh=fresh).model_copy(update={**told, "stale": False}), spoken(reply), True

    def _failed(self, session: Session, message: str, trouble: str) -> tuple[Session, str, bool]:
        return session.with_turn(trouble_html(message, trouble)), trouble, False

    def choose(self, session: Session, chosen: Mapping[str, Any]) -> tuple[Session, str]:
        """Set who asks, the area and the day."""
        conversation = session.conversation
        audience = str(chosen.get("audience") or "")
        area = str(chosen.get("area") or "")
        try:
            day = parse_day(str(chosen.get("day") or self.settings.day().isoformat()))
            known = self.corpus.area(area).id if area else None
        except ProjectError as error:
            return session, f"{error.what}。{error.mend}"
        update = {
            "audience": audience if audience in AUDIENCES else None,
            "area": known,
            "day": None if day == self.settings.day() else day,
        }
        if known != conversation.place:
            conversation = conversation.forgetting("area")
        changed = conversation.model_copy(update=update)
        stale = session.stale or (bool(changed.facts) and changed.place != session.conversation.place)
        return session.model_copy(update={"conversation": changed, "stale": stale}), "已选好，下一句起按它答。"

    def edit(self, session: Session, path: str, form: Mapping[str, Any]) -> tuple[Session, str]:
        """Correct one fact by hand; an empty sentence means it was kept.

        Returns:
            The session, and what was wrong with the value.
        """
        conversation = session.conversation
        if path not in conversation.known_facts():
            return session, ""
        try:
            value = parse_answer(path, form)
            turn = len(conversation.turns)
            changed = conversation.telling(path, value, BY_HAND, turn=turn, correction=True)
        except ProjectError as error:
            return session, f"{error.what}：{error.mend}" if error.mend else error.what
        return session.model_copy(update={"conversation": changed, "stale": True}), ""

    def forget(self, session: Session, path: str) -> Session:
        """Take one fact out."""
        return session.model_copy(update={"conversation": session.conversation.forgetting(path), "stale": True})


def _place(error: Exception) -> str:
    """File and line an error came from; its words may hold what somebody told, so they are left out."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"
