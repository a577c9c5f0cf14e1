"""Makes a draft of front matter and a body."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from broadsheet_server.ingest.body_files import body_files
from broadsheet_server.ingest.contributor_roles import in_role
from broadsheet_server.ingest.front_matter_keys import (
    CONTRIBUTOR_KEYS,
    DRAFT_FIELDS,
    TAG_KEYS,
    TEXT_FIELDS,
    known_entries,
)
from broadsheet_server.ingest.header_values import Header, HeaderEntry, HeaderValue
from broadsheet_server.ingest.image_references import ImageCaption, ImageSkippedError, draft_image
from broadsheet_server.ingest.languages import read_language
from broadsheet_server.ingest.markdown_body import LENGTH_MAX, markdown_html
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    SkippedItemError,
    UnreadableItemError,
)
from broadsheet_server.models.translations import TranslationReferenceKind
from broadsheet_server.newsroom.drafts import (
    ArticleDraft,
    DraftAuthor,
    DraftContributor,
    DraftCorrection,
    DraftImage,
    DraftTag,
    DraftTranslation,
)
from broadsheet_server.newsroom.html_text import html_paragraphs
from broadsheet_server.newsroom.slugs import slugify
from broadsheet_shared.vocabulary import TagKind

_LIST_SEPARATOR = re.compile(r"[,;\uff0c\u3001\uff1b]")
_NAME_KEYS = ("name", "title", "label", "value")
"""What the name of an author or a tag is called, where it is a mapping."""
_IMAGE_KEYS = ("src", "path", "url", "image", "file", "href", "filename")
_FOR_EVERYBODY = ("public", "everyone", "everybody", "all", "open")
"""Of `visibility`."""
_FALSE = ("false", "no", "off", "0", "")
_DATED_NAME = re.compile(r"(?:.*[/\\])?(\d{4}-\d\d-\d\d)-[^/\\]+")
"""The name of a post of Jekyll."""


def parse_article(header: Header, body: str, defaults: ImportDefaults, *, is_markdown: bool) -> ParsedItem:
    """Parse an article. Raises UnreadableItemError for one that cannot or must not be published."""
    return _FrontMatterParser(header, defaults).parse(body, is_markdown=is_markdown)


class _FrontMatterParser:
    """Collects notes; its methods raise UnreadableItemError."""

    def __init__(self, header: Header, defaults: ImportDefaults) -> None:
        self._entries = known_entries(header)
        self._defaults = defaults
        self._notes = header.notes
        self._dates = defaults.dates()

    def parse(self, body: str, *, is_markdown: bool) -> ParsedItem:
        """The whole article."""
        try:
            self._check_released()
        except SkippedItemError as error:
            raise SkippedItemError(str(error), error.location, self._withheld()) from error
        embargoed = self._embargo()
        published = self._published(embargoed)
        updated = self._date("updated")
        language = read_language(self._text("language"), self._defaults.language)
        self._notes.extend([language.note] if language.note else [])
        section_path, section_name, categories = self._section()
        markup = self._body(body, is_markdown=is_markdown)
        draft = ArticleDraft(
            headline=self._text("headline") or "",
            body_html=markup,
            body_files=body_files(markup, self._defaults.folder),
            section_path=section_path,
            section_name=section_name,
            language=language.tag,
            language_is_assumed=language.is_assumed,
            slug=self._text("slug"),
            external_reference=self._text("id"),
            canonical_url=self._url(),
            authors=tuple(DraftAuthor(name) for name in self._list("authors")),
            contributors=tuple(self._contributors()),
            tags=tuple(self._tags(categories)),
            images=tuple(self._images()),
            corrections=tuple(self._corrections(updated or published)),
            translations=tuple(self._translations()),
            published_at=published,
            published_on=self._dates.day("published_at"),
            updated_at=updated,
            updated_on=self._dates.day("updated_at"),
            embargoed_until=embargoed,
            expires_at=self._date("expires"),
            copyright_notice=self._text("copyright"),
            source_name=self._defaults.source_name,
            withdrawn=self._is_withdrawn(),
            dates_without_zone=self._dates.without_zone(),
        )
        texts: dict[str, Any] = {name: self._text(key) for name, key in TEXT_FIELDS.items()}
        notes = tuple(dict.fromkeys(self._notes))
        return ParsedItem(
            *(replace(draft, **texts), "", notes, self._locations()),
            run_notes=self._dates.notes(),
            is_whole_file=True,
        )

    def _withheld(self) -> ArticleDraft:
        """What identifies an article that is not for the public, and may have been."""
        return ArticleDraft(
            headline=self._text("headline") or "",
            body_html="",
            section_path=self._defaults.section_path,
            language=self._defaults.language,
            slug=self._text("slug"),
            external_reference=self._text("id"),
            canonical_url=self._url(),
            source_name=self._defaults.source_name,
            withheld=True,
        )

    def _entry(self, key: str) -> HeaderEntry | None:
        return next(iter(self._entries.get(key, ())), None)

    def _text(self, key: str) -> str | None:
        """The value of a key as text. A list or a mapping is no text and is left out."""
        for entry in self._entries.get(key, ()):
            if isinstance(entry.value, str):
                return entry.value.strip() or None
            if entry.value:
                self._notes.append(f"{key} left out: it must be text, and is a list or a mapping")
        return None

    def _list(self, key: str) -> list[str]:
        return [name for entry in self._entries.get(key, ()) for name in _names(entry.value)]

    def _location(self, key: str) -> str:
        entry = self._entry(key)
        return f"line {entry.line}" if entry else ""

    def _locations(self) -> dict[str, str]:
        """The line of each field of the draft; of several keys for one field, the first."""
        entries = [(entry.line, DRAFT_FIELDS[key]) for key, found in self._entries.items() for entry in found]
        return {field: f"line {line}" for line, field in sorted(entries, reverse=True)}

    def _body(self, body: str, *, is_markdown: bool) -> str:
        if not is_markdown:
            return html_paragraphs(body)
        if len(body) > LENGTH_MAX:
            reason = f"The body has {len(body):,} characters; at most {LENGTH_MAX:,} of Markdown are taken."
            raise UnreadableItemError(reason)
        markup, notes = markdown_html(body)
        self._notes.extend(notes)
        return markup

    def _section(self) -> tuple[str, str | None, list[str]]:
        """Path and name of the section, which may be the first category, and the categories that are tags."""
        categories, path = self._list("categories"), self._text("section")
        name = self._text("section-name")
        if path or not categories:
            return path or self._defaults.section_path, name, categories
        slug = slugify(categories[0])
        if not slug:
            return self._defaults.section_path, name, categories
        return slug, name or (categories[0] if categories[0] != slug else None), categories[1:]

    def _contributors(self) -> Iterator[DraftContributor]:
        for key, role in CONTRIBUTOR_KEYS.items():
            yield from in_role(self._list(key), role)

    def _tags(self, categories: list[str]) -> Iterator[DraftTag]:
        for key, kind in TAG_KEYS.items():
            yield from (DraftTag(label, kind) for label in self._list(key))
        yield from (DraftTag(label, TagKind.TOPIC) for label in categories)

    def _translations(self) -> Iterator[DraftTranslation]:
        """Other articles, by slug or reference; and the key of Hugo that all translations have."""
        source = self._defaults.source_name
        for name in self._list("translation-of"):
            yield DraftTranslation(name, TranslationReferenceKind.REFERENCE, source)
            if slugify(name) == name:
                yield DraftTranslation(name, TranslationReferenceKind.SLUG)
        if key := self._text("translation-key"):
            yield DraftTranslation(key, TranslationReferenceKind.KEY, source)

    def _url(self) -> str | None:
        """The URL. Generators also write paths on their own site, which identify nothing here."""
        url = self._text("url")
        if url and url.startswith("/"):
            self._notes.append(f"url left out: “{url[:80]}” is a path, not a web address")
            return None
        return url

    def _published(self, embargoed: datetime | None) -> datetime | None:
        """The publishing date; without one the end of the embargo, or the date in the name of the file."""
        if published := self._date("published"):
            return published
        name = _DATED_NAME.fullmatch(self._defaults.file_name or "")
        entry, text = self._entry("embargoed"), name[1] if name else ""
        if embargoed and entry:
            text = str(entry.value)
        elif text:
            self._notes.append(f"the date {text} is from the name of the file")
        try:
            return self._dates.read("published_at", text) if text else None
        except ValueError:
            return None

    def _date(self, key: str) -> datetime | None:
        entry = self._entry(key)
        if entry is None or not entry.value:
            return None
        text = str(entry.value).strip()
        try:
            return self._dates.read(DRAFT_FIELDS[key], text)
        except ValueError:
            reason = f"“{text[:80]}” is no date like “2026-10-12” or “2026-10-12 06:30+02:00”."
            raise UnreadableItemError(reason, self._location(key)) from None

    def _embargo(self) -> datetime | None:
        """The end of the embargo. An item whose embargo cannot be read is rejected: it must not leak."""
        reason = "It is held: it is under an embargo, and the date cannot be read."
        if self._entry("embargoed") and self._text("embargoed") is None:
            raise UnreadableItemError(reason, self._location("embargoed"))
        try:
            return self._date("embargoed")
        except UnreadableItemError as error:
            raise UnreadableItemError(reason, error.location) from error

    def _check_released(self) -> None:
        """Raise SkippedItemError for a draft: `draft: true`, `published: false`, `status: draft`."""
        published = self._entries.get("published", [])
        for entry in [entry for entry in published if _is_boolean(entry.value)]:
            published.remove(entry)
            if str(entry.value).lower() in _FALSE:
                reason = "It is not to be published yet (published: false)."
                raise SkippedItemError(reason, f"line {entry.line}")
        for entry in self._entries.get("draft", ()):
            if not _is_for_everybody(entry.value):
                raise SkippedItemError("It is a draft, or not for everybody.", f"line {entry.line}")
        status = (self._text("status") or "").lower()
        if status in ("draft", "private", "pending"):
            reason = f"It is not to be published yet (status: {status})."
            raise SkippedItemError(reason, self._location("status"))

    def _is_withdrawn(self) -> bool:
        status = (self._text("status") or "published").lower()
        status = "published" if status in ("publish", "public") else status
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
        for entry in self._entries.get("image", ()):
            members = entry.value if isinstance(entry.value, list) else [entry.value]
            for member in members:
                yield from self._image(member)

    def _image(self, value: HeaderValue) -> Iterator[DraftImage]:
        texts = {key: text for key, text in value.items() if text} if isinstance(value, dict) else {}
        href = next((texts[key] for key in _IMAGE_KEYS if key in texts), None) if texts else value
        if not isinstance(href, str) or not href.strip():
            return
        caption = str(texts.get("caption") or "") or self._text("image-caption")
        alt = str(texts.get("alt") or "") or self._text("image-alt") or caption or ""
        credit = str(texts.get("credit") or "") or self._text("image-credit")
        try:
            yield draft_image(href.strip(), ImageCaption(alt, caption, credit), folder=self._defaults.folder)
        except ImageSkippedError as error:
            self._notes.append(str(error))


def _names(value: HeaderValue) -> Iterator[str]:
    """The names in a text with separators, in a list, or in mappings with a name."""
    if isinstance(value, str):
        yield from (part.strip() for part in _LIST_SEPARATOR.split(value) if part.strip())
    elif isinstance(value, dict):
        name = next((value[key] for key in _NAME_KEYS if value.get(key)), None)
        yield from [name] if isinstance(name, str) else []
    else:
        for member in value or ():
            yield from [member.strip()] if isinstance(member, str) and member.strip() else ()
            yield from _names(member) if isinstance(member, dict) else ()


def _is_boolean(value: HeaderValue) -> bool:
    return isinstance(value, str) and value.strip().lower() in ("true", "false", "yes", "no", "on", "off")


def _is_for_everybody(value: HeaderValue) -> bool:
    """Whether the value of a key like `draft` or `access` keeps nobody out; Hugo's `build` says so inside."""
    if isinstance(value, dict):
        return str(value.get("render") or "always").strip().lower() in ("always", "true")
    return value is None or str(value).strip().lower() in (*_FALSE, *_FOR_EVERYBODY)
