"""Plain text with front matter: `key: value` lines between two lines `---`, then paragraphs.

The whole format is described in docs/import.md.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import IO, Any

from broadsheet_server.ingest.dates import parse_date
from broadsheet_server.ingest.image_references import ImageCaption, ImageSkippedError, draft_image
from broadsheet_server.ingest.parse_results import (
    DEFAULT_SECTION,
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    UnreadableItemError,
)
from broadsheet_server.ingest.text_encoding import UTF_8, UnreadableTextError, decode
from broadsheet_server.models.articles import ArticleFields
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftCorrection, DraftImage, DraftTag
from broadsheet_server.newsroom.html_text import html_paragraphs
from broadsheet_shared.vocabulary import TagKind

FILE_BYTES_MAX = 16 * 1024 * 1024

_DELIMITER = "---"
_KEY_VALUE = re.compile(r"([A-Za-z][A-Za-z_-]*)\s*[:\uff1a](.*)")
_KEY_LENGTH = 40
"""How much of a key is looked at: all keys are shorter, and messages repeat it."""
_LIST_SEPARATOR = re.compile(r"[,;\uff0c\u3001\uff1b]")
_TAG_KEYS = {
    "tags": TagKind.TOPIC,
    "people": TagKind.PERSON,
    "organisations": TagKind.ORGANISATION,
    "places": TagKind.PLACE,
    "events": TagKind.EVENT,
}
_OTHER_KEYS = {"canonical_url": "url", "copyright_notice": "copyright", "source_name": "", "source_url": ""}
"""Optional text fields whose key is another word, or that have none: the source comes from the command."""

_TEXT_FIELDS = tuple(
    name
    for name, field in ArticleFields.model_fields.items()
    if field.annotation == str | None and name not in _OTHER_KEYS
)
"""Optional text fields whose key is their name."""

_DRAFT_FIELDS = {
    "headline": "headline",
    "section": "section_path",
    "section-name": "section_name",
    "language": "language",
    "slug": "slug",
    "id": "external_reference",
    "url": "canonical_url",
    **{name: name for name in _TEXT_FIELDS},
    "published": "published_at",
    "updated": "updated_at",
    "embargoed": "embargoed_until",
    "expires": "expires_at",
    "copyright": "copyright_notice",
    "status": "withdrawn",
    "authors": "authors",
    "correction": "corrections",
    "image": "images",
    "image-alt": "images",
    "image-caption": "images",
    "image-credit": "images",
    **dict.fromkeys(_TAG_KEYS, "tags"),
}
"""The field of the draft that each key goes to."""


def recognises(head: str) -> bool:
    """Whether a text that begins like this has front matter."""
    return head.lstrip().split("\n", 1)[0].rstrip() == _DELIMITER


def parse(file: IO[bytes], defaults: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    """Parse the one article of a file."""
    data = file.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        size = FILE_BYTES_MAX // 1024**2
        yield RejectedItem("", f"The file is larger than {size} MB, too large for one article.")
        return
    try:
        text, encoding = decode(data)
        header, body = _split(text)
        notes = [] if encoding == UTF_8 else [f"the encoding is {encoding}, not UTF-8"]
        yield _HeaderParser(header, defaults, notes).parse(body)
    except UnreadableTextError as error:
        yield RejectedItem("", str(error))
    except UnreadableItemError as error:
        yield RejectedItem(error.location, str(error))


def _split(text: str) -> tuple[dict[str, tuple[str, int]], str]:
    """The header, as value and line number by key, and the body."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next(index for index, line in enumerate(lines) if line.strip())
    closing = (index for index, line in enumerate(lines) if index > start and line.rstrip() == _DELIMITER)
    end = next(closing, None)
    if end is None:
        raise UnreadableItemError("The header has no end: a line “---” is missing.", f"line {start + 1}")
    return _parse_lines(lines[start + 1 : end], start + 2), "\n".join(lines[end + 1 :])


def _parse_lines(lines: list[str], first_number: int) -> dict[str, tuple[str, int]]:
    header: dict[str, tuple[list[str], int]] = {}
    key = ""
    for number, line in enumerate(lines, first_number):
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] in " \t" and key:  # continues the value
            header[key][0].append(line.strip())
        else:
            key, value = _key_and_value(line, number)
            if key in header:
                raise UnreadableItemError(f"“{key}” is said twice.", f"line {number}")
            header[key] = ([value], number)
    return {key: (" ".join(parts).strip(), number) for key, (parts, number) in header.items()}


def _key_and_value(line: str, number: int) -> tuple[str, str]:
    match = _KEY_VALUE.fullmatch(line)
    if match is None:
        raise UnreadableItemError("This is not “key: value”.", f"line {number}")
    key = match[1][:_KEY_LENGTH].lower()
    if key not in _DRAFT_FIELDS:
        similar = difflib.get_close_matches(key, _DRAFT_FIELDS, n=1)
        hint = f" Is “{similar[0]}” meant?" if similar else f" The keys are: {', '.join(_DRAFT_FIELDS)}."
        raise UnreadableItemError(f"“{key}” is no key.{hint}", f"line {number}")
    return key, match[2].strip()


class _HeaderParser:
    """Makes a draft of a header and a body; collects notes. Its methods raise UnreadableItemError."""

    def __init__(
        self, header: dict[str, tuple[str, int]], defaults: ImportDefaults, notes: list[str]
    ) -> None:
        self._header = header
        self._defaults = defaults
        self._notes = notes

    def parse(self, body: str) -> ParsedItem:
        published, updated = self._date("published"), self._date("updated")
        draft = ArticleDraft(
            headline=self._text("headline") or "",
            body_html=html_paragraphs(body),
            section_path=self._text("section") or DEFAULT_SECTION,
            section_name=self._text("section-name"),
            language=self._text("language") or self._defaults.language,
            slug=self._text("slug"),
            external_reference=self._text("id"),
            canonical_url=self._text("url"),
            authors=tuple(DraftAuthor(name) for name in self._list("authors")),
            tags=tuple(DraftTag(label, kind) for key, kind in _TAG_KEYS.items() for label in self._list(key)),
            images=tuple(self._images()),
            corrections=tuple(self._corrections(updated or published)),
            published_at=published,
            updated_at=updated,
            embargoed_until=self._embargo(),
            expires_at=self._date("expires"),
            copyright_notice=self._text("copyright"),
            source_name=self._defaults.source_name,
            withdrawn=self._is_withdrawn(),
        )
        texts: dict[str, Any] = {name: self._text(name) for name in _TEXT_FIELDS}
        draft = replace(draft, **texts)
        return ParsedItem(draft, "", tuple(dict.fromkeys(self._notes)), self._locations())

    def _text(self, key: str) -> str | None:
        return self._header.get(key, ("", 0))[0] or None

    def _list(self, key: str) -> list[str]:
        parts = _LIST_SEPARATOR.split(self._text(key) or "")
        return [part.strip() for part in parts if part.strip()]

    def _location(self, key: str) -> str:
        return f"line {self._header[key][1]}"

    def _locations(self) -> dict[str, str]:
        """The line of each field of the draft; of several keys for one field, the first."""
        return {_DRAFT_FIELDS[key]: self._location(key) for key in reversed(self._header)}

    def _date(self, key: str) -> datetime | None:
        text = self._text(key)
        if text is None:
            return None
        try:
            moment, note = parse_date(text)
        except ValueError:
            reason = f"“{text[:80]}” is no date like “2026-10-12” or “2026-10-12 06:30+02:00”."
            raise UnreadableItemError(reason, self._location(key)) from None
        if note:
            self._notes.append(note)
        return moment

    def _embargo(self) -> datetime | None:
        """The end of the embargo. An item whose embargo cannot be read is rejected: it must not leak."""
        reason = "It is held: it is under an embargo, and the date cannot be read."
        if "embargoed" in self._header and self._text("embargoed") is None:
            raise UnreadableItemError(reason, self._location("embargoed"))
        try:
            return self._date("embargoed")
        except UnreadableItemError as error:
            raise UnreadableItemError(reason, error.location) from error

    def _is_withdrawn(self) -> bool:
        status = (self._text("status") or "published").lower()
        if status not in ("published", "withdrawn"):
            reason = f"The status “{status[:80]}” is neither published nor withdrawn."
            raise UnreadableItemError(reason, self._location("status"))
        return status == "withdrawn"

    def _corrections(self, corrected_at: datetime | None) -> Iterator[DraftCorrection]:
        text = self._text("correction")
        if text is None:
            return
        if corrected_at is None:
            raise UnreadableItemError("A correction needs a date (“updated”).", self._location("correction"))
        yield DraftCorrection(text, corrected_at)

    def _images(self) -> Iterator[DraftImage]:
        href = self._text("image")
        if href is None:
            return
        text = self._text("image-caption")
        caption = ImageCaption(self._text("image-alt") or text or "", text, self._text("image-credit"))
        try:
            yield draft_image(href, caption, folder=self._defaults.folder)
        except ImageSkippedError as error:
            self._notes.append(str(error))
