"""ask and chat: one question, or a conversation."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.errors import ProjectError
from ui.commands.shared import (
    AreaOption,
    DayOption,
    ForOption,
    JsonOption,
    WordsArgument,
    area_of,
    audience_of,
    chosen_day,
    in_some_folder,
    progress,
    settings,
    unusable,
    words_of,
)
from ui.output import complain, only_json, readable, report_bug, say, say_json, styled

if TYPE_CHECKING:
    from assistant.agent.run import Assistant
    from assistant.conversation.reply import Reply
    from assistant.conversation.state import Conversation

HELLO = "衔接助手。直接说您的情况或要问的事；/帮助 看用法，/退出 结束。"
HELP = """\
直接写要问的话，或说说家里的情况，一句一句来就行。
/已知  看看我记下了什么      /重来  忘掉前面的，从头说起
/帮助  这一页                /退出  结束（Ctrl-D 也行）"""
FAILED = "这一句没有处理成，是程序的问题。可以换个说法再试；急事请打 12345。"


def ask(
    words: WordsArgument, area: AreaOption = None, audience: ForOption = None, as_of: DayOption = None, json: JsonOption = False
) -> None:
    """问一句，答一次。"""
    question = words_of(words, "问题")
    with only_json(json):
        assistant, conversation = _open(area, audience, as_of)
        _, reply = assistant.answer(conversation, question)
    if json:
        say_json(reply.to_json())
    else:
        say(_text(reply))


def chat(area: AreaOption = None, audience: ForOption = None, as_of: DayOption = None, json: JsonOption = False) -> None:
    """一问一答地谈；--json 时每行输入（空行也算）正好答一行 JSON。"""
    with only_json(json):
        assistant, start = _open(area, audience, as_of)
    if json:
        _protocol(assistant, start)
    else:
        _talk(assistant, start)


def _open(area: str | None, audience: str | None, as_of: str | None) -> tuple[Assistant, Conversation]:
    told = settings()
    role, day = audience_of(audience), chosen_day(as_of)

    from assistant.agent.run import Assistant
    from assistant.conversation.state import Conversation

    try:
        assistant = in_some_folder(told, lambda s: Assistant.open(s, progress=progress()))
    except OSError as error:
        raise unusable(told, error) from None
    return assistant, Conversation(area=area_of(area, assistant.corpus), audience=role, day=day)


def _protocol(assistant: Assistant, conversation: Conversation) -> None:
    for line in _lines():
        with only_json(True):
            conversation, reply = _answer(assistant, conversation, line)
        say_json(reply.to_json())


def _talk(assistant: Assistant, start: Conversation) -> None:
    conversation, terminal = start, sys.stdin.isatty() and sys.stdout.isatty()
    if terminal:
        say(HELLO)
    for line in _typed() if terminal else _lines():
        match line.strip().replace("／", "/"):
            case "" if terminal:
                continue
            case "/退出" | "/再见" | "/quit" | "/exit":
                return
            case "/帮助" | "/help" | "/?":
                say(HELP)
            case "/重来" | "/reset":
                conversation = start
                say("好，从头开始。前面说的都不算了。")
            case "/已知" | "/facts":
                say(_known(conversation))
            case _:
                conversation, reply = _answer(assistant, conversation, line)
                say(_text(reply) + "\n")


def _lines() -> Iterator[str]:
    """The lines of stdin, each as soon as it is there; only a newline ends one."""
    for line in iter(sys.stdin.buffer.readline, b""):
        yield line.decode("utf-8", "replace").removeprefix("\ufeff").rstrip("\r\n")


def _typed() -> Iterator[str]:
    """Lines typed at a prompt, until Ctrl-D."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 — editing by whole characters
    while True:
        try:
            yield input("您：").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        except EOFError:
            say("")
            return
        except KeyboardInterrupt:
            say("")
            raise


def _answer(assistant: Assistant, conversation: Conversation, line: str) -> tuple[Conversation, Reply]:
    """One turn; a fault of ours is told on stderr and the conversation goes on."""
    from assistant.conversation.reply import Reply

    try:
        return assistant.answer(conversation, line)
    except ProjectError as error:
        complain(error)
    except Exception as error:  # noqa: BLE001 — the next line still wants its answer
        report_bug(error)
    day = conversation.day or assistant.settings.day()
    return conversation, Reply(status="no_evidence", text=FAILED, as_of=day, facts=conversation.known_facts())


def _text(reply: Reply) -> str:
    from ui.commands.reply_text import reply_text

    return reply_text(reply, bold=styled())


def _known(conversation: Conversation) -> str:
    from assistant.conversation.clarify import term_of, who
    from assistant.wording.pieces import fact_value_words
    from tools.rules.view import member_path

    facts = conversation.known_facts()
    if not facts:
        return "还没有记下什么。"
    lines = []
    for path, fact in facts.items():
        person = f"{who(path, conversation)}的" if member_path(path) else ""
        lines.append(f"- {person}{term_of(path)}：{fact_value_words(path, fact.value)}（您说：“{fact.said}”）")
    return readable("\n".join(["记下的（说错了直接更正就行）：", *lines]))
