"""`portal advise`: which compute, which workspaces."""

from portal.cli.options import LazyGroup

advise = LazyGroup(
    "advise",
    {
        "compute": ("catalogue.advise_compute:compute", "Which kind and size of compute suits a workload."),
        "topology": ("catalogue.advise_topology:topology", "Which workspaces suit a project."),
    },
    help="Which compute, which workspaces: what suits, with reasons, and what does not.",
)
