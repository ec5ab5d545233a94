"""Whoever waits hears of what was committed, wherever it was, and of nothing that was not."""

import threading

import pytest
import sqlalchemy as sa

from portal.store import listening
from portal.store.chain import announce
from portal.store.connections import Database, open_database
from portal.store.listening import Listening
from portal.store.notifier import EVENTS, notify_at_commit

AT = "2026-11-23T09:00:00.000Z"
PATIENCE = 20.0


class Ear:
    """What was heard, and a way to wait for it."""

    def __init__(self, database: Database) -> None:
        self.words: list[str] = []
        self._came = threading.Condition()
        self.end = database.notifier.listen(EVENTS, self._hear)

    def _hear(self, word: str) -> None:
        with self._came:
            self.words.append(word)
            self._came.notify_all()

    def hears(self, word: str) -> None:
        """Waits for a word."""
        with self._came:
            assert self._came.wait_for(lambda: word in self.words, PATIENCE), f"never '{word}', but {self.words}"


def test_what_is_committed_rings_once_and_what_is_rolled_back_does_not(sqlite_database: Database) -> None:
    ear = Ear(sqlite_database)
    with sqlite_database.write() as connection:
        for number in range(3):
            announce(connection, AT, "one.happened", f"T-{number}", {})
        assert ear.words == [], "nothing rings before the commit"
    assert ear.words == ["one.happened"]
    with pytest.raises(ValueError, match="no"), sqlite_database.write() as connection:
        announce(connection, AT, "two.happened", "T-4", {})
        raise ValueError("no")
    with sqlite_database.write() as connection:
        connection.exec_driver_sql("UPDATE chain_head SET event_number = event_number")
    assert ear.words == ["one.happened"]
    ear.end()
    with sqlite_database.write() as connection:
        announce(connection, AT, "three.happened", "T-5", {})
    assert ear.words == ["one.happened"]


def test_a_server_hears_another_one_and_again_after_its_session_was_cut(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "FIRST_PAUSE_SECONDS", 0.01)
    other = open_database(postgresql_database.engine.url.render_as_string(hide_password=False))
    ear, hearing = Ear(postgresql_database), Listening(postgresql_database)
    hearing.start()
    try:
        ear.hears("")
        with other.write() as connection:
            announce(connection, AT, "one.happened", "T-1", {})
        ear.hears("one.happened")
        ear.words.clear()
        with other.write() as connection:
            connection.execute(
                sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
            )
        ear.hears("")
        with pytest.raises(ValueError, match="no"), other.write() as connection:
            notify_at_commit(connection, EVENTS, "undone")
            raise ValueError("no")
        with other.write() as connection:
            announce(connection, AT, "two.happened", "T-2", {})
        ear.hears("two.happened")
        assert "undone" not in ear.words
    finally:
        hearing.stop()
        other.close()
