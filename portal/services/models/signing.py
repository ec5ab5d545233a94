"""A person's word for one exact artefact, where no machine can check: kept as evidence of the kind `signoff`."""

from catalog.model import Gate, Organisation, Person
from portal.contract.models.gates import EvidenceRow, Signature
from portal.contract.problem import Complaint, Problem, bad_input, conflict, refused
from portal.domain.people.answering import answering, may_answer
from portal.records.idempotency import Once, claim
from portal.records.models.evidence import NEW, FoundEvidence, keep, row_of
from portal.records.words import said
from portal.services.models.known_models import Known, facts_about, model_named, version_in
from portal.services.refusals import audited
from portal.services.world import World

SHORTEST = 8
"""How many characters of a digest a script has to give at least."""


def sign(
    world: World, person: Person, model: str, version: str, signature: Signature, once: Once | None = None
) -> EvidenceRow:
    """Keeps a person's word. Raises Problem for whoever does not hold the gate's role, or trained the model."""
    statement = said(signature.statement.strip())
    if not statement:
        raise bad_input("a sign-off needs words", Complaint("statement", "is missing", "say what you looked at"))
    gate = _gate(world, signature.gate)
    organisation = world.catalogue().organisation
    stages = [stage.id for stage in organisation.stages]
    stage = stages[-1] if gate.transition == "in-service" else gate.transition.partition("-")[0]
    with world.database.read() as connection:
        models = facts_about(connection, world, model).models
    known = version_in(model_named(models, model, signature.project), version, stage)
    if (why := _why_not(organisation, person, gate, known)) is not None:
        raise audited(world, person, "sign-refused", "model", model, why)
    digest = _digest(known, signature.artefact)
    with world.database.write() as connection:
        if (before := claim(connection, once, NEW, world.now())) is not None:
            return row_of(connection, before)
        body = {"gate": gate.id, "role": gate.signed_by, "agrees": signature.agrees, "statement": statement}
        found = FoundEvidence(model, version, digest, "signoff", body, "person", made_at=world.now())
        return keep(connection, world.now(), world.mode, person, known.model.project, found, "signed", once)


def _gate(world: World, gate_id: str) -> Gate:
    signed = [gate for gate in world.catalogue().gates if gate.signed_by]
    for gate in signed:
        if gate.id == gate_id:
            return gate
    known = ", ".join(gate.id for gate in signed) or "none"
    raise bad_input(f"'{gate_id}' is no gate that a person signs", Complaint("gate", "is not known", f"use {known}"))


def _why_not(organisation: Organisation, person: Person, gate: Gate, known: Known) -> Problem | None:
    """Why a person's word does not count here, if it does not."""
    role = str(gate.signed_by)
    if person.id in known.trainers:
        return refused(
            f"{person.id} may not sign for {known.model.name} version {known.version}",
            "nobody vouches for what they trained",
            _instead(organisation, role, known),
            "own-model",
        )
    if not may_answer(organisation, person, role, known.model.unit):
        return refused(
            f"{person.id} may not sign {gate.id}",
            f"it takes the word of a {role.replace('_', ' ')} of {known.model.unit or 'the organisation'}",
            _instead(organisation, role, known),
            "not-the-role",
        )
    return None


def _instead(organisation: Organisation, role: str, known: Known) -> str:
    others = [
        one
        for one in answering(organisation, role, known.model.unit, known.trainers)
        if (person := organisation.person(one)) is not None and may_answer(organisation, person, role, known.model.unit)
    ]
    return f"ask {' or '.join(others)}" if others else f"give somebody the role {role.replace('_', ' ')}"


def _digest(known: Known, shown: str) -> str:
    """The digest that was meant. Raises Problem when the version is another artefact by now, or unproven."""
    what = f"version {known.version} of {known.model.name}"
    if not known.digest:
        todo = "register it with a manifest, and look again with portal model board --refresh"
        raise bad_input(f"{what} has no known digest", Complaint("artefact", "nobody can sign for a number", todo))
    bare = shown.removeprefix("sha256:")
    if shown and not (len(bare) >= SHORTEST and known.digest.removeprefix("sha256:").startswith(bare)):
        raise conflict(f"{what} is not what you looked at", f"it is {known.digest}", "look again", "artefact")
    return known.digest
