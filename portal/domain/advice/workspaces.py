"""The workspaces that a layout has: which are there already, how new ones would be called, what they cost a month."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalog.model import Organisation, WorkspaceDef
from catalog.model.topology import FixedCost, TopologyChoice
from portal.contract.advice import CostLine, WorkspaceLine
from portal.domain.names import fill, why_not


@dataclass(frozen=True)
class PlannedSite:
    """Whose workspaces they would be, and where."""

    project: str
    unit: str
    region: str
    second_region: str
    """Where the organisation could stand too; "" when it has one region."""
    stages: tuple[str, ...]
    sandboxes: tuple[WorkspaceDef, ...]
    of_the_unit: tuple[WorkspaceDef, ...]


def site_of(organisation: Organisation, project: str, unit: str, region: str) -> PlannedSite:
    """The site of a project in a unit of the organisation."""
    known = organisation.workspaces
    return PlannedSite(
        project=project,
        unit=unit,
        region=region,
        second_region=next((one for one in organisation.regions if one != region), ""),
        stages=tuple(stage.id for stage in organisation.stages),
        sandboxes=tuple(one for one in known if one.purpose == "exploration"),
        of_the_unit=tuple(one for one in known if one.unit == unit and one.shared and one.purpose == "project"),
    )


def workspaces(
    organisation: Organisation, site: PlannedSite, segmentation: str, stages: TopologyChoice, region: TopologyChoice
) -> Iterator[WorkspaceLine]:
    """Each workspace, stage by stage; a second region's come behind the first's."""
    if segmentation == "shared":
        yield from (_there(one) for one in site.sandboxes[:1])
        return
    for stage in stages.stage_ids:
        for place in (site.region, site.second_region) if stage in region.elsewhere else (site.region,):
            found = next((one for one in site.of_the_unit if one.stage == stage and one.region == place), None)
            if segmentation == "team" and found is not None:
                yield _there(found)
            else:
                owner = site.unit if segmentation == "team" else site.project
                yield _new(organisation, site, owner, stage, place)


def _there(workspace: WorkspaceDef) -> WorkspaceLine:
    return WorkspaceLine(workspace.name, workspace.stage, workspace.region, True)


def _new(organisation: Organisation, site: PlannedSite, owner: str, stage: str, region: str) -> WorkspaceLine:
    pattern = organisation.name_patterns.get("workspace", "mlw-{project}-{stage}")
    name = fill(pattern, project=owner, stage=stage, unit=site.unit, region=region, role="member")
    if region != site.region and region not in name:
        name = f"{name}-{region}"
    seen = organisation.workspace(name)
    return WorkspaceLine(name, stage, region, False, "it is taken" if seen is not None else why_not("workspace", name))


def fixed_costs(
    costs: Iterable[FixedCost], lines: Iterable[WorkspaceLine], private_network: bool
) -> tuple[CostLine, ...]:
    """What the new workspaces cost a month with nothing in them, one line for each kind of cost."""
    new = [line for line in lines if not line.exists]
    made = []
    for cost in costs:
        count = sum(1 for line in new if not cost.stages or line.stage in cost.stages)
        if count and cost.private_network in (None, private_network):
            total = cost.cents_a_month * count
            made.append(CostLine(cost.title, count, total, cost.certainty, str(cost.date), cost.source))
    return tuple(made)
