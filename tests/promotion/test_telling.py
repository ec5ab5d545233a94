"""What is really served is read back, and Azure is told the same as the portal knows."""

from collections.abc import Mapping
from typing import Any

import pytest

from portal.azure import sdk
from portal.code_hosts import RepositoryError, WorkflowRun
from portal.contract.plan import Effect
from portal.engine.effects.models import ci_dispatch
from portal.services.operations import operations
from portal.store.tables import resources, reviews
from tests.engine.workbench import Workbench, journal_text, plan_of
from tests.promotion.ground import (
    DEV,
    ENDPOINT,
    MODEL,
    NAMED,
    OTHER,
    PROD,
    REGISTRY,
    SIZE,
    TAGS,
    carry_out,
    deploy,
    register_in_registry,
    run,
    share,
    shown,
)

SCOPES = [f"{owner}/models/{MODEL}/versions/13" for owner in (REGISTRY, DEV)]


def check(**changes: Any) -> Effect:
    """The endpoint serves version 13."""
    about = {name: NAMED[name] for name in ("model", "version", "artefact")}
    payload = {"workspace": PROD, "endpoint": "oep-churn", **about, **changes}
    return Effect("check", "serve_check", "Look", "oep-churn", "prod", payload)


def tell() -> Effect:
    """Version 13 says in Azure that it serves."""
    payload = {"scopes": SCOPES, "tags": {"portal_request": "R-1", "stage": "prod"}, "description": "prod: by R-1"}
    return Effect("write-back", "model_tags", "Tags", MODEL, "prod", payload)


def route(bench: Workbench, **weights: int) -> None:
    """Somebody divides the traffic."""
    sdk.put_traffic(bench.azure, ENDPOINT, weights)


def test_what_serves_is_the_approved_artefact_or_the_plan_stops(bench: Workbench) -> None:
    assert carry_out(bench, share(), deploy()) == "ready"
    assert carry_out(bench, check(), number=2) == "stuck"
    assert bench.operation(2).reason == ("oep-churn does not serve what was approved: v12 serves churn-model 12"), (
        bench.operation(2).reason
    )
    route(bench, v12=1, v13=99)
    assert carry_out(bench, check(), number=3) == "stuck"
    route(bench, v13=100)
    assert carry_out(bench, check(), number=4) == "ready", journal_text(bench.operation(4))


def test_a_number_that_now_names_another_artefact_is_seen_where_it_serves(bench: Workbench) -> None:
    assert carry_out(bench, share(), deploy()) == "ready"
    route(bench, v13=100)
    register_in_registry(bench.azure, "14", OTHER)
    model = sdk.registry_model_uri(REGISTRY, MODEL, "14")
    sdk.put_online_deployment(bench.azure, ENDPOINT, "v14", model=model, instance_type=SIZE, tags=TAGS)
    route(bench, v14=100)
    assert carry_out(bench, check(version="14"), number=2) == "stuck"
    assert "is another artefact: sha256:eeeeeeeeeeee…" in bench.operation(2).reason


def test_an_endpoint_that_is_gone_or_quiet_or_out_of_reach_serves_nothing(bench: Workbench) -> None:
    assert carry_out(bench, check(endpoint="oep-none")) == "stuck"
    assert "there is no endpoint oep-none, so nothing is served" in bench.operation().reason
    route(bench, v12=0)
    assert carry_out(bench, check(), number=2) == "stuck"
    assert "oep-churn serves nothing" in bench.operation(2).reason
    bench.fault(kind="refuse", method="GET", path="/onlineEndpoints/oep-churn", status=503, times=1000)
    assert carry_out(bench, check(), number=3) == "stuck"
    assert "internal server error" in bench.operation(3).reason.lower()


def test_azure_is_told_in_both_places_who_approved_what(bench: Workbench) -> None:
    assert carry_out(bench, share()) == "ready"
    operation = bench.ask(plan_of(tell(), lease_days=None), number=2)
    with bench.database.write() as connection:
        for person, verdict in (("ana", "approve"), ("paul", "approve"), ("li", "question")):
            connection.execute(
                reviews.insert().values(
                    request=2, revision=1, digest="d" * 64, person=person, account=person, verdict=verdict,
                    reason="why" if verdict == "question" else "", at=bench.world.now(),
                )
            )  # fmt: skip
    assert run(bench, operation) == "ready", journal_text(bench.operation(2))
    for scope in SCOPES:
        told = shown(bench, scope)["properties"]
        assert told["description"] == "prod: by R-1"
        assert told["tags"] == {
            **TAGS, "portal_request": "R-1", "stage": "prod", "portal_digest": "d" * 64, "portal_approvers": "ana,paul",
        }  # fmt: skip
    assert len(bench.writes("/models/churn-model/versions/13")) == 3, "it was registered once, and told twice"


def test_an_answer_that_was_lost_tells_nothing_twice(bench: Workbench) -> None:
    assert carry_out(bench, share()) == "ready"
    bench.fault(kind="lost_answer", method="PUT", path="/versions/13")
    assert carry_out(bench, tell(), number=2) == "ready", journal_text(bench.operation(2))
    assert len(bench.writes("/models/churn-model/versions/13")) == 3


def test_an_endpoint_is_made_once_and_one_that_is_there_is_used(bench: Workbench) -> None:
    payload = {"workspace": PROD, "endpoint": "oep-new", "tags": TAGS}
    new = Effect("endpoint", "online_endpoint", "Endpoint", "oep-new", "prod", payload)
    batch = Effect("batch", "batch_endpoint", "Endpoint", "bep-new", "prod", {**payload, "endpoint": "bep-new"})
    known = Effect("known", "online_endpoint", "Endpoint", "oep", "prod", {**payload, "endpoint": "oep-churn"})
    assert carry_out(bench, new, batch, known, deploy(endpoint="oep-none")) == "stuck"
    assert {row["name"]: row["kind"] for row in bench.rows(resources)} == {
        "oep-new": "online_endpoint", "bep-new": "batch_endpoint",
    }  # fmt: skip
    operations.give_up(bench.database, 1, "ana", bench.clock(), "demo")
    assert run(bench, bench.operation().id, 2) == "failed_clean"
    assert isinstance(sdk.read(bench.azure, f"{PROD}/onlineEndpoints/oep-new"), sdk.Missing)
    assert shown(bench, ENDPOINT)["name"] == "oep-churn"


class Pipelines:
    """A place that starts workflows and answers what a test says about their runs."""

    def __init__(self) -> None:
        self.started: list[tuple[str, str, str, dict[str, str]]] = []
        self.answers: list[WorkflowRun | None] = []

    def dispatch(self, name: str, workflow: str, ref: str, inputs: Mapping[str, str], mark: str) -> None:
        """Keeps what was started."""
        if name == "gone":
            raise RepositoryError("there is no repository", name, "make it again")
        assert mark.startswith("R-")
        self.started.append((name, workflow, ref, dict(inputs)))

    def find_run(self, name: str, workflow: str, mark: str) -> WorkflowRun | None:
        """The next answer; the last one stays."""
        if not self.started:
            return None
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def pipelines(monkeypatch: pytest.MonkeyPatch) -> Pipelines:
    """The place of the repositories."""
    made = Pipelines()
    monkeypatch.setattr(ci_dispatch, "pipelines", lambda world, project: made)
    return made


def dispatch(**changes: Any) -> Effect:
    """The repository's own deploy workflow."""
    payload = {
        "repository": "churn", "workflow": "deploy.yml", "ref": "main", "deadline_seconds": 3600,
        "inputs": {"model": MODEL, "version": "13", "stage": "prod"}, **changes,
    }  # fmt: skip
    return Effect("dispatch", "ci_dispatch", "Deploy", "churn", "prod", payload)


def test_a_workflow_is_started_once_and_waited_for(bench: Workbench, pipelines: Pipelines) -> None:
    url = "https://ci.example/runs/7"
    pipelines.answers = [
        None,
        WorkflowRun("7", "queued"),
        WorkflowRun("7", "running"),
        WorkflowRun("7", "succeeded", url),
    ]
    assert carry_out(bench, dispatch()) == "ready", journal_text(bench.operation())
    assert pipelines.started == [("churn", "deploy.yml", "main", {"model": MODEL, "version": "13", "stage": "prod"})]
    assert "deploy.yml was started on main" in journal_text(bench.operation())


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (WorkflowRun("7", "failed", "https://ci.example/7", "the gate said no"), "it failed: the gate said no (https"),
        (WorkflowRun("7", "running"), "it is running 0:00:00 after it was started"),
        (None, "it has not begun 0:00:00 after it was started"),
    ],
)
def test_a_workflow_that_fails_or_takes_too_long_is_told(
    bench: Workbench, pipelines: Pipelines, answer: WorkflowRun | None, told: str
) -> None:
    pipelines.answers = [answer]
    assert carry_out(bench, dispatch(deadline_seconds=0)) == "stuck"
    assert told in bench.operation().reason
    assert len(pipelines.started) == 1


def test_a_workflow_that_cannot_be_started_is_told(bench: Workbench, pipelines: Pipelines) -> None:
    assert carry_out(bench, dispatch(repository="gone")) == "stuck"
    assert bench.operation().reason == "gone: there is no repository; make it again"
