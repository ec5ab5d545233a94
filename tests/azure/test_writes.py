"""Every write puts exactly one request on the wire that changes anything, through the true SDKs."""

import pytest

from portal.azure import sdk
from portal.azure.faults import AzureFault
from portal.emulator.connection import emulated_at
from portal.emulator.injected_faults import InjectedFault, inject
from tests.azure.conftest import GROUP, WORKSPACE, Cloud, OwnProcess
from tests.azure.puts import PUTS, prepared


@pytest.mark.parametrize("name", PUTS)
def test_a_put_is_one_put_on_the_wire_and_can_be_read_back_by_its_intent(cloud: Cloud, name: str) -> None:
    before = len(prepared(cloud, name).calls("PUT"))
    sent = PUTS[name](cloud.azure)
    puts = cloud.calls("PUT")[before:]
    assert [(call.status, call.intent) for call in puts] == [(201, "R-1/7/make")]
    assert sent.correlation_id == puts[0].correlation
    found = sdk.read(cloud.azure, sent.resource_id)
    assert isinstance(found, sdk.FoundResource) and found.intent == "R-1/7/make"


@pytest.mark.parametrize("name", PUTS)
def test_putting_twice_is_one_resource(cloud: Cloud, name: str) -> None:
    prepared(cloud, name)
    first = PUTS[name](cloud.azure)
    made = sdk.read(cloud.azure, first.resource_id)
    again = PUTS[name](cloud.azure)
    assert (first.status, again.status) == (201, 200)
    after = sdk.read(cloud.azure, first.resource_id)
    assert isinstance(made, sdk.FoundResource) and isinstance(after, sdk.FoundResource)
    assert made.payload["id"] == after.payload["id"]


@pytest.mark.parametrize("name", PUTS)
def test_a_lost_answer_is_an_unknown_outcome_and_reading_settles_it(cloud: Cloud, name: str) -> None:
    inject(prepared(cloud, name).state, InjectedFault("lost_answer", "PUT", ""))
    before = len(cloud.calls("PUT"))
    with pytest.raises(AzureFault) as lost:
        PUTS[name](cloud.azure)
    assert lost.value.kind == "unknown_outcome"
    assert len(cloud.calls("PUT")) == before + 1
    where = PUTS[name](cloud.azure).resource_id
    assert isinstance(sdk.read(cloud.azure, where), sdk.FoundResource)


@pytest.mark.parametrize("name", PUTS)
def test_a_lost_request_leaves_nothing_behind(cloud: Cloud, name: str) -> None:
    inject(prepared(cloud, name).state, InjectedFault("lost_request", "PUT", ""))
    with pytest.raises(AzureFault) as lost:
        PUTS[name](cloud.azure)
    assert lost.value.kind == "unknown_outcome"
    assert PUTS[name](cloud.azure).status == 201


@pytest.mark.parametrize("name", PUTS)
@pytest.mark.parametrize(("status", "kind"), [(429, "throttled"), (403, "forbidden"), (500, "unknown_outcome")])
def test_a_refused_put_is_not_repeated_by_the_sdk(cloud: Cloud, name: str, status: int, kind: str) -> None:
    inject(prepared(cloud, name).state, InjectedFault("refuse", "PUT", "", status=status, retry_after="7"))
    before = len(cloud.calls("PUT"))
    with pytest.raises(AzureFault) as refused:
        PUTS[name](cloud.azure)
    assert (refused.value.kind, refused.value.status, refused.value.retry_after) == (kind, status, 7.0)
    assert len(cloud.calls("PUT")) == before + 1


def test_everything_works_alike_in_another_process(own_process: OwnProcess) -> None:
    azure = emulated_at(own_process.url)
    for name, put in PUTS.items():
        if not name.endswith(" deployment"):
            assert put(azure).status == 201
    found = sdk.read(azure, WORKSPACE + "/computes/cpu-churn")
    assert isinstance(found, sdk.FoundResource) and found.intent == "R-1/7/make"


def test_an_answer_lost_between_processes_is_an_unknown_outcome_too(own_process: OwnProcess) -> None:
    azure = emulated_at(own_process.url)
    inject(own_process.state, InjectedFault("lost_answer", "PUT", ""))
    with pytest.raises(AzureFault) as lost:
        PUTS["group"](azure)
    assert lost.value.kind == "unknown_outcome"
    assert isinstance(sdk.read(azure, GROUP), sdk.FoundResource)


def test_an_azure_that_is_not_there_is_unreachable_and_nothing_was_sent(own_process: OwnProcess) -> None:
    own_process.kill()
    with pytest.raises(AzureFault) as unreachable:
        PUTS["group"](emulated_at(own_process.url))
    assert unreachable.value.kind == "unreachable"
