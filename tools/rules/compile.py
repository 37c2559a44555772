"""Rules as Ibis columns: every programme of a day over a table of households and one of their members.

The same three values as evaluate.py: NULL is open, so verdict columns use ``ibis.cases`` and roll-ups over members count the
open ones. Each programme gives a truth, a mask of the leaves it rests on (``Trace.deciding``) and a mask of what is open.

The work goes in rounds. A round judges members (rules made per person, and what quantifiers ask of each member), counts them
up by household, then judges households; a rule that looks at another's result waits for the round after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from corpus.corpus import Corpus
from corpus.errors import NotInForceError, RuleError
from corpus.rule import (
    All,
    AnyCondition,
    AnyMember,
    AnyOf,
    CountMembers,
    Discretion,
    EveryMember,
    EverySupporter,
    Leaf,
    Not,
    ProgrammeSays,
    parts_of,
    walk,
)
from tools.rules.columns import Bool, Cause, Columns, Expr, Int, is_null, no, same, size_and_income
from tools.rules.leaves import area_code, house_columns, leaf_columns
from tools.rules.masks import Bits, Mask, chosen, joined, where

Keep = Callable[[str, ir.Table, bool], ir.Table]
"""Gives a stage a name in the database: name, expression, whether it is worth computing once (a table) or not (a view)."""

Scope = Literal["household", "member"]
RolledKind = Literal["any", "every", "count", "person"]
FROM_HOUSEHOLD = ("f_size", "f_income", "f_income_by", "f_income_high", "f_income_needs_size", "f_area", "unlisted")
UNLISTED_BIT = Cause("path", "members")


@dataclass(frozen=True)
class Rolled:
    """What is asked of each member and counted up by household."""

    name: str
    kind: RolledKind
    condition: AnyCondition
    bits: Bits | None
    level: int
    compared: tuple[str, int] = ("", 0)


@dataclass(frozen=True)
class Judged:
    """A programme's columns in the result: ``<name>`` truth, ``<name>_r<w>`` reasons, ``<name>_o<w>`` what is open."""

    programme: str
    name: str
    bits: Bits
    per_person: bool


@dataclass
class Compiled:
    """The result: one row a household, and the member rows of each round."""

    households: ir.Table
    members: list[tuple[ir.Table, tuple[Judged, ...]]]
    judged: tuple[Judged, ...]
    watched: tuple[str, ...]


@dataclass
class _Result:
    """Truth and masks of a rolled or judged thing, as columns of the household table by name."""

    truth: str
    reasons: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()


@dataclass
class Compiler:
    """Compiles the programmes of one day.

    Attributes:
        watch: further conditions whose truth alone is wanted, by name of their column.
    """

    corpus: Corpus
    day: date
    keep: Keep
    watch: Mapping[str, AnyCondition] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rules: dict[str, AnyCondition] = {}
        for identifier in self.corpus.programmes:
            try:
                self.rules[identifier] = in_tables(self.corpus.reading(identifier, self.day).conditions)
            except NotInForceError:
                continue
        self.names = {identifier: f"p{i}" for i, identifier in enumerate(self.rules)}
        self.bits = {identifier: Bits() for identifier in self.rules}
        self.rolled: dict[int, Rolled] = {}
        self.results: dict[str, _Result] = {}
        self._groups: dict[int, str] = {}

    def group(self, node: AnyCondition) -> str:
        """The column of a group's truth."""
        return self._groups.setdefault(id(node), f"g{len(self._groups)}")

    def part(self, programme: str, identifier: str) -> AnyCondition:
        """The group of a rule with that id."""
        return next(node for node in walk(self.rules[programme]) if getattr(node, "id", None) == identifier)

    def own_nodes(self, condition: AnyCondition) -> Iterator[AnyCondition]:
        """The condition and what is below it, parts of other rules too, without what quantifiers ask of members."""
        yield condition
        if isinstance(condition, ProgrammeSays) and condition.part and condition.programme in self.rules:
            yield from self.own_nodes(self.part(condition.programme, condition.part))
        if not isinstance(condition, AnyMember | EveryMember | CountMembers):
            for part in parts_of(condition):
                yield from self.own_nodes(part)

    def own_leaves(self, condition: AnyCondition) -> list[Leaf]:
        """The leaves among them."""
        return [node for node in self.own_nodes(condition) if isinstance(node, Leaf)]

    # -- order ---------------------------------------------------------------------------------------------------

    def level(self, condition: AnyCondition, asking: tuple[str, ...] = ()) -> int:
        """The round after which a condition can be judged for households."""
        match condition:
            case AnyMember() | EveryMember() | CountMembers():
                return 1 + max(self.level(part, asking) for part in parts_of(condition))
            case ProgrammeSays(programme=other, part=part) if other in self.rules:
                return self.level(self.part(other, part), (*asking, other)) if part else self.programme_level(other, asking)
            case _:
                return max((self.level(part, asking) for part in parts_of(condition)), default=0)

    def programme_level(self, identifier: str, asking: tuple[str, ...] = ()) -> int:
        """The round after which a programme is judged."""
        if identifier in asking:
            raise RuleError(f"项目互相引用成了圈：{' → '.join((*asking, identifier))}", where=f"programmes/{identifier}", mend="改其中一个的条件")
        own = self.level(self.rules[identifier], (*asking, identifier))
        return own + 1 if self.corpus.programmes[identifier].judged == "person" else own

    def _collect(self, condition: AnyCondition, bits: Bits | None) -> None:
        """Name every quantifier below a condition."""
        for node in walk(condition):
            if isinstance(node, AnyMember | EveryMember | CountMembers) and id(node) not in self.rolled:
                kind: RolledKind = "any" if isinstance(node, AnyMember) else "every" if isinstance(node, EveryMember) else "count"
                compared = (node.op, node.value) if isinstance(node, CountMembers) else ("", 0)
                (part,) = parts_of(node)
                self.rolled[id(node)] = Rolled(f"q{len(self.rolled)}", kind, part, bits, self.level(node), compared)

    # -- the whole -----------------------------------------------------------------------------------------------

    def compile(self, households: ir.Table, members: ir.Table) -> Compiled:
        """Judge prepared tables.

        Args:
            households: one row a household, see columns.py; ``h`` numbers them.
            members: one row a member: ``h``, ``index`` and the facts of the member.
        """
        persons: dict[str, Rolled] = {}
        for identifier, rule in self.rules.items():
            self._collect(rule, self.bits[identifier])
            if self.corpus.programmes[identifier].judged == "person":
                level = self.programme_level(identifier)
                persons[identifier] = Rolled(f"{self.names[identifier]}_m", "person", rule, self.bits[identifier], level)
        for condition in self.watch.values():
            self._collect(condition, None)
        home = self.keep("households", self._household_facts(households, members), True)
        waiting = [*self.rolled.values(), *persons.values()]
        last = max((r.level for r in waiting), default=0)
        kept: list[tuple[ir.Table, tuple[Judged, ...]]] = []
        home = self._judge_households(home, 0)
        for number in range(1, last + 1):
            now = [r for r in waiting if r.level == number]
            judged, counted = self._judge_members(home, members, now, number)
            mine = tuple(self._judged(i) for i, r in persons.items() if r.level == number)
            kept.append((judged, mine))
            home = self._with_counts(home, counted, now, number)
            home = self._judge_households(home, number)
        return Compiled(home, kept, tuple(self._judged(i) for i in self.rules), tuple(self.watch))

    def _judged(self, identifier: str) -> Judged:
        per_person = self.corpus.programmes[identifier].judged == "person"
        return Judged(identifier, self.names[identifier], self.bits[identifier], per_person)

    def _household_facts(self, households: ir.Table, members: ir.Table) -> ir.Table:
        counts = members.group_by("h").agg(n_members=members.count(), n_counted=members.count(where=_counts(members)))
        found = households.left_join(counts, "h").drop("h_right")
        found = found.mutate(unlisted=is_null(found.n_members), n_counted=ibis.coalesce(found.n_counted, 0))
        columns = Columns(found, "household", self.corpus, self.day)
        return found.mutate(f_area=area_code(columns), **size_and_income(columns), **house_columns(columns))

    # -- members -------------------------------------------------------------------------------------------------

    def _judge_members(
        self, home: ir.Table, members: ir.Table, now: list[Rolled], number: int
    ) -> tuple[ir.Table, ir.Table]:
        """The members with the truths and masks of this round, and the same counted up by household."""
        used = [leaf for r in now for leaf in self.own_leaves(r.condition)]
        stage = _Stage(self, "member", {})
        table, down = self._joined(home, members, [leaf for leaf in used if leaf.fact.startswith("household.")], now)
        stage.columns = Columns(self.keep(f"m{number}_joined", table, False), "member", self.corpus, self.day)
        stage.leaves.update(down)
        facts = self.keep(f"m{number}_facts", stage.with_leaves(used), False)
        stage.table = facts
        truths: dict[str, Expr] = {r.name: stage.truth(r.condition) for r in now}
        groups = self.keep(f"m{number}_truths", facts.mutate(**truths, **stage.groups(now)), False)
        stage.table = groups
        masks: dict[str, Expr] = {}
        for r in now:
            if r.bits is not None:
                masks |= _named(f"{r.name}_r", stage.reasons(r.condition, r.bits))
                masks |= _named(f"{r.name}_o", stage.opened(r.condition, r.bits))
        judged = self.keep(f"m{number}_judged", groups.mutate(**masks), False)
        sums = [item for r in now for item in _count_up(judged, r).items()]
        counted = self.keep(f"m{number}_counted", judged.group_by("h").agg(**dict(sums)), True)
        return judged, counted

    def _joined(
        self, home: ir.Table, members: ir.Table, leaves: list[Leaf], now: list[Rolled]
    ) -> tuple[ir.Table, dict[str, Any]]:
        """Members who count beside what their rules need of the household; a household without a list has one nobody."""
        wanted = [name for name in (*FROM_HOUSEHOLD, *(f"house_{i}" for i in range(len(self.corpus.recognitions)))) if name in home.columns]
        stage = _Stage(self, "household", {})
        stage.columns = Columns(home, "household", self.corpus, self.day)
        above = stage.with_leaves(leaves)
        wanted += [name for name in above.columns if name not in home.columns]
        results = [result for r in now for result in self._results_below(r.condition)]
        wanted += [name for result in results for name in (result.truth, *result.reasons, *result.opened)]
        wanted = [name for name in dict.fromkeys(wanted) if name in above.columns]
        counting = members.filter(_counts(members))
        small = above.select("h", "n_members", *wanted)
        joined_ = small.left_join(counting, "h")
        joined_ = joined_.filter(joined_.h_right.notnull() | is_null(joined_.n_members)).drop("h_right", "n_members")
        return joined_, stage.leaves

    def _results_below(self, condition: AnyCondition) -> Iterator[_Result]:
        for node in self.own_nodes(condition):
            if isinstance(node, AnyMember | EveryMember | CountMembers):
                yield self.results[self.rolled[id(node)].name]
            elif isinstance(node, ProgrammeSays) and node.programme in self.results:
                yield self.results[node.programme]

    # -- households ----------------------------------------------------------------------------------------------

    def _with_counts(self, home: ir.Table, counted: ir.Table, now: list[Rolled], number: int) -> ir.Table:
        """Households beside what their members came to."""
        found = home.left_join(counted, "h").drop("h_right")
        found = self.keep(f"h{number}_counted", found, False)
        new: dict[str, Expr] = {}
        for r in now:
            truth = _roll(found, r)
            new[r.name] = truth
        found = self.keep(f"h{number}_rolled", found.mutate(**new), False)
        masks: dict[str, Expr] = {}
        for r in now:
            result = _Result(r.name)
            if r.bits is not None:
                reasons, opened = _roll_masks(found, r)
                masks |= _named(f"{r.name}_rr", reasons)
                masks |= _named(f"{r.name}_oo", opened)
                result.reasons, result.opened = tuple(_named(f"{r.name}_rr", reasons)), tuple(_named(f"{r.name}_oo", opened))
            self.results[r.name] = result
        return self.keep(f"h{number}_members", found.mutate(**masks), False)

    def _judge_households(self, home: ir.Table, number: int) -> ir.Table:
        """Households with the truths and masks of every programme and watch that can be judged now."""
        ready = [i for i in self.rules if self.programme_level(i) == number]
        watched = {name: c for name, c in self.watch.items() if self.level(c) == number}
        own = [i for i in ready if self.corpus.programmes[i].judged == "household"]
        stage = _Stage(self, "household", {})
        stage.columns = Columns(home, "household", self.corpus, self.day)
        conditions = [(i, self.rules[i]) for i in own] + list(watched.items())
        facts = self.keep(f"h{number}_facts", stage.with_leaves([leaf for _, c in conditions for leaf in self.own_leaves(c)]), False)
        stage.table = facts
        truths: dict[str, Expr] = {self.names.get(name, name): stage.truth(c) for name, c in conditions}
        truths |= {self.names[i]: facts[self.results[f"{self.names[i]}_m"].truth] for i in ready if i not in own}
        rolled = [Rolled("", "person", self.rules[i], None, 0) for i in own]
        groups = self.keep(f"h{number}_truths", facts.mutate(**truths, **stage.groups(rolled)), False)
        stage.table = groups
        masks: dict[str, Expr] = {}
        for i in ready:
            reasons, opened = self._masks(i, stage, groups)
            masks |= _named(f"{self.names[i]}_r", reasons) | _named(f"{self.names[i]}_o", opened)
            name = self.names[i]
            self.results[i] = _Result(name, tuple(_named(f"{name}_r", reasons)), tuple(_named(f"{name}_o", opened)))
        return self.keep(f"h{number}_judged", groups.mutate(**masks), False)

    def _masks(self, identifier: str, stage: _Stage, table: ir.Table) -> tuple[Mask, Mask]:
        """Reasons and what is open; the latter only while the verdict is."""
        bits, name = self.bits[identifier], self.names[identifier]
        if self.corpus.programmes[identifier].judged == "person":
            result = self.results[f"{name}_m"]
            reasons, opened = _read(table, result.reasons), _read(table, result.opened)
        else:
            reasons = stage.reasons(self.rules[identifier], bits)
            opened = stage.opened(self.rules[identifier], bits)
        word, bit = bits.cause("", UNLISTED_BIT)
        if any(True for _ in _member_parts(self.rules[identifier])) or self.corpus.programmes[identifier].judged == "person":
            opened = joined([opened, where(table.unlisted, {word: ibis.literal(1 << bit, "int64")})])
        return reasons, where(is_null(table[name]), opened)


@dataclass
class _Stage:
    """One table on which conditions of one scope are judged: leaves first, then groups, then masks."""

    compiler: Compiler
    scope: Scope
    leaves: dict[str, tuple[str, tuple[tuple[Cause, str], ...]]]
    columns: Columns = field(init=False)
    table: ir.Table = field(init=False)

    def with_leaves(self, leaves: list[Leaf]) -> ir.Table:
        """The table with a column for each leaf's truth and each of its causes; equal ones share a column."""
        new: dict[str, Expr] = {}
        known: dict[Any, str] = {}

        def column(expression: Expr, prefix: str) -> str:
            node = expression.op()
            if node not in known:
                known[node] = f"{prefix}{len(new)}"
                new[known[node]] = expression
            return known[node]

        prefix = "lh" if self.scope == "household" else "lm"
        taken = sum(name.startswith(prefix) for name in self.columns.table.columns)
        prefix = f"{prefix}{taken}_"
        for leaf in leaves:
            if _key(leaf) in self.leaves:
                continue
            found = leaf_columns(leaf, self.columns)
            causes = tuple((cause, column(when, prefix)) for cause, when in found.causes if not _is_false(when))
            self.leaves[_key(leaf)] = (column(found.truth, prefix), causes)
        return self.columns.table.mutate(**new)

    # -- truths --------------------------------------------------------------------------------------------------

    def truth(self, condition: AnyCondition) -> Bool:
        """Whether a condition holds, over the columns of its leaves."""
        match condition:
            case All(all=parts):
                return reduce(lambda a, b: a & b, [self.truth(part) for part in parts])
            case AnyOf(any=parts):
                return reduce(lambda a, b: a | b, [self.truth(part) for part in parts])
            case Not(not_=part):
                return ~self.truth(part)
            case Leaf():
                return self.table[self.leaves[_key(condition)][0]]
            case AnyMember() | EveryMember() | CountMembers():
                return self.table[self.compiler.rolled[id(condition)].name]
            case ProgrammeSays(programme=other, part=str(part)) if other in self.compiler.rules:
                found = self.truth(self.compiler.part(other, part))
                return found if condition.verdict == "eligible" else ~found
            case ProgrammeSays(programme=other, part=None) if other in self.compiler.results:
                found = self.table[self.compiler.results[other].truth]
                return found if condition.verdict == "eligible" else ~found
            case _:
                return no("boolean")

    def groups(self, conditions: list[Rolled]) -> dict[str, Bool]:
        """A column for every group whose truth is asked for by the masks."""
        found = {}
        for r in conditions:
            for node in self.compiler.own_nodes(r.condition):
                if isinstance(node, All | AnyOf) and (r.bits is not None or self.scope == "household"):
                    found[self.compiler.group(node)] = self.truth(node)
        return found

    def judged(self, condition: AnyCondition) -> Bool:
        """The truth of a condition on the table that has the groups."""
        if isinstance(condition, All | AnyOf):
            return self.table[self.compiler.group(condition)]
        if isinstance(condition, Not):
            return ~self.judged(condition.not_)
        return self.truth(condition)

    # -- masks ---------------------------------------------------------------------------------------------------

    def reasons(self, condition: AnyCondition, bits: Bits) -> Mask:
        """The leaves the truth rests on, as ``Trace.deciding`` finds them."""
        match condition:
            case All(all=parts) | AnyOf(any=parts):
                whole = self.judged(condition)
                return joined([where(same(self.judged(part), whole), self.reasons(part, bits)) for part in parts])
            case Not(not_=part):
                return self.reasons(part, bits)
            case AnyMember() | EveryMember() | CountMembers():
                found = _read(self.table, self.compiler.results[self.compiler.rolled[id(condition)].name].reasons)
                if condition.id is None or self.scope == "member":
                    return found
                nobody = ~self.table.unlisted & (self.table.n_counted == 0)
                return joined([found, where(nobody, bits.leaf(condition.id))])
            case Leaf() | Discretion() | ProgrammeSays():
                return bits.leaf(condition.id)
        raise TypeError(type(condition).__name__)

    def opened(self, condition: AnyCondition, bits: Bits) -> Mask:
        """What keeps leaves open, wherever they stand below."""
        found: list[Mask] = []
        for node in self.compiler.own_nodes(condition):
            match node:
                case Leaf():
                    for cause, name in self.leaves[_key(node)][1]:
                        word, bit = bits.cause(node.id, cause)
                        found.append(where(self.table[name], {word: ibis.literal(1 << bit, "int64")}))
                case Discretion():
                    word, bit = bits.cause(node.id, Cause("discretion", node.discretion))
                    found.append({word: ibis.literal(1 << bit, "int64")})
                case ProgrammeSays(part=None):
                    word, bit = bits.cause(node.id, Cause("programme", node.programme))
                    found.append(where(is_null(self.truth(node)), {word: ibis.literal(1 << bit, "int64")}))
                case AnyMember() | EveryMember() | CountMembers():
                    found.append(_read(self.table, self.compiler.results[self.compiler.rolled[id(node)].name].opened))
        return joined(found)


# -- small parts ------------------------------------------------------------------------------------------------------


def _key(leaf: Leaf) -> str:
    """What a leaf asks, whatever it is called."""
    return leaf.model_dump_json(include={"fact", "op", "value"}) + ("?" if leaf.presumed else "")


def in_tables(condition: AnyCondition) -> AnyCondition:
    """The rule as a table can answer it: nobody lists supporters there, so the coarse answer stands."""
    match condition:
        case EverySupporter(otherwise=otherwise):
            return in_tables(otherwise)
        case All(all=parts):
            return condition.model_copy(update={"all": tuple(in_tables(part) for part in parts)})
        case AnyOf(any=parts):
            return condition.model_copy(update={"any": tuple(in_tables(part) for part in parts)})
        case Not(not_=part):
            return condition.model_copy(update={"not_": in_tables(part)})
        case AnyMember(any_member=part):
            return condition.model_copy(update={"any_member": in_tables(part)})
        case EveryMember(every_member=part):
            return condition.model_copy(update={"every_member": in_tables(part)})
        case CountMembers(count_members=part):
            return condition.model_copy(update={"count_members": in_tables(part)})
    return condition


def _member_parts(condition: AnyCondition) -> Iterator[AnyCondition]:
    return (node for node in walk(condition) if isinstance(node, AnyMember | EveryMember | CountMembers))


def _is_false(when: Bool) -> bool:
    node = when.op()
    return isinstance(node, ibis.expr.operations.Literal) and node.value is False


def _named(prefix: str, mask: Mask) -> dict[str, Int]:
    return {f"{prefix}{word}": value for word, value in sorted(mask.items())}


def _read(table: ir.Table, names: tuple[str, ...]) -> Mask:
    """Masks kept as columns, by the word their name ends in."""
    return {int("".join(c for c in name.rsplit("_", 1)[1] if c.isdigit())): table[name] for name in names}


def _counts(members: ir.Table) -> Bool:
    """Whether a member counts: those absent by law do not."""
    return is_null(members.absent) if "absent" in members.columns else ibis.literal(True)


# -- members counted up -----------------------------------------------------------------------------------------------


def _count_up(judged: ir.Table, r: Rolled) -> dict[str, Expr]:
    """How many members it is true of and open for, and their masks by truth."""
    truth = judged[r.name]
    shown = ibis.cases((judged.unlisted & truth, no("boolean")), else_=truth) if r.kind == "person" else truth
    one, zero = ibis.literal(1, "int64"), ibis.literal(0, "int64")
    found = {
        f"{r.name}_nt": ibis.cases((shown, one), else_=zero).sum().cast("int64"),
        f"{r.name}_no": ibis.cases((is_null(shown), one), else_=zero).sum().cast("int64"),
        f"{r.name}_nf": ibis.cases((~shown, one), else_=zero).sum().cast("int64"),
    }
    prefixes = (f"{r.name}_r", f"{r.name}_o")
    for name in judged.columns:
        if r.bits is None or not (name.startswith(prefixes) and name[len(prefixes[0]) :].isdigit()):
            continue
        if name.startswith(prefixes[1]):
            asked = is_null(shown) if r.kind == "person" else ibis.literal(True)
            found[f"{name}_any"] = ibis.cases((asked, judged[name]), else_=zero).bit_or()
            continue
        for ending, when in (("t", shown), ("o", is_null(shown)), ("f", ~shown)):
            found[f"{name}_{ending}"] = ibis.cases((when, judged[name]), else_=zero).bit_or()
    return found


def _roll(table: ir.Table, r: Rolled) -> Bool:
    """Members rolled up; nobody in particular (a list not given) can at most leave it open."""
    trues, opens, falses = (ibis.coalesce(table[f"{r.name}_{ending}"], 0) for ending in ("nt", "no", "nf"))
    open_ = no("boolean")
    match r.kind:
        case "any":
            return ibis.cases(((trues > 0) & ~table.unlisted, True), ((opens + trues) > 0, open_), else_=False)
        case "person":
            return ibis.cases((trues > 0, True), (opens > 0, open_), else_=False)
        case "every":
            return ibis.cases(((falses > 0) & ~table.unlisted, False), ((opens + falses) > 0, open_), else_=True)
        case _:
            return _reaches(table, trues, opens, falses, *r.compared)


def _reaches(table: ir.Table, trues: Int, opens: Int, falses: Int, op: str, wanted: int) -> Bool:
    """``logic.count_reaches``; the list is closed unless it was not given and might hold one more."""
    listed = ibis.cases((table.unlisted, 0), else_=trues)
    most = ibis.cases((table.unlisted & (falses == 0), no("int64")), (table.unlisted, 0), else_=trues + opens)
    open_ = no("boolean")
    match op:
        case "at_least":
            return ibis.cases((listed >= wanted, True), (most < wanted, False), else_=open_)
        case "at_most":
            return ibis.cases((listed > wanted, False), (most <= wanted, True), else_=open_)
        case _:
            return ibis.cases(((listed > wanted) | (most < wanted), False), ((listed == most) & (most == wanted), True), else_=open_)


def _roll_masks(table: ir.Table, r: Rolled) -> tuple[Mask, Mask]:
    """Reasons and causes of the members the household's truth rests on."""
    truth = table[r.name]
    by: dict[str, Mask] = {"t": {}, "o": {}, "f": {}}
    opened: Mask = {}
    for name in table.columns:
        head, _, ending = name.rpartition("_")
        if head.startswith(f"{r.name}_r") and head[len(r.name) + 2 :].isdigit() and ending in by:
            by[ending][int(head[len(r.name) + 2 :])] = ibis.coalesce(table[name], 0)
        elif head.startswith(f"{r.name}_o") and head[len(r.name) + 2 :].isdigit() and ending == "any":
            opened[int(head[len(r.name) + 2 :])] = ibis.coalesce(table[name], 0)
    if r.kind != "count":
        return chosen([(truth, by["t"]), (~truth, by["f"])], by["o"]), opened
    some = {word: by["t"][word] | by["o"][word] for word in by["t"]}
    return chosen([(~truth, {word: some[word] | by["f"][word] for word in some})], some), opened
