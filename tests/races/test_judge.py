"""The judge of the races is worth something: each rule that is taken out of the portal, it misses."""

import pytest

from catalog.model import Catalogue
from portal.store.connections import Database
from tests.races.campaign import missed
from tests.races.mutants import MUTANTS, ON_POSTGRESQL

SELDOM = ("what is over expires", "nothing is held before its start")
"""What it takes many races to meet; `make prove` tries them too."""


@pytest.mark.parametrize("rule", [rule for rule in MUTANTS if rule not in SELDOM])
def test_a_rule_that_is_gone_is_missed(
    sqlite_database: Database, starter: Catalogue, campaign_seed: int, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    MUTANTS[rule](monkeypatch)
    assert missed(sqlite_database, starter, campaign_seed)


@pytest.mark.parametrize("rule", ON_POSTGRESQL)
def test_a_lock_that_is_gone_is_missed(
    postgresql_database: Database, starter: Catalogue, campaign_seed: int, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    ON_POSTGRESQL[rule](monkeypatch)
    assert missed(postgresql_database, starter, campaign_seed)
