"""A fault plan strikes what it says, as often as it says, and goes on where it was after a kill."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from portal.cli.main import main
from portal.emulator.fault_plan import FaultPlan, read_plan
from portal.emulator.fault_rules import plan_in_force, put_plan
from portal.emulator.ledger import ledger
from tests.azure.conftest import GROUP, LOCATION, SUBSCRIPTION, WORKSPACE, Cloud, OwnProcess, begin_process
from tests.azure.rest import ask

CLUSTER = {"properties": {"computeType": "AmlCompute", "properties": {"vmSize": "Standard_D2s_v5"}}}
OTHER_GROUP = GROUP.replace("rg-churn-dev", "rg-basket-dev")


def planned(cloud: Cloud, **rule: object) -> Cloud:
    """Puts one rule in force."""
    put_plan(cloud.state, FaultPlan.model_validate({"seed": 7, "rules": ({"answer": "refusal", **rule},)}))
    return cloud


def put_group(cloud: Cloud, path: str = GROUP) -> int:
    """The status of an attempt to make a resource group; 0 when no answer came."""
    try:
        return ask(cloud.azure, "PUT", path, {"location": LOCATION}).status_code
    except httpx.TransportError:
        return 0


def is_there(cloud: Cloud) -> bool:
    """Whether the group exists."""
    return ask(cloud.azure, "GET", GROUP).status_code == 200


def test_every_third_call_is_refused(cloud: Cloud) -> None:
    planned(cloud, methods=("PUT",), every=3, status=429, code="TooManyRequests", retry_after_seconds=7)
    assert [put_group(cloud) for _ in range(7)] == [201, 200, 429, 200, 200, 429, 200]
    (rule,) = plan_in_force(cloud.state)
    assert (rule.seen, rule.struck) == (7, 2)


def test_a_refusal_is_worded_as_the_plan_says(cloud: Cloud) -> None:
    planned(cloud, first=1, status=429, code="TooManyRequests", message="Slow down.", retry_after_seconds=7)
    answer = ask(cloud.azure, "PUT", GROUP, {"location": LOCATION})
    assert answer.json()["error"] == {"code": "TooManyRequests", "message": "Slow down."}
    assert answer.headers["Retry-After"] == "7"
    assert [put_group(cloud) for _ in range(2)] == [201, 200]


def test_chance_is_repeatable_and_about_as_often_as_it_says(cloud: Cloud) -> None:
    planned(cloud, methods=("PUT",), probability=0.3)
    first = [put_group(cloud) for _ in range(200)]
    planned(cloud, methods=("PUT",), probability=0.3)
    assert [put_group(cloud) >= 500 for _ in range(200)] == [status >= 500 for status in first]
    assert 40 <= sum(status == 500 for status in first) <= 80


@pytest.mark.parametrize("answer", ["timeout", "drop", "refusal"])
@pytest.mark.parametrize("applied", [True, False])
def test_a_call_without_a_true_answer_is_carried_out_or_not(cloud: Cloud, answer: str, applied: bool) -> None:
    planned(cloud, methods=("PUT",), first=1, answer=answer, applied=applied)
    assert put_group(cloud) == (500 if answer == "refusal" else 0)
    assert is_there(cloud) is applied


def test_silence_is_a_timeout_and_a_drop_is_none(cloud: Cloud) -> None:
    planned(cloud, answer="timeout")
    with pytest.raises(httpx.ReadTimeout):
        ask(cloud.azure, "GET", GROUP)
    planned(cloud, answer="drop")
    with pytest.raises(httpx.RemoteProtocolError):
        ask(cloud.azure, "GET", GROUP)


def test_an_operation_fails_in_the_end_and_one_without_an_operation_does_not_count(cloud: Cloud) -> None:
    cloud.with_workspace()
    cloud.tune(operation_seconds=10)
    planned(cloud, methods=("PUT",), answer="failing_operation", code="AllocationFailed", message="No room.")
    assert put_group(cloud) == 200
    assert ask(cloud.azure, "PUT", f"{WORKSPACE}/computes/cpu", CLUSTER).status_code == 201
    cloud.clock.pass_(11)
    found = ask(cloud.azure, "GET", f"{WORKSPACE}/computes/cpu").json()
    assert found["properties"]["provisioningState"] == "Failed"
    (rule,) = plan_in_force(cloud.state)
    assert (rule.seen, rule.struck) == (2, 1)


def test_a_rule_is_about_its_path_and_type_alone(cloud: Cloud) -> None:
    planned(cloud, path="*/RESOURCEGROUPS/rg-churn-*", type="microsoft.resources/resourcegroups")
    assert (put_group(cloud), put_group(cloud, OTHER_GROUP)) == (500, 201)
    assert ask(cloud.azure, "GET", WORKSPACE).status_code == 404


def test_the_first_rule_that_strikes_decides(cloud: Cloud) -> None:
    rules = ({"answer": "refusal", "status": 429, "first": 1}, {"answer": "refusal", "status": 503, "first": 1})
    put_plan(cloud.state, FaultPlan.model_validate({"rules": rules}))
    assert [put_group(cloud) for _ in range(3)] == [429, 503, 201]


def test_an_answer_can_be_late(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("portal.emulator.carriers.time.sleep", slept.append)
    planned(cloud, first=1, answer="late", delay_seconds=2.5)
    assert [put_group(cloud) for _ in range(2)] == [201, 200]
    assert slept == [2.5]


def test_without_a_plan_nothing_goes_wrong(cloud: Cloud) -> None:
    planned(cloud)
    put_plan(cloud.state, None)
    assert put_group(cloud) == 201
    assert plan_in_force(cloud.state) == []


@pytest.fixture
def faulty_process(tmp_path: Path) -> Iterator[OwnProcess]:
    """An emulator of its own that was begun with a plan: the second PUT stays without an answer."""
    plan = tmp_path / "plan.yaml"
    plan.write_text("rules:\n  - methods: [PUT]\n    every: 2\n    answer: timeout\n    applied: true\n")
    emulator = begin_process(tmp_path / "own.db", "--faults", str(plan))
    yield emulator
    emulator.kill()


def test_a_plan_goes_on_where_it_was_after_a_kill(faulty_process: OwnProcess) -> None:
    def put(url: str, patience: float = 30.0) -> int:
        headers = {"authorization": "Bearer x"}
        body = {"location": LOCATION}
        at = url + GROUP + "?api-version=2025-04-01"
        return httpx.put(at, json=body, headers=headers, timeout=patience).status_code

    assert put(faulty_process.url) == 201
    faulty_process.kill()
    again = begin_process(faulty_process.state)
    try:
        with pytest.raises(httpx.ReadTimeout):
            put(again.url, patience=0.3)
        assert put(again.url) == 200
    finally:
        again.kill()
    assert len(ledger(faulty_process.state, "PUT")) == 3
    assert SUBSCRIPTION in ledger(faulty_process.state, "PUT")[1].path


def test_the_example_plan_is_a_valid_one() -> None:
    example = read_plan(Path(__file__).parents[2] / "portal" / "demo" / "faults.yaml")
    assert {rule.answer for rule in example.rules} >= {"refusal", "timeout", "failing_operation"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("rules: []\n", "rules has too few entries"),
        ("rules:\n  - answer: refusl\n", "write 'refusal'"),
        ("rules:\n  - answer: drop\n    evry: 2\n", "did you mean every?"),
        ("rules:\n  - answer: drop\n    every: 2\n    first: 1\n", "only one of every, probability and first"),
        ("rules:\n  - answer: late\n", "answer late needs delay_seconds"),
        ("rules:\n  - answer: late\n    delay_seconds: 1\n    applied: true\n", "always carried out"),
        ("rules:\n  - answer: drop\n    probability: 30\n", "too large"),
        ("rules: &a\n  - answer: drop\n", "the anchor"),
    ],
)
def test_a_bad_plan_is_refused_in_one_line_and_nothing_changes(
    tmp_path: Path, portal_home: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    state, plan = portal_home / "azure.db", tmp_path / "plan.yaml"
    portal_home.mkdir()
    put_plan(state, FaultPlan.model_validate({"rules": ({"answer": "drop"},)}))
    plan.write_text(text)
    assert main(("demo", "azure", "--faults", str(plan))) == 2
    told = capsys.readouterr().err
    assert says in told and str(plan) in told
    assert told.count("\n") == 1
    assert len(plan_in_force(state)) == 1
