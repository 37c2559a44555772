"""The embedded mind: a deterministic chat model. It emits the required calls, then words the reply from the artifacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolCall, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from assistant.agent.context import TURN
from assistant.wording.layout import lay_out
from assistant.wording.word import word

PLAN, OPENING = "plan", "opening"


class EmbeddedMind(BaseChatModel):
    """Same input, same bytes out. The plan of the turn travels with the user's message."""

    @property
    def _llm_type(self) -> str:
        return "xianjie-embedded"

    def bind_tools(self, tools: Sequence[dict[str, Any] | type | Any | BaseTool], **kwargs: Any) -> Runnable[Any, AIMessage]:
        """It knows its tools by name; nothing is bound."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        asked = next(m for m in reversed(messages) if isinstance(m, HumanMessage))
        handed = [m for m in messages[messages.index(asked) :] if isinstance(m, ToolMessage)]
        calls = asked.additional_kwargs[PLAN]
        if calls and not handed:
            wanted = [ToolCall(name=call["name"], args=call["args"], id=f"call-{i}") for i, call in enumerate(calls)]
            return _say(AIMessage(content="", tool_calls=wanted))
        context = TURN.get()
        order = {f"call-{i}": i for i in range(len(calls))}
        handed.sort(key=lambda message: order.get(message.tool_call_id, len(order)))
        parts = [*asked.additional_kwargs[OPENING], *(word(message.artifact, context) for message in handed)]
        return _say(AIMessage(content=lay_out(parts, "english" if context.language == "en" else context.audience)))


def _say(message: AIMessage) -> ChatResult:
    return ChatResult(generations=[ChatGeneration(message=message)])
