"""The two palettes of the window. Every text colour stands on every ground at 4.5:1 or more."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by their work, as `#rrggbb`."""

    dark: bool
    desk: str
    """Behind everything: toolbar and section tree."""
    tray: str
    """Behind the article list."""
    paper: str
    """Behind the article, and in fields."""
    box: str
    """Behind a part that stands apart on the paper."""
    ink: str
    muted: str
    accent: str
    """Links, section names, the mark of what is selected, the focus ring."""
    rule: str
    edge: str
    """The outline of a field or button: 3:1 on its ground."""
    chosen: str
    """Behind the selected row."""
    hover: str
    button: str
    """The one button that a dialog is about."""
    on_button: str
    danger: str
    notice: str
    """Behind a banner."""
    mark: str
    """Behind words that were searched for."""


LIGHT = Palette(
    dark=False,
    desk="#ece6d9",
    tray="#f6f2e9",
    paper="#fcfaf5",
    box="#f5f0e4",
    ink="#221f1b",
    muted="#5e574c",
    accent="#9d2d1b",
    rule="#ddd5c5",
    edge="#877e6f",
    chosen="#e5dcc9",
    hover="#efe8da",
    button="#1b3350",
    on_button="#fbf6ea",
    danger="#9c1c1c",
    notice="#f7e7bf",
    mark="#f5dc8b",
)

DARK = Palette(
    dark=True,
    desk="#15171b",
    tray="#1a1d22",
    paper="#1f2228",
    box="#272b32",
    ink="#e6e1d7",
    muted="#aaa498",
    accent="#f19a84",
    rule="#32363e",
    edge="#7b8089",
    chosen="#30353e",
    hover="#262a31",
    button="#4b7299",
    on_button="#fdf9f0",
    danger="#ff9b8f",
    notice="#3b3423",
    mark="#5c4a17",
)
