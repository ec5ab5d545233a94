"""Turns: one server at a time, and the next as soon as that one is gone."""

import sqlalchemy as sa

from portal.store.connections import Database, open_database
from portal.store.leader_election import Turns, one_at_a_time


def beside(database: Database) -> Database:
    """The same database as another process would open it."""
    return open_database(database.engine.url.render_as_string(hide_password=False))


def test_one_of_two_servers_has_the_turn_until_it_leaves(postgresql_database: Database) -> None:
    other = beside(postgresql_database)
    first, second = Turns(postgresql_database), Turns(other)
    assert [first.mine("observer"), second.mine("observer"), first.mine("observer")] == [True, False, True]
    assert second.mine("leases"), "another turn is another matter"
    first.close()
    assert second.mine("observer")
    assert not first.mine("observer")
    first.close()
    second.close()
    other.close()


def test_the_turn_of_a_server_whose_session_died_goes_to_another(postgresql_database: Database) -> None:
    other = beside(postgresql_database)
    first, second = Turns(postgresql_database), Turns(other)
    assert first.mine("observer")
    with other.engine.begin() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
    assert second.mine("observer")
    assert not first.mine("observer"), "it notices that its session is gone"
    assert not first.mine("observer")
    first.close()
    second.close()
    other.close()


def test_on_sqlite_every_turn_is_ones_own(sqlite_database: Database) -> None:
    turns = Turns(sqlite_database)
    assert turns.mine("observer")
    with sqlite_database.write() as connection:
        one_at_a_time(connection, "observations")
    turns.close()
