"""Golden transcripts: what every turn has to look up, conclude, cite, ask and remember. Prose is judged elsewhere.

A file of ``transcripts/`` is one theme. A turn pins what it names and leaves the rest alone; in a call, arguments that are
empty are not written. ``departments`` gives the bodies of each role, or how many there are.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pytest
import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.agent.run import Assistant
from assistant.agent.turn import begin
from assistant.conversation.reply import Audience, Reply, Status
from assistant.conversation.state import Conversation
from assistant.settings import Settings, read_settings

PLACE = Path(__file__).parent / "transcripts"
Word = Annotated[str, BeforeValidator(str)]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Turn(Model):
    """One message and what has to come of it."""

    say: str
    day: date | None = None
    calls: list[dict[str, dict[str, Any]]] | None = None
    status: Status
    as_of: date | None = None
    cites: list[str] | None = Field(None, description="every clause cited, in any order")
    cites_some: list[str] = Field([], description="clauses that have to be among those cited")
    departments: dict[str, list[str] | int] | None = None
    today: dict[str, str | None] = Field({}, description="name today by body, none: not established")
    programmes: dict[str, str] | None = Field(None, description="verdict by programme; {}: none was judged")
    missing: dict[str, list[str]] = Field({}, description="missing facts by programme, in any order")
    amounts: dict[str, float | None] = {}
    pending: str | None = Field("?", description="the fact asked for; none: nothing is asked; left out: whatever")
    facts: dict[str, Any] | None = Field(None, description="the whole ledger")
    facts_some: dict[str, Any] = {}
    unknown: list[str] | None = Field(None, description="what was said not to be known")
    area: str | None = "?"
    words: list[Word] = Field([], description="words the text or a warning has to hold")
    never: list[Word] = Field([], description="words neither the text nor a warning may hold")
    nowhere: list[Word] = Field([], description="words that must stand neither in the reply nor in what is remembered")
    begins: str | None = Field(None, description="how the text begins (pattern)")
    warns: list[Word] = []


class Transcript(Model):
    """One conversation."""

    name: str
    audience: Audience | None = None
    area: str | None = None
    day: date | None = None
    turns: list[Turn]


class Theme(Model):
    """One file."""

    theme: str
    transcripts: list[Transcript]


def _all() -> list[Any]:
    found = []
    for path in sorted(PLACE.glob("*.yaml")):
        theme = Theme.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER))
        found += [pytest.param(transcript, id=f"{path.stem}-{number}") for number, transcript in enumerate(theme.transcripts, 1)]
    return found


@pytest.fixture(scope="session")
def assistant(as_of: date, _own_settings: None) -> Assistant:
    return Assistant.open(Settings(data=read_settings().data, today=as_of))


@pytest.mark.parametrize("transcript", _all())
def test_transcript(transcript: Transcript, assistant: Assistant, as_of: date) -> None:
    conversation = Conversation(area=transcript.area, audience=transcript.audience, day=transcript.day)
    faults: list[str] = []
    for number, turn in enumerate(transcript.turns, 1):
        begun = begin(turn.say, conversation, corpus=assistant.corpus, retriever=assistant.retriever, today=as_of, chosen=turn.day)
        calls = [{call.name: _told(call.args)} for call in begun.plan.calls]
        conversation, reply = assistant.answer(conversation, turn.say, day=turn.day)
        assert Conversation.model_validate_json(conversation.model_dump_json()) == conversation
        faults += [f"turn {number} “{turn.say[:40]}”: {fault}" for fault in _faults(turn, calls, reply, conversation)]
    if faults:
        pytest.fail("\n".join([transcript.name, *faults]), pytrace=False)


def _faults(turn: Turn, calls: list[dict[str, Any]], reply: Reply, conversation: Conversation) -> list[str]:
    """How a turn differs from what is pinned."""
    cited = [citation.ref for citation in reply.citations]
    wanted = None if turn.calls is None else [{name: _told(args) for name, args in call.items()} for call in turn.calls]
    facts = {path: fact.value for path, fact in reply.facts.items() if fact.value is not None}
    verdicts = {result.id: result.verdict.value for result in reply.programmes}
    said = "\n".join([reply.text, *reply.warnings, reply.question or ""])
    pairs: list[tuple[str, Any, Any]] = [("status", turn.status, reply.status)]
    pairs += [("calls", wanted, calls)] if wanted is not None else []
    pairs += [("as_of", turn.as_of, reply.as_of)] if turn.as_of else []
    pairs += [("cites", sorted(turn.cites), sorted(cited))] if turn.cites is not None else []
    pairs += [("departments", turn.departments, _roles(reply, turn.departments))] if turn.departments is not None else []
    pairs += [("pending", turn.pending, conversation.pending)] if turn.pending != "?" else []
    pairs += [("area", turn.area, conversation.place)] if turn.area != "?" else []
    pairs += [("facts", turn.facts, _plain(facts))] if turn.facts is not None else []
    pairs += [(f"fact {path}", value, _plain(facts).get(path)) for path, value in turn.facts_some.items()]
    pairs += [("unknown", sorted(turn.unknown), sorted(conversation.unknown))] if turn.unknown is not None else []
    if turn.programmes is not None:
        pairs += [("programmes", {}, verdicts)] if not turn.programmes else []
        pairs += [(f"verdict {name}", verdict, verdicts.get(name)) for name, verdict in turn.programmes.items()]
    by_id = {result.id: result for result in reply.programmes}
    for name, paths in turn.missing.items():
        pairs.append((f"missing {name}", sorted(paths), sorted(by_id[name].missing) if name in by_id else None))
    for name, amount in turn.amounts.items():
        value = by_id[name].amount.value if name in by_id and by_id[name].amount else None
        pairs.append((f"amount {name}", amount, None if value is None else float(value)))
    names = {entry.id: entry.today for entry in reply.departments}
    pairs += [(f"{body} today", name, names.get(body, "not there")) for body, name in turn.today.items()]
    faults = [f"{what}: wanted {want}, is {have}" for what, want, have in pairs if want != have]
    faults += [f"not cited: {ref}" for ref in turn.cites_some if ref not in cited]
    faults += [f"lacks {word}: {reply.text[:200]}" for word in turn.words if word not in said]
    faults += [f"holds {word}: {reply.text[:200]}" for word in turn.never if word in said]
    faults += [f"kept {word}" for word in turn.nowhere if word in reply.to_json() + conversation.model_dump_json()]
    faults += [f"no warning holds {word}: {reply.warnings}" for word in turn.warns if not any(word in w for w in reply.warnings)]
    if turn.begins is not None and not re.match(turn.begins, reply.text):
        faults.append(f"begins {reply.text[:60]}, not {turn.begins}")
    return faults


def _told(args: dict[str, Any]) -> dict[str, Any]:
    """Arguments without empty ones, as YAML writes them."""
    return {key: _plain(value) for key, value in args.items() if value not in (None, "", (), [], False) and key != "understood"}


def _plain(value: Any) -> Any:
    """Tuples as lists, days as days."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _roles(reply: Reply, wanted: dict[str, list[str] | int]) -> dict[str, list[str] | int]:
    """Bodies by role; their number where only that is pinned."""
    found: dict[str, list[str]] = {}
    for entry in reply.departments:
        found.setdefault(entry.role, [])
        if entry.id not in found[entry.role]:
            found[entry.role].append(entry.id)
    return {role: len(ids) if isinstance(wanted.get(role), int) else ids for role, ids in found.items()}
