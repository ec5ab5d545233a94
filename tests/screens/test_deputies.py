"""Naming a deputy for days of absence, seeing who stands in for whom, and coming back early."""

from pathlib import Path

import pytest

from portal.contract.people.delegations import Delegation
from portal.contract.problem import Complaint, bad_input
from tests.screens import made
from tests.screens.scene import busy_portal
from tests.screens.story import SMALL, WIDE, at_portal


def deputy(number: int, person: str, delegate: str, active: bool = True) -> Delegation:
    """One who stands in."""
    return Delegation(number, person, delegate, made.before(days=1), made.after(days=3), "on leave", (), active)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_one_names_somebody_and_is_told_what_they_may_do_until_when(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, size) as portal:
        await portal.presses("V").sees("Nobody is stood in for", "name a deputy").presses("d")
        await (
            portal.sees("Who decides while you are away?", "Cancel", "Ask them to").presses("enter").sees("Lena", "Li")
        )
        await portal.types("li").presses("enter", "down", "down").types("7 days")
        await portal.presses("down").types("project").presses("down").types("leave").presses("enter")
        await portal.toasts("Li decides in your place now").sees("They decide in your place (1)", "2026-11-27 09:00")
    assert server.done[0] == ("delegate", "li", "now", "7 days", "leave", "project")


async def test_what_is_missing_or_refused_is_said_at_its_field_and_no_answer_is_lost(tmp_path: Path) -> None:
    server = busy_portal()
    server.refusal = bad_input(
        "nobody can stand in like this", Complaint("until", "it lasts longer than 90 days", "write it as 7 days")
    )
    async with at_portal(tmp_path, server, SMALL) as portal:
        await (
            portal.presses("V").sees("Nobody").presses("d").sees("Until *").presses("down", "enter").sees("is missing")
        )
        assert server.done == []
        await portal.presses("enter").sees("Lena").types("li").presses("enter").presses("down", "down").types("2 years")
        await portal.presses("down", "down").types("leave").presses("enter")
        await portal.sees("it lasts longer than 90 days: write it as 7 days", "2 years", "leave")
        await portal.presses("enter").toasts("Li decides in your place")


async def test_only_who_is_away_ends_it_and_is_asked_first(tmp_path: Path) -> None:
    server = busy_portal()
    server.deputies = [deputy(1, "ana", "li"), deputy(2, "li", "ana", False), deputy(3, "lena", "li")]
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("V").sees("They decide in your place (1)", "You decide in their place (1)", "Others (1)")
        await portal.sees("● now", "◔ to come")
        await portal.presses("down", "X").toasts("only Li ends it").presses("up", "X").sees("Votes given so far stand")
        await portal.presses("n").sees("They decide in your place (1)")
        assert server.done == []
        await portal.presses("X").sees("Are you back?").presses("y").toasts("welcome back").sees_not("They decide")
    assert server.done[0] == ("end", "1")


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_one_key_switches_of_what_one_is_told_and_where(tmp_path: Path, size: tuple[int, int]) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, size) as portal:
        topics = len(server.wishes) // 2
        await portal.presses("O").sees(
            f"the portal's own list ({topics} of {topics})", f"Operations in Teams (0 of {topics})"
        )
        await portal.presses("t").sees(f"the portal's own list ({topics - 1} of {topics})", "○ off", "you chose")
        await portal.presses("enter").sees(f"the portal's own list ({topics} of {topics})")
        await portal.presses("G", "enter").sees(f"Operations in Teams (1 of {topics})")
    assert [one[0] for one in server.done if one[0] != "seen"] == ["choose"] * 3


async def test_both_are_found_by_name_in_the_palette(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await portal.presses("ctrl+p").types("deputies").presses("enter").sees("Nobody is stood in for")
        await portal.presses("V").toasts("you are looking at them").presses("escape")
        await portal.presses("ctrl+p").types("what i am told").presses("enter").sees("the portal's own list")
