"""Advice on screen: a few words, three that suit with reasons, the others with theirs, and into the form by Enter."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal.contract.catalogue import CatalogueRow
from portal.contract.plan import Fact, Preview, RuleResult
from portal.contract.requests import Draft, Form
from screens.requests.cures import cures_of, read
from tests.screens import made, scene_advice
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.story import SMALL, WIDE, at_portal

FIELDS = {name: {"type": "string", "title": name.capitalize()} for name in ("type", "form", "stage", "days", "project")}


def advised(person: str = "maya") -> FakePortal:
    """A portal that gives advice."""
    server = busy_portal(person)
    server.advice = {"compute": scene_advice.compute(), "topology": scene_advice.topology()}
    server.advice_forms = {topic: scene_advice.form() for topic in server.advice}
    server.forms = lambda kind, spec: Form(kind, kind.capitalize(), "", {"properties": FIELDS})
    return server


async def test_three_are_proposed_with_reasons_and_enter_takes_one_into_the_form(tmp_path: Path) -> None:
    server = advised()
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("2").sees("d4s-v5").types("/d4s").presses("enter", "v")
        await portal.sees("Which compute?", "The best 3 of 4", "1 nc4", "3 nc16", "the one to begin with")
        await portal.sees_not("nc64").types("8").waits_for(lambda: server.advised[-1][1].get("gb") == "8")
        await portal.presses("enter", "down").sees("nc8 is the one").presses("enter")
        await portal.sees("New: Compute", "nc8", "cluster").sees_not("Which compute?")


async def test_what_does_not_suit_says_why_what_would_have_to_change_and_asks_for_it(tmp_path: Path) -> None:
    server = advised()
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("2").types("/d4s").presses("enter", "v", "enter").sees("1 nc4").presses("f4")
        await portal.toasts("nothing here could be cured").presses("G")
        await portal.sees("96 vCPUs are not free", "with 96 more vCPUs it would fit")
        await portal.presses("f2").toasts("it does not fit").presses("f4").sees("New: Quota", "churn", "nc96")


async def test_workspaces_are_advised_on_from_a_template(tmp_path: Path) -> None:
    server = advised()
    server.forms = lambda kind, spec: Form(
        kind,
        "Project",
        "",
        {"properties": {name: {"type": "string", "title": name} for name in ("template", "topology")}},
    )
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("2").types("/tabular").presses("enter", "v").sees("Which workspaces?", "mlw-churn-dev")
        await portal.presses("f2").sees("New: Project", "tabular-classic", "own")


async def test_advice_inside_the_form_fills_it_and_keeps_the_other_answers(tmp_path: Path) -> None:
    server = advised()
    server.saved = [Draft("D-1", "compute", {"project": "churn"}, made.before(hours=1))]
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("n").sees("Go on with a draft").types("compute").sees("draft").presses("down", "enter")
        await portal.sees("New: Compute", "churn").presses("f6").sees("Which compute?", "1 nc4")
        assert server.advised[0] == ("compute", {"project": "churn"})
        await portal.presses("f2").sees("New: Compute", "nc4", "churn")


async def test_where_there_is_no_advice_the_key_says_so(tmp_path: Path) -> None:
    server = advised()
    async with at_portal(tmp_path, server, SMALL) as portal:
        row = CatalogueRow("sklearn", "environment", "sklearn", "approved", "", "", "1", "ana")
        server.catalogue_page = replace(server.catalogue_page, items=(row,))
        await portal.presses("2", "ctrl+r").sees("sklearn").presses("v").toasts("advice on compute and on workspaces")


async def test_a_form_that_does_not_fit_opens_the_request_that_cures_it(tmp_path: Path) -> None:
    server = advised()
    fact = Fact("quota", "Quota", "48 → 144 of 48 vCPUs", False, "held by tom", None, True, scene_advice.CURE)
    plan = made.plan(facts=(fact,))
    server.previews = lambda kind, spec: Preview(kind, spec, {}, (), plan, made.policy())
    async with at_portal(tmp_path, server, SMALL) as portal:
        await (
            portal.presses("2")
            .types("/d4s")
            .presses("enter", "n")
            .sees("Ask for")
            .presses("enter")
            .sees("New: Compute")
        )
        await (
            portal.sees("does not fit now: Quota, 48 → 144", "f4 asks for quota")
            .presses("f2")
            .toasts("does not fit now")
        )
        await portal.presses("f4").sees("New: Quota", "churn", "144")
        assert server.done == []


def test_a_cure_is_read_from_its_command() -> None:
    cure = read("portal request new quota --set project='a b' --set cores=144", "Quota")
    assert cure is not None
    assert (cure.kind, cure.spec) == ("quota", {"project": "a b", "cores": "144"})


@pytest.mark.parametrize("command", ["", "rm -rf /", "portal request new", "portal request 'new", "portal server stop"])
def test_what_is_no_such_command_cures_nothing(command: str) -> None:
    assert read(command, "") is None


def test_a_rule_that_denies_is_cured_by_an_exception() -> None:
    rules = (RuleResult("no-gpu", "No GPU in dev", "fail", "m"), RuleResult("fine", "Fine", "pass", ""))
    denied: Any = made.policy(denied=True, rules=rules)
    (cure,) = cures_of(made.plan(), denied)
    assert (cure.kind, cure.spec, cure.about) == ("exception", {"project": "churn", "rule": "no-gpu"}, "No GPU in dev")
    assert cures_of(made.plan(), made.policy()) == []
