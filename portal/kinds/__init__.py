"""The kinds of request. A new kind is one file here and one line below, when its effects exist."""

from portal.kinds.access import ACCESS
from portal.kinds.adopt import ADOPT
from portal.kinds.budget import BUDGET
from portal.kinds.compute import COMPUTE
from portal.kinds.decommission import DECOMMISSION
from portal.kinds.deployer import DEPLOYER
from portal.kinds.environment import ENVIRONMENT
from portal.kinds.exception import EXCEPTION
from portal.kinds.extension import EXTENSION
from portal.kinds.kind import Kind
from portal.kinds.project import PROJECT
from portal.kinds.promotion import PROMOTION
from portal.kinds.quota import QUOTA
from portal.kinds.resize import RESIZE
from portal.kinds.rollback import ROLLBACK
from portal.kinds.transfer import TRANSFER

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

__all__ = ["KINDS", "Kind"]
