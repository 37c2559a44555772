"""Takes an entry out of use, so that nothing that points at it breaks and whoever meets it is told why."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from corpus.dated import Force, StateChange
from corpus.errors import DataError
from corpus.rule import Programme
from corpus.schema import Document, Parameter, Service, Topic, Value, Withdrawal, Word

ALWAYS = date(1900, 1, 1)


def withdraw(
    switch: Withdrawal,
    *,
    documents: dict[str, Document],
    programmes: dict[str, Programme],
    parameters: dict[str, Parameter],
    services: dict[str, Service],
    topics: dict[str, Topic],
    words: dict[str, Word],
) -> None:
    """Switch one entry off, in place.

    A document stays and is of unknown state; a figure stays and is unknown; a programme, card or topic is gone, and with
    it what pointed at it.

    Raises:
        DataError: no such entry.
    """
    registers: dict[str, Container[str]] = {
        "document": documents,
        "programme": programmes,
        "parameter": parameters,
        "service": services,
        "topic": topics,
    }
    if switch.id not in registers[switch.kind]:
        raise DataError(
            f"the {switch.kind} '{switch.id}' is withdrawn, but there is none", where="overlay/withdrawn.yaml", mend="mend the id"
        )
    reason = f"已停用：{switch.reason}"
    match switch.kind:
        case "document":
            state = StateChange(start=None, state=Force.UNKNOWN, why=reason)
            documents[switch.id] = documents[switch.id].model_copy(update={"states": (state,), "status_note": reason})
        case "parameter":
            found = parameters[switch.id]
            gone = {ALWAYS: Value(value=None, note=reason)}
            parameters[switch.id] = found.model_copy(update={"values": dict.fromkeys(found.values, gone)})
        case "programme":
            del programmes[switch.id]
            for name, topic in topics.items():
                kept = tuple(p for p in topic.programmes if p != switch.id)
                own = None if topic.programme == switch.id else topic.programme
                topics[name] = topic.model_copy(update={"programmes": kept, "programme": own})
        case "service":
            del services[switch.id]
            for name, topic in topics.items():
                if topic.service == switch.id:
                    topics[name] = topic.model_copy(update={"service": None})
        case "topic":
            del topics[switch.id]
            for name, word in words.items():
                options = tuple(o for o in word.options if o != switch.id)
                topic_id = None if word.topic == switch.id else word.topic
                words[name] = word.model_copy(update={"topic": topic_id, "options": options})
