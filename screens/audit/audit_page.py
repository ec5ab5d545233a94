"""One act of the audit, with everything that was written down about it."""

from dataclasses import asdict
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult

from portal.client import PortalClient
from portal.contract.audit import AuditRow
from screens.frame import PortalScreen
from screens.keys import screen_bindings
from screens.requests.request_sections import value_text
from screens.sheet import Section, Sheet
from screens.text import Part, ago, at, columns
from screens.yaml import as_yaml


class AuditDetail(PortalScreen[AuditRow]):
    """A row never changes, so it is shown as the list read it."""

    PLACE = "audit"
    WATCHES: ClassVar[tuple[str, ...]] = ()
    FOOTER: ClassVar[tuple[str, ...]] = ("subject", "copy", "copy_all", "back")
    BINDINGS = screen_bindings(("copy", "copy_all", "subject"))

    sheet = getters.query_one("#sheet", Sheet)

    def __init__(self, row: AuditRow) -> None:
        super().__init__()
        self.act = row

    async def fetch(self, portal: PortalClient) -> AuditRow:
        """It is here already."""
        return self.act

    def on_mount(self) -> None:
        """Show it at once."""
        self.take(self.act)

    def crumbs(self) -> tuple[str, ...]:
        """Its number."""
        return ("Audit", str(self.act.number))

    def body(self) -> ComposeResult:
        """One sheet."""
        yield Sheet(id="sheet")

    def display_data(self, data: AuditRow) -> None:
        """Every field, then what was before and after."""
        facts = {
            "when": f"{at(data.at)} UTC, {ago(data.at, self.session.now())}",
            "who": self.session.name(data.actor),
            "act": data.act,
            "kind": data.kind,
            "subject": data.subject,
            "project": data.project,
            "digest": data.digest,
            "mode": data.mode,
            "hash": data.hash,
        }
        rows: list[list[Part]] = [[(name, "dim"), value or "–"] for name, value in facts.items()]
        more: list[list[Part]] = [[(name, "dim"), value_text(value)] for name, value in data.data.items()]
        self.sheet.show((Section(f"Act {data.number}", columns(rows)), Section("Before, after and why", columns(more))))

    def why_not(self, act: str) -> str:
        """Only requests and projects have a page."""
        if act == "subject" and not (self.act.subject.startswith("R-") or self.act.project):
            return "its subject has no page"
        return super().why_not(act)

    def act_subject(self) -> None:
        """Open what it was about."""
        if self.act.subject.startswith("R-"):
            self.app.open_page("request", self.act.subject)
        else:
            self.app.open_page("project", self.act.project)

    def act_copy(self) -> None:
        """Copy the digest, or else the number."""
        self.app.copy(self.act.digest or str(self.act.number), "digest" if self.act.digest else "number")

    def act_copy_all(self) -> None:
        """Copy the row as YAML."""
        self.app.copy(as_yaml(asdict(self.act)), "the act as YAML")
