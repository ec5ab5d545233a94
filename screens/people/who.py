"""Who one is here: which account, which person, which roles and where each came from, and what one may do."""

from dataclasses import asdict
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.content import Content

from portal.client import PortalClient
from portal.contract.people.people import Me
from screens.connection.account import TerminalAccount
from screens.connection.session import Session
from screens.frame import PortalScreen
from screens.keys import screen_bindings
from screens.people.sign_out import sign_out, why_not_sign_out
from screens.sheet import Section, Sheet
from screens.text import Part, ago, columns, content, listed, stack, until
from screens.yaml import as_yaml

SHORT = 8
WAYS = {
    "cli": "the Azure command line",
    "browser": "the browser",
    "device": "a device code",
    "workload": "this machine's identity",
}


class WhoAmI(PortalScreen[Me]):
    """What the server knows of whoever looks at the screen."""

    PLACE = "home"
    WATCHES: ClassVar[tuple[str, ...]] = ("person.",)
    FOOTER: ClassVar[tuple[str, ...]] = ("sign_out", "copy", "copy_all", "back")
    BINDINGS = screen_bindings(("sign_out", "copy", "copy_all"))
    sheet = getters.query_one("#sheet", Sheet)

    async def fetch(self, portal: PortalClient) -> Me:
        """Ask the server, not what was remembered."""
        return await portal.people.me()

    def crumbs(self) -> tuple[str, ...]:
        """Oneself."""
        return ("Home", "Who am I")

    def body(self) -> ComposeResult:
        """One sheet."""
        yield Sheet(id="sheet")

    def display_data(self, data: Me) -> None:
        """Who, by what right, and what for."""
        left = [
            Section("You", known_of(data, self.session, self.app.account)),
            Section("Roles", roles_of(data)),
            Section("While somebody is away", away_of(data, self.session)),
        ]
        self.sheet.show(left, [Section("What you may do here", rights_of(data))])

    def why_not(self, act: str) -> str:
        """Signing out is for whoever signed in."""
        return why_not_sign_out(self.app) if act == "sign_out" else super().why_not(act)

    def act_sign_out(self) -> None:
        """Sign out."""
        sign_out(self.app)

    def act_copy(self) -> None:
        """Copy what names the account: the platform team asks for it."""
        if self.data is not None:
            self.app.copy(self.data.account or self.data.person.id, "account" if self.data.account else "id")

    def act_copy_all(self) -> None:
        """Copy all of it, without everybody else's names."""
        if self.data is not None:
            told = {name: value for name, value in asdict(self.data).items() if name != "people"}
            self.app.copy(as_yaml(told), "who I am as YAML")


def known_of(me: Me, session: Session, account: TerminalAccount | None) -> Content:
    """The account and the person behind it."""
    person, now = me.person, session.now()
    rows: list[list[Part]] = [[("name", "dim"), (person.name, "b"), (f"{person.id}, {person.title}", "")]]

    def add(name: str, value: str, more: str = "") -> None:
        rows.append([(name, "dim"), value, (more, "dim")])

    add("unit", person.unit or "none")
    add("groups", listed(person.groups) or "none")
    if me.account:
        add("account", f"{me.account[:SHORT]}…", f"tenant {me.tenant[:SHORT]}…")
    way = f"signed in with {WAYS[account.way]} at {session.settings.authority}" if account else me.account_source
    lines = [columns(rows), content(way)]
    if me.signed_in_until:
        how = "renewed before that by itself"
        lines.append(
            content("until ", f"{me.signed_in_until[11:16]} UTC, {until(me.signed_in_until, now)}", (f"; {how}", "dim"))
        )
    if account is not None and not account.kept:
        lines.append(content(("kept in this program's memory only, nothing here encrypts", "dim")))
    lines.append(content(("people and groups: ", "dim"), directory_of(me, session)))
    lines.append(
        content(("server: ", "dim"), session.settings.server or "the private one of this home", f" · {session.mode}")
    )
    return stack(lines)


def directory_of(me: Me, session: Session) -> str:
    """Where people and groups come from, and how old that is."""
    if me.directory != "Microsoft Graph":
        return me.directory or "not known"
    age = ago(me.directory_read_at, session.now()) if me.directory_read_at else "never"
    return f"{me.directory}, read {age}"


def roles_of(me: Me) -> Content:
    """Each role, and where it comes from."""
    if not me.roles:
        return content(("none: you can ask for things, and see what becomes of them", "dim"))
    return columns([[one.role.replace("_", " "), (f"from {one.source}", "dim")] for one in me.roles])


def rights_of(me: Me) -> Content:
    """What one may, and what not, with the reason."""
    rows: list[Part] = []
    for one in me.rights:
        mark = ("✓ ", "$success") if one.may else ("✗ ", "$warning")
        rows.append(content(mark, one.what, (f"  {one.why}", "dim")))
    return stack(rows)


def away_of(me: Me, session: Session) -> Content:
    """Who stands in for whom."""
    rows: list[Part] = []
    for one in me.delegations:
        who = "decides" if one.delegate != me.person.id else "decide"
        when = f"until {one.until[:10]}" if one.active else f"from {one.since[:10]} until {one.until[:10]}"
        whose = session.name(one.person) if one.person != me.person.id else "yours"
        rows.append(content(f"{session.name(one.delegate)} {who} in {whose} place {when}", (f"  {one.reason}", "dim")))
    return stack(rows) if rows else content("")
