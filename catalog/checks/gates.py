"""Warnings about gates: checks that cannot be evaluated, reasons that name nothing, roles that rest on one person."""

import re
from collections.abc import Iterator

from catalog.checks.policy import rule_problem
from catalog.finding import Finding
from catalog.model import Catalogue, Gate

VARIABLES = frozenset(("evidence", "artefact", "champion", "has_champion", "champion_known"))
"""What a check may look at, see `catalog.model.gates.Check`."""
_NAMED = re.compile(r"\{([^{}]*)\}")
_KNOWN = re.compile(r"(evidence|champion)(\.[a-z0-9_]+)+|artefact")


def check_gates(catalogue: Catalogue) -> Iterator[Finding]:
    """Every warning about gates; a catalogue without any promotes on people's word alone."""
    for gate in catalogue.gates:
        yield from _check_gate(gate, f"gates/{gate.id}.yaml")
    if catalogue.gates and not any(gate.blocks and gate.transition == "test-prod" for gate in catalogue.gates):
        yield Finding("gates", "gate", "test-prod", "no gate stops a promotion to prod", "let one of them block")


def _check_gate(gate: Gate, file: str) -> Iterator[Finding]:
    for check in gate.checks:
        problem = rule_problem(check.that, VARIABLES)
        if problem is not None:
            yield Finding(file, "gate", gate.id, problem, "correct the expression; until then the gate is never met")
        for named in _NAMED.findall(check.otherwise):
            if not _KNOWN.fullmatch(named):
                yield Finding(
                    file, "gate", gate.id, f"the reason names {named}, which is nothing", "name evidence.FIELD"
                )
