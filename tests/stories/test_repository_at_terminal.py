"""A model goes from dev to test through the screens, and the project's own repository deploys it."""

from pathlib import Path

import pytest

from tests.local.conftest import running_server
from tests.stories.moving import approve, ask, become, look_for
from tests.stories.people import Server, at_terminal
from tests.stories.programs import home
from tests.stories.repository import cell, in_dev

TALL = (120, 60)
"""The whole page of a request at once."""


@pytest.mark.prove
async def test_the_board_asks_theo_approves_and_the_repository_deploys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with home(tmp_path / "home") as commands:
        in_dev(commands, tmp_path)
        served = Server(*running_server(commands.home).address)
        async with at_terminal("priya", served, tmp_path, monkeypatch, TALL) as portal:
            await portal.presses("5").sees("churn")
            await look_for(portal, "churn")
            await portal.presses("p").sees("Who deploys", "the repository's pipeline")
            await portal.sees("deploy.yml of churn on main", "✓ 5 steps")
            request = await ask(portal)
            await approve(portal, "theo", request)
            commands.does("demo clock +11m")
            await become(portal, "priya")
            portal.app.open_at("requests", "request", request)
            await portal.sees("deploy.yml was started on main", "Workflow deploy.yml of churn has run")
            await portal.sees("✓ churn v1 serves in test", f"{request}  churn v1 from dev to test  ✓ ready")
            await portal.presses("5", "R").waits_for(lambda: "v1 ● 100 % =" in portal.line(" churn   "))
        assert cell(commands, "test") == ("1", "manifest")
