"""What is wrong with a version of a model: each lie has its own sentence. Pure."""

from collections.abc import Iterable, Sequence

from portal.domain.models.evidence import FORBIDDEN, MISSING, SEEN, UNREACHABLE, Observation, as_digest, rows_of, texts
from portal.domain.models.observed_workspaces import ObservedWorkspace
from portal.domain.models.versions import Version


def marks_of(
    version: Version, serves: Sequence[str], stages: Sequence[str], run: Observation | None, failed: Sequence[str]
) -> list[str]:
    """What is wrong with one version, worst first. `failed` are the stages where a deployment of it has failed."""
    number = version.number
    found = []
    for one in version.others:
        if one.artefact.version != number or version.mark(one) != "≠":
            continue
        if one.stage:
            found.append(f"v{number} in {one.stage} is another artefact than v{number} in {version.first.stage}")
        else:
            found.append(f"the registry {one.place} has a v{number} that is another artefact, and refuses this one")
    claimed = version.first.tagged
    if claimed in stages and claimed not in serves:
        why = ", its deployment there has failed" if claimed in failed else ""
        found.append(f"a tag says that v{number} is in {claimed}, and it does not serve there{why}")
    found += _of_run(version, run)
    if version.first.artefact.identity == "none":
        found.append(f"v{number} has no manifest: nothing proves which files it is")
    return found


def _of_run(version: Version, run: Observation | None) -> list[str]:
    """What its run gives away about a version."""
    number, job = version.number, version.first.job
    if run is None:
        return []
    if run.status == MISSING:
        return [f"the run {job} that v{number} names is not there: its lineage is broken"]
    found = []
    ended = str(run.value.get("status", ""))
    if run.status == SEEN and ended.lower() in ("failed", "canceled", "cancelled"):
        found.append(f"the run {job} that registered v{number} ended as {ended.lower()}")
    manifest = version.first.artefact.manifest
    for entry in rows_of(run.value, "evidence"):
        body = entry.get("body")
        if not isinstance(body, dict) or body.get("kind") != "manifest":
            continue
        facts = body.get("facts")
        said = as_digest(texts(facts if isinstance(facts, dict) else body).get("digest", ""))
        if said and manifest and said != as_digest(manifest):
            found.append(f"the manifest that {job} wrote names other files than v{number} claims")
    return found


def hidden(places: Iterable[ObservedWorkspace]) -> list[str]:
    """The stages that could not be looked at, one sentence each."""
    said = {FORBIDDEN: "is not visible to us", UNREACHABLE: "could not be reached"}
    found = []
    for place in places:
        reading = place.blocked()
        if reading is not None and reading.status in said:
            found.append(f"{place.site.stage} ({place.site.workspace}) {said[reading.status]}: {reading.detail}")
    return list(dict.fromkeys(found))


def failed_stages(version: Version, places: Iterable[ObservedWorkspace], model: str) -> list[str]:
    """The stages where a deployment of this number has failed."""
    return [
        place.site.stage
        for place in places
        for one in (place.holdings[model].deployed if model in place.holdings else ())
        if one.state.lower() == "failed" and one.artefact.version == version.number
    ]
