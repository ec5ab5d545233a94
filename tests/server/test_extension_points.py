"""A kind and an effect that nobody shipped: one entry in each registry, and the whole portal knows them.

What stands here as `BEACON` and `Beacon` would be a file each; the entries are the one line each. No other module of
the product is told anything.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from catalog.model import Catalogue, Person
from portal.azure import sdk
from portal.azure.resource_ids import group_id
from portal.cli.main import main
from portal.contract.operations import ReadyCard
from portal.contract.plan import Cost, Effect, Plan, Preview
from portal.contract.requests import Form, KindRow, Request
from portal.emulator.ledger import ledger
from portal.engine.effects.azure.azure_effect import AzureEffect, accepted
from portal.engine.effects.azure.standing import standing
from portal.engine.effects.effect import Call
from portal.engine.effects.registry import EFFECTS
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings
from portal.kinds.asked_project import chosen, gone, mine, project_field
from portal.kinds.field import Choice, Field
from portal.kinds.kind import Facts, Kind, Wish
from portal.kinds.registry import KINDS, policy_words
from portal.records.inventory.made import Making
from tests.server.served_portal import ServedPortal, as_told

COLOURS = ("red", "green")
ASKED = {"project": "basket", "colour": "green"}
GROUP = "rg-basket-green-beacon"


def _fields(given: Mapping[str, Any], person: Person, _catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    offered = mine(person, facts)
    assumed = offered[0].name if offered else None
    project = chosen(given, facts, assumed)
    return (
        project_field("The project it shines for", offered, "you belong to no project yet", assumed),
        Field("colour", "Colour", "How it shines", "choice", choices=tuple(Choice(one, one) for one in COLOURS)),
        Field("lamps", "Lamps", "How many", "integer", assumed=len(project.stages) if project else 1, minimum=1),
    )


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    project = facts.projects[wish.text("project")]
    name = f"rg-{project.name}-{wish.text('colour')}-beacon"
    payload = {
        "subscription": project.subscriptions["dev"],
        "name": name,
        "location": catalogue.organisation.default_region,
        "lamps": wish.number("lamps"),
    }
    return Plan(
        effects=(Effect("beacon", "beacon", "A beacon", name, "dev", payload),),
        facts=(),
        cost=Cost(0, 0, 0, catalogue.prices.currency, False, str(catalogue.prices.date)),
        lease_days=None,
        items=(),
        project=project.name,
        unit=project.unit,
        stage="dev",
    )


def _card(values: Mapping[str, Any], plan: Plan, outcomes: Mapping[str, Mapping[str, Any]], _ends: str) -> ReadyCard:
    shines = f"{plan.effects[0].name} shines {values['colour']}, {outcomes['beacon']['lamps']} lamps"
    return ReadyCard(headline=shines, do_now=("look up",), ends=("never",), lost=())


BEACON = Kind(
    id="beacon",
    title="Beacon",
    summary="A light for a project",
    fields=_fields,
    complaints=lambda wish, _catalogue, facts: gone(wish, facts),
    plan=_plan,
    offered_tier=lambda _wish, _catalogue: "T0",
    variables=lambda wish, _catalogue, _facts: {"lamps": wish.number("lamps")},
    policy_words={"lamps": 0},
    headline=lambda wish: f"a {wish.text('colour')} beacon for {wish.text('project')}",
    card=_card,
)


class Beacon(AzureEffect):
    """A resource group that shines."""

    doing = "is being lit"
    done = "shines"

    def subject(self, intent: Intent) -> str:
        """Which one."""
        return f"Beacon {intent.payload['name']}"

    def resource(self, intent: Intent) -> str:
        """The id of its group."""
        return group_id(intent.payload["subscription"], intent.payload["name"])

    def making(self, intent: Intent) -> Making | None:
        """It stands in the inventory."""
        return Making(self.resource(intent), "beacon", intent.payload["name"], "", "")

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether it is there, and how many lamps it has then."""
        reading, _ = standing(world, self.resource(intent), intent)
        if reading.state != "ready":
            return reading
        return Reading("ready", outcome={"lamps": intent.payload["lamps"]})

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Makes it."""
        payload = intent.payload
        place = payload["subscription"], payload["name"], payload["location"]
        return lambda: accepted(sdk.put_resource_group(world.azure, *place, {sdk.INTENT_TAG: intent.key}))


@pytest.fixture
def extended(server: ServedPortal, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServedPortal]:
    """The same running server, with one line more in each of the two registries; command lines reach it."""
    monkeypatch.setitem(KINDS, "beacon", BEACON)
    monkeypatch.setitem(EFFECTS, "beacon", Beacon())
    monkeypatch.setenv("PORTAL_SERVER", str(server.client.base_url))
    monkeypatch.setenv("PORTAL_TOKEN", server.app.state.token)
    yield server


def test_nothing_is_known_of_it_without_its_line(server: ServedPortal) -> None:
    assert "beacon" not in KINDS and "beacon" not in EFFECTS
    assert server.call("POST", "/kinds/beacon/form", json={"spec": {}}).status_code == 404


def test_it_is_listed_and_its_form_asks_what_it_declares(extended: ServedPortal) -> None:
    assert KindRow("beacon", "Beacon", "A light for a project") in as_told(extended.get("/kinds"), list[KindRow])
    form = as_told(extended.send("POST", "/kinds/beacon/form", {"spec": {"project": "basket"}}), Form)
    properties = form.schema["properties"]
    assert list(properties) == ["project", "colour", "lamps"]
    assert properties["colour"]["enum"] == list(COLOURS)
    assert form.schema["required"] == ["colour"]


def test_the_command_line_takes_its_fields_as_flags(extended: ServedPortal, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("request", "kinds", "beacon")) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in ("project", "colour", "lamps", "red", "green"))
    flags = [word for name, value in ASKED.items() for word in ("--set", f"{name}={value}")]
    assert main(("request", "new", "beacon", *flags, "--set", "lamps=4", "--dry-run")) == 0
    assert GROUP in capsys.readouterr().out
    assert main(("request", "new", "beacon", "--set", "colour=blue", "--dry-run")) != 0
    assert "colour" in capsys.readouterr().err


def test_its_preview_says_what_would_happen_and_names_what_the_effect_brings(
    extended: ServedPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = as_told(extended.send("POST", "/kinds/beacon/preview", {"spec": ASKED}), Preview)
    assert preview.plan is not None and preview.policy is not None
    assert [(one.kind, one.name) for one in preview.plan.effects] == [("beacon", GROUP)]
    assert [(one["kind"], one["name"]) for one in preview.names] == [("beacon", GROUP)]
    assert (preview.policy.tier, preview.policy.denied) == ("T0", False)
    monkeypatch.setattr(Beacon, "brings_name", False)
    again = as_told(extended.send("POST", "/kinds/beacon/preview", {"spec": ASKED}), Preview)
    assert list(again.names) == [] and again.plan == preview.plan


def test_policy_knows_its_word_in_every_other_kind_too(extended: ServedPortal) -> None:
    assert policy_words()["lamps"] == 0
    asked = {"spec": {"type": "d4s-v5", "project": "basket"}}
    assert as_told(extended.send("POST", "/kinds/compute/preview", asked), Preview).policy is not None


def test_it_is_approved_started_and_carried_out_in_azure_and_ends_with_its_card(extended: ServedPortal) -> None:
    made = extended.send("POST", "/requests", {"kind": "beacon", "spec": {**ASKED, "lamps": 3}})
    extended.send("POST", "/demo/clock", {"by": "+1h"})
    done = as_told(extended.until(made["id"], "ready", "ready_with_differences", "failed_clean"), Request)
    assert done.state == "ready", done.reason
    assert done.title == "a green beacon for basket"
    assert [(one.kind, one.payload["lamps"]) for one in done.plan.effects] == [("beacon", 3)]
    assert done.card is not None and done.card.headline == f"{GROUP} shines green, 3 lamps"
    state = extended.app.state.portal.settings.home / "azure.db"
    assert [call.path.rsplit("/", 1)[1] for call in ledger(state, "PUT") if "beacon" in call.path] == [GROUP]
    rows = extended.get("/projects/basket")["resources"]
    assert [one["name"] for one in rows if one["kind"] == "beacon"] == [GROUP]
