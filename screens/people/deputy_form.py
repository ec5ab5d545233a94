"""Naming a deputy: who, from when until when, on what, and why; what the server refuses is said at its field."""

from collections.abc import Iterator
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Button, Input

from portal.contract.people.delegations import Delegation, DelegationWish
from portal.contract.problem import Problem
from screens.connection.session import Session
from screens.dialogs import Dialog
from screens.lines import Lines
from screens.requests.field_rows import FieldRow
from screens.requests.fields import FieldChoice, FormField
from screens.requests.votes import key


class DeputyForm(Dialog[Delegation | None]):
    """Stays open, with all answers, until the server has taken it or the person leaves."""

    AUTO_FOCUS = "ChoiceLine"
    DEFAULT_CSS = "DeputyForm FieldRow > .note { color: $error; } DeputyForm #buttons { margin-top: 0; }"

    def __init__(self, session: Session) -> None:
        super().__init__("Who decides while you are away?", [], "Ask them to")
        self._session = session
        self._key = key()
        self.sending = False

    def asked(self) -> ComposeResult:
        """The fields."""
        for field in self._fields():
            yield FieldRow(field, None)

    def _fields(self) -> Iterator[FormField]:
        when = "friday 18:00 · tomorrow · 7 days · 2026-11-27"
        yield FormField("delegate", "Who", "a name, a unit", "string", "", True, tuple(self._people()))
        yield FormField("since", "From", "", "string", "", False, assumed="now")
        yield FormField("until", "Until", when, "string", "", True)
        yield FormField(
            "kinds", "Only these kinds", "everything; else such as: project, promotion", "string", "", False, many=True
        )
        yield FormField("reason", "Why", "everybody reads it", "string", "", True, long=True)

    def _people(self) -> Iterator[FieldChoice]:
        me = self._session.me
        for one in sorted(me.people if me else (), key=lambda person: person.name):
            if one.active and one.kind == "human" and me is not None and one.id != me.person.id:
                yield FieldChoice(one.id, one.name, f"{one.title}, {one.unit}".strip(", "))

    def _wish(self) -> DelegationWish:
        answers: dict[str, Any] = {row.field.name: row.value or "" for row in self.query(FieldRow)}
        kinds = tuple(str(answers["kinds"]).replace(",", " ").split())
        since = str(answers["since"]) or "now"
        return DelegationWish(str(answers["delegate"]), str(answers["until"]), str(answers["reason"]), since, kinds)

    @on(Button.Pressed, "#yes")
    @on(Input.Submitted)
    @on(Lines.Submitted)
    def _given(self) -> None:
        missing = [row for row in self.query(FieldRow) if row.field.required and not row.value]
        for row in self.query(FieldRow):
            row.note("is missing" if row in missing else "", "$error")
        if missing:
            missing[0].query("Input, Lines, ChoiceLine").first().focus()
        elif not self.sending:
            self.sending = True
            self._send(self._wish())

    @work(group="send", exit_on_error=False)
    async def _send(self, wish: DelegationWish) -> None:
        portal = self._session.portal
        try:
            if portal is None or not self._session.live:
                raise Problem(0, "there is no connection", todo="your answers stay; try again in a moment")
            self.dismiss(await portal.delegations.delegate(wish, self._key))
        except Problem as problem:
            self.sending = False
            if problem.body.status:  # without an answer the same key asks for the same outcome
                self._key = key()
            self._refused(problem)

    def _refused(self, problem: Problem) -> None:
        """Each reason at its field; what has no field below them."""
        rows = {row.field.name: row for row in self.query(FieldRow)}
        rest = [problem.body.title] if not problem.body.complaints else []
        for one in problem.body.complaints:
            said = f"{one.what}: {one.todo}" if one.todo else one.what
            if one.where in rows:
                rows[one.where].note(said, "$error")
            else:
                rest.append(said)
        if rest or not problem.body.complaints:
            self.wrong(" · ".join(filter(None, (*rest, problem.body.detail, problem.body.todo))))

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Name nobody."""
        self.dismiss(None)
