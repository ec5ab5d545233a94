"""Which channels a person is told on, by topic: what they chose, else the default of the channel."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from catalog.model import Notices, Person
from portal.contract.people.notices import PORTAL, TOPICS, NoticeWish
from portal.contract.problem import Complaint, bad_input
from portal.services.world import World
from portal.store.tables import notice_wishes


@dataclass(frozen=True)
class Wishes:
    """What several people chose."""

    channels: Notices
    chosen: dict[tuple[str, str, str], bool]

    def wants(self, person: Person, topic: str, channel: str) -> bool:
        """Whether this person is told of this topic there."""
        known = self.chosen.get((person.id, topic, channel))
        return self.default(person, channel) if known is None else known

    def default(self, person: Person, channel: str) -> bool:
        """The portal tells everybody; a webhook those whose role it is for."""
        if channel == PORTAL:
            return True
        found = self.channels.channel(channel)
        return found is not None and not set(found.roles).isdisjoint(person.roles)


def wishes_of(connection: sa.Connection, channels: Notices, people: Iterable[str]) -> Wishes:
    """What these people chose."""
    rows = connection.execute(sa.select(notice_wishes).where(notice_wishes.c.person.in_(list(people)))).mappings()
    return Wishes(channels, {(row["person"], row["topic"], row["channel"]): bool(row["wanted"]) for row in rows})


def show(world: World, person: Person) -> tuple[NoticeWish, ...]:
    """Every topic on every channel, for one person."""
    channels = world.catalogue().organisation.notices
    with world.database.read() as connection:
        wishes = wishes_of(connection, channels, [person.id])
    titles = {PORTAL: "the portal's own list", **{one.id: one.title for one in channels.channels}}
    return tuple(
        NoticeWish(
            topic, channel, wishes.wants(person, topic, channel), title, (person.id, topic, channel) in wishes.chosen
        )
        for topic in TOPICS
        for channel, title in titles.items()
    )


def choose(world: World, person: Person, topic: str, channel: str, wanted: bool) -> tuple[NoticeWish, ...]:
    """Keeps a choice; the same again changes nothing. Raises Problem for a topic or channel that does not exist."""
    known = (PORTAL, *(one.id for one in world.catalogue().organisation.notices.channels))
    complaints = []
    if topic not in TOPICS:
        complaints.append(Complaint("topic", f"there is no topic '{topic}'", "topics are: " + ", ".join(TOPICS)))
    if channel not in known:
        complaints.append(Complaint("channel", f"there is no channel '{channel}'", "channels: " + ", ".join(known)))
    if complaints:
        raise bad_input("this cannot be chosen", *complaints)
    with world.database.write() as connection:
        mine = sa.and_(
            notice_wishes.c.person == person.id, notice_wishes.c.topic == topic, notice_wishes.c.channel == channel
        )
        connection.execute(notice_wishes.delete().where(mine))
        connection.execute(notice_wishes.insert().values(person=person.id, topic=topic, channel=channel, wanted=wanted))
    return show(world, person)
