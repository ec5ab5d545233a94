"""Everybody acts on one request at the same moment: whoever comes first, the record keeps the rules."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog.model import Catalogue
from portal.store.connections import Database, open_database, sqlite_url
from tests.races.campaign import campaign, missed
from tests.races.deeds import ACTORS
from tests.races.mutants import MUTANTS

ROUNDS = {"sqlite": 400, "postgresql": 100}
"""Five hundred together; a round on PostgreSQL takes twice as long."""
LONG = 2500


def test_races_on_one_request(database: Database, starter: Catalogue, campaign_seed: int) -> None:
    rounds = ROUNDS[database.engine.dialect.name]
    came = campaign(database, starter, campaign_seed, rounds)
    assert not came["violations"]
    assert came["races"] == rounds
    # The rounds were worth something: nearly everybody met, much was done, and much refused.
    assert came["contended_races"] > 0.9 * rounds
    assert {"approved", "denied", "edited", "started", "withdrawn", "expired", "vote-undone"} <= set(came["done"])
    assert {"own-request", "not-eligible", "finished", "too-late", "not-editable", "no"} <= set(came["refused"])


@pytest.mark.prove
@pytest.mark.timeout(4 * 3600)
def test_five_thousand_races_on_one_request(
    sqlite_database: Database,
    postgresql_database: Database,
    sqlite_template: Path,
    tmp_path: Path,
    starter: Catalogue,
    campaign_seed: int,
    proof_record: Callable[[str, dict[str, Any]], Path],
) -> None:
    began, came = time.monotonic(), {}
    for database in (sqlite_database, postgresql_database):
        came[database.engine.dialect.name] = campaign(database, starter, campaign_seed, LONG)
    seconds, caught = time.monotonic() - began, {}
    for number, (rule, mutant) in enumerate(MUTANTS.items()):
        path = tmp_path / f"{number}.db"
        shutil.copy(sqlite_template, path)
        with pytest.MonkeyPatch.context() as patch:
            mutant(patch)
            caught[rule] = missed(open_database(sqlite_url(path)), starter, campaign_seed)
    told = {"races": 2 * LONG, "actors": ACTORS, "seconds": round(seconds), "rules_taken_out_and_missed": caught}
    proof_record("races", {**told, **came})
    assert not any(one["violations"] for one in came.values())
    assert all(caught.values()), caught
