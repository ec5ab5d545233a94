"""Deputies: who decides in whose place, now or soon; one asks somebody to, and ends it when one is back."""

from typing import ClassVar

from textual import work
from textual.content import Content

from portal.client import PortalClient
from portal.contract.people.delegations import Delegation
from portal.contract.problem import Problem
from screens.keys import screen_bindings
from screens.tables import faces
from screens.tables.columns import Cell, TableColumn
from screens.tables.lists import ListScreen
from screens.tables.rows import Heading
from screens.text import at, count, until

Delegations = tuple[Delegation, ...]


class DeputiesScreen(ListScreen[Delegations, Delegation]):
    """Those who decide for me, those for whom I decide, and everybody else's."""

    PLACE = "approvals"
    WATCHES: ClassVar[tuple[str, ...]] = ("person.",)
    FOOTER: ClassVar[tuple[str, ...]] = ("stand_in", "be_back", "filter", "order", "back")
    BINDINGS = screen_bindings(("stand_in", "be_back"))

    async def fetch(self, portal: PortalClient) -> Delegations:
        """Read who stands in for whom."""
        return await portal.delegations.listing()

    def crumbs(self) -> tuple[str, ...]:
        """Where one is."""
        return ("Deputies",)

    def columns(self) -> list[TableColumn[Delegation]]:
        """Who, for whom, from when to when, on what, and why."""
        short, now = self.session.short, self.session.now
        return [
            TableColumn("No.", lambda row: (str(row.number), "dim"), 4, rank=3, order=lambda row: row.number),
            TableColumn("Away", lambda row: (short(row.person), "strong"), 6, flex=1, most=18, order=_away),
            TableColumn("Decides", lambda row: short(row.delegate), 7, flex=1, most=18, order=lambda row: row.delegate),
            TableColumn("", self._state, 11, rank=1),
            TableColumn("From (UTC)", lambda row: at(row.since), 16, rank=2, order=lambda row: row.since),
            TableColumn("Until (UTC)", lambda row: at(row.until), 16, order=lambda row: row.until),
            TableColumn("", lambda row: (until(row.until, now()), "dim"), 7, rank=4),
            TableColumn("On", lambda row: ", ".join(row.kinds) or "everything", 10, flex=2, most=30),
            TableColumn("Because", lambda row: row.reason, 9, flex=3, most=60, rank=1),
        ]

    def _state(self, row: Delegation) -> Cell:
        return ("● now", "good") if row.active else ("◔ to come", "warn")

    def rows_of(self, data: Delegations) -> list[Delegation | Heading]:
        """One's own first."""
        me = self.session.me.person.id if self.session.me else ""
        parts = (
            ("They decide in your place", [one for one in data if one.person == me]),
            ("You decide in their place", [one for one in data if one.delegate == me]),
            ("Others", [one for one in data if me not in (one.person, one.delegate)]),
        )
        rows: list[Delegation | Heading] = []
        for title, part in parts:
            rows += [Heading(f"{title} ({len(part)})"), *part] if part else []
        return rows

    def key(self, row: Delegation) -> str:
        """Its number."""
        return str(row.number)

    def nothing(self, data: Delegations) -> Content | None:
        """Nobody is away."""
        if data:
            return None
        why = "Nobody is stood in for. While you are away, somebody can decide in your place; your right counts once."
        return faces.empty(why, (("stand_in", "ask somebody to"), ("back", "back")))

    def why_not(self, act: str) -> str:
        """Only who is away ends it, and only people have deputies."""
        if act == "deputies":
            return "you are looking at them"
        if reason := super().why_not(act):
            return reason
        me = self.session.me.person if self.session.me else None
        if act == "stand_in" and me is not None and me.kind != "human":
            return "only people decide, so only they can be stood in for"
        if act == "be_back":
            if self.row is None:
                return "there is nothing under the cursor"
            if me is None or self.row.person != me.id:
                return f"only {self.session.name(self.row.person)} ends it"
        return ""

    def act_stand_in(self) -> None:
        """Let somebody decide in one's place."""
        from screens.people.deputy_form import DeputyForm

        def then(made: Delegation | None) -> None:
            if made is not None:
                now = "now" if made.active else f"from {at(made.since)} UTC"
                self.say(f"{self.session.name(made.delegate)} decides in your place {now}, until {at(made.until)} UTC")
                self.load()

        self.app.push_screen(DeputyForm(self.session), then)

    def act_be_back(self) -> None:
        """End it before its time."""
        from screens.dialogs import Confirm

        row = self.row
        if row is None:
            return
        said = f"{self.session.name(row.delegate)} decides in your place no longer. Votes given so far stand."

        def then(sure: bool | None) -> None:
            if sure:
                self._end(row)

        self.app.push_screen(Confirm("Are you back?", [said], "I am back"), then)

    @work(group="send", exit_on_error=False)
    async def _end(self, row: Delegation) -> None:
        portal = self.session.portal
        try:
            if portal is None:
                raise Problem(0, "there is no connection", todo="try again in a moment")
            await portal.delegations.end(row.number)
        except Problem as problem:
            self.say(problem.line(), "error")
        else:
            left = count(sum(one.person == row.person for one in self.data or ()) - 1, "deputy", "deputies")
            self.say(f"welcome back; {left} of yours left")
        self.load()


def _away(row: Delegation) -> str:
    return row.person
