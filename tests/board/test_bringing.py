"""The board beside what the portal itself brings, and what must not go unseen."""

from portal.domain.models.board import build_board
from portal.domain.models.evidence import Artefact
from portal.domain.models.observed_workspaces import Approved
from tests.board.seen import SEVEN, SIX, STAGES, board, cell, model, online, only, sites
from tests.board.test_board import ALL


def test_while_the_portal_brings_a_version_what_it_replaces_still_counts_and_nothing_else() -> None:
    bringing = Approved(("8",), "", "R-12", (Artefact("8", "8" * 64),), bringing=True)
    models = model("prod", "m", {"6": SIX, "7": SEVEN, "8": "8" * 64})
    for shares, mark in (({"7": 100}, "="), ({"7": 90, "8": 10}, "="), ({"8": 100}, "="), ({"6": 100}, "≠")):
        made = board(
            *ALL, models, online("prod", "m", shares, approved="7"), approvals={("fraud", "m", "prod"): bringing}
        )
        assert cell(made, "prod").approved == mark, shares
    untold = board(*ALL, models, online("prod", "m", {"7": 100}), approvals={("fraud", "m", "prod"): bringing})
    assert cell(untold, "prod").approved == "~", "nobody ever said what may serve there"


def test_what_was_seen_before_a_version_came_accuses_nobody() -> None:
    seen = [*ALL, model("prod", "m", {"6": SIX, "7": SEVEN}), online("prod", "m", {"6": 100})]
    for since, mark in (("2026-11-22T00:00:00.000Z", "≠"), ("2099-01-01T00:00:00.000Z", "~")):
        brought = Approved(("7",), "", "R-12", (Artefact("7", SEVEN),), since=since)
        assert cell(board(*seen, approvals={("fraud", "m", "prod"): brought}), "prod").approved == mark, since


def test_a_break_glass_that_nobody_looked_at_leads_the_board() -> None:
    alarms = {("fraud", "m"): "break-glass in prod by R-7"}
    made = build_board([*ALL, model("dev", "m", {"1": SIX})], sites("risk"), STAGES, {}, alarms=alarms)
    assert only(made).attention == "break-glass in prod by R-7"


def test_only_what_differs_from_all_that_may_serve_is_proven_to_be_wrong() -> None:
    models = model("prod", "m", {"6": SIX, "7": SEVEN, "8": ""})
    either = {("fraud", "m", "prod"): Approved(("7", "8"), "", "R-12")}
    made = board(*ALL, models, online("prod", "m", {"6": 100}), approvals=either)
    assert (cell(made, "prod").approved, only(made).attention) == ("~", "")
