"""The rules OpenFisca can express, written for OpenFisca-Core: ``python -m evals.openfisca RULES HOUSEHOLDS MEMBERS OUT``.

OpenFisca knows two values and no gaps, so only programmes take part that ask no official and rest on figures that are known on the
day. ``evals.population`` writes their conditions to RULES, one tree a programme; here each becomes a Variable with a formula over
numpy columns, as any OpenFisca rule would be. Runs in an environment of its own (``make bench-population``).
"""

from __future__ import annotations

import json
import sys
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from openfisca_core.entities import build_entity
from openfisca_core.periods import MONTH
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERIOD = "2026-06"
Person = build_entity(key="person", plural="persons", label="", is_person=True)
Household = build_entity(key="household", plural="households", label="", roles=[{"key": "member", "plural": "members"}])


def variable(name: str, entity: Any, kind: type, judge: Any = None) -> type[Variable]:
    """A Variable of a month."""
    more = {"formula": judge} if judge else {}
    return type(name, (Variable,), {"value_type": kind, "entity": entity, "definition_period": MONTH, "label": name, **more})


def condition(tree: Any, of: str) -> Any:
    """A condition as a function of an entity and a period."""
    kind, *rest = tree
    if kind in ("all", "any"):
        parts = [condition(part, of) for part in rest]
        join = np.logical_and if kind == "all" else np.logical_or
        return lambda entity, period: reduce(join, (part(entity, period) for part in parts))
    if kind == "not":
        inner = condition(rest[0], of)
        return lambda entity, period: np.logical_not(inner(entity, period))
    if kind == "true":
        return lambda entity, period: np.ones(entity.count, dtype=bool)
    scope, name = rest[0].split(":")

    def told(entity: Any, period: Any) -> Any:
        return entity.household(name, period) if scope == "household" and of == "person" else entity(name, period)

    if kind == "in":
        return lambda entity, period: np.isin(told(entity, period), rest[1])
    if kind == "has":
        return lambda entity, period: (told(entity, period) & rest[1]) != 0
    if kind == "is":
        return lambda entity, period: told(entity, period) == rest[1]
    if kind == "below":
        return lambda entity, period: told(entity, period) < np.asarray(rest[1])[_area(entity, period, of)]
    return lambda entity, period: told(entity, period) < rest[1]


def formula(judge: Any) -> Any:
    """A formula as OpenFisca calls it."""

    def formula(entity: Any, period: Any) -> Any:
        return judge(entity, period)

    return formula


def _area(entity: Any, period: Any, of: str) -> Any:
    return entity.household("area", period) if of == "person" else entity("area", period)


def column(table: pa.Table, name: str, codes: dict[str, int] | None) -> Any:
    """A column as numbers."""
    values = table[name].combine_chunks()
    if codes is None:
        return values.to_numpy(zero_copy_only=False)
    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    return np.array([codes[word] for word in values.dictionary.to_pylist()])[values.indices.to_numpy(zero_copy_only=False)]


def main(rules: str, households: str, members: str, out: str) -> None:
    """Read both tables, judge, write one column a programme."""
    with open(rules, encoding="utf-8") as file:
        told = json.load(file)
    system = TaxBenefitSystem([Person, Household])
    homes, people = pq.read_table(households), pq.read_table(members)
    inputs = []
    for table, entity, columns in ((homes, Household, told["households"]), (people, Person, told["members"])):
        for name, (header, codes, kind) in columns.items():
            system.add_variable(variable(name, entity, {"int": int, "bool": bool, "float": float}[kind]))
            inputs.append((name, column(table, header, codes)))
    for name, (of, tree) in told["programmes"].items():
        entity = Person if of == "person" else Household
        system.add_variable(variable(name, entity, bool, formula(condition(tree, of))))

    builder = SimulationBuilder()
    builder.create_entities(system)
    belongs = people["户号"].to_numpy()
    builder.declare_person_entity("person", np.arange(len(belongs)))
    home = builder.declare_entity("household", homes["户号"].to_numpy())
    builder.join_with_persons(home, belongs, roles=np.array(["member"] * len(belongs)))
    simulation = builder.build(system)
    for name, values in inputs:
        simulation.set_input(name, PERIOD, values)
    found = {"户号": homes["户号"]}
    for name, (of, _) in told["programmes"].items():
        values = simulation.calculate(name, PERIOD)
        found[name] = pa.array(simulation.household.any(values) if of == "person" else values)
    pq.write_table(pa.table(found), out)
    sys.stdout.write(json.dumps({name: int(np.asarray(values).sum()) for name, values in found.items() if name != "户号"}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
