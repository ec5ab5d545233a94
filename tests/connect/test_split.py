"""Each identity of the portal's can do its own part, in its own stage, and nothing else: Azure refuses, and we do."""

import base64
import json

import pytest
from pydantic import ValidationError

from catalog.load import load
from catalog.model import Catalogue
from catalog.model.identities import IdentityDef, identity_names
from portal.azure import sdk
from portal.azure.cloud import Azure
from portal.azure.credentials import OnlyOf, Token
from portal.azure.faults import AzureFault
from portal.azure.identities import PROVISION
from portal.azure.resource_ids import group_id
from portal.azure.scoring import ask
from portal.azure.sdk.clients import resources_client
from portal.azure.sdk.one_write import OneWriteTransport
from portal.domain.models.observed_workspaces import azure_id
from portal.emulator.access.rights import principal_of
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.credentials import EmulatedCredential
from portal.emulator.seed.document import load_seed
from tests.azure.clockwork import HandClock
from tests.connect.split import known_roles, split, staged
from tests.kinds.made import NONPROD, PROD, changed

DEV, LIVE = (
    azure_id(NONPROD, "rg-ml-retail-dev", "mlw-retail-dev"),
    azure_id(PROD, "rg-ml-retail-prod", "mlw-retail-prod"),
)
READER, OWNER = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
MAYA = "9779ca10-b5cc-50ce-b062-beca08c295ab"
GUIDS = tuple(f"aaaaaaaa-0000-4000-8000-{number:012}" for number in range(20))


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Azure:
    """The seeded Azure, which holds everybody of the portal's to their roles."""
    state, clock = tmp_path_factory.mktemp("split") / "azure.db", HandClock()
    app = create_app(state, clock, load_seed())
    split(state, clock, changed_organisation())
    return staged(emulated_in_process(app), load(None))


def changed_organisation(**changes: object) -> Catalogue:
    """The starter catalogue, its eight identities named."""
    catalogue = load(None)
    organisation = changed(catalogue.organisation, **{"identities": identities(), **changes})
    return changed(catalogue, organisation=organisation)


def identities() -> tuple[IdentityDef, ...]:
    """All that the starter organisation needs."""
    return tuple(
        IdentityDef(
            duty=name.partition("-")[0],  # type: ignore[arg-type]
            stage=name.partition("-")[2] or None,  # type: ignore[arg-type]
            client_id=GUIDS[number],
            object_id=principal_of(name),
        )
        for number, name in enumerate(identity_names(["dev", "test", "prod"]))
    )


def as_somebody_else(azure: Azure, identity: str) -> Azure:
    """The same Azure, where one identity does everything, as if we had mixed them up."""
    return Azure(azure.carrier, EmulatedCredential(identity))


def give(azure: Azure, role: str, principal: str = MAYA, scope: str = LIVE, name: str = GUIDS[0]) -> None:
    """Gives a role; the kind of principal is a human's."""
    sdk.put_role_assignment(azure, scope, name, role, principal, intent="i")


def test_each_does_its_own_part_under_its_own_name(azure: Azure) -> None:
    sdk.put_resource_group(azure, NONPROD, "rg-new-dev", "westeurope", {})
    sdk.merge_tags(azure, LIVE, {"a": "b"})
    give(azure, READER)
    sdk.delete(azure, f"{LIVE}/providers/Microsoft.Authorization/roleAssignments/{GUIDS[0]}")
    assert isinstance(sdk.read(azure, LIVE), sdk.FoundResource)


@pytest.mark.parametrize("identity", ["read", "provision-dev", "provision-test", "grant-prod", "promote"])
def test_azure_refuses_to_let_another_one_change_prod(azure: Azure, identity: str) -> None:
    with pytest.raises(
        AzureFault, match=f"The client '{identity}'.*action 'Microsoft.Resources/tags/write'"
    ) as refused:
        sdk.merge_tags(as_somebody_else(azure, identity), LIVE, {"a": "b"})
    assert refused.value.kind == "forbidden"


@pytest.mark.parametrize("identity", ["read", "provision-prod", "grant-dev", "promote"])
def test_azure_refuses_to_let_another_one_give_rights_in_prod(azure: Azure, identity: str) -> None:
    with pytest.raises(AzureFault, match="roleAssignments/write"):
        give(as_somebody_else(azure, identity), READER)


def test_who_gives_rights_gives_no_others_than_the_catalogue_offers_and_none_to_the_portal(azure: Azure) -> None:
    contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c"
    give(azure, contributor, scope=DEV, name=GUIDS[1])  # an ML engineer's in dev, by the catalogue
    for role, principal, scope in (
        (OWNER, MAYA, DEV), (contributor, MAYA, LIVE), (READER, principal_of("read"), LIVE),
    ):  # fmt: skip
        with pytest.raises(AzureFault, match="roleAssignments/write"):
            give(azure, role, principal, scope, GUIDS[2])


def test_a_deployment_is_refused_to_whoever_could_not_make_what_is_in_it(azure: Azure) -> None:
    template = {
        "resources": [{"type": "Microsoft.Sql/servers", "apiVersion": "2023-08-01", "name": "s", "location": "x"}]
    }
    with pytest.raises(AzureFault, match=r"Microsoft\.Sql/servers/write"):
        sdk.put_deployment(azure, PROD, "rg-ml-retail-prod", "d", template, {}, {})


def test_an_endpoint_is_asked_by_who_provisions_its_stage_and_refused_to_others(azure: Azure) -> None:
    sdk.put_online_endpoint(azure, DEV, "oep-asked-dev", tags={})
    found = sdk.read(azure, f"{DEV}/onlineEndpoints/oep-asked-dev")
    assert isinstance(found, sdk.FoundResource)
    for who, status in ((azure, 404), (as_somebody_else(azure, "grant-dev"), 403)):
        with pytest.raises(AzureFault) as refused:  # nothing is deployed there, so 404 is who got through
            ask(who, HandClock(), found.payload, "blue", None, 1)
        assert refused.value.status == status


def test_a_write_under_the_wrong_identity_never_leaves(azure: Azure) -> None:
    transport = OneWriteTransport(azure, stop_at_write=True)
    client = resources_client(azure, group_id(NONPROD, "rg-x-dev"), transport, PROVISION)
    assert transport.acting == "provision-dev"
    with pytest.raises(AzureFault, match="is for the portal's identity provision-prod, and provision-dev was about to"):
        client.tags.begin_update_at_scope(LIVE.strip("/"), {"operation": "Merge"}, polling=False)
    assert transport.answer is None


def test_a_token_of_another_identity_is_refused() -> None:
    def token(application: str) -> Token:
        claims = base64.urlsafe_b64encode(json.dumps({"appid": application}).encode()).decode().rstrip("=")
        return Token(f"a.{claims}.c", 0)

    class Given:
        def get_token(self, *scopes: str, **options: object) -> Token:
            return token(scopes[0])

    wanted = OnlyOf(GUIDS[0], Given())
    assert wanted.get_token(GUIDS[0].upper()).token == token(GUIDS[0].upper()).token
    with pytest.raises(AzureFault, match=f"{GUIDS[0]} was asked for, and a token of {GUIDS[1]} came"):
        wanted.get_token(GUIDS[1])


def test_an_organisation_names_every_identity_once_or_none() -> None:
    whole = identities()
    assert len(whole) == 8 and known_roles(changed_organisation()).organisation.identities == whole
    organisation = load(None).organisation.model_dump()

    def read(*named: IdentityDef) -> object:
        return type(load(None).organisation)(**{**organisation, "identities": named})

    for odd, told in (
        (whole[:-1], "see promote"), ((*whole, whole[0]), "see read"),
        ((*whole[:-1], changed(whole[-1], client_id=whole[0].client_id)), "two identities have the id"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=told):
            read(*odd)
    with pytest.raises(ValidationError, match="provision and grant have a stage each"):
        IdentityDef(duty="read", stage="dev", client_id=GUIDS[0], object_id=GUIDS[1])
