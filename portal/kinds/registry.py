"""The kinds of request. A new kind is one folder or file beside this one, and one line below.

They are listed here and not in the package, so that whoever needs one rule of one kind does not load every other.
"""

from typing import Any

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
