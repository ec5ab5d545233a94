"""The demo's requests, told in `stories.yaml` and walked through the real use cases, each act at its own moment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.clock import stamp
from portal.contract.problem import Problem
from portal.demo.history import carry_out
from portal.demo.inventory import load_inventory, moment_of
from portal.demo.reset import ask_for_reset, take_back
from portal.packaged import read_yaml
from portal.services.requests import requests, reviews
from portal.services.world import World
from portal.store.chain import Act, record
from portal.store.tables import budgets, switches

SOURCE = Path(__file__).with_name("stories.yaml")
MARK = "demo-seeded"


def seed_once(world: World, home: Path) -> bool:
    """Tells the demo's stories into an empty store; says whether it did.

    While it tells, the home carries the mark of a reset: a demo that was cut off halfway begins anew.
    """
    with world.database.read() as connection:
        if connection.execute(sa.select(switches.c.value).where(switches.c.name == MARK)).scalar():
            return False
    told = read_yaml(SOURCE)
    if not {str(story["by"]) for story in told["requests"]} <= {
        one.id for one in world.catalogue().organisation.people
    }:
        return False  # another organisation than the one that the stories are about
    ask_for_reset(home)
    now = world.clock()
    with world.database.write() as connection:
        load_inventory(connection, now, world.catalogue().organisation)
        _budgets(connection, world, told["spent_percent"])
        record(connection, stamp(moment_of("-30d", now)), world.mode, Act("portal", "planted", "demo", "demo"))
    known: dict[int, str] = {}
    for act in sorted(_acts(told["requests"], now), key=lambda one: one.at):
        _do(replace(world, clock=lambda at=act.at: at), act, known)  # type: ignore[misc]
    with world.database.write() as connection:
        connection.execute(switches.insert().values(name=MARK, value="yes", at=stamp(now)))
    take_back(home)
    return True


def _budgets(connection: sa.Connection, world: World, spent_percent: Mapping[str, int]) -> None:
    for unit in world.catalogue().organisation.units:
        committed = unit.monthly_budget_cents * int(spent_percent.get(unit.id, 0)) // 100
        connection.execute(
            budgets.insert().values(unit=unit.id, limit_cents=unit.monthly_budget_cents, committed_cents=committed)
        )


@dataclass(frozen=True)
class _Act:
    """One thing that somebody did in a story, at its own moment."""

    at: datetime
    story: int
    what: str
    told: Mapping[str, Any]


def _acts(stories: Sequence[Mapping[str, Any]], now: datetime) -> Iterator[_Act]:
    for number, story in enumerate(stories):
        yield _Act(moment_of(story["asked"], now), number, "ask", story)
        for vote in story.get("votes", ()):
            yield _Act(moment_of(vote["at"], now), number, "vote", vote)
        if "ended" in story:
            yield _Act(moment_of(story["ended"]["at"], now), number, "end", story["ended"])


def _do(world: World, act: _Act, known: dict[int, str]) -> None:
    """Does one act through the use case that anybody would go through. Raises ValueError when it cannot be."""
    told = act.told
    try:
        if act.what == "ask":
            known[act.story] = requests.submit(world, world.person(told["by"]), told["kind"], told["spec"])
        elif act.what == "vote":
            person = world.person(told["by"])
            reviews.vote(world, person, known[act.story], told["verdict"], None, told.get("reason", ""))
        else:
            carry_out(world, known[act.story], told)
    except Problem as fault:
        raise ValueError(f"{SOURCE.name}: story {act.story + 1}, {act.what}: {fault.line()}") from fault
