"""Of many poisonous files of a catalogue each is named, with its line and what to do, and none hides another."""

from pathlib import Path

import pytest

from catalog.load import CatalogueError, load
from portal.services.catalogue.catalogue_source import CatalogueSource
from tests.catalog.small import SmallCatalogue

FILE = "compute/d4s-v5.yaml"
POISON = {
    "nan": ("vcpus: 4", "vcpus: .nan"),
    "infinity": ("vcpus: 4", "vcpus: 1e400"),
    "5000 digits": ("vcpus: 4", "vcpus: " + "9" * 5000),
    "wrong type": ("vcpus: 4", "vcpus: many"),
    "missing field": ("vcpus: 4\n", ""),
    "strange region": ("[westeurope]", "['../West Europe']"),
    "a megabyte": ("Most of the time.", "m" * 1_000_000),
    "no UTF-8": ("Most of the time.", "caf\udcff"),
    "a NUL": ("Most of the time.", "a\x00b"),
    "half a character": ("Most of the time.", '"a\\ud800b"'),
    "an alias": ("title: Four cores", "title: &a Four cores"),
    "no YAML": ("kinds: [cluster]", "kinds: [cluster"),
}


def spoil(root: Path, name: str, into: str) -> None:
    """Writes another offer that is like the sound one but for the poison."""
    old, new = POISON[name]
    text = (root / FILE).read_text(encoding="utf-8")
    assert old in text
    content = text.replace("id: d4s-v5", f"id: {into}").replace(old, new)
    (root / f"compute/{into}.yaml").write_bytes(content.encode("utf-8", "surrogateescape"))


def test_every_poisonous_file_is_named_at_once_and_no_sound_one(small: SmallCatalogue) -> None:
    spoiled = {f"bad-{number}": name for number, name in enumerate(POISON)}
    for into, name in spoiled.items():
        spoil(small.root, name, into)
    with pytest.raises(CatalogueError) as broken:
        load(small.root)
    named = {fault.file for fault in broken.value.faults}
    missed = {name for into, name in spoiled.items() if f"compute/{into}.yaml" not in named}
    assert missed == set()
    assert named <= {f"compute/{into}.yaml" for into in spoiled} | {"prices.yaml"}
    assert all(fault.wrong and fault.right and len(fault.wrong) < 300 for fault in broken.value.faults)


@pytest.mark.parametrize("name", POISON)
def test_a_poisonous_file_leaves_the_last_good_catalogue_in_force_and_says_which_it_is(
    small: SmallCatalogue, name: str
) -> None:
    source = CatalogueSource(small.root)
    spoil(small.root, name, "bad")
    assert not source.refresh() and source().compute("d4s-v5") is not None
    assert "compute/bad.yaml:" in source.warning
