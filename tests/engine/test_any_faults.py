"""Any mixture of faults, and any decisions of people, end in a state that is true."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from shutil import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.emulator.ledger import Call
from portal.engine.operations.operate import operate
from portal.services.operations import operations
from portal.store.connections import open_database, sqlite_url
from portal.store.tables import operations as table
from portal.store.tables import resources
from tests.engine import plans
from tests.engine.plain import PlainSteps
from tests.engine.workbench import Workbench, plan_of

DECISIONS = 6
PATHS = {"group": plans.GROUP_ID, "deployment": plans.DEPLOYMENT_ID, "compute": plans.COMPUTE_ID}


@dataclass(frozen=True)
class Trouble:
    """A fault at calls of one method to one thing."""

    kind: str
    method: str
    thing: str
    times: int
    status: int
    code: str

    def strike(self, bench: Workbench) -> None:
        """Makes it happen."""
        error = {"code": self.code, "message": f"trouble with {self.thing}"}
        bench.fault(
            kind=self.kind,
            method=self.method,
            path=PATHS[self.thing],
            times=self.times,
            status=self.status,
            error=error,
        )


answers = st.sampled_from(
    [(400, "BadRequest"), (403, "AuthorizationFailed"), (409, "Conflict"), (429, "TooManyRequests"), (500, "Oops"),
     (503, "ServiceUnavailable"), (504, "GatewayTimeout")]
)  # fmt: skip
troubles = st.builds(
    lambda kind, method, thing, times, answer: Trouble(kind, method, thing, times, *answer),
    st.sampled_from(["lost_answer", "lost_request", "refuse", "operation_fails"]),
    st.sampled_from(["PUT", "PUT", "GET", "DELETE"]),
    st.sampled_from(sorted(PATHS)),
    st.integers(1, 3),
    answers,
)


def carried_out(bench: Workbench, decisions: list[bool]) -> None:
    """Runs the operation until it is done; each time it is stuck the next decision is taken, the last is to give up."""
    for retry in [*decisions, *[False] * 2]:
        with bench.database.read() as connection:
            row = connection.execute(table.select()).one()
        operate(bench.world, bench.effects, PlainSteps(), row.id, row.fence)
        state = bench.operation().state
        if state == "done":
            return
        assert state == "stuck"
        decide = operations.retry if retry else operations.give_up
        decide(bench.database, 1, "maya", bench.clock(), "demo")
    with bench.database.read() as connection:
        row = connection.execute(table.select()).one()
    operate(bench.world, bench.effects, PlainSteps(), row.id, row.fence)


def there(bench: Workbench) -> set[str]:
    """Which of the three things exist in Azure."""
    with bench.emulator.store.transaction() as connection:
        keys = {row["key"] for row in connection.execute("SELECT key FROM resource")}
    known = {"group": plans.GROUP_ID, "workspace": plans.WORKSPACE_ID, "compute": plans.COMPUTE_ID}
    return {name for name, path in known.items() if path.lower() in keys}


def blind(calls: list[Call], path: str) -> list[int]:
    """The numbers of calls that wrote a thing again although nobody had looked at it since it was written."""
    looked, found = True, []
    for call in calls:
        if call.path.lower() != path.lower():
            continue
        if call.method == "GET" and call.status < 500:
            looked = True
        elif call.method == "PUT":
            found += [] if looked else [call.number]
            looked = call.status == 429
    return found


def ends_truly(template: Path, faults: list[Trouble], decisions: list[bool], takes: float) -> None:
    """One project under these faults and decisions, in a world of its own, and what is true at its end."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "portal.db"
        copy(template, file)
        bench = Workbench(open_database(sqlite_url(file)), Path(folder) / "home")
        try:
            bench.tune(operation_seconds=takes)
            bench.ask(plan_of(plans.group(), plans.workspace(), plans.compute()))
            for fault in faults:
                fault.strike(bench)
            carried_out(bench, decisions)
            judge(bench)
        finally:
            bench.close()
            bench.database.close()


situations = given(
    st.lists(troubles, max_size=5), st.lists(st.booleans(), max_size=DECISIONS), st.sampled_from([0.0, 0.002])
)
unhurried = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=25, suppress_health_check=unhurried)
@situations
def test_the_end_is_true(sqlite_template: Path, faults: list[Trouble], decisions: list[bool], takes: float) -> None:
    ends_truly(sqlite_template, faults, decisions, takes)


@pytest.mark.prove
@settings(max_examples=1000, suppress_health_check=unhurried)
@situations
def test_a_thousand_ends_are_true(
    sqlite_template: Path, faults: list[Trouble], decisions: list[bool], takes: float
) -> None:
    ends_truly(sqlite_template, faults, decisions, takes)


def judge(bench: Workbench) -> None:
    """What is said is what is so."""
    request, exist = bench.request(), there(bench)
    assert bench.operation().state == "done"
    assert bench.chain_holds()
    for path in PATHS.values():
        assert blind(bench.calls(), path) == []
    states = {row["kind"]: row["state"] for row in bench.rows(resources)}
    if request["state"] == "ready":
        assert exist == {"group", "workspace", "compute"}
        assert set(states.values()) == {"live"}
    elif request["state"] == "failed_clean":
        assert exist == set()
        assert set(states.values()) <= {"retired"}
    else:
        assert request["state"] == "failed_leftovers"
        names = {"group": plans.GROUP, "workspace": plans.WORKSPACE, "compute": "churn-cpu"}
        assert {name for name in exist if names[name] not in request["reason"]} == set()
