"""JSON Feed 1 and 1.1 (https://jsonfeed.org/version/1.1)."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import IO, Any
from urllib.parse import urljoin

from broadsheet_server.ingest.feed_identity import FeedItem, FeedItemIdentity, feed_identities
from broadsheet_server.ingest.image_references import ImageCaption, ImageSkippedError, draft_image
from broadsheet_server.ingest.languages import read_language
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    UnreadableItemError,
    join_positions,
    reference_source,
)
from broadsheet_server.ingest.text_encoding import UnreadableTextError, decode
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftImage, DraftTag
from broadsheet_server.newsroom.html_sanitiser import sanitise
from broadsheet_server.newsroom.html_text import html_paragraphs
from broadsheet_server.newsroom.html_tree import HostileMarkupError
from broadsheet_server.newsroom.validation import excerpt, single_line
from broadsheet_shared.vocabulary import TagKind

FILE_BYTES_MAX = 15 * 1024 * 1024
Members = Mapping[str, Any]


def recognises(head: str) -> bool:
    """Whether a file that begins like this is a JSON Feed."""
    return head.lstrip().startswith("{") and "jsonfeed.org/version/" in head.replace("\\/", "/")


def parse(file: IO[bytes], defaults: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    """Parse every item of a feed."""
    data = file.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        yield RejectedItem("", f"The feed is larger than {FILE_BYTES_MAX // 1024**2} MB.")
        return
    try:
        feed = json.loads(decode(data)[0])
    except UnreadableTextError as error:
        yield RejectedItem("", str(error))
        return
    except json.JSONDecodeError as error:
        yield RejectedItem(f"line {error.lineno}, column {error.colno}", f"This is not JSON: {error.msg}.")
        return
    except RecursionError:
        yield RejectedItem("", "The feed is nested too deeply.")
        return
    yield from _items(feed, defaults)


def _items(feed: Members, defaults: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    items = feed.get("items")
    if not isinstance(items, list):
        yield RejectedItem("$.items", "The feed has no list of items.")
        return
    entries = [item if isinstance(item, dict) else {} for item in items]
    base = _text(feed, "home_page_url") or defaults.url or ""
    links = [_text(entry, "url") for entry in entries]
    named = [
        FeedItem(_text(entry, "id"), link and _absolute(link, base))
        for entry, link in zip(entries, links, strict=True)
    ]
    identities = feed_identities(named, guids_are_permanent=True)
    for index, (entry, identity) in enumerate(zip(entries, identities.items, strict=True)):
        position = f"$.items[{index}]"
        try:
            yield _ItemParser(entry, feed, identity, defaults, identities.notes).parse(position)
        except UnreadableItemError as error:
            headline = str(entry.get("title") or "")[:200]
            yield RejectedItem(join_positions(position, error.location), str(error), headline)


class _ItemParser:
    """Makes a draft of an item; collects notes. Raises UnreadableItemError."""

    def __init__(
        self,
        item: Members,
        feed: Members,
        identity: FeedItemIdentity,
        defaults: ImportDefaults,
        feed_notes: tuple[str, ...],
    ) -> None:
        self._feed_notes = feed_notes
        self._item = item
        self._feed = feed
        self._identity = identity
        self._defaults = defaults
        self._dates = defaults.dates()
        self._notes: list[str] = []

    def parse(self, position: str) -> ParsedItem:
        """The draft."""
        item, feed, defaults, identity = self._item, self._feed, self._defaults, self._identity
        language = read_language(_text(item, "language") or _text(feed, "language"), defaults.language)
        body = self._body()
        draft = ArticleDraft(
            headline=self._headline(body),
            body_html=body,
            summary=_text(item, "summary"),
            section_path=defaults.section_path,
            language=language.tag,
            language_is_assumed=language.is_assumed,
            external_reference=identity.external_reference,
            reference_source=reference_source(
                identity.external_reference, defaults, _text(feed, "feed_url", "home_page_url")
            ),
            reference_may_change=identity.reference_may_change,
            canonical_url=identity.canonical_url,
            authors=tuple(map(DraftAuthor, dict.fromkeys(self._authors()))),
            images=tuple(self._lead_image()),
            tags=tuple(DraftTag(tag, TagKind.TOPIC) for tag in _texts(item.get("tags"))),
            published_at=self._date("published_at", "date_published"),
            updated_at=self._date("updated_at", "date_modified"),
            published_on=self._dates.day("published_at"),
            updated_on=self._dates.day("updated_at"),
            dates_without_zone=self._dates.without_zone(),
            source_name=defaults.source_name or _text(feed, "title"),
            source_url=None if defaults.source_name else _text(feed, "home_page_url"),
        )
        if language.note:
            self._notes.append(language.note)
        self._note_what_is_left_out()
        run_notes = (*self._feed_notes, *self._dates.notes())
        return ParsedItem(
            draft, position, tuple(self._notes), run_notes=run_notes, is_summary=not self._has_text()
        )

    def _has_text(self) -> bool:
        return bool(_text(self._item, "content_html", "content_text"))

    def _body(self) -> str:
        if markup := _text(self._item, "content_html"):
            return markup
        text = _text(self._item, "content_text")
        if text is None:
            if self._defaults.full_text and self._identity.canonical_url:
                return html_paragraphs(_text(self._item, "summary") or "")
            raise UnreadableItemError("It has neither content_html nor content_text.")
        return html_paragraphs(text)

    def _headline(self, body: str) -> str:
        """The title; of an item without one, which JSON Feed allows, its first words."""
        if title := _text(self._item, "title"):
            return title
        words = self._reading(body)
        if words:
            self._notes.append("it has no headline: its first words stand as one")
        return excerpt(words)

    def _reading(self, markup: str) -> str:
        try:
            return single_line(sanitise(markup).text, "headline", len(markup)) or ""
        except HostileMarkupError as error:
            raise UnreadableItemError(str(error)) from error

    def _authors(self) -> Iterator[str]:
        """The item's authors, or the feed's; version 1 has one `author`."""
        for holder in (self._item, self._feed):
            found = holder.get("authors") or holder.get("author")
            members = found if isinstance(found, list) else [found]
            names = [
                name for member in members if isinstance(member, dict) and (name := _text(member, "name"))
            ]
            if names:
                yield from names
                return

    def _lead_image(self) -> Iterator[DraftImage]:
        """Its banner, which is larger, or its image."""
        address = _text(self._item, "banner_image", "image")
        if address is None:
            return
        try:
            yield draft_image(_absolute(address, self._identity.canonical_url), ImageCaption(""), folder=None)
        except ImageSkippedError as error:
            self._notes.append(str(error))

    def _date(self, field: str, name: str) -> datetime | None:
        """A date (RFC 3339). One that cannot be read is left out and noted: it is not guessed."""
        text = _text(self._item, name)
        if text is None:
            return None
        try:
            return self._dates.read(field, text)
        except ValueError:
            self._notes.append(f"{name} left out: “{excerpt(text)}” is no date like 2026-10-12T06:30:00Z")
            return None

    def _note_what_is_left_out(self) -> None:
        attachments = self._item.get("attachments")
        for attachment in attachments if isinstance(attachments, list) else ():
            if isinstance(attachment, dict):
                kind, address = _text(attachment, "mime_type"), _text(attachment, "url")
                self._notes.append(f"left out: {kind or 'an attachment'} at {excerpt(address or '')}")


def _absolute(address: str, base: str | None) -> str:
    try:
        return urljoin(base or "", address)
    except ValueError:  # like `http://[`
        return address


def _text(holder: Members, *names: str) -> str | None:
    """The first of these members that is text."""
    for name in names:
        value = holder.get(name)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int) and name == "id":
            return str(value)
    return None


def _texts(value: object) -> list[str]:
    return (
        [text for text in value if isinstance(text, str) and text.strip()] if isinstance(value, list) else []
    )
