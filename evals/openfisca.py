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
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERIOD = "2026-06"
Person = build_entity(key="person", plural="persons", label="", is_person=True)
Household = build_entity(key="household", plural="households", label="", roles=[{"key": "member", "plural": "members"}])


def variable(name: str, entity: Any, kind: str, judge: Any = None, members: list[str] = []) -> type[Variable]:  # noqa: B006
    """A Variable of a month."""
    more: dict[str, Any] = {"formula": judge} if judge else {}
    if kind == "enum":
        options = Enum(f"{name}_options", {member: member for member in members})
        more |= {"possible_values": options, "default_value": next(iter(options)), "value_type": Enum}
    else:
        more["value_type"] = {"int": int, "bool": bool, "float": float}[kind]
    return type(name, (Variable,), {"entity": entity, "definition_period": MONTH, "label": name, **more})


class Writer:
    """Conditions as formulas; the figures they compare with as parameters by area."""

    def __init__(self, system: TaxBenefitSystem) -> None:
        self.system = system
        self.figures: dict[str, dict[str, Any]] = {}

    def formula(self, tree: Any, of: str) -> Any:
        """A formula as OpenFisca calls it."""
        judge = self.condition(tree, of)

        def formula(entity: Any, period: Any, parameters: Any) -> Any:
            return judge(entity, period, parameters)

        return formula

    def condition(self, tree: Any, of: str) -> Any:
        """A condition as a function of an entity, a period and the parameters."""
        kind, *rest = tree
        if kind in ("all", "any"):
            parts = [self.condition(part, of) for part in rest if part != ["false"]]
            if not parts:
                return lambda e, p, _: np.zeros(e.count, dtype=bool)
            join = np.logical_and if kind == "all" else np.logical_or
            return lambda e, p, q: reduce(join, (part(e, p, q) for part in parts))
        if kind == "not":
            inner = self.condition(rest[0], of)
            return lambda e, p, q: np.logical_not(inner(e, p, q))
        if kind == "true":
            return lambda e, p, _: np.ones(e.count, dtype=bool)
        scope, name = rest[0].split(":")

        def told(entity: Any, period: Any, variable: str = name) -> Any:
            return entity.household(variable, period) if scope == "household" and of == "person" else entity(variable, period)

        if kind == "in":
            options = self.system.variables[name].possible_values
            return lambda e, p, _: reduce(np.logical_or, (told(e, p) == options[member] for member in rest[1]))
        if kind == "is":
            return (lambda e, p, _: told(e, p)) if rest[1] is True else lambda e, p, _: told(e, p) == rest[1]
        if kind == "below":
            figure = f"figure_{len(self.figures)}"
            self.figures[figure] = {f"v{i}": {"values": {"2020-01-01": value}} for i, value in enumerate(rest[1])}
            return lambda e, p, q: told(e, p) < q(p)[figure][told(e, p, "area")]
        return lambda e, p, _: told(e, p) < rest[1]


def column(table: pa.Table, name: str, kind: str, words: dict[str, Any] | None) -> Any:
    """A column as OpenFisca takes it; words by their number, which is quicker than by their text."""
    values = table[name].combine_chunks()
    if words is None:
        return values.to_numpy(zero_copy_only=False)
    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    options = list(dict.fromkeys(words.values()))
    codes = [options.index(words[word]) if kind == "enum" else words[word] for word in values.dictionary.to_pylist()]
    return np.array(codes, dtype=np.uint8 if kind == "enum" else bool)[values.indices.to_numpy(zero_copy_only=False)]


def main(rules: str, households: str, members: str, out: str) -> None:
    """Read both tables, judge, write one column a programme."""
    with open(rules, encoding="utf-8") as file:
        told = json.load(file)
    system = TaxBenefitSystem([Person, Household])
    homes, people = pq.read_table(households), pq.read_table(members)
    inputs = []
    for table, entity, columns in ((homes, Household, told["households"]), (people, Person, told["members"])):
        for name, (header, kind, words) in columns.items():
            system.add_variable(variable(name, entity, kind, members=list((words or {}).values())))
            inputs.append((name, column(table, header, kind, words)))
    writer = Writer(system)
    for name, (of, tree) in told["programmes"].items():
        system.add_variable(variable(name, Person if of == "person" else Household, "bool", writer.formula(tree, of)))
    system.parameters = ParameterNode("", data=writer.figures)

    builder = SimulationBuilder()
    builder.create_entities(system)
    belongs = people["户号"].to_numpy()
    builder.declare_person_entity("person", np.arange(len(belongs)))
    home = builder.declare_entity("household", homes["户号"].to_numpy())
    builder.join_with_persons(home, belongs, roles=np.array(["member"] * len(belongs)))
    simulation = builder.build(system)
    for name, values in inputs:
        options = getattr(system.variables[name], "possible_values", None)
        simulation.set_input(name, PERIOD, EnumArray(values, options) if options else values)
    found = {"户号": homes["户号"]}
    for name, (of, _) in told["programmes"].items():
        values = simulation.calculate(name, PERIOD)
        found[name] = pa.array(simulation.household.any(values) if of == "person" else values)
    pq.write_table(pa.table(found), out)
    sys.stdout.write(json.dumps({name: int(np.asarray(values).sum()) for name, values in found.items() if name != "户号"}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
