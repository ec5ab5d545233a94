"""Evidence that JSON cannot say is refused by whoever it passes first, naming the fact: nobody makes null of it."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from portal.cli.models.evidence import _facts
from portal.client.wire import encode
from portal.contract.models.gates import EvidenceDocument
from portal.contract.problem import Problem
from portal.server.strict_json import read_strict
from tests.templates.rendered import tree

POISON: dict[str, tuple[Any, str]] = {
    "NaN": (math.nan, "NaN"),
    "infinity": (math.inf, "1e400"),
    "minus infinity": (-math.inf, "-Infinity"),
    "a time in nanoseconds": (1767225600000000001, "1767225600000000001"),
    "5000 digits": (10**4999, "1" + "0" * 4999),
}


@pytest.mark.parametrize("name", POISON)
def test_the_client_the_command_line_and_the_server_refuse_it_alike(name: str) -> None:
    value, text = POISON[name]
    with pytest.raises(Problem) as problem:
        encode(EvidenceDocument("metrics", {"metric": "auc", "value": value}))
    assert problem.value.exit_code == 2 and "body.value" in problem.value.line()
    with pytest.raises(Problem) as problem:
        _facts((f"value={text}",))
    assert "value" in problem.value.line()
    with pytest.raises(Problem) as problem:
        read_strict(f'{{"kind": "metrics", "body": {{"value": {text}}}}}'.encode())
    assert [one.where for one in problem.value.body.complaints] == ["body.value"]


def test_what_is_sound_passes_as_it_is() -> None:
    body = {"metric": "auc", "value": 0.91, "rows": 2**53 - 1, "note": "größer 😀", "slices": [{"a": None, "b": True}]}
    sent = encode(EvidenceDocument("metrics", body))
    assert read_strict(sent)["body"] == json.loads(sent)["body"] == body
    assert _facts(("value=0.91", "note=NaN is meant", "ok=true")) == {"value": 0.91, "note": "NaN is meant", "ok": True}


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_generated_project_refuses_to_write_it_and_names_the_fact(value: float, tmp_path: Path) -> None:
    source = tree().file("src/churn/evidence.py")
    assert source is not None
    settings = "from churn.settings import MODEL_NAME, PROJECT_ID"
    found: dict[str, Any] = {"__name__": "evidence"}
    exec(source.content.decode().replace(settings, 'MODEL_NAME = PROJECT_ID = "churn"'), found)
    with pytest.raises(SystemExit, match=r"evidence metrics: value, slices\.a is no finite number"):
        found["write"]("metrics", True, {"value": value, "slices": {"a": value, "b": 1}}, tmp_path / "evidence")
    assert list((tmp_path / "evidence").iterdir()) == []
    written = found["write"]("metrics", True, {"value": 0.9}, tmp_path / "evidence")
    assert json.loads(written.read_text())["facts"] == {"value": 0.9}
