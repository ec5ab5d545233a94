"""The files that a wish would become: a tree on the left, the text of one on the right."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from portal.client import PortalClient
from portal.contract.plan import FileEntry, Files
from portal.contract.values import Json
from screens.sheet import Section, Sheet
from screens.tables import faces
from screens.tables.columns import TableColumn
from screens.tables.lists import ListScreen
from screens.tables.rows import Heading
from screens.tables.table import VirtualTable
from screens.text import Part, columns, content, grouped, lines

MOST_CHARACTERS = 20_000


class FilesScreen(ListScreen[Files, FileEntry]):
    """Rendered when it is looked at."""

    PLACE = "requests"
    WATCHES: ClassVar[tuple[str, ...]] = ()
    FOOTER: ClassVar[tuple[str, ...]] = ("filter", "copy", "back")
    DEFAULT_CSS = """
    FilesScreen #table { width: 2fr; }
    FilesScreen #text { width: 3fr; border-left: solid $panel; layout: vertical; }
    """

    def __init__(self, kind: str, spec: dict[str, Json]) -> None:
        super().__init__()
        self.kind, self.spec = kind, spec

    async def fetch(self, portal: PortalClient) -> Files:
        """Render the tree."""
        return await portal.requests.files(self.kind, self.spec)

    def crumbs(self) -> tuple[str, ...]:
        """How many files."""
        return ("Requests", "New", f"{len(self.data.files)} files" if self.data else "files")

    def body(self) -> ComposeResult:
        """Paths and the text of one."""
        listed = list(super().body())
        yield from listed[:-1]
        with Horizontal():
            yield listed[-1]
            yield Sheet(id="text")

    def columns(self) -> list[TableColumn[FileEntry]]:
        """Indented names, as a tree reads."""
        return [
            TableColumn("File", self._leaf, 20, flex=1, order=lambda row: row.path),
            TableColumn("Bytes", lambda row: grouped(row.size), 7, rank=1, align="right", order=lambda row: row.size),
        ]

    def _leaf(self, row: FileEntry) -> str:
        depth = row.path.count("/")
        return "· " * depth + row.path.rpartition("/")[2]

    def rows_of(self, data: Files) -> list[FileEntry | Heading]:
        """Folder by folder."""
        rows: list[FileEntry | Heading] = []
        folder = ""
        for file in sorted(data.files, key=lambda one: (one.path.rpartition("/")[0], one.path)):
            here = file.path.rpartition("/")[0]
            if here != folder:
                folder = here
                rows.append(Heading(f"{here}/", "busy"))
            rows.append(file)
        return rows

    def key(self, row: FileEntry) -> str:
        """Its path."""
        return row.path

    def text(self, row: FileEntry) -> str:
        """Its path."""
        return row.path

    def nothing(self, data: Files) -> Content | None:
        """It makes no files."""
        return None if data.files else faces.empty("This makes no files.", (("back", "go back to the form"),))

    @on(VirtualTable.Moved)
    def _other_file(self) -> None:
        file, files = self.row, self.data
        if file is None or files is None:
            return
        faults: list[list[Part]] = [
            [("✗", "$error"), str(one.get("path", "")), str(one.get("what") or one.get("message") or one)]
            for one in files.faults
        ]
        if file.text is None:
            text = content(("not text; its digest is ", "dim"), file.sha256)
        else:
            text = Content(lines(file.text[:MOST_CHARACTERS]))
        sheet = self.query_one("#text", Sheet)
        sheet.show((Section("What the checks say", columns(faults), "b $error"), Section(file.path, text)))
        sheet.scroll_home(animate=False)
