"""The ways back of a model in a stage: versions that the portal verified to be healthy there, and how they are now."""

from portal.domain.models.evidence import Deployed, digest_of
from portal.kinds.facts.model_fact import ModelFact, ServedFact, StageFact


def ways_back(model: ModelFact, stage: str) -> tuple[ServedFact, ...]:
    """What a stage may be rolled back to, the last one first: verified there, never rolled back from, not serving."""
    there = model.stages.get(stage)
    now = there.serving[0].artefact if there and there.serving else None
    found: dict[str, ServedFact] = {}
    dropped = {one.version for one in model.served_in(stage) if one.revoked}
    for one in model.served_in(stage):
        serves = now is not None and (one.version, one.artefact) == (now.version, digest_of(now))
        if one.verified_healthy_at and not serves and one.version not in dropped:
            found.setdefault(one.version, one)
    return tuple(found.values())


def standing(there: StageFact | None, target: ServedFact) -> Deployed | None:
    """The deployment that served it, when it still stands ready and serves the same artefact."""
    same = [
        one
        for one in (there.deployed if there else ())
        if (one.endpoint, one.kind, one.artefact.version) == (target.endpoint, target.kind, target.version)
        and one.state.lower() == "succeeded"
        and digest_of(one.artefact) == target.artefact
    ]
    return next((one for one in same if one.name == target.deployment), same[0] if same else None)


def health(there: StageFact | None, target: ServedFact) -> tuple[bool | None, str]:
    """Whether a stage could go back to it at once, and why; None when it would have to be deployed anew first."""
    if there is None or there.status != "seen":
        return None, "its stage could not be looked at the last time"
    if standing(there, target) is not None:
        return True, f"{target.deployment} stands ready on {target.endpoint}"
    others = [one for one in there.deployed if one.artefact.version == target.version]
    if any(digest_of(one.artefact) != target.artefact for one in others):
        return False, f"v{target.version} there is another artefact now than was verified"
    if others:
        return False, f"its deployment {others[0].name} is {others[0].state.lower() or 'in no known state'}"
    return None, "its deployment is gone, so that it has to be deployed anew"


def way_back(stage: StageFact | None, served: tuple[ServedFact, ...]) -> tuple[str, bool, str]:
    """What a stage would go back to after this: its version ("" when none), whether it is healthy, and why."""
    if stage is None or not stage.serving:
        return "", False, "nothing serves there, so that there is nothing to go back to"
    main = stage.serving[0]
    if main.state.lower() != "succeeded":
        return main.artefact.version, False, f"{main.name} is {main.state.lower() or 'in no known state'}"
    verified = any(one.version == main.artefact.version and one.verified_healthy_at for one in served)
    return main.artefact.version, True, "verified by the portal" if verified else "it serves, and its deployment stands"
