"""Loading a folder: every refusal names its file and line, and all of them come together."""

from pathlib import Path

import pytest

from catalog.load import CatalogueError, load
from tests.catalog.small import SmallCatalogue

COMPUTE = "compute/d4s-v5.yaml"
ENVIRONMENT = "environments/sklearn.yaml"
TEMPLATE = "templates/plain/template.yaml"
ORGANISATION = "organisation.yaml"
POLICY = "policies/default.yaml"
PRICES = "prices.yaml"


def test_the_small_catalogue_is_valid(small: SmallCatalogue) -> None:
    catalogue = load(small.root)
    assert [item.id for item in catalogue.items()] == ["plain", "d4s-v5", "nc6", "sklearn"]
    assert catalogue.source_files["nc6"] == "compute/nc6.yaml"
    assert catalogue.template_folder("plain") == small.root / "templates" / "plain"


SHAPE = [
    (COMPUTE, "vcpus: 4", 'vcpus: "4"', 'vcpus is the text "4"', "write a whole number"),
    (COMPUTE, "vcpus: 4", "vcpus: 4.0", "vcpus is the number 4.0", "write a whole number"),
    (COMPUTE, "vcpus: 4", "vcpus: 0", "vcpus is too small", "write at least 1"),
    (COMPUTE, "vcpus: 4", "vcpus: true", "vcpus is true, a truth value", "write a whole number"),
    (COMPUTE, "title: Four cores", "title: 4", "title must be text, but is the number 4", 'put it in quotes: "4"'),
    (COMPUTE, "title: Four cores", "title:", "title must be text, but has no value", "write text"),
    (COMPUTE, "tier: T0", "tier: T9", 'tier may not be "T9"', "write 'T0', 'T1', 'T2' or 'T3'"),
    (COMPUTE, "kinds: [cluster]", "kinds: cluster", 'kinds is the text "cluster"', "write a list"),
    (COMPUTE, "kinds: [cluster]", "kinds: []", "kinds has too few entries", "give at least 1"),
    (COMPUTE, "kinds: [cluster]", "kinds: [cluster, laptop]", 'kinds[1] may not be "laptop"', "write 'cluster' or"),
    (COMPUTE, "id: d4s-v5", "id: D4s_v5", 'id may not be "D4s_v5"', "it must match"),
    (ENVIRONMENT, 'python: "3.12"', "python: 3.10", "python must be text, but is the number 3.10", '"3.10"'),
    (ENVIRONMENT, "2029-04-30", "30.4.2029", 'end_of_life is the text "30.4.2029"', "write a date such as"),
    (ENVIRONMENT, "2029-04-30", "2029-02-30", 'end_of_life is the text "2029-02-30"', "write a date such as"),
    (TEMPLATE, "default: 0.7", "default: [1]", "questions[2].default is a list", "write text, a number, true or false"),
    (TEMPLATE, "stages: [dev]", "stages: [staging]", 'stages[0] may not be "staging"', "write 'dev', 'test' or 'prod'"),
    (POLICY, 'outcome: "tier:T1"', 'outcome: "tier:T7"', 'rules[0].outcome may not be "tier:T7"', "it must match"),
    (POLICY, "when: vcpus > 16", f"when: {'x' * 513}", "rules[0].when is too long", "write at most 512 characters"),
    (PRICES, "cents_per_hour: 21", "cents_per_hour: 0.21", "rows[0].cents_per_hour is the number 0.21", "whole"),
    (
        PRICES,
        "cents_per_hour: 21",
        "cents_per_hour: -1",
        "rows[0].cents_per_hour is too small",
        "write at least 0",
    ),
    (ORGANISATION, "platform: R}", "platform: X}", 'raci[0].letters.platform may not be "X"', "write 'R', 'A', 'C'"),
]


FIRST = "id: "
"""A fault of several fields stands where the mapping begins."""

TOGETHER = [
    (COMPUTE, "gpus: 0", "gpus: 1", FIRST, "the file: gpu_model and gpu_memory_gib belong"),
    (COMPUTE, "use_when: Most", "use_wen: Most", FIRST, "the field use_when is missing"),
    (TEMPLATE, "default: 0.7", "default: 7", "- name: threshold", "questions[2]: the default does not fit"),
    (TEMPLATE, "default: auto", "default: mcc", "- name: metric", "questions[1]: the default does not fit"),
    (TEMPLATE, "type: number", "type: choice", "- name: threshold", "questions[2]: choices belong to a question"),
    (TEMPLATE, "minimum: 0", "minimum: 2", "- name: threshold", "questions[2]: minimum is greater than maximum"),
    (TEMPLATE, "name: metric", "name: problem", FIRST, "the file: two questions have the same name"),
    (TEMPLATE, "one_of: [auto, r2]", "one_of: [mse]", FIRST, "the file: support names mse, no choice of metric"),
    (TEMPLATE, "low_cents: 0", "low_cents: 200", "cost_band", "cost_band: low_cents is greater than high_cents"),
    (POLICY, "group: ml-platform, count", "count", "{tier: T1", "tiers[1].needs[0]: name either a role or a group"),
    (POLICY, "{tier: T3,", "{tier: T2,", "version", "the file: tiers must hold T0, T1, T2 and T3"),
]


@pytest.mark.parametrize(("file", "old", "new", "wrong", "right"), SHAPE)
def test_what_does_not_fit_its_shape_is_refused_on_its_line(
    small: SmallCatalogue, file: str, old: str, new: str, wrong: str, right: str
) -> None:
    line = small.change(file, old, new)
    fault = small.only_fault()
    assert (fault.file, fault.line) == (file, line)
    assert fault.wrong.startswith(wrong)
    assert right in fault.right


@pytest.mark.parametrize(("file", "old", "new", "at", "wrong"), TOGETHER)
def test_fields_that_do_not_go_together_are_refused_where_their_mapping_begins(
    small: SmallCatalogue, file: str, old: str, new: str, at: str, wrong: str
) -> None:
    small.change(file, old, new)
    lines = (small.root / file).read_text("utf-8").splitlines()
    fault = next(fault for fault in small.faults() if fault.wrong.startswith(wrong))
    assert fault.file == file
    assert at in lines[fault.line - 1]


def test_an_unknown_field_is_refused_with_the_field_that_was_meant(small: SmallCatalogue) -> None:
    line = small.change(COMPUTE, "not_when: CUDA", "colour: red\nnot_when: CUDA")
    assert (small.only_fault().line, small.only_fault().right) == (line, "remove it")
    SmallCatalogue(small.root).change(TEMPLATE, "default_compute:", "default_computer:")
    faults = {fault.wrong: fault for fault in small.faults()}
    assert faults["default_computer is not a known field"].right == "did you mean default_compute?"
    assert faults["the field default_compute is missing"].line == 1


def test_all_faults_of_all_files_are_reported_together_in_order(small: SmallCatalogue) -> None:
    small.change(COMPUTE, "vcpus: 4", "vcpus: many")
    small.change(COMPUTE, "tier: T0", "tier: T8")
    small.change("compute/nc6.yaml", "gpus: 1", "gpus: &g 1")
    small.change(ENVIRONMENT, "purpose: both", "purpose: fun")
    small.change(ORGANISATION, "unit: shop\n    roles: [platform]", "unit: none\n    roles: [platform]")
    found = [(fault.file, fault.line) for fault in small.faults()]
    assert found == [
        (COMPUTE, 7),
        (COMPUTE, 10),
        ("compute/nc6.yaml", 13),
        (ENVIRONMENT, 7),
        (ORGANISATION, 17),
    ]
    with pytest.raises(CatalogueError) as raised:
        load(small.root)
    assert str(raised.value).count("\n") == 4
    assert "compute/d4s-v5.yaml:7: " in str(raised.value)


def test_a_file_that_cannot_be_read_brings_no_further_faults_elsewhere(small: SmallCatalogue) -> None:
    small.write(COMPUTE, "id: [")
    assert [fault.file for fault in small.faults()] == [COMPUTE]


@pytest.mark.parametrize("content", ["", "just text", "- a\n- b\n", "12", "null", "[]", "{}"])
@pytest.mark.parametrize("file", [COMPUTE, ENVIRONMENT, TEMPLATE, ORGANISATION, POLICY, PRICES])
def test_a_file_of_another_shape_altogether_is_refused(small: SmallCatalogue, file: str, content: str) -> None:
    small.write(file, content)
    assert {fault.file for fault in small.faults()} == {file}


@pytest.mark.parametrize("file", [ORGANISATION, POLICY, PRICES])
def test_a_missing_file_is_named(small: SmallCatalogue, file: str) -> None:
    (small.root / file).unlink()
    fault = small.only_fault()
    assert (fault.file, fault.line, fault.wrong) == (file, 1, "the file is missing")


def test_a_template_without_a_manifest_is_named(small: SmallCatalogue) -> None:
    (small.root / "templates" / "empty").mkdir()
    assert small.only_fault().file == "templates/empty/template.yaml"


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there is no such folder"):
        load(tmp_path / "nowhere")


def test_a_file_with_another_ending_is_not_overlooked(small: SmallCatalogue) -> None:
    small.write("compute/d2s-v5.yml", "id: d2s-v5")
    fault = small.only_fault()
    assert (fault.file, fault.right) == ("compute/d2s-v5.yml", "rename it to d2s-v5.yaml")


def test_a_link_among_the_files_of_a_template_is_refused(small: SmallCatalogue) -> None:
    link = small.root / "templates" / "plain" / "template" / "secret"
    link.symlink_to("/etc/hostname")
    fault = small.only_fault()
    assert fault.file == "templates/plain/template/secret"
    link.unlink()
    link.symlink_to(small.root, target_is_directory=True)
    assert small.only_fault().file == "templates/plain/template/secret"


def test_a_huge_file_of_a_template_is_refused(small: SmallCatalogue) -> None:
    small.write("templates/plain/template/data.csv", b"0" * (1024 * 1024 + 1))
    assert small.only_fault().file == "templates/plain/template/data.csv"


def test_groups_of_people_follow_from_the_groups(small: SmallCatalogue) -> None:
    person = load(small.root).organisation.person("eva")
    assert person is not None
    assert person.groups == ("ml-platform",)
