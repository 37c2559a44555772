"""The tools as the agent sees them: thin wrappers whose words a model reads; the work is in lookups.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from langchain.tools import tool
from langchain_core.tools import BaseTool

from assistant.agent.artifacts import Artifact
from assistant.agent.context import TURN
from assistant.agent.lookups import act
from assistant.wording.word import word

Handed = tuple[str, Artifact]


def _run(name: str, **arguments: Any) -> Handed:
    """Run a lookup; the content is its embedded wording, the artifact what it found."""
    context = TURN.get()
    artifact = act(name, {key: value for key, value in arguments.items() if value is not None}, context)
    worded = word(artifact, context)
    return "\n".join((*worded.brief, *worded.blocks)), artifact


@tool(response_format="content_and_artifact", parse_docstring=True)
def find_departments(clause: str, tasks: tuple[str, ...] = (), understood: str = "", bodies: tuple[str, ...] = ()) -> Handed:
    """Find who is responsible for a clause of the plan: the list as written, today's names, the inferred lead.

    Args:
        clause: clause reference such as plan#二(一)5.
        tasks: tasks of the measure, where it has several; empty for all.
        understood: how the question was understood, in the user's words.
        bodies: bodies the question asks about beside the clause.
    """
    return _run("find_departments", clause=clause, tasks=tasks, understood=understood, bodies=bodies)


@tool(response_format="content_and_artifact", parse_docstring=True)
def describe_body(body: str) -> Handed:
    """Describe a department: in which lists it stands, its name today, what it is likely responsible for.

    Args:
        body: any name of the department.
    """
    return _run("describe_body", body=body)


@tool(response_format="content_and_artifact", parse_docstring=True)
def compare_lists(
    times: int | None = None,
    at_least: int | None = None,
    within: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    counting: bool = False,
) -> Handed:
    """Compute a set question over the four responsibility lists.

    Args:
        times: bodies that stand in exactly so many lists.
        at_least: bodies that stand in at least so many lists.
        within: clause references of lists every body must stand in.
        without: clause references of lists no body may stand in.
        counting: whether the number itself was asked for.
    """
    return _run("compare_lists", times=times, at_least=at_least, within=within, without=without, counting=counting)


@tool(response_format="content_and_artifact", parse_docstring=True)
def check_eligibility(programmes: tuple[str, ...] = (), view: str = "verdict") -> Handed:
    """Judge the household told so far against the written rules of the programmes.

    Args:
        programmes: programme ids asked about; empty for all.
        view: verdict, why, missing, next or together (whether the programmes may be had at once).
    """
    return _run("check_eligibility", programmes=programmes, view=view)


@tool(response_format="content_and_artifact", parse_docstring=True)
def suppose(programmes: tuple[str, ...] = ()) -> Handed:
    """Judge the household now and with what the message supposes (what if), side by side; nothing is suggested.

    Args:
        programmes: programme ids asked about; empty for all.
    """
    return _run("suppose", programmes=programmes)


@tool(response_format="content_and_artifact", parse_docstring=True)
def look_up_figures(
    topic: str,
    parameters: tuple[str, ...],
    areas: tuple[str, ...] = (),
    days: tuple[date, ...] = (),
) -> Handed:
    """Look figures (standards, amounts, lines) up for areas and days.

    Args:
        topic: topic id.
        parameters: parameter ids.
        areas: area or group ids; empty for the asker's area.
        days: days; empty for the day of the conversation.
    """
    return _run("look_up_figures", topic=topic, parameters=parameters, areas=areas, days=days)


@tool(response_format="content_and_artifact", parse_docstring=True)
def describe_procedure(programme: str, aspect: str | None = None) -> Handed:
    """Describe how a programme is applied for: where, with what, how long, who decides, remedies.

    Args:
        programme: programme id.
        aspect: where, materials, time, decides, public, appeal or all.
    """
    return _run("describe_procedure", programme=programme, aspect=aspect)


@tool(response_format="content_and_artifact", parse_docstring=True)
def explain_topic(topic: str, compare: bool = False) -> Handed:
    """Explain a topic with the clauses that carry it; what the plan said and what applies today apart.

    Args:
        topic: topic id.
        compare: whether then and now were asked to be compared.
    """
    return _run("explain_topic", topic=topic, compare=compare)


@tool(response_format="content_and_artifact", parse_docstring=True)
def show_clause(clause: str) -> Handed:
    """Show one clause as it stands.

    Args:
        clause: clause reference such as plan#二(一)5 or N12#第19条.
    """
    return _run("show_clause", clause=clause)


@tool(response_format="content_and_artifact", parse_docstring=True)
def describe_document(document: str) -> Handed:
    """Describe a document: its number, issuer, whether it is in force on the day, what replaced it.

    Args:
        document: document id such as N12.
    """
    return _run("describe_document", document=document)


@tool(response_format="content_and_artifact", parse_docstring=True)
def search_documents(query: str, plan_only: bool = False, strict: bool = False) -> Handed:
    """Search the documents for clauses by words.

    Args:
        query: what to search for.
        plan_only: whether to look in the plan alone.
        strict: whether only a clear hit counts.
    """
    return _run("search_documents", query=query, plan_only=plan_only, strict=strict)


@tool(response_format="content_and_artifact", parse_docstring=True)
def describe_service(service: str) -> Handed:
    """Tell where to go with a matter that is no personal entitlement.

    Args:
        service: service id.
    """
    return _run("describe_service", service=service)


@tool(response_format="content_and_artifact", parse_docstring=True)
def describe_areas(names: tuple[str, ...]) -> Handed:
    """Tell which areas belong to a group of areas, or to which groups an area belongs.

    Args:
        names: area or group ids.
    """
    return _run("describe_areas", names=names)


@tool(response_format="content_and_artifact", parse_docstring=True)
def set_questions(count: int, seed: int) -> Handed:
    """Set practice questions with computed keys.

    Args:
        count: how many, 1 to 20.
        seed: the same seed gives the same questions.
    """
    return _run("set_questions", count=count, seed=seed)


TOOLS: tuple[BaseTool, ...] = (
    find_departments,
    describe_body,
    compare_lists,
    check_eligibility,
    suppose,
    look_up_figures,
    describe_procedure,
    explain_topic,
    show_clause,
    describe_document,
    search_documents,
    describe_service,
    describe_areas,
    set_questions,
)
