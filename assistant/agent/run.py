"""One turn: read, plan, act, word, prove, reply."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from datetime import date

os.environ["LANGSMITH_TRACING"] = "false"
os.environ["LANGCHAIN_TRACING_V2"] = "false"

from langchain.agents import create_agent
from langchain_core.messages import HumanMessage, ToolMessage

from assistant.agent.artifacts import Artifact
from assistant.agent.context import TURN
from assistant.agent.embedded import OPENING, PLAN, EmbeddedMind
from assistant.agent.toolbox import TOOLS
from assistant.agent.turn import Turned, begin, finish
from assistant.conversation.reply import Reply
from assistant.conversation.state import Conversation
from assistant.proof.reader import reader_for
from assistant.retrieval.model import Retriever
from assistant.retrieval.search import open_retriever
from assistant.settings import Settings
from corpus.corpus import Corpus
from corpus.load import load


class Assistant:
    """The registers, the index and the agent, opened once and shared; it keeps no conversation."""

    def __init__(self, corpus: Corpus, retriever: Retriever, settings: Settings) -> None:
        self.corpus = corpus
        self.retriever = retriever
        self.settings = settings
        self._agent = create_agent(EmbeddedMind(), list(TOOLS))

    @classmethod
    def open(cls, settings: Settings, progress: Callable[[int, int], None] | None = None) -> Assistant:
        """Load the registers and open the index, building it if need be.

        Raises:
            ProjectError: data at fault, or a folder that cannot be written.
        """
        corpus = load(settings.overlay, cache=settings.cache)
        return cls(corpus, open_retriever(corpus, settings, progress=progress), settings)

    def warm(self) -> None:
        """Do ahead what the first question would wait for: the agent's first run, the registers' phrases, the proof's reading.

        What is loaded by then stays for good, so the garbage collector need not go through it again in the middle of an answer.
        """
        reader_for(self.corpus).warm()
        self.answer(Conversation(), "能享受什么")
        gc.collect()
        gc.freeze()

    def answer(self, conversation: Conversation, message: str, *, day: date | None = None) -> tuple[Conversation, Reply]:
        """One turn.

        Args:
            conversation: the state so far; it is not changed.
            message: what the user wrote; masked before anything else.
            day: the day chosen for this turn; None: the conversation's, else today.

        Returns:
            The new state and the reply.
        """
        begun = begin(message, conversation, corpus=self.corpus, retriever=self.retriever, today=self.settings.day(), chosen=day)
        text, artifacts = self._think(begun)
        return finish(begun, text, artifacts)

    def _think(self, begun: Turned) -> tuple[str, tuple[Artifact, ...]]:
        """Let the agent make the required calls and word the reply."""
        plan = [call.model_dump() for call in begun.plan.calls]
        asked = HumanMessage(begun.reading.text or "…", additional_kwargs={PLAN: plan, OPENING: begun.opening})
        token = TURN.set(begun.context)
        try:
            state = self._agent.invoke({"messages": [asked]})
        finally:
            TURN.reset(token)
        handed = {m.tool_call_id: m.artifact for m in state["messages"] if isinstance(m, ToolMessage)}
        artifacts = tuple(handed[f"call-{i}"] for i in range(len(plan)) if handed.get(f"call-{i}") is not None)
        return str(state["messages"][-1].content), artifacts
