"""`portal doctor --azure`: what is missing, what is too much, and who can go past the portal."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from portal.cli.main import main
from portal.domain.rights.azure_identities import Arranged, Role
from portal.domain.rights.azure_rights import HeldRole, judge_identity, judge_past
from portal.domain.rights.role_conditions import Giving, condition_of
from tests.connect.estate import USERS, last_call, writes

SCOPE = "/subscriptions/s"
WANTED = Role("", "ML Portal - grant prod", ("A/x/write", "A/y/write"))
READER, OWNER_ID = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
BOUND = condition_of(Giving(frozenset({READER})))
GRANT = Arranged("grant-prod", "grant", "prod", WANTED, "", (SCOPE,), BOUND, object_id="me")
OWNER = Role(OWNER_ID, "Owner", ("*",))
SCIENTIST = Role(
    "scientist",
    "AzureML Data Scientist",
    ("Microsoft.MachineLearningServices/workspaces/*/write",),
    ("Microsoft.MachineLearningServices/workspaces/computes/*/write",),
)
PLACE = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/mlw"


def defined(*actions: str, withheld: tuple[str, ...] = ()) -> Role:
    return Role("role", WANTED.name, actions, withheld)


WELL = defined("a/X/write", "A/y/write")
MINE = HeldRole("me", "ServicePrincipal", "role", SCOPE, BOUND)


def test_an_identity_that_holds_its_role_where_it_works_and_nothing_else_is_well() -> None:
    (told,) = judge_identity(GRANT, [WELL], [MINE])
    assert told.ok and told.detail == "has its role and nothing else, at subscription s"
    above = replace(MINE, scope="/providers/Microsoft.Management/managementGroups/ml")
    assert [one.detail for one in judge_identity(GRANT, [WELL], [above]) if not one.ok] == [
        "holds its role at ml, where it has nothing to do"
    ]


@pytest.mark.parametrize(
    ("roles", "held", "told"),
    [
        ([], [], "its role 'ML Portal - grant prod' is not defined"),
        ([defined("A/x/write")], [MINE], "its role misses A/y/write"),
        ([defined("A/x/write", "A/y/write", withheld=("A/y/*",))], [MINE], "its role withholds A/y/*"),
        ([defined("A/x/write", "A/y/write", "*")], [MINE], "its role has too much: *"),
        ([WELL], [], "does not hold its role at subscription s"),
        ([WELL], [MINE, replace(MINE, scope="/subscriptions/t")],
         "holds its role at subscription t, where it has nothing to do"),
        ([WELL, OWNER], [MINE, replace(MINE, role=OWNER_ID)], "also holds Owner, at subscription s"),
        ([WELL], [MINE, replace(MINE, principal="eve")],
         "ServicePrincipal eve holds its role too, at subscription s"),
        ([WELL], [replace(MINE, condition="")],
         "may give every role to everybody, Owner too: its assignment has no condition"),
        ([WELL], [replace(MINE, condition="@Request[x] Y {z}")],
         "its assignment has another condition than the portal's, which is not understood here"),
        ([WELL, OWNER], [replace(MINE, condition=condition_of(Giving(frozenset({READER, OWNER_ID}))))],
         "may give what the catalogue does not offer: Owner"),
        ([WELL], [replace(MINE, condition=condition_of(Giving(frozenset())))],
         f"may not give what the catalogue offers: {READER}"),
        ([WELL], [replace(MINE, condition=condition_of(Giving(frozenset({READER}), frozenset({"User", "Group"}))))],
         "may give to whom it should not: groups, or the portal's own identities"),
    ],
)  # fmt: skip
def test_what_is_missing_and_what_is_too_much_is_told(roles: list[Role], held: list[HeldRole], told: str) -> None:
    (found,) = judge_identity(GRANT, roles, held)
    assert not found.ok and found.detail == told and found.todo


@pytest.mark.parametrize(
    ("stage", "role", "scope", "told"),
    [
        ("prod", "scientist", PLACE, "write models and deploy to endpoints"),
        ("prod", OWNER_ID, SCOPE, "make computes, write models, deploy to endpoints and give rights"),
        ("dev", "scientist", PLACE, ""),
        ("dev", OWNER_ID, "/subscriptions/s/resourceGroups/RG", "make computes and give rights"),
        ("prod", OWNER_ID, "/subscriptions/s/resourceGroups/r", ""),
        ("test", "scientist", "/providers/Microsoft.Management/managementGroups/all", "deploy to endpoints"),
    ],
)
def test_who_can_go_past_the_portal_is_named(stage: str, role: str, scope: str, told: str) -> None:
    held = [HeldRole("anna", "User", role, scope), HeldRole("portal", "", OWNER_ID, PLACE)]
    (found,) = judge_past([(PLACE, stage)], [OWNER, SCIENTIST], held, frozenset({"portal"}))
    assert found.ok is (told == "")
    assert found.ok or found.detail.startswith(f"User anna can {told} in mlw: holds ")


def test_prod_comes_first_one_line_for_each_assignment_and_people_have_names() -> None:
    other = PLACE.replace("mlw", "mlw-live")
    held = [HeldRole("anna", "User", OWNER_ID, SCOPE), HeldRole("bo", "User", "scientist", other)]
    told = judge_past(
        [(PLACE, "dev"), (other, "prod")], [OWNER, SCIENTIST], held, frozenset(), {"anna": "Anna (Data scientist)"}
    )
    assert [(one.name.rpartition(", ")[2], one.detail.partition(" can ")[0]) for one in told] == [
        ("prod", "Anna (Data scientist)"), ("prod", "User bo"), ("dev", "Anna (Data scientist)"),
    ]  # fmt: skip


def checks_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    """What `portal doctor --azure --json` says."""
    main(["doctor", "--azure", "--json"])
    found: list[dict[str, str]] = json.loads(capsys.readouterr().out)["checks"]
    return found


def test_in_an_azure_without_the_portal_it_says_who_could_go_past_it_and_changes_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTAL_HOME", str(home))
    monkeypatch.setenv("PORTAL_MODE", "solo")
    began = last_call(home / "azure.db")
    own, past = checks_of(capsys)
    assert own["ok"] and own["detail"].startswith("in solo mode the portal has your own rights")
    assert past["name"] == "past the portal, dev" and USERS[0] in past["detail"]
    assert writes(home / "azure.db", began) == [] and last_call(home / "azure.db") > began


def test_in_the_demo_each_identity_is_well_once_its_role_is_made_and_told_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTAL_HOME", str(tmp_path))
    before = [one for one in checks_of(capsys) if one["name"].startswith("identity")]
    assert len(before) == 8 and not any(one["ok"] for one in before)
    assert main(["demo", "azure", "--roles", "on"]) == 0
    capsys.readouterr()
    after = {one["name"]: one for one in checks_of(capsys)}
    assert all(after[one["name"]]["ok"] for one in before), after
    assert after["past the portal, prod"]["detail"].startswith("Erik Sand (ML engineer, has left) can make computes")
    assert main(["doctor", "--azure"]) == 1
    text = capsys.readouterr().out
    assert text.startswith("1 of 10 are not well\n\npast the portal, prod\n  - Erik Sand")
    assert main(["demo", "azure", "--roles", "off"]) == 0


def test_what_has_to_be_made_is_written_as_files_and_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTAL_HOME", str(tmp_path))
    folder = tmp_path / "made"
    assert main(["catalog", "identities", "--out", str(folder), "--json"]) == 0
    told = {one["identity"]: one for one in json.loads(capsys.readouterr().out)["items"]}
    role = json.loads((folder / "role-grant-prod.json").read_text(encoding="utf-8"))
    assert role == told["grant-prod"]["definition"] and role["AssignableScopes"] == told["grant-prod"]["scopes"]
    condition = (folder / "condition-grant-prod.txt").read_text(encoding="utf-8")
    assert READER in condition and OWNER_ID not in condition and told["read"]["condition"] is None
    script = (folder / "make.sh").read_text(encoding="utf-8")
    assert script.count("az role definition create") == 8
    assert script.count('--condition "$(cat condition-grant-') == 3
    assert "Workspace Admin Custom" in told["grant-prod"]["not_given"]
    assert main(["catalog", "identities", "--out", str(folder)]) == 2
