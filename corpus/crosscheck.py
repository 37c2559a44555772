"""Faults between files: references to nothing, names shared, facts and figures that do not exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.corpus import Corpus
from corpus.errors import DataError
from corpus.facts import fact_spec
from corpus.rule import AnyCondition, FactOperand, FigureOperand, Leaf, Op, ProgrammeSays, walk


def faults_of(corpus: Corpus) -> Iterator[DataError]:
    """Every fault, file by file; none: the registers hang together."""
    yield from _documents(corpus)
    yield from _measures(corpus)
    yield from _bodies(corpus)
    yield from _areas(corpus)
    yield from _parameters(corpus)
    yield from _lexicon(corpus)
    yield from _combinations(corpus)
    for programme in corpus.programmes.values():
        yield from _programme(corpus, programme.id)


def _fault(what: str, where: str, mend: str, token: str = "") -> DataError:
    return DataError(what, where=where, mend=mend, token=token)


def _refs(corpus: Corpus, refs: Iterable[str | None], where: str) -> Iterator[DataError]:
    for ref in refs:
        if ref is not None and ref not in corpus.clauses:
            yield _fault(f"points at the clause {ref}, which does not exist", where, "mend the reference, or add the clause card", ref)


def _known(names: Iterable[str | None], register: Iterable[str], kind: str, where: str) -> Iterator[DataError]:
    known = set(register)
    for name in names:
        if name is not None and name not in known:
            yield _fault(f"points at the {kind} '{name}', which does not exist", where, f"mend the name, or add the {kind}", name)


def _documents(corpus: Corpus) -> Iterator[DataError]:
    for document in corpus.documents.values():
        where = f"documents/register:{document.id}"
        yield from _known((*document.replaces, *document.replaced_by), corpus.documents, "document", where)
        yield from _refs(corpus, (f"plan#{m}" for m in document.measures), where)


def _measures(corpus: Corpus) -> Iterator[DataError]:
    for measure in corpus.measures.values():
        where = f"measures:{measure.clause}"
        yield from _refs(corpus, (measure.clause, *measure.today_refs), where)
        yield from _known(measure.documents, corpus.documents, "document", where)
        listed = corpus.list_clause(measure.clause)
        entries = set(listed.entries) if listed else set()
        for lead in measure.leads:
            yield from _known((*lead.lead, *lead.partners, *lead.outside), corpus.bodies, "body", where)
            yield from _refs(corpus, (basis.ref for basis in lead.basis), where)
            for body in (*lead.lead, *lead.partners):
                if body not in entries:
                    yield _fault(f"'{body}' is given as lead or partner, but is not in the list", where, "move it to outside", body)
            for body in lead.outside:
                if body in entries:
                    yield _fault(f"'{body}' is given as outside the list, but stands in it", where, "move it to lead or partners", body)
        clause = corpus.clauses.get(measure.clause)
        for statement in measure.statements:
            if clause and statement.quote not in clause.text:
                yield _fault(
                    f"the quotation '{statement.quote[:20]}…' is not in the text",
                    where,
                    "quote the plan to the letter",
                    statement.quote[:10],
                )
            yield from _refs(corpus, statement.basis, where)


def _bodies(corpus: Corpus) -> Iterator[DataError]:
    for clause in corpus.lists():
        if clause.document == "plan":
            yield from _known(clause.entries, corpus.bodies, "body", clause.ref)
    for form in corpus.body_names.phrases():
        owners = corpus.body_names.exact(form)
        if len(owners) > 1 and not all(
            corpus.bodies[o].same_as in owners or o in [corpus.bodies[x].same_as for x in owners] for o in owners
        ):
            yield _fault(f"the name '{form}' belongs to {' and '.join(owners)}", "bodies", "leave it with one of them", form)
    yield from _known((b.same_as for b in corpus.bodies.values()), corpus.bodies, "body", "bodies")


def _areas(corpus: Corpus) -> Iterator[DataError]:
    for area in corpus.areas.values():
        where = f"areas.yaml:{area.id}"
        yield from _known((area.parent, area.stands_for), corpus.areas, "area", where)
        yield from _known((m.group for m in area.memberships), corpus.groups, "group of areas", where)


def _parameters(corpus: Corpus) -> Iterator[DataError]:
    places = (*corpus.areas, *corpus.groups)
    for identifier, parameter in corpus.parameters.items():
        where = f"parameters/{identifier.replace('.', '/')}.yaml"
        yield from _known(parameter.values, places, "area", where)
        yield from _refs(corpus, (v.ref for dated in parameter.values.values() for v in dated.values()), where)


def _lexicon(corpus: Corpus) -> Iterator[DataError]:
    for topic in corpus.topics.values():
        where = f"lexicon/topics:{topic.id}"
        yield from _refs(corpus, (*topic.clauses, *topic.refs), where)
        yield from _known(topic.parameters, corpus.parameters, "parameter", where)
        yield from _known(topic.documents, corpus.documents, "document", where)
        yield from _known(topic.programmes, corpus.programmes, "programme", where)
        yield from _known((topic.service,), corpus.services, "service", where)
        tasks = {lead.task for clause in topic.clauses if clause in corpus.measures for lead in corpus.measures[clause].leads}
        if topic.task is not None and topic.task not in tasks:
            yield _fault(
                f"names the task '{topic.task}', which no measure of {'、'.join(topic.clauses) or 'it'} has",
                where,
                "mend the task",
                topic.task,
            )
    for number, passing in enumerate(corpus.lexicon.intents.passing, 1):
        yield from _known((passing.topic,), corpus.topics, "topic", f"lexicon/intents:passing {number}")
    parentless = corpus.lexicon.intents.parentless
    yield from _known((parentless.both_dead, parentless.otherwise), corpus.topics, "topic", "lexicon/intents:parentless")
    for form in corpus.topic_names.phrases():
        owners = corpus.topic_names.exact(form)
        if len(owners) > 1:
            yield _fault(f"the phrase '{form}' belongs to {' and '.join(owners)}", "lexicon/topics", "leave it with one of them", form)
    for word in corpus.words:
        yield from _known((word.topic, *word.options), corpus.topics, "topic", f"lexicon/words:{word.say[0]}")
    for service in corpus.services.values():
        where = f"services:{service.id}"
        yield from _refs(corpus, service.clauses, where)
        yield from _known(service.figures, corpus.parameters, "parameter", where)


def _combinations(corpus: Corpus) -> Iterator[DataError]:
    """A programme without a rule may be named, as long as the contract knows it; a figure, clause, fact or status must exist."""
    for entry in corpus.combinations.values():
        where = f"combinations:{entry.id}"
        yield from _known(entry.names, (*corpus.programme_names, *corpus.programmes), "programme", where)
        yield from _refs(corpus, entry.clause, where)
        yield from _known((entry.standard,), corpus.parameters, "parameter", where)
        yield from _known(entry.statuses, corpus.recognitions, "recognition", where)
        yield from _facts((entry.told_by,) if entry.told_by else (), f"combination {entry.id}", where)


def _facts(facts: Iterable[str], whose: str, where: str) -> Iterator[DataError]:
    for fact in facts:
        try:
            fact_spec(fact)
        except KeyError:
            yield _fault(f"{whose} asks for the fact '{fact}', which does not exist", where, "see corpus/facts.py for the names", fact)


def _programme(corpus: Corpus, identifier: str) -> Iterator[DataError]:
    programme = corpus.programmes[identifier]
    where = f"programmes:{identifier}"
    procedure = programme.procedure
    yield from _refs(
        corpus,
        (programme.measure, procedure.where_clause, procedure.decides_clause, procedure.materials_clause, procedure.remedies_clause),
        where,
    )
    yield from _refs(corpus, (step.clause for step in (*procedure.steps, *procedure.afterwards)), where)
    yield from _known((programme.department,), corpus.bodies, "body", where)
    yield from _known(programme.related, corpus.topics, "topic", where)
    yield from _known((b.parameter for b in programme.beside), corpus.parameters, "parameter", where)
    for reading in programme.readings:
        for condition in walk(reading.conditions):
            yield from _condition(corpus, condition, where)
        for amount in reading.amounts:
            yield from _known((amount.parameter,), corpus.parameters, "parameter", where)
            yield from _refs(corpus, (amount.clause,), where)
            for condition in walk(amount.when) if amount.when else ():
                yield from _condition(corpus, condition, where)


def _part(corpus: Corpus, condition: ProgrammeSays, where: str) -> Iterator[DataError]:
    """A part that is referred to stands in every reading of the other rule."""
    other = corpus.programmes.get(condition.programme)
    for reading in other.readings if other and condition.part else ():
        if not any(getattr(node, "id", None) == condition.part for node in walk(reading.conditions)):
            yield _fault(
                f"condition {condition.id} refers to the part '{condition.part}', which the reading of {condition.programme} "
                f"from {reading.valid.start} does not have",
                where,
                "give that group the id",
                condition.part or "",
            )


def _condition(corpus: Corpus, condition: AnyCondition, where: str) -> Iterator[DataError]:
    clause = getattr(condition, "clause", ())
    yield from _refs(corpus, (clause,) if isinstance(clause, str) else clause, where)
    if isinstance(condition, ProgrammeSays):
        yield from _known((condition.programme,), corpus.programmes, "programme", where)
        yield from _part(corpus, condition, where)
    if not isinstance(condition, Leaf):
        return
    facts = [condition.fact] + ([condition.value.fact] if isinstance(condition.value, FactOperand) else [])
    yield from _facts(facts, f"condition {condition.id}", where)
    if isinstance(condition.value, FigureOperand | FactOperand):
        figures = [getattr(condition.value, "parameter", None), condition.value.times_parameter]
        yield from _known(figures, corpus.parameters, "parameter", where)
    if condition.fact.endswith("recognised_as") and condition.op in (Op.HAS, Op.LACKS, Op.HAS_ANY):
        wanted = (condition.value,) if isinstance(condition.value, str) else condition.value
        yield from _known((str(w) for w in wanted or ()), corpus.recognitions, "recognition", where)  # type: ignore[union-attr]
