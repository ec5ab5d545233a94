"""What cannot be read is named by the doctor, and every page goes on."""

from portal.records.observed.unreadable import unreadable
from portal.server.portal import Portal
from portal.store.tables import observations
from tests.server.served_portal import ServedPortal

TIME = "2026-11-23T09:00:00.000Z"


def test_the_doctor_names_what_cannot_be_read_and_the_pages_go_on(server: ServedPortal) -> None:
    portal: Portal = server.app.state.portal
    row = {
        "source": "/poison", "subject": "computes/gpu-7", "kind": "compute", "workspace": "mlw-retail-dev",
        "stage": "dev", "status": "unreachable", "value": {"name": "gpu-7"}, "observed_at": TIME, "since": TIME,
        "detail": "it cannot be read: properties.maxNodeCount is NaN, which is no number that JSON can say",
    }  # fmt: skip
    with portal.database.write() as connection:
        connection.execute(observations.insert().values(**row))
    try:
        checks = {one["name"]: one for one in server.get("/doctor")["checks"]}
        told = checks["what Azure shows"]
        assert not told["ok"] and "computes/gpu-7 in mlw-retail-dev" in told["detail"] and "NaN" in told["detail"]
        assert checks["people of the directory"]["ok"]
        for path in ("/models/board", "/projects", "/resources", "/home", "/requests"):
            assert server.get(path) is not None
    finally:
        with portal.database.write() as connection:
            connection.execute(observations.delete().where(observations.c.source == "/poison"))
    with portal.database.read() as connection:
        assert [one for one in unreadable(connection) if "gpu-7" in one.what] == []
