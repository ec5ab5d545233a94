"""A model goes from dev to test to prod and back through the screens, over a real server and the demo's Azure."""

from pathlib import Path

import pytest

from portal.contract.models.gates import EvidenceDocument
from tests.client.serving import portal_of
from tests.stories.moving import answer, approve, ask, become
from tests.stories.people import Person, Server, at_terminal, server

MODEL, VERSION = "churn-model", "14"
TALL = (120, 90)
"""Everything of the page at once: what fits into 80×24 the tests of the page look at."""


async def hand_in(served: Server, kind: str, **facts: object) -> None:
    """What the pipeline of the project measured."""
    async with portal_of(served.url, served.token, "ci-churn") as pipeline:
        await pipeline.models.add_evidence(MODEL, VERSION, EvidenceDocument(kind, dict(facts)))


async def let_pass(served: Server, time: str) -> None:
    """Prod serves another model only some minutes after the last vote, so that a slip can be undone."""
    async with portal_of(served.url, served.token) as everybody:
        await everybody.demo.clock(time)


async def open_model(portal: Person, name: str) -> None:
    """As that person: the model's page."""
    await become(portal, name)
    portal.app.open_at("promotions", "model", MODEL, "retention")
    await portal.sees("Ways back", "Where v14 comes from")


@pytest.mark.prove
async def test_dev_to_test_to_prod_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with server(tmp_path, 0) as served:
        async with at_terminal("priya", served, tmp_path, monkeypatch, TALL) as portal:
            await portal.presses("5").sees(MODEL).presses("slash").types("churn-m").presses("enter", "enter")
            await portal.sees("Ways back").presses("R").sees("Gates before test, v14: 4 of 5 met", "too old")
            await portal.presses("p").sees("v14 from dev to test").presses("enter")
            await portal.sees("does not fit now", "No critical vulnerability", "stale").presses("f2")
            await portal.toasts("No critical vulnerability")
            await hand_in(served, "scan", critical=0)
            await portal.presses("escape").sees("Gates before test, v14: 5 of 5 met")
            await portal.presses("p").sees("v14 from dev to test").presses("enter").sees("✓ 7 steps")
            await answer(portal, "watch_seconds", "0")
            to_test = await ask(portal)
            await approve(portal, "theo", to_test)

            await open_model(portal, "sam")
            await portal.sees(f"{to_test} promotion v14 to test, ready").presses("R").sees("Gates before prod, v14")
            await portal.presses("i").sees("Sign for v14 to prod").presses("enter").types("read").presses("enter")
            await portal.toasts("you signed for churn-model v14")
            await hand_in(served, "alerts", rules=2, drift_monitor=True)
            await open_model(portal, "priya")
            await portal.sees("Gates before prod, v14: 7 of 7 met").presses("p").sees("✓ 6 steps")
            await answer(portal, "watch_seconds", "0")
            to_prod = await ask(portal)
            await approve(portal, "ana", to_prod)
            await approve(portal, "paul", to_prod)
            await let_pass(served, "+11m")

            await open_model(portal, "priya")
            await (
                portal.sees(f"{to_prod} promotion v14 to prod, ready")
                .presses("R")
                .sees("Where v14 comes from, serves in test and pr")
            )
            await portal.presses("b").sees("Roll back churn-model", "to v12").presses("enter").sees("The model's name")
            await answer(portal, "confirm", MODEL)
            await portal.sees("✓ 3 steps")
            back = await ask(portal)
            await open_model(portal, "priya")
            await portal.sees(f"{back} rollback v12 to prod, ready").presses("R").sees("v12 ● 100 %")
