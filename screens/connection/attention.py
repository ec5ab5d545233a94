"""Telling of a change while nobody looks: the terminal's bell and title."""

from typing import Any

from textual.app import App

from screens.text import line


def call(app: App[Any], text: str) -> None:
    """Ring and change the title, unless somebody is looking."""
    if not app.app_focus:
        app.bell()
        title(app, f"portal: {text}")


def title(app: App[Any], text: str) -> None:
    """Set the terminal's title; without a terminal nothing happens."""
    if app._driver is not None and not app.is_headless:
        app._driver.write(f"\x1b]2;{line(text)}\x07")
