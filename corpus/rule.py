"""The language programmes are written in: conditions, operands, readings by date, procedure.

A condition is one of
    all / any / not          combine conditions
    fact + is (+ value)      compare one fact with a value, a figure or another fact
    any_member / every_member / count_members    look at the members of the household
    every_supporter          looks at the people who owe a member support, where they were listed
    programme (+ part) + verdict    what the rule of another programme, or a named part of it, says of the same household
    discretion               only an official can judge it: stays open, says who judges
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StrictBool, Tag, model_validator

from corpus.dated import Span, Strict

ClauseRef = Annotated[str, Field(pattern=r"^[A-Za-z]+[0-9]*#\S+$", description="<document id>#<clause>, e.g. plan#二(一)5")]
Grade = Literal["V", "S", "lead"]


class Op(StrEnum):
    """Comparisons; the first five need numbers, ``has``/``lacks``/``has_any`` a set."""

    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    EQUAL_TO = "equal_to"
    ONE_OF = "one_of"
    HAS = "has"
    HAS_ANY = "has_any"
    LACKS = "lacks"
    IS_TRUE = "is_true"
    IS_FALSE = "is_false"


class FigureOperand(Strict):
    """A figure of the parameter registers, times a factor or times another figure.

    ``at_equality: open`` leaves the comparison open when the fact equals the figure exactly (ruling 16 of docs/rulings.md).
    """

    parameter: str
    times: Decimal | None = None
    times_parameter: str | None = None
    at_equality: Literal["compare", "open"] = "compare"


class FactOperand(Strict):
    """Another fact, times a figure or a factor."""

    fact: str
    times: Decimal | None = None
    times_parameter: str | None = None


Operand = FigureOperand | FactOperand | StrictBool | Decimal | str | tuple[str, ...]


class Change(Strict):
    """What may lawfully be done about a condition that is not met: a paper, an assessment. Nothing else may stand here.

    Applying for a recognition first and waiting for a birthday follow from the comparison itself.
    """

    kind: Literal["paper", "assessment"]
    say: str


class Leaf(Strict):
    """One fact compared with one value.

    Attributes:
        id: stands in ``because`` and in the tables of cases.
        clause: where the condition is written.
        fact: ``household.<key>`` or, inside member rules and programmes judged per person, ``member.<key>``; inside
            ``every_supporter`` also ``supporter.<key>``.
        ask: the question that settles it, when the fact's own question does not fit.
        plain: what the condition demands, in plain Chinese, as a noun phrase or short sentence.
        presumed: the wording 前提：…; the condition counts as met until someone says otherwise.
    """

    id: str
    clause: ClauseRef | tuple[ClauseRef, ...]
    fact: str = Field(pattern=r"^(household|member|supporter)\.\S+$")
    op: Op = Field(alias="is")
    value: Operand | None = None
    plain: str
    ask: str | None = None
    grade: Grade = "V"
    presumed: str | None = None
    change: Change | None = None

    @model_validator(mode="after")
    def _complete(self) -> Leaf:
        if (self.value is None) != (self.op in (Op.IS_TRUE, Op.IS_FALSE)):
            raise ValueError(f"condition {self.id}: '{self.op}' {'takes no' if self.value is not None else 'needs a'} value")
        return self


class All(Strict):
    """Every part must hold."""

    all: tuple[Condition, ...] = Field(min_length=1)
    id: str | None = None
    plain: str | None = None


class AnyOf(Strict):
    """At least one part must hold."""

    any: tuple[Condition, ...] = Field(min_length=1)
    id: str | None = None
    plain: str | None = None


class Not(Strict):
    """The part must not hold."""

    not_: Condition = Field(alias="not")
    id: str | None = None
    plain: str | None = None


class AnyMember(Strict):
    """At least one member meets the part."""

    any_member: Condition
    id: str | None = None
    plain: str | None = None


class EveryMember(Strict):
    """Every member meets the part."""

    every_member: Condition
    id: str | None = None
    plain: str | None = None


class CountMembers(Strict):
    """The number of members that meet the part, compared with a whole number."""

    count_members: Condition
    op: Literal["at_least", "at_most", "equal_to"] = Field(alias="is")
    value: int
    id: str | None = None
    plain: str | None = None


class EverySupporter(Strict):
    """Everybody who owes the member support by law (法定义务人) meets the part.

    An empty list is an answer: nobody owes it, so the condition holds. Where no list was told, ``otherwise`` is judged.
    """

    every_supporter: Condition
    otherwise: Condition
    id: str
    clause: ClauseRef | tuple[ClauseRef, ...]
    plain: str
    grade: Grade = "V"


class ProgrammeSays(Strict):
    """The verdict of another programme's rule for the same household and day.

    ``part`` names a group of that rule by its id; then the group's truth counts instead of the whole verdict.
    """

    id: str
    clause: ClauseRef | tuple[ClauseRef, ...]
    programme: str
    part: str | None = None
    verdict: Literal["eligible", "ineligible"]
    plain: str
    grade: Grade = "V"


class Discretion(Strict):
    """Stays open: only the named body can judge it."""

    id: str
    clause: ClauseRef | tuple[ClauseRef, ...]
    discretion: str = Field(description="who judges")
    plain: str
    grade: Grade = "V"


_TAGS = {
    "all": "all",
    "any": "any",
    "not": "not",
    "not_": "not",
    "any_member": "any_member",
    "every_member": "every_member",
    "count_members": "count_members",
    "every_supporter": "every_supporter",
    "programme": "programme",
    "discretion": "discretion",
    "fact": "fact",
}


def _tag(value: Any) -> str | None:
    keys = value if isinstance(value, dict) else type(value).model_fields
    return next((tag for key, tag in _TAGS.items() if key in keys), None)


Condition = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[AnyMember, Tag("any_member")]
    | Annotated[EveryMember, Tag("every_member")]
    | Annotated[CountMembers, Tag("count_members")]
    | Annotated[EverySupporter, Tag("every_supporter")]
    | Annotated[ProgrammeSays, Tag("programme")]
    | Annotated[Discretion, Tag("discretion")]
    | Annotated[Leaf, Tag("fact")],
    Discriminator(
        _tag,
        custom_error_type="no_condition",
        custom_error_message="not a condition: give all, any, not, any_member, every_member, count_members, every_supporter, fact, programme or discretion",
    ),
]
AnyCondition = All | AnyOf | Not | AnyMember | EveryMember | CountMembers | EverySupporter | ProgrammeSays | Discretion | Leaf


def walk(condition: AnyCondition) -> Iterator[AnyCondition]:
    """The condition and everything below it, top down."""
    yield condition
    for part in parts_of(condition):
        yield from walk(part)


def parts_of(condition: AnyCondition) -> tuple[AnyCondition, ...]:
    """The conditions directly below this one."""
    match condition:
        case All(all=parts) | AnyOf(any=parts):
            return parts
        case Not(not_=part):
            return (part,)
        case AnyMember(any_member=part) | EveryMember(every_member=part) | CountMembers(count_members=part):
            return (part,)
        case EverySupporter(every_supporter=part, otherwise=otherwise):
            return (part, otherwise)
        case _:
            return ()


class Amount(Strict):
    """What is paid, where the documents say: a figure or a value, as a floor or as the sum itself.

    ``when`` picks among several; it is judged like any condition and an open one gives no amount. Of a figure that is a
    range a floor is its lower end. ``less_received`` makes it a top-up (补差): what the person already receives under
    these names is taken off; not told how much: no amount.
    """

    when: Condition | None = None
    parameter: str | None = None
    value: Decimal | None = None
    unit: str | None = None
    floor: bool = False
    cap: bool = Field(False, description="the most there is, not what is paid: a loan, a ceiling")
    share: Decimal | None = Field(None, description="share of the figure that is paid, e.g. 0.6; the rest is one's own")
    less_received: tuple[str, ...] = ()
    note: str | None = None
    clause: ClauseRef | None = None


class Unless(Strict):
    """A warning that is needless once a fact was told: 没有登记失业的，先… to somebody who is registered."""

    say: str
    unless: str = Field(pattern=r"^(household|member)\.[a-z0-9_]+$")


class Reading(Strict):
    """The rule as it stood over one span of days (口径)."""

    valid: Span
    note: str | None = None
    conditions: Condition
    amounts: tuple[Amount, ...] = ()
    warnings: tuple[str | Unless, ...] = ()
    gives: str | None = Field(None, description="what it gives, in our own words")

    def warned(self, done: frozenset[str]) -> tuple[str, ...]:
        """The warnings for somebody who has told what is done already, as fact names without an index."""
        return tuple(w if isinstance(w, str) else w.say for w in self.warnings if isinstance(w, str) or w.unless not in done)

    @cached_property
    def member_keys(self) -> tuple[str, ...]:
        """What the conditions look at in a member, as keys of a person."""
        facts = [c.fact for c in walk(self.conditions) if isinstance(c, Leaf)]
        facts += [c.value.fact for c in walk(self.conditions) if isinstance(c, Leaf) and isinstance(c.value, FactOperand)]
        keys = {fact.split(".")[1] for fact in facts if fact.startswith("member.")}
        keys |= {"supporters"} if any(isinstance(c, EverySupporter) for c in walk(self.conditions)) else set()
        keys |= {"born"} if "age" in keys else set()
        keys |= {"not_recognised_as"} if "recognised_as" in keys else set()
        return tuple(sorted(keys))


class Once(Strict):
    """What is said instead once a fact was told: 办了失业登记 needs no 先办失业登记."""

    fact: str = Field(pattern=r"^(household|member)\.[a-z0-9_]+$")
    say: str


class Step(Strict):
    """One step of the procedure with its time limit; 天 and 工作日 are never mixed.

    Attributes:
        id: a name other steps may count from.
        counts_from: the day the limit runs from: ``acceptance`` (受理), ``previous`` (the last day of the step before), or the id
            of another step; None: the documents do not say, so the limit gives no day. ``unsettled`` says why.
        whole: the limit is that of the whole procedure.
        only_if: the step is taken only in this case, so the last day of the procedure does not wait for it.
    """

    what: str
    id: str | None = None
    limit: int | None = Field(None, ge=1)
    unit: Literal["工作日", "天", "个月"] | None = None
    counts_from: str | None = None
    unsettled: str | None = None
    extended: int | None = Field(None, description="the limit in special cases, same unit")
    whole: bool = False
    only_if: str | None = None
    clause: ClauseRef | None = None
    grade: Grade = "V"
    note: str | None = None
    once: Once | None = None

    @model_validator(mode="after")
    def _timed(self) -> Step:
        if (self.limit is None) != (self.unit is None):
            raise ValueError(f"step '{self.what}': limit and unit go together")
        if self.limit is None and (self.counts_from or self.unsettled or self.whole or self.extended):
            raise ValueError(f"step '{self.what}': counts_from, unsettled and whole belong to a step with a limit")
        if self.counts_from and self.unsettled:
            raise ValueError(f"step '{self.what}': it counts from a known day, or says why that day is not known")
        return self


class Procedure(Strict):
    """Where, with what, how long, who decides, what is made public, what can be done against it."""

    where: str
    where_clause: ClauseRef | None = None
    materials: tuple[str, ...] = ()
    materials_clause: ClauseRef | None = None
    steps: tuple[Step, ...] = ()
    afterwards: tuple[Step, ...] = Field((), description="once it is granted: review, changes to report, how long, when it ends")
    decides: str
    decides_clause: ClauseRef | None = None
    made_public: str | None = None
    remedies: str | None = None
    remedies_clause: ClauseRef | None = None
    hotline: str = "12345"
    first_thing: str = Field(description="the one thing to do first, a short sentence to a resident")
    first_once: Once | None = Field(None, description="the first thing once another is done")
    grade: Grade = "V"

    def given(self, done: frozenset[str]) -> Procedure:
        """The procedure for somebody who has told what is done already, as fact names without an index."""
        first = self.first_once.say if self.first_once and self.first_once.fact in done else self.first_thing
        steps = tuple(s.model_copy(update={"what": s.once.say}) if s.once and s.once.fact in done else s for s in self.steps)
        return self.model_copy(update={"first_thing": first, "steps": steps})

    @model_validator(mode="after")
    def _counted(self) -> Procedure:
        known = {"acceptance"}
        for position, step in enumerate(self.steps):
            allowed = known | ({"previous"} if position else set())
            if step.counts_from is not None and step.counts_from not in allowed:
                raise ValueError(f"step '{step.what}' counts from '{step.counts_from}'; before it there are {sorted(allowed)}")
            if step.id is not None:
                if step.id in known or step.id == "previous":
                    raise ValueError(f"two steps are called '{step.id}'")
                known.add(step.id)
        return self


class Beside(Strict):
    """A figure of another programme to be told in the same breath; ``say`` may use area, name, value, times, product."""

    parameter: str
    times: Decimal = Decimal(1)
    say: str


class Programme(Strict):
    """One programme (项目): readings by date, procedure, wording for residents."""

    id: str
    aliases: tuple[str, ...] = ()
    judged: Literal["household", "person"]
    measure: ClauseRef
    department: str = Field(description="body id of the department in charge at city level")
    gives: str = Field(description="what it gives, in our own words, one or two sentences")
    readings: tuple[Reading, ...] = Field(min_length=1)
    procedure: Procedure
    related: tuple[str, ...] = Field((), description="programmes to mention in the same breath, with why in `related_why`")
    related_why: str | None = None
    beside: tuple[Beside, ...] = ()
    aside: bool = Field(
        False, description="no entitlement of a household (a loan, a job on a site): told last and shortly unless asked about"
    )
    not_before: str | None = Field(None, description="what to say for a day before the first reading")

    @model_validator(mode="after")
    def _spans_in_order(self) -> Programme:
        previous: Span | None = None
        for reading in self.readings:
            if previous is not None and (previous.end is None or reading.valid.start is None or reading.valid.start <= previous.end):
                raise ValueError(f"readings of {self.id} overlap or are out of order")
            previous = reading.valid
        for reading in self.readings:
            ids = [c.id for c in walk(reading.conditions) if isinstance(c, Leaf | Discretion | ProgrammeSays)]
            if len(ids) != len(set(ids)):
                raise ValueError(f"{self.id}: condition ids repeat in one reading: {sorted(i for i in ids if ids.count(i) > 1)}")
        return self


for _model in (All, AnyOf, Not, AnyMember, EveryMember, CountMembers, EverySupporter, Amount, Reading, Programme):
    _model.model_rebuild()
