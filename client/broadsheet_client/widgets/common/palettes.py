"""The light and the dark palette. Every text colour has a contrast of at least 4.5:1 on every background
(WCAG 2).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by their role, as `#rrggbb`."""

    dark: bool
    window_background: str
    """Header and section tree."""
    list_background: str
    """The article list."""
    page_background: str
    """The article, and input fields."""
    box_background: str
    """A box on the page."""
    text: str
    muted_text: str
    accent: str
    """Section names, reasons, the selection marker, the mark of unread articles."""
    link: str
    """Links in a text."""
    focus: str
    """The focus ring."""
    separator: str
    outline: str
    """Outlines of fields and buttons: contrast of at least 3:1."""
    selected: str
    """The selected row."""
    hover: str
    button: str
    """The default button of a dialog."""
    button_text: str
    danger: str
    banner: str
    """A banner."""
    highlight: str
    """Search terms in a text."""


LIGHT = Palette(
    dark=False,
    window_background="#ece6d9",
    list_background="#f6f2e9",
    page_background="#fcfaf5",
    box_background="#f5f0e4",
    text="#221f1b",
    muted_text="#5e574c",
    accent="#9d2d1b",
    link="#1b4f8a",
    focus="#1b5fae",
    separator="#ddd5c5",
    outline="#877e6f",
    selected="#e5dcc9",
    hover="#efe8da",
    button="#1b3350",
    button_text="#fbf6ea",
    danger="#9c1c1c",
    banner="#f7e7bf",
    highlight="#f5dc8b",
)

DARK = Palette(
    dark=True,
    window_background="#15171b",
    list_background="#1a1d22",
    page_background="#1f2228",
    box_background="#272b32",
    text="#e6e1d7",
    muted_text="#aaa498",
    accent="#f19a84",
    link="#9cc4f2",
    focus="#7db4f0",
    separator="#32363e",
    outline="#7b8089",
    selected="#30353e",
    hover="#262a31",
    button="#4b7299",
    button_text="#fdf9f0",
    danger="#ff9b8f",
    banner="#3b3423",
    highlight="#5c4a17",
)
