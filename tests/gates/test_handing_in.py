"""Who may hand evidence in, what it is about, and that it is kept once and for good."""

import pytest
import sqlalchemy as sa

from portal.clock import stamp
from portal.contract.models.gates import EvidenceDocument
from portal.contract.problem import Problem
from portal.records.idempotency import sending
from portal.records.models import evidence
from portal.records.models.evidence import FoundEvidence, record_observed
from portal.services.models import handing_in
from portal.store.tables import audit
from portal.store.tables import evidence as table
from tests.gates.made import MINE, OTHER
from tests.gates.seen import MODEL, estate, hand_in, registered
from tests.services.office import Office


def test_a_pipeline_hands_evidence_in_about_the_artefact_that_was_observed(office: Office) -> None:
    estate(office)
    row = hand_in(office)
    assert (row.id, row.source, row.by, row.artefact) == ("E-1", "ci", "ci-churn", MINE)
    assert row.at == row.made_at == stamp(office.now)
    (act,) = (one for one in office.rows(audit) if one["act"] == "evidence-added")
    assert (act["actor"], act["subject"], act["digest"]) == ("ci-churn", MODEL, MINE)


def test_the_same_sending_twice_is_kept_once_and_the_same_result_anew_is_new(office: Office) -> None:
    estate(office)
    once = sending("ci-churn", "key", "/evidence", b"{}")
    assert hand_in(office, once=once).id == hand_in(office, once=once).id == "E-1"
    assert hand_in(office).id == "E-2"
    assert len(office.rows(table)) == 2


@pytest.mark.parametrize("person", ["maya", "sam", "ana"])
def test_no_person_types_evidence_in(sqlite_office: Office, person: str) -> None:
    estate(sqlite_office)
    with pytest.raises(Problem, match="is no CI identity") as problem:
        hand_in(sqlite_office, by=person)
    assert problem.value.exit_code == 3
    assert sqlite_office.rows(table) == []


def test_a_pipeline_of_another_unit_has_no_say(sqlite_office: Office) -> None:
    estate(sqlite_office)
    theirs = sqlite_office.world.person("ci-churn").model_copy(update={"unit": "risk"})
    with pytest.raises(Problem, match="ci-churn speaks for risk"):
        handing_in.submit(sqlite_office.world, theirs, MODEL, "13", EvidenceDocument("tests", {"total": 1}))


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"kind": "rumour"}, 422, "'rumour' cannot be handed in"),
        ({"kind": "signoff"}, 422, "'signoff' cannot be handed in"),
        ({"kind": "rollback"}, 422, "'rollback' cannot be handed in"),
        ({"artefact": OTHER}, 409, "is not about version 13 of churn"),
        ({"model_digest": OTHER}, 409, "is not about version 13 of churn"),
        ({"made_at": "2027-01-01T00:00:00Z"}, 422, "of the future"),
        ({"made_at": "yesterday"}, 422, "the time is none"),
        ({"version": "99"}, 422, "has no known digest"),
    ],
)
def test_what_cannot_be_evidence_is_refused(
    sqlite_office: Office, changes: dict[str, str], status: int, said: str
) -> None:
    estate(sqlite_office)
    with pytest.raises(Problem, match=said) as problem:
        hand_in(sqlite_office, **changes)  # type: ignore[arg-type]
    assert problem.value.body.status == status
    assert sqlite_office.rows(table) == []


def test_a_version_that_was_not_observed_yet_is_named_by_its_digest(sqlite_office: Office) -> None:
    estate(sqlite_office)
    assert hand_in(sqlite_office, version="14", artefact=OTHER).artefact == OTHER
    registered(sqlite_office, {"15": ""})
    with pytest.raises(Problem, match="has no known digest"):
        hand_in(sqlite_office, version="15")


def test_a_file_of_a_job_is_found_again_and_kept_once(office: Office) -> None:
    found = FoundEvidence(MODEL, "13", MINE, "tests", {"total": 4, "failed": 0}, job="train_13")
    other = FoundEvidence(MODEL, "13", MINE, "tests", {"total": 5, "failed": 0}, job="train_13")
    forged = FoundEvidence(MODEL, "13", MINE, "signoff", {"gate": "G3-intended-use", "agrees": True}, job="train_13")
    unnamed = FoundEvidence(MODEL, "13", "", "tests", {"total": 5}, job="train_13")
    for wanted in (1, 0):
        with office.database.write() as connection:
            assert record_observed(connection, stamp(office.now), [found, forged, unnamed]) == wanted
    with office.database.write() as connection:
        assert record_observed(connection, stamp(office.now), [found, other]) == 1
    with office.database.read() as connection:
        kept = evidence.of(connection, MODEL, "13")
    assert [(one.source, one.by, one.kind) for one in kept] == [("job", "", "tests")] * 2


def test_evidence_is_never_changed_nor_removed(office: Office) -> None:
    estate(office)
    hand_in(office)
    for statement in (table.update().values(artefact=OTHER), table.delete()):
        with pytest.raises(sa.exc.DatabaseError, match="append-only"), office.database.write() as connection:
            connection.execute(statement)
