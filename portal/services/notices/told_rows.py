"""What was told, read back: each row of a list or an outbox with its event, its title and its words."""

import sqlalchemy as sa

from portal.contract.events import Event
from portal.contract.plaintext import one_line
from portal.services.notices.notice_words import words
from portal.services.world import World
from portal.store.tables import events, requests


def with_event(table: sa.Table, *where: sa.ColumnElement[bool]) -> sa.Select[tuple[object, ...]]:
    """Rows of a table that name an event and a subject, with both and the title of the request it is."""
    subject = sa.literal("R-").concat(sa.cast(requests.c.number, sa.String))
    joined = table.join(events, events.c.number == table.c.event).outerjoin(requests, subject == table.c.subject)
    columns = (*table.c, events.c.kind, events.c.data, events.c.at.label("happened_at"), requests.c.title)
    return sa.select(*columns).select_from(joined).where(*where)


def event_of(row: sa.RowMapping) -> Event:
    """The event of such a row."""
    return Event(row["event"], row["kind"], row["subject"], row["happened_at"], row["data"])


def text_of(world: World, what: str, event: Event) -> str:
    """What a notice says: what has to be done, else what happened."""
    if what:
        return f"waits for you: {what}"
    actor = str(event.data.get("actor", ""))
    person = world.catalogue().organisation.person(actor)
    try:
        return words(event.kind, event.data, person.name if person else actor)
    except (LookupError, TypeError, ValueError, AttributeError) as fault:
        return f"{event.kind}, of which the rest cannot be read ({type(fault).__name__}: {one_line(str(fault))[:60]})"


def opens(subject: str) -> str:
    """The command that shows what a notice is about."""
    return f"portal open {subject}" if subject else "portal project found"
