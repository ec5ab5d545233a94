"""One model: its stages, the gates in front of each, what was promoted, the ways back, and what changed outside."""

from typing import ClassVar

from textual import getters, work
from textual.app import ComposeResult

from portal.client import PortalClient
from portal.contract.models.cell_words import version_word
from portal.contract.models.page import ModelPage, OutsideChange, Prefilled
from portal.contract.problem import Problem
from screens.choosing.browse import browse
from screens.frame import PortalScreen
from screens.keys import screen_bindings
from screens.models import model_sections as sections
from screens.models import moving
from screens.models.board_cells import STAGES
from screens.models.signing import sign, why_not_sign
from screens.requests.asking import ask_for
from screens.sheet import Sheet

UNTOUCHED = "nothing was changed outside the portal"


class ModelDetail(PortalScreen[ModelPage]):
    """Everything that is known of one model."""

    PLACE = "promotions"
    WATCHES = ("observations.", "model.", "request.", "operation.")
    FOOTER: ClassVar[tuple[str, ...]] = ("promote", "roll_back", "sign", "versions", "approve_outside", "restore")
    BINDINGS = screen_bindings(
        (*moving.MOVES, "sign", "versions", "approve_outside", "restore", "read_azure", "copy", "browse", "project")
    )

    sheet = getters.query_one("#sheet", Sheet)

    def __init__(self, name: str, project: str = "", label: str = "") -> None:
        super().__init__()
        of_project, _, self.model = name.rpartition("/")
        self.project = project or of_project
        self._label = label

    @property
    def label_asked(self) -> str:
        """What requests call it: with its project, where two models have its name."""
        return (self.data.label if self.data is not None else "") or self._label or self.model

    async def fetch(self, portal: PortalClient) -> ModelPage:
        """Read its page."""
        return await portal.models.show(self.model, self.project)

    def crumbs(self) -> tuple[str, ...]:
        """The model's name."""
        return ("Promotions", self.model)

    def body(self) -> ComposeResult:
        """One sheet."""
        yield Sheet(id="sheet")

    def display_data(self, data: ModelPage) -> None:
        """What serves and what stands in the way on the left; what was done, and with what, on the right."""
        now, row = self.session.now(), data.board
        self.sheet.show(
            (
                sections.head(data, self.session),
                sections.changes(data, now),
                *(sections.stage(name, row.stages.get(name), now) for name in STAGES),
                *(sections.gates(report, self.session) for report in reversed(data.gates)),
                sections.versions(data, now),
            ),
            (
                sections.ways_back(data.rollback, now),
                sections.promotions(data.promotions, self.session),
                sections.compared(row),
                sections.strength(row),
                *sections.lineage(data, now),
                *((sections.assigned(data, self.session),) if data.assigned else ()),
            ),
        )

    def why_not(self, act: str) -> str:
        """What is missing for it."""
        if reason := super().why_not(act):
            return reason
        data = self.data
        if data is None:
            return "wait, it is being read" if act not in ("copy", "back") and hasattr(self, f"act_{act}") else ""
        if act in moving.MOVES:
            return moving.why_not_move(act, data.board)
        if act == "sign":
            return why_not_sign(data.gates, self.session)
        if act == "versions" and len(data.versions) < 2:
            return "it has no two versions"
        if act in ("approve_outside", "restore"):
            return self._why_not_settle(act)
        if act == "browse" and not self._links():
            return "no run of it has a page in the browser"
        return "it belongs to no project" if act == "project" and not data.board.project else ""

    def _why_not_settle(self, act: str) -> str:
        if not self._changes():
            return UNTOUCHED
        if self._offered(act):
            return ""
        if act == "restore":
            return "the portal verified no other version there, so that there is nothing to restore"
        return "it belongs to no project: say whose it is with portal model assign"

    def _changes(self) -> tuple[OutsideChange, ...]:
        return self.data.changes if self.data is not None else ()

    def _offered(self, act: str) -> dict[str, Prefilled]:
        """The request that settles what changed in each stage."""
        found = {one.stage: one.adopt if act == "approve_outside" else one.restore for one in self._changes()}
        return {stage: one for stage, one in found.items() if one is not None}

    # Acts

    def act_promote(self) -> None:
        """Ask that it goes on."""
        if self.data is not None:
            moving.promote(self.app, self.data.board, self.label_asked)

    def act_roll_back(self) -> None:
        """Ask that it goes back."""
        if self.data is not None:
            told = {
                one.stage: f"to {version_word(one.version) or 'nothing'}: {one.detail}" for one in self.data.rollback
            }
            moving.roll_back(self.app, self.data.board, self.label_asked, told)

    def act_break_glass(self) -> None:
        """Bring it to prod at once."""
        if self.data is not None:
            moving.break_glass(self.app, self.data.board, self.label_asked)

    def act_sign(self) -> None:
        """Give one's word for it."""
        if self.data is not None:
            sign(self, self.data.gates, self.data.board.project)

    def act_approve_outside(self) -> None:
        """Ask that what serves is approved as it is."""
        self._settle("approve_outside", "Adopt what serves in")

    def act_restore(self) -> None:
        """Ask that what was approved serves again."""
        self._settle("restore", "Restore what was approved in")

    def _settle(self, act: str, title: str) -> None:
        from screens.choosing.chooser import ChooserItem, choose

        offered = self._offered(act)
        if len(offered) == 1:
            self._ask(next(iter(offered.values())))
            return
        rows = [
            ChooserItem(stage, stage, version_word(str(one.spec.get("version", "")))) for stage, one in offered.items()
        ]
        choose(self.app, f"{title} which stage?", rows, lambda choice: self._ask(offered[choice.id]))

    def _ask(self, wish: Prefilled) -> None:
        ask_for(self.app, wish.kind, {**wish.spec, "model": self.label_asked})

    def act_versions(self) -> None:
        """See its versions side by side."""
        if self.data is not None:
            self.app.open_page("versions", self.model, self.data.board.project, self.data.versions)

    @work(exclusive=True, group="load", exit_on_error=False)
    async def act_read_azure(self) -> None:
        """Ask Azure again, also for the runs behind its versions."""
        portal = self.session.portal
        if portal is None:
            return
        self.say("asking Azure…")
        try:
            page = await portal.models.look_again(self.model, self.project)
        except Problem as problem:
            self.post_message(self.Failed(problem))
        else:
            self.post_message(self.Loaded(page, portal))

    def act_copy(self) -> None:
        """Copy the name."""
        self.app.copy(self.model, "name")

    def _links(self) -> list[tuple[str, str]]:
        found = self.data.versions if self.data is not None else ()
        return [(f"the run of {version_word(one.version)}", one.lineage.url) for one in found if one.lineage.url]

    def act_browse(self) -> None:
        """Open the run of a version in the studio."""
        browse(self.app, self._links())

    def act_project(self) -> None:
        """Open its project."""
        if self.data is not None:
            self.app.open_page("project", self.data.board.project)
