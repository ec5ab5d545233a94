"""The offers that come with the package are the promised ones, with the promised figures."""

import pytest

from catalog.model import Catalogue, ComputeType

# Size, vCPU, GiB, GPUs, tier.
OFFERED = """
d2s-v5 2 8 0 T0
d4s-v5 4 16 0 T0
d8s-v5 8 32 0 T0
d16s-v5 16 64 0 T0
d32s-v5 32 128 0 T1
d64s-v5 64 256 0 T1
ds3-v2 4 14 0 T0
e4ds-v5 4 32 0 T0
e8ds-v5 8 64 0 T0
e16ds-v5 16 128 0 T1
e32ds-v5 32 256 0 T1
f2s-v2 2 4 0 T0
f4s-v2 4 8 0 T0
f8s-v2 8 16 0 T0
f16s-v2 16 32 0 T1
nc4as-t4-v3 4 28 1 T1
nc8as-t4-v3 8 56 1 T1
nc16as-t4-v3 16 110 1 T1
nc64as-t4-v3 64 440 4 T2
nv36ads-a10-v5 36 440 1 T2
nc24ads-a100-v4 24 220 1 T2
nc48ads-a100-v4 48 440 2 T2
nc96ads-a100-v4 96 880 4 T3
nd96asr-v4 96 900 8 T3
nd96amsr-a100-v4 96 1800 8 T3
nc40ads-h100-v5 40 320 1 T2
nc80adis-h100-v5 80 640 2 T3
nd96isr-h100-v5 96 1900 8 T3
""".strip().splitlines()

BLOCKED = {"nc6": "nc4as-t4-v3", "nv6": "nc4as-t4-v3", "nd6s": "nc24ads-a100-v4", "nc6s-v2": "nc4as-t4-v3"}
DEPRECATED = {"ds3-v2", "nc6s-v3", "nc12s-v3", "nc24s-v3", "nd40rs-v2", "nv12s-v3"}

ENVIRONMENTS = {
    "sklearn-1.5",
    "lightgbm-3.3",
    "tensorflow-2.16-cuda12",
    "acpt-pytorch-2.8-cuda12.6",
    "acpt-pytorch-2.2-cuda12.1",
    "ai-ml-automl",
    "ai-ml-automl-dnn-vision-gpu",
    "ai-ml-automl-dnn-text-gpu-ptca",
    "acft-hf-nlp-gpu",
    "acft-transformers-image-gpu",
    "responsibleai-tabular",
    "minimal-py311-inference",
    "minimal-py312-cuda12.4-inference",
    "mlflow-py312-inference",
    "foundation-model-inference",
}


def compute(shipped: Catalogue, item_id: str) -> ComputeType:
    found = shipped.compute(item_id)
    assert found is not None, f"{item_id} is not in the catalogue"
    return found


def test_there_are_twenty_eight_offers() -> None:
    assert len(OFFERED) == 28


@pytest.mark.parametrize("row", OFFERED)
def test_an_offer_has_the_promised_figures_and_tier(shipped: Catalogue, row: str) -> None:
    item_id, *figures, tier = row.split()
    found = compute(shipped, item_id)
    assert [found.vcpus, found.memory_gib, found.gpus] == [int(figure) for figure in figures]
    assert found.tier == tier
    assert found.lifecycle == ("deprecated" if item_id == "ds3-v2" else "approved")


def test_everything_beside_the_offers_is_deprecated_or_blocked_with_a_way_out(shipped: Catalogue) -> None:
    offered = {row.split()[0] for row in OFFERED}
    beside = {item.id: item for item in shipped.computes if item.id not in offered}
    assert set(beside) == set(BLOCKED) | DEPRECATED - {"ds3-v2"}
    for item in beside.values():
        assert item.lifecycle == ("blocked" if item.id in BLOCKED else "deprecated")
        assert item.reason
        assert item.successor in offered
    assert {item_id: beside[item_id].successor for item_id in BLOCKED} == BLOCKED
    assert compute(shipped, "ds3-v2").successor == "d4s-v5"


def test_an_id_reads_like_its_size(shipped: Catalogue) -> None:
    for item in shipped.computes:
        assert item.id == item.size.removeprefix("Standard_").lower().replace("_", "-")


def test_every_offer_has_a_price_in_each_of_its_regions_for_both_priorities(shipped: Catalogue) -> None:
    for item in shipped.computes:
        for region in item.regions:
            dedicated = shipped.prices.hourly(item.id, region, "dedicated")
            low = shipped.prices.hourly(item.id, region, "low")
            assert dedicated is not None and low is not None
            assert 0 < low.cents_per_hour < dedicated.cents_per_hour
            assert {dedicated.certainty, low.certainty} == {"estimate"}
    assert len(shipped.prices.rows) == 2 * sum(len(item.regions) for item in shipped.computes)
    assert shipped.prices.hourly("nc6", "westeurope", "dedicated") is None


def test_more_of_the_same_size_costs_more(shipped: Catalogue) -> None:
    for family in {item.family for item in shipped.computes}:
        rows = sorted((item.vcpus, item.id) for item in shipped.computes if item.family == family and item.regions)
        prices = [shipped.prices.hourly(item_id, "westeurope", "dedicated") for _, item_id in rows]
        cents = [price.cents_per_hour for price in prices if price is not None]
        assert cents == sorted(set(cents)), family


def test_the_fifteen_environments_are_offered_and_three_are_deprecated(shipped: Catalogue) -> None:
    by_state: dict[str, set[str]] = {}
    for item in shipped.environments:
        by_state.setdefault(item.lifecycle, set()).add(item.id)
    assert by_state == {
        "approved": ENVIRONMENTS,
        "deprecated": {"sklearn-1.0", "sklearn-1.1", "acpt-pytorch-1.13-cuda11.7"},
    }
    assert all(item.successor for item in shipped.environments if item.lifecycle == "deprecated")


def test_no_version_is_invented(shipped: Catalogue) -> None:
    assert {item.version for item in shipped.environments} == {None}
    assert {item.image_digest for item in shipped.environments} == {None}


def test_environments_whose_name_or_tags_lag_their_image_say_so(shipped: Catalogue) -> None:
    differing = {item.id for item in shipped.environments if item.base_differs}
    assert differing == {"sklearn-1.5", "acpt-pytorch-2.2-cuda12.1", "tensorflow-2.16-cuda12"}
    assert all(item.note for item in shipped.environments if item.base_differs)


def test_a_reference_names_a_version_only_when_one_is_known(shipped: Catalogue) -> None:
    found = shipped.environment("sklearn-1.5")
    assert found is not None
    assert found.reference == "azureml://registries/azureml/environments/sklearn-1.5"
    known = found.model_copy(update={"version": "33"})
    assert known.reference.endswith("/sklearn-1.5/versions/33")
