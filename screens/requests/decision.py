"""The decision page: what changes if I say yes, and all that a decision needs; after it the next one opens."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import getters
from textual.app import ComposeResult

from portal.contract.requests import Request
from screens.keys import screen_bindings
from screens.requests import request_sections as sections
from screens.requests.request_head import RequestHead
from screens.requests.votes import RequestScreen, key
from screens.sheet import Section, Sheet
from screens.tables import faces


class DecisionScreen(RequestScreen[Request]):
    """One request of a list, to be decided."""

    PLACE = "approvals"
    FOOTER: ClassVar[tuple[str, ...]] = ("approve", "deny", "message", "undo", "next", "edit")
    BINDINGS = screen_bindings(("next", "previous"))

    sheet = getters.query_one("#sheet", Sheet)

    def __init__(self, ids: Sequence[str] | str, at: int = 0) -> None:
        self.ids = [ids] if isinstance(ids, str) else list(ids)
        self.at = at
        self.decided: list[str] = []
        super().__init__(self.ids[at])

    def opened(self) -> str:
        """Whoever has this page open is about to decide."""
        return self.id_shown

    def crumbs(self) -> tuple[str, ...]:
        """Which one of how many."""
        many = f"{self.at + 1} of {len(self.ids)}" if len(self.ids) > 1 else ""
        return ("Approvals", f"{self.id_shown} {many}".strip())

    def body(self) -> ComposeResult:
        """The head stays, the sheet scrolls."""
        yield RequestHead()
        yield Sheet(id="sheet")

    def display_data(self, data: Request) -> None:
        """What changes on the left; rules, facts and people on the right."""
        self.query_one(RequestHead).tell(data, self.session)
        self.sheet.show(
            (
                sections.difference(data),
                sections.effects(data.plan),
                sections.cost(data.plan, data.context.get("budget")),
                sections.assumed(data),
            ),
            (
                sections.rules(data.policy),
                sections.proposals(data, self.session),
                sections.deciders(data, self.session),
                sections.facts(data.plan, self.session),
                sections.reviews(data, self.session),
                *sections.history(data, self.session),
                sections.answers(data),
                sections.refused_acts(data),
            ),
        )

    def why_not(self, act: str) -> str:
        """Moving on needs somewhere to go; undo also reaches back to the last decision."""
        if act == "undo" and self.decided and self.session.live:
            return ""
        if act == "next" and self.at + 1 >= len(self.ids):
            return "this is the last one"
        if act == "previous" and self.at == 0:
            return "this is the first one"
        return super().why_not(act)

    def act_next(self) -> None:
        """The next one of the list."""
        self._turn_to(self.at + 1)

    def act_previous(self) -> None:
        """The one before."""
        self._turn_to(self.at - 1)

    def act_undo(self) -> None:
        """Take one's vote on this request back, or else the last decision made here."""
        own = self.data is not None and any(one.name == "undo" and one.allowed for one in self.data.actions)
        if own or not self.decided:
            super().act_undo()
            return
        last = self.decided.pop()
        self.send("undo my vote", lambda portal: portal.requests.undo(last, key()))

    def sent(self, what: str, answered: Request) -> None:
        """After a decision the next one opens; after the last one, the list."""
        me = self.session.me.person.id if self.session.me else ""
        mine = [review for review in answered.reviews if review.person == me and review.counts]
        if not mine or mine[-1].verdict not in ("approve", "deny") or what.startswith("undo"):
            super().sent(what, answered)
            return
        self.decided.append(answered.id)
        self.say(f"{answered.id}: {what}, done · u takes it back")
        if self.at + 1 < len(self.ids):
            self._turn_to(self.at + 1)
        else:
            self.app.leave()

    def _turn_to(self, at: int) -> None:
        self.at = at
        self.id_shown = self.ids[at]
        self.data = None
        self.app.presence.look()
        self.sheet.show((Section("", faces.loading(f"reading {self.id_shown}…")),))
        self.sheet.scroll_home(animate=False)
        self.query_one(RequestHead).wait(self.id_shown)
        self.tell_bars()
        self.load_other()

    def take(self, data: Any) -> None:
        """An answer that comes late, for one that was left, is not shown."""
        if data.id == self.id_shown:
            super().take(data)
