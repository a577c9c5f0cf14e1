"""The parser of one ninjs item: ninjs 3.1, and the spellings of 1.x and 2.x where they differ.

Where ninjs leaves a choice, ours is written down in docs/import.md.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from broadsheet_server.ingest.dates import parse_date
from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.ninjs_concepts import (
    draft_author,
    draft_tag,
    keyword_tags,
    member_authors,
)
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
from broadsheet_server.newsroom.html_sanitiser import HostileMarkupError, sanitise
from broadsheet_server.newsroom.html_text import html_paragraphs, plain_text
from broadsheet_shared.vocabulary import TagKind

_TYPES = ("text", "composite")
_TYPICAL_MEMBERS = ("uri", "guid", "headlines", "headline", "bodies", "body_html", "body_xhtml", "body_text")
_FULL = ("full", "complete")
_HTML_TYPES = ("text/html", "application/xhtml+xml")
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
        self._locations: dict[str, str] = {}

    def parse(self, position: str) -> ParsedItem:
        item = self._item
        identity = parse_identity(item, self._defaults)
        section_path, section_name = self._section()
        created = self._date("firstCreated", "firstcreated")
        version = self._date("versionCreated", "versioncreated")
        scheduled = scheduled_date(item, self._read_date)
        draft = ArticleDraft(
            headline=self._headline(),
            body_html=self._body(),
            section_path=section_path,
            section_name=section_name,
            language=self._text("language", "language") or self._defaults.language,
            **asdict(identity),
            summary=_summary(item),
            byline=item.text("by", "byline"),
            dateline=_dateline(item),
            authors=tuple(_authors(item)),
            tags=tuple(_tags(item)),
            images=tuple(parse_images(item, self._defaults.folder, self._notes)),
            corrections=tuple(_corrections(item, version or created)),
            published_at=max(created or scheduled, scheduled) if scheduled else created,
            updated_at=version,
            embargoed_until=release_date(item, self._read_date),
            expires_at=expiry_date(item, self._date("expires")),
            copyright_notice=item.text("copyrightNotice", "copyrightnotice"),
            source_name=self._defaults.source_name or source_name(item),
            withdrawn=is_withdrawn(item),
            withheld=is_withheld(item, self._read_date),
        )
        self._locate_dates()
        notes = tuple(dict.fromkeys(self._notes))
        return ParsedItem(draft, position, notes, self._locations, _is_partial(item))

    def _text(self, draft_field: str, *names: str) -> str | None:
        """Text of a member, with its location."""
        name = self._item.has(*names)
        if name:
            self._locations[draft_field] = self._item.member_path(name)
        return self._item.text(*names)

    def _headline(self) -> str:
        headlines = list(self._item.objects("headlines"))
        for headline in sorted(headlines, key=lambda candidate: candidate.text("role") != "main"):
            if value := _plain_value(headline):
                self._locations["headline"] = headline.member_path("value")
                return value
        self._locations["headline"] = self._item.member_path("headlines")
        return self._text("headline", "headline", "title") or ""

    def _body(self) -> str:
        """The best of the `bodies`, or the body members of ninjs 1.x, as HTML."""
        item = self._item
        bodies = [body for body in item.objects("bodies") if body.has("value")]
        if bodies:
            best = min(bodies, key=_body_rank)
            self._locations["body_html"] = best.member_path("value")
            value = best.text("value") or ""
            return value if _is_html_body(best, value) else _paragraphs(value)
        name = item.has("body_html", "body_xhtml", "body_text") or "bodies"
        self._locations["body_html"] = item.member_path(name)
        return item.text("body_html", "body_xhtml") or _paragraphs(item.text("body_text") or "")

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

    def _date(self, *names: str) -> datetime | None:
        text = self._item.text(*names)
        if text is None:
            return None
        try:
            return self._read_date(text)
        except ValueError:
            path = self._item.member_path(self._item.has(*names) or names[0])
            raise UnreadableItemError(f"“{text[:80]}” is no date.", path) from None

    def _read_date(self, text: str) -> datetime:
        """The date in a text, with a note where it has no time zone. Raises ValueError."""
        moment, note = parse_date(text)
        if note:
            self._notes.append(note)
        return moment

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


def _body_rank(body: JsonItem) -> tuple[int, bool]:
    """HTML before plain text before other types; among equals, the main one first."""
    content_type = body.text("contentType", "contenttype")
    content_types = (*_HTML_TYPES, None, "text/plain")
    rank = content_types.index(content_type) if content_type in content_types else len(content_types)
    return rank, body.text("role") != "main"


def _is_html_body(body: JsonItem, value: str) -> bool:
    content_type = body.text("contentType", "contenttype")
    return content_type in _HTML_TYPES if content_type else value.lstrip().startswith("<")


def _paragraphs(text: str) -> str:
    """Plain text as HTML. Without blank lines in it, every line is a paragraph, as agencies write."""
    has_blank_lines = "\n\n" in text.replace("\r", "")
    return html_paragraphs(text if has_blank_lines else text.replace("\n", "\n\n"))


def _plain_value(item: JsonItem) -> str | None:
    """The `value` as plain text."""
    value = item.text("value")
    is_html = item.text("contentType", "contenttype") in _HTML_TYPES
    return _plain_text(value, item.member_path("value")) if value and is_html else value


def _plain_text(html: str, path: str) -> str:
    try:
        return plain_text(sanitise(html))
    except HostileMarkupError as error:
        raise UnreadableItemError(str(error), path) from error


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
        if value := _plain_value(description):
            return value
    html = item.text("description_html", "description_xhtml")
    if html and not item.has("description_text"):
        return _plain_text(html, item.path)
    return item.text("description_text")


def _corrections(item: JsonItem, corrected_at: datetime | None) -> Iterator[DraftCorrection]:
    for description in item.objects("descriptions"):
        if description.text("role") == "correction" and (value := _plain_value(description)):
            if corrected_at is None:
                raise UnreadableItemError("A correction needs a date (versionCreated).", description.path)
            yield DraftCorrection(value, corrected_at)


def _authors(item: JsonItem) -> Iterator[DraftAuthor]:
    for source in item.objects("infoSources", "infosources", "infosource"):
        name = source.text("name")
        if source.text("role") == "author" and name:
            yield draft_author(source, name)
    yield from member_authors(item.value.get("authors"))


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
    yield from keyword_tags(item.value.get("keywords"))
