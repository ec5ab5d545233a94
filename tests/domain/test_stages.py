"""Which stage a thing in Azure belongs to, which decides who of the portal's identities may touch it."""

import pytest

from catalog.load import load
from portal.domain.models.observed_workspaces import azure_id
from portal.domain.rights.stages import stage_of
from tests.kinds.made import NONPROD, PROD, changed


@pytest.mark.parametrize(
    ("resource", "stage"),
    [
        (azure_id(NONPROD, "rg-ml-retail-test", "mlw-retail-test") + "/computes/c", "test"),
        (azure_id(NONPROD, "RG-ML-Retail-Dev", "MLW-RETAIL-DEV"), "dev"),
        (f"/subscriptions/{NONPROD}/resourceGroups/rg-ml-risk-dev/providers/Microsoft.Resources/deployments/d", "dev"),
        (f"/subscriptions/{NONPROD}/resourceGroups/rg-churn-dev", "dev"),
        (azure_id(NONPROD, "rg-churn-test", "mlw-churn-test"), "test"),
        (f"/subscriptions/{NONPROD}/resourceGroups/of-somebody", "test"),
        (f"/subscriptions/{PROD.upper()}/resourceGroups/rg-churn-dev", "prod"),
        ("/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-churn-dev", ""),
    ],
)
def test_workspace_group_and_subscription_say_it_and_doubt_counts_as_the_stricter(resource: str, stage: str) -> None:
    assert stage_of(load(None).organisation, resource) == stage


def test_a_group_with_workspaces_of_two_stages_is_judged_by_the_workspace_that_is_named() -> None:
    organisation = load(None).organisation
    both = tuple(changed(one, resource_group="rg-ml") for one in organisation.workspaces)
    mixed = changed(organisation, workspaces=both)
    assert stage_of(mixed, azure_id(NONPROD, "rg-ml", "mlw-risk-dev")) == "dev"
    assert stage_of(mixed, f"/subscriptions/{NONPROD}/resourceGroups/rg-ml") == "test"
