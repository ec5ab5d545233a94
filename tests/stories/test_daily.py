"""Daily requests through the screens, over a real server, in few keys."""

from pathlib import Path

import pytest

from tests.screens.story import SMALL
from tests.stories.people import at_terminal, server

MOST_KEYS = 10
"""From the search to the snippet, beside typing."""


async def test_a_gpu_for_a_week_from_the_search_to_the_snippet_of_a_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(tmp_path, 0) as served:
        async with (
            at_terminal("maya", served, tmp_path, monkeypatch, SMALL) as maya,
            at_terminal("ana", served, tmp_path, monkeypatch, SMALL) as ana,
        ):
            typed = "t4"
            await maya.presses("2").sees("Templates").presses("slash").types(typed).sees("nc4as-t4-v3")
            await (
                maya.presses("enter", "n")
                .sees("Ask for", "Compute")
                .presses("enter")
                .sees("New: Compute", "NC4as_T4_v3", "T1: one of ML platform team")
            )
            await maya.presses("f2").sees("R-19", "in review", "7 days")
            portal = ana.app.session.portal
            assert portal is not None
            await ana.presses("4").sees("R-19").presses("slash").types("R-19").presses("enter", "enter")
            await ana.sees("R-19", "What will happen").presses("A").toasts("R-19: approve, done")
            await maya.sees("do now").presses("y").toasts("copied what to do now")
            assert "compute: azureml:" in maya.app.clipboard
            made = await portal.requests.show("R-19")
            assert (made.plan.lease_days, made.spec["type"]) == (7, "nc4as-t4-v3")
            assert maya.pressed - len(typed) <= MOST_KEYS
