"""Example questions for each of the three who ask, shown while nothing has been asked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from assistant.conversation.reply import Audience
from corpus.dated import Strict
from corpus.yaml_file import read_yaml
from ui.page.markup import button, escape

FILE = Path(__file__).with_name("examples.yaml")
WELCOME = "问一句就行，不用填表"
PROMISE = "回答都带出处；查不到的会直说没查到。您说的情况只留在这个页面里，关掉就没有了。"


class Group(Strict):
    """The questions offered to one kind of people."""

    audience: Audience
    title: str
    about: str
    say: tuple[str, ...]


@cache
def examples() -> tuple[Group, ...]:
    """The groups in the order they are shown."""
    return TypeAdapter(tuple[Group, ...]).validate_python(read_yaml(FILE, FILE.name).value)


def examples_html() -> str:
    """The page before the first question."""
    groups = "".join(_group(group) for group in examples())
    return f'<div class="welcome"><h2>{WELCOME}</h2><p class="hint">{PROMISE}</p><div class="groups">{groups}</div></div>'


def _group(group: Group) -> str:
    items = "".join(f"<li>{button(say, 'submit', css='example', say=say, audience=group.audience)}</li>" for say in group.say)
    return f'<section><h3>{escape(group.title)}</h3><p class="small">{escape(group.about)}</p><ul>{items}</ul></section>'
