"""Opening pages in the browser."""

from collections.abc import Sequence

from portal.contract.plaintext import is_plain
from screens.choosing.chooser import ChooserItem, choose
from screens.host import Host


def may_open(address: str) -> bool:
    """Only pages of the web are opened, never files or programs."""
    return address.startswith(("https://", "http://")) and is_plain(address) and not any(c.isspace() for c in address)


def browse(app: Host, links: Sequence[tuple[str, str]]) -> None:
    """Open the only page, or choose among several."""
    pages = [(title, address) for title, address in links if may_open(address)]
    if len(pages) == 1:
        app.open_url(pages[0][1])
        app.notify(f"opened {pages[0][1]}", markup=False, timeout=4)
    elif pages:
        rows = [ChooserItem(address, title, address) for title, address in pages]
        choose(app, "Open in the browser", rows, lambda choice: app.open_url(choice.id))
    else:
        app.notify("There is no page in the browser for this.", severity="warning", markup=False, timeout=4)
