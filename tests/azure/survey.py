"""Everything that can be read of a workspace in one round, side by side."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from portal.azure import views
from portal.azure.arm import Arm, ReadResult
from portal.azure.reads import batch_endpoints, computes, environments, models, online_endpoints


@dataclass(frozen=True)
class WorkspaceReading:
    """Everything read of one workspace in one round, each part with its own success or failure."""

    workspace: str
    computes: ReadResult[list[views.Compute]]
    models: ReadResult[list[views.ModelVersion]]
    online: ReadResult[list[views.Endpoint]]
    batch: ReadResult[list[views.Endpoint]]
    environments: ReadResult[list[views.EnvironmentVersion]]


async def survey(arm: Arm, workspace_ids: Sequence[str]) -> list[WorkspaceReading]:
    """Reads many workspaces side by side, by their resource ids."""

    async def one(id_: str) -> WorkspaceReading:
        found = await asyncio.gather(
            computes(arm, id_), models(arm, id_), online_endpoints(arm, id_), batch_endpoints(arm, id_),
            environments(arm, id_),
        )  # fmt: skip
        return WorkspaceReading(id_, *found)

    return list(await asyncio.gather(*map(one, workspace_ids)))
