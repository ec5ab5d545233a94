"""What would cure a step that is stuck: for missing quota, the request that asks for more of it."""

from portal.azure.shortage import Shortage, shortage
from portal.domain.feasibility import command
from portal.engine.operations.run import Run

_SIZES = ("size", "instance_type")
"""Where a payload names the size of its machines."""


def explained(run: Run, step: str, said: str) -> str:
    """Why a step is stuck, in one sentence, with the request that would cure it where there is one."""
    missing, size = shortage(said), _size(run, step)
    if missing is None or not size:
        return said
    region = str(run.effect(step).payload.get("location", ""))
    where = f" in {region}" if region else ""
    numbers = ""
    if missing.limit is not None and missing.wanted is not None:
        used = f"{missing.used} of {missing.limit} are used" if missing.used is not None else f"{missing.limit} allowed"
        numbers = f": {used}, {missing.wanted} more are needed"
    todo = f"ask for more with `{_request(run, step, size, missing)}`, and retry when it is granted"
    return f"too few vCPUs of quota for {size}{where}{numbers}; {todo} (Azure: {said})"


def _size(run: Run, step: str) -> str:
    payload = run.effect(step).payload
    return next((str(payload[name]) for name in _SIZES if payload.get(name)), "")


def _request(run: Run, step: str, size: str, missing: Shortage) -> str:
    effect = run.effect(step)
    answers: dict[str, object] = {"project": run.plan.project}
    if offered := _offered(run, step, size):
        answers["type"] = offered
    if stage := effect.stage or run.plan.stage:
        answers["stage"] = stage
    if effect.payload.get("priority") == "low":
        answers["priority"] = "low"
    if missing.needed_limit is not None:
        answers["cores"] = missing.needed_limit
    return command("quota", **answers)


def _offered(run: Run, step: str, size: str) -> str:
    """The id of the compute type of that size: the one the plan rests on, else the catalogue's; "" for none."""
    if run.effect(step).kind == "compute":
        return next(iter(run.plan.items), "")
    computes = run.world.catalogue().computes
    return next((one.id for one in computes if one.size.lower() == size.lower()), "")
