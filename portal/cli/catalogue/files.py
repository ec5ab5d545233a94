"""Working on a catalogue's files where they lie; needs no server."""

import sys
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import settings_of
from portal.cli.text import elastic, page, table, width
from portal.clock import stamp, system_clock
from portal.contract.plaintext import one_line
from portal.contract.problem import Complaint, Problem, bad_input, not_found

if TYPE_CHECKING:
    from catalog.model import Catalogue
    from portal.kinds.kind import RenderOrder


@click.command("validate", cls=PortalCommand, help="Check a catalogue's files: every fault with its file and line.")
@click.argument("path", required=False)
@click.pass_obj
def validate(asked: CallerOptions, path: str | None) -> None:
    """Load a catalogue strictly, then look for what is valid and still doubtful."""
    from catalog.lint import lint

    try:
        catalogue = _load(path or settings_of(asked).catalogue)
    except Problem as broken:
        if asked.json:
            raise
        for one in broken.body.complaints:
            sys.stdout.write(one_line(f"{one.where}: {one.what}; {one.todo}") + "\n")
        raise bad_input(broken.body.title, todo="mend them and validate again", code="catalogue") from None
    found = lint(catalogue, system_clock().astimezone(UTC).date())
    columns = (elastic("file"), "about", "rule", elastic("warning"), elastic("do"))
    rows = [(one.file, one.about, one.rule, one.message, one.right) for one in found]
    told = f"{catalogue.root}: {len(catalogue.items())} offers, no fault, {len(found)} warnings"
    answer(asked, found, lambda: page(told, table(columns, rows, width()) if rows else ""))


@click.command("init", cls=PortalCommand, help="Begin a catalogue of one's own in a new folder.")
@click.argument("folder", metavar="DIR")
@click.pass_obj
def init(asked: CallerOptions, folder: str) -> None:
    """Copy the starter catalogue."""
    from catalog.start import FolderNotEmpty
    from catalog.start import init as copy

    try:
        written = copy(Path(folder))
    except FolderNotEmpty as fault:
        raise bad_input(str(fault)) from None
    told = {"folder": folder, "files": [str(path) for path in written]}
    hint = f"check it with `portal catalog validate {folder}`, serve it with PORTAL_CATALOGUE={folder}"
    answer(asked, told, lambda: f"{len(written)} files in {folder}; {hint}")


@click.command("render", cls=PortalCommand, help="Write the files that a template makes into a new folder.")
@click.argument("template")
@click.option("--set", "sets", multiple=True, metavar="K=V", help="Answer a field, as in a project request.")
@click.option("--file", metavar="F", help="Answers as JSON or YAML.")
@click.option("--out", required=True, metavar="DIR", help="A new folder.")
@click.option("--catalog", "folder", metavar="DIR", help="Another catalogue than the one in use.")
@click.pass_obj
def render(
    asked: CallerOptions, template: str, sets: tuple[str, ...], file: str | None, out: str, folder: str | None
) -> None:
    """Render a template as a request would, without asking for anything."""
    from portal.cli.answers import gathered
    from portal.rendering.cage import RenderError
    from portal.rendering.cage import render as in_cage

    catalogue = _load(folder or settings_of(asked).catalogue)
    if catalogue.template(template) is None:
        known = ", ".join(one.id for one in catalogue.templates)
        raise not_found("template", template, f"templates are: {known}")
    order = _order(catalogue, {"name": "example", **gathered(sets, file), "template": template}, asked.person)
    try:
        tree = in_cage(catalogue.template_folder(template), order.answers)
        tree.write_to(Path(out))
    except RenderError as fault:
        raise bad_input(f"{template} cannot be rendered: {fault}", todo=fault.todo) from None
    told = {"folder": out, "digest": tree.digest, "files": [one.path for one in tree.files]}
    answer(
        asked,
        told,
        lambda: f"{len(tree.files)} files in {out}, digest {tree.digest}; check them: portal project check {out}",
    )


def _order(catalogue: "Catalogue", answers: dict[str, object], person: str | None) -> "RenderOrder":
    from portal.kinds.complete import complete
    from portal.kinds.kind import Facts
    from portal.kinds.registry import KINDS

    kind = KINDS["project"]
    asking = (
        catalogue.organisation.person(person or settings_of(CallerOptions()).person or "maya")
        or catalogue.organisation.people[0]
    )
    wish, complaints = complete(kind, answers, asking, catalogue, Facts(), "R-0", stamp(system_clock()))
    if complaints:
        raise bad_input(f"{answers['template']} cannot be rendered with these answers", *complaints)
    order = kind.rendering(wish, catalogue)
    assert order is not None  # a project always renders its template
    return order


def _load(folder: str) -> "Catalogue":
    from catalog.load import CatalogueError, load

    try:
        return load(Path(folder) if folder else None)
    except CatalogueError as broken:
        count = len(broken.faults)
        raise Problem(
            422,
            f"the catalogue has {count} {'fault' if count == 1 else 'faults'}",
            code="catalogue",
            complaints=tuple(Complaint(f"{f.file}:{f.line}", f.wrong, f.right) for f in broken.faults),
        ) from None
