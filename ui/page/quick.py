"""Quick answers to the one question asked back: what can be tapped, 不清楚 always among it."""

from __future__ import annotations

from assistant.conversation.state import Conversation
from corpus.corpus import Corpus
from tools.interview import about
from ui.page.choosers import area_choices
from ui.page.facts_panel import choices_of, recognition_choices
from ui.page.markup import button, escape

DONT_KNOW = "不清楚"
RATHER_NOT = "不想说"
HINTS = {
    "money": "直接写数字就行，比如 830",
    "count": "直接写数字就行，比如 2",
    "age": "直接写岁数就行，比如 63",
    "month": "比如 1962年3月",
}
DISABILITY = ("没有残疾人证", "一级", "二级", "三级", "四级")


def quick_answers(conversation: Conversation, corpus: Corpus) -> tuple[str, ...]:
    """What may be tapped in answer to the pending question, most likely first."""
    if conversation.pending_options:
        return (*(_label(option, corpus) for option in conversation.pending_options), DONT_KNOW)
    path = conversation.pending
    if path is None:
        return (DONT_KNOW,)
    try:
        spec = about(path)
    except KeyError:
        return (DONT_KNOW,)
    last = (DONT_KNOW, RATHER_NOT) if spec.painful else (DONT_KNOW,)
    match spec.kind:
        case "yes_no":
            return ("是", "不是", *last)
        case "choice":
            return (*(words for _, words in choices_of(path)), *last)
        case "set":
            return (*(words for _, words in recognition_choices(corpus, path)), "都不是", *last)
        case "area":
            return (*(words for _, words in area_choices(corpus)), *last)
        case "disability":
            return (*DISABILITY, *last)
        case _:
            return last


def _label(option: str, corpus: Corpus) -> str:
    topic = corpus.topics.get(option)
    return topic.words[0] if topic else option


def hint(conversation: Conversation) -> str:
    """How to write an answer that is not tapped."""
    try:
        return HINTS.get(about(conversation.pending).kind, "") if conversation.pending else ""
    except KeyError:
        return ""


def quick_html(question: str | None, conversation: Conversation, corpus: Corpus) -> str:
    """The area between the conversation and the box; empty when nothing is asked."""
    if not question:
        return ""
    buttons = "".join(
        button(words, "submit", css="answer quiet-answer" if words in (DONT_KNOW, RATHER_NOT) else "answer", say=words)
        for words in quick_answers(conversation, corpus)
    )
    note = f'<p class="small">{escape(told)}</p>' if (told := hint(conversation)) else ""
    return f'<div class="quick" role="group" aria-label="{escape(question)}"><p class="asked">{escape(question)}</p>{note}<div class="answers">{buttons}</div></div>'
