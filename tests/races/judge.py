"""Judges races: whether what happened keeps the invariants, by the record and by what everybody was answered."""

import itertools
from dataclasses import dataclass, field

from catalog.model import Catalogue
from portal.contract.states import OUTCOMES
from portal.domain.digest import revision_digest
from portal.domain.requests.lifecycle import POLICY
from portal.records.operations.plans import plan_of
from portal.services.requests.reviews import _ACTS
from portal.store.queue import run_id
from tests.races.answers import answered_rightly, catalogues_of, lent_during, matched
from tests.races.attempts import Race
from tests.races.deeds import Ring
from tests.races.record import Record, read
from tests.races.stand import Stand, after, begun
from tests.services.office import Office


@dataclass
class Verdict:
    """What came of races."""

    violations: list[str] = field(default_factory=list)
    tried: int = 0
    """Attempts of actors who met."""
    met: int = 0
    """Those during which another's act on the same request was written."""
    contended: int = 0
    """Races in which that happened at least once."""


def judge(ring: Ring) -> Verdict:
    """Judges every race of a ring, and what all of them left behind."""
    record, verdict = read(ring.office), Verdict()
    for race in ring.races:
        try:
            _judge(record, race, ring.full, ring.less, verdict)
        except AssertionError as wrong:
            verdict.violations.append(f"{race.request}: {wrong}")
    verdict.violations += _left_behind(record, ring.office)
    return verdict


def assert_history_holds(office: Office) -> None:
    """Asserts the same of every request of an office by the record alone, where nobody kept what was tried."""
    record = read(office)
    for number, row in record.requests.items():
        first, *acts = record.acts[number]
        stands = [begun(row, record.revisions[number], first, office.catalogue)]
        for act in acts:
            stands.append(after(stands[-1], act, (office.catalogue,), lent=True))
        _compare(record, number, stands)
    assert not (wrong := _left_behind(record, office)), wrong


def _left_behind(record: Record, office: Office) -> list[str]:
    """What is wrong with what all requests share."""
    wrong = [] if office.chain_holds() else ["the audit does not verify"]
    for unit in {row["unit"] for row in record.requests.values()}:
        said, held = office.committed(unit)
        if said != held:
            wrong.append(f"{unit}: the budget says {said}, commitments add up to {held}")
    return wrong


def _judge(record: Record, race: Race, full: Catalogue, less: Catalogue, verdict: Verdict) -> None:
    acts, number = record.acts[race.number], race.number
    behind = matched(race, acts[1:])
    stands = [begun(record.requests[number], record.revisions[number], acts[0], full)]
    for act in acts[1:]:
        attempt = behind[act["number"]]
        lent = lent_during(race, attempt)
        stands.append(after(stands[-1], act, catalogues_of(race, attempt, full, less), lent))
    met = 0
    for one in race.attempts:
        seen = [
            stand
            for stand, next_ in zip(stands, [*stands[1:], None], strict=True)
            if stand.number <= one.until and (next_ is None or next_.number > one.after)
        ]
        answered_rightly(race, one, seen, catalogues_of(race, one, full, less))
        met += any(one.after < at <= one.until and other is not one for at, other in behind.items())
    verdict.tried += len(race.attempts)
    verdict.met += met
    verdict.contended += met > 0
    _compare(record, number, stands)


def _compare(record: Record, number: int, stands: list[Stand]) -> None:
    """The store is where the record leads, and holds nothing beside it."""
    row, last = record.requests[number], stands[-1]
    assert (row["state"], row["revision"], row["digest"]) == (last.state, last.revision, last.digest), "state differs"
    assert row["expires_at"] == last.expires, "it expires at another time"
    for made in record.revisions[number]:
        policy = made["policy"]["digest"]
        found = revision_digest(made["spec"], made["origins"], made["items"], policy, plan_of(made["plan"]))
        assert found == made["digest"], "a revision is not what its digest says"
    acts = record.acts[number]
    told = [(act["subject"], f"request.{act['act']}") for act in acts]
    assert [(event["subject"], event["kind"]) for event in record.events[number]] == told, "events differ"
    votes = [(one["person"], _ACTS[one["verdict"]]) for one in record.reviews[number] if one["person"] != POLICY]
    assert votes == [(act["actor"], act["act"]) for act in acts if act["act"] in _ACTS.values()], "votes differ"
    for vote in record.reviews[number]:
        assert vote["digest"] == last.revisions[vote["revision"]]["digest"], "a vote is on another digest"
    started = [stand for before, stand in itertools.pairwise(stands)
               if (before.state, stand.state) == ("approved", "running")]  # fmt: skip
    ran = record.operations[number]
    assert [one["revision"] for one in ran] == [stand.revision for stand in started], "operations differ from starts"
    assert len(record.commitments[number]) == len(started), "commitments differ from starts"
    assert all((one["state"] == "done") == (last.state in OUTCOMES) for one in ran), "an operation is not ended"
    runs = [run for run in record.runs if run.partition(".")[0] in {one["id"] for one in ran}]
    assert runs == [run_id(one["id"], 1) for one in ran], "runs differ from starts"
