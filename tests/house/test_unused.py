"""Nothing of the product is there for its tests alone."""

import pytest

from tests.house.imports import product_sources
from tests.house.unused import unused

HOOKS = ("screens.", ("on_", "key_", "render_line", "get_line_filters", "notify_style_update"))
"""Methods of screens that Textual calls by their names."""
KEPT = {
    "portal.cli.options.LazyGroup.format_commands": "click calls it",
    "portal.cli.options.LazyGroup.get_command": "click calls it",
    "portal.cli.options.LazyGroup.resolve_command": "click calls it",
    "portal.server.serve.HomeServer.handle_exit": "uvicorn calls it",
    "portal.server.serve.HomeServer.startup": "uvicorn calls it",
    "screens.app.PortalApp.get_driver_class": "Textual asks for its driver",
    "screens.bursts.BurstParser.feed": "Textual calls it with what the terminal sends",
    "screens.sheet.Sheet.action_line_down": "Textual calls it for the act `page_line_down`",
    "screens.sheet.Sheet.action_line_up": "Textual calls it for the act `page_line_up`",
    "portal.emulator.access.graph.put_user": "the emulator is set up from outside: trials plant its people",
    "portal.emulator.injected_faults.inject": "the emulator is set up from outside: trials make it go wrong",
    "portal.emulator.serving.routing.routed": "the emulator is looked at from outside: trials see what it routed",
    "portal.reports.proof.verify_export": "whoever keeps an export of the audit proves it without a portal",
}
"""What others than the product call, each with who that is."""


def used_by_nobody() -> list[str]:
    """What nothing of the product names, but for what a library calls by its name."""
    wing, names = HOOKS
    return [
        one
        for one in unused(product_sources())
        if not (one.startswith(wing) and one.rpartition(".")[2].startswith(names))
        and not one.startswith("portal.store.migrations.versions.")  # alembic reads them
    ]


def test_the_product_holds_nothing_that_only_its_tests_use() -> None:
    assert sorted(used_by_nobody()) == sorted(KEPT)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def alone(): ...", ["one.alone"]),
        ("def again(): return again()", ["one.again"]),
        ("LIMIT = 3", ["one.LIMIT"]),
        ("class Lonely: ...", ["one.Lonely"]),
        ("__all__ = ['listed']\ndef listed(): ...", ["one.listed"]),
        ("from other import used\nclass Kind:\n    def idle(self): ...\nKind()", ["one.Kind.idle"]),
        ("def _own(): ...", []),
        ("def used(): ...\nused()", []),
        ("def used(): ...\nCOMMANDS = 'one:used'\nprint(COMMANDS)", []),
        ("class Screen:\n    def act_move(self): ...\n    key = 'move(1)'\nScreen()", []),
        ("@router.get('/')\ndef route(): ...", []),
        ("class Row:\n    name: str = ''\nRow()", []),
    ],
)
def test_what_nobody_reads_is_found_and_what_somebody_names_is_not(source: str, found: list[str]) -> None:
    assert unused({"one": source}) == found
