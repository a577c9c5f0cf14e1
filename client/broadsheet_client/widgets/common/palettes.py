"""The two palettes of the window. Every text colour stands on every ground at 4.5:1 or more."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by their work, as `#rrggbb`."""

    dark: bool
    window_background: str
    """Behind everything: toolbar and section tree."""
    list_background: str
    """Behind the article list."""
    page_background: str
    """Behind the article, and in fields."""
    box_background: str
    """Behind a part that stands apart on the paper."""
    text: str
    muted_text: str
    accent: str
    """Links, section names, the mark of what is selected, the focus ring."""
    separator: str
    outline: str
    """The outline of a field or button: 3:1 on its ground."""
    selected: str
    """Behind the selected row."""
    hover: str
    button: str
    """The one button that a dialog is about."""
    button_text: str
    danger: str
    banner: str
    """Behind a banner."""
    highlight: str
    """Behind words that were searched for."""


LIGHT = Palette(
    dark=False,
    window_background="#ece6d9",
    list_background="#f6f2e9",
    page_background="#fcfaf5",
    box_background="#f5f0e4",
    text="#221f1b",
    muted_text="#5e574c",
    accent="#9d2d1b",
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
