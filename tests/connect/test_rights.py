"""`portal doctor --azure`: what is missing, what is too much, and who can go past the portal."""

import json
from pathlib import Path

import pytest

from portal.cli.main import main
from portal.domain.azure_rights import Held, Role, judge_identity, judge_past
from tests.connect.estate import USERS, last_call, writes

LOOK = Role("", "ML Portal - look", ("A/x/read", "A/y/read"))
OWNER = Role("owner", "Owner", ("*",))
SCIENTIST = Role(
    "scientist",
    "AzureML Data Scientist",
    ("Microsoft.MachineLearningServices/workspaces/*/write",),
    ("Microsoft.MachineLearningServices/workspaces/computes/*/write",),
)
PLACE = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/mlw"


def defined(*actions: str) -> Role:
    return Role("look", LOOK.name, actions)


def test_a_role_that_is_as_its_file_says_and_held_alone_is_well() -> None:
    held = [Held("me", "ServicePrincipal", "look", "/subscriptions/s")]
    assert [one.ok for one in judge_identity(LOOK, [defined("a/X/read", "A/y/read")], held)] == [True]


@pytest.mark.parametrize(
    ("roles", "held", "told"),
    [
        ([], [], "this role is not defined"),
        ([defined("A/x/read")], [Held("me", "", "look", "/")], "misses A/y/read"),
        ([defined("A/x/read", "A/y/read", "*")], [Held("me", "", "look", "/")], "has too much: *"),
        ([defined("A/x/read", "A/y/read")], [], "nobody holds this role"),
        ([defined("A/x/read", "A/y/read"), OWNER], [Held("me", "", "look", "/s"), Held("me", "", "owner", "/s")],
         "me also holds Owner"),
    ],
)  # fmt: skip
def test_what_is_missing_and_what_is_too_much_is_told(roles: list[Role], held: list[Held], told: str) -> None:
    (found,) = judge_identity(LOOK, roles, held)
    assert not found.ok and found.detail == told and found.todo


@pytest.mark.parametrize(
    ("stage", "role", "scope", "what"),
    [
        ("prod", "scientist", PLACE, ("models", "endpoints")),
        ("prod", "owner", "/subscriptions/s", ("computes", "models", "endpoints", "rights")),
        ("dev", "scientist", PLACE, ()),
        ("dev", "owner", "/subscriptions/s/resourceGroups/RG", ("computes", "rights")),
        ("prod", "owner", "/subscriptions/s/resourceGroups/r", ()),
    ],
)
def test_who_can_go_past_the_portal_is_named(stage: str, role: str, scope: str, what: tuple[str, ...]) -> None:
    held = [Held("anna", "User", role, scope), Held("portal", "", "owner", PLACE)]
    (found,) = judge_past([(PLACE, stage)], [OWNER, SCIENTIST], held, frozenset({"portal"}))
    assert found.ok is (what == ())
    assert tuple(part.split(" by ")[0] for part in found.detail.split("; ") if " by " in part) == what
    assert found.ok or "User anna" in found.detail


def test_the_command_reads_roles_and_changes_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTAL_HOME", str(home))
    began = last_call(home / "azure.db")
    assert main(["doctor", "--azure", "--json"]) == 1
    checks = {one["name"]: one for one in json.loads(capsys.readouterr().out)["checks"]}
    assert checks["ML Portal - look"]["detail"] == "this role is not defined"
    past = checks["past the portal, dev: mlw-retail-dev"]
    assert not past["ok"] and USERS[0] in past["detail"] and USERS[1] not in past["detail"]
    assert "Azure Policy" in past["todo"]
    assert len([name for name in checks if name.startswith("past the portal")]) == 1
    assert writes(home / "azure.db", began) == [] and last_call(home / "azure.db") > began
