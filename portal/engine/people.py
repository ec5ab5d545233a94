"""Reads the directory now and then, so that what rests on people and groups rests on something fresh."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

import httpx

from catalog.model import Catalogue
from portal.azure.cloud import Azure
from portal.clock import Clock, moment, stamp
from portal.directory.graph import SCOPE, Unreadable, read
from portal.domain.people.directory import SeenDirectory
from portal.services.people.directory import failed, keep, tried_at
from portal.store.connections import Database

LONGEST_SECONDS = 300.0
"""No membership is older than this while the directory answers, however much age policy allows."""
SHARE_OF_AGE = 0.25
TICK_SECONDS = 1.0
TIMEOUT_SECONDS = 30.0

_LOG = logging.getLogger(__name__)


class PeopleLoop:
    """One reading at a time, by whichever server leads; nothing at all where the file is the directory."""

    def __init__(
        self,
        azure: Azure,
        database: Database,
        catalogue: Callable[[], Catalogue],
        clock: Clock,
        is_leader: Callable[[], bool],
    ) -> None:
        self._azure = azure
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._is_leader = is_leader
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to look every second whether a reading is due."""
        self._thread = threading.Thread(target=self._run, name="people", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the loop, and the pause of a reading that is under way."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(TIMEOUT_SECONDS)

    def turn(self) -> bool:
        """Reads the directory if that is due; says whether it was read."""
        catalogue, now = self._catalogue(), self._clock()
        if catalogue.organisation.directory == "file" or not self._is_leader():
            return False
        every = min(LONGEST_SECONDS, catalogue.policy.directory_max_age_seconds * SHARE_OF_AGE)
        last = tried_at(self._database)
        if last and moment(last) <= now < moment(last) + timedelta(seconds=every):
            return False
        try:
            keep(self._database, self._read(catalogue), stamp(now))
        except Unreadable as fault:
            failed(self._database, str(fault), stamp(now))
            return False
        return True

    def _read(self, catalogue: Catalogue) -> SeenDirectory:
        people = [one for one in catalogue.organisation.people if one.kind != "ci"]
        users = {account for one in people for account in (one.object_id, *one.accounts)}
        groups = {one.object_id for one in catalogue.organisation.groups if one.object_id}
        try:
            token = self._azure.credential.get_token(SCOPE).token
        except Exception as fault:  # what azure-identity raises has no common base that this floor may import
            raise Unreadable(f"there is no sign-in for Microsoft Graph ({type(fault).__name__})") from None
        with httpx.Client(transport=self._azure.carrier.blocking(), timeout=TIMEOUT_SECONDS) as client:
            return read(client, token, users, groups, self._ending.wait)

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self.turn()
            except Exception:
                _LOG.exception("reading the directory failed; the next try follows")
            self._ending.wait(TICK_SECONDS)
