"""The dialog in which somebody signs in: a code to enter elsewhere, or the other ways, and why it failed."""

import asyncio
from functools import partial
from time import monotonic
from typing import Any

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from portal.contract.problem import Problem
from screens.choosing.browse import may_open
from screens.connection.account import Prompt, TerminalAccount
from screens.host import Host
from screens.keys import KEYS, shown, widget_bindings
from screens.people.large import large
from screens.text import Part, content, line, stack

WAYS = {"by_code": "device", "by_browser": "browser", "by_command_line": "cli"}
"""The acts that sign in by another way."""
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
TURN_SECONDS = 0.25
WAITING = {
    "cli": "asking the Azure command line",
    "browser": "waiting for you, in the browser that was opened",
    "device": "asking for a code",
    "workload": "asking for this machine's identity",
}


class SignInDialog(ModalScreen[bool]):
    """Signs in; its answer is whether somebody did."""

    DEFAULT_CSS = """
    SignInDialog { align: center middle; background: $background 60%; }
    SignInDialog > #box { width: 76; max-width: 98%; height: auto; max-height: 96%; padding: 1 2;
        background: $surface; border: round $primary; overflow-y: auto; }
    SignInDialog Static { height: auto; }
    SignInDialog #status { margin: 1 0; }
    """
    BINDINGS = widget_bindings(("copy", "browse", "other_code", *WAYS, "back"))
    app = getters.app(Host)
    said = getters.query_one("#said", Static)
    status = getters.query_one("#status", Static)

    def __init__(self, account: TerminalAccount, server: str, why: str = "") -> None:
        super().__init__()
        self._account, self._server, self._why = account, server, why
        self._prompt: Prompt | None = None
        self._problem: Problem | None = None
        self._began = monotonic()
        self._turn = 0
        self._attempt = 0

    def compose(self) -> ComposeResult:
        """What it is about, what happens, and the keys."""
        with Vertical(id="box"):
            yield Static("", id="said")
            yield Static("", id="status")
            yield Static("", id="keys")

    def on_mount(self) -> None:
        """Begin at once, by the way that is set."""
        self._begin("")
        self.set_interval(TURN_SECONDS, self._tick)

    def on_resize(self) -> None:
        """Large letters only where they fit."""
        self._show()

    # Signing in

    def _begin(self, way: str) -> None:
        self._attempt += 1
        self._prompt, self._problem, self._began = None, None, monotonic()
        work: Any = partial(self._sign_in, way, self._attempt)
        self.run_worker(work, exit_on_error=False)
        self._show()

    async def _sign_in(self, way: str, attempt: int) -> None:
        def tell(prompt: Prompt) -> None:
            self.app.call_from_thread(self._prompted, prompt, attempt)

        def work() -> None:
            if attempt > 1:
                self._account.stop()  # what waited before waits no more
            self._account.sign_in(tell, way)

        try:
            await asyncio.to_thread(work)
        except Problem as problem:
            if attempt == self._attempt:
                self._prompt, self._problem = None, problem
                self._show()
        else:
            if attempt == self._attempt:
                self.dismiss(True)

    def _prompted(self, prompt: Prompt, attempt: int) -> None:
        if attempt == self._attempt:
            self._prompt = prompt
            self._show()

    # What one sees

    def _show(self) -> None:
        if not self.is_mounted:
            return
        rows: list[Part] = [content((f"Sign in to {self._server}", "b"))]
        rows += [content((self._why, "dim"))] if self._why else []
        if self._prompt is not None:
            room = min(76, int(self.app.size.width * 0.98)) - 6
            rows += ["", content("Open   ", (line(self._prompt.address), "b")), "and enter", ""]
            rows.append(content((large(self._prompt.code, room), "b $primary")))
            rows += ["", content(("that is  ", "dim"), (self._prompt.code, "b"))]
        self.said.update(stack(rows))
        self.query_one("#keys", Static).update(self._keys())
        self._tick()

    def _tick(self) -> None:
        if not self.is_mounted:
            return
        self._turn += 1
        self.status.update(self._status())

    def _status(self) -> Content:
        if self._problem is not None:
            body = self._problem.body
            rows: list[Part] = [content(("✗ ", "$error"), (body.title, "b"))]
            rows += [content((body.detail, "dim"))] if body.detail else []
            return stack([*rows, content(("→ ", "$primary"), body.todo)])
        turn = content((SPINNER[self._turn % len(SPINNER)], "$secondary"), " ")
        if self._prompt is None:
            return content(turn, f"{WAITING.get(self._account.way, 'signing in')} · {int(monotonic() - self._began)} s")
        left = self._left(self._prompt)
        if left <= 0:
            return content(
                ("▲ ", "$warning"), "the code has expired; ", (shown("other_code"), "b $primary"), " asks for another"
            )
        return content(turn, "waiting for you · the code is good for another ", (f"{left // 60}:{left % 60:02}", "b"))

    def _left(self, prompt: Prompt) -> int:
        return max(0, int(prompt.expires_on - self.app.session.clock().timestamp()))

    def _keys(self) -> Content:
        keys: list[tuple[str, str]] = []
        if self._prompt is not None:
            keys += [("copy", "copy the code"), ("browse", "open the page"), ("other_code", "new code")]
        elif self._problem is not None:
            keys.append(("other_code", "try again"))
        others = [(act, KEYS[act].label) for act, way in WAYS.items() if way != self._account.way]
        return stack([_row("", [*keys, ("back", "not now")]), _row("or with  ", others)])

    # Keys

    def action_copy(self) -> None:
        """Copy the code."""
        if self._prompt is not None:
            self.app.copy(self._prompt.code, "the code")

    def action_browse(self) -> None:
        """Open the page where the code is entered."""
        if self._prompt is not None and may_open(self._prompt.address):
            self.app.open_url(self._prompt.address)

    def action_other_code(self) -> None:
        """Begin again, with another code."""
        self._begin("")

    def action_by_code(self) -> None:
        """Sign in with a device code."""
        self._begin(WAYS["by_code"])

    def action_by_browser(self) -> None:
        """Sign in with the browser of this machine."""
        self._begin(WAYS["by_browser"])

    def action_by_command_line(self) -> None:
        """Sign in as `az login` did."""
        self._begin(WAYS["by_command_line"])

    def action_back(self) -> None:
        """Stay signed out; what was seen can still be read."""
        self._attempt += 1
        self.app.run_worker(self._account.stop, thread=True, exit_on_error=False)
        self.dismiss(False)


def _row(before: str, keys: list[tuple[str, str]]) -> Content:
    """Keys beside each other, each with what it does."""
    parts: list[Part] = [(before, "dim")]
    for act, label in keys:
        parts += [(shown(act), "b $primary"), f" {label}   "]
    return content(*parts)


def ask_to_sign_in(app: Host) -> None:
    """Let the person sign in, unless they are being asked; then connect again as whoever they are."""
    account = app.account
    if account is None or any(isinstance(screen, SignInDialog) for screen in app.screen_stack):
        return
    why = "Your sign-in has ended. What you have typed is kept." if app.session.portal is not None else ""

    def then(done: bool | None) -> None:
        if done:
            app.link.start()

    app.push_screen(SignInDialog(account, line(app.session.settings.server), why), then)
