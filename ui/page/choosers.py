"""The strip above the conversation: who asks, which area, which day."""

from __future__ import annotations

from datetime import date

from assistant.conversation.state import Conversation
from corpus.corpus import FIRST_DAY, LAST_DAY, Corpus
from ui.page.markup import escape

AUDIENCES = (("", "自动判断"), ("群众", "群众（或陪同的村干部）"), ("干部", "干部"), ("培训", "培训"))
KINDS = ("district", "county", "county_city", "zone")


def area_choices(corpus: Corpus) -> tuple[tuple[str, str], ...]:
    """The areas a household may belong to: districts, counties and zones in the register's order."""
    return tuple((area.id, area.id) for area in corpus.areas.values() if area.kind in KINDS and not area.ask)


def choosers_html(corpus: Corpus, conversation: Conversation, today: date) -> str:
    """The three choosers as they stand; ``data-chosen`` lets the script set them back after a wipe."""
    place = conversation.place or ""
    day = (conversation.day or today).isoformat()
    city = tuple((area.id, area.id) for area in corpus.areas.values() if area.kind == "city")
    areas = (("", "未选"), *city, *area_choices(corpus))
    if place and place not in {value for value, _ in areas}:
        areas = (*areas, (place, place))
    return (
        '<form class="choosers" data-event="input" aria-label="谁在问、哪个地区、哪一天">'
        + _select("audience", "谁在问", AUDIENCES, conversation.audience or "")
        + _select("area", "户籍地区", areas, place)
        + f'<label>按哪一天的规定<input type="date" name="day" value="{day}" data-chosen="{day}" '
        + f'min="{FIRST_DAY.isoformat()}" max="{LAST_DAY.isoformat()}" required></label></form>'
    )


def _select(name: str, label: str, options: tuple[tuple[str, str], ...], chosen: str) -> str:
    inner = "".join(f'<option value="{escape(v)}"{" selected" if v == chosen else ""}>{escape(words)}</option>' for v, words in options)
    return f'<label>{label}<select name="{name}" data-chosen="{escape(chosen)}">{inner}</select></label>'
