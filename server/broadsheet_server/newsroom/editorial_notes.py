"""What a source says to editors, beside what it says to programs."""

import re

from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.validation import excerpt

_HOLD = re.compile(
    r"\bembargo|\bnot for (?:publication|release)|\b(?:do not|don[’']t) (?:publish|release)"
    r"|\bhold for release",
    re.IGNORECASE,
)


def hold_notes(draft: ArticleDraft) -> tuple[str, ...]:
    """A note where an article is for the public and its source asks editors in words to hold it."""
    text = draft.editorial_note or ""
    if draft.embargoed_until or draft.withheld or draft.withdrawn or not _HOLD.search(text):
        return ()
    return (f"no date holds it, and its source tells editors: “{excerpt(text)}”",)
