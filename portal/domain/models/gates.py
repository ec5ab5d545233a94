"""Judging gates: pure, over evidence of one artefact and, where two are compared, of the champion."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from catalog.model import Check, Gate
from portal.clock import moment, stamp
from portal.contract.values import Stamp
from portal.domain.expressions import evaluate
from portal.domain.models.evidence import Evidence

MET, UNMET, STALE, ABSENT, LIES = "met", "unmet", "stale", "missing", "lies"

_NAMED = re.compile(r"\{([a-z_]+(?:\.[a-z0-9_]+)*)\}")
_SHOWN = 80
"""How much of a value is shown in a reason."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """How one gate stands for one artefact. `since` is when somebody had to act on it."""

    gate: Gate
    state: str
    detail: str
    since: Stamp
    evidence: Evidence | None = None

    @property
    def met(self) -> bool:
        """Whether nobody has to do anything."""
        return self.state == MET

    @property
    def stops(self) -> bool:
        """Whether a promotion is refused because of it."""
        return self.gate.blocks and not self.met


@dataclass(frozen=True, slots=True)
class GateCase:
    """What is judged: an artefact, what serves where it is to serve, and since when it could have been looked after."""

    artefact: str
    version: str
    champion: str = ""
    """The digest of what serves there now; "" when nothing does."""
    due: Stamp = ""
    """Since when evidence that is not there has been missing."""
    barred: frozenset[str] = field(default_factory=frozenset)
    """Persons whose sign-off does not count: whoever trained it."""


def judge(
    gates: Iterable[Gate], evidence: Sequence[Evidence], transition: str, case: GateCase, now: datetime
) -> tuple[GateResult, ...]:
    """How every gate of a transition stands. `evidence` may hold other artefacts, which are told apart here.

    An artefact without a digest meets no gate: evidence about a number proves nothing.
    """
    return tuple(_judge(gate, evidence, case, now) for gate in gates if gate.transition == transition)


def _judge(gate: Gate, evidence: Sequence[Evidence], case: GateCase, now: datetime) -> GateResult:
    of_kind = [one for one in evidence if one.kind == gate.evidence and _is_for(gate, one)]
    due = case.due or stamp(now)
    if not case.artefact:
        told = f"Version {case.version} has no digest, so that no evidence can be about exactly this artefact."
        return GateResult(gate, ABSENT, told, due)
    mine = [one for one in of_kind if one.artefact == case.artefact]
    if not mine:
        others = [one for one in of_kind if one.version == case.version and one.artefact != case.champion]
        if not others:
            return GateResult(gate, ABSENT, gate.message, due)
        newest = _newest(others)
        told = f"The evidence under version {case.version} is of {newest.artefact}, not of {case.artefact}."
        return GateResult(gate, LIES, told, newest.at, newest)
    newest = _newest(mine)
    ends = moment(newest.made_at) + timedelta(hours=gate.max_age_hours)
    if now > ends:
        told = (
            f"The evidence is of {newest.made_at[:16]}Z and counted for {_span(gate.max_age_hours)}; bring a new one."
        )
        return GateResult(gate, STALE, told, stamp(ends), newest)
    why = _signature_fault(newest, case) if gate.signed_by else _fault(gate.checks, newest, evidence, case)
    return GateResult(gate, UNMET if why else MET, why, newest.at, newest)


def _is_for(gate: Gate, one: Evidence) -> bool:
    """Whether a piece of evidence is what the gate asks for; a sign-off is given for one gate alone."""
    return not gate.signed_by or (one.source == "person" and one.facts().get("gate") == gate.id)


def _newest(listed: Sequence[Evidence]) -> Evidence:
    return max(listed, key=lambda one: (one.made_at, one.at, len(one.id), one.id))


def _signature_fault(signed: Evidence, case: GateCase) -> str:
    if signed.by in case.barred:
        return f"{signed.by} trained it, and nobody vouches for what they made."
    said = signed.facts()
    return "" if said.get("agrees") is True else f"{signed.by} looked and said no: {_shown(said.get('statement'))}"


def _fault(checks: Iterable[Check], newest: Evidence, evidence: Sequence[Evidence], case: GateCase) -> str:
    """Why the first check that does not hold does not; "" when all hold. What cannot be evaluated does not hold."""
    champion = _champion(newest, evidence, case)
    if newest.body.get("passed") is False:
        return "What made the evidence says itself that it did not pass."
    values: dict[str, Any] = {
        "evidence": dict(newest.facts()),
        "artefact": case.artefact,
        "champion": dict(champion.facts()) if champion else {},
        "has_champion": case.champion not in ("", case.artefact),
        "champion_known": champion is not None,
    }
    for check in checks:
        try:
            holds = evaluate(check.that, values)
        except KeyError as absent:
            return f"The evidence does not say {_shown(absent.args[0])}."
        except Exception:  # the evaluator raises many types; whatever it is, the check does not hold
            return f"The evidence cannot be judged: {_filled(check.otherwise, values)}"
        if holds is not True:
            return _filled(check.otherwise, values)
    return ""


def _champion(newest: Evidence, evidence: Sequence[Evidence], case: GateCase) -> Evidence | None:
    """The champion's evidence of the same kind: on the same data where there is any, else its newest."""
    known = [one for one in evidence if one.kind == newest.kind and one.artefact == case.champion != ""]
    data = newest.facts().get("data_digest")
    same = [one for one in known if one.facts().get("data_digest") == data]
    return _newest(same or known) if known else None


def _filled(sentence: str, values: Mapping[str, Any]) -> str:
    """A sentence with what it names in it: `{evidence.value}`."""

    def value(named: re.Match[str]) -> str:
        found: Any = values
        for part in named[1].split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return _shown(found)

    return _NAMED.sub(value, sentence)


def _shown(value: Any) -> str:
    if value is None:
        return "not said"
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _span(hours: int) -> str:
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours"
