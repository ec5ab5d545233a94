"""The advisor's files are loaded strictly: each fault has its file and line, and says what would be right."""

from pathlib import Path

import pytest

from catalog.load import CatalogueError, CatalogueFault, load
from catalog.model import Catalogue
from catalog.model.advice import ComputeCondition
from portal.domain.advice.condition import holds, other_answers, spelled
from tests.catalog.small import SmallCatalogue

COMPUTE = """\
version: "1"
kinds:
  - {id: cluster, title: Cluster, offered_as: cluster, priorities: [dedicated], idle_minutes: 15, decided_as: compute,
     source: a test}
workloads:
  - {id: training, title: Training, gb: 1, hours_per_week: 10, base_memory_gib: 4, nodes: [{nodes: 1}], source: a test}
frameworks:
  - {id: sklearn, title: scikit-learn, cuda: never, memory_per_gb: 3, source: a test}
size_classes:
  - {id: general, title: General, families: [standardDSv5Family], source: a test}
rules:
  - id: cluster-for-jobs
    when: {kind: [cluster], workload: [training]}
    effect: prefer
    points: 10
    say: Good.
    source: a test
  - id: no-large-data
    when: {gb_over: 100}
    effect: reject
    say: Too much.
    source: a test
"""
TOPOLOGY = """\
version: "1"
choices:
  - {axis: segmentation, id: team, title: Team, choose_when: Always., pros: [one], cons: [two], source: a test}
  - {axis: stages, id: "1", title: One, choose_when: Always., pros: [one], cons: [two], stage_ids: [dev],
     source: a test}
  - {axis: region, id: single, title: One, choose_when: Always., pros: [one], cons: [two], source: a test}
rules: []
"""


@pytest.fixture
def advised(tmp_path: Path) -> SmallCatalogue:
    """A small catalogue with rules."""
    made = SmallCatalogue(tmp_path / "catalogue")
    made.write("advice/compute.yaml", COMPUTE)
    made.write("advice/topology.yaml", TOPOLOGY)
    return made


def test_a_small_catalogue_with_rules_loads(advised: SmallCatalogue) -> None:
    loaded = load(advised.root)
    assert loaded.compute_rules is not None and loaded.topology_rules is not None
    assert loaded.compute_rules.size_class("STANDARDdsv5family") == "general"


def test_a_catalogue_may_do_without(tmp_path: Path) -> None:
    loaded = load(SmallCatalogue(tmp_path / "catalogue").root)
    assert (loaded.compute_rules, loaded.topology_rules) == (None, None)


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("kind: [cluster], workload", "kynd: [cluster], workload", "kynd is not a known field"),
        ("workload: [training]}", "workload: [resting]}", 'workload[0] may not be "resting"'),
        ("effect: prefer", "effect: adore", 'effect may not be "adore"'),
        ("    points: 10\n", "", "points belong to prefer and avoid"),
        ("{gb_over: 100}", "{framework: [torch]}", "there is no framework torch"),
        ("{gb_over: 100}", "{size_class: [fast]}", "there is no size_class fast"),
        ("{gb_over: 100}", "{vcpus_up_to: 3}", "the rule no-large-data rejects, and nobody could change that"),
        ("{gb_over: 100}", "{gb_over: -1}", "gb_over is too small"),
        ("id: no-large-data", "id: cluster-for-jobs", "cluster-for-jobs stands here a second time"),
        ("families: [standardDSv5Family]", "families: [standardXFamily]", "no size is of family standardXFamily"),
        ("nodes: [{nodes: 1}]", "nodes: [{when: {cuda: true}, nodes: 1}]", "the last entry of nodes must hold always"),
        ("    source: a test\n  - id: no", "  - id: no", "the field rules[0].source is missing"),
    ],
)
def test_a_fault_about_compute_has_its_line(advised: SmallCatalogue, old: str, new: str, wrong: str) -> None:
    changed = advised.change("advice/compute.yaml", old, new)
    faults = advised.faults()
    found = [fault for fault in faults if wrong in fault.wrong]
    assert found, "\n".join(map(str, faults))
    assert {fault.file for fault in faults} == {"advice/compute.yaml"}
    assert abs(found[0].line - changed) <= 6 and found[0].right


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("id: team,", "id: herd,", "herd is no answer about segmentation"),
        ("stage_ids: [dev]", "stage_ids: [dev, prod]", "these are not 1 stages"),
        (" stage_ids: [dev],", "", "stage_ids belong to an answer about stages"),
        ("axis: region, id: single", "axis: segmentation, id: project", "there is no answer about region"),
        ("title: Team,", "title: Team, elsewhere: [dev],", "elsewhere belongs to an answer about regions"),
    ],
)
def test_a_fault_about_topology_has_its_line(advised: SmallCatalogue, old: str, new: str, wrong: str) -> None:
    changed = advised.change("advice/topology.yaml", old, new)
    found = [fault for fault in advised.faults() if wrong in fault.wrong]
    assert found and found[0].file == "advice/topology.yaml" and found[0].right
    assert abs(found[0].line - changed) <= 4


def test_a_file_that_would_be_overlooked_is_a_fault(advised: SmallCatalogue) -> None:
    advised.write("advice/kompute.yaml", "version: '1'\n")
    assert advised.only_fault() == CatalogueFault(
        "advice/kompute.yaml", 1, "this file would be overlooked", "the advisor reads compute.yaml and topology.yaml"
    )


def test_a_rule_that_rejects_may_name_what_to_take_instead(advised: SmallCatalogue) -> None:
    advised.change("advice/compute.yaml", "{gb_over: 100}\n", "{vcpus_up_to: 3}\n    instead: take a larger size\n")
    try:
        load(advised.root)
    except CatalogueError as broken:
        pytest.fail(str(broken))


def test_every_shipped_rule_has_a_source_and_can_hold(starter: Catalogue) -> None:
    assert starter.compute_rules is not None and starter.topology_rules is not None
    conditions = {rule.id: rule.when.given for rule in starter.compute_rules.rules}
    conditions |= {rule.id: rule.when.given for rule in starter.topology_rules.rules}
    assert [rule for rule, given in conditions.items() if not given] == []
    sources = {rule.source for rule in (*starter.compute_rules.rules, *starter.topology_rules.rules)}
    assert all(len(source) > 10 for source in sources)


def test_every_family_of_the_starter_that_may_be_asked_for_without_a_gpu_is_in_a_class(starter: Catalogue) -> None:
    assert starter.compute_rules is not None
    for item in starter.computes:
        if item.may_be_requested and not item.is_gpu:
            assert starter.compute_rules.size_class(item.family), item.id


def test_a_condition_holds_when_all_its_parts_do() -> None:
    condition = ComputeCondition(workload=("training",), gb_over=10, latency_ms_up_to=50, gpus_at_least=1)
    known = {"workload": "training", "gb": 11.0, "latency_ms": 50, "gpus": 1}
    assert holds(condition, known)
    assert holds(ComputeCondition(), {})
    for part, value in (("workload", "sweep"), ("gb", 10.0), ("latency_ms", 51), ("latency_ms", None), ("gpus", 0)):
        assert not holds(condition, {**known, part: value}), part


def test_other_answers_make_a_condition_not_hold_the_easiest_first() -> None:
    condition = ComputeCondition(workload=("training",), checkpoints=False, gb_over=10, kind=("cluster",))
    answers = list(other_answers(condition, {"workload": ("training", "sweep", "batch")}))
    assert answers == [("checkpoints", True), ("gb", 10), ("workload", "sweep"), ("workload", "batch")]
    known = {"workload": "training", "checkpoints": False, "gb": 11, "kind": "cluster"}
    assert holds(condition, known)
    assert not any(holds(condition, {**known, word: answer}) for word, answer in answers)
    assert [spelled(value) for value in (True, False, 2.0, 0.5, "prod", 3)] == ["yes", "no", "2", "0.5", "prod", "3"]
