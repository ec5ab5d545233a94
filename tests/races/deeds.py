"""What people and the portal try with one request at the same moment."""

import random
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from catalog.model import Catalogue
from portal.contract.people.delegations import DelegationWish
from portal.domain.requests.lifecycle import SYSTEM
from portal.records.idempotency import Once
from portal.services.requests import counter_proposals, delegations, reviews, starting
from portal.store.connections import Database
from portal.store.tables import requests
from tests.kinds.made import changed
from tests.races.attempts import BACK, LOST, Attempt, Race
from tests.races.meeting import Meeting, MeetingPlace
from tests.services.office import T0, T1, T2, T3, Office, opened

ACTORS = 4
TYPES = (T0, T1, T1, T2, T2, T3)
REQUESTER = "maya"


@dataclass
class Ring:
    """Where races are run: an office at whose database everybody stops, and what was tried there."""

    office: Office
    chance: random.Random
    full: Catalogue
    less: Catalogue
    """The same without Li on the platform team."""
    races: list[Race] = field(default_factory=list)
    together: int = 0

    def race(self, pool: Executor) -> Race:
        """One round: some votes before, then everybody at once, then whatever still stands is ended."""
        office, chance = self.office, self.chance
        office.catalogue = self.full
        race = Race(office.ask(chance.choice(TYPES), days=1, name=f"race-{len(self.races) + 1}"))
        self.races.append(race)
        number = self._away() if chance.random() < 0.25 else ""
        race.away = bool(number)
        for who in chance.sample(("ana", "li", "omar"), chance.randint(0, 2)):
            self._alone(race, self._vote(race, who))
        if chance.random() < 0.8:
            office.forward(minutes=1)
        self._together(race, pool, number)
        office.catalogue = self.full
        if number:
            delegations.end(office.world, office.world.person("ana"), number)
        return race

    def state(self, race: Race) -> str:
        """Where its request stands."""
        return str(self._now(race, "state"))

    def clear(self, race: Race) -> None:
        """Ends what still stands, so that neither money nor quota runs out."""
        state = self.state(race)
        if state == "running":
            outcome = self.chance.choice(("failed_clean", "failed_leftovers"))
            finish = Attempt(SYSTEM, outcome, lambda: self.office.finish(race.request, outcome, "race"))
            self._alone(race, finish)
        elif state in ("in_review", "approved"):
            self._alone(race, self._withdraw(race))

    def _alone(self, race: Race, attempt: Attempt) -> None:
        attempt.go(self.office)
        race.attempts.append(attempt)

    def _together(self, race: Race, pool: Executor, away: str) -> None:
        tried = self._deeds(race, away)
        race.crew = min(ACTORS, len(tried))
        meeting = Meeting(race.crew, random.Random(self.chance.random()))

        def acts(actor: int) -> None:
            with meeting.joined(actor):
                for attempt in tried[actor :: race.crew]:
                    attempt.go(self.office)

        list(pool.map(acts, range(race.crew)))
        race.attempts += tried
        self.together += meeting.together

    def _now(self, race: Race, column: str) -> object:
        query = sa.select(requests.c[column]).where(requests.c.number == race.number)
        with self.office.database.read() as connection:
            return connection.execute(query).scalar_one()

    def _away(self) -> str:
        wish = DelegationWish("lena", "2 weeks", "on leave")
        return str(delegations.delegate(self.office.world, self.office.world.person("ana"), wish).number)

    def _vote(self, race: Race, who: str, verdict: str = "approve", shown: str = "", key: str = "") -> Attempt:
        office = self.office
        act = {"approve": "approved", "deny": "denied", "undo": "vote-undone", "question": "asked"}[verdict]
        once = Once(who, f"{race.request}-{key}", "the same") if key else None
        reason = "" if verdict in ("approve", "undo") else "why?"

        def does() -> None:
            person = office.world.person(who)
            reviews.vote(office.world, person, race.request, verdict, shown or None, reason, once)

        return Attempt(who, act, does, shown, key)

    def _edit(self, race: Race) -> Attempt:
        wish = self._wish(race)
        return Attempt(REQUESTER, "edited", lambda: self.office.edit(race.request, **wish), wish=wish)

    def _wish(self, race: Race) -> dict[str, Any]:
        return {"type": self.chance.choice(TYPES), "days": self.chance.randint(1, 3), "name": f"race-{race.number}"}

    def _withdraw(self, race: Race) -> Attempt:
        return Attempt(REQUESTER, "withdrawn", lambda: self.office.withdraw(race.request))

    def _proposals(self, race: Race) -> list[Attempt]:
        world, request = self.office.world, race.request
        wish = self._wish(race)
        by, maya = world.person("ana"), world.person(REQUESTER)
        said = Attempt(
            "ana", "counter-proposed", lambda: counter_proposals.counter(world, by, request, wish, "rather"), wish=wish
        )
        accepts = Attempt(
            REQUESTER, "counter-proposal-accepted", lambda: counter_proposals.accept(world, maya, request)
        )
        declines = Attempt(
            REQUESTER, "counter-proposal-declined", lambda: counter_proposals.decline(world, maya, request)
        )
        return [said, *self.chance.sample((accepts, declines), 2)]

    def _deeds(self, race: Race, away: str) -> list[Attempt]:
        office, chance, number = self.office, self.chance, race.number
        digest = str(self._now(race, "digest"))

        def expires() -> None:
            office.forward(days=40)
            starting.expire_due(office.world)

        def loses() -> None:
            office.catalogue = self.less

        started = [Attempt(SYSTEM, "started", lambda: starting.start(office.world, number)) for _ in range(3)]
        known = [
            *(self._vote(race, who) for who in ("ana", "li", "omar", REQUESTER)),
            self._vote(race, "ana", shown=digest),
            self._vote(race, "li", shown=digest),
            self._vote(race, "ana", "undo"),
            self._vote(race, "ana", "question"),
            self._edit(race),
            self._edit(race),
        ]
        more = [
            [self._vote(race, "li", "deny")],
            [self._withdraw(race)],
            [Attempt(SYSTEM, "expired", expires)],
            [self._vote(race, "li"), Attempt(SYSTEM, LOST, loses), started[0], started[1]],
            [self._vote(race, "li", key="twice"), self._vote(race, "li", key="twice")],
            self._proposals(race),
        ]
        if away:
            ends = Attempt("ana", BACK, lambda: delegations.end(office.world, office.world.person("ana"), away))
            more.append([self._vote(race, "lena"), self._vote(race, "lena"), ends])
        groups = [[one] for one in chance.sample(known, chance.randint(1, 6))]
        groups += chance.sample(more, chance.randint(1, 2))
        if chance.random() < 0.7:
            groups += [[one] for one in started]
        return shuffled(groups, chance)


def shuffled(groups: list[list[Attempt]], chance: random.Random) -> list[Attempt]:
    """All attempts, each once, in a random order that keeps that of each group."""
    turns = [number for number, group in enumerate(groups) for _ in group]
    left = [iter(group) for group in groups]
    ordered = (next(left[number]) for number in chance.sample(turns, len(turns)))
    return list({id(one): one for one in ordered}.values())


def ring(database: Database, catalogue: Catalogue, seed: int) -> Ring:
    """A place to race, where only tier T2 is held before it starts: so a vote and a start can meet."""
    tiers = tuple(changed(tier, hold_seconds=30 if tier.tier == "T2" else 0) for tier in catalogue.policy.tiers)
    full = changed(catalogue, policy=changed(catalogue.policy, tiers=tiers))
    organisation = full.organisation
    groups = tuple(
        changed(group, members=tuple(one for one in group.members if one != "li"))
        if group.id == "ml-platform" else group
        for group in organisation.groups
    )  # fmt: skip
    less = changed(full, organisation=changed(organisation, groups=groups))
    return Ring(opened(MeetingPlace(database.engine), full), random.Random(seed), full, less)
