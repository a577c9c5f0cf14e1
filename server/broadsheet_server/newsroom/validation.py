"""Validation of what a source delivered: each function returns the value in its clean form or raises."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from annotated_types import MaxLen

from broadsheet_server.models.articles import ArticleFields
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_shared.language_tags import InvalidLanguageTagError, canonical_tag
from broadsheet_shared.normalization import stream_safe
from broadsheet_shared.section_paths import SECTION_DEPTH_MAX, is_section_path
from broadsheet_shared.truncation import truncate

LINE_MAX = 4_000
BODY_MAX = 3_000_000
ITEMS_MAX = 200
REFERENCE_MAX = 1_000
EXCERPT_LENGTH = 80
EARLIEST_YEAR = 1000
FUTURE_MAX = timedelta(days=3653)
"""How far in the future a date may lie."""

_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_WINDOWS_CHARACTERS = re.compile(r"[\x80-\x9f]")
_LINE_BLANKS = re.compile(r"[ \t\n\r\u2028\u2029]+")
"""All other spaces, such as the no-break and the ideographic one, have a meaning."""
_INVISIBLE = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe0f\ufeff\uffa0]*"
)
_WEB_URL = re.compile(r"https?://[^\s/?#]\S*", re.IGNORECASE)

_LABELS = {
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
    """The draft cannot be published. The message is a sentence for the person who sent it.

    `field` is the field of the draft that is invalid, None where no single one is.
    """

    code: ClassVar[str] = "invalid_value"
    """What mutations call it in their enums."""

    def __init__(self, reason: str, field: str | None = None) -> None:
        super().__init__(reason)
        self.field = field


def validated_fields(draft: ArticleDraft, now: datetime) -> ArticleFields:
    """Validate the scalar fields of a draft, each by its description in `ArticleFields`.

    A text is one line of at most `max_length` characters unless `_CHECKS` names another check for it; a date
    is converted to UTC. Raises RejectedDraftError.
    """
    values = {name: _validated(name, getattr(draft, name), now) for name in ArticleFields.model_fields}
    return ArticleFields.model_validate(values)


def _validated(name: str, value: str | datetime | None, now: datetime) -> str | datetime | None:
    if isinstance(value, datetime):
        return utc_datetime(value, name, now)
    return validated_text(name, value)


def validated_text(name: str, value: str | None) -> str | None:
    """Validate a text by the description of its field in `ArticleFields`. Raises RejectedDraftError."""
    if check := _CHECKS.get(name):
        return check(value, name)
    text = single_line(value, name, _LENGTHS[name])
    if text is None and name in _REQUIRED:
        raise RejectedDraftError(f"The {_label(name)} is empty.", name)
    return text


def single_line(text: str | None, field: str, max_length: int = LINE_MAX, *, label: str = "") -> str | None:
    """The text on one line, without control characters; None where nothing is left.

    No-break, narrow and ideographic spaces stay, except at the ends.
    `label` names the value in the error message where the field's own label would not do.
    """
    if text is None:
        return None
    if text.isascii() and text.isprintable():
        line = " ".join(text.split())
    else:
        line = _LINE_BLANKS.sub(" ", without_control_characters(text)).strip()
        if not is_visible(line):
            return None
    if len(line) > max_length:
        raise _too_long(line, field, label or _label(field), max_length)
    return line or None


def is_visible(text: str) -> bool:
    """Whether a reader sees anything of the text: blanks and characters without a width are not seen."""
    return _INVISIBLE.fullmatch(text) is None


def without_control_characters(text: str) -> str:
    """The text without control characters and lone surrogates, which PostgreSQL or UTF-8 cannot store.

    Of combining characters in a row those beyond the Stream-Safe Text Format go too. Control characters of
    ISO 8859-1 are what Windows-1252 has in their places, as in HTML (HTML Standard, section 13.2.5.84).
    """
    if _WINDOWS_CHARACTERS.search(text):
        text = _WINDOWS_CHARACTERS.sub(_windows_character, text)
    return stream_safe(_CONTROL_CHARACTERS.sub("", text))


def _windows_character(match: re.Match[str]) -> str:
    return match[0].encode("latin-1").decode("windows-1252", "ignore")


def one_line(text: str) -> str:
    """A text for people and logs, on one line, without what a database or a terminal refuses."""
    return " ".join(without_control_characters(text).encode("utf-8", "replace").decode().split())


def body(markup: str) -> str:
    """The markup without control characters, ready for the sanitiser."""
    if len(markup) > BODY_MAX:
        raise _too_long(markup, "body_html", "body", BODY_MAX)
    return without_control_characters(markup)


def section_path(path: str) -> str:
    """A path of slugs, see `broadsheet_shared.section_paths`."""
    if not is_section_path(path):
        raise RejectedDraftError(
            f"The section “{excerpt(path)}” is no path: it must be one to {SECTION_DEPTH_MAX} names of "
            "lower-case letters, digits and hyphens, joined by “/”, like “world/asia”.",
            "section_path",
        )
    return path


def language(tag: str | None, field: str) -> str:
    """A BCP 47 language tag in canonical case."""
    try:
        return canonical_tag(tag or "")
    except InvalidLanguageTagError:
        raise RejectedDraftError(
            f"The language “{excerpt(tag or '')}” is not a BCP 47 tag like “en” or “zh-Hans”.", field
        ) from None


def utc_datetime(value: datetime | None, field: str, now: datetime) -> datetime | None:
    """A plausible date in UTC: from the year 1000 to ten years from now."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise RejectedDraftError(f"The {_label(field)} date {value.isoformat()} has no time zone.", field)
    latest = now + FUTURE_MAX
    if value.year < EARLIEST_YEAR or value > latest:
        raise RejectedDraftError(
            f"The {_label(field)} date {value.isoformat()} cannot be meant: "
            f"it must lie between the year {EARLIEST_YEAR} and {latest:%Y-%m-%d}.",
            field,
        )
    return value.astimezone(UTC)


def web_url(url: str | None, field: str, *, label: str = "") -> str | None:
    """An absolute http or https URL."""
    if not url:
        return None
    url = url.strip()
    if len(url) > LINE_MAX or not _WEB_URL.fullmatch(url):
        raise RejectedDraftError(
            f"The {label or _label(field)} “{excerpt(url)}” is not a web address (http or https).", field
        )
    return without_control_characters(url)


def check_count(items: tuple[object, ...], field: str, label: str) -> None:
    """Raise RejectedDraftError for more items than any article has."""
    if len(items) > ITEMS_MAX:
        raise RejectedDraftError(f"It has {len(items):,} {label}; at most {ITEMS_MAX} are taken.", field)


def excerpt(text: str, length: int = EXCERPT_LENGTH) -> str:
    """The beginning of a value on one line, to quote it in a message."""
    return truncate(" ".join(without_control_characters(text).split()), length)


def _too_long(text: str, field: str, label: str, max_length: int) -> RejectedDraftError:
    return RejectedDraftError(
        f"The {label} has {len(text):,} characters; at most {max_length:,} are taken.", field
    )


def _label(field: str) -> str:
    return _LABELS.get(field, field.replace("_", " "))


def _max_length(name: str) -> int:
    metadata = ArticleFields.model_fields[name].metadata
    return next((each.max_length for each in metadata if isinstance(each, MaxLen)), LINE_MAX)


_LENGTHS = {name: _max_length(name) for name in ArticleFields.model_fields}


def length_max(name: str) -> int:
    """Longest text of a field of `ArticleFields`, in characters."""
    return _LENGTHS[name]


_REQUIRED = {name for name, field in ArticleFields.model_fields.items() if field.is_required()}
_CHECKS: dict[str, Callable[[str | None, str], str | None]] = {
    "language": language,
    "canonical_url": web_url,
    "source_url": web_url,
}
