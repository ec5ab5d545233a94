"""Kind `transfer`: who may give a project away, who takes it over, and what goes with it."""

from dataclasses import replace

from catalog.model import Catalogue
from portal.kinds.kind import Facts
from portal.kinds.registry import KINDS
from tests.kinds.made import facts, project, wished, wrong

TRANSFER = KINDS["transfer"]


def left() -> Facts:
    """Facts in which the owner of a project of risk has left."""
    return facts(projects={"aml": project("aml", "risk", ("erik", "tom"))}, order=("aml",))


def test_the_owner_gives_it_to_a_member(starter: Catalogue) -> None:
    made = TRANSFER.plan(wished(starter, "transfer", to="priya"), starter, facts(), {})
    (effect,) = made.effects
    assert effect.payload == {"project": "basket", "was": {"owner": "maya"}, "becomes": {"owner": "priya"}}
    assert made.facts[0].value == "maya → priya"


def test_somebody_from_outside_gets_the_rights_of_the_team(starter: Catalogue) -> None:
    made = TRANSFER.plan(wished(starter, "transfer", to="tom"), starter, facts(), {})
    assert [(one.kind, one.payload.get("role")) for one in made.effects] == [
        ("role_assignment", "AzureML Data Scientist"), ("role_assignment", "Reader"), ("role_assignment", "Reader"),
        ("project_change", None),
    ]  # fmt: skip


def test_workspaces_of_its_own_are_tagged_anew_and_shared_ones_are_not(starter: Catalogue) -> None:
    shared = project("basket", "retail", ("maya", "priya"))
    first, *others = shared.stages
    own = replace(shared, stages=(replace(first, shared=False), *others))
    known = facts(projects={"basket": own}, order=("basket",))
    made = TRANSFER.plan(wished(starter, "transfer", known, to="priya"), starter, known, {})
    assert [(one.kind, one.stage) for one in made.effects] == [("tags", "dev"), ("project_change", "")]
    assert made.effects[0].payload["tags"] == {"owner": "priya"}


def test_the_lead_of_the_unit_gives_it_away_too_and_others_do_not(starter: Catalogue) -> None:
    assert wished(starter, "transfer", by="theo", project="basket", to="priya")
    for person in ("priya", "tom", "ana"):
        told = wrong(starter, "transfer", by=person, project="basket", to="tom")
        assert told.keys() & {"project"}, person


def test_when_the_owner_has_left_the_platform_team_takes_it_over(starter: Catalogue) -> None:
    made = wished(starter, "transfer", left(), by="ana")
    assert (made.text("project"), made.text("to"), made.origins["to"]) == ("aml", "ana", "assumed")
    plan = TRANSFER.plan(made, starter, left(), {})
    assert (plan.facts[0].value, plan.facts[0].detail) == ("erik has left", "a takeover by the platform team")
    assert "project" in wrong(starter, "transfer", left(), by="tom", project="aml", to="tom")


def test_it_goes_to_somebody_else_who_is_there(starter: Catalogue) -> None:
    assert "owns basket already" in wrong(starter, "transfer", to="maya")["to"].what
    assert "to" in wrong(starter, "transfer", to="erik")
    assert "to" in wrong(starter, "transfer", to="ci-churn")


def test_the_new_owner_profits_from_it(starter: Catalogue) -> None:
    assert TRANSFER.profits({"to": "priya"}) == {"priya"}


def test_who_may_give_it_is_looked_at_again_at_the_start(starter: Catalogue) -> None:
    made = wished(starter, "transfer", to="priya")
    moved = facts(projects={"basket": project("basket", "retail", ("priya", "maya"))}, order=("basket",))
    (told,) = TRANSFER.complaints(made, starter, moved)
    assert "maya may not give basket away" in told.what
