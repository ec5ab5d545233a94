"""Keys may be typed faster than the terminal follows: each goes to what the ones before it have brought up."""

from pathlib import Path

from textual.events import Key

from screens.choosing.chooser import ChooserItem, choose
from tests.screens.scene import busy_portal
from tests.screens.story import SMALL, Story, at_portal


def types(portal: Story, *keys: str) -> None:
    """All at once, as from a paste or a fast hand on a slow machine."""
    for key in keys:
        portal.app.post_message(Key(key, key if len(key) == 1 else None))


async def test_words_typed_behind_the_key_that_opens_a_prompt_go_into_the_prompt(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await portal.sees("Waiting on you")
        types(portal, "colon", *"approvals", "enter")
        await portal.sees("Approvals ", "One look each")


async def test_words_typed_behind_the_slash_filter(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await portal.sees("Waiting on you")
        types(portal, "3", "slash", *"nothing like it")
        await portal.sees("no row has these words", "nothing like it")


async def test_a_key_behind_the_enter_of_a_prompt_goes_to_the_page_that_it_opened(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await portal.sees("Waiting on you")
        types(portal, "colon", *"approvals", "enter", "6")
        await portal.sees("portal ▸ Projects")


async def test_a_key_that_a_widget_keeps_to_itself_does_not_hold_up_the_next_for_ever(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await portal.sees("Waiting on you")
        types(portal, "slash", "x", "escape", "6")
        await portal.sees("portal ▸ Projects")


async def test_what_begins_with_the_words_stays_first_when_the_server_has_found_more(tmp_path: Path) -> None:
    async def more(_words: str) -> list[ChooserItem]:
        return [ChooserItem("request:R-1", "R-1 as Diana wished")]

    chosen: list[ChooserItem] = []
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        choose(
            portal.app, "whom", [ChooserItem("dana", "as Dana"), ChooserItem("ana", "as Ana")], chosen.append, more=more
        )
        await portal.sees("whom").types("as").sees("Found at the server").types(" ana").sees_not("as Lena")
        await portal.presses("enter").waits_for(lambda: [one.id for one in chosen] == ["ana"])


async def test_keys_typed_before_a_dialog_and_its_form_are_there_wait_for_them(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.sees("Waiting on you")
        server.held.clear()
        types(portal, "n", "down", "up", "enter", *"churn", "down", "enter")
        await portal.sees("Ask for", "reading…")
        server.held.set()
        await portal.sees("What the project starts from", "Tabular, classic")
        await portal.presses("escape").sees("New: Project", "churn")


async def test_esc_does_not_wait_for_a_dialog_that_does_not_come(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.sees("Waiting on you")
        server.held.clear()
        types(portal, "n", "down", "enter")
        await portal.sees("reading…")
        types(portal, "escape")
        await portal.sees_not("Ask for").presses("3").sees("portal ▸ Requests").sees_not("New: ")
        server.held.set()
        await portal.presses("n").sees("A project with")
        server.held.clear()
        types(portal, "enter", "a", "b", "escape")
        await portal.sees("portal ▸ Requests").sees_not("New: ").presses("1").sees("portal ▸ Home")


async def test_a_key_that_decides_does_not_wait_for_what_nobody_has_seen(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("4").sees("R-202")
        server.held.clear()
        types(portal, "enter", "A", "A")
        await portal.toasts("wait, it is being read")
        server.held.set()
        await portal.sees("What will happen")
        assert server.votes == []
