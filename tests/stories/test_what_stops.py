"""An approval holds for exactly what was shown: what stops a request between a yes and its start, and what does not.

Approved requests are held for an hour here, so that there is time for something to happen; `demo clock` ends the hold.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from tests.stories.catalogues import OwnCatalogue
from tests.stories.programs import Portal, home


class Scene(NamedTuple):
    """A portal, and the catalogue that it serves."""

    portal: Portal
    catalogue: OwnCatalogue


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One server over a catalogue of its own, in which approved requests are held for an hour."""
    folder = tmp_path_factory.mktemp("what-stops")
    catalogue = OwnCatalogue(folder / "catalogue")
    catalogue.hold(3600)
    with home(folder / "home", catalogue=catalogue.folder, observe_seconds=0) as portal:
        yield Scene(portal, catalogue)


def approved(portal: Portal, wish: str) -> str:
    """Ask as priya and let Ana approve; the value is the request's id."""
    id: str = portal.told(f"request new {wish} --as priya")["id"]
    assert portal.told(f"request approve {id} --as ana")["state"] == "approved"
    return id


def shown(portal: Portal, id: str) -> Any:
    """The request as it stands."""
    return portal.told(f"request show {id} --as priya")


def hour_passes(portal: Portal) -> None:
    """The hold of everything that is approved passes."""
    portal.does("demo clock +61m")


def until(portal: Portal, id: str, comes: Callable[[Any], bool]) -> Any:
    """The request as soon as something has come about; looked at again and again, each look is a command."""
    for _ in range(200):
        if comes(now := shown(portal, id)):
            return now
    raise AssertionError(f"{id} is still {now['state']}: {now['reason']}")


def left_hold(now: Any) -> bool:
    """Whether a request is not held any more: it was started, or sent back."""
    return bool(now["state"] != "approved")


def test_an_edit_after_the_approval_voids_it(scene: Scene) -> None:
    portal = scene.portal
    id = approved(portal, "compute --set project=retention --set type=d32s-v5 --set name=edited --set days=2")
    first = shown(portal, id)

    edited = portal.told(f"request edit {id} --set days=3 --as priya")
    assert (edited["state"], edited["revision"]) == ("in_review", 2)
    assert edited["digest"] != first["digest"]
    (review,) = edited["reviews"]
    assert (review["person"], review["counts"]) == ("ana", False)
    assert "revision 1" in review["why_not"]

    hour_passes(portal)
    assert shown(portal, id)["state"] == "in_review"
    portal.refuses(f"request approve {id} --as ana --digest {first['digest']}", 3, id, "changed since it was shown")
    assert portal.told(f"request approve {id} --as ana --digest {edited['digest']}")["state"] == "approved"
    hour_passes(portal)
    assert portal.told(f"request watch {id} --timeout 60")["state"] == "ready"
    made = next(one for one in portal.told("project show retention")["resources"] if one["name"] == "edited")
    assert made["request"] == id


def test_a_vote_can_be_taken_back_while_it_is_held(scene: Scene) -> None:
    portal = scene.portal
    id = approved(portal, "compute --set project=retention --set type=d32s-v5 --set name=undone --set days=2")
    held = shown(portal, id)
    assert held["hold_until"] > held["updated_at"]
    assert held["waiting_on"]["people"] == ["portal"]

    undone = portal.told(f"request undo {id} --as ana")
    assert (undone["state"], undone["hold_until"]) == ("in_review", None)
    assert [(one["verdict"], one["counts"]) for one in undone["reviews"]] == [("approve", False), ("undo", False)]
    hour_passes(portal)
    assert shown(portal, id)["state"] == "in_review"
    portal.refuses(f"request undo {id} --as ana", 3, "no vote of yours")


def test_a_denial_while_it_is_held_stops_it_for_good(scene: Scene) -> None:
    portal = scene.portal
    id = approved(portal, "compute --set project=retention --set type=d32s-v5 --set name=denied --set days=2")
    denied = portal.told(f"request deny {id} --reason 'this family is full' --as li")
    assert denied["state"] == "denied"
    hour_passes(portal)
    portal.refuses(f"request approve {id} --as ana", 3, "final")
    assert shown(portal, id)["operation"] is None


def test_a_template_that_changed_since_sends_the_project_back(scene: Scene) -> None:
    portal = scene.portal
    id = approved(portal, "project --set name=rewritten --set template=tabular-classic")
    first = shown(portal, id)
    readme = scene.catalogue.folder / "templates/tabular-classic/template/README.md.jinja"
    readme.write_text(readme.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")

    hour_passes(portal)
    again = until(portal, id, left_hold)
    assert (again["state"], again["revision"]) == ("in_review", 2)
    assert again["reason"] == "tabular-classic changed in the catalogue since it was approved"
    assert again["digest"] != first["digest"]
    assert again["waiting_on"]["people"] == ["ana", "li"]
    assert [one["counts"] for one in again["reviews"]] == [False]


def test_a_price_that_moved_a_little_does_not_stop_it(scene: Scene) -> None:
    portal = scene.portal
    id = approved(portal, "compute --set project=retention --set type=e32ds-v5 --set name=little --set days=1")
    scene.catalogue.price("e32ds-v5", 2)
    hour_passes(portal)
    ready = portal.told(f"request watch {id} --timeout 60")
    assert (ready["state"], ready["revision"]) == ("ready", 1)


def test_a_price_that_moved_far_sends_it_back(scene: Scene) -> None:
    portal = scene.portal
    id = approved(portal, "compute --set project=retention --set type=d64s-v5 --set name=dear --set days=1")
    was = shown(portal, id)["plan"]["cost"]["monthly_cents"]
    scene.catalogue.price("d64s-v5", 20)
    hour_passes(portal)
    again = until(portal, id, left_hold)
    now = again["plan"]["cost"]["monthly_cents"]
    assert (again["state"], again["revision"]) == ("in_review", 2)
    assert again["reason"].startswith("its price moved by 2")
    assert 119 <= now * 100 // was <= 121


def test_an_offer_that_was_blocked_since_waits_and_says_why(scene: Scene) -> None:
    portal = scene.portal
    id = approved(portal, "compute --set project=retention --set type=e16ds-v5 --set name=blocked --set days=1")
    blocked = "lifecycle: blocked\nreason: Found to be faulty.\nsuccessor: e32ds-v5\n"
    scene.catalogue.change("compute/e16ds-v5.yaml", "lifecycle: approved\n", blocked)
    hour_passes(portal)
    now = until(portal, id, lambda now: now["reason"] != "" or now["state"] != "approved")
    assert now["state"] == "approved"
    assert "Found to be faulty" in now["reason"]


def test_a_wish_that_nobody_decided_on_expires(scene: Scene) -> None:
    portal = scene.portal
    id = portal.told("request new compute --set project=crm --set type=e32ds-v5 --set name=late --as priya")["id"]
    portal.does("demo clock +12d")
    now = until(portal, id, lambda now: now["state"] != "in_review")
    assert (now["state"], now["reason"]) == ("expired", "nobody decided in time")
    portal.refuses(f"request approve {id} --as ana", 3, "final")
