"""`portal advise`: which compute, which workspaces."""

from portal.cli.options import LazyGroup

advise = LazyGroup(
    "advise",
    {
        "compute": ("offers.advise_compute:compute", "Which kind and size of compute suits a workload."),
        "topology": ("offers.advise_topology:topology", "Which workspaces suit a project."),
    },
    help="Which compute, which workspaces: what suits, with reasons, and what does not.",
)
