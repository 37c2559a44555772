"""Real replies for the proof: what the tools hand over for varied calls, worded as a reader gets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assistant.agent.artifacts import Artifact
from assistant.agent.context import TurnContext
from assistant.agent.lookups import act
from assistant.conversation.reply import Audience
from assistant.conversation.state import Conversation
from assistant.proof.evidence import Evidence, collect
from assistant.wording.layout import lay_out
from assistant.wording.pieces import fact_value_words
from assistant.wording.word import word
from corpus.corpus import Corpus
from corpus.load import load

DAYS = (date(2026, 11, 24), date(2025, 8, 1), date(2023, 3, 15), date(2021, 9, 1))


@dataclass(frozen=True)
class Case:
    """One reply with the evidence a turn would have for it."""

    name: str
    text: str
    artifacts: tuple[Artifact, ...]
    said: tuple[str, ...]
    day: date
    evidence: Evidence


HOUSEHOLDS: tuple[dict[str, Any], ...] = (
    {"area": "庄河市", "residence": "rural", "size": 2, "monthly_income": Decimal(1660), "assets_within_limit": True},
    {"area": "长海县", "residence": "rural", "size": 1, "monthly_income_per_head": Decimal(700), "members[0].age": 63},
    {
        "area": "瓦房店市",
        "residence": "rural",
        "size": 3,
        "monthly_income_per_head": Decimal(830),
        "members[0].age": 45,
        "members[0].disability": {"grade": 2, "category": "肢体"},
        "members[0].needs_long_term_care": True,
        "recognised_as": ["低保"],
    },
    {"area": "普兰店区", "residence": "rural", "size": 4, "annual_net_income_per_head": Decimal(7000), "sudden_hardship": True},
    {"area": "中山区", "residence": "urban", "size": 2, "monthly_income_per_head": Decimal(1200), "assets_within_limit": False},
    {
        "area": "庄河市",
        "residence": "rural",
        "size": 1,
        "monthly_income_per_head": Decimal(500),
        "assets_within_limit": True,
        "members[0].age": 72,
        "members[0].supporters_unable": True,
        "members[0].monthly_income": Decimal(500),
    },
    {
        "area": "庄河市",
        "residence": "rural",
        "size": 2,
        "income_12m": Decimal(42000),
        "rigid_expenditure_12m": Decimal(30000),
        "monthly_income": Decimal(3500),
        "recognised_as": ["低保边缘"],
    },
    {"area": "金普新区", "residence": "rural", "size": 5, "monthly_income": Decimal(15000), "recognised_as": ["none"]},
)


class NoSearch:
    """A retriever that finds nothing: these replies come from the registers."""

    def search(self, query: str, **_: Any) -> tuple[()]:
        """Nothing."""
        return ()


def _conversation(facts: dict[str, Any], audience: Audience) -> Conversation:
    conversation = Conversation(audience=audience)
    for path, value in facts.items():
        conversation = conversation.telling(path, value, f"（{path}）", turn=1)
    return conversation


def calls(corpus: Corpus) -> Iterator[tuple[str, dict[str, Any]]]:
    """Varied calls over the whole of the registers."""
    for ref, measure in corpus.measures.items():
        yield "find_departments", {"clause": ref, "understood": measure.name}
    bodies = [body.id for body in corpus.bodies.values() if body.in_plan]
    yield from (("describe_body", {"body": body}) for body in bodies)
    for times in (1, 2, 3, 4):
        yield "compare_lists", {"times": times, "counting": True}
    yield "compare_lists", {"at_least": 3}
    lists = [clause.ref for clause in corpus.lists()]
    yield "compare_lists", {"within": lists[:1], "without": lists[1:2]}
    for topic in corpus.topics.values():
        if topic.parameters:
            yield "look_up_figures", {"topic": topic.id, "parameters": topic.parameters}
            yield "look_up_figures", {"topic": topic.id, "parameters": topic.parameters, "areas": ("庄河市", "中山区")}
    for programme in corpus.programmes:
        for aspect in ("where", "time", "materials", "appeal"):
            yield "describe_procedure", {"programme": programme, "aspect": aspect}
    for number, topic in enumerate(corpus.topics.values()):
        if topic.explain or topic.clauses:
            yield "explain_topic", {"topic": topic.id, "compare": number % 2 == 0}
    yield from (("describe_document", {"document": document}) for document in corpus.documents)
    yield from (("describe_service", {"service": service}) for service in corpus.services)
    yield from (("describe_areas", {"names": (group,)}) for group in corpus.groups)
    yield from (("show_clause", {"clause": ref}) for ref in list(corpus.clauses)[::6])
    yield from (("set_questions", {"count": 3, "seed": seed}) for seed in range(4))


def household_calls(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """Arguments for questions about a household."""
    for view in ("verdict", "why", "missing", "next"):
        yield {"view": view}
    yield from ({"programmes": (programme,)} for programme in corpus.programmes)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The registers."""
    return load()


def _case(corpus: Corpus, name: str, arguments: dict[str, Any], conversation: Conversation, day: date) -> Case:
    audience = conversation.audience or "干部"
    context = TurnContext(
        corpus=corpus,
        retriever=NoSearch(),
        day=day,
        today=DAYS[0],
        area=conversation.place,
        audience=audience,
        household=conversation.household(),
        conversation=conversation,
    )
    artifact = act(name, arguments, context)
    said = ["12345"]
    for fact in conversation.facts:
        said += [fact_value_words(fact.path, fact.value)]
    evidence = collect([artifact], said, corpus, day=day, area=conversation.place)
    text = lay_out([word(artifact, context)], audience)
    label = f"{name} {arguments} {audience} {day}"
    return Case(label, text, (artifact,), tuple(said), day, evidence)


@pytest.fixture(scope="session")
def cases(corpus: Corpus) -> tuple[Case, ...]:
    """A few hundred replies to varied calls."""
    made: list[Case] = []
    for number, (name, arguments) in enumerate(calls(corpus)):
        audience: Audience = ("群众", "干部")[number % 2]
        area = ("庄河市", "长海县", "中山区", None)[number % 4]
        conversation = Conversation(audience=audience, area=area)
        made.append(_case(corpus, name, arguments, conversation, DAYS[number % 3 if number % 5 == 0 else 0]))
    for number, facts in enumerate(HOUSEHOLDS):
        for arguments in household_calls(corpus):
            conversation = _conversation(facts, ("群众", "干部")[number % 2])
            made.append(_case(corpus, "check_eligibility", arguments, conversation, DAYS[number % 4 if number > 4 else 0]))
    return tuple(case for case in made if case.text)
