"""Catalogue, promotions, projects and audit: what they show, and what they say when something is wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.contract.audit import ChainState
from portal.contract.catalogue import CataloguePage
from portal.contract.problem import refused
from screens.models.board_cells import board_cell
from tests.screens import made
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.scene_board import cell, online
from tests.screens.story import SMALL, WIDE, at_portal


async def test_the_board_says_first_what_is_wrong_and_tells_forbidden_from_old(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), WIDE) as portal:
        await portal.presses("5").sees("2 of 4 need attention", "≠ approved", "⊘ not visible", "seen 3 d")
        text = portal.screen_text()
        assert text.index("fraud-net  ") < text.index("churn-model")


async def test_a_model_shows_every_deployment(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), WIDE) as portal:
        await portal.presses("5").sees("churn-model").presses("slash").types("churn").presses("enter", "enter")
        await portal.sees("90 %", "10 %", "churn-online", "strong: a manifest", "prod against approved")


def test_an_unreachable_stage_is_not_taken_for_an_empty_one() -> None:
    now = made.NOW
    assert board_cell(None, now) == ("–", "dim")
    assert board_cell(cell("dev", "", status="unreachable"), now) == ("? no answer", "warn")
    assert board_cell(cell("dev", "", status="nothing"), now) == ("nothing", "dim")
    shown = board_cell(cell("prod", "6", online("6", 100), approved="≠", before="≠"), now)
    assert shown == ("v6 ● 100 % ≠ approved", "bad")


async def test_azure_is_read_again_on_demand(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("5").sees("fraud-net").presses("R").waits_for(lambda: ("refresh", "board") in server.done)


async def test_projects_show_totals_groups_and_who_is_missing(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), WIDE) as portal:
        await portal.presses("6").sees("3 projects · 1 230 € of 1 500 €", "▲ nobody", "122%")
        await portal.presses("s").types("by unit").presses("down", "enter").sees("Retail · 2 projects · 920 €")


async def test_projects_are_exported_to_a_file_that_is_not_there_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "projects.csv").write_text("mine")
    async with at_portal(tmp_path, busy_portal(), WIDE) as portal:
        await (
            portal.presses("6")
            .sees("churn")
            .presses("E")
            .sees("csv")
            .types("csv")
            .presses("enter")
            .toasts("projects-2.csv")
        )
    assert (tmp_path / "projects.csv").read_text() == "mine"
    assert (tmp_path / "projects-2.csv").read_text() == "projects as csv\n"


async def test_a_project_shows_its_people_places_and_gaps(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), WIDE) as portal:
        await portal.presses("6").sees("orphan").presses("enter")
        await portal.sees("git clone https://git.example.org/churn.git", "develop", "ends in 9 d", "▲ nobody", "R-12")


async def test_the_audit_says_whether_its_chain_holds(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, WIDE) as portal:
        await (
            portal.presses("8").sees("✓ verified up to 10 431", "c0ffee").presses("enter").sees("Before, after and why")
        )
        server.chain = ChainState(False, 17, "x", 18, "hash of 18 does not fit")
        await portal.presses("escape").sees("verified").presses("v").sees("✗ the chain breaks at 18", "does not fit")


async def test_the_catalogue_says_what_to_use_instead(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await (
            portal.presses("2")
            .sees("Templates (1)", "⊘ blocked", "use nc4as")
            .presses("down", "down", "n")
            .toasts("blocked")
        )


async def test_a_card_shows_price_quota_and_who_holds_the_rest(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await portal.presses("2").sees("d4s-v5").presses("down", "enter")
        await portal.sees("0.21 € an hour", "8.40 € for 40 h", "92 of 100 vCPU used, 8 left", "cpu-churn")


async def test_broken_files_of_the_catalogue_are_said(tmp_path: Path) -> None:
    server = busy_portal()
    server.catalogue_page = replace(server.catalogue_page, warning="compute/x.yaml:3: no such key")
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("2").sees("▲ compute/x.yaml:3: no such key")


async def test_empty_places_teach(tmp_path: Path) -> None:
    server = FakePortal("ana")
    server.catalogue_page = CataloguePage(())
    async with at_portal(tmp_path, server, SMALL) as portal:
        for key, said in (
            ("2", "catalogue is empty"),
            ("5", "No model has been"),
            ("6", "no project yet"),
            ("8", "Nobody has"),
        ):
            await portal.presses(key).sees(said)


async def test_a_forbidden_place_says_who_could_change_that(tmp_path: Path) -> None:
    server = FakePortal("ana")
    async with at_portal(tmp_path, server, SMALL) as portal:
        server.problem = refused("the audit is not for you", "needs the role auditor", "ask Ines")
        await portal.presses("8").sees("⊘ the audit is not for you", "ask Ines", "could not be read")
        for key in ("v", "E"):
            await portal.presses(key)
            assert any("needs the role auditor" in one for one in portal.heard), key
