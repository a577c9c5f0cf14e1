"""The parser of one ninjs item: ninjs 3.1, and the spellings of 1.x and 2.x where they differ.

Where ninjs leaves a choice, ours is written down in docs/import.md.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from functools import partial

from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.languages import read_language
from broadsheet_server.ingest.ninjs_body import parse_body, plain_text, plain_value
from broadsheet_server.ingest.ninjs_concepts import draft_author, draft_tag
from broadsheet_server.ingest.ninjs_identity import (
    REFERENCE_NAMES,
    expiry_date,
    is_withdrawn,
    is_withheld,
    parse_identity,
    release_date,
    scheduled_date,
    source_name,
)
from broadsheet_server.ingest.ninjs_images import parse_images
from broadsheet_server.ingest.parse_results import (
    DEFAULT_SECTION,
    ImportDefaults,
    ParsedItem,
    UnreadableItemError,
)
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftCorrection, DraftTag
from broadsheet_shared.vocabulary import TagKind

_TYPES = ("text", "composite")
_TYPICAL_MEMBERS = ("uri", "guid", "headlines", "headline", "bodies", "body_html", "body_xhtml", "body_text")
_CREATED = ("firstCreated", "firstcreated")
_VERSION = ("versionCreated", "versioncreated")
_FULL = ("full", "complete")
_TAG_MEMBERS = (
    (TagKind.PERSON, ("people", "person")),
    (TagKind.ORGANISATION, ("organisations", "organisation")),
    (TagKind.PLACE, ("places", "place")),
    (TagKind.EVENT, ("events", "event")),
)


def parse_item(item: JsonItem, position: str, defaults: ImportDefaults, notes: tuple[str, ...]) -> ParsedItem:
    """Parse one item. Raises UnreadableItemError for one that cannot or must not be published."""
    _check_type(item)
    return _ItemParser(item, defaults, notes).parse(position)


def _check_type(item: JsonItem) -> None:
    if not item.has(*_TYPICAL_MEMBERS):
        raise UnreadableItemError(
            "It is no ninjs item: it has neither uri nor headlines nor bodies.", item.path
        )
    item_type = item.text("type") or "text"
    if item_type not in _TYPES:
        raise UnreadableItemError(
            f"It is no article: its type is “{item_type}”, not “text”.", item.member_path("type")
        )


class _ItemParser:
    """Makes a draft of an item; collects notes, and the path that each field of the draft comes from."""

    def __init__(self, item: JsonItem, defaults: ImportDefaults, notes: tuple[str, ...]) -> None:
        self._item = item
        self._defaults = defaults
        self._notes = list(notes)
        self._dates = defaults.dates()
        self._locations: dict[str, str] = {}

    def parse(self, position: str) -> ParsedItem:
        item = self._item
        identity = parse_identity(item, self._defaults)
        section_path, section_name = self._section()
        created = self._date("published_at", *_CREATED)
        version = self._date("updated_at", *_VERSION)
        scheduled = scheduled_date(item, partial(self._dates.read, "published_at"))
        read_release = partial(self._dates.read, "embargoed_until")
        language = read_language(self._text("language", "language"), self._defaults.language)
        self._notes.extend([language.note] if language.note else [])
        draft = ArticleDraft(
            headline=self._headline(),
            body_html=self._body(),
            section_path=section_path,
            section_name=section_name,
            language=language.tag,
            language_is_assumed=language.is_assumed,
            **asdict(identity),
            summary=_summary(item),
            byline=item.text("by", "byline"),
            dateline=_dateline(item),
            authors=tuple(_authors(item)),
            tags=tuple(_tags(item)),
            images=tuple(parse_images(item, self._defaults.folder, self._notes)),
            corrections=tuple(_corrections(item, version or created)),
            published_at=max(created or scheduled, scheduled) if scheduled else created,
            published_on=self._dates.day("published_at"),
            updated_at=version,
            updated_on=self._dates.day("updated_at"),
            embargoed_until=release_date(item, read_release),
            expires_at=expiry_date(item, self._date("expires_at", "expires")),
            copyright_notice=item.text("copyrightNotice", "copyrightnotice"),
            source_name=self._defaults.source_name or source_name(item),
            withdrawn=is_withdrawn(item),
            withheld=is_withheld(item, read_release),
            dates_without_zone=self._dates.without_zone(),
        )
        self._locate_dates()
        notes = tuple(dict.fromkeys(self._notes))
        return ParsedItem(
            *(draft, position, notes, self._locations, _is_partial(item)), run_notes=self._dates.notes()
        )

    def _text(self, draft_field: str, *names: str) -> str | None:
        """Text of a member, with its location."""
        name = self._item.has(*names)
        if name:
            self._locations[draft_field] = self._item.member_path(name)
        return self._item.text(*names)

    def _headline(self) -> str:
        headlines = list(self._item.objects("headlines"))
        for headline in sorted(headlines, key=lambda candidate: candidate.text("role") != "main"):
            if value := plain_value(headline):
                self._locations["headline"] = headline.member_path("value")
                return value
        self._locations["headline"] = self._item.member_path("headlines")
        return self._text("headline", "headline", "title") or ""

    def _body(self) -> str:
        body, self._locations["body_html"] = parse_body(self._item)
        return body

    def _section(self) -> tuple[str, str | None]:
        """Path and name."""
        subjects = self._item.objects("subjects", "subject")
        sections = [subject for subject in subjects if subject.text("rel") == "section"]
        if not sections:
            self._locations["section_path"] = self._item.member_path("subjects")
            return DEFAULT_SECTION, None
        section = sections[0]
        path = section.text("literal")
        if path is None:
            raise UnreadableItemError(
                "A section needs its path as `literal`, like “world/asia”.", section.path
            )
        if len(sections) > 1:
            self._notes.append(f"several sections: “{path}” was taken")
        self._locations["section_path"] = section.member_path("literal")
        return path, section.text("name")

    def _date(self, field: str, *names: str) -> datetime | None:
        text = self._item.text(*names)
        if text is None:
            return None
        try:
            return self._dates.read(field, text)
        except ValueError:
            path = self._item.member_path(self._item.has(*names) or names[0])
            raise UnreadableItemError(f"“{text[:80]}” is no date.", path) from None

    def _locate_dates(self) -> None:
        for draft_field, names in (
            ("published_at", ("firstCreated", "firstcreated", "versionCreated", "versioncreated")),
            ("updated_at", ("versionCreated", "versioncreated")),
            ("embargoed_until", ("embargoed",)),
            ("expires_at", ("expires",)),
            ("canonical_url", ("altIds", "altids")),
            ("external_reference", REFERENCE_NAMES),
        ):
            if name := self._item.has(*names):
                self._locations[draft_field] = self._item.member_path(name)


def _is_partial(item: JsonItem) -> bool:
    return (item.text("representationType", "representationtype") or "full").lower() not in _FULL


def _dateline(item: JsonItem) -> str | None:
    """The name in `located`: text, or in some systems an object with a name. It never costs the article."""
    located = item.value.get("located")
    name = located.get("name") if isinstance(located, dict) else located
    return name if isinstance(name, str) else None


def _summary(item: JsonItem) -> str | None:
    descriptions = [
        description
        for description in item.objects("descriptions")
        if description.text("role") != "correction"
    ]
    for description in sorted(descriptions, key=lambda candidate: candidate.text("role") != "summary"):
        if value := plain_value(description):
            return value
    html = item.text("description_html", "description_xhtml")
    if html and not item.has("description_text"):
        return plain_text(html, item.path)
    return item.text("description_text")


def _corrections(item: JsonItem, corrected_at: datetime | None) -> Iterator[DraftCorrection]:
    for description in item.objects("descriptions"):
        if description.text("role") == "correction" and (value := plain_value(description)):
            if corrected_at is None:
                raise UnreadableItemError("A correction needs a date (versionCreated).", description.path)
            yield DraftCorrection(value, corrected_at)


def _authors(item: JsonItem) -> Iterator[DraftAuthor]:
    for source in item.objects("infoSources", "infosources", "infosource"):
        name = source.text("name")
        if source.text("role") == "author" and name:
            yield draft_author(source, name)


def _tags(item: JsonItem) -> Iterator[DraftTag]:
    for subject in item.objects("subjects", "subject"):
        name = subject.text("name")
        if name and subject.text("rel") != "section":
            yield draft_tag(subject, name, TagKind.TOPIC)
    for kind, names in _TAG_MEMBERS:
        for entity in item.objects(*names):
            name = entity.text("name")
            if name:
                yield draft_tag(entity, name, kind)
