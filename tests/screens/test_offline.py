"""Without a connection: what is known stays, with its age; nothing can be done, and what was missed is read after."""

from pathlib import Path

from tests.screens import made
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.story import at_portal


async def test_a_screen_that_looks_at_requests_alone_reads_what_it_missed(tmp_path: Path) -> None:
    server = FakePortal("ana")
    server.rows = [made.row(1)]
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("3").sees("R-1")
        server.queue.put_nowait(None)
        await portal.sees("no connection", "R-1")
        server.rows.insert(0, made.row(2))
        server.happens("connection.restored")
        await portal.sees("R-2").sees_not("no connection")


async def test_a_page_that_was_never_read_says_so_and_comes_by_itself(tmp_path: Path) -> None:
    server = busy_portal()
    server.rows = [made.row(7)]
    async with at_portal(tmp_path, server) as portal:
        server.queue.put_nowait(None)
        await portal.sees("no connection", "R-200")
        await portal.presses("3").sees("this was not read before").sees_not("R-7")
        server.happens("connection.restored")
        await portal.sees("R-7").sees_not("no connection")


async def test_no_act_is_kept_for_later(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("4").sees("R-200")
        server.queue.put_nowait(None)
        await portal.sees("no connection").presses("A").toasts("no connection")
        server.happens("connection.restored")
        await portal.sees_not("▲ no connection")
        assert server.votes == []
