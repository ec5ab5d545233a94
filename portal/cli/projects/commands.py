"""`portal project`: the inventory of projects."""

from portal.cli.options import LazyGroup

project = LazyGroup(
    "project",
    {
        "list": ("projects.read:listing", "The inventory."),
        "show": ("projects.read:show", "Everything of one project."),
        "export": ("projects.read:export", "The whole inventory as a file."),
        "found": ("projects.found:found", "What is in Azure and was not made here."),
        "check": ("projects.check:check", "Check a project's folder against the rules of its template."),
    },
    help="The inventory of projects.",
)
