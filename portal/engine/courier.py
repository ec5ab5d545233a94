"""The courier: beside the starter it tells people what concerns them, and carries notices to channels outside."""

import logging
import os
import threading
from collections.abc import Callable, Mapping

from catalog.model import NoticeChannel
from portal.notices.address import Guard
from portal.notices.message import Message
from portal.notices.sending import DeliveryOutcome, send
from portal.notices.shapes import SHAPES
from portal.services.notices import deliveries, notices
from portal.services.notices.deliveries import Delivery
from portal.services.world import World

LOG = logging.getLogger(__name__)
FORGET = 20_000
"""What is old is let go of every so many turns."""

Send = Callable[..., DeliveryOutcome]


class Courier:
    """`turn` is one look at new events and due deliveries; the thread takes a turn every `seconds`."""

    def __init__(
        self, world: World, seconds: float, send: Send = send, environment: Mapping[str, str] = os.environ
    ) -> None:
        self._world = world
        self._seconds = max(seconds, 0.02)
        self._send = send
        self._environment = environment
        self._turns = 0
        self._leaving = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begins to take turns; telling and sending have a thread each, so that a slow receiver holds up nobody."""
        notices.begin(self._world)
        self._leaving.clear()
        for name, turn in (("notices", self.tell), ("deliveries", self.deliver)):
            thread = threading.Thread(target=self._take_turns, args=(turn,), name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Ends after the turns that are being taken; what is not delivered goes out after the next start."""
        self._leaving.set()
        while self._threads:
            self._threads.pop().join()

    def tell(self) -> None:
        """Turns what has happened into notices."""
        while notices.spread(self._world) and not self._leaving.is_set():
            LOG.debug("people were told what happened")

    def deliver(self) -> None:
        """Sends what is due; what fails for one does not hold up the others."""
        for delivery in deliveries.take(self._world):
            if self._leaving.is_set():
                return
            self._one(delivery)
        if self._turns % FORGET == 0:
            deliveries.forget_old(self._world)
        self._turns += 1

    def _one(self, delivery: Delivery) -> None:
        try:
            answer = self._carried(delivery)
        except Exception as fault:  # whatever stands in this one, the others go out
            LOG.exception("notice %s cannot be sent", delivery.id)
            answer = DeliveryOutcome(False, f"it cannot be sent: {type(fault).__name__}")
        if answer.ok:
            deliveries.sent(self._world, delivery)
        elif deliveries.failed(self._world, delivery, answer.detail, answer.wait_seconds) == "dead":
            LOG.error("notice %s is given up: %s", delivery.id, answer.detail)
        else:
            LOG.warning("notice %s is tried again: %s", delivery.id, answer.detail)

    def _carried(self, delivery: Delivery) -> DeliveryOutcome:
        known = self._world.catalogue().organisation.notices
        channel = known.channel(delivery.channel)
        if channel is None:
            return DeliveryOutcome(False, f"there is no channel '{delivery.channel}' any more")
        url, secret, missing = self._secrets(channel)
        if missing:
            return DeliveryOutcome(False, f"the server's environment has no {missing}")
        body = SHAPES[channel.shape](self._message(delivery))
        return self._send(Guard(known.allowed_hosts), url, body, delivery.id, self._world.now(), secret)

    def _secrets(self, channel: NoticeChannel) -> tuple[str, str, str]:
        """Address and secret of a channel, and the name of the first variable that is missing."""
        url = channel.url or self._environment.get(channel.url_from or "", "")
        secret = self._environment.get(channel.secret_from or "", "")
        if not url:
            return "", "", channel.url_from or "address"
        return url, secret, channel.secret_from if channel.secret_from and not secret else ""

    def _message(self, delivery: Delivery) -> Message:
        organisation = self._world.catalogue().organisation
        people = (organisation.person(id) for id in delivery.people)
        return Message(
            id=delivery.id,
            topic=delivery.topic,
            subject=delivery.subject,
            title=delivery.title,
            text=delivery.text,
            at=delivery.at,
            people=tuple(person.name for person in people if person is not None),
            open=delivery.open,
            mode=self._world.mode,
        )

    def _take_turns(self, turn: Callable[[], None]) -> None:
        while not self._leaving.is_set():
            try:
                turn()
            except Exception:
                LOG.exception("a turn of the courier failed; the next one follows")
            self._leaving.wait(self._seconds)
