"""A new request, or a new revision of one: fields on the left, what they become on the right."""

import asyncio
from typing import Any, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Static

from portal.client import PortalClient
from portal.contract.plan import Preview
from portal.contract.problem import Problem
from portal.contract.requests import Form, Request, Submission
from screens.catalogue.watching import NOTHING, watch, wish_of
from screens.frame import PortalScreen
from screens.keys import screen_bindings, shown
from screens.lines import Lines
from screens.requests.asking import ask_why
from screens.requests.cures import NONE, Cure, ask_for_cure, cures_of
from screens.requests.field_rows import FieldRow, note_rows, sectioned
from screens.requests.fields import FormField, read_schema
from screens.requests.form_plan import blocked, plan_sections, verdict
from screens.requests.sending import ADVICE, send, words_for_advice
from screens.sheet import Sheet, joined
from screens.text import content
from screens.type_ahead import Typed

PAUSE_SECONDS = 0.2


class FormScreen(PortalScreen[Form]):
    """One form for every kind."""

    PLACE = "requests"
    WATCHES: ClassVar[tuple[str, ...]] = ()
    FOOTER: ClassVar[tuple[str, ...]] = ("submit", "cure", "files", "advise", "drop", "back")
    BINDINGS = screen_bindings(("submit", "files", "drop", "cure", "advise", "notify"))
    DEFAULT_CSS = """
    FormScreen #fields { width: 1fr; height: 1fr; padding: 0 0 1 0; scrollbar-size-vertical: 1; }
    FormScreen #plan { width: 1fr; display: none; border-left: solid $panel; }
    FormScreen.-wide #plan { display: block; layout: vertical; }
    FormScreen #below { height: auto; padding: 1; }
    FormScreen.-wide #below { display: none; }
    FormScreen #verdict { height: auto; max-height: 3; padding: 0 1; background: $surface; }
    FormScreen .section { padding: 1 1 0 1; color: $primary; text-style: bold; }
    FormScreen #send { margin: 1 1 0 1; }
    FormScreen #send:focus { text-style: bold reverse; }
    """

    plan = getters.query_one("#plan", Sheet)

    def __init__(
        self, kind: str, spec: dict[str, Any], request: str | None = None, draft: str | None = None, how: str = ""
    ) -> None:
        super().__init__()
        self.wished_for = request or "" if how == "propose" else ""  # the request that this is a counter-proposal to
        self.again_of = request or "" if how == "again" else ""
        self.kind, self.spec = kind, spec
        self.request_id, self.draft_id = None if self.again_of else request, draft
        self.preview: Preview | None = None
        self.fields: tuple[FormField, ...] = ()
        self.rebuilding = self.rebuilt = 0
        """How often the fields were to be shown anew, and were."""
        self.sending = ""
        self.refusal: Problem | None = None
        """Why the server did not take it; shown until an answer changes."""

    async def fetch(self, portal: PortalClient) -> Form:
        """Read the form for what is answered so far."""
        return await portal.requests.form(self.kind, self.spec, self.wished_for)

    def crumbs(self) -> tuple[str, ...]:
        """What is asked for."""
        title = self.data.title if self.data else self.kind
        if self.wished_for:
            return ("Approvals", f"Counter-proposal to {self.wished_for}: {title}")
        before = self.request_id or self.again_of
        return ("Requests", f"{before} again: {title}" if before else f"New: {title}")

    def body(self) -> ComposeResult:
        """Fields; beside them, or below where there is no room, the plan."""
        with Horizontal():
            yield VerticalScroll(id="fields")
            yield Sheet(id="plan")
        yield Static("", id="verdict")

    async def _show_fields(self) -> None:
        box = self.query_one("#fields", VerticalScroll)
        await box.remove_children()
        widgets: list[Any] = [Static(content((self.data.summary if self.data else "", "dim")), classes="summary")]
        widgets += sectioned(self.fields, self.spec)
        widgets.append(Button(content(f"Ask for it  {shown('submit')}"), id="send", variant="primary", compact=True))
        widgets.append(Static("", id="below"))
        await box.mount_all(widgets)

    def display_data(self, data: Form) -> None:
        """Show the fields; those that are there keep what is typed and the focus."""
        fields = read_schema(data.schema)
        known = {field.name for field in fields}
        self.spec = {name: value for name, value in self.spec.items() if name in known}
        if fields == self.fields:
            return
        self.fields = fields
        self.rebuilding += 1
        self._rebuild(self.rebuilding)

    def keys_wait(self, _typed: Typed) -> bool:
        """What is typed is meant for fields that may not be there yet."""
        return self.coming or self.rebuilding > self.rebuilt

    @work(exclusive=True, group="fields", exit_on_error=False)
    async def _rebuild(self, number: int) -> None:
        focused = self.focused
        at = focused.parent.id if focused is not None and focused.parent is not None else None
        await self._show_fields()
        rows = list(self.query(FieldRow))
        empty = next((row for row in rows if row.field.required and row.value is None), rows[0] if rows else None)
        row = next((row for row in rows if row.id == at), empty)
        if row is not None:
            self.set_focus(next((one for one in row.children if one.focusable), None))
        self.rebuilt = number
        self.app.keys_may_go_on()
        self._show_plan()
        self._work_out(False)

    # Typing

    @on(FieldRow.Changed)
    def _changed(self, message: FieldRow.Changed) -> None:
        if message.value is None:
            self.spec.pop(message.name, None)
        else:
            self.spec[message.name] = message.value
        self.refusal = None
        self._work_out(message.chosen)

    @work(exclusive=True, group="preview", exit_on_error=False)
    async def _work_out(self, ask_form: bool) -> None:
        await asyncio.sleep(PAUSE_SECONDS)
        portal = self.session.portal
        if portal is None:
            return
        spec = dict(self.spec)
        try:
            self.preview = await portal.requests.preview(self.kind, spec, self.wished_for)
            self._show_plan()
            if spec and not self.wished_for and not self.again_of:
                await self._keep(portal, spec)
            if ask_form:
                self.post_message(self.Loaded(await portal.requests.form(self.kind, spec, self.wished_for), portal))
        except Problem as problem:
            self.problem = problem
            self.tell_bars()

    async def _keep(self, portal: PortalClient, spec: dict[str, Any]) -> None:
        """Save the draft; one that is gone, because it was sent or dropped elsewhere, begins anew."""
        try:
            saved = await portal.drafts.save(self.kind, spec, self.draft_id, self.request_id)
        except Problem as problem:
            if problem.body.status != 404 or self.draft_id is None:
                raise
            saved = await portal.drafts.save(self.kind, spec, None, self.request_id)
        self.draft_id = saved.id

    def _show_plan(self) -> None:
        made = plan_sections(self.preview, self.session)
        self.query_one("#verdict", Static).update(verdict(self.preview, self.refusal))
        self.plan.show(made)
        if below := self.query("#below"):
            below.only_one(Static).update(joined(made))
        note_rows(self.query(FieldRow), self.preview)
        self.tell_bars()

    # Acts

    def why_not(self, act: str) -> str:
        """What is missing."""
        if reason := super().why_not(act):
            return reason
        if act == "submit":
            return self.sending or blocked(self.preview)
        if act == "cure" and not self._cures():
            return NONE
        if act == "notify" and (self.kind != "compute" or self.preview is None or "type" not in self.preview.spec):
            return NOTHING
        if act == "advise" and self.kind not in ADVICE:
            return "there is advice on compute and on workspaces, not on this"
        if act == "drop" and self.draft_id is None:
            return "nothing is kept yet"
        if act == "files" and self.preview is not None and self.preview.complaints:
            return "there are no files before everything is answered"
        return ""

    @on(Button.Pressed, "#send")
    async def _pressed(self) -> None:
        await self.action_act("submit")

    @on(Input.Submitted)
    @on(Lines.Submitted)
    def _next_field(self, event: Input.Submitted | Lines.Submitted) -> None:
        event.stop()
        self.focus_next()

    def act_submit(self) -> None:
        """Send it; while it is on its way nothing else is sent."""
        if self.wished_for:
            ask_why(self.app, self.wished_for, self._send)
        else:
            self._send("")

    def _send(self, reason: str) -> None:
        self.sending = "it is on its way"
        self.workers.cancel_group(self, "preview")
        self.say("asking…")
        self._submit(reason)

    @work(group="send", exit_on_error=False)
    async def _submit(self, reason: str) -> None:
        portal = self.session.portal
        try:
            if portal is None:
                raise Problem(0, "there is no connection", todo="try again in a moment")
            about = (self.wished_for, self.again_of, self.request_id or "")
            asked = await send(portal, Submission(self.kind, self.spec, self.draft_id), *about, reason)
        except Problem as problem:
            self.sending, self.refusal = "", problem
            self.say(problem.line(), "error")
            self._work_out(True)
        else:
            self._sent(asked)

    def _sent(self, asked: Request) -> None:
        self.say(f"proposed; {asked.id} waits for its requester" if self.wished_for else f"{asked.id} is asked for")
        self.app.leave()
        if self.request_id is None:
            self.app.open_at("requests", "request", asked.id)

    def _cures(self) -> list[Cure]:
        return cures_of(self.preview.plan, self.preview.policy) if self.preview else []

    def act_cure(self) -> None:
        """Ask for what would make it fit; these answers stay as a draft."""
        ask_for_cure(self.app, self._cures())

    def act_notify(self) -> None:
        """Be told when what is asked for here would fit."""
        spec = self.preview.spec if self.preview is not None else self.spec
        watch(self, wish_of(spec))

    def act_advise(self) -> None:
        """Describe the workload or the project; what is taken becomes the answers here."""
        self.app.open_page("advice", *words_for_advice(self.kind, self.spec), self._take_advice)

    def _take_advice(self, kind: str, advised: dict[str, Any]) -> None:
        known = {field.name for field in self.fields}
        self.spec |= {name: value for name, value in advised.items() if name in known}
        for row in self.query(FieldRow):
            if row.field.name in advised:
                row.set_value(advised[row.field.name])
        self.refusal = None
        self._work_out(True)

    def act_files(self) -> None:
        """Show the tree that would be made."""
        from screens.requests.files import FilesScreen

        self.app.push_screen(FilesScreen(self.kind, dict(self.spec)))

    @work(group="send", exit_on_error=False)
    async def act_drop(self) -> None:
        """Throw the draft away and leave."""
        portal, draft = self.session.portal, self.draft_id
        if portal is None or draft is None:
            return
        self.workers.cancel_group(self, "preview")
        try:
            await portal.drafts.drop(draft)
        except Problem as problem:
            self.say(problem.line(), "error")
        else:
            self.say("the draft is thrown away")
            self.app.leave()

    def act_back(self) -> None:
        """Leave; what is answered stays as a draft."""
        if self.draft_id is not None:
            self.say("kept as a draft: n finds it again")
        super().act_back()
