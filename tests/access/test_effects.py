"""Effects that change the portal's own inventory: done once however often the run is cut off, and taken back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.contract.plan import Effect
from portal.engine.operations.operate import operate
from portal.services.operations import operations
from portal.store.connections import Database
from portal.store.tables import projects, resources
from tests.engine import plans
from tests.engine.plain import PlainSteps
from tests.engine.workbench import Workbench, journal_text, plan_of
from tests.services.office import project_row

MEMBERSHIP = Effect(
    "membership", "membership", "tom in churn", "tom", "", {"project": "churn", "person": "tom", "role": "reader"}
)
EXCEPTION = Effect(
    "exception", "exception", "no rule", "prod", "",
    {"project": "churn", "rule": "prod", "outcome": "tier:T2", "reason": "a demo", "days": 90},
)  # fmt: skip
CHANGE = Effect(
    "budget", "project_change", "budget", "churn", "",
    {"project": "churn", "was": {"budget_cents": 900_000, "owner": "maya"},
     "becomes": {"budget_cents": 950_000, "owner": "priya", "success_metric": "fewer leave"}},
)  # fmt: skip
EVERY = pytest.mark.parametrize("effect", [MEMBERSHIP, EXCEPTION, CHANGE], ids=lambda one: one.kind)


@pytest.fixture
def bench(sqlite_database: Database, tmp_path: Path) -> Iterator[Workbench]:
    """A workbench with one project."""
    made = Workbench(sqlite_database, tmp_path / "home")
    with sqlite_database.write() as connection:
        connection.execute(projects.insert().values(project_row("churn", "retail", ["maya"])))
    yield made
    made.close()


def cut_off(bench: Workbench, operation: str, moment: str, fence: int = 1) -> None:
    """A run that dies just before a step."""

    def die(name: str) -> None:
        if name == moment:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        operate(bench.world, bench.effects, PlainSteps(die), operation, fence)
    operations.requeue(bench.database, operation, fence, bench.clock(), "the worker died")


def project(bench: Workbench) -> tuple[object, ...]:
    """What the effects change."""
    (row,) = bench.rows(projects)
    return row["members"], row["owner"], row["budget_cents"], row["spec"].get("success_metric")


@EVERY
@pytest.mark.parametrize("moment", ["send.1", "wait.1"])
def test_a_run_that_is_cut_off_is_carried_on(bench: Workbench, effect: Effect, moment: str) -> None:
    operation = bench.ask(plan_of(effect))
    cut_off(bench, operation, f"{effect.step}.{moment}")
    assert operate(bench.world, bench.effects, PlainSteps(), operation, 2) == "ready"
    done = {
        "membership": (["maya", "tom"], "maya", 900_000, None),
        "exception": (["maya"], "maya", 900_000, None),
        "project_change": (["maya", "priya"], "priya", 950_000, "fewer leave"),
    }
    assert project(bench) == done[effect.kind]
    kinds = [row["kind"] for row in bench.rows(resources)]
    assert kinds == ([] if effect.kind == "project_change" else [effect.kind])


@EVERY
def test_an_outcome_that_was_not_written_down_is_recognised_and_taken_back(
    bench: Workbench, effect: Effect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call was carried out and the run died before the ledger knew: it is ours all the same."""
    before = project(bench)
    operation = bench.ask(plan_of(effect, plans.compute()))
    real = type(bench.effects[effect.kind]).prepare

    def dies_after(self: object, *given: object) -> Callable[[], object]:
        call = real(self, *given)  # type: ignore[arg-type]

        def carried_out_and_gone() -> object:
            call()
            raise KeyboardInterrupt

        return carried_out_and_gone

    with monkeypatch.context() as patched:
        patched.setattr(type(bench.effects[effect.kind]), "prepare", dies_after)
        with pytest.raises(KeyboardInterrupt):
            operate(bench.world, bench.effects, PlainSteps(), operation, 1)
    operations.requeue(bench.database, operation, 1, bench.clock(), "the worker died")
    assert operate(bench.world, bench.effects, PlainSteps(), operation, 2) == "stuck", "the compute has no workspace"
    assert project(bench) != before or effect.kind == "exception"
    operations.give_up(bench.database, 1, "ana", bench.clock(), "demo")
    assert operate(bench.world, bench.effects, PlainSteps(), operation, 3) == "failed_clean"
    left = project(bench)
    assert left[1:] == before[1:], journal_text(bench.operation())
    assert "tom" not in left[0]  # type: ignore[operator]
    assert {row["state"] for row in bench.rows(resources)} <= {"retired"}


def test_a_change_that_somebody_changed_again_stays(bench: Workbench) -> None:
    operation = bench.ask(plan_of(CHANGE, plans.compute()))
    assert operate(bench.world, bench.effects, PlainSteps(), operation, 1) == "stuck"
    other = {**CHANGE.payload, "was": {"budget_cents": 950_000}, "becomes": {"budget_cents": 990_000}}
    again = Effect("budget", "project_change", "budget", "churn", "", other)
    second = bench.ask(plan_of(again), number=2)
    assert operate(bench.world, bench.effects, PlainSteps(), second, 1) == "ready"
    operations.give_up(bench.database, 1, "ana", bench.clock(), "demo")
    assert operate(bench.world, bench.effects, PlainSteps(), operation, 2) == "failed_clean"
    assert project(bench)[1:] == ("priya", 990_000, "fewer leave")
    assert "was changed again since" in journal_text(bench.operation())


@EVERY
def test_a_project_that_went_meanwhile_is_named(bench: Workbench, effect: Effect) -> None:
    operation = bench.ask(plan_of(effect))
    with bench.database.write() as connection:
        connection.execute(projects.delete())
    ended = operate(bench.world, bench.effects, PlainSteps(), operation, 1)
    assert ended == ("ready" if effect.kind == "exception" else "stuck")
    if ended == "stuck":
        assert "there is no project churn any more" in bench.operation().reason
