"""A version is shared and deployed only as the artefact that was approved, once, and without traffic."""

from dataclasses import replace

import pytest

from portal.services.operations import operations
from portal.store.tables import resources
from tests.engine.workbench import Workbench, journal_text
from tests.promotion.ground import (
    DEV,
    ENDPOINT,
    MODEL,
    OTHER,
    REGISTRY,
    THIRTEEN,
    carry_out,
    deploy,
    register,
    register_in_registry,
    run,
    share,
    shown,
    traffic,
)

SHARED = f"{REGISTRY}/models/{MODEL}/versions/13"
DEPLOYED = f"{ENDPOINT}/deployments/v13"


def test_a_version_is_shared_and_deployed_without_traffic(bench: Workbench) -> None:
    assert carry_out(bench, share(), deploy()) == "ready", journal_text(bench.operation())
    assert shown(bench, SHARED)["properties"]["properties"]["manifest_digest"] == THIRTEEN
    made = shown(bench, DEPLOYED)
    assert made["properties"]["model"] == "azureml://registries/mlr-meridian/models/churn-model/versions/13"
    assert traffic(bench) == {"v12": 100}
    assert [(row["kind"], row["name"], row["state"]) for row in bench.rows(resources)] == [
        ("online_deployment", "v13", "live")
    ]
    assert len([call for call in bench.calls("POST") if call.path.endswith("/import")]) == 2, "the first is version 12"
    assert len(bench.writes("/deployments/v13")) == 1


def test_a_version_that_is_shared_already_is_not_shared_again(bench: Workbench) -> None:
    register_in_registry(bench.azure, "13", THIRTEEN)
    assert carry_out(bench, share()) == "ready", journal_text(bench.operation())
    assert len([call for call in bench.calls("POST") if call.path.endswith("/import")]) == 1


@pytest.mark.parametrize(("there", "told"), [(OTHER, "sha256:eeeeeeeeeeee…"), (None, "no manifest")])
def test_a_registry_that_has_the_number_with_another_artefact_stops_it(
    bench: Workbench, there: str | None, told: str
) -> None:
    register_in_registry(bench.azure, "13", there)
    assert carry_out(bench, share(), deploy()) == "stuck"
    reason = bench.operation().reason
    assert f"churn-model 13 in mlr-meridian is another artefact: {told}, approved was sha256:dddddddddddd…" in reason
    assert "register the model as a new one" in reason
    assert bench.writes("/deployments/v13") == []


def test_a_version_without_evidence_that_is_there_already_proves_nothing(bench: Workbench) -> None:
    register_in_registry(bench.azure, "13", None)
    assert carry_out(bench, share(artefact="")) == "stuck"
    assert "nothing proves that it is the same" in bench.operation().reason


def test_an_artefact_that_was_swapped_after_approval_is_not_shared(bench: Workbench) -> None:
    register(bench.azure, DEV, "13", OTHER)
    assert carry_out(bench, share()) == "stuck"
    assert "the artefact was changed after it was approved" in bench.operation().reason
    assert len([call for call in bench.calls("POST") if call.path.endswith("/import")]) == 1


def test_an_artefact_that_was_swapped_in_the_registry_is_not_deployed(bench: Workbench) -> None:
    register_in_registry(bench.azure, "13", OTHER)
    assert carry_out(bench, deploy()) == "stuck"
    assert "the artefact was changed after it was approved" in bench.operation().reason
    assert bench.writes("/deployments/v13") == []


def test_the_shared_version_itself_can_be_what_was_approved(bench: Workbench) -> None:
    artefact = f"registry:mlr-meridian/{MODEL}/13"
    assert carry_out(bench, share(artefact=artefact), deploy(artefact=artefact)) == "ready"
    assert carry_out(bench, deploy(artefact="registry:another/x/13", deployment="v13b"), number=2) == "stuck"
    assert "is not the shared version that was approved" in bench.operation(2).reason


def test_an_endpoint_that_is_not_there_is_named(bench: Workbench) -> None:
    assert carry_out(bench, share(), deploy(endpoint="oep-none")) == "stuck"
    assert "there is no endpoint oep-none in mlw-retail-prod; make it, then retry" in bench.operation().reason


def test_a_lost_answer_makes_no_second_share_and_no_second_deployment(bench: Workbench) -> None:
    bench.fault(kind="lost_answer", method="POST", path="/import")
    bench.fault(kind="lost_answer", method="PUT", path="/deployments/v13")
    assert carry_out(bench, share(), deploy()) == "ready", journal_text(bench.operation())
    assert len([call for call in bench.calls("POST") if call.path.endswith("/import")]) == 2
    assert len(bench.writes("/deployments/v13")) == 1


def test_giving_up_removes_the_deployment_and_leaves_the_shared_version(bench: Workbench) -> None:
    assert carry_out(bench, share(), deploy(), replace(deploy(endpoint="oep-none"), step="deploy-elsewhere")) == "stuck"
    operations.give_up(bench.database, 1, "ana", bench.clock(), "demo")
    assert run(bench, bench.operation().id, 2) == "failed_clean"
    assert len([call for call in bench.calls("DELETE") if call.path.endswith("/deployments/v13")]) == 1
    assert shown(bench, SHARED)["properties"]["properties"]["manifest_digest"] == THIRTEEN
    assert "it stays in the registry, where nothing serves it" in journal_text(bench.operation())
