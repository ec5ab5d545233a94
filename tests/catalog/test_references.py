"""What a file names must exist and be fit for it; whatever does not is refused where it is named."""

import pytest

from tests.catalog.small import FILES, NONPROD, SmallCatalogue

COMPUTE = "compute/d4s-v5.yaml"
BLOCKED = "compute/nc6.yaml"
TEMPLATE = "templates/plain/template.yaml"
ORGANISATION = "organisation.yaml"
POLICY = "policies/default.yaml"
PRICES = "prices.yaml"

BROKEN = [
    (BLOCKED, "successor: d4s-v5", "successor: d8s-v5", "the successor d8s-v5 does not exist"),
    (BLOCKED, "successor: d4s-v5", "successor: sklearn", "the successor sklearn does not exist"),
    (BLOCKED, "successor: d4s-v5", "successor: nc6", "it names itself as its successor"),
    (COMPUTE, "tier: T0", "tier: T0\nsuccessor: nc6", "the successor nc6 is itself blocked"),
    (COMPUTE, "owner: ml-platform", "owner: nobody", "the owner nobody is no group of the organisation"),
    (COMPUTE, "regions: [westeurope]", "regions: [moon]", "moon is no region of the organisation"),
    (TEMPLATE, "id: plain", "id: other", "the id other differs from the file's name"),
    (TEMPLATE, "default_compute: d4s-v5", "default_compute: d8s-v5", "there is no compute type d8s-v5"),
    (TEMPLATE, "default_compute: d4s-v5", "default_compute: nc6", "the compute type nc6 is blocked"),
    (TEMPLATE, "default_environment: sklearn", "default_environment: keras", "there is no environment keras"),
    (TEMPLATE, "stages: [dev]", "stages: [dev, prod]", "the organisation has no stage prod"),
    (TEMPLATE, "title: Plain\n", "title: Plain\nsource_folder: elsewhere\n", "elsewhere is not where it lies"),
    (ORGANISATION, "default_region: westeurope", "default_region: moon", "moon is not among the regions"),
    (ORGANISATION, "lead: eva", "lead: zoe", "there is no person zoe"),
    (ORGANISATION, "cost_owner: eva", "cost_owner: zoe", "there is no person zoe"),
    (ORGANISATION, "members: [eva, ole]", "members: [eva, ole, zoe]", "there is no person zoe"),
    (ORGANISATION, "roles: [platform]", "roles: [platform]\n    groups: []", "the groups of ole differ"),
    (ORGANISATION, "  - id: ole", "  - id: eva", "eva is taken already in people"),
    (ORGANISATION, "a5e2f02", "a5e2f01", "3e1b0a52-54a5-4a6b-8d0b-1b7c9a5e2f01 is taken already in people"),
    (ORGANISATION, "unit: shop,\n     stage", "unit: bakery,\n     stage", "there is no unit bakery"),
    (ORGANISATION, "     stage: dev, shared", "     stage: test, shared", "there is no stage test"),
    (ORGANISATION, "stages: [dev]}", "stages: [dev, prod]}", "there is no stage prod"),
    (ORGANISATION, "rg-shop, subscription: {}, region: westeurope, unit", None, "there is no subscription"),
    (ORGANISATION, "{project}-{stage}", "{project}-{colour}", "{colour} is not known"),
    (ORGANISATION, "{project}-{stage}", "{project}-{stage", "a brace in mlw-{project}-{stage has no partner"),
    (POLICY, "group: ml-platform", "group: board", "there is no group board"),
    (POLICY, "{tier: T2, needs: [{role: team_lead", "{tier: T2, needs: [{role: pope", "nobody has the role pope"),
    (PRICES, "compute: d4s-v5", "compute: d8s-v5", "there is no compute type d8s-v5"),
    (PRICES, "region: westeurope", "region: moon", "moon is no region of the organisation"),
]


@pytest.mark.parametrize(("file", "old", "new", "wrong"), BROKEN)
def test_a_broken_reference_is_refused_where_it_stands(
    small: SmallCatalogue, file: str, old: str, new: str | None, wrong: str
) -> None:
    if new is None:
        old = old.format(NONPROD)
        new = old.replace(NONPROD, NONPROD.replace("0a6f", "ffff"))
    line = small.change(file, old, new)
    offset = next((number for number, part in enumerate(new.split("\n")) if part not in old.split("\n")), 0)
    fault = next(fault for fault in small.faults() if fault.wrong.startswith(wrong))
    assert fault.file == file
    assert fault.line in (line, line + offset)


def test_a_workspace_lies_in_a_subscription_that_holds_its_stage(small: SmallCatalogue) -> None:
    small.change(
        ORGANISATION,
        "  - {id: dev, title: Development, branch: develop}",
        "  - {id: dev, title: Development, branch: develop}\n  - {id: prod, title: Production, branch: main}",
    )
    line = small.change(ORGANISATION, "unit: shop,\n     stage: dev", "unit: shop,\n     stage: prod")
    fault = small.only_fault()
    assert fault.wrong == "the subscription Everything holds no prod workspaces"
    assert fault.line == line


def test_an_id_is_taken_once_across_all_kinds(small: SmallCatalogue) -> None:
    small.write("environments/nc6.yaml", FILES["environments/sklearn.yaml"].replace("id: sklearn", "id: nc6"))
    fault = small.only_fault()
    assert (fault.file, fault.wrong) == ("environments/nc6.yaml", "the id nc6 is taken by compute/nc6.yaml")


def test_a_price_is_given_once(small: SmallCatalogue) -> None:
    row = FILES[PRICES].split("rows:\n")[1]
    small.write(PRICES, FILES[PRICES] + row)
    fault = small.only_fault()
    assert fault.wrong == "a second price for d4s-v5 westeurope dedicated"
    assert fault.line == 11
