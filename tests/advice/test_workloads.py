"""The first choice for many described workloads is that of somebody who knows Azure ML."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from catalog.model import Catalogue
from tests.advice.asking import ask, place

TABLE: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(
    Path(__file__).with_name("workloads.yaml").read_text("utf-8")
)["workloads"]


def test_the_table_is_long_and_covers_every_workload_and_kind() -> None:
    assert len(TABLE) >= 40
    assert set(Counter(row["say"]["workload"] for row in TABLE)) == {
        "interactive", "training", "distributed", "sweep", "batch", "online",
    }  # fmt: skip
    assert {row["first"][0] for row in TABLE if "first" in row} == {
        "instance", "cluster", "serverless", "online-endpoint", "batch-endpoint",
    }  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["title"].replace(" ", "-"))
def test_the_first_choice_is_the_expected_one(row: dict[str, Any], starter: Catalogue) -> None:
    ranked, rejected = ask(starter, place(starter, row.get("quota")), **row["say"])
    assert rejected
    if row.get("none"):
        assert not ranked
        return
    first = ranked[0]
    assert [first.kind, first.type, first.priority] == row["first"]
    assert first.nodes == row.get("nodes", first.nodes)
    assert first.tier == row.get("tier", first.tier)
