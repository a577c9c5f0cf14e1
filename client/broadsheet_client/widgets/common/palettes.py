"""The light and the dark palette.

Every text colour has a contrast of at least 4.5:1 on every background, every mark of 3:1 (WCAG 2). The five
colours that mean something (accent, link, focus, error, success) are told apart by hue, error and success
also by people who do not tell red from green. None of them is the only sign: an error and a success also
have an icon or say so in words, and focus is the only ring.
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
    """What an article is labelled with: section, reason, unread mark; and the mark of the selected row."""
    link: str
    """What leads somewhere or does something: links in a text, and buttons without a border."""
    focus: str
    """The focus ring, and nothing else."""
    error: str
    """What went wrong, or is not accepted."""
    success: str
    """What has certainly happened, such as a mail that was sent."""
    separator: str
    outline: str
    """Outlines of fields, buttons and selected items, and handles of scroll bars."""
    selected: str
    """The background of a selected row or item; `accent` or `outline` marks it."""
    hover: str
    selection: str
    """The background of selected text."""
    selection_text: str
    button: str
    """The background of the main button."""
    button_text: str
    banner: str
    """The background of a banner."""
    highlight: str
    """The background of search terms in a text."""
    mail_accent: str
    """The accent of the mail that the server composes, for its preview."""


LIGHT = Palette(
    dark=False,
    window_background="#ece6d9",
    list_background="#f6f2e9",
    page_background="#fcfaf5",
    box_background="#f5f0e4",
    text="#221f1b",
    muted_text="#5e574c",
    accent="#7a4a0c",
    link="#1b4f8a",
    focus="#6c35a8",
    error="#a8123a",
    success="#00655f",
    separator="#ddd5c5",
    outline="#80776a",
    selected="#e5dcc9",
    hover="#efe8da",
    selection="#1b3350",
    selection_text="#fbf6ea",
    button="#1b3350",
    button_text="#fbf6ea",
    banner="#f7e7bf",
    highlight="#f5dc8b",
    mail_accent="#9d2d1b",
)

DARK = Palette(
    dark=True,
    window_background="#15171b",
    list_background="#1a1d22",
    page_background="#1f2228",
    box_background="#272b32",
    text="#e6e1d7",
    muted_text="#aaa498",
    accent="#e3b66f",
    link="#9cc4f2",
    focus="#c9a6ff",
    error="#ff9097",
    success="#66d2c0",
    separator="#32363e",
    outline="#7b8089",
    selected="#30353e",
    hover="#262a31",
    selection="#8ab4e3",
    selection_text="#10151c",
    button="#4b7299",
    button_text="#fdf9f0",
    banner="#3b3423",
    highlight="#5c4a17",
    mail_accent="#f19a84",
)
