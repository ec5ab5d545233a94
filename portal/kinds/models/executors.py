"""Who deploys what a promotion brings on: the portal, or the pipeline of the project's repository."""

from collections.abc import Iterable

from portal.contract.plan import Fact
from portal.contract.projects import DEPLOYERS
from portal.kinds.field import Choice, Field

PORTAL, CI = "portal", "ci"
DEPLOYS, TRAINS = "deploy.yml", "train.yml"
"""The workflows of a project's repository that a promotion starts."""
EXECUTORS = (
    Choice(PORTAL, DEPLOYERS[PORTAL], "in steps, with a way back"),
    Choice(CI, DEPLOYERS[CI], "it asks the portal before it deploys"),
)


def executor_field(help_: str, section: str, assumed: str, origin: str) -> Field:
    """The question who deploys."""
    return Field("executor", "Who deploys", help_, "choice", choices=EXECUTORS, assumed=assumed, origin=origin,
                 section=section)  # fmt: skip


def pipeline_fact(executor: str, files: Iterable[str]) -> tuple[Fact, ...]:
    """Whether a new repository brings the workflow it deploys by, not known before it is rendered; only with `ci`."""
    if executor != CI:
        return ()
    brought = set(files)
    ok = f".github/workflows/{DEPLOYS}" in brought if brought else None
    told = "the template brings no such workflow" if ok is False else "the repository's pipeline"
    cure = "--set executor=portal" if ok is False else ""
    return (Fact("executor", "Who deploys", DEPLOYS, ok, told, blocks=ok is False, cure=cure),)
