"""Acts on a request, as the audit and the events tell of them."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from portal.domain.requests.lifecycle import LifecycleCase
from portal.records.requests.loaded import Loaded
from portal.services.world import World
from portal.store.chain import Act, record


def write_act(
    connection: sa.Connection, world: World, actor: str, act: str, held: Loaded, case: LifecycleCase, now: str,
    data: Mapping[str, Any],
) -> None:  # fmt: skip
    """Appends one act on a request, which has become `case` by it, to the audit; call it last."""
    write_first_act(connection, world, actor, act, held.row["number"], held.row["project"], case, now, data)


def write_first_act(
    connection: sa.Connection, world: World, actor: str, act: str, number: int, project: str, case: LifecycleCase,
    now: str, data: Mapping[str, Any],
) -> None:  # fmt: skip
    """The same for a request that is not loaded, or that names another project now."""
    told = {"state": case.state, **data}
    record(connection, now, world.mode, Act(actor, act, "request", f"R-{number}", project, case.digest, told))
