"""One item of RSS or Atom, as feedparser reads it: what is taken is written down in docs/import/feeds.md."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from broadsheet_server.ingest.body_choice import richest
from broadsheet_server.ingest.feed_identity import FeedItemIdentity
from broadsheet_server.ingest.image_references import ImageCaption, ImageSkippedError, draft_image
from broadsheet_server.ingest.languages import read_language
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    UnreadableItemError,
    reference_source,
)
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftImage, DraftTag
from broadsheet_server.newsroom.html_sanitiser import sanitise
from broadsheet_server.newsroom.html_text import html_paragraphs, tagless_html, word_count
from broadsheet_server.newsroom.html_tree import HostileMarkupError
from broadsheet_server.newsroom.validation import excerpt, single_line
from broadsheet_shared.vocabulary import TagKind

Members = Mapping[str, Any]

SUMMARY_MAX = 1_000
"""A longer description beside a body is another form of the body."""
WORDS_OF_A_TEXT = 150
"""A description with fewer is a summary; many feeds have the whole text in it."""
_RFC_2822 = re.compile(r"(?:[a-z]{3,9},?\s+)?\d{1,2}[\s-]+[a-z]{3,9}[\s-]+\d{2,4}\s.*", re.IGNORECASE)
_ZONES = re.compile(r"(?:[+-]\d{4}|ut|utc|gmt|z|[ecmp][sd]t)(?:\s*\(.*\))?", re.IGNORECASE)
_PERSON = re.compile(r"\S+@\S+\s+\(([^()]+)\)")
"""How RSS 2.0 names an author: `lawyer@boyer.example (Lawyer Boyer)`."""


_IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")


class EntryParser:
    """Makes a draft of an item; collects notes. Raises UnreadableItemError."""

    def __init__(
        self,
        entry: Members,
        feed: Any,
        identity: FeedItemIdentity,
        defaults: ImportDefaults,
        feed_notes: tuple[str, ...],
    ) -> None:
        self._entry = entry
        self._feed = feed.feed
        self._identity = identity
        self._defaults = defaults
        self._dates = defaults.dates()
        self._feed_notes = feed_notes
        self._notes: list[str] = []

    def parse(self, position: str) -> ParsedItem:
        """The draft."""
        entry, feed, defaults, identity = self._entry, self._feed, self._defaults, self._identity
        body, summary = self._body_and_summary()
        language = read_language(self._language(), defaults.language)
        source, source_url = self._source()
        draft = ArticleDraft(
            headline=self._headline(body),
            body_html=body,
            summary=summary,
            section_path=defaults.section_path,
            language=language.tag,
            language_is_assumed=language.is_assumed,
            external_reference=identity.external_reference,
            reference_source=reference_source(
                identity.external_reference, defaults, feed.get("id") or feed.get("link")
            ),
            reference_may_change=identity.reference_may_change,
            canonical_url=self._canonical_url(),
            given_url=identity.canonical_url,
            authors=tuple(map(DraftAuthor, dict.fromkeys(self._authors()))),
            tags=tuple(self._tags()),
            images=tuple(self._images()),
            published_at=self._date("published_at", "published"),
            updated_at=self._date("updated_at", "updated"),
            published_on=self._dates.day("published_at"),
            updated_on=self._dates.day("updated_at"),
            dates_without_zone=self._dates.without_zone(),
            copyright_notice=entry.get("rights") or feed.get("rights"),
            source_name=source,
            source_url=source_url,
            embargoed_until=max(self._strict_dates("embargoed_until", "embargodate"), default=None),
            expires_at=min(self._strict_dates("expires_at", "expirationdate", "killdate"), default=None),
            withheld=str(entry.get("app_draft")).strip().lower() == "yes",
        )
        if language.note:
            self._notes.append(language.note)
        notes = tuple(dict.fromkeys(self._notes))
        run_notes = (*self._feed_notes, *self._dates.notes())
        return ParsedItem(draft, position, notes, run_notes=run_notes, is_summary=self._is_summary(body))

    def _headline(self, body: str) -> str:
        """The title as text; of an item without one, which RSS allows, its first words."""
        if headline := self._plain(self._entry.get("title_detail")):
            return headline
        words = self._plain({"type": "text/html", "value": body})
        if words:
            self._notes.append("it has no headline: its first words stand as one")
        return excerpt(words)

    def _body_and_summary(self) -> tuple[str, str | None]:
        """The best of its texts, and its description where that is another, shorter one."""
        contents = [markup for content in self._entry.get("content", ()) if (markup := _markup(content))]
        description = _described(self._entry)
        if not contents:
            if not description:
                if self._defaults.full_text and self._canonical_url():
                    return "", None
                raise UnreadableItemError("It has no text, only a link: fetch the full text of this source.")
            return _markup(description), None
        body = contents[richest(contents)]
        summary = self._plain(description) if description else None
        is_other = summary and len(summary) <= SUMMARY_MAX and not self._plain_body(body).startswith(summary)
        return body, summary if is_other else None

    def _is_summary(self, body: str) -> bool:
        """Whether the text is a short description, or none at all; that matters only to `full_text`."""
        if not self._defaults.full_text or self._entry.get("content"):
            return False
        return word_count(self._plain_body(body)) < WORDS_OF_A_TEXT

    def _plain_body(self, body: str) -> str:
        return self._plain({"type": "text/html", "value": body})

    def _plain(self, detail: Members | None) -> str:
        """A text of the feed on one line, without markup."""
        if not detail:
            return ""
        text = str(detail.get("value") or "")
        if detail.get("type") in ("text/html", "application/xhtml+xml"):
            try:
                text = sanitise(text).text
            except HostileMarkupError as error:
                raise UnreadableItemError(str(error)) from error
        return single_line(text, "headline", len(text)) or ""

    def _language(self) -> str:
        details = (*self._entry.get("content", ()), self._entry.get("title_detail") or {})
        own = next((detail["language"] for detail in details if detail.get("language")), None)
        return str(own or self._feed.get("language") or "")

    def _canonical_url(self) -> str | None:
        """The article's own page; FeedBurner and its like keep it apart from the link that counts clicks."""
        return self._entry.get("feedburner_origlink") or self._identity.canonical_url

    def _source(self) -> tuple[str | None, str | None]:
        """Whom the article is from: the feed that it was taken over from, or this one."""
        if self._defaults.source_name:
            return self._defaults.source_name, None
        source = self._entry.get("source") or {}
        if source.get("title"):
            return str(source["title"]), None
        return self._feed.get("title") or None, self._feed.get("link") or None

    def _authors(self) -> Iterator[str]:
        for author in self._entry.get("authors", ()):
            name = str(author.get("name") or "").strip()
            if match := _PERSON.fullmatch(name):
                name = match[1].strip()
            if name and "@" not in name:
                yield name

    def _tags(self) -> Iterator[DraftTag]:
        for tag in self._entry.get("tags", ()):
            term, label, scheme = tag.get("term"), tag.get("label"), tag.get("scheme")
            if name := (label or term or "").strip():
                code = term if scheme else None
                yield DraftTag(name, TagKind.TOPIC, scheme=scheme if code else None, code=code)

    def _date(self, field: str, name: str) -> datetime | None:
        """A date (RFC 2822 or 3339). One that cannot be read is left out and noted: it is not guessed."""
        text = dict(self._entry).get(name)  # feedparser's own look-up answers with another date instead
        if not text:
            return None
        try:
            return self._dates.read(field, self._iso_date(str(text).strip()))
        except ValueError:
            self._notes.append(f"date left out: “{excerpt(str(text))}” is none of RFC 2822 or RFC 3339")
            return None

    def _strict_dates(self, field: str, *names: str) -> list[datetime]:
        """Dates outside of which nobody may see the item, in PRISM's words, whatever their prefix.

        Raises UnreadableItemError for one that cannot be read.
        """
        members = dict(self._entry).items()
        texts = [str(value).strip() for key, value in members if key.rpartition("_")[2] in names]
        return [self._strict_date(field, text) for text in texts if text]

    def _strict_date(self, field: str, text: str) -> datetime:
        try:
            return self._dates.read(field, self._iso_date(text))
        except ValueError:
            reason = f"It is held: “{excerpt(text)}” is no date, and nobody may see it outside its time."
            raise UnreadableItemError(reason) from None

    def _iso_date(self, text: str) -> str:
        """A date of RFC 2822 in ISO's form. `CST` in Chinese means another zone than in the RFC."""
        if not _RFC_2822.fullmatch(text):
            return text
        zone = re.split(r"\d{1,2}:\d{2}(?::\d{2})?\s*", text)[-1]
        moment = parsedate_to_datetime(text)
        if not zone or (zone.upper() == "CST" and self._language().startswith("zh")):
            return moment.replace(tzinfo=None).isoformat()
        if not _ZONES.fullmatch(zone):
            raise ValueError(zone)
        return moment.replace(tzinfo=moment.tzinfo or UTC).isoformat()

    def _images(self) -> Iterator[DraftImage]:
        """The pictures beside the text, else its thumbnail. What is heard or watched is noted."""
        media = [
            medium
            for medium in (*self._entry.get("media_content", ()), *self._entry.get("enclosures", ()))
            if _address(medium)
        ]
        for medium in media:
            if not _is_image(medium):
                kind = medium.get("type") or "a medium"
                self._notes.append(f"left out: {kind} at {excerpt(_address(medium))}")
        for medium in list(filter(_is_image, media)) or self._entry.get("media_thumbnail", ()):
            try:
                yield self._image(_address(medium), medium)
            except ImageSkippedError as error:
                self._notes.append(str(error))

    def _image(self, address: str, medium: Members) -> DraftImage:
        credit = next((c.get("content") for c in self._entry.get("media_credit", ())), None)
        caption = ImageCaption(str(medium.get("title") or ""), credit=credit)
        width, height = (_pixels(medium.get(side)) for side in ("width", "height"))
        return draft_image(
            *(address, caption),
            folder=None,
            media_type=medium.get("type"),
            width=width,
            height=height,
        )


def _markup(detail: Members) -> str:
    """A text of the feed as HTML; empty where it is none."""
    text, media_type = str(detail.get("value") or ""), str(detail.get("type") or "text/html")
    if media_type == "text/plain":
        return html_paragraphs(text)
    if "<" not in text:  # feeds call plain text HTML
        return tagless_html(text)
    return text if media_type in ("text/html", "application/xhtml+xml") else ""


def _described(entry: Members) -> Members | None:
    """The item's description. `media:description` overwrites its details in feedparser, not its text."""
    text, detail = entry.get("summary"), entry.get("summary_detail") or {}
    if not text:
        return None
    return detail if detail.get("value") == text else {"type": "text/html", "value": text}


def _address(medium: Members) -> str:
    return str(medium.get("url") or medium.get("href") or "").strip()


def _is_image(medium: Members) -> bool:
    """Whether a medium says that it is an image; of one that says nothing, its address does."""
    if kind := medium.get("type") or medium.get("medium"):
        return str(kind).startswith("image")
    return _address(medium).partition("?")[0].lower().endswith(_IMAGE_SUFFIXES)


def _pixels(text: object) -> int | None:
    written = str(text or "").strip().removesuffix("px")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else None
