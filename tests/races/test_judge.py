"""The judge of the races is worth something: each rule that is taken out of the portal, it misses."""

import pytest
import sqlalchemy as sa

from catalog.model import Catalogue
from portal.store.connections import Database
from tests.races.campaign import campaign
from tests.races.mutants import MUTANTS, ON_POSTGRESQL

ROUNDS, EVERY = 300, 5


def missed(database: Database, catalogue: Catalogue, seed: int) -> str:
    """What the judge says, or else the database."""
    try:
        came = campaign(database, catalogue, seed, ROUNDS, EVERY)
    except sa.exc.DBAPIError as held:
        return f"the database: {held.orig}"
    return f"after {came['races']} races: {came['violations'][0]}" if came["violations"] else ""


@pytest.mark.parametrize("rule", MUTANTS)
def test_a_rule_that_is_gone_is_missed(
    sqlite_database: Database, starter: Catalogue, campaign_seed: int, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    MUTANTS[rule](monkeypatch)
    said = missed(sqlite_database, starter, campaign_seed)
    print(said)
    assert said


@pytest.mark.parametrize("rule", ON_POSTGRESQL)
def test_a_lock_that_is_gone_is_missed(
    postgresql_database: Database, starter: Catalogue, campaign_seed: int, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    ON_POSTGRESQL[rule](monkeypatch)
    said = missed(postgresql_database, starter, campaign_seed)
    print(said)
    assert said
