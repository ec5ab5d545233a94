"""The draft of an organisation as a commented YAML file. Pure; every text of Azure's is quoted and made harmless."""

import json
from collections.abc import Iterator

from catalog.model.organisation import RegistryDef
from portal.contract.plaintext import one_line
from portal.engine.connecting.discovery import GROUP, USER, Discovered
from portal.engine.connecting.draft import NOBODY, Drafted, Placed, why_not

DOUBTFUL = "DOUBTFUL"
"""The word that marks, in a comment, what somebody has to look at."""


def organisation_text(drafted: Drafted, starter: str) -> str:
    """The whole file; who answers for what, tags and name patterns are the starter's, taken from its text."""
    lines = [*_head(drafted), "", *_units(drafted), "", *_people(drafted), "", *_groups(drafted), ""]
    lines += ["# The branch whose code runs in a stage; the order is the order of promotion.", "stages:"]
    lines += ["  - {id: dev, title: Development, branch: develop}", "  - {id: test, title: Test, branch: release/*}"]
    lines += ["  - {id: prod, title: Production, branch: main}", ""]
    lines += [*_subscriptions(drafted), "", *_workspaces(drafted), "", *_registries(drafted), ""]
    return "\n".join(lines) + "\n" + starter[starter.index("# R responsible") :]


def _head(drafted: Drafted) -> Iterator[str]:
    doubts = len(drafted.doubtful)
    yield "# yaml-language-server: $schema=schemas/organisation.json"
    yield "# A draft, read from Azure by `portal connect`; nothing was changed there. Look for the word DOUBTFUL"
    yield f"# ({doubts} of {len(drafted.workspaces)} workspaces have one), then run `portal catalog validate DIR`."
    for told in drafted.source.unread:
        yield f"# {DOUBTFUL}: could not be read: {_comment(told)}"
    yield f"# {DOUBTFUL}: guessed from the titles of subscriptions."
    yield f"name: {_quoted(drafted.name)}"
    yield "# centralised: the platform team decides; hub-and-spoke: T1 goes to the unit's team lead; federated: both."
    yield "operating_model: centralised"
    yield "# Most of what was found is there."
    yield f"default_region: {_quoted(drafted.default_region)}"
    yield f'# {DOUBTFUL}: in which "until friday 18:00" is meant; nothing in Azure says it.'
    yield "time_zone: UTC"
    if drafted.added_regions:
        added = ", ".join(drafted.added_regions)
        yield f"# Nothing was found in {added}: the starter's offers and prices name them. Change both together."
    yield f"regions: [{', '.join(map(_quoted, drafted.regions))}]"


def _units(drafted: Drafted) -> Iterator[str]:
    yield f"# {DOUBTFUL}: leads and cost owners are you until you name them; a budget of 0 grants nothing that costs."
    yield "units:"
    for unit, told in drafted.units:
        me = _quoted(drafted.me.id)
        yield f"  # {told}"
        yield (
            f"  - {{id: {_quoted(unit)}, title: {_quoted(unit.replace('-', ' ').capitalize())}, lead: {me}, "
            f"cost_owner: {me}, monthly_budget_cents: 0}}"
        )


def _people(drafted: Drafted) -> Iterator[str]:
    me, unit = drafted.me, _quoted(drafted.units[0][0])
    yield f"# {DOUBTFUL}: you hold every role that the starter's policy asks for. Nobody decides on what is their own:"
    yield "# name at least two more people before anything can be approved."
    yield "people:"
    if me.object_id == NOBODY:
        yield f"  # {DOUBTFUL}: your sign-in told no object id."
    yield (
        f'  - {{id: {_quoted(me.id)}, name: {_quoted(me.name)}, title: "Connected the portal", unit: {unit},\n'
        f"     roles: [{', '.join(me.roles)}], object_id: {me.object_id}}}"
    )
    if drafted.people:
        yield f"  # {DOUBTFUL}: they hold roles in Azure, which does not tell their names, titles and units."
    for one in drafted.people:
        yield f"  # {one.assignments} role assignments"
        yield (
            f'  - {{id: {_quoted(one.id)}, name: {_quoted(one.name)}, title: "Not known", unit: {unit},\n'
            f"     object_id: {one.object_id}}}"
        )
    if drafted.people_left_out:
        yield f"  # {drafted.people_left_out} more users hold roles and were left out."


def _groups(drafted: Drafted) -> Iterator[str]:
    yield "# They own the starter's offers and decide by its policy."
    yield "groups:"
    for group in drafted.groups:
        yield f"  - {{id: {group}, title: {_quoted(group)}, members: [{_quoted(drafted.me.id)}]}}"
    for kind, holders in drafted.source.principals.items():
        if kind != USER and holders:
            what = "groups of the directory" if kind == GROUP else f"principals of type {_comment(kind)}"
            yield f"# {len(holders)} {what} hold roles; their members and names are not in Azure's resource manager:"
            for object_id, count in list(holders.items())[:40]:
                yield f"#   {_comment(object_id)}: {count} role assignments"


def _subscriptions(drafted: Drafted) -> Iterator[str]:
    kept = [one for one in drafted.source.subscriptions if drafted.stages[one.id]]
    if kept:
        yield "subscriptions:"
    for one in drafted.source.subscriptions:
        stages = drafted.stages[one.id]
        if stages:
            title = one_line(one.title)[:160] or one.id
            yield f"  - {{id: {_quoted(one.id)}, title: {_quoted(title)}, stages: [{', '.join(stages)}]}}"
        else:
            yield f"  # {_comment(one.id)} ({_comment(one.title)}) holds no workspace that you may see."


def _workspaces(drafted: Drafted) -> Iterator[str]:
    if any(not one.left_out for one in drafted.workspaces):
        yield "workspaces:"
    for one in drafted.workspaces:
        for doubt in one.doubts:
            yield f"  # {DOUBTFUL} {_comment(doubt)}"
        yield f"  # stage: {_comment(one.stage.why)}; unit: {_comment(one.unit.why)}"
        if one.left_out:
            yield f"  # {DOUBTFUL}, left out: {one.left_out}"
        yield _workspace(one)


def _workspace(one: Placed) -> str:
    purpose = ", purpose: exploration" if one.exploration else ""
    line = (
        f"  - {{name: {_quoted(one.found.name)}, {_where(one.found)},\n"
        f"     unit: {_quoted(one.unit.value)}, stage: {one.stage.value}, shared: true{purpose}}}"
    )
    return "\n".join(f"  #{part[1:]}" for part in line.split("\n")) if one.left_out else line


def _registries(drafted: Drafted) -> Iterator[str]:
    known = {one.id for one in drafted.source.subscriptions if drafted.stages[one.id]}
    odd = {one.name: wrong for one in drafted.source.registries if (wrong := why_not(one, RegistryDef))}
    found = {one.name: one for one in drafted.source.registries if one.subscription.id in known and one.name not in odd}
    if found:
        yield "registries:"
    for one in found.values():
        yield f"  - {{name: {_quoted(one.name)}, {_where(one)}}}"
    for name, wrong in odd.items():
        yield f"# {DOUBTFUL}, left out: registry {_comment(name)}, {wrong}"
    for one in drafted.source.registries:
        if one.subscription.id not in known and one.name not in odd:
            yield f"# Registry {_comment(one.name)} lies in {_comment(one.subscription.id)}, which holds no workspace."


def _where(found: Discovered) -> str:
    group, region = _quoted(found.group), _quoted(found.region)
    return f"resource_group: {group}, subscription: {_quoted(found.subscription.id)}, region: {region}"


def _quoted(text: str) -> str:
    """A text as YAML that means just this text: JSON's spelling is YAML's too."""
    return json.dumps(one_line(text), ensure_ascii=False)


def _comment(text: str) -> str:
    """A text of somebody else's on one line of a comment."""
    return one_line(text)[:200]
