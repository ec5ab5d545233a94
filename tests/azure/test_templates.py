"""ARM templates: what small ones need is evaluated, what cannot be used is refused before anything is made."""

import json
from pathlib import Path
from typing import Any

import pytest

import catalog
from portal.azure import sdk
from portal.azure.faults import AzureFault
from portal.emulator.resources.expressions import Evaluation
from portal.emulator.wire import AzureRefusal
from tests.azure.conftest import GROUP, SUBSCRIPTION, TEMPLATE, WORKSPACE, Cloud
from tests.azure.rest import ask

GIVEN = {"project": "churn", "stage": "dev"}


def evaluate(text: str) -> Any:
    """The value of an expression in a small template."""
    group = {"id": GROUP, "name": "rg-churn-dev", "location": "westeurope"}
    scope = Evaluation(group, SUBSCRIPTION, {"project": "churn", "tags": {"a": "b"}}, lambda id_: {"of": id_})
    scope.variables = {"name": "[concat('st', parameters('project'))]"}
    return scope.value(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("[[not an expression]", "[not an expression]"),
        ("[parameters('Project')]", "churn"),
        ("[variables('name')]", "stchurn"),
        ("[parameters('tags').a]", "b"),
        ("[parameters('tags')['a']]", "b"),
        ("[toUpper(replace('a-b', '-', ''))]", "AB"),
        ("[format('{0}-{1}', 'x', resourceGroup().location)]", "x-westeurope"),
        ("[if(equals(parameters('project'), 'churn'), 1, 2)]", 1),
        ("['it''s']", None),
        ("[concat('it''s')]", "it's"),
        ("[take(concat('abc', 'def'), 4)]", "abcd"),
        ("[resourceId('Microsoft.Storage/storageAccounts', 'st')]",
         GROUP + "/providers/Microsoft.Storage/storageAccounts/st"),
        ("[resourceId('A.B/cs/ds', 'c', 'd')]", GROUP + "/providers/A.B/cs/c/ds/d"),
        ("[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'r')]",
         f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/r"),
        ("[reference('/x').of]", "/x"),
    ],
)  # fmt: skip
def test_expressions_have_the_values_that_azure_gives_them(text: str, value: Any) -> None:
    if value is None:
        assert evaluate(text) == "it's"
    else:
        assert evaluate(text) == value


@pytest.mark.parametrize(
    "text",
    ["[", "[concat(]", "[nothing('a')]", "[parameters('none')]", "[concat('a') 'b']", "[parameters('tags').z]", "[a]"],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    if text == "[":
        assert evaluate(text) == "["
        return
    with pytest.raises(AzureRefusal) as refused:
        evaluate(text)
    assert refused.value.code == "InvalidTemplate"


def broken(**changes: Any) -> dict[str, Any]:
    """The template with something changed."""
    return {**TEMPLATE, **changes}


@pytest.mark.parametrize(
    ("template", "parameters", "said"),
    [
        (TEMPLATE, {"project": "churn"}, "'stage' is not provided"),
        (TEMPLATE, {**GIVEN, "stage": "qa"}, "'stage' is not valid"),
        (TEMPLATE, {**GIVEN, "more": 1}, "do not correspond"),
        (broken(resources="none"), GIVEN, "no 'resources'"),
        (broken(resources=[{"type": "A.B/c", "name": "[parameters('none')]"}]), GIVEN, "'none' is not found"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_before_anything_is_made(
    cloud: Cloud, template: dict[str, Any], parameters: dict[str, Any], said: str
) -> None:
    cloud.with_group()
    with pytest.raises(AzureFault) as refused:
        sdk.put_deployment(cloud.azure, SUBSCRIPTION, "rg-churn-dev", "first", template, parameters, {})
    assert said in refused.value.message
    assert isinstance(sdk.read(cloud.azure, WORKSPACE), sdk.Missing)


@pytest.mark.parametrize(("value", "fits"), [("ab", False), ("abc", True), ("abcdef", False), (3, False)])
def test_a_parameter_has_to_be_of_its_type_and_length(cloud: Cloud, value: Any, fits: bool) -> None:
    cloud.with_group()
    template = {"parameters": {"name": {"type": "string", "minLength": 3, "maxLength": 5}}, "resources": []}
    if fits:
        sdk.put_deployment(cloud.azure, SUBSCRIPTION, "rg-churn-dev", "first", template, {"name": value}, {})
        return
    with pytest.raises(AzureFault):
        sdk.put_deployment(cloud.azure, SUBSCRIPTION, "rg-churn-dev", "first", template, {"name": value}, {})


def test_the_catalogues_template_makes_a_workspace_with_all_it_needs(cloud: Cloud) -> None:
    cloud.with_group()
    folder = Path(catalog.__file__).parent / "infrastructure"
    template = json.loads((folder / "workspace.json").read_text(encoding="utf-8"))
    given = {
        "workspace": "mlw-churn-dev", "location": "westeurope", "storage": "stchurndev", "keyVault": "kv-churn-dev",
        "insights": "appi-churn-dev", "registry": "crchurndev", "tags": {"project_id": "churn"},
    }  # fmt: skip
    sdk.put_deployment(cloud.azure, SUBSCRIPTION, "rg-churn-dev", "first", template, given, {})
    made = sdk.read(cloud.azure, WORKSPACE)
    assert isinstance(made, sdk.FoundResource) and made.payload["tags"] == {"project_id": "churn"}
    for part in ("storageAccount", "keyVault", "applicationInsights", "containerRegistry"):
        assert isinstance(sdk.read(cloud.azure, made.payload["properties"][part]), sdk.FoundResource)
    changes = sdk.what_if(cloud.azure, SUBSCRIPTION, "rg-churn-dev", "again", template, given)
    assert {change.change for change in changes} == {"NoChange"}


def test_resources_are_made_in_the_order_of_their_dependencies_and_told_step_by_step(cloud: Cloud) -> None:
    cloud.with_workspace()
    deployment = GROUP + "/providers/Microsoft.Resources/deployments/first"
    steps = ask(cloud.azure, "GET", deployment + "/operations").json()["value"]
    kinds = [step["properties"]["targetResource"]["resourceType"].rsplit("/", 1)[1] for step in steps]
    assert kinds == ["storageAccounts", "workspaces"]
    assert ask(cloud.azure, "GET", deployment).json()["properties"]["outputs"]["storage"]["value"] == "stchurndev"


def test_a_second_deployment_of_the_same_changes_nothing(cloud: Cloud) -> None:
    cloud.with_workspace()
    before = sdk.read(cloud.azure, WORKSPACE)
    sdk.put_deployment(cloud.azure, SUBSCRIPTION, "rg-churn-dev", "second", TEMPLATE, GIVEN, {})
    after = sdk.read(cloud.azure, WORKSPACE)
    assert isinstance(before, sdk.FoundResource) and isinstance(after, sdk.FoundResource)
    assert before.payload["properties"]["workspaceId"] == after.payload["properties"]["workspaceId"]


def test_a_name_that_is_taken_anywhere_in_the_world_fails_the_deployment(cloud: Cloud) -> None:
    cloud.with_workspace()
    sdk.put_resource_group(cloud.azure, SUBSCRIPTION, "rg-other", "westeurope", {})
    sent = sdk.put_deployment(cloud.azure, SUBSCRIPTION, "rg-other", "first", TEMPLATE, GIVEN, {})
    found = sdk.read(cloud.azure, sent.resource_id)
    assert isinstance(found, sdk.FoundResource) and found.provisioning_state == "Failed"
    assert "StorageAccountAlreadyTaken" in str(found.payload["properties"]["error"])


def test_what_if_names_the_property_that_would_change(cloud: Cloud) -> None:
    cloud.with_workspace()
    storage = {**TEMPLATE["resources"][1], "sku": {"name": "Standard_ZRS"}}  # type: ignore[index]
    template = broken(resources=[storage], outputs={})
    changes = sdk.what_if(cloud.azure, SUBSCRIPTION, "rg-churn-dev", "first", template, GIVEN)
    assert [(change.change, change.paths) for change in changes] == [("Modify", ("sku.name",))]
