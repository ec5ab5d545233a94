"""A digest changes with what an item says and with its files, and with nothing else."""

import pytest

from catalog.load import load
from tests.catalog.small import FILES, SmallCatalogue

COMPUTE = "compute/d4s-v5.yaml"


def test_a_digest_does_not_depend_on_the_order_of_keys_nor_on_comments(small: SmallCatalogue) -> None:
    before = load(small.root)
    for name in (COMPUTE, "environments/sklearn.yaml"):
        small.write(name, "# turned round\n" + "\n".join(reversed(FILES[name].splitlines())) + "\n")
    small.change("templates/plain/template.yaml", "id: plain\nversion: 1.0.0\n", "version: 1.0.0\nid: plain # here\n")
    after = load(small.root)
    assert [before.digest(item.id) for item in before.items()] == [after.digest(item.id) for item in after.items()]


def test_a_digest_changes_with_a_value(small: SmallCatalogue) -> None:
    before = load(small.root)
    small.change(COMPUTE, "memory_gib: 16", "memory_gib: 17")
    after = load(small.root)
    assert before.digest("d4s-v5") != after.digest("d4s-v5")
    assert before.digest("nc6") == after.digest("nc6")
    assert before.digest_of_policy == after.digest_of_policy
    assert before.prices == after.prices


def test_digests_of_policy_and_prices_change_with_them(small: SmallCatalogue) -> None:
    before = load(small.root)
    small.change("policies/default.yaml", "vcpus > 16", "vcpus > 8")
    small.change("prices.yaml", "cents_per_hour: 21", "cents_per_hour: 22")
    after = load(small.root)
    assert before.digest_of_policy != after.digest_of_policy
    assert before.prices != after.prices
    assert before.digest("d4s-v5") == after.digest("d4s-v5")


@pytest.mark.parametrize("name", ["template/README.md.jinja", "template/new.txt", "template/.hidden", "copier.yml"])
def test_a_templates_digest_covers_every_file_below_its_folder(small: SmallCatalogue, name: str) -> None:
    before = load(small.root).digest("plain")
    small.write(f"templates/plain/{name}", "changed\n")
    assert load(small.root).digest("plain") != before


@pytest.mark.parametrize("name", ["template/__pycache__/train.cpython-311.pyc", "template/a.pyc", ".DS_Store"])
def test_what_tools_leave_behind_is_no_part_of_a_template(small: SmallCatalogue, name: str) -> None:
    before = load(small.root).digest("plain")
    small.write(f"templates/plain/{name}", "litter\n")
    assert load(small.root).digest("plain") == before


def test_an_unknown_item_has_no_digest(small: SmallCatalogue) -> None:
    with pytest.raises(KeyError):
        load(small.root).digest("nothing")
