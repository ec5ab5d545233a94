"""The kinds of request. A new kind is one folder or file beside this one, and one line below.

They are listed here and not in the package, so that whoever needs one rule of one kind does not load every other.
"""

from collections.abc import Mapping
from typing import Any

from portal.contract.problem import not_found
from portal.kinds.access.access import ACCESS
from portal.kinds.adopting.adopt import ADOPT
from portal.kinds.compute.compute import COMPUTE
from portal.kinds.compute.quota import QUOTA
from portal.kinds.environment.environment import ENVIRONMENT
from portal.kinds.kind import Kind
from portal.kinds.leases.decommission import DECOMMISSION
from portal.kinds.leases.extension import EXTENSION
from portal.kinds.leases.resize import RESIZE
from portal.kinds.models.promotion import PROMOTION
from portal.kinds.models.rollback import ROLLBACK
from portal.kinds.projects.budget import BUDGET
from portal.kinds.projects.deployer import DEPLOYER
from portal.kinds.projects.exception import EXCEPTION
from portal.kinds.projects.project import PROJECT
from portal.kinds.projects.transfer import TRANSFER

KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        PROJECT,
        COMPUTE,
        ENVIRONMENT,
        ACCESS,
        QUOTA,
        BUDGET,
        EXCEPTION,
        TRANSFER,
        DEPLOYER,
        ADOPT,
        EXTENSION,
        RESIZE,
        DECOMMISSION,
        PROMOTION,
        ROLLBACK,
    )
}


def policy_words() -> dict[str, Any]:
    """Every word that some kind brings into policy, with what it says where another kind is asked for."""
    return {word: otherwise for kind in KINDS.values() for word, otherwise in kind.policy_words.items()}


def kind_of(kind_id: str) -> Kind:
    """The kind of that id. Raises Problem when there is none."""
    if kind_id not in KINDS:
        raise not_found("kind of request", kind_id, "kinds are: " + ", ".join(KINDS))
    return KINDS[kind_id]


def models_of(kind: str, values: Mapping[str, Any]) -> frozenset[str] | None:
    """The names of the models that a wish rests on; None when its kind rests on none."""
    if kind not in KINDS or not KINDS[kind].about_models:
        return None
    return frozenset({str(values.get("model", "")).rpartition("/")[2]} - {""})
