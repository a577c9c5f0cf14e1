"""Judging what a source delivered: each check returns the value in its clean form or refuses the draft."""

import re
from datetime import UTC, datetime, timedelta

from broadsheet_server.newsroom.sections import DEPTH_MAX, is_section_path

HEADLINE_MAX = 1_000
LINE_MAX = 4_000
TEXT_MAX = 20_000
BODY_MAX = 3_000_000
ITEMS_MAX = 200
REFERENCE_MAX = 1_000
EARLIEST_YEAR = 1000

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)


_WORDS = {
    "canonical_url": "canonical URL",
    "copyright_notice": "copyright notice",
    "embargoed_until": "embargo",
    "expires_at": "expiry",
    "external_reference": "reference",
    "published_at": "publishing",
    "section_name": "section's name",
    "source_name": "source's name",
    "source_url": "source's URL",
    "updated_at": "updating",
}


class RejectedDraftError(ValueError):
    """The draft cannot be published. The message is a sentence that says why, for the person who sent it.

    `field` is the field of the draft that is at fault, where it is one.
    """

    def __init__(self, reason: str, field: str | None = None) -> None:
        super().__init__(reason)
        self.field = field


def one_line(text: str | None, field: str, longest: int = LINE_MAX, *, what: str = "") -> str | None:
    """Text on one line, without control characters; None where nothing is left.

    `what` names the thing in a complaint, where the field alone would not.
    """
    if text is None:
        return None
    line = " ".join((text if text.isprintable() else without_controls(text)).split())
    if len(line) > longest:
        raise RejectedDraftError(_too_long(line, what or _words(field), longest), field)
    return line or None


def without_controls(text: str) -> str:
    """Text without characters that no reader can see and no database can store."""
    return _CONTROLS.sub("", text)


def headline(text: str) -> str:
    """A headline: there is one, and it is no article."""
    line = one_line(text, "headline", HEADLINE_MAX)
    if line is None:
        raise RejectedDraftError("The headline is empty.", "headline")
    return line


def body(markup: str) -> str:
    """Markup of a sensible size, ready for the sanitiser."""
    if len(markup) > BODY_MAX:
        raise RejectedDraftError(_too_long(markup, "body", BODY_MAX), "body_html")
    return without_controls(markup)


def section_path(path: str) -> str:
    """A path of slugs."""
    if not is_section_path(path):
        raise RejectedDraftError(
            f"The section “{shown(path)}” is no path: it must be one to {DEPTH_MAX} names of lower-case "
            "letters, digits and hyphens, joined by “/”, like “world/asia”.",
            "section_path",
        )
    return path


def language(tag: str) -> str:
    """A BCP 47 tag in its usual spelling: `zh-hans-cn` becomes `zh-Hans-CN`."""
    if len(tag) > 35 or not _LANGUAGE.fullmatch(tag):
        raise RejectedDraftError(
            f"The language “{shown(tag)}” is not a BCP 47 tag like “en” or “zh-Hans”.", "language"
        )
    return usual_spelling(tag)


def usual_spelling(tag: str) -> str:
    """A BCP 47 tag in its usual spelling, whatever the case it came in."""
    first, *rest = tag.lower().split("-")
    return "-".join([first, *(_spelled(part) for part in rest)])


def moment(value: datetime | None, field: str, now: datetime) -> datetime | None:
    """A moment in UTC that can be meant."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise RejectedDraftError(f"The {_words(field)} date {value.isoformat()} has no time zone.", field)
    latest = now + timedelta(days=3653)
    if value.year < EARLIEST_YEAR or value > latest:
        raise RejectedDraftError(
            f"The {_words(field)} date {value.isoformat()} cannot be meant: "
            f"it must lie between the year {EARLIEST_YEAR} and {latest:%Y-%m-%d}.",
            field,
        )
    return value.astimezone(UTC)


def address(url: str | None, field: str, *, what: str = "") -> str | None:
    """An absolute web address."""
    if not url:
        return None
    url = url.strip()
    if len(url) > LINE_MAX or not _ADDRESS.fullmatch(url):
        name = what or _words(field)
        raise RejectedDraftError(f"The {name} “{shown(url)}” is not a web address (http or https).", field)
    return without_controls(url)


def at_most(items: tuple[object, ...], field: str, what: str) -> None:
    """A number of tags, authors, pictures that can be meant."""
    if len(items) > ITEMS_MAX:
        raise RejectedDraftError(f"It has {len(items):,} {what}; at most {ITEMS_MAX} are taken.", field)


def shown(text: str) -> str:
    """The beginning of a value, to quote it in a sentence."""
    line = " ".join(without_controls(text).split())
    return line if len(line) <= 80 else line[:79] + "…"


def _too_long(text: str, what: str, longest: int) -> str:
    return f"The {what} has {len(text):,} characters; at most {longest:,} are taken."


def _words(field: str) -> str:
    return _WORDS.get(field, field)


def _spelled(subtag: str) -> str:
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag
