"""The portal's identities have the rights that their calls need, and no others: role files against recorded calls."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.load import SHIPPED
from portal.azure.cloud import Azure
from portal.azure.faults import AzureFault
from portal.azure.identities import DUTIES, GRANT, PROMOTE, PROVISION, READ, action_of
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.credentials import EmulatedCredential
from portal.emulator.seed.document import bare_seed
from tests.access.desk import Desk
from tests.azure.clockwork import HandClock
from tests.azure.conftest import SUBSCRIPTION, Cloud
from tests.connect.recorded import Needed, every_look, every_write, recording, usual_requests
from tests.connect.split import split
from tests.moves.conftest import desk

__all__ = ["desk"]

DENIED = (
    "listkeys/action", "token/action", "readsecrets/action", "/secrets/", "/purge/action", "updatequotas/action",
    "roledefinitions/write", "locks/delete", "policyassignments/", "elevateaccess", "register/action",
)  # fmt: skip
WITHHELD = {"Microsoft.MachineLearningServices/workspaces/onlineEndpoints/listKeys/action"}
"""Keys of endpoints that take only keys: the portal asks endpoints that take tokens, and is refused at the others."""
BY_TEMPLATE = {
    "Microsoft.ContainerRegistry/registries/write", "Microsoft.Insights/components/write",
    "Microsoft.KeyVault/vaults/write", "Microsoft.Storage/storageAccounts/write",
    "Microsoft.MachineLearningServices/workspaces/write",
}  # fmt: skip
"""What the shipped infrastructure template makes; Azure asks the deployer for it, not in a call of its own."""

NOT_SEEN_HERE = {
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action": "asked at the endpoint's own address",
    "Microsoft.MachineLearningServices/workspaces/schedules/write": "where a batch model's schedule names what ran",
}
"""Granted, used, and not on the ways that are walked here, with the reason."""


def role(identity: str) -> dict[str, Any]:
    path = SHIPPED / "infrastructure" / "roles" / f"ml-portal-{identity}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def by_duty(needed: Needed) -> Needed:
    """What was needed, by duty and not by stage."""
    merged: Needed = {duty: set() for duty in DUTIES}
    for identity, actions in needed.items():
        merged[identity.partition("-")[0]] |= actions
    return merged


def granted(identity: str) -> dict[str, str]:
    """The actions of an identity's role as they are spelled, by their spelling in small letters."""
    return {action.lower(): action for action in role(identity)["Actions"]}


@pytest.mark.parametrize("identity", DUTIES)
def test_a_role_names_single_actions_and_none_that_is_denied(identity: str) -> None:
    told = role(identity)
    assert told["IsCustom"] is True and told["Name"].startswith("ML Portal - ")
    assert told["Actions"] == sorted(set(told["Actions"]), key=str.lower)
    assert told["NotActions"] == told["DataActions"] == told["NotDataActions"] == []
    assert not [action for action in told["Actions"] if "*" in action]
    assert not [action for action in granted(identity) for denied in DENIED if denied in action]


def test_no_identity_can_do_another_ones_part() -> None:
    writes = {one: {a for a in granted(one) if not a.endswith("/read")} for one in DUTIES}
    assert writes[READ] == set()
    assert all("authorization/roleassignments/" in action for action in granted(GRANT))
    assert all("/registries/" in action for action in granted(PROMOTE))
    assert not [action for action in writes[PROVISION] if "authorization/" in action]
    assert not [action for action in writes[PROVISION] if "machinelearningservices/registries" in action]


def test_every_call_is_granted_to_whoever_makes_it_and_every_grant_is_used(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, state = HandClock(), tmp_path / "cloud.db"
    cloud = Cloud(emulated_in_process(create_app(state, clock, bare_seed(SUBSCRIPTION))), state, clock)
    split(desk.state, desk.clock)
    with recording(monkeypatch) as recorded:
        every_write(cloud)
        usual_requests(desk)
        every_look(desk, cloud)
    assert not recorded.refused, "\n" + "\n".join(recorded.refused)
    told = set(recorded.needed)
    assert told >= {"read", "promote", "provision-dev", "provision-test", "provision-prod", "grant-dev"}, told
    needed = by_duty(recorded.needed)
    withheld = {action.lower() for action in WITHHELD}
    beyond = {
        (identity, action)
        for identity, actions in needed.items()
        for action in actions
        if action.lower() not in granted(identity) and action.lower() not in withheld
    }
    assert not beyond, "\n" + "\n".join(map(str, sorted(beyond)))
    used = {identity: {action.lower() for action in actions} for identity, actions in needed.items()}
    made = {action.lower() for action in BY_TEMPLATE}
    elsewhere = made | {action.lower() for action in NOT_SEEN_HERE}
    idle = {
        (identity, spelled)
        for identity in DUTIES
        for action, spelled in granted(identity).items()
        if action not in used[identity] and not (identity == PROVISION and action in elsewhere)
    }
    assert not idle, "\n" + "\n".join(map(str, sorted(idle)))
    template = json.loads((SHIPPED / "infrastructure" / "workspace.json").read_text(encoding="utf-8"))
    assert made == {f"{one['type']}/write".lower() for one in template["resources"]}


@pytest.mark.parametrize(
    ("method", "path", "action"),
    [
        ("GET", "/subscriptions", "Microsoft.Resources/subscriptions/read"),
        ("PUT", "/subscriptions/s/resourceGroups/g", "Microsoft.Resources/subscriptions/resourceGroups/write"),
        (
            "POST",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/computes/c/stop",
            "Microsoft.MachineLearningServices/workspaces/computes/stop/action",
        ),
        (
            "DELETE",
            "/subscriptions/s/providers/Microsoft.MachineLearningServices/x/y/providers/Microsoft.Authorization/roleAssignments/z",
            "Microsoft.Authorization/roleAssignments/delete",
        ),
        ("GET", "/api/retail/prices", ""),
    ],
)
def test_the_action_of_a_call_is_named_as_role_definitions_do(method: str, path: str, action: str) -> None:
    assert action_of(method, path) == action


def test_where_rights_are_split_nobody_does_anothers_part() -> None:
    azure = Azure.real(EmulatedCredential("common"), {"grant-dev": EmulatedCredential("grant-dev")}).knowing(
        lambda r: r
    )
    assert azure.acting(GRANT, "dev").get_token(azure.scope).token == "emulated-grant-dev"
    for duty, resource, told in ((GRANT, "prod", "no identity grant-prod"), (READ, "", "no identity read")):
        with pytest.raises(AzureFault, match=told):
            azure.acting(duty, resource)
    with pytest.raises(AzureFault, match="nobody has the duty grant for x"):
        azure.knowing(lambda _: "").acting(GRANT, "x")
    assert Azure.real(EmulatedCredential("common")).acting(GRANT, "x").get_token("").token == "emulated-common"
