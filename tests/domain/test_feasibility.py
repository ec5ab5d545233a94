"""Whether it fits, and what stands there that would do."""

import shlex
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.feasibility import Headroom, Machine, StandingCluster, alike, command, reserved_cores, that_would_do

SMALL, LARGE, GPU = Machine(4, 16), Machine(16, 64), Machine(4, 28, 1, 16)
sizes = st.builds(Machine, st.integers(1, 96), st.integers(1, 900), st.integers(0, 8), st.integers(0, 80))
standing = st.builds(
    StandingCluster, st.text("abc", max_size=3), sizes, st.integers(0, 9), st.integers(0, 9), st.booleans()
)


@pytest.mark.parametrize(
    ("vcpus", "instances", "cores"),
    [(4, 1, 8), (4, 2, 12), (4, 5, 24), (2, 10, 24), (8, 3, 32)],
)
def test_an_online_deployment_reserves_a_fifth_more_and_one_machine_counts_twice(
    vcpus: int, instances: int, cores: int
) -> None:
    assert reserved_cores(vcpus, instances, 120) == cores
    assert reserved_cores(vcpus, instances) == vcpus * instances


@given(st.integers(0, 999), st.integers(0, 999), st.integers(1, 999))
def test_what_is_short_is_exactly_what_a_higher_limit_would_bring(used: int, limit: int, wanted: int) -> None:
    room = Headroom(used, limit, wanted)
    assert (room.short == 0) == (used + wanted <= limit or wanted <= room.left)
    assert Headroom(used, room.needed_limit, wanted).short == 0
    assert Headroom(used, room.needed_limit - 1, wanted).short == 1


def test_more_used_than_allowed_leaves_nothing_and_not_less() -> None:
    assert (Headroom(12, 8, 4).left, Headroom(12, 8, 4).short) == (0, 4)


@pytest.mark.parametrize(
    ("there", "serves"),
    [
        (StandingCluster("as-large", SMALL, 0, 4, True), True),
        (StandingCluster("larger", LARGE, 0, 4, True), True),
        (StandingCluster("busy", LARGE, 2, 4, True), False),
        (StandingCluster("too-few", SMALL, 0, 1, True), False),
        (StandingCluster("may-be-taken-away", SMALL, 0, 4, False), False),
        (StandingCluster("with-a-gpu", GPU, 0, 4, True), False),
        (StandingCluster("smaller", Machine(2, 8), 0, 4, True), False),
    ],
)
def test_an_idle_cluster_of_the_same_size_or_larger_would_do(there: StandingCluster, serves: bool) -> None:
    assert bool(that_would_do(SMALL, 2, True, [there])) is serves


def test_work_that_may_be_interrupted_is_done_by_either_priority() -> None:
    there = [StandingCluster("low", SMALL, 0, 4, False), StandingCluster("dedicated", LARGE, 0, 4, True)]
    assert [one.name for one in that_would_do(SMALL, 1, False, there)] == ["low", "dedicated"]


@given(sizes, st.integers(1, 5), st.booleans(), st.lists(standing, max_size=6))
def test_what_would_do_is_never_smaller_never_busy_and_has_room(
    wanted: Machine, nodes: int, dedicated: bool, there: list[StandingCluster]
) -> None:
    for one in that_would_do(wanted, nodes, dedicated, there):
        assert one.machine.vcpus >= wanted.vcpus and one.machine.memory_gib >= wanted.memory_gib
        assert bool(one.machine.gpus) == bool(wanted.gpus)
        assert one.nodes + nodes <= one.max_nodes and one.idle


def test_requests_are_alike_when_all_that_counts_is_the_same() -> None:
    others: dict[str, dict[str, Any]] = {
        "R-1": {"type": "a", "stage": "dev", "days": 3},
        "R-2": {"type": "a", "stage": "prod"},
        "R-3": {},
    }
    assert alike({"type": "a", "stage": "dev", "days": 9}, others, ("type", "stage")) == ("R-1",)


@given(st.dictionaries(st.sampled_from(["project", "family"]), st.text(min_size=1, max_size=20)))
def test_a_command_is_what_a_shell_takes_apart_again(answers: dict[str, str]) -> None:
    words = shlex.split(command("quota", **answers))
    assert words[:4] == ["portal", "request", "new", "quota"]
    assert words[4:] == [word for name, value in answers.items() for word in ("--set", f"{name}={value}")]
