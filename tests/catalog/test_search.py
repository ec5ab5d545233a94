"""An offer is found by what one remembers of it, also when it is misspelled."""

import pytest

from catalog.model import Catalogue
from catalog.search import search


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("nc6", "nc6"),
        ("D4s_v5", "d4s-v5"),
        ("Standard_NC4as_T4_v3", "nc4as-t4-v3"),
        ("sklearn", "sklearn-1.5"),
        ("sklern", "sklearn-1.5"),
        ("tensorflw", "tensorflow-2.16-cuda12"),
        ("vllm", "foundation-model-inference"),
        ("lightgbm", "lightgbm-3.3"),
        ("tabluar", "tabular-classic"),
        ("explor", "exploration"),
        ("h100", "nc40ads-h100-v5"),
    ],
)
def test_the_first_hit_is_what_was_meant(shipped: Catalogue, text: str, first: str) -> None:
    assert search(shipped, text)[0].id == first


def test_a_zero_typed_as_the_letter_o_still_finds_the_gpu(shipped: Catalogue) -> None:
    found = search(shipped, "a1oo")
    assert {"nc24ads-a100-v4", "nd96asr-v4"} <= {item.id for item in found}


def test_every_word_must_be_found(shipped: Catalogue) -> None:
    assert {item.id for item in search(shipped, "lora a100")} == {"nc24ads-a100-v4", "nd96amsr-a100-v4"}
    assert search(shipped, "sklearn zebra") == []


def test_a_word_counts_more_at_its_beginning_than_inside_another(shipped: Catalogue) -> None:
    found = [item.id for item in search(shipped, "infer")]
    assert found.index("minimal-py311-inference") < found.index("nv36ads-a10-v5")


def test_what_may_be_requested_comes_before_what_may_not(shipped: Catalogue) -> None:
    found = [item.lifecycle for item in search(shipped, "sklearn")][:3]
    assert found == ["approved", "deprecated", "deprecated"]


def test_nothing_typed_finds_everything_and_the_limit_holds(shipped: Catalogue) -> None:
    assert search(shipped, "  ", limit=1000) == list(shipped.items())
    assert len(search(shipped, "standard", limit=5)) == 5


@pytest.mark.parametrize("text", ["zzzzzz", "((", "[a-z", "\\", "%", "x" * 100_000, "é" * 500, "a " * 50_000])
def test_odd_text_is_searched_without_harm(shipped: Catalogue, text: str) -> None:
    search(shipped, text)
