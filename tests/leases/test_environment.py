"""An ML environment through services and engine: it is in Azure as it was approved, and the next one counts on."""

from tests.leases.house import House


def test_it_is_registered_with_its_packages_and_counts_on(house: House) -> None:
    wish = {
        "project": "basket",
        "base": "sklearn-1.5",
        "base_version": "27",
        "how": "custom",
        "packages": "rich==14.0.0",
    }
    made = []
    for _ in range(2):
        request = house.asks("environment", **wish)
        house.approve(request)
        assert house.made(request) == "ready"
        made.append(next(one for one in house.things() if one["request"] == int(request[2:])))
    assert [one["name"] for one in made] == ["basket-own:1", "basket-own:2"]
    found = house.in_azure("basket-own:2")
    assert found is not None
    assert found.payload["properties"]["image"] == "mcr.microsoft.com/azureml/curated/sklearn-1.5:27"
    assert "rich==14.0.0" in found.payload["properties"]["condaFile"]
