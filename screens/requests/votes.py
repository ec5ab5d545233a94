"""Acting on one request, the same from its page, from the decision page and from the inbox."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

from textual import work

from portal.client import PortalClient
from portal.contract.problem import Problem
from portal.contract.requests import CounterProposal, Request, Vote
from portal.contract.reviews import DenialReason
from screens.frame import PortalScreen
from screens.keys import screen_bindings
from screens.requests.asking import ask_for
from screens.requests.cures import NONE, ask_for_cure, cures_of
from screens.requests.request_head import RequestHead
from screens.text import Part, content, lines, money

Data = TypeVar("Data")

ACTIONS = {
    "approve": "approve",
    "deny": "deny",
    "message": "ask",
    "undo": "undo",
    "edit": "edit",
    "accept": "accept",
    "decline": "decline",
    "withdraw": "withdraw",
    "again": "again",
    "retry": "retry",
    "give_up": "give_up",
}
"""The server's word for each act."""


def named_reason(known: Sequence[DenialReason], text: str) -> tuple[str, str]:
    """The code of the catalogue's reason that a text begins with, or "", and the words beside it."""
    for one in known:
        if text.startswith(one.title):
            rest = text.removeprefix(one.title)
            if not rest or not rest[0].isalnum():
                return one.code, rest.lstrip(" .,:;–-")
    return "", text


def key() -> str:
    """A fresh idempotency key: a repeated press is one act."""
    return secrets.token_hex(16)


class RequestScreen(PortalScreen[Request], Generic[Data]):
    """A screen about one request."""

    WATCHES = ("request.", "operation.")
    BINDINGS = screen_bindings(
        (
            "approve",
            "deny",
            "message",
            "undo",
            "edit",
            "accept",
            "decline",
            "withdraw",
            "retry",
            "give_up",
            "cure",
            "copy",
            "copy_all",
            "browse",
        )
    )

    def __init__(self, id: str) -> None:
        super().__init__()
        self.id_shown = id
        self.acting = ""
        """The act that is on its way; the next one waits for its answer."""

    async def fetch(self, portal: PortalClient) -> Request:
        """Read the request."""
        return await portal.requests.show(self.id_shown)

    def something_happened(self, kinds: Any) -> None:
        """Another request's events do not matter while one acts."""
        if not self.acting:
            super().something_happened(kinds)

    def why_not(self, act: str) -> str:
        """The server's own reason, from what it said one may do."""
        if reason := super().why_not(act):
            return reason
        if act in ACTIONS:
            if self.acting:
                return f"wait, the answer to “{self.acting}” is on its way"
            if self.data is None or self.data.id != self.id_shown:
                return "wait, it is being read"
            if act == "edit" and self._may("propose"):
                return ""  # whoever decides edits it as a counter-proposal
            return next((one.reason for one in self.data.actions if one.name == ACTIONS[act] and not one.allowed), "")
        if act == "cure" and (self.data is None or not cures_of(self.data.plan, self.data.policy)):
            return NONE
        if act == "browse" and not self.links():
            return "it has no page in the browser yet"
        return ""

    def presence_changed(self, subject: str) -> None:
        """Say in the head who else has it open."""
        if self.data is not None and subject == self.data.id == self.id_shown:
            for head in self.query(RequestHead):
                head.tell(self.data, self.session)

    def links(self) -> list[tuple[str, str]]:
        """Titles and addresses of its pages."""
        return list(self.data.card.links) if self.data and self.data.card else []

    # Acts

    def act_approve(self) -> None:
        """Approve exactly the digest that is shown."""
        if (shown := self.data) is not None:
            self.send("approve", lambda portal: portal.requests.vote(shown.id, Vote("approve", shown.digest), key()))

    def act_deny(self) -> None:
        """Deny, with a reason of the catalogue, words of one's own, or both."""
        self._with_text("Deny it", "Why? The requester reads it.", "Deny", "deny", "A denial needs a reason.")

    def act_message(self) -> None:
        """Ask; the requester answers the same way."""
        mine = (
            self.data is not None and self.session.me is not None and self.data.requester == self.session.me.person.id
        )
        verdict, title = ("comment", "Answer") if mine else ("question", "Ask a question")
        self._with_text(title, "Everybody who sees the request reads it.", "Send", verdict, "Say something.")

    def act_undo(self) -> None:
        """Take one's vote back."""
        self.send("undo my vote", lambda portal: portal.requests.undo(self.id_shown, key()))

    def act_withdraw(self) -> None:
        """Take one's request back."""
        from screens.dialogs import TypeName

        shown = self.data
        if shown is None:
            return
        said: list[Part] = [content(shown.title), "It cannot be taken up again; its answers stay for a new request."]

        def then(sure: bool | None) -> None:
            if sure:
                self.send("withdraw", lambda portal: portal.requests.withdraw(shown.id, "", key()))

        self.app.push_screen(TypeName(f"Withdraw {shown.id}", said, "Withdraw", shown.id), then)

    def act_retry(self) -> None:
        """Let the stuck operation try its step again."""
        self.send("try again", lambda portal: portal.requests.retry(self.id_shown, key()))

    def act_give_up(self) -> None:
        """Undo what the stuck operation made."""
        from screens.dialogs import TypeName

        shown = self.data
        if shown is None:
            return
        made: list[Part] = (
            [step.title for step in shown.operation.steps if step.state == "done"] if shown.operation else []
        )
        said: list[Part] = ["What it has made so far is taken away again:", *made]

        def then(sure: bool | None) -> None:
            if sure:
                self.send("give up", lambda portal: portal.requests.give_up(shown.id, key()))

        self.app.push_screen(TypeName(f"Give up {shown.id}", said, "Give up", shown.id), then)

    def act_edit(self) -> None:
        """Open the form with all answers; sending it makes a new revision, or a counter-proposal of who decides."""
        if self.data is not None:
            how = "" if self._may("edit") else "propose"
            ask_for(self.app, self.data.kind, dict(self.data.spec), self.data.id, how)

    def act_accept(self) -> None:
        """Make the newest counter-proposal one's own wish."""
        if (one := self._proposed()) is not None:
            self.send(
                "accept the counter-proposal", lambda portal: portal.requests.accept(self.id_shown, one.number, key())
            )

    def act_decline(self) -> None:
        """Keep to one's own wish."""
        if (one := self._proposed()) is not None:
            self.send(
                "decline the counter-proposal",
                lambda portal: portal.requests.decline(self.id_shown, one.number, "", key()),
            )

    def _proposed(self) -> CounterProposal | None:
        found = [one for one in self.data.proposals if one.state == "open"] if self.data else []
        return found[-1] if found else None

    def _may(self, action: str) -> bool:
        return self.data is not None and any(one.name == action and one.allowed for one in self.data.actions)

    def act_cure(self) -> None:
        """Ask for what would make a false fact true."""
        if self.data is not None:
            ask_for_cure(self.app, cures_of(self.data.plan, self.data.policy))

    def act_copy(self) -> None:
        """Copy the id."""
        self.app.copy(self.id_shown, "id")

    def act_copy_all(self) -> None:
        """Copy what one would do next, or else the request as text."""
        if self.data is None:
            return
        if self.data.card and self.data.card.do_now:
            self.app.copy("\n".join(self.data.card.do_now), "what to do now")
        else:
            from screens.yaml import as_yaml

            self.app.copy(
                as_yaml({"id": self.data.id, "kind": self.data.kind, "spec": self.data.spec}), "the request as YAML"
            )

    def act_browse(self) -> None:
        """Open its first page in the browser, or let one choose."""
        from screens.choosing.browse import browse

        browse(self.app, self.links())

    # Sending

    def _with_text(self, title: str, said: str, yes: str, verdict: str, must: str) -> None:
        from screens.dialogs import AskText

        shown = self.data
        if shown is None:
            return

        def then(text: str | None) -> None:
            if text is not None:
                code, words = named_reason(known, lines(text))
                vote = Vote(verdict, shown.digest, words, code)
                self.send(title.lower(), lambda portal: portal.requests.vote(shown.id, vote, key()))

        known = shown.denials if verdict == "deny" else ()
        prepared = {one.title: one.teaches for one in known}
        about = content((shown.title, ""), (f"  {money(shown.plan.cost.monthly_cents)} a month", "dim"))
        self.app.push_screen(AskText(title, [about, said], yes, prepared, must), then)

    def send(self, what: str, call: Callable[[PortalClient], Awaitable[Request]]) -> None:
        """Do something at the server; until it answers nothing else is sent."""
        self.acting = what
        self.tell_bars()
        self._send(what, call)

    @work(group="send", exit_on_error=False)
    async def _send(self, what: str, call: Callable[[PortalClient], Awaitable[Request]]) -> None:
        portal = self.session.portal
        try:
            if portal is None:
                raise Problem(0, "there is no connection", todo="try again in a moment")
            answered = await call(portal)
        except Problem as problem:
            self.acting = ""
            self.say(problem.line(), "error")
            self.load()
        else:
            self.app.something_happened({"request.changed"})
            self.acting = ""
            self.sent(what, answered)

    def sent(self, what: str, answered: Request) -> None:
        """The server did it."""
        self.say(f"{answered.id}: {what}, done")
        if answered.id == self.id_shown:
            self.take(answered)
