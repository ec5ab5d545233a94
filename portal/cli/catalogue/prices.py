"""`portal catalog prices`: a new dated price book from Azure's public price list; needs no server."""

import asyncio
import os
import tempfile
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli import words
from portal.cli.options import CallerOptions, LazyGroup, PortalCommand
from portal.cli.output import answer
from portal.cli.session import say, settings_of
from portal.cli.text import line, page, right, table, width
from portal.clock import system_clock
from portal.contract.problem import Complaint, Problem, bad_input

if TYPE_CHECKING:
    from catalog.fault import CatalogueError
    from catalog.model import Catalogue, PriceBook
    from catalog.price_refresh import Listed, PriceMove, Refresh
    from portal.settings import Settings

WHAT = ("moved", "new", "gone")

prices = LazyGroup(
    "prices",
    {"refresh": ("catalogue.prices:refresh", "Make a new price book from Azure's public price list.")},
    help="The price book.",
)


@click.command("refresh", cls=PortalCommand, help="Make a new dated price book from Azure's public price list.")
@click.option("--out", metavar="FILE", help="Where to write it; without, beside the catalogue in use, with its date.")
@click.option("--catalog", "folder", metavar="DIR", help="Another catalogue than the one in use.")
@click.pass_obj
def refresh(asked: CallerOptions, out: str | None, folder: str | None) -> None:
    """Read the list, write a new book for review, and say how it differs from the one in force."""
    from catalog.price_refresh import book_text, refreshed
    from portal.azure.prices import SOURCE

    settings = settings_of(asked)
    own = folder or settings.catalogue
    emulated = settings.azure != "real"
    catalogue = _catalogue(own)
    today = system_clock().astimezone(UTC).date()
    target = _target(out, Path(own) if own else Path(), today)
    listed = _listed(settings, catalogue, today)
    source = f"{SOURCE}, emulated" if emulated else SOURCE
    found = refreshed(catalogue, _book_of(catalogue.root / "prices.yaml"), listed, source, today)
    _write(target, book_text(found.book))
    told = {
        "file": str(target),
        "date": str(today),
        "currency": found.book.currency,
        "azure": "emulated" if emulated else "real",
        "rows": len(found.book.rows),
        "unchanged": found.unchanged,
        **{what: [move for move in found.moves if move.what == what] for what in WHAT},
    }
    answer(asked, told, lambda: _text(found, target, catalogue.root / "prices.yaml", settings))


def _catalogue(folder: str) -> "Catalogue":
    from catalog.load import CatalogueError, load

    try:
        return load(Path(folder) if folder else None)
    except CatalogueError as broken:
        title = "the catalogue has faults, so its prices cannot be refreshed"
        raise bad_input(title, *_complaints(broken), todo="mend them first", code="catalogue") from None


def _complaints(broken: "CatalogueError") -> list[Complaint]:
    return [Complaint(f"{fault.file}:{fault.line}", fault.wrong, fault.right) for fault in broken.faults[:5]]


def _target(out: str | None, folder: Path, today: date) -> Path:
    """Where the new book goes. Raises Problem when something stands there that nobody named, or that is no book."""
    if out is None:
        target = folder / f"prices-{today}.yaml"
        if target.exists():
            raise bad_input(f"{target} is there already", todo="name a file with --out, or remove it")
        return target
    target = Path(out)
    if not target.parent.is_dir():
        raise bad_input(f"{target.parent} is no folder", todo="name a file in a folder that is there")
    if target.is_dir():
        raise bad_input(f"{target} is a folder", todo="name a file")
    if target.exists():
        _book_of(target)  # only a price book may be replaced
    return target


def _book_of(file: Path) -> "PriceBook":
    from catalog.load import CatalogueError, load_prices

    try:
        return load_prices(file)
    except CatalogueError as broken:
        title = f"{file} is no price book"
        raise bad_input(title, *_complaints(broken), todo="name another file", code="catalogue") from None


def _listed(settings: "Settings", catalogue: "Catalogue", today: date) -> "tuple[Listed, ...]":
    """The prices of every size in every region where it is offered. Raises Problem when the list cannot be read."""
    from catalog.price_refresh import Listed, wanted
    from portal.azure.connection import connect
    from portal.azure.faults import AzureFault
    from portal.azure.prices import read_prices

    sizes = {item.size: item.id for item in wanted(catalogue)}
    places = [(item.size, region) for item in wanted(catalogue) for region in item.regions]
    say(f"asking the price list for {len(places)} sizes in their regions")
    try:
        azure = connect(settings, system_clock)
        found = asyncio.run(read_prices(azure, places, catalogue.prices.currency, today))
    except AzureFault as fault:
        raise _problem(fault) from None
    return tuple(Listed(sizes[one.size], one.region, one.priority, one.amount) for one in found)


def _problem(fault: Exception) -> Problem:
    kind, title = getattr(fault, "kind", "failed"), "the price list cannot be read"
    nothing = "nothing was written"
    if kind == "unreachable":
        return Problem(0, title, str(fault), f"{nothing}; check network and proxy, then try again", "unreachable")
    if kind == "throttled":
        return Problem(503, title, str(fault), f"{nothing}; try again in some minutes", "throttled")
    return Problem(500, title, str(fault), f"{nothing}; tell the portal's maintainers if it stays", "price-list")


def _write(target: Path, text: str) -> None:
    """Write the file whole or not at all."""
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _text(found: "Refresh", target: Path, in_force: Path, settings: "Settings") -> str:
    columns = ("type", "region", "priority", "what", right("before"), right("after"), right("percent"))
    rows = [_cells(move) for move in found.moves]
    counts = {what: sum(move.what == what for move in found.moves) for what in WHAT}
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    note = "" if settings.azure == "real" else "note: this is the emulated price list; no Azure was asked"
    kept = sum(move.kept for move in found.moves)
    still = f"{kept} of those that are gone are still offered: their old price stays, as an estimate" if kept else ""
    return page(
        line(f"{target}: {len(found.book.rows)} prices of {found.book.date}, {found.book.currency}"),
        line(f"{told}, {found.unchanged} unchanged"),
        line(note),
        table(columns, rows, width()) if rows else "",
        still,
        line(f"review it like any change of the catalogue; it is in force once it takes the place of {in_force}"),
    )


def _cells(move: "PriceMove") -> tuple[str, ...]:
    percent = "" if move.percent is None else f"{move.percent:+.1f}"
    before, after = words.money(move.before_cents), words.money(move.after_cents)
    return move.compute, move.region, move.priority, move.what, before, after, percent
