"""What the advisor says in tests: one machine that fits, one that does not, and two layouts."""

from portal.contract.advice import (
    Change,
    ComputeAdvice,
    ComputeOption,
    Layout,
    Reason,
    RejectedCompute,
    Room,
    TopologyAdvice,
    Word,
    WorkspaceLine,
)
from portal.contract.requests import Form

CURE = "portal request new quota --set project=churn --set type=nc96 --set cores=144"


def option(rank: int, type_: str) -> ComputeOption:
    """A cluster that fits."""
    room = Room("T4", "westeurope", "low", 4, 20, 64, None)
    reason = Reason("first", "prefer", f"{type_} is the one to begin with.", "a guide")
    spec = {"type": type_, "form": "cluster", "stage": "dev", "days": 7}
    return ComputeOption(
        rank, "cluster", "Compute cluster", type_, "4 vCPU", type_, "westeurope", "low", 1, 0, 15, 58, 2500, 500, "EUR",
        "estimate", room, "T1", "one of the platform team", ("ana",), 10, (reason,), ("may be taken away",),
        (Change("checkpoints", True, "with checkpoints it could be cheaper", True),),
        {"kind": "compute", "spec": spec},
    )  # fmt: skip


def compute() -> ComputeAdvice:
    """Four that fit and one that does not."""
    no = RejectedCompute(
        "cluster", "Compute cluster", "nc96", "96 vCPU", "low",
        (Reason("quota", "reject", "96 vCPUs are not free", "Azure"),),
        (Change("", None, "with 96 more vCPUs it would fit", True, CURE),),
    )  # fmt: skip
    ranked = tuple(option(rank, name) for rank, name in enumerate(("nc4", "nc8", "nc16", "nc64"), 1))
    return ComputeAdvice("Training: 1 GB; 4 fit", (Word("gb", "GB", 1.0, "assumed"),), ("a note",), ranked, (no,))


def topology() -> TopologyAdvice:
    """Workspaces of its own."""
    line = WorkspaceLine("mlw-churn-dev", "dev", "westeurope", False)
    own = Layout(
        1, "project", 2, "single", "One workspace for the project", (line,), 7600, (), "EUR", ("kept apart",),
        ("more to care for",), 10, (Reason("own", "prefer", "It has a bill of its own.", "a guide"),),
    )  # fmt: skip
    return TopologyAdvice("One workspace for the project", (), (), (own,))


def form() -> Form:
    """Two words."""
    properties = {
        "gb": {"type": "number", "title": "GB", "description": "How much data", "x-assumed": 1.0},
        "cuda": {"type": "boolean", "title": "CUDA", "description": "Whether the code uses a GPU"},
    }
    return Form("advise-compute", "Which compute?", "", {"properties": properties})
