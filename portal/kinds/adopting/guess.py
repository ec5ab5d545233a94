"""The project that something found seems to belong to."""

from portal.domain.projects.belonging import GuessedProject, guessed_project
from portal.kinds.facts.resource_fact import ResourceFact
from portal.kinds.kind import Facts


def guess_of(resource: ResourceFact, facts: Facts) -> GuessedProject:
    """The project that something seems to belong to; what the inventory says stands above every guess."""
    if resource.project in facts.projects:
        return GuessedProject(resource.project, "as the inventory has it")
    own = {
        name: [place.workspace for place in project.stages if not place.shared]
        for name, project in facts.projects.items()
    }
    return guessed_project(resource.name, resource.seen.tags if resource.seen else {}, resource.workspace, own)
