"""What a pipeline hands in about a model version: checked, bound to one exact artefact, and kept as evidence."""

from collections.abc import Mapping
from datetime import timedelta
from typing import get_args

from catalog.model import EvidenceKind, Person
from catalog.model.gates import PORTAL_KINDS
from portal.clock import moment, stamp
from portal.contract.models.gates import EvidenceDocument, EvidenceRow
from portal.contract.problem import Complaint, bad_input, conflict, refused
from portal.contract.values import Json, Stamp
from portal.domain.models.evidence import as_digest
from portal.records.idempotency import Once, claim
from portal.records.models.evidence import NEW, FoundEvidence, keep, row_of
from portal.services.models.known_models import Known, facts_about, model_named, version_anywhere
from portal.services.world import World

HANDED_IN = tuple(kind for kind in get_args(EvidenceKind) if kind not in PORTAL_KINDS)
"""The kinds of evidence that a pipeline may hand in."""
_CLOCKS_DIFFER = timedelta(minutes=5)
_CLAIMS = ("model_digest", "digest")
"""Facts in which a file says itself which artefact it is about."""


def submit(
    world: World, person: Person, model: str, version: str, document: EvidenceDocument, once: Once | None = None
) -> EvidenceRow:
    """Keeps what a pipeline hands in. Raises Problem for anybody but a CI identity of the model's unit."""
    if person.kind != "ci":
        raise refused(
            f"{person.id} is no CI identity",
            "evidence comes from jobs and pipelines",
            "let the job write it below outputs/evidence, or vouch for it yourself with portal model sign",
            "not-ci",
        )
    _check(document)
    with world.database.read() as connection:
        models = facts_about(connection, world, model).models
    mine = [one for one in models.values() if one.name == model and person.unit in (None, one.unit)]
    others = sorted({one.unit for one in models.values() if one.name == model} - {person.unit})
    if not mine and others:
        why = f"{model} belongs to {', '.join(others)}"
        raise refused(f"{person.id} speaks for {person.unit}", why, code="other-unit")
    known = version_anywhere(model_named(models, model, mine[0].project), version) if mine else None
    with world.database.write() as connection:
        now = world.now()
        if (before := claim(connection, once, NEW, now)) is not None:
            return row_of(connection, before)
        found = FoundEvidence(
            model,
            version,
            _bound_to(known, model, version, document.artefact, document.body),
            document.kind,
            document.body,
            "ci",
            document.job,
            document.commit or _text(document.body, "commit"),
            _when(document.made_at or _text(document.body, "created_at"), now),
        )
        return keep(
            connection,
            world.now(),
            world.mode,
            person,
            known.model.project if known else "",
            found,
            "evidence-added",
            once,
        )


def _bound_to(known: Known | None, model: str, version: str, said: str, body: Mapping[str, Json]) -> str:
    """The digest that evidence is about. Raises Problem when it is not the observed one, or when none is known."""
    facts = body.get("facts")
    told = facts if isinstance(facts, Mapping) else body
    claims = {as_digest(one) for one in (said, *(told.get(name) for name in _CLAIMS)) if isinstance(one, str) and one}
    observed = known.digest if known is not None else ""
    whole = {*claims, observed} - {""}
    if len(whole) > 1:
        listed = " and ".join(sorted(whole))
        raise conflict(f"the evidence is not about version {version} of {model}", f"it names {listed}", code="artefact")
    if not whole:
        todo = "give its digest, or register it with a manifest and look again with portal model board --refresh"
        raise bad_input(f"version {version} of {model} has no known digest", Complaint("artefact", "is missing", todo))
    return whole.pop()


def _check(document: EvidenceDocument) -> None:
    if document.kind not in HANDED_IN:
        raise bad_input(
            f"'{document.kind}' cannot be handed in",
            Complaint("kind", "is none that gates ask for", f"use {', '.join(HANDED_IN)}"),
        )
    said = document.body.get("kind", document.kind)
    if said != document.kind:
        raise bad_input("the file is of another kind", Complaint("body.kind", f"says {said}", f"hand it in as {said}"))
    if not document.body:
        raise bad_input("the evidence says nothing", Complaint("body", "is empty", "put the facts into it"))


def _text(body: Mapping[str, Json], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _when(said: str, now: Stamp) -> Stamp:
    """When evidence was made. Raises Problem for what is no time, or has not come yet."""
    if not said:
        return now
    try:
        made = stamp(moment(said))
    except ValueError:
        raise bad_input(
            "the time is none", Complaint("made_at", f"is '{said[:40]}'", "write 2026-05-01T12:00:00Z")
        ) from None
    if moment(made) > moment(now) + _CLOCKS_DIFFER:
        raise bad_input("the evidence is of the future", Complaint("made_at", f"is {made}, now is {now}"))
    return min(made, now)
