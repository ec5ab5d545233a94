"""Which workspaces are advised for a project, and what is recorded of the decision. Pure."""

import re
from collections.abc import Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any

from catalog.model import Catalogue, Template
from portal.contract.advice import Layout
from portal.contract.plan import Fact
from portal.contract.problem import Complaint
from portal.domain.advice.topology import TopologyQuestion, suited
from portal.domain.advice.workspaces import site_of
from portal.kinds.field import Choice, Field
from portal.kinds.kind import Wish

OWN, EXISTING = "own", "existing"
TITLES = {EXISTING: "existing ones of the unit", OWN: "own ones, made for it"}
_USUAL = TopologyQuestion("build", True, False, False, False, False, False, False, False, False, False, 1)
"""A project of which nobody has said anything; the advisor assumes the same."""
WORDS = tuple(one.name for one in fields_of(TopologyQuestion) if one.name not in ("phase", "maturity"))


def topology_fields(given: Mapping[str, Any], unit: str, catalogue: Catalogue) -> tuple[Field, ...]:
    """What it needs, which workspaces, and why others than were advised; that is a must where they differ."""
    template = catalogue.template(str(given.get("template", "")))
    layout = _layout(str(given.get("name", "")), unit, str(given.get("needs", "")), template, catalogue)
    advised = topology_of(layout) if layout else EXISTING
    differs = layout is not None and str(given.get("topology") or advised) != advised
    return (
        Field("needs", "What it needs", f"Words of `portal advise topology` that are true of it: {', '.join(WORDS)}",
              required=False, section="Where", many=True),
        Field("topology", "Workspaces", "Share your unit's workspaces, or get your own", "choice",
              choices=tuple(Choice(one, TITLES[one], "advised" if layout and one == advised else "")
                            for one in (EXISTING, OWN)),
              assumed=advised, section="Where"),
        Field("topology_reason", "Why not as advised", "Why others than the advised workspaces are taken", "text",
              required=differs, longest=500, section="Where"),
    )  # fmt: skip


def wrong_needs(needs: str) -> list[Complaint]:
    """The words that the advisor does not know."""
    unknown = [word for word in _words(needs) if word.removeprefix("no_") not in WORDS]
    if not unknown:
        return []
    return [Complaint("needs", f"there is no word '{unknown[0][:40]}'", f"words are: {', '.join(WORDS)}")]


def advised_for(wish: Wish, template: Template, catalogue: Catalogue) -> Layout | None:
    """The layout that suits best; None where the catalogue has no rules, or nothing suits."""
    return _layout(wish.text("name"), wish.text("unit"), wish.text("needs"), template, catalogue)


def decision(wish: Wish, template: Template, catalogue: Catalogue) -> dict[str, str]:
    """What is recorded with the project: what was advised, what was chosen, and why."""
    layout = advised_for(wish, template, catalogue)
    return {
        "chosen": wish.text("topology"),
        "advised": topology_of(layout) if layout else "",
        "layout": layout.title if layout else "",
        "needs": wish.text("needs"),
        "reason": wish.text("topology_reason"),
    }


def topology_fact(wish: Wish, template: Template, catalogue: Catalogue) -> tuple[Fact, ...]:
    """Whether the workspaces are those that were advised."""
    made = decision(wish, template, catalogue)
    if not made["advised"]:
        return ()
    if made["chosen"] == made["advised"]:
        return (Fact("topology", "Workspaces", f"{made['chosen']}, as advised", True, made["layout"]),)
    told = f"{made['chosen']} workspaces, advised were {made['advised']}"
    return (Fact("topology", "Workspaces", told, False, f"{made['reason']} (advised: {made['layout']})"),)


def topology_of(layout: Layout) -> str:
    """The layout in the words of the form: workspaces for each project, or those that are there."""
    return OWN if layout.segmentation == "project" else EXISTING


def _layout(name: str, unit: str, needs: str, template: Template | None, catalogue: Catalogue) -> Layout | None:
    if catalogue.topology_rules is None or wrong_needs(needs):
        return None
    said = {word.removeprefix("no_"): not word.startswith("no_") for word in _words(needs)}
    phase = "explore" if template is not None and template.phase == "explore" else "build"
    site = site_of(catalogue.organisation, name or "example", unit, catalogue.organisation.default_region)
    ranked = suited(catalogue, catalogue.topology_rules, site, replace(_USUAL, phase=phase, **said))
    return ranked[0] if ranked else None


def _words(needs: str) -> list[str]:
    """`external, no_same_access` as words."""
    return [word for word in re.split(r"[\s,]+", needs.strip().lower()) if word]
