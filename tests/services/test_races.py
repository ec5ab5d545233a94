"""Everybody acts on one request at the same moment: whoever comes first, the record keeps the rules."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from catalog.model import Catalogue
from portal.contract.problem import Problem
from portal.services.running import starting
from portal.store.connections import Database
from tests.kinds.made import changed
from tests.services.judge import assert_history_holds
from tests.services.office import T0, T1, T2, T3, Office, opened

ROUNDS = {"sqlite": 350, "postgresql": 150}
"""Five hundred together; a round on PostgreSQL takes several times as long."""
LONG = 2500
ACTORS = 4
TYPES = (T0, T1, T2, T3)


def quick(catalogue: Catalogue) -> Catalogue:
    """The catalogue with a policy that holds nothing, so that a vote and a start can meet."""
    tiers = tuple(changed(tier, hold_seconds=0) for tier in catalogue.policy.tiers)
    return changed(catalogue, policy=changed(catalogue.policy, tiers=tiers))


def deeds(office: Office, number: int, chance: random.Random) -> list[tuple[str, Callable[[], object]]]:
    """What people and the portal try at the same moment, in a random order."""
    request = f"R-{number}"
    digest = office.show(request).digest

    def started() -> object:
        return starting.start(office.world, number)

    def edited() -> object:
        office.edit(request, type=chance.choice(TYPES), days=chance.randint(1, 3), name=f"race-{number}")
        return None

    def expired() -> object:
        office.forward(days=40)
        return starting.expire_due(office.world)

    known: list[tuple[str, Callable[[], object]]] = [
        *((f"{who} approves", lambda who=who: office.vote(request, who)) for who in ("ana", "li", "omar", "maya")),
        ("ana approves what was shown", lambda: office.vote(request, "ana", digest=digest)),
        ("ana undoes", lambda: office.vote(request, "ana", "undo")),
        ("ana asks", lambda: office.vote(request, "ana", "question", "why?")),
        ("maya edits", edited),
        ("maya edits again", edited),
    ]
    ends: list[tuple[str, Callable[[], object]]] = [
        ("li denies", lambda: office.vote(request, "li", "deny", "no")),
        ("maya withdraws", lambda: office.withdraw(request)),
        ("its time is over", expired),
    ]
    known += chance.sample(ends, chance.randint(0, 1))
    if chance.random() < 0.6:
        known += [*(("the portal starts", started) for _ in range(3)), ("the portal looks", office.turn)]
    return chance.sample(known, chance.randint(4, len(known)))


def race(office: Office, chance: random.Random) -> list[str]:
    """One round; the codes of those who were refused."""
    request = office.ask(chance.choice(TYPES), days=1, name=f"race-{len(office.requests()) + 1}")
    number = int(request.removeprefix("R-"))
    for who in chance.sample(("ana", "li", "omar"), chance.randint(0, 3)):
        try:
            office.vote(request, who)
        except Problem as refusal:
            assert refusal.body.code in ("not-eligible", "finished", "too-late")
    office.forward(minutes=1)
    acts = deeds(office, number, chance)
    actors = [acts[first::ACTORS] for first in range(ACTORS)]
    together = threading.Barrier(ACTORS)

    def does(mine: list[tuple[str, Callable[[], object]]]) -> list[str]:
        together.wait()
        refused = []
        for _, act in mine:
            try:
                act()
            except Problem as refusal:
                refused.append(refusal.body.code)
        return refused

    with ThreadPoolExecutor(ACTORS) as pool:
        return [code for refused in pool.map(does, actors) for code in refused]


REFUSALS = {
    "own-request", "not-eligible", "stale-digest", "no-vote", "too-late", "finished", "not-editable", "key-reused",
    "does-not-fit", "bad-input", "expired",
}  # fmt: skip


def campaign(database: Database, catalogue: Catalogue, seed: int, rounds: int) -> dict[str, Any]:
    """Many rounds on one store; the record is judged ten times, the last time at the end."""
    office, chance = opened(database, quick(catalogue)), random.Random(seed)
    refused: dict[str, int] = {}
    for round_ in range(1, rounds + 1):
        for code in race(office, chance):
            refused[code] = refused.get(code, 0) + 1
            assert code in REFUSALS, f"seed {seed}, round {round_}: {code}"
        for request in office.requests():  # so that neither money nor time runs out
            if request["state"] == "running":
                office.finish(f"R-{request['number']}", chance.choice(("failed_clean", "failed_leftovers")), "race")
        if round_ % (rounds // 10) == 0:
            assert_history_holds(office)
    states = [request["state"] for request in office.requests()]
    return {
        "rounds": rounds,
        "refused": refused,
        "states": {state: states.count(state) for state in sorted(set(states))},
    }


def test_races_on_one_request(database: Database, starter: Catalogue, campaign_seed: int) -> None:
    rounds = ROUNDS[database.engine.dialect.name]
    came = campaign(database, starter, campaign_seed, rounds)
    assert sum(came["states"].values()) == rounds
    # The rounds were worth something: things were started, denied and withdrawn, and people were refused.
    assert {"failed_clean", "failed_leftovers", "denied", "withdrawn", "expired"} <= set(came["states"])
    assert {"own-request", "finished", "stale-digest"} <= set(came["refused"])


@pytest.mark.prove
def test_five_thousand_races_on_one_request(
    sqlite_database: Database,
    postgresql_database: Database,
    starter: Catalogue,
    campaign_seed: int,
    proof_record: Callable[[str, dict[str, Any]], Path],
) -> None:
    came = {
        database.engine.dialect.name: campaign(database, starter, campaign_seed, LONG)
        for database in (sqlite_database, postgresql_database)
    }
    proof_record("races", {"races": 2 * LONG, "actors": ACTORS, "violations": 0, **came})
