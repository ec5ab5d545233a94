"""Everybody acts on one request at the same moment: whoever comes first, the record keeps the rules."""

import json
import time

from catalog.model import Catalogue
from portal.store.connections import Database
from tests.races.campaign import campaign


def test_races_on_one_request(database: Database, starter: Catalogue, campaign_seed: int) -> None:
    t, c = time.perf_counter(), time.process_time()
    came = campaign(database, starter, campaign_seed, 60)
    print(json.dumps(came, indent=1), time.perf_counter() - t, time.process_time() - c)
    assert not came["violations"]
