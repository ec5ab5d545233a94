"""Running acts: one door for keys, clicks, help and palette, with the reason when an act is not possible."""

from inspect import isawaitable
from typing import Any

from textual.events import Key

from screens.connection.session import STARTING
from screens.host import HostedScreen
from screens.keys import KEYS
from screens.text import line
from screens.type_ahead import Typed


class ActingScreen(HostedScreen):
    """A screen whose acts are methods `act_<id>`."""

    def why_not(self, act: str) -> str:
        """Why an act is not possible now; "" when it is."""
        return ""

    def label(self, act: str) -> str:
        """What an act is called here."""
        return KEYS[act].label

    def can(self, act: str) -> bool:
        """Whether this screen knows the act at all."""
        return act.startswith("go_") or hasattr(self, f"act_{act}")

    def act_of(self, typed: Typed) -> str:
        """The act that a key runs here; "" for none."""
        found = self.active_bindings.get(typed.key) if isinstance(typed, Key) else None
        return (found.binding.id or "") if found is not None else ""

    def keys_wait(self, typed: Typed) -> bool:
        """What opens the choice of a request waits while the connection for it is made."""
        return self.app.session.link == STARTING and self.act_of(typed) == "new"

    def acts(self) -> list[str]:
        """Every act that a key of this screen or of its focused widget runs, in the order of the table of keys."""
        bound = {binding.id for _, binding, _, _ in self.active_bindings.values()}
        return [id for id in KEYS if id in bound]

    async def action_act(self, act: str) -> None:
        """Run an act, or say why it is not possible."""
        if not self.can(act):
            await self.run_act(act)
            return
        if reason := self.why_not(act):
            self.say(f"{self.label(act)}: {reason}", "warning")
            self.app.keys_may_go_on(meant=False)
            return
        if act.startswith("go_"):
            self.app.go(act.removeprefix("go_"))
            return
        outcome: Any = getattr(self, f"act_{act}")()
        if isawaitable(outcome):
            await outcome

    async def run_act(self, act: str) -> None:
        """Run an act by its id, whether it belongs to the screen or to the focused widget."""
        if self.can(act):
            await self.action_act(act)
            return
        for key in KEYS[act].keys.split(","):
            if found := self.active_bindings.get(key):
                await self.app.run_action(found.binding.action, found.node)
                return

    def action_crumb(self, number: int) -> None:
        """Go to where a part of the path leads."""
        self.app.climb(number)

    def say(self, text: str, severity: str = "information") -> None:
        """A short message about what one has just done; it takes the place of the one before."""
        level: Any = severity
        self.app.clear_notifications()
        self.app.notify(line(text), severity=level, markup=False, timeout=12 if severity == "error" else 4)

    def act_back(self) -> None:
        """Go back; on the first screen there is nothing to go back to."""
        self.app.leave()

    def act_goto(self) -> None:
        """Ask where to go."""
        self.app.open_dialog("goto")

    def act_palette(self) -> None:
        """Find every action and every thing by name."""
        self.app.open_dialog("palette")

    def act_help(self) -> None:
        """Show the keys that work here."""
        self.app.open_dialog("help")

    def act_log(self) -> None:
        """Show the newest lines of the logs."""
        self.app.open_dialog("log")

    def act_new(self) -> None:
        """Choose what to ask for."""
        self.app.open_dialog("new")

    def act_who_am_i(self) -> None:
        """Show who one is here, and why one may do what one may."""
        self.app.open_page("who")

    def act_deputies(self) -> None:
        """Who decides in whose place."""
        self.app.open_page("deputies")

    def act_told(self) -> None:
        """Of what one is told, and where."""
        self.app.open_page("told")

    def act_act_as(self) -> None:
        """Be somebody else, in the demo."""
        self.app.open_dialog("people")

    def act_tour(self) -> None:
        """Start the tour of the demo, or end it."""
        self.app.open_dialog("tour")
