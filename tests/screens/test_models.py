"""A model's page, its moves, its gates and its versions, at the sizes people have."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal.contract.requests import Form
from screens.models import moving
from tests.screens import made, scene_models
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.scene_board import board, cell, online
from tests.screens.story import SMALL, WIDE, Story, at_portal

REACHED = cell("test", "3", online("3", 100), before="=", step="100 %")
ROWS = {row.name: row for row in board().items}


def asking(server: FakePortal) -> list[tuple[str, dict[str, Any]]]:
    """What forms the screens ask that server for."""
    asked: list[tuple[str, dict[str, Any]]] = []

    def form(kind: str, spec: dict[str, Any]) -> Form:
        asked.append((kind, dict(spec)))
        return Form(kind, kind, "", {"properties": {name: {"type": "string", "title": name} for name in spec}})

    server.forms = form
    return asked


async def opened(portal: Story, name: str) -> None:
    """Open the page of a model of the board."""
    await portal.presses("5").sees(name)
    portal.app.open_page("model", name, ROWS[name].project)
    await portal.sees(f"of project {ROWS[name].project}")


async def test_the_page_tells_gates_with_evidence_and_age_approvals_and_the_way_back(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal("maya"), (140, 60)) as portal:
        await opened(portal, "churn-model")
        await portal.sees("Gates before prod, v13: 1 of 3 met", "E-107 3 d old", "too old", "deputy Lena")
        await portal.sees(
            "R-31", "approved by Ana", "≠ approved was another artefact", "v11 on churn-online stands ready"
        )
        await portal.sees("e0ca998f5e on main", "azureml:table:7", "sklearn-train:3")


async def test_what_is_in_service_stands_on_board_and_page_with_its_age(tmp_path: Path) -> None:
    server = busy_portal("maya")
    row = replace(ROWS["churn-model"], service="1/2", service_at=made.before(days=3), deputy="lena")
    server.models = replace(server.models, items=(row,))
    page = scene_models.churn(row)
    told = replace(page.gates[0], transition="in-service")
    server.model_pages[row.name] = replace(page, gates=(told,))
    async with at_portal(tmp_path, server, (140, 60)) as portal:
        await portal.presses("5").sees("Service", "1/2 3 d", ", or Lena")
        await opened(portal, "churn-model")
        await portal.sees("In service in prod, v13: 1 of 3 met", ", deputy Lena · ").sees_not("Gates before prod")


async def test_the_same_in_80_by_24_is_one_column_that_scrolls(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await opened(portal, "churn-model")
        await portal.sees("p promote", "b roll back").presses("G").sees("sklearn-train:3")


async def test_what_changed_outside_can_be_adopted_and_says_why_it_cannot_be_restored(tmp_path: Path) -> None:
    server = busy_portal()
    asked = asking(server)
    async with at_portal(tmp_path, server, WIDE) as portal:
        await opened(portal, "fraud-net")
        await portal.sees("Changed outside the portal (1)", "≠ prod v6 serves", "adopts v6").presses("z")
        await portal.toasts("the portal verified no other version there").presses("t").waits_for(lambda: asked)
        assert asked[0] == ("promotion", {"model": "fraud-net", "version": "6", "to": "prod"})


async def test_a_model_with_nothing_changed_has_nothing_to_adopt(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), WIDE) as portal:
        await opened(portal, "churn-model")
        await portal.presses("t").toasts("nothing was changed outside the portal")


async def test_p_on_the_board_lets_one_choose_the_move_and_opens_its_form_filled_in(tmp_path: Path) -> None:
    server = busy_portal()
    asked = asking(server)
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("5").sees("spend-batch").presses("slash").types("spend").presses("enter", "p")
        await portal.sees("v5 from dev to test", "v5 from test to prod").presses("down", "enter")
        await portal.waits_for(lambda: asked)
        assert asked[0] == ("promotion", {"model": "spend-batch", "version": "5", "from": "test", "to": "prod"})


async def test_b_asks_which_stage_when_there_are_two(tmp_path: Path) -> None:
    server = busy_portal()
    asked = asking(server)
    async with at_portal(tmp_path, server, WIDE) as portal:
        await opened(portal, "churn-model")
        await portal.presses("b").sees("churn-model in prod", "to v11").presses("enter").waits_for(lambda: asked)
        assert asked[0] == ("rollback", {"model": "churn-model", "stage": "prod"})


async def test_a_break_glass_opens_only_after_the_name_was_typed(tmp_path: Path) -> None:
    server = busy_portal()
    asked = asking(server)
    async with at_portal(tmp_path, server, SMALL) as portal:
        await opened(portal, "churn-model")
        await portal.presses("B").sees("Break-glass for churn-model", "within a day").presses("enter")
        await portal.sees_not("within a day")
        assert asked == []
        await portal.presses("B").sees("within a day").presses("tab", "tab").types("churn-model")
        await portal.presses("enter").waits_for(lambda: asked)
        assert asked[0][1]["break_glass"] is True


async def test_whoever_may_signs_for_the_very_artefact_and_others_hear_who_may(tmp_path: Path) -> None:
    server = busy_portal("lena")  # the deputy
    async with at_portal(tmp_path, server, WIDE) as portal:
        await opened(portal, "churn-model")
        await portal.presses("i").sees("Sign for v13 to prod", "Sign against v13").presses("enter")
        await portal.sees(scene_models.DIGEST[:30]).types("looked").presses("enter").toasts("E-9: you signed for")
        ((_, version, signature),) = server.signed
        assert (version, signature.gate, signature.artefact) == ("13", "G3-intended-use", scene_models.DIGEST)
    async with at_portal(tmp_path / "ana", busy_portal("ana"), WIDE) as portal:
        await opened(portal, "churn-model")
        await portal.presses("i").toasts("G3-intended-use takes the word of a tester: sam, Lena")


async def test_from_wherever_it_is_opened_a_model_is_asked_for_as_the_server_calls_it(tmp_path: Path) -> None:
    server = busy_portal("maya")
    asked = asking(server)
    server.model_pages["ltv"] = replace(scene_models.churn(ROWS["churn-model"]), label="churn/churn-model")
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("5").sees("churn-model")
        portal.app.open_page("model", "churn/ltv")
        await portal.sees("of project churn").presses("b").sees("Roll back").presses("enter").waits_for(lambda: asked)
    assert asked[0][1]["model"] == "churn/churn-model"


async def test_versions_stand_side_by_side_with_their_difference(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, SMALL) as portal:
        await opened(portal, "churn-model")
        await portal.presses("d").sees("v14 and v12", "2 of 3 facts differ", "+0.02").presses("G").sees("e0ca998f")
        assert ("diff", "churn-model", "14,12") in server.done
        await portal.presses("right").waits_for(lambda: ("diff", "churn-model", "14,13") in server.done)


async def test_a_metric_is_plotted_over_the_versions_and_m_plots_the_next(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await opened(portal, "churn-model")
        await portal.presses("d").sees("0.2800┤", "v13").presses("m").sees("0.9000┤")


def test_what_draws_plots_is_not_imported_before_there_is_one_to_draw() -> None:
    pages = "screens.models.versions, screens.models.model_page"
    asks = f"import sys, {pages}; print([one for one in sys.modules if 'plotext' in one])"
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


async def test_an_emergency_that_nobody_has_looked_at_is_said_on_the_board(tmp_path: Path) -> None:
    server = busy_portal()
    urgent = replace(ROWS["spend-batch"], attention="break-glass in prod by R-9: a second look is owed")
    server.models = replace(server.models, items=(*server.models.items[:2], urgent))
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("5").sees("‼ break-glass, a second look is owed: spend-batch")
        assert portal.line("spend-batch  ").lstrip().startswith("‼")


async def test_the_board_of_a_past_day_says_so_and_moves_nothing(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await portal.presses("5").sees("fraud-net").presses("T").types("2026-11-20").presses("enter")
        await portal.sees("as of 2026-11-20", "◷ as it was known at 2026-11-20").presses("p").toasts("the past")
        await portal.presses("escape").sees_not("◷").sees("fraud-net")


async def test_what_is_on_the_screen_is_read_first_when_there_is_more(tmp_path: Path) -> None:
    server = busy_portal()
    rows = [
        replace(ROWS["ltv"], name=f"m{number:03}", stages={"dev": cell("dev", "1", workspace=f"w{number:03}")})
        for number in range(60)
    ]
    server.models = replace(server.models, items=tuple(rows))
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("5").sees("m000").presses("R").waits_for(lambda: ("refresh", "board") in server.done)
        first = server.done[0]
        assert first[:3] == ("refresh", "board", "w000")
        assert 5 < len(first) < 30
        assert server.done[1] == ("refresh", "board")


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ({"dev": cell("dev", "3")}, [("test", "3")]),
        ({"dev": cell("dev", "3"), "test": REACHED}, [("prod", "3")]),
        ({"dev": cell("dev", "3"), "test": cell("test", "3", online("3", 10), before="=", step="canary 10 %")},
         [("test", "3"), ("prod", "3")]),
        ({"dev": cell("dev", "4"), "test": REACHED}, [("test", "4"), ("prod", "3")]),
        ({"dev": cell("dev", "4", status="forbidden")}, []),
    ],
)  # fmt: skip
def test_what_could_go_on_is_what_the_next_stage_does_not_have(stages: Any, expected: list[tuple[str, str]]) -> None:
    row = replace(ROWS["ltv"], stages=stages)
    assert [(one.stage, one.version) for one in moving.moves(row)] == expected


def test_two_models_of_one_name_are_asked_for_with_their_project() -> None:
    rows = (ROWS["ltv"], replace(ROWS["ltv"], project="other"))
    assert moving.label_of(rows[0], rows) == "crm/ltv"
    assert moving.label_of(rows[0], rows[:1]) == "ltv"
