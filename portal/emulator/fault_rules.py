"""The fault plan in force: it lives in the emulator's state with its counts, so that it survives every kill."""

import hashlib
import sqlite3
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from portal.azure.resource_ids import type_of
from portal.emulator.fault_plan import FaultPlan, FaultRule
from portal.emulator.scene import Scene
from portal.emulator.state import transaction_in


@dataclass(frozen=True)
class RuleState:
    """A rule in force: how many calls it was about, and how many of them it struck."""

    number: int
    rule: FaultRule
    seed: int
    seen: int
    struck: int


def put_plan(state: Path, plan: FaultPlan | None) -> None:
    """Puts a plan in force, or none, also while a process serves the emulator; the counts begin anew."""
    with transaction_in(state) as connection:
        connection.execute("DELETE FROM fault_rule")
        for number, rule in enumerate(plan.rules if plan else (), 1):
            connection.execute(
                "INSERT INTO fault_rule (number, rule, seed) VALUES (?, ?, ?)",
                (number, rule.model_dump_json(), plan.seed if plan else 0),
            )


def plan_in_force(state: Path) -> list[RuleState]:
    """The rules in force, in order; none when no plan is."""
    with transaction_in(state) as connection:
        return _rules(connection)


def striking(scene: Scene) -> RuleState | None:
    """The rule that strikes this call; the calls that each rule is about are counted."""
    for one in _rules(scene.connection):
        if not _is_about(one.rule, scene.request.method, scene.request.path):
            continue
        scene.connection.execute("UPDATE fault_rule SET seen = seen + 1 WHERE number = ?", (one.number,))
        if _strikes(one):
            return one
    return None


def count(scene: Scene, number: int) -> None:
    """Notes that a rule did strike."""
    scene.connection.execute("UPDATE fault_rule SET struck = struck + 1 WHERE number = ?", (number,))


def _is_about(rule: FaultRule, method: str, path: str) -> bool:
    return (
        (not rule.methods or method in rule.methods)
        and fnmatchcase(path.lower(), rule.path.lower())
        and fnmatchcase(type_of(path).lower(), rule.type.lower())
    )


def _strikes(one: RuleState) -> bool:
    """Whether the next call strikes; chance is a function of seed, rule and count, so that it survives a kill."""
    rule = one.rule
    if rule.every is not None:
        return (one.seen + 1) % rule.every == 0
    if rule.first is not None:
        return one.struck < rule.first
    if rule.probability is not None:
        drawn = hashlib.sha256(f"{one.seed}/{one.number}/{one.seen}".encode()).digest()
        return int.from_bytes(drawn[:8]) / 2**64 < rule.probability
    return True


def _rules(connection: sqlite3.Connection) -> list[RuleState]:
    rows = connection.execute("SELECT number, rule, seed, seen, struck FROM fault_rule ORDER BY number")
    return [RuleState(row[0], FaultRule.model_validate_json(row[1]), row[2], row[3], row[4]) for row in rows]
