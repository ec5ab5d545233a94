"""One state file serves several processes and threads: nothing is lost, nothing is done twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.emulator import ledger as ledger_module
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.ledger import ledger
from portal.emulator.seed.document import bare_seed
from portal.emulator.tuning import tune
from tests.azure.clockwork import HandClock
from tests.azure.conftest import GROUP, LOCATION, SUBSCRIPTION, WORKSPACE, Cloud
from tests.azure.rest import ask


def test_two_emulators_over_one_file_agree_under_load(tmp_path: Path) -> None:
    state, clock = tmp_path / "azure.db", HandClock()
    clouds = [emulated_in_process(create_app(state, clock, bare_seed(SUBSCRIPTION))) for _ in range(2)]
    group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"

    def put(number: int) -> int:
        return ask(clouds[number % 2], "PUT", f"{group}-{number // 4}", {"location": LOCATION}).status_code

    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(put, range(80)))
    assert Counter(statuses) == {201: 20, 200: 60}
    calls = ledger(state, "PUT")
    assert len({call.number for call in calls}) == 80
    assert Counter(call.status for call in calls) == {201: 20, 200: 60}


def test_the_ledger_forgets_old_reads_and_no_write(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_module, "READS_KEPT", 10)
    cloud.with_group()
    for _ in range(25):
        ask(cloud.azure, "GET", GROUP)
    assert len(cloud.calls("PUT")) == 1
    assert len(cloud.calls("GET")) < 20


COMPUTES = st.lists(
    st.tuples(st.sampled_from(["PUT", "DELETE", "GET"]), st.sampled_from(["a1", "b2"]), st.integers(0, 30)), max_size=12
)


@settings(max_examples=25, deadline=None)
@given(COMPUTES)
def test_a_compute_exists_exactly_from_its_put_until_its_deletion_has_ended(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]]
) -> None:
    state, clock = tmp_path_factory.mktemp("azure") / "azure.db", HandClock()
    azure = emulated_in_process(create_app(state, clock, bare_seed(SUBSCRIPTION)))
    ask(azure, "PUT", GROUP, {"location": LOCATION})
    ask(azure, "PUT", WORKSPACE, {"location": LOCATION})
    ask(azure, "GET", WORKSPACE)
    tune(state, operation_seconds=10)
    body = {"properties": {"computeType": "AmlCompute", "properties": {"vmSize": "Standard_D2s_v5"}}}
    ends: dict[str, float] = {}  # when the last operation on a compute ends
    leaving: dict[str, bool] = {}  # whether that was a deletion
    for method, name, pause in steps:
        clock.pass_(pause)
        now = clock.now.timestamp()
        for gone in [one for one, end in ends.items() if leaving[one] and end <= now]:
            del ends[gone], leaving[gone]
        where = f"{WORKSPACE}/computes/{name}"
        there, busy = name in ends, name in ends and ends[name] > now
        query = "?underlyingResourceAction=Delete" if method == "DELETE" else ""
        status = ask(azure, method, where + query, body if method == "PUT" else None).status_code
        if method == "GET":
            assert status == (200 if there else 404)
        elif method == "PUT":
            assert status == (409 if busy else 200 if there else 201)
            if not busy:
                ends[name], leaving[name] = now + 10, False
        elif there:
            assert status == 202
            ends[name], leaving[name] = min(ends[name], now + 10) if leaving[name] else now + 10, True
        else:
            assert status == 404
