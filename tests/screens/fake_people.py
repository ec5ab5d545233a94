"""What a portal server that lives in the test says of people: presence, notices, watches, deputies."""

from dataclasses import replace

from portal.contract.catalogue import QuotaHolder
from portal.contract.people.delegations import Delegation, DelegationWish
from portal.contract.people.notices import PORTAL, TOPICS, NoticeWish
from portal.contract.people.watches import Watch, WatchWish
from portal.contract.problem import Problem
from tests.screens import made


class FakePeople:
    """Answers from its fields, and remembers what it was asked to do."""

    done: list[tuple[str, ...]]
    problem: Problem | None
    person: str

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        """What this terminal said that it has open."""
        self.deputies: list[Delegation] = []
        self.refusal: Problem | None = None
        """What the next wish for a deputy is answered with."""
        self.wishes = [
            NoticeWish(topic, channel, channel == PORTAL, title)
            for topic in TOPICS
            for channel, title in ((PORTAL, "the portal's own list"), ("ops", "Operations in Teams"))
        ]

    def _check(self) -> None:
        if self.problem is not None:
            raise self.problem

    async def say_open(self, terminal: str, open: str) -> None:
        self._check()
        self.opened.append(open)

    async def watch(self, wish: WatchWish) -> Watch:
        self._check()
        self.done.append(("watch", wish.type, wish.project))
        holder = QuotaHolder("gpu-fraud", "fraud", "tom", 48, made.after(days=2))
        return Watch(
            "W-1", wish.type, wish.nodes, wish.project, wish.stage, "westeurope", "T4", wish.priority, 4, 64, 64,
            made.before(minutes=1), None, made.before(), (holder,),
        )  # fmt: skip

    async def notice_wishes(self) -> tuple[NoticeWish, ...]:
        self._check()
        return tuple(self.wishes)

    async def choose_notice(self, topic: str, channel: str, wanted: bool) -> tuple[NoticeWish, ...]:
        self._check()
        self.done.append(("choose", topic, channel, str(wanted)))
        self.wishes = [
            replace(one, wanted=wanted, chosen=True) if (one.topic, one.channel) == (topic, channel) else one
            for one in self.wishes
        ]
        return tuple(self.wishes)

    async def delegations(self) -> tuple[Delegation, ...]:
        self._check()
        return tuple(self.deputies)

    async def delegate(self, wish: DelegationWish, key: str) -> Delegation:
        self._check()
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        one = Delegation(
            len(self.deputies) + 1, self.person, wish.delegate, made.before(), made.after(days=4), wish.reason,
            wish.kinds, True,
        )  # fmt: skip
        self.done.append(("delegate", wish.delegate, wish.since, wish.until, wish.reason, ",".join(wish.kinds)))
        self.deputies.append(one)
        return one

    async def end_delegation(self, number: int) -> None:
        self._check()
        self.done.append(("end", str(number)))
        self.deputies = [one for one in self.deputies if one.number != number]
