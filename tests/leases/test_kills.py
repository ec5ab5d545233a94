"""A crash between any two writes of the loop, lost answers, and two loops at once: one reminder, one stop, one end."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import sqlalchemy as sa

from portal.emulator.injected_faults import InjectedFault, inject
from portal.engine.leases import LeaseLoop
from portal.store.connections import Database
from portal.store.tables import audit
from tests.leases.house import House


class Killed(BaseException):
    """The process ended here."""


@dataclass(frozen=True)
class Mortal(Database):
    """A database whose process ends right after so many of its writes are committed."""

    lives: list[int] = None  # type: ignore[assignment]

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One write, and the end if it was the last."""
        with super().write() as connection:
            yield connection
        self.lives[0] -= 1
        if self.lives[0] == 0:
            raise Killed


def mortal(house: House, writes: int) -> LeaseLoop:
    """A loop whose process ends after so many writes."""
    database = Mortal(house.world.database.engine, house.world.database._turn, lives=[writes])
    return LeaseLoop(replace(house.world, database=database), house.loop._surroundings)


def acts(house: House) -> Counter[tuple[str, str]]:
    """How often the audit says what of which lease."""
    query = sa.select(audit.c.act, audit.c.data).where(audit.c.kind == "lease", audit.c.subject.like("R-%"))
    with house.world.database.read() as connection:
        return Counter((act, data.get("stage", "")) for act, data in connection.execute(query) if act != "waits")


def live_with_kills(house: House, days: float) -> int:
    """Lets time pass while the loop is killed again and again, after its first, second, third … write."""
    house.clock.forward(days=days)
    kills = 0
    for attempt in range(24):
        try:
            mortal(house, 1 + attempt % 6).turn()
        except Killed:
            kills += 1
        house.starter.turn()
        for number in house.running():
            house.until(f"R-{number}", "done", "stuck")
    return kills


def test_a_loop_that_is_killed_again_and_again_does_everything_once(house: House) -> None:
    name = house.made_compute()
    kills = 0
    for days in (2.1, 1.6, 0.5, 3.1):
        kills += live_with_kills(house, days)
        house.looks()
    assert kills > 10
    assert house.thing(name)["state"] == "retired"
    assert [(call.method, call.status) for call in house.writes(name)] == [("PUT", 200), ("DELETE", 202)]
    assert [state for _, state in house.requests_of_the_portal()] == ["ready", "ready"]
    assert set(acts(house).values()) == {1}, acts(house)
    assert house.chain_holds()


def test_lost_answers_stop_and_delete_once(house: House) -> None:
    name = house.made_compute()
    path = house.thing(name)["id"]
    for kind in ("lost_request", "lost_answer"):
        inject(house.state, InjectedFault(kind, "PUT", path))
        inject(house.state, InjectedFault(kind, "DELETE", path))
    house.passes(days=4.1)
    house.looks()
    house.passes(days=3.1)
    assert house.thing(name)["state"] == "retired"
    assert [(call.method, call.status) for call in house.writes(name)] == [("PUT", 200), ("DELETE", 202)]


def test_a_stop_that_azure_refuses_is_given_up_and_asked_for_again(house: House) -> None:
    name = house.made_compute()
    path = house.thing(name)["id"]
    inject(house.state, InjectedFault("refuse", "PUT", path, status=403))
    house.passes(days=4.1)
    assert house.thing(name)["state"] == "expiring"
    house.passes(days=1.1)  # the deadline of what is stuck passes, and it is undone
    assert [state for _, state in house.requests_of_the_portal()] == ["failed_clean"]
    house.passes(days=1.1)
    assert [state for _, state in house.requests_of_the_portal()] == ["failed_clean", "ready"]
    assert house.thing(name)["state"] == "stopped"


def test_two_servers_remind_and_ask_once(postgresql_house: House) -> None:
    house = postgresql_house
    name = house.made_compute()
    house.clock.forward(days=5)
    begin = threading.Barrier(3)

    def work() -> None:
        loop = LeaseLoop(house.world, house.loop._surroundings)
        begin.wait()
        for _ in range(8):
            loop.turn()

    both = [threading.Thread(target=work) for _ in range(3)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    house.goes_on()
    assert house.thing(name)["state"] == "stopped"
    counted = acts(house)
    assert counted["reminded", "ended"] == 1 and counted["asked-to-stop", ""] == 1, counted
    assert len(house.requests_of_the_portal()) == 1
    assert house.chain_holds()
