"""What would cure a request that does not fit: the requests for quota, money or an exception, ready to be filled in."""

import shlex
from dataclasses import dataclass
from itertools import pairwise

from portal.contract.plan import Plan, PolicyOutcome
from screens.host import Host
from screens.requests.asking import ask_for

NONE = "nothing here could be cured by a request"


@dataclass(frozen=True)
class Cure:
    """A request of a kind with some answers, and what it would make true."""

    kind: str
    spec: dict[str, str]
    about: str


def read(command: str, about: str) -> Cure | None:
    """The request that a command such as `portal request new quota --set cores=48` would make; None for any other."""
    try:
        words = shlex.split(command)
    except ValueError:
        return None
    if words[:3] != ["portal", "request", "new"] or len(words) < 4:
        return None
    pairs = (pair.partition("=") for option, pair in pairwise(words) if option == "--set")
    return Cure(words[3], {name: value for name, _, value in pairs}, about)


def cures_of(plan: Plan | None, policy: PolicyOutcome | None) -> list[Cure]:
    """What would cure every false fact, and for a denial of policy the exception from the rule that denies."""
    if plan is None:
        return []
    false = [fact for fact in plan.facts if fact.ok is False and fact.cure]
    found = [cure for fact in false if (cure := read(fact.cure, f"{fact.title}: {fact.value}"))]
    if policy is not None and policy.denied and plan.project:
        fails = [rule for rule in policy.rules if rule.outcome == "fail"]
        found += [Cure("exception", {"project": plan.project, "rule": one.id}, one.title) for one in fails]
    return found


def ask_for_cure(app: Host, cures: list[Cure]) -> None:
    """Open the form of the only cure, or let one choose."""
    from screens.choosing.chooser import ChooserItem, choose

    if len(cures) == 1:
        ask_for(app, cures[0].kind, cures[0].spec)
        return
    rows = [ChooserItem(str(number), f"ask for {one.kind}", one.about) for number, one in enumerate(cures)]

    def then(choice: ChooserItem) -> None:
        chosen = cures[int(choice.id)]
        ask_for(app, chosen.kind, chosen.spec)

    choose(app, "What would cure it", rows, then)
