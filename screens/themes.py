"""Four sets of colours: dark, light, high contrast, and the terminal's own sixteen."""

import os

from textual.theme import Theme

_DARK = Theme(
    name="dark",
    primary="#7aa2f7",
    secondary="#7dcfff",
    accent="#e0af68",
    warning="#e0af68",
    error="#f7768e",
    success="#9ece6a",
    foreground="#d5d9e6",
    background="#16171f",
    surface="#1b1d28",
    panel="#262938",
    variables={"block-cursor-background": "#3b4466", "block-cursor-foreground": "#ffffff"},
)
_LIGHT = Theme(
    name="light",
    primary="#1d4f9e",
    secondary="#00687a",
    accent="#8a4b00",
    warning="#8a4b00",
    error="#b3123a",
    success="#1f6b2d",
    foreground="#1f2330",
    background="#fbfbfd",
    surface="#f3f4f8",
    panel="#e3e6ef",
    dark=False,
    variables={"block-cursor-background": "#bfd0f2", "block-cursor-foreground": "#0b0d14"},
)
_CONTRAST = Theme(
    name="contrast",
    primary="#66ccff",
    secondary="#66ffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff8080",
    success="#66ff66",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#2b2b2b",
    text_alpha=1.0,
    variables={"block-cursor-background": "#ffffff", "block-cursor-foreground": "#000000"},
)
_ANSI = Theme(
    name="ansi",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_magenta",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "border-blurred": "ansi_bright_black",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_white",
        "input-cursor-background": "ansi_black",
        "input-cursor-foreground": "ansi_bright_white",
        "input-cursor-text-style": "none",
        "input-selection-background": "ansi_bright_blue",
        "input-selection-foreground": "ansi_black",
        "screen-selection-background": "ansi_bright_blue",
        "screen-selection-foreground": "ansi_black",
    },
)
THEMES = {theme.name: theme for theme in (_DARK, _LIGHT, _CONTRAST, _ANSI)}
DEFAULT = "dark"


def chosen(name: str) -> str:
    """The theme to use: the one that is set; without colours wanted (NO_COLOR) the terminal's own; else dark."""
    if name in THEMES:
        return name
    return "ansi" if "NO_COLOR" in os.environ else DEFAULT
