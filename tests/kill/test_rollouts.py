"""Killed while traffic moves: somebody always serves, and it ends as approved or as it was."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.store.connections import Database
from tests.kill.battlefield import Prepared
from tests.kill.rollouts import Rollouts


@pytest.mark.parametrize("good", [True, False])
def test_killed_at_every_boundary_of_a_rollout(sqlite_database: Database, field_of: Prepared, good: bool) -> None:
    rollouts = Rollouts(field_of(sqlite_database))
    rollouts.ask(good, whole=False)
    passed = rollouts.battle.home / "passed"
    killed = rollouts.battle.fight(passed=str(passed))
    boundaries = set(passed.read_text().split())
    assert killed == len(boundaries)
    mine = {name.removeprefix("traffic.") for name in boundaries if name.startswith("traffic.")}
    assert mine >= {"send.armed", "send.called", "send.noted", "wait.read"}
    assert mine >= ({"wait.onward", "wait.settled"} if good else {"aborted", "undo.before", "undo.called"})
    rollouts.judge()


def test_killed_at_random_instants_of_a_rollout(
    sqlite_database: Database, field_of: Prepared, campaign_seed: int
) -> None:
    rollouts = Rollouts(field_of(sqlite_database))
    for good in (True, False):
        rollouts.ask(good)
        rollouts.battle.fight(random_kills=3, within_seconds=0.5, seed=campaign_seed)
        rollouts.judge()


@pytest.mark.prove
def test_three_hundred_kills_while_traffic_moves(
    sqlite_database: Database,
    field_of: Prepared,
    campaign_seed: int,
    proof_record: Callable[[str, dict[str, Any]], Path],
) -> None:
    rollouts = Rollouts(field_of(sqlite_database))
    chance = random.Random(campaign_seed)
    killed = 0
    while killed < 300:
        rollouts.ask(chance.random() < 0.6)
        seed = chance.randrange(1 << 30)
        killed += rollouts.battle.fight(random_kills=10, within_seconds=0.7, seed=seed, retry=True)
        rollouts.judge()
    good = sum(rollouts.good.values())
    retried = rollouts.retried()
    counted = {
        "retried_by_a_person": retried,
        "rollouts": len(rollouts.good),
        "as_approved": good,
        "rolled_back": len(rollouts.good) - good,
    }
    never = {"nobody_served": 0, "more_than_all": 0, "divisions_made_twice": 0}
    proof_record("traffic", {"kills": killed, "divisions": len(rollouts.expected), **counted, **never})
