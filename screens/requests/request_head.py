"""The lines at the top of a request's pages: what, who, how much, in which state, on whom it waits."""

from textual.widgets import Static

from portal.contract.requests import Request
from screens.connection.session import Session
from screens.requests.request_columns import waiting_cell
from screens.text import Part, ago, content, cut, money, stack, until
from screens.words import REQUEST, STYLES, face


class RequestHead(Static):
    """Two or three lines that stay while the page scrolls."""

    DEFAULT_CSS = "RequestHead { height: auto; padding: 0 1; background: $surface; margin-bottom: 1; }"

    def wait(self, id: str) -> None:
        """Another request is being read."""
        self.update(content((id, "b"), ("  reading…", "dim")))

    def tell(self, request: Request, session: Session) -> None:
        """Show what a request is about."""
        shown = face(REQUEST, request.state)
        who = f"asked by {session.name(request.requester)} ({request.unit}) {ago(request.submitted_at, session.now())}"
        first: list[Part] = [
            (request.id, "b"),
            "  ",
            (cut(request.title or request.kind, 60), "b"),
            "  ",
            (shown.text, STYLES[shown.tone]),
        ]
        if request.revision > 1:
            first.append((f"  revision {request.revision}", "b $warning"))
        second: list[Part] = [
            who,
            f" · {request.stage or 'no stage'} · {money(request.plan.cost.monthly_cents)} a month · {request.tier}",
        ]
        rows: list[Part] = [content(*first), content(*second)]
        waiting: list[Part] = []
        if request.waiting_on is not None:
            cell = waiting_cell(session, request.waiting_on)
            people = cell if isinstance(cell, str) else cell[0]
            waiting += [("waiting on ", "dim"), people, (f" · {request.waiting_on.what}", "dim")]
        if request.hold_until and request.state == "approved":
            waiting.append((f" · starts {until(request.hold_until, session.now())}, u takes a vote back", "$secondary"))
        if request.expires_at and request.state == "in_review":
            waiting.append((f" · expires {until(request.expires_at, session.now())}", "dim"))
        if waiting:
            rows.append(content(*waiting))
        if request.again_of or request.asked_again:
            before = f"asks again for {request.again_of}" if request.again_of else ""
            after = f"asked for again as {request.asked_again}" if request.asked_again else ""
            rows.append(content((" · ".join(filter(None, (before, after))), "$secondary")))
        if others := session.others_at(request.id):
            who = " and ".join(filter(None, (", ".join(others[:-1]), others[-1])))
            rows.append(content((f"◉ {who} {'has' if len(others) == 1 else 'have'} it open", "b $secondary")))
        if request.flags:
            rows.append(content(("▲ ", "$warning"), (", ".join(request.flags), "$warning")))
        if request.reason:
            rows.append(content(("▲ ", "$warning"), request.reason))
        self.update(stack(rows))
