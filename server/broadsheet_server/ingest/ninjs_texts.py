"""The texts of a ninjs item beside its body: headline, summary, corrections, and what stands in for a body.

ninjs 1.x has them in members with a role behind the name (`headline_main`, `description_text`), 2.x and 3.x
in lists of objects with a `role`.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.ninjs_body import html_of, plain_text, plain_value
from broadsheet_server.newsroom.drafts import DraftCorrection

_CORRECTION = "correction"
_BODY_ROLES = ("text", "main", "body", "article", "long")
"""Roles of descriptions that are a body by another name."""


class ItemText(NamedTuple):
    """A text with its role, which may be empty, and its path. `html` is the text as HTML."""

    role: str
    text: str
    path: str
    html: str


def headline(item: JsonItem) -> tuple[str, str]:
    """The headline, the one with the role `main` before others, and its path."""
    found = sorted(_texts(item, "headlines", "headline"), key=lambda text: text.role != "main")
    if text := next((text for text in found if text.text.strip()), None):
        return text.text, text.path
    if title := item.text("title"):
        return title, item.member_path("title")
    return "", found[0].path if found else item.member_path("headlines")


def summary(item: JsonItem, *, besides: ItemText | None = None) -> str | None:
    """The description with the role `summary`, else the first one that is no correction and not `besides`."""
    found = [text for text in _descriptions(item) if text != besides]
    ranked = sorted(found, key=lambda text: text.role != "summary")
    return next((text.text for text in ranked), None) or item.text("teaser", "abstract")


def text_in_descriptions(item: JsonItem) -> ItemText | None:
    """The description to take for the body where there is none: by its role, and the summary last."""
    ranked = sorted(
        _descriptions(item), key=lambda text: (text.role not in _BODY_ROLES, text.role == "summary")
    )
    return next(iter(ranked), None)


def corrections(item: JsonItem, corrected_at: datetime | None) -> Iterator[DraftCorrection]:
    """The public notes about corrections."""
    for text in _texts(item, "descriptions", "description"):
        if text.role == _CORRECTION:
            if corrected_at is None:
                item.notes.append(f"correction left out: {text.path} needs a date (versionCreated)")
            else:
                yield DraftCorrection(text.text, corrected_at)


def _descriptions(item: JsonItem) -> Iterator[ItemText]:
    return (text for text in _texts(item, "descriptions", "description") if text.role != _CORRECTION)


def _texts(item: JsonItem, plural: str, singular: str) -> Iterator[ItemText]:
    """The texts in a list with roles, then the one without a role, then those whose role is in their name."""
    for entry in item.objects(plural, text_as="value"):
        if text := plain_value(entry):
            role = (entry.text("role") or "").lower()
            yield ItemText(role, text, entry.member_path("value"), html_of(entry))
    names = (singular, *sorted(name for name in item.value if name.startswith(f"{singular}_")))
    for name in names:
        if value := item.text(name):
            role = name.removeprefix(singular).removeprefix("_").lower()
            is_html = role in ("html", "xhtml")
            text = plain_text(value, item.member_path(name)) if is_html else value
            role = "" if is_html else role
            entry = JsonItem({"value": value, "contentType": "text/html" if is_html else "text/plain"})
            yield ItemText(role, text, item.member_path(name), html_of(entry))
