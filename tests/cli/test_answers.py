"""Answers of a file: numbers as they are spelled, so that 0001 is no 1 where a text is asked for."""

from pathlib import Path

import pytest

from portal.cli.answers import from_file, gathered
from portal.contract.problem import Problem

YAML = b"""base_version: 30
postfix: 0001
cost_centre: 4100
share: 0.70
small: 1e3
quoted: "12"
yes: true
list: [1, 2]
nothing:
"""


def test_the_answers_of_a_yaml_file_are_taken_as_they_are_spelled(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_bytes(YAML)
    assert gathered(("more=x",), str(file)) == {
        "base_version": "30", "postfix": "0001", "cost_centre": "4100", "share": "0.70", "small": 1000.0,
        "quoted": "12", "yes": True, "list": [1, 2], "nothing": None, "more": "x",
    }  # fmt: skip
    assert from_file(str(file))["cost_centre"] == 4100  # evidence says numbers


@pytest.mark.parametrize(
    "content", [b'{"a": NaN}', b'{"a": 1e400}', b'{"a": ' + b"9" * 5000 + b"}", b'{"a": "\\ud800"}']
)
def test_a_file_of_json_that_could_not_be_kept_is_refused_naming_the_field(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(Problem) as refused:
        from_file(str(tmp_path / "a.json"))
    assert "a " in refused.value.body.complaints[0].what
