"""`portal project`: the inventory of projects."""

from portal.cli.options import LazyGroup

project = LazyGroup(
    "project",
    {
        "list": ("portal.cli.project_read:listing", "The inventory."),
        "show": ("portal.cli.project_read:show", "Everything of one project."),
        "export": ("portal.cli.project_read:export", "The whole inventory as a file."),
        "found": ("portal.cli.project_found:found", "What is in Azure and was not made here."),
        "check": ("portal.cli.project_check:check", "Check a project's folder against the rules of its template."),
    },
    help="The inventory of projects.",
)
