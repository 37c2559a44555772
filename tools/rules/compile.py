"""Rules as Ibis columns: every programme of a day over a table of households and one of their members.

The same three values as evaluate.py: NULL is open, so verdict columns use ``ibis.cases`` and roll-ups over members keep the
open ones. Each programme gives a truth, a mask of the leaves it rests on (``Trace.deciding``) and a mask of what is open.

The work goes in rounds. A round judges members (rules made per person, and what quantifiers ask of each member), rolls them
up by household, then judges households; a rule that looks at another's result waits for the round after it. On the big
tables only leaves are judged; a rule is judged once for each pattern of leaves (packing.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any, Literal, Protocol

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
    FactOperand,
    Leaf,
    Not,
    ProgrammeSays,
    parts_of,
    walk,
)
from tools.rules.columns import (
    HIGH,
    MAX_BITS,
    Bool,
    Cause,
    Columns,
    Expr,
    Int,
    household_statuses,
    is_null,
    no,
    number,
    person_statuses,
    same,
    size_and_income,
)
from tools.rules.leaves import Bounds, bound_columns, codes_of, leaf_causes, leaf_truth, masks_of, open_with
from tools.rules.masks import Bits, joined, part_of, where
from tools.rules.packing import Held, Key, Packing, shared

GONE = ("area", "size", "household_size", "monthly_income", "monthly_income_per_head", "recognised_as", "not_recognised_as")
DERIVED = ("household.area", "household.size", "household.monthly_income_per_head", "household.recognised_as")
"""Columns from which others are derived, and the facts that are read from those others."""

NO_AREA = -1
"""In the place of the area nobody told."""


class Keep(Protocol):
    """Gives stages a name in the database."""

    def __call__(self, name: str, expression: ir.Table, once: bool) -> ir.Table:
        """Name a stage: worth computing once (a table) or not (a view). It may be at work still."""

    def wait(self) -> None:
        """Until every stage is there and may be read."""

    def read(self, expression: ir.Table) -> Any:
        """Its rows as an Arrow table, when every stage is there."""


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def bit_or(mask: int) -> int:
    """The database's own: Ibis knows no name for it in Spark."""
    raise NotImplementedError


Scope = Literal["household", "member"]
RolledKind = Literal["any", "every", "count", "person"]
FROM_HOUSEHOLD = (
    "f_size",
    "f_income",
    "f_income_by",
    "f_income_high",
    "f_income_needs_size",
    "f_area",
    "unlisted",
    "house_has",
    "house_known",
)
OF_PEOPLE = ("unlisted", "nobody")
UNLISTED_CAUSE = Cause("path", "members")
QUANTIFIERS = (AnyMember, EveryMember, CountMembers)


@dataclass(frozen=True)
class Rolled:
    """What is asked of each member and rolled up by household.

    The members' results are OR-ed into words: for each truth the leaves it rests on and a bit that says some member has
    it, then the causes. ``bits`` None: only the truth is wanted. ``places``: column, first bit and width of each part.
    """

    name: str
    kind: RolledKind
    condition: AnyCondition
    bits: Bits | None
    level: int
    compared: tuple[str, int] = ("", 0)
    places: dict[str, tuple[str, int, int]] = field(default_factory=dict, compare=False)

    @property
    def width(self) -> int:
        """Bits of one truth: its leaves and the bit that says it occurs."""
        return (len(self.bits.leaves) if self.bits else 0) + 1

    def segments(self) -> dict[str, int]:
        """Bits of each part: by truth (t, o, f) the leaves, and the causes (c)."""
        return {"t": self.width, "o": self.width, "f": self.width, "c": len(self.bits.causes) if self.bits else 0}

    def masks(self) -> dict[str, int]:
        """The columns its parts lie in, and where."""
        found: dict[str, int] = {}
        for column, offset, width in self.places.values():
            found[column] = found.get(column, 0) | ((1 << width) - 1) << offset
        return found

    def counts(self) -> list[str]:
        """The columns that are summed."""
        return [f"{self.name}_n{ending}" for ending in "tof"] if self.kind == "count" else []


@dataclass(frozen=True)
class Judged:
    """A programme's columns in the result: ``<name>`` truth, ``<name>_r`` reasons, ``<name>_o`` what is open.

    ``key`` picks a household's row in ``patterns``, which several programmes may share.
    """

    programme: str
    name: str
    bits: Bits
    per_person: bool
    key: Key
    patterns: ir.Table


@dataclass
class Compiled:
    """The result.

    Attributes:
        households: ``h``, the facts, the key of each programme, the watched truths.
        listed: how many members the households list, one number.
        judged: the programmes with their patterns.
        members: for each round its members with keys, and for each table of patterns its key and the rules made per person.
    """

    households: ir.Table
    listed: ir.Table
    judged: tuple[Judged, ...]
    members: list[tuple[ir.Table, list[tuple[Key, ir.Table, list[str]]]]]
    watched: tuple[str, ...]

    def table(self, *more: str) -> ir.Table:
        """One row a household: ``h``, each programme's truth, reasons and what is open, and more columns of the table."""
        asked = [name for j in self.judged for name in (*j.key.masks, *j.key.beside)]
        found = self.households.select(*dict.fromkeys(("h", *more, *self.watched, *asked)))
        for key, patterns, judged in self.tables():
            said = [name for j in judged for name in (j.name, f"{j.name}_r", f"{j.name}_o")]
            found = key.joined(found, patterns.select(*key.names(), *said))
        return found

    def tables(self) -> list[tuple[Key, ir.Table, list[Judged]]]:
        """The tables of patterns, and whose they are."""
        found: dict[str, tuple[Key, ir.Table, list[Judged]]] = {}
        for j in self.judged:
            found.setdefault(j.patterns.get_name(), (j.key, j.patterns, []))[2].append(j)
        return list(found.values())

    def member_table(self) -> list[tuple[ir.Table, tuple[str, ...]]]:
        """For each round one row a member: ``h``, ``index`` and the truth of each rule made per person."""
        tables = []
        for table, groups in self.members:
            found, names = table, []
            for key, patterns, rules in groups:
                truths = [f"{name}_truth" for name in rules]
                found = key.joined(found, patterns.select(*key.names(), *truths))
                names += truths
            tables.append((found.select("h", "index", *names), tuple(names)))
        return tables


@dataclass
class Compiler:
    """Compiles the programmes of one day.

    Attributes:
        watch: further conditions whose truth alone is wanted, by name of their column.
        only: programmes to judge; none named: all. Rules they refer to are read, not judged for themselves.
    """

    corpus: Corpus
    day: date
    keep: Keep
    watch: Mapping[str, AnyCondition] = field(default_factory=dict)
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.rules: dict[str, AnyCondition] = {}
        for identifier in self.corpus.programmes:
            try:
                self.rules[identifier] = in_tables(self.corpus.reading(identifier, self.day).conditions)
            except NotInForceError:
                continue
        wanted = self._with_those_they_ask(self.only or tuple(self.rules))
        self.all_rules = self.rules
        self.rules = {i: rule for i, rule in self.rules.items() if i in wanted}
        self.watch = {name: in_tables(condition) for name, condition in self.watch.items()}
        self.names = {identifier: f"p{i}" for i, identifier in enumerate(self.rules)}
        self.bounds: dict[str, Bounds] = {}
        self.rolled: dict[int, Rolled] = {}
        self.rolled_of: dict[str, Rolled] = {}
        self.programmes: dict[str, Judged] = {}
        says = [node for c in (*self.rules.values(), *self.watch.values()) for node in walk(c) if isinstance(node, ProgrammeSays)]
        self._asked = {node.programme for node in says if node.part is None}
        self._last = 0

    def part(self, programme: str, identifier: str) -> AnyCondition:
        """The group of a rule with that id."""
        return next(node for node in walk(self.all_rules[programme]) if getattr(node, "id", None) == identifier)

    def _with_those_they_ask(self, programmes: Iterable[str]) -> set[str]:
        """The programmes and those whose whole verdict they ask for."""
        found: set[str] = set()
        waiting = [i for i in programmes if i in self.rules]
        while waiting:
            one = waiting.pop()
            found.add(one)
            asks = [n.programme for n in walk(self.rules[one]) if isinstance(n, ProgrammeSays) and n.part is None]
            waiting += [i for i in asks if i in self.rules and i not in found]
        return found

    def every_node(self, condition: AnyCondition) -> Iterator[AnyCondition]:
        """The condition and everything below it, parts of other rules too."""
        for node in walk(condition):
            yield node
            if isinstance(node, ProgrammeSays) and node.part and node.programme in self.all_rules:
                yield from self.every_node(self.part(node.programme, node.part))

    def own_nodes(self, condition: AnyCondition) -> Iterator[AnyCondition]:
        """The condition and what is below it, parts of other rules too, without what quantifiers ask of members."""
        yield condition
        if isinstance(condition, ProgrammeSays) and condition.part and condition.programme in self.all_rules:
            yield from self.own_nodes(self.part(condition.programme, condition.part))
        if not isinstance(condition, QUANTIFIERS):
            for part in parts_of(condition):
                yield from self.own_nodes(part)

    def own_leaves(self, condition: AnyCondition) -> list[Leaf]:
        """The leaves among them."""
        return [node for node in self.own_nodes(condition) if isinstance(node, Leaf)]

    def is_per_person(self, identifier: str) -> bool:
        """Whether the programme is judged member by member."""
        return self.corpus.programmes[identifier].judged == "person"

    # -- order ---------------------------------------------------------------------------------------------------

    def level(self, condition: AnyCondition, asking: tuple[str, ...] = ()) -> int:
        """The round after which a condition can be judged for households."""
        match condition:
            case AnyMember() | EveryMember() | CountMembers():
                return 1 + max(self.level(part, asking) for part in parts_of(condition))
            case ProgrammeSays(programme=other, part=str(part)) if other in self.all_rules:
                self._no_circle(other, asking)
                return self.level(self.part(other, part), (*asking, other))
            case ProgrammeSays(programme=other) if other in self.rules:
                return self.programme_level(other, asking)
            case _:
                return max((self.level(part, asking) for part in parts_of(condition)), default=0)

    def programme_level(self, identifier: str, asking: tuple[str, ...] = ()) -> int:
        """The round after which a programme is judged."""
        self._no_circle(identifier, asking)
        return self.level(self.rules[identifier], (*asking, identifier)) + self.is_per_person(identifier)

    def turn(self, identifier: str) -> int:
        """The round in which a programme is judged: as late as may be, when the database has been given all its other work."""
        return self.programme_level(identifier) if identifier in self._asked else self._last

    def _no_circle(self, identifier: str, asking: tuple[str, ...]) -> None:
        if identifier in asking:
            circle = " → ".join((*asking, identifier))
            raise RuleError(f"项目互相引用成了圈：{circle}", where=f"programmes/{identifier}", mend="改其中一个的条件")

    def _collect(self, condition: AnyCondition, wanted: bool) -> None:
        """Name every quantifier below a condition."""
        for node in self.every_node(condition):
            if isinstance(node, QUANTIFIERS) and id(node) not in self.rolled:
                kind: RolledKind = "any" if isinstance(node, AnyMember) else "every" if isinstance(node, EveryMember) else "count"
                compared = (node.op, node.value) if isinstance(node, CountMembers) else ("", 0)
                (part,) = parts_of(node)
                bits = Bits() if wanted else None
                self.rolled[id(node)] = Rolled(f"q{len(self.rolled)}", kind, part, bits, self.level(node), compared)

    # -- the whole -----------------------------------------------------------------------------------------------

    def compile(self, households: ir.Table, members: ir.Table, progress: Callable[[str], None] = lambda _: None) -> Compiled:
        """Judge prepared tables.

        Args:
            households: one row a household, see columns.py; ``h`` numbers them.
            members: one row a member: ``h``, ``index`` and the facts of the member.
            progress: told what is done next.
        """
        for identifier, rule in self.rules.items():
            self._collect(rule, True)
            if self.is_per_person(identifier):
                level = self.programme_level(identifier)
                self.rolled_of[identifier] = Rolled(f"{self.names[identifier]}m", "person", rule, Bits(), level)
        for condition in self.watch.values():
            self._collect(condition, False)
        waiting = [*self.rolled.values(), *self.rolled_of.values()]
        self._last = max((r.level for r in waiting), default=0)
        progress("households")
        home = self._household_facts(households, members)
        listed = home.agg(people=home.n_members.sum())
        kept = []
        home = self._judge_households(home, 0)
        for round_ in range(1, 1 + self._last):
            now = [r for r in waiting if r.level == round_]
            progress("members")
            people, tables, rolled = self._judge_members(home, members, now, round_)
            kept.append((people, tables))
            progress("households")
            home = self._judge_households(self._with_rolled(home, rolled, now, round_), round_)
        self.keep.wait()
        return Compiled(
            home, listed, tuple(self.programmes[i] for i in self.rules if not self.only or i in self.only), kept, tuple(self.watch)
        )

    def _household_facts(self, households: ir.Table, members: ir.Table) -> ir.Table:
        counts = members.group_by("h").agg(n_members=members.count(), n_counted=members.count(where=_counts(members)))
        found = households.left_join(counts, "h").drop("h_right")
        found = found.mutate(unlisted=found.n_members.isnull(), n_counted=ibis.coalesce(found.n_counted, 0))
        columns = Columns(found, "household", self.corpus, self.day)
        said = ibis.coalesce(columns.column("household_size", "int64"), columns.column("size", "int64"))
        few = ibis.coalesce(said < found.n_counted, False)
        found = found.mutate(f_area=columns.column("area", "int64"), f_few=few, **size_and_income(columns), **household_statuses(columns))
        found = found.mutate(nobody=~found.unlisted & (found.n_counted == 0), place=ibis.coalesce(found.f_area, NO_AREA))
        return self._with_bounds(self.keep("household_facts", found.drop(self._done_with(found)), True))

    def _done_with(self, home: ir.Table) -> list[str]:
        """The columns that are in the derived ones; the table of households is as narrow as can be."""
        rules = (*self.rules.values(), *self.watch.values())
        leaves = [node for rule in rules for node in self.every_node(rule) if isinstance(node, Leaf)]
        facts = {*(leaf.fact for leaf in leaves), *(leaf.value.fact for leaf in leaves if isinstance(leaf.value, FactOperand))}
        asked = {fact.partition(".")[2] for fact in facts if fact not in DERIVED}
        return [
            name
            for name in home.columns
            if name.removesuffix(HIGH) not in asked and (name.removesuffix(HIGH) in GONE or name.startswith("told_"))
        ]

    def _with_bounds(self, home: ir.Table) -> ir.Table:
        """Households beside the bounds of their area, which are worked out once for each area."""
        rules = (*self.rules.values(), *self.watch.values())
        every = [node for rule in rules for node in self.every_node(rule) if isinstance(node, Leaf)]
        areas = home.select("place", "f_area").distinct()
        new, self.bounds = bound_columns(every, Columns(areas, "household", self.corpus, self.day))
        if not new:
            return home
        bounds = self.keep("areas", areas.select("place", **new), True)
        return self.keep("households", home.left_join(bounds, "place").drop("place_right"), False)

    def columns(self, table: ir.Table, scope: Scope) -> Columns:
        """The columns of a table, with the bounds it carries."""
        found = Columns(table, scope, self.corpus, self.day)
        found.bounds.update(self.bounds)
        return found

    # -- members -------------------------------------------------------------------------------------------------

    def _judge_members(
        self, home: ir.Table, members: ir.Table, now: list[Rolled], round_: int
    ) -> tuple[ir.Table, list[tuple[Key, ir.Table, list[str]]], ir.Table]:
        """Members with the words of their leaves, the patterns of this round's rules, and the members rolled up by household."""
        used = [leaf for r in now for leaf in self.own_leaves(r.condition)]
        stage = _Stage(self, "member")
        table = self._joined(home, members, [leaf for leaf in used if leaf.fact.startswith("household.")], now, stage)
        stage.columns = self.columns(self.keep(f"m{round_}_joined", table, False), "member")
        facts = self.keep(f"m{round_}_facts", stage.with_leaves(used, f"m{round_}"), False)
        keys = stage.packed({r.name: r.condition for r in now}, f"m{round_}", ("unlisted",))
        beside = [name for key in keys.values() for name in (*key.masks, *key.beside)]
        kept = [name for name in dict.fromkeys(("h", "index", "unlisted", *beside)) if name in facts.columns]
        people = self.keep(f"m{round_}_keys", facts.select(*kept, **stage.packing.pack(facts)), True)
        by_name = {r.name: r for r in now}
        tables, rolled = [], people
        for place, (key, names) in enumerate(shared(people, keys, self.keep.read)):
            stage.at(people, key, f"m{round_}_{place}")
            patterns = stage.with_groups([by_name[name].condition for name in names], f"m{round_}_{place}")
            columns: dict[str, Expr] = {}
            words = _Words(f"m{round_}_{place}_w")
            for name in names:
                columns |= self._of_member(patterns, stage, by_name[name], words)
            columns |= words.columns()
            found = self.keep(f"m{round_}_{place}_patterns", patterns.select(*key.names(), **columns), True)
            tables.append((key, found, [name for name in names if by_name[name].kind == "person"]))
            summed = [*words.columns(), *(name for n in names for name in by_name[n].counts())]
            rolled = key.joined(rolled, found.select(*key.names(), *summed))
        sums = {name: bit_or(rolled[name]) for r in now for name in r.masks()}
        sums |= {name: rolled[name].sum().cast("int64") for r in now for name in r.counts()}
        return people, tables, self.keep(f"m{round_}_rolled", rolled.group_by("h").agg(**sums), True)

    def _of_member(self, patterns: ir.Table, stage: _Stage, r: Rolled, words: _Words) -> dict[str, Expr]:
        """What a pattern says of the member: the truth; what is rolled up goes into the words."""
        truth = stage.truth(r.condition)
        shown = ibis.cases((patterns.unlisted & truth, no("boolean")), else_=truth) if r.kind == "person" else truth
        reasons = stage.reasons(r.condition, r.bits) if r.bits is not None else number(0)
        opened = stage.opened(r.condition, r.bits) if r.bits is not None else number(0)
        if r.kind == "person":
            opened = where(is_null(shown), opened)
        mine = reasons + number(1 << (r.width - 1))
        parts = {"t": where(shown, mine), "o": where(is_null(shown), mine), "f": where(~shown, mine), "c": opened}
        for part, width in r.segments().items():
            if width:
                r.places[part] = words.put(parts[part], width)
        columns: dict[str, Expr] = {}
        if r.kind == "count":
            truths = (truth, is_null(truth), ~truth)
            columns = {name: where(when, number(1)) for name, when in zip(r.counts(), truths, strict=True)}
        return {f"{r.name}_truth": truth, **columns}

    def _joined(self, home: ir.Table, members: ir.Table, leaves: list[Leaf], now: list[Rolled], stage: _Stage) -> ir.Table:
        """Members who count beside what their rules need of the household; a household without a list has one nobody."""
        above = _Stage(self, "household")
        above.columns = self.columns(home, "household")
        table = above.with_leaves(leaves, f"m{now[0].level}_above")
        stage.leaves.update(above.leaves)
        wanted = [*FROM_HOUSEHOLD, *(name for name in home.columns if name[0] == "b" and name[1:2].isdigit())]
        wanted += [name for name in table.columns if name not in home.columns]
        wanted += [name for r in now for name in self._results_below(r.condition)]
        wanted = [name for name in dict.fromkeys(wanted) if name in table.columns]
        small = table.select("h", "n_members", *wanted)
        found = small.left_join(members.filter(_counts(members)), "h")
        return found.filter(found.h_right.notnull() | found.n_members.isnull()).drop("h_right", "n_members")

    def _results_below(self, condition: AnyCondition) -> Iterator[str]:
        """Columns of earlier results that a rule made per member looks at."""
        for node in self.own_nodes(condition):
            if isinstance(node, QUANTIFIERS):
                yield from (*self.rolled[id(node)].masks(), *self.rolled[id(node)].counts(), "nobody")
            elif isinstance(node, ProgrammeSays) and node.part is None and node.programme in self.programmes:
                yield self.names[node.programme]

    # -- households ----------------------------------------------------------------------------------------------

    def _with_rolled(self, home: ir.Table, rolled: ir.Table, now: list[Rolled], round_: int) -> ir.Table:
        """Households beside what their members came to; nothing where there are none."""
        found = home.left_join(rolled, "h").drop("h_right")
        nothing = {name: ibis.coalesce(found[name], number(0)) for r in now for name in (*r.masks(), *r.counts())}
        return self.keep(f"h{round_}_rolled", found.mutate(**nothing), False)

    def _judge_households(self, home: ir.Table, round_: int) -> ir.Table:
        """Households with the keys of every programme, and the truth of every watch, that can be judged now."""
        ready = [i for i in self.rules if self.turn(i) == round_]
        watched = {name: c for name, c in self.watch.items() if round_ == self._last}
        if not ready and not watched:
            return home
        stage = _Stage(self, "household")
        stage.columns = self.columns(home, "household")
        own = [(self.names[i], self.rules[i]) for i in ready if not self.is_per_person(i)]
        leaves = [leaf for c in (*(c for _, c in own), *watched.values()) for leaf in self.own_leaves(c)]
        facts = self.keep(f"h{round_}_facts", stage.with_leaves(leaves, f"h{round_}"), False)
        keys = stage.packed(dict(own), f"h{round_}", ())
        stage.table = facts
        new: dict[str, Expr] = {name: stage.truth(condition) for name, condition in watched.items()} | stage.packing.pack(facts)
        for i in ready:
            if self.is_per_person(i):
                keys[self.names[i]] = Key(self.rolled_of[i].masks(), OF_PEOPLE)
        asked = {
            "h",
            "hid",
            "row",
            "f_area",
            "f_income_clash",
            "f_few",
            *self.watch,
            *(name for key in keys.values() for name in (*key.masks, *key.beside)),
        }
        asked |= {name for judged in self.programmes.values() for name in (*judged.key.masks, *judged.key.beside)}
        last = round_ == self._last
        kept = [name for name in facts.columns if not name.startswith("lh") and name not in new and (not last or name in asked)]
        result = self.keep(f"h{round_}_keys", facts.select(*kept, **new), True)
        of = {self.names[i]: i for i in ready}
        for place, (key, names) in enumerate(shared(result, keys, self.keep.read)):
            stage.at(result, key, f"h{round_}_{place}")
            mine = [self.rules[of[name]] for name in names if not self.is_per_person(of[name])]
            patterns = stage.with_groups(mine, f"h{round_}_{place}")
            bits = {name: Bits() for name in names}
            columns = {k: v for name in names for k, v in self._of_household(patterns, stage, of[name], bits[name]).items()}
            table = self.keep(f"h{round_}_{place}_patterns", patterns.select(*key.names(), **columns), True)
            for name in names:
                self.programmes[of[name]] = Judged(of[name], name, bits[name], self.is_per_person(of[name]), key, table)
        return self._with_truths(result, ready, round_)

    def _with_truths(self, home: ir.Table, ready: list[str], round_: int) -> ir.Table:
        """Households with the truths that other rules will ask for."""
        for i in ready:
            if i in self._asked:
                j = self.programmes[i]
                home = j.key.joined(home, j.patterns.select(*j.key.names(), j.name))
        return self.keep(f"h{round_}_truths", home, False) if self._asked & set(ready) else home

    def _of_household(self, patterns: ir.Table, stage: _Stage, identifier: str, bits: Bits) -> dict[str, Expr]:
        """What a pattern says of the household: truth, reasons, and while it is open what is."""
        name, rule = self.names[identifier], self.rules[identifier]
        if self.is_per_person(identifier):
            r = self.rolled_of[identifier]
            bits.append(r.bits or Bits())
            truth = _roll(patterns, r)
            reasons, opened = _roll_masks(patterns, r, truth)
        else:
            truth = stage.truth(rule)
            reasons, opened = stage.reasons(rule, bits), stage.opened(rule, bits)
        if self.is_per_person(identifier) or any(isinstance(node, QUANTIFIERS) for node in walk(rule)):
            opened = joined([opened, where(patterns.unlisted, number(bits.cause("", UNLISTED_CAUSE)))])
        return {name: truth, f"{name}_r": reasons, f"{name}_o": where(is_null(truth), opened)}


class _Stage:
    """Conditions of one scope: their leaves on the big table, then everything else on a table of patterns."""

    def __init__(self, compiler: Compiler, scope: Scope) -> None:
        self.compiler, self.scope = compiler, scope
        self.leaves: dict[str, tuple[str, tuple[tuple[Cause, str | None], ...]]] = {}
        self.columns: Columns
        self.table: ir.Table
        self.packing: Packing
        self.later: dict[str, Leaf] = {}
        self.groups: dict[int, str] = {}
        self.together: dict[Any, list[str]] = {}

    def with_leaves(self, leaves: list[Leaf], prefix: str) -> ir.Table:
        """The table with a column for each leaf's truth and each cause that does not follow from it; equal ones share one."""
        table = self.columns.table
        if self.scope == "member":
            table = self.compiler.keep(f"{prefix}_statuses", table.mutate(**person_statuses(self.columns)), False)
        columns = self.compiler.columns(table, self.scope)
        new = _Shared("lh" if self.scope == "household" else "lm")
        wanted = {_key(leaf): leaf for leaf in leaves if _key(leaf) not in self.leaves}
        self.later = {key: leaf for key, leaf in wanted.items() if self.scope == "member" and _later(leaf, columns)}
        wanted = {key: leaf for key, leaf in wanted.items() if key not in self.later}
        named = {key: new.column(leaf_truth(leaf, columns)) for key, leaf in wanted.items()}
        for key, leaf in wanted.items():
            alone = open_with(leaf, columns)
            if alone is not None and named[key] not in self.together.setdefault(alone.op(), []):
                self.together[alone.op()].append(named[key])
        table = self.compiler.keep(f"{prefix}_leaves", table.mutate(**new.columns), False)
        columns = self.compiler.columns(table, self.scope)
        new = _Shared(new.prefix + "c")
        for key, leaf in wanted.items():
            causes = leaf_causes(leaf, columns, table[named[key]])
            self.leaves[key] = (named[key], tuple((cause, None if when is None else new.column(when)) for cause, when in causes))
        return table.mutate(**new.columns)

    def packed(self, rules: dict[str, AnyCondition], name: str, also: tuple[str, ...]) -> dict[str, Key]:
        """The key of each rule; what is known of their leaves is packed together."""
        looks: dict[str, dict[str, int]] = {rule: {} for rule in rules}
        others: dict[str, Key] = {rule: Key({}, also) for rule in rules}
        held: dict[str, Held] = {column: Held("together", tuple(some), len(some) + 1) for some in self.together.values() for column in some}
        for rule, condition in rules.items():
            for node in self.compiler.own_nodes(condition):
                if isinstance(node, Leaf) and _key(node) in self.later:
                    for mask, bits in masks_of(node, self.columns).items():
                        looks[rule][mask] = looks[rule].get(mask, 0) | bits
                        held.setdefault(mask, Held("mask", (mask,), len(self.columns.statuses)))
                    for code, many in codes_of(node, self.columns).items():
                        looks[rule][code] = 0
                        held.setdefault(code, Held("code", (code,), many.bit_length()))
                elif isinstance(node, Leaf):
                    truth, causes = self.leaves[_key(node)]
                    looks[rule][truth] = 0
                    held.setdefault(truth, Held("truth", (truth,), 2))
                    for cause in [cause for _, cause in causes if cause is not None]:
                        looks[rule][cause] = 0
                        held.setdefault(cause, Held("flag", (cause,), 1))
                elif isinstance(node, QUANTIFIERS):
                    r = self.compiler.rolled[id(node)]
                    others[rule] |= Key(r.masks(), (*r.counts(), *OF_PEOPLE))
                elif isinstance(node, ProgrammeSays) and node.part is None and node.programme in self.compiler.programmes:
                    says = self.compiler.names[node.programme]
                    looks[rule][says] = 0
                    held.setdefault(says, Held("truth", (says,), 2))
        asked = {column for look in looks.values() for column in look}
        self.packing = Packing(name, tuple(dict.fromkeys(h for column, h in held.items() if column in asked)))
        return {rule: self.packing.key(looks[rule]) | others[rule] for rule in rules}

    def at(self, table: ir.Table, key: Key, name: str) -> ir.Table:
        """Go on with the patterns of some rules: their leaves again, those about statuses and choices for the first time."""
        once = self.compiler.keep(f"{name}_distinct", table.select(**key.of(table)).distinct(), True)
        self.groups = {}
        self.table = self.compiler.keep(f"{name}_leaves", once.mutate(**self.packing.unpack(once, key)), False)
        new = _Shared("ls")
        columns = self.compiler.columns(self.table, self.scope)
        there = {key: leaf for key, leaf in self.later.items() if (looks := _later(leaf, self.columns)) and looks <= {*self.table.columns}}
        if not there:
            return self.table
        named = {key: new.column(leaf_truth(leaf, columns)) for key, leaf in there.items()}
        self.table = self.compiler.keep(f"{name}_statuses", self.table.mutate(**new.columns), False)
        columns, new = self.compiler.columns(self.table, self.scope), _Shared("lsc")
        for key_, truth in named.items():
            causes = leaf_causes(self.later[key_], columns, self.table[truth])
            self.leaves[key_] = (truth, tuple((cause, None if when is None else new.column(when)) for cause, when in causes))
        self.table = self.compiler.keep(f"{name}_causes", self.table.mutate(**new.columns), False)
        return self.table

    def with_groups(self, conditions: Iterable[AnyCondition], name: str) -> ir.Table:
        """The patterns with the truth of every group as a column: the masks ask for them again and again."""
        new = _Shared("g")
        nodes = [node for c in conditions for node in self.compiler.own_nodes(c) if isinstance(node, (All, AnyOf, *QUANTIFIERS))]
        named = {id(node): new.column(self.truth(node)) for node in nodes}
        self.table = self.compiler.keep(f"{name}_groups", self.table.mutate(**new.columns), False)
        self.groups = named
        return self.table

    # -- truths --------------------------------------------------------------------------------------------------

    def truth(self, condition: AnyCondition) -> Bool:
        """Whether a condition holds, over the columns of its leaves and of the groups that were worked out."""
        known = self.groups.get(id(condition))
        if known is not None and known in self.table.columns:
            return self.table[known]
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
                return _roll(self.table, self.compiler.rolled[id(condition)])
            case ProgrammeSays(programme=other, part=str(part)) if other in self.compiler.all_rules:
                found = self.truth(self.compiler.part(other, part))
                return found if condition.verdict == "eligible" else ~found
            case ProgrammeSays(programme=other, part=None) if other in self.compiler.programmes:
                found = self.table[self.compiler.names[other]]
                return found if condition.verdict == "eligible" else ~found
            case _:
                return no("boolean")

    # -- masks ---------------------------------------------------------------------------------------------------

    def reasons(self, condition: AnyCondition, bits: Bits) -> Int:
        """The leaves the truth rests on, as ``Trace.deciding`` finds them."""
        match condition:
            case All(all=parts) | AnyOf(any=parts):
                whole = self.truth(condition)
                return joined([where(same(self.truth(part), whole), self.reasons(part, bits)) for part in parts])
            case Not(not_=part):
                return self.reasons(part, bits)
            case AnyMember() | EveryMember() | CountMembers():
                r = self.compiler.rolled[id(condition)]
                moved, _ = self._moved(r, bits)
                found = _roll_masks(self.table, r, self.truth(condition))[0] * number(1 << moved)
                if condition.id is None:
                    return found
                return joined([found, where(self.table.nobody, number(bits.leaf(condition.id)))])
            case Leaf() | Discretion() | ProgrammeSays():
                return number(bits.leaf(condition.id))
        raise TypeError(type(condition).__name__)

    def opened(self, condition: AnyCondition, bits: Bits) -> Int:
        """What keeps leaves open, wherever they stand below."""
        found: list[Int] = []
        for node in self.compiler.own_nodes(condition):
            match node:
                case Leaf():
                    truth, causes = self.leaves[_key(node)]
                    for cause, name in causes:
                        when = is_null(self.table[truth]) if name is None else self.table[name]
                        found.append(where(when, number(bits.cause(node.id, cause))))
                case Discretion():
                    found.append(number(bits.cause(node.id, Cause("discretion", node.discretion))))
                case ProgrammeSays(part=None):
                    bit = bits.cause(node.id, Cause("programme", node.programme))
                    found.append(where(is_null(self.truth(node)), number(bit)))
                case AnyMember() | EveryMember() | CountMembers():
                    r = self.compiler.rolled[id(node)]
                    found.append(_roll_masks(self.table, r, self.truth(node))[1] * number(1 << self._moved(r, bits)[1]))
        return joined(found)

    def _moved(self, r: Rolled, bits: Bits) -> tuple[int, int]:
        """Where the bits of a quantifier stand among those of the rule it is in."""
        known: dict[str, tuple[int, int]] = bits.__dict__.setdefault("inside", {})
        if r.name not in known:
            known[r.name] = bits.append(r.bits or Bits())
        return known[r.name]


class _Shared:
    """New columns; equal expressions share one."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.columns: dict[str, Expr] = {}
        self._known: dict[Any, str] = {}

    def column(self, expression: Expr) -> str:
        """The name of the column that holds it."""
        node = expression.op()
        if node not in self._known:
            self._known[node] = f"{self.prefix}{len(self.columns)}"
            self.columns[self._known[node]] = expression
        return self._known[node]


# -- small parts ------------------------------------------------------------------------------------------------------


def _later(leaf: Leaf, columns: Columns) -> set[str]:
    """The columns a leaf looks at that is worked out on patterns; none: it is worked out on the big table."""
    return {*masks_of(leaf, columns), *codes_of(leaf, columns)}


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


def _counts(members: ir.Table) -> Bool:
    """Whether a member counts: those absent by law do not."""
    return is_null(members.absent) if "absent" in members.columns else ibis.literal(True)


# -- members rolled up ------------------------------------------------------------------------------------------------


class _Words:
    """Columns of 62 bits that parts are put into, one beside the other."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._parts: list[list[Int]] = []
        self._used: list[int] = []

    def put(self, part: Int, width: int) -> tuple[str, int, int]:
        """Find a place for a part: its column, first bit and width."""
        at = next((i for i, used in enumerate(self._used) if used + width <= MAX_BITS), None)
        if at is None:
            at = len(self._used)
            self._parts.append([])
            self._used.append(0)
        offset = self._used[at]
        self._parts[at].append(part * number(1 << offset))
        self._used[at] += width
        return f"{self.prefix}{at}", offset, width

    def columns(self) -> dict[str, Int]:
        """The columns."""
        return {f"{self.prefix}{at}": joined(parts) for at, parts in enumerate(self._parts)}


def _words(table: ir.Table, r: Rolled) -> dict[str, Int]:
    """By truth the mask with the bit that says it occurs, and the causes."""
    found = {"c": number(0)}
    for part, (column, offset, width) in r.places.items():
        found[part] = part_of(table[f"{column}_key" if f"{column}_key" in table.columns else column], offset, width)
    return found


def _occurs(word: Int, r: Rolled) -> Bool:
    return word >= number(1 << (r.width - 1))


def _roll(table: ir.Table, r: Rolled) -> Bool:
    """Members rolled up; nobody in particular (a list not given) can at most leave it open."""
    words = _words(table, r)
    trues, opens, falses = (_occurs(words[ending], r) for ending in "tof")
    open_ = no("boolean")
    match r.kind:
        case "any":
            return ibis.cases((trues & ~table.unlisted, True), (opens | trues, open_), else_=False)
        case "person":
            return ibis.cases((trues, True), (opens, open_), else_=False)
        case "every":
            return ibis.cases((falses & ~table.unlisted, False), (opens | falses, open_), else_=True)
        case _:
            return _reaches(table, r)


def _reaches(table: ir.Table, r: Rolled) -> Bool:
    """``logic.count_reaches``; the list is closed unless it was not given and might hold one more."""
    trues, opens, falses = (table[name] for name in r.counts())
    op, wanted = r.compared
    listed = ibis.cases((table.unlisted, number(0)), else_=trues)
    most = ibis.cases((table.unlisted & (falses == 0), no("int64")), (table.unlisted, number(0)), else_=trues + opens)
    open_ = no("boolean")
    match op:
        case "at_least":
            return ibis.cases((listed >= wanted, True), (most < wanted, False), else_=open_)
        case "at_most":
            return ibis.cases((listed > wanted, False), (most <= wanted, True), else_=open_)
        case _:
            return ibis.cases(((listed > wanted) | (most < wanted), False), ((listed == most) & (most == wanted), True), else_=open_)


def _roll_masks(table: ir.Table, r: Rolled, truth: Bool) -> tuple[Int, Int]:
    """Reasons and causes of the members the household's truth rests on."""
    words = _words(table, r)
    masks = {ending: words[ending] & number((1 << (r.width - 1)) - 1) for ending in "tof"}
    if r.kind == "count":
        some = masks["t"] | masks["o"]
        return ibis.cases((~truth, some | masks["f"]), else_=some), words["c"]
    return ibis.cases((truth, masks["t"]), (~truth, masks["f"]), else_=masks["o"]), words["c"]
