"""One request as a page of text: what a decision needs, in the order in which people ask for it."""

from portal.cli import words
from portal.cli.text import elastic, fields, inner, line, page, section, table
from portal.contract.operations import Operation, ReadyCard
from portal.contract.plan import Plan
from portal.contract.requests import Request, Review
from portal.contract.reviews import ReviewPace

_COMMANDS = {
    "approve": "approve {id}",
    "deny": "deny {id} --reason …",
    "ask": "ask {id} --question …",
    "question": "ask {id} --question …",
    "edit": "edit {id} --set …",
    "withdraw": "withdraw {id}",
    "again": "again {id}",
    "retry": "retry {id}",
    "give_up": "give-up {id}",
    "give-up": "give-up {id}",
    "undo": "undo {id}",
    "propose": "propose {id} --set … --reason …",
    "accept": "accept {id}",
    "decline": "decline {id} --reason …",
}


def request_text(request: Request) -> str:
    """Everything about a request."""
    limit = inner()
    return page(
        line(f"{request.id}  {request.title}"),
        section("State", fields(_state(request), limit)),
        section("What will happen", _effects(request.plan, limit)),
        section("What it rests on", _facts(request.plan, limit)),
        section("Somebody could grant it", cures(request.plan)),
        section("What was answered", _answers(request, limit)),
        section("Counter-proposals", _proposals(request)),
        section("Votes", _votes(request, limit)),
        section("Still needed", _needs(request)),
        section("How far it is", operation_text(request.operation, limit)),
        section("Ready", card_text(request.card, limit)),
        section("What you can do", _actions(request, limit)),
    )


def headline(request: Request) -> str:
    """A request's state in one line, with whom it waits on."""
    waits = words.waiting(request.waiting_on)
    told = f"{request.id} is {words.state(request.state, request.operation)}"
    return line(f"{told}; waiting on {waits}" if waits else told)


def _who(one: Review) -> str:
    return f"{one.person} for {one.in_place_of}" if one.in_place_of else one.person


def _proposals(request: Request) -> str:
    told = []
    for one in request.proposals:
        parts = [[one_change.get(word, "") for word in ("name", "was", "is")] for one_change in one.changes]
        changes = "; ".join(f"{name} {was} -> {now}" for name, was, now in parts)
        told.append(line(f"{one.number}  {one.person}, {one.state}: {changes or 'about another revision'}"))
        told.append(line(f"   {one.reason}"))
    return page(*told)


def _state(request: Request) -> list[tuple[str, object]]:
    cost, plan = request.plan.cost, request.plan
    priced = f" ({'estimate, ' if cost.estimate else ''}prices of {cost.priced_on})" if cost.priced_on else ""
    return [
        ("state", words.state(request.state, request.operation)),
        ("because", request.reason),
        ("now", "; ".join(one.teaches for one in request.reviews if one.counts)),
        ("waiting on", words.waiting(request.waiting_on)),
        ("open at", words.people(request.open_by)),
        ("asked by", f"{request.requester} ({request.unit}) on {words.when(request.submitted_at)}"),
        ("policy", f"{request.tier}: {request.policy.sentence}"),
        ("take note", ", ".join(request.flags)),
        ("cost", f"{words.money(cost.monthly_cents, cost.currency)} a month{priced}"),
        ("", cost.note),
        ("lease", f"{plan.lease_days} days" if plan.lease_days and not plan.lease_until else ""),
        ("until", words.when(plan.lease_until)),
        ("from", words.when(plan.starts_at)),
        ("starts at", words.when(request.hold_until) if request.state == "approved" else ""),
        ("expires", words.when(request.expires_at) if request.state == "in_review" else ""),
        *_pace(request.pace),
        ("asks again", f"for {request.again_of}" if request.again_of else ""),
        ("asked again", f"as {request.asked_again}" if request.asked_again else ""),
        ("revision", f"{request.revision}, digest {request.digest}"),
        ("mode", "demo: no Azure is touched" if request.mode == "demo" else request.mode),
    ]


def _pace(pace: ReviewPace | None) -> list[tuple[str, object]]:
    if pace is None:
        return []
    when = words.when(pace.escalated_at or pace.escalates_at)
    goes_on = f"{pace.escalates_to} may decide too {'since' if pace.escalated_at else 'from'} {when}" if when else ""
    return [("reminded", words.when(pace.reminded_at)), ("reminds", words.when(pace.reminds_at)), ("goes on", goes_on)]


def _effects(plan: Plan, limit: int | None) -> str:
    columns = ("step", "effect", "stage", elastic("name"), elastic("what"))
    rows = [(number, e.kind, e.stage, e.name, e.title) for number, e in enumerate(plan.effects, 1)]
    return table(columns, rows, limit) if rows else ""


def _facts(plan: Plan, limit: int | None) -> str:
    columns = ("fact", "holds", elastic("value"), elastic("more"), "seen")
    rows = [(f.title, words.yes(f.ok), f.value, f.detail, words.when(f.observed_at)) for f in plan.facts]
    return table(columns, rows, limit) if rows else ""


def cures(plan: Plan) -> str:
    """The commands that ask for what would make false facts true."""
    return "\n".join(dict.fromkeys(line(fact.cure) for fact in plan.facts if fact.ok is False and fact.cure))


def _answers(request: Request, limit: int | None) -> str:
    marks = {"answered": "", "": ""}
    pairs = []
    for name, value in request.spec.items():
        origin = request.origins.get(name, "")
        pairs.append((name, f"{value}" + (f"  ({marks.get(origin, origin)})" if marks.get(origin, origin) else "")))
    return fields(pairs, limit)


def _votes(request: Request, limit: int | None) -> str:
    columns = ("who", "vote", "on", "when", elastic("counts"), elastic("reason"))
    rows = [
        (_who(one), one.verdict, f"revision {one.revision}", words.when(one.at), _counts(one), one.reason)
        for one in request.reviews
    ]
    return table(columns, rows, limit) if rows else ""


def _counts(review: Review) -> str:
    return "yes" if review.counts else f"no: {review.why_not}"


def _needs(request: Request) -> str:
    lines = [
        line(f"{need.missing} of {need.title}: {words.people(need.can_give) or 'nobody can give it'}")
        for need in request.missing
        if need.missing
    ]
    return "\n".join(lines)


def operation_text(operation: Operation | None, limit: int | None) -> str:
    """The steps of a running or ended operation."""
    if operation is None:
        return ""
    columns = ("step", "state", elastic("what"), elastic("more"))
    rows = [(s.step, words.state(s.state), s.title, s.detail) for s in operation.steps]
    told = f"{operation.state}, {operation.progress:.0%}" + (f": {operation.reason}" if operation.reason else "")
    return page(line(told), table(columns, rows, limit) if rows else "")


def card_text(card: ReadyCard | None, limit: int | None) -> str:
    """What to do now, what ends when, what is lost then."""
    if card is None:
        return ""
    links = [f"{title}: {url}" for title, url in card.links]
    told = [
        ("ends", "\n".join(line(one) for one in card.ends)),
        ("lost then", "\n".join(line(one) for one in card.lost)),
    ]
    # Lines to run stay whole, however wide the terminal is: they are there to be copied.
    return page(*(line(one) for one in (card.headline, *card.do_now, *links)), fields(told, limit))


def _actions(request: Request, limit: int | None) -> str:
    pairs: list[tuple[str, object]] = []
    for action in request.actions:
        if request.state in words.ENDED and not action.allowed:
            continue  # nobody wonders why nothing can be done any more
        command = _COMMANDS.get(action.name)
        if action.allowed and command is not None:
            pairs.append((action.name, f"portal request {command.format(id=request.id)}"))
        elif not action.allowed and action.reason:
            pairs.append((action.name, f"no: {action.reason}"))
    return fields(pairs, limit)
