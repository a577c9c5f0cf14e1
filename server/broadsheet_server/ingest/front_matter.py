"""Plain text with front matter: a block of `key: value` lines between two lines `---`, then paragraphs.

The whole form is described in docs/import.md.
"""

import difflib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO

from broadsheet_server.ingest.dates import read_moment
from broadsheet_server.ingest.image_references import ImageCaption, ImageSkippedError, draft_image
from broadsheet_server.ingest.ninjs_item import NO_SECTION
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    UnreadableItemError,
)
from broadsheet_server.ingest.text_encoding import UTF_8, UnreadableTextError, decode
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftCorrection, DraftImage, DraftTag
from broadsheet_server.newsroom.html_text import html_paragraphs
from broadsheet_shared.vocabulary import TagKind

WHOLE_MAX = 16 * 1024 * 1024

_FENCE = "---"
_LINE = re.compile(r"([A-Za-z][A-Za-z_-]*)\s*[:\uff1a](.*)")
_LIST = re.compile(r"[,;\uff0c\u3001\uff1b]")
_TAG_KEYS = {
    "tags": TagKind.TOPIC,
    "people": TagKind.PERSON,
    "organisations": TagKind.ORGANISATION,
    "places": TagKind.PLACE,
    "events": TagKind.EVENT,
}
_FIELDS = {
    "headline": "headline",
    "section": "section_path",
    "section-name": "section_name",
    "language": "language",
    "slug": "slug",
    "id": "external_reference",
    "url": "canonical_url",
    "summary": "summary",
    "byline": "byline",
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


def recognises(beginning: str) -> bool:
    """Whether a text that begins like this has front matter."""
    first = beginning.lstrip().split("\n", 1)[0]
    return first.rstrip() == _FENCE


def read(file: IO[bytes], surroundings: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    """Read the one article of a file."""
    data = file.read(WHOLE_MAX + 1)
    if len(data) > WHOLE_MAX:
        yield RejectedItem(
            "", f"The file is larger than {WHOLE_MAX // 1024**2} MB, too large for one article."
        )
        return
    try:
        text, encoding = decode(data)
        header, body = _divided(text)
        notes = [] if encoding == UTF_8 else [f"the encoding is {encoding}, not UTF-8"]
        yield _Header(header, surroundings, notes).reading(body)
    except UnreadableTextError as trouble:
        yield RejectedItem("", str(trouble))
    except UnreadableItemError as trouble:
        yield RejectedItem(trouble.place, str(trouble))


def _divided(text: str) -> tuple[dict[str, tuple[str, int]], str]:
    """The header (key -> value and line) and the body."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next(at for at, line in enumerate(lines) if line.strip())
    end = next((at for at, line in enumerate(lines) if at > start and line.rstrip() == _FENCE), None)
    if end is None:
        raise UnreadableItemError("The header has no end: a line “---” is missing.", f"line {start + 1}")
    header: dict[str, tuple[str, int]] = {}
    last = ""
    for number, line in enumerate(lines[start + 1 : end], start=start + 2):
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] in " \t" and last:
            value, first = header[last]
            header[last] = (f"{value} {line.strip()}".strip(), first)
        else:
            last, value = _key_and_value(line, number)
            if last in header:
                raise UnreadableItemError(f"“{last}” is said twice.", f"line {number}")
            header[last] = (value, number)
    return header, "\n".join(lines[end + 1 :])


def _key_and_value(line: str, number: int) -> tuple[str, str]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise UnreadableItemError("This is not “key: value”.", f"line {number}")
    key = match[1].lower()
    if key not in _FIELDS:
        near = difflib.get_close_matches(key, _FIELDS, n=1)
        hint = f" Is “{near[0]}” meant?" if near else f" The keys are: {', '.join(_FIELDS)}."
        raise UnreadableItemError(f"“{key}” is no key.{hint}", f"line {number}")
    return key, match[2].strip()


class _Header:
    """The header of one article, on the way to a draft."""

    def __init__(
        self, header: dict[str, tuple[str, int]], surroundings: ImportDefaults, notes: list[str]
    ) -> None:
        self._header = header
        self._surroundings = surroundings
        self._notes = notes

    def reading(self, body: str) -> ParsedItem:
        """The article."""
        published, updated = self._moment("published"), self._moment("updated")
        draft = ArticleDraft(
            headline=self._text("headline") or "",
            body_html=html_paragraphs(body),
            section_path=self._text("section") or NO_SECTION,
            section_name=self._text("section-name"),
            language=self._text("language") or self._surroundings.language,
            slug=self._text("slug"),
            external_reference=self._text("id"),
            canonical_url=self._text("url"),
            summary=self._text("summary"),
            byline=self._text("byline"),
            authors=tuple(DraftAuthor(name) for name in self._list("authors")),
            tags=tuple(DraftTag(label, kind) for key, kind in _TAG_KEYS.items() for label in self._list(key)),
            images=tuple(self._images()),
            corrections=tuple(self._corrections(updated or published)),
            published_at=published,
            updated_at=updated,
            embargoed_until=self._embargo(),
            expires_at=self._moment("expires"),
            copyright_notice=self._text("copyright"),
            source_name=self._surroundings.source_name,
            withdrawn=self._is_withdrawn(),
        )
        return ParsedItem(draft, "", tuple(dict.fromkeys(self._notes)), self._places())

    def _text(self, key: str) -> str | None:
        return self._header.get(key, ("", 0))[0] or None

    def _list(self, key: str) -> list[str]:
        return [part.strip() for part in _LIST.split(self._text(key) or "") if part.strip()]

    def _place(self, key: str) -> str:
        return f"line {self._header[key][1]}"

    def _places(self) -> dict[str, str]:
        return {_FIELDS[key]: self._place(key) for key in reversed(self._header)}

    def _moment(self, key: str) -> datetime | None:
        text = self._text(key)
        if text is None:
            return None
        try:
            moment, note = read_moment(text)
        except ValueError:
            raise UnreadableItemError(
                f"“{text[:80]}” is no date like “2026-10-12” or “2026-10-12 06:30+02:00”.", self._place(key)
            ) from None
        if note:
            self._notes.append(note)
        return moment.astimezone(UTC) if 1 < moment.year < 9999 else moment

    def _embargo(self) -> datetime | None:
        """An embargo that cannot be read, or is only half written, holds the article."""
        held = "It is held: it is under an embargo, and the date cannot be read."
        if "embargoed" in self._header and self._text("embargoed") is None:
            raise UnreadableItemError(held, self._place("embargoed"))
        try:
            return self._moment("embargoed")
        except UnreadableItemError as trouble:
            raise UnreadableItemError(held, trouble.place) from trouble

    def _is_withdrawn(self) -> bool:
        status = (self._text("status") or "published").lower()
        if status not in ("published", "withdrawn"):
            raise UnreadableItemError(
                f"The status “{status}” is neither published nor withdrawn.", self._place("status")
            )
        return status == "withdrawn"

    def _corrections(self, corrected_at: datetime | None) -> Iterator[DraftCorrection]:
        text = self._text("correction")
        if text is None:
            return
        if corrected_at is None:
            raise UnreadableItemError("A correction needs a date (“updated”).", self._place("correction"))
        yield DraftCorrection(text, corrected_at)

    def _images(self) -> Iterator[DraftImage]:
        href = self._text("image")
        if href is None:
            return
        caption = self._text("image-caption")
        words = ImageCaption(self._text("image-alt") or caption or "", caption, self._text("image-credit"))
        try:
            yield draft_image(href, words, folder=self._surroundings.folder)
        except ImageSkippedError as trouble:
            self._notes.append(str(trouble))
