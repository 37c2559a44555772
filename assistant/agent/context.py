"""What a turn is about: the registers, the day, the household, who asks. Passed to every tool; never changed."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from assistant.conversation.reply import Audience
from assistant.conversation.state import Conversation
from assistant.retrieval.model import Retriever
from corpus.corpus import Corpus
from corpus.facts import Household
from tools.changes import Change


@dataclass(frozen=True)
class TurnContext:
    """Everything a tool may look at.

    Attributes:
        household: the household as the ledger tells it now, without what is only supposed.
        changes: what the message supposes (如果…); empty: nothing.
        handed_in: the day an application was handed in or accepted, if one was told.
        complete: whether a given member list is the whole household.
        fixed_day: whether the day was chosen (message, conversation or command line) and is not simply today.
    """

    corpus: Corpus
    retriever: Retriever
    day: date
    today: date
    area: str | None
    audience: Audience
    household: Household
    conversation: Conversation
    changes: tuple[Change, ...] = ()
    handed_in: date | None = None
    complete: bool = False
    fixed_day: bool = False
    language: str = "zh"


TURN: ContextVar[TurnContext] = ContextVar("turn")
"""The turn the agent is working on. LangChain hands a context it is given through its serialiser, registers and all; this
variable travels with the call instead, into the threads its tools run in."""
