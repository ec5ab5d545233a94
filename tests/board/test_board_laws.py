"""Laws of the board over any world: red needs a proof, every cell has an age, the counts tie out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.contract.models.board import Board, Cell
from portal.domain.models.evidence import Artefact, Observation, compare, reference
from tests.board.seen import LONG_AGO, NOW, STAGES, board, looked, model, online

MANIFESTS = st.sampled_from(["", "a" * 64, "b" * 64])
VERSIONS = st.sampled_from(["1", "2", "3"])
NAMES = st.sampled_from(["fraud-net", "ltv"])
STATUS = st.sampled_from(["seen", "forbidden", "unreachable", "missing"])
TIMES = st.sampled_from([NOW, LONG_AGO])


@st.composite
def worlds(draw: st.DrawFn) -> list[Observation]:
    """What may be observed of two models in three stages."""
    found: list[Observation] = []
    for stage in STAGES:
        found += looked(stage, status=draw(STATUS), at=draw(TIMES))
        for name in ("fraud-net", "ltv"):
            if draw(st.booleans()):
                versions = draw(st.dictionaries(VERSIONS, MANIFESTS, max_size=3))
                how = {"status": draw(STATUS), "at": draw(TIMES)}
                approved = draw(st.sampled_from(["", "1", "2", "1, 3"]))
                found.append(model(stage, name, versions, complete=draw(st.booleans()), approved=approved, **how))
            if draw(st.booleans()):
                shares = draw(st.dictionaries(VERSIONS, st.sampled_from([0, 10, 90, 100]), max_size=3))
                found.append(online(stage, name, shares, status=draw(STATUS), at=draw(TIMES)))
    return found


def cells(made: Board) -> list[Cell]:
    """Every cell that there is."""
    return [cell for row in made.items for cell in row.stages.values() if cell]


@given(worlds())
def test_every_cell_has_an_age_and_a_known_word(world: list[Observation]) -> None:
    for cell in cells(board(*world)):
        assert cell.observed_at in (NOW, LONG_AGO)
        assert cell.status in ("seen", "nothing", "forbidden", "unreachable", "unknown")
        assert {cell.approved, cell.before} <= {"", "=", "≠", "~"}


@given(worlds())
def test_red_is_only_where_two_manifests_differ(world: list[Observation]) -> None:
    manifests = {
        entry["manifest"]
        for one in world
        if one.kind == "model"
        for entry in one.value["versions"]
        if entry["manifest"]
    }
    red = [cell for cell in cells(board(*world)) if "≠" in (cell.approved, cell.before)]
    assert not red or len(manifests) == 2
    assert all(cell.identity == "manifest" for cell in red if cell.before == "≠")


@given(worlds())
def test_without_manifests_nothing_is_ever_red(world: list[Observation]) -> None:
    bare = [replace(one, value=_without_manifests(one.value)) for one in world]
    assert not [cell for cell in cells(board(*bare)) if "≠" in (cell.approved, cell.before)]


def _without_manifests(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**value, "versions": [{**entry, "manifest": ""} for entry in value.get("versions", [])]}


@given(worlds())
def test_the_counts_tie_out_and_do_not_depend_on_the_order_of_observations(world: list[Observation]) -> None:
    made = board(*world)
    assert made.total == len(made.items)
    assert made.attention == sum(1 for row in made.items if row.attention)
    assert board(*reversed(world)) == made


@given(worlds())
def test_a_cell_that_is_not_fully_seen_never_says_seen(world: list[Observation]) -> None:
    shut = {one.stage for one in world if one.kind == "reading" and one.status in ("forbidden", "unreachable")}
    for row in board(*world).items:
        for stage in shut:
            cell = row.stages[stage]
            assert cell is None or cell.status != "seen"


@given(st.text(), st.text())
def test_comparing_is_symmetric_and_equal_only_with_evidence(one: str, other: str) -> None:
    first, second = Artefact("1", one), Artefact("1", other)
    assert compare(first, second) == compare(second, first)
    if not one or not other:
        assert compare(first, second) == "~"


@given(st.text())
def test_any_text_is_a_reference_or_none(text: str) -> None:
    found = reference(text)
    assert found is None or (found.name and found.version)
