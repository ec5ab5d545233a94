"""The seeded organisation: its names are the catalogue's, and its stories are true for whoever looks through Azure."""

from pathlib import Path

import pytest

import catalog
from catalog.load import load
from catalog.model import Catalogue
from portal.azure import reads, sdk, views
from portal.azure.arm import Arm
from portal.azure.cloud import Azure
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.seed.document import Seed, load_reference, load_seed
from tests.azure.clockwork import HandClock

NONPROD, PROD = "f14209dd-081b-51e5-be45-dadf5f4944b8", "9483f022-be9c-59a6-8cc4-52631fbf327e"


@pytest.fixture(scope="module")
def seed() -> Seed:
    """The organisation's data."""
    return load_seed()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The starter catalogue."""
    return load(Path(catalog.__file__).parent)


@pytest.fixture
def azure(tmp_path: Path) -> Azure:
    """The seeded Azure."""
    return emulated_in_process(create_app(tmp_path / "azure.db", HandClock(), load_seed()))


def workspace(name: str, group: str, subscription: str = NONPROD) -> str:
    """The id of a workspace."""
    provider = "providers/Microsoft.MachineLearningServices/workspaces"
    return f"/subscriptions/{subscription}/resourceGroups/{group}/{provider}/{name}"


RISK_PROD = workspace("mlw-risk-prod", "rg-ml-risk-prod", PROD)
RETAIL_PROD = workspace("mlw-retail-prod", "rg-ml-retail-prod", PROD)
RETAIL_DEV = workspace("mlw-retail-dev", "rg-ml-retail-dev")


async def endpoints(azure: Azure, where: str) -> dict[str, views.Endpoint]:
    """All endpoints of a workspace by name."""
    async with Arm(azure, HandClock()) as arm:
        online, batch = await reads.online_endpoints(arm, where), await reads.batch_endpoints(arm, where)
    return {one.name: one for one in [*(online.value or ()), *(batch.value or ())]}


def test_workspaces_registries_and_subscriptions_are_the_organisations(seed: Seed, catalogue: Catalogue) -> None:
    organisation = catalogue.organisation
    planted = {(row["name"], row["group"], row["subscription"], row["region"]) for row in seed.rows("workspaces")}
    declared = {(one.name, one.resource_group, one.subscription, one.region) for one in organisation.workspaces}
    assert declared <= planted
    assert {row["name"] for row in seed.rows("workspaces") if "reach" not in row} == {name for name, *_ in declared}
    assert {row["id"] for row in seed.rows("subscriptions")} == {one.id for one in organisation.subscriptions}
    assert {row["name"] for row in seed.rows("registries")} == {one.name for one in organisation.registries}


def test_owners_and_principals_are_people_of_the_organisation(seed: Seed, catalogue: Catalogue) -> None:
    people = {person.id: person.object_id for person in catalogue.organisation.people}
    owners = {row["owner"] for row in seed.rows("models")}
    owners |= {row["tags"]["owner"] for row in [*seed.rows("computes"), *seed.rows("workspaces")] if row["tags"]}
    assert owners <= set(people)
    assert {row["principal"] for row in seed.rows("access")} <= set(people.values())
    assert {row["assigned"] for row in seed.rows("computes") if "assigned" in row} <= set(people.values())


def test_sizes_have_the_catalogues_families_and_cores(catalogue: Catalogue) -> None:
    offered = {item.size: item for item in catalogue.computes}
    sizes = {row["name"]: row for row in load_reference().rows("sizes")}
    for name, item in offered.items():
        if item.lifecycle == "blocked":
            assert name not in sizes, "a blocked size is one that Azure refuses too"
        else:
            assert (sizes[name]["family"], sizes[name]["vcpus"], sizes[name]["gpus"]) == (
                item.family,
                item.vcpus,
                item.gpus,
            )


def test_the_name_of_the_first_journey_is_free(seed: Seed) -> None:
    assert all(row["project"] != "churn" for row in seed.rows("models"))
    assert not [row for row in seed.rows("workspaces") if "churn" in row["name"]]
    assert not [row for row in seed.rows("computes") if "churn" in row["name"]]


def test_there_are_forty_one_models_in_ten_shared_workspaces(seed: Seed) -> None:
    assert len(seed.rows("models")) == 41
    assert len([row for row in seed.rows("workspaces") if "reach" not in row]) == 10
    evidence = [row["evidence"] for row in seed.rows("models")]
    assert all(evidence.count(word) >= 5 for word in ("manifest", "shared", "none"))


async def test_fraud_net_serves_v6_although_v7_was_approved(azure: Azure) -> None:
    endpoint = (await endpoints(azure, RISK_PROD))["oep-fraud-net-prod"]
    assert endpoint.tags["approved_version"] == "7"
    serving = {one.name: one.model.rsplit("/", 1)[1] for one in endpoint.deployments}
    assert [serving[name] for name, share in endpoint.traffic.items() if share] == ["6"]


async def test_churn_model_divides_its_traffic_between_two_versions(azure: Azure) -> None:
    endpoint = (await endpoints(azure, RETAIL_PROD))["oep-churn-model-prod"]
    served = {one.name: one.model.rsplit("/", 1)[1] for one in endpoint.deployments}
    assert {served[name]: share for name, share in endpoint.traffic.items()} == {"12": 90, "13": 10}
    assert endpoint.tags["project_id"] == "retention"


async def test_spend_batch_has_a_default_and_ran_three_hours_ago(azure: Azure) -> None:
    endpoint = (await endpoints(azure, RETAIL_PROD))["bep-spend-batch-prod"]
    assert endpoint.default == "blue"
    async with Arm(azure, HandClock()) as arm:
        runs = (await reads.jobs(arm, RETAIL_PROD)).value or []
        schedules = await arm.get_all(RETAIL_PROD + "/schedules")
    mine = [run for run in runs if run.tags["azureml.endpointname"] == endpoint.name]
    assert mine[0].started_at.startswith("2026-11-23T06:00") and mine[0].status == "Completed"
    assert "daily-spend-batch" in {one["name"] for one in schedules}


async def test_a_failed_deployment_claims_to_be_production(azure: Azure) -> None:
    endpoint = (await endpoints(azure, RISK_PROD))["oep-credit-limit-prod"]
    failed = [one for one in endpoint.deployments if one.state == "Failed"]
    assert [(one.tags["stage"], endpoint.traffic.get(one.name, 0)) for one in failed] == [("prod", 0)]


async def test_one_test_workspace_is_forbidden_and_one_does_not_answer(azure: Azure) -> None:
    async with Arm(azure, HandClock(), sleep=_at_once) as arm:
        loyalty = await reads.models(arm, workspace("mlw-loyalty-test", "rg-loyalty-test"))
        fleet = await reads.models(arm, workspace("mlw-fleet-test", "rg-fleet-test"))
        seen = await reads.workspaces(arm, NONPROD)
    assert (loyalty.error, fleet.error) == ("forbidden", "unreachable")
    assert {"mlw-loyalty-test", "mlw-fleet-test"} <= {one.name for one in seen.value or ()}


async def _at_once(seconds: float) -> None:
    assert seconds > 0


async def test_the_a100_family_is_full(azure: Azure) -> None:
    async with Arm(azure, HandClock()) as arm:
        usage = {one.family: one for one in (await reads.usages(arm, NONPROD, "westeurope")).value or ()}
    assert usage["standardNCADSA100v4Family"].used == usage["standardNCADSA100v4Family"].limit == 48


async def test_computes_tell_of_leases_idleness_and_what_was_made_by_hand(azure: Azure) -> None:
    async with Arm(azure, HandClock()) as arm:
        retail = {one.name: one for one in (await reads.computes(arm, RETAIL_DEV)).value or ()}
        risk = (await reads.computes(arm, workspace("mlw-risk-dev", "rg-ml-risk-dev"))).value or []
        explore = (await reads.computes(arm, workspace("mlw-explore-dev", "rg-ml-explore-dev"))).value or []
    today = "2026-11-23"
    assert retail["cc-promo-dev"].tags["expires_on"] < today
    assert retail["ci-dana"].tags["expires_on"] == today
    erik = next(one for one in risk if one.name == "ci-erik")
    assert (erik.state, erik.idle_shutdown, erik.tags["owner"]) == ("Running", "", "erik")
    assert next(one for one in explore if one.name == "test123").tags == {}


async def test_evidence_is_strong_medium_or_none(azure: Azure) -> None:
    async with Arm(azure, HandClock()) as arm:
        retail = {(one.name, one.version): one for one in (await reads.models(arm, RETAIL_DEV)).value or ()}
    strong, medium, none = retail["churn-model", "13"], retail["uplift", "6"], retail["segment-batch", "4"]
    assert strong.properties["manifest_digest"].startswith("sha256:")
    assert "manifest_digest" not in medium.properties and medium.tags["shared_as"].endswith("/uplift/versions/6")
    assert "manifest_digest" not in none.properties and "shared_as" not in none.tags
    assert strong.created_by == "priya"


def test_what_was_planted_stays_when_the_file_is_opened_again(tmp_path: Path) -> None:
    clock, state = HandClock(), tmp_path / "azure.db"
    azure = emulated_in_process(create_app(state, clock, load_seed()))
    sdk.merge_tags(azure, RETAIL_DEV, {"note": "kept"})
    again = emulated_in_process(create_app(state, clock, load_seed()))
    found = sdk.read(again, RETAIL_DEV)
    assert isinstance(found, sdk.FoundResource) and found.payload["tags"]["note"] == "kept"


def test_every_deployment_of_the_seed_could_be_made_again_by_its_own_rules(azure: Azure) -> None:
    model = "azureml://registries/mlr-meridian/models/churn-model/versions/13"
    endpoint = RETAIL_PROD + "/onlineEndpoints/oep-churn-model-prod"
    sent = sdk.put_online_deployment(
        azure, endpoint, "green", model=model, instance_type="Standard_F4s_v2", instance_count=2, tags={}
    )
    assert sent.status == 200
    assert sdk.put_traffic(azure, endpoint, {"green": 100}).status == 200
