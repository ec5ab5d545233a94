"""An attempt to decide on what one may not is written down, with what the portal answered and nothing else."""

from portal.services.idempotency import Once
from portal.store.tables import audit, events
from tests.services.office import T1, Office
from tests.services.test_deciding import refused


def test_what_was_written_with_a_refused_vote_stands_nowhere(office: Office) -> None:
    request = office.ask(T1)
    for by, digest in (("maya", None), ("tom", None), ("ana", "f" * 64)):
        refused(office, request, by, "deny", reason="Because of Priya.", digest=digest)
    told = str([*office.rows(audit), *office.rows(events)])
    assert told.count("stale-digest") == 2 and "Priya" not in told and "f" * 64 not in told
    assert office.show(request).reviews == ()


def test_a_refused_vote_uses_no_key_up(office: Office) -> None:
    request = office.ask(T1)
    assert refused(office, request, "ana", digest="f" * 64, once=Once("ana", "vote", "stale"))[0] == 409
    vote = Once("ana", "vote", "current")
    assert [office.vote(request, "ana", once=vote).state for _ in range(2)] == ["approved"] * 2
    assert office.acts(request) == ["submitted", "vote-refused", "approved"]
