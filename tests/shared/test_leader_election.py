"""Leader election: one server at a time, and the next as soon as that one is gone."""

import sqlalchemy as sa

from portal.store.connections import Database, open_database
from portal.store.leader_election import LeaderElection, one_at_a_time


def beside(database: Database) -> Database:
    """The same database as another process would open it."""
    return open_database(database.engine.url.render_as_string(hide_password=False))


def test_one_of_two_servers_leads_until_it_leaves(postgresql_database: Database) -> None:
    other = beside(postgresql_database)
    first, second = LeaderElection(postgresql_database), LeaderElection(other)
    assert [first.leads("observer"), second.leads("observer"), first.leads("observer")] == [True, False, True]
    assert second.leads("leases"), "who leads elsewhere is another matter"
    first.close()
    assert second.leads("observer")
    assert not first.leads("observer")
    first.close()
    second.close()
    other.close()


def test_the_lead_of_a_server_whose_session_died_goes_to_another(postgresql_database: Database) -> None:
    other = beside(postgresql_database)
    first, second = LeaderElection(postgresql_database), LeaderElection(other)
    assert first.leads("observer")
    with other.engine.begin() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
    assert second.leads("observer")
    assert not first.leads("observer"), "it notices that its session is gone"
    assert not first.leads("observer")
    first.close()
    second.close()
    other.close()


def test_on_sqlite_the_one_process_always_leads(sqlite_database: Database) -> None:
    election = LeaderElection(sqlite_database)
    assert election.leads("observer")
    with sqlite_database.write() as connection:
        one_at_a_time(connection, "observations")
    election.close()
