"""Killed wherever it hurts, an operation ends as approved, and Azure saw every write once."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.emulator.injected_faults import InjectedFault, inject
from portal.store.connections import Database
from tests.kill.battlefield import Prepared
from tests.kill.judge import assert_gone, assert_made_once


def test_killed_at_every_boundary_of_a_whole_project(sqlite_database: Database, field_of: Prepared) -> None:
    field = field_of(sqlite_database)
    field.ask("churn")
    passed = field.home / "passed"
    killed = field.fight(passed=str(passed))
    boundaries = passed.read_text().split()
    assert killed == len(boundaries) == len(set(boundaries))
    for effect in field.plans[1].effects:
        mine = {name.removeprefix(f"{effect.step}.") for name in boundaries if name.startswith(f"{effect.step}.")}
        assert mine >= {
            "intent.before", "intent.after", "intent.kept", "send.before", "send.prepared", "send.armed",
            "send.called", "send.noted", "send.1.kept", "wait.before", "wait.read", "wait.settled",
        }  # fmt: skip
    assert {"begin.before", "begin.after", "begin.kept", "finish.before", "finish.after"} <= set(boundaries)
    assert_made_once(field.database, field.state, field.home, field.plans)


def test_killed_at_random_instants(sqlite_database: Database, field_of: Prepared, campaign_seed: int) -> None:
    field = field_of(sqlite_database)
    field.ask("churn")
    killed = field.fight(random_kills=10, within_seconds=0.5, seed=campaign_seed)
    assert killed <= 10
    assert_made_once(field.database, field.state, field.home, field.plans)


def test_killed_at_every_boundary_while_it_is_undone(sqlite_database: Database, field_of: Prepared) -> None:
    field = field_of(sqlite_database)
    field.ask("churn")
    no = {"code": "ClusterCoreQuotaReached", "message": "no quota is left"}
    inject(field.state, InjectedFault("refuse", "PUT", "/computes/churn-cpu", times=100, status=400, error=no))
    passed = field.home / "passed"
    killed = field.fight(passed=str(passed), give_up=True)
    assert killed == len(passed.read_text().split())
    assert "workspace-dev.undo.called" in passed.read_text().split()
    assert_gone(field.database, field.state, 1)


def test_killed_at_random_instants_on_postgresql(
    postgresql_database: Database, field_of: Prepared, campaign_seed: int
) -> None:
    field = field_of(postgresql_database)
    field.ask("churn")
    field.fight(random_kills=6, within_seconds=0.5, seed=campaign_seed)
    assert_made_once(field.database, field.state, field.home, field.plans)


@pytest.mark.prove
def test_three_hundred_kills(
    sqlite_database: Database,
    field_of: Prepared,
    campaign_seed: int,
    proof_record: Callable[[str, dict[str, Any]], Path],
) -> None:
    field = field_of(sqlite_database)
    chance = random.Random(campaign_seed)
    killed = rounds = 0
    while killed < 300:
        rounds += 1
        field.ask(f"churn{rounds}")
        killed += field.fight(random_kills=10, within_seconds=0.7, seed=chance.randrange(1 << 30))
        assert_made_once(field.database, field.state, field.home, field.plans)
    proof_record("kills", {"kills": killed, "projects": rounds, "lost": 0, "made_twice": 0})
