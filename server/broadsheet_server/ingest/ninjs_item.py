"""The parser of one ninjs item: ninjs 3.1, and the spellings of 1.x and 2.x where they differ.

Where ninjs leaves a choice, ours is written down in docs/import/ninjs.md.
"""

from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from broadsheet_server.ingest.body_files import body_files
from broadsheet_server.ingest.json_envelopes import is_item
from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.languages import read_language
from broadsheet_server.ingest.ninjs_body import parse_body
from broadsheet_server.ingest.ninjs_identity import (
    DRAFT_NAMES,
    REFERENCE_NAMES,
    STATUS_NAMES,
    expiry_date,
    is_release_name,
    is_withdrawn,
    is_withheld,
    parse_identity,
    parse_translations,
    release_date,
    scheduled_date,
    source_name,
)
from broadsheet_server.ingest.ninjs_images import parse_images
from broadsheet_server.ingest.ninjs_subjects import SOURCES, SUBJECTS, TAG_MEMBERS, people, section, tags
from broadsheet_server.ingest.ninjs_texts import (
    ItemText,
    corrections,
    headline,
    summary,
    text_in_descriptions,
)
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    SkippedItemError,
    UnreadableItemError,
)
from broadsheet_server.newsroom.drafts import ArticleDraft, authors_and_others

_PACKAGE = "composite"
_TYPES = ("text", _PACKAGE)
_CREATED = ("firstCreated", "firstcreated")
_VERSION = ("versionCreated", "versioncreated")
_FULL = ("full", "complete")
_COPYRIGHT_NOTICE = ("copyrightNotice", "copyrightnotice")
_COPYRIGHT_HOLDER = ("copyrightHolder", "copyrightholder")
_USAGE_TERMS = ("usageTerms", "usageterms")
_EDITORIAL_NOTE = ("edNote", "ednote")
_KNOWN_BEGINNINGS = ("headline", "description", "body_", "embargo", "_")
_KNOWN = frozenset(
    name.lower()
    for names in (
        *(_CREATED, _VERSION, _COPYRIGHT_NOTICE, _COPYRIGHT_HOLDER, _USAGE_TERMS, _EDITORIAL_NOTE, SOURCES),
        *(SUBJECTS, REFERENCE_NAMES, *(names for _, names in TAG_MEMBERS)),
        (
            "type",
            "headline",
            "headlines",
            "title",
            "name",
            "bodies",
            "body",
            "by",
            "byline",
            "bylines",
            "teaser",
            "abstract",
            "article_html",
            "article_text",
            "content_html",
            "content_text",
            "located",
            "dateline",
            "language",
            "expires",
        ),
        (
            "keywords",
            "keyword",
            "authors",
            "author",
            "source",
            "associations",
            "altIds",
            "pubStatus",
            *STATUS_NAMES,
            *DRAFT_NAMES,
            "published",
        ),
        (
            "representationType",
            "version",
            "evolvedFrom",
            "rewrite_of",
            "replaces",
            "replacing",
            "original_id",
        ),
        ("translated_from", "translation_id", "translations"),
        ("ancestors", "publish_schedule", "publishSchedule", "schedule_settings"),
        # What describes the document and not the article.
        (
            "$schema",
            "standard",
            "profile",
            "mimeType",
            "charCount",
            "wordCount",
            "readtime",
            "firstPublished",
        ),
        ("contentCreated", "slugline", "priority", "urgency", "versionNumber", "etag"),
    )
    for name in names
)


def parse_item(item: JsonItem, position: str, defaults: ImportDefaults, notes: tuple[str, ...]) -> ParsedItem:
    """Parse one item. Raises UnreadableItemError for one that cannot or must not be published."""
    item = JsonItem(_with_usual_names(item.value), item.path, item.notes)
    _check_type(item)
    return _ItemParser(item, defaults, notes).parse(position)


_OTHER_SYSTEMS = {
    "title": "headline",
    **dict.fromkeys(("content", "html", "body"), "body_html"),
    "text": "body_text",
    **dict.fromkeys(("date", "published", "created_at"), "firstCreated"),
    **dict.fromkeys(("author", "writer"), "byline"),
    **dict.fromkeys(("category", "section"), 'subjects: [{"rel": "section", "literal": "city"}]'),
}
"""What other systems call members, and what these are in ninjs, as it is read here."""


def _with_usual_names(members: dict[str, Any]) -> dict[str, Any]:
    """The members, those of ninjs also by their names in small letters: `pub_status` is `pubstatus`."""
    usual = {name.lower().replace("_", "").replace("-", ""): name for name in members}
    added = {name: members[given] for name, given in usual.items() if name in _KNOWN and name not in members}
    return members | added if added else members


def _meant_members(members: object) -> str:
    """What members that other systems have are called in ninjs, in a sentence; empty where there are none."""
    names = {str(name).lower() for name in members} if isinstance(members, dict) else set()
    meant = [f"“{name}” is {ours}" for name, ours in _OTHER_SYSTEMS.items() if name in names]
    return f" In ninjs {', '.join(meant)}." if meant else ""


def _check_type(item: JsonItem) -> None:
    if not (is_item(item.value) or item.has(*REFERENCE_NAMES[:2])):
        reason = "It is no ninjs item: it has neither uri nor headlines nor bodies."
        raise UnreadableItemError(reason + _meant_members(item.value), item.path)
    item_type = item.text("type") or "text"
    if item_type not in _TYPES:
        reason = f"It is no article: its type is “{item_type[:80]}”, not “text”."
        raise SkippedItemError(reason, item.member_path("type"))
    if item_type == _PACKAGE and not parse_body(item)[0]:
        raise SkippedItemError("It is no article: it is a package of other items.", item.member_path("type"))


class _ItemParser:
    """Makes a draft of an item; collects notes, and the path that each field of the draft comes from."""

    def __init__(self, item: JsonItem, defaults: ImportDefaults, notes: tuple[str, ...]) -> None:
        self._item = item
        self._defaults = defaults
        item.notes[:0] = notes
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
        item.notes.extend([language.note] if language.note else [])
        body, description = self._body()
        authors, contributors = authors_and_others(people(item))
        draft = ArticleDraft(
            headline=self._headline(),
            body_html=body,
            body_files=body_files(body, self._defaults.folder),
            section_path=section_path,
            section_name=section_name,
            language=language.tag,
            language_is_assumed=language.is_assumed,
            **asdict(identity),
            summary=summary(item, besides=description),
            byline=_byline(item),
            dateline=_dateline(item),
            authors=authors,
            contributors=contributors,
            tags=tuple(tags(item)),
            images=tuple(parse_images(item, self._defaults.folder)),
            corrections=tuple(corrections(item, version or created)),
            translations=tuple(parse_translations(item, identity)),
            published_at=max(created or scheduled, scheduled) if scheduled else created,
            published_on=self._dates.day("published_at"),
            updated_at=version,
            updated_on=self._dates.day("updated_at"),
            embargoed_until=release_date(item, read_release),
            expires_at=expiry_date(item, self._date("expires_at", "expires")),
            copyright_notice=_copyright_notice(item),
            copyright_holder=item.text(*_COPYRIGHT_HOLDER),
            usage_terms=item.text(*_USAGE_TERMS),
            editorial_note=item.text(*_EDITORIAL_NOTE),
            source_name=self._defaults.source_name or source_name(item),
            withdrawn=is_withdrawn(item),
            withheld=is_withheld(item, read_release),
            dates_without_zone=self._dates.without_zone(),
        )
        self._locate_dates()
        notes = tuple(dict.fromkeys(item.notes))
        return ParsedItem(
            *(draft, position, notes, self._locations, _is_partial(item)),
            run_notes=(*self._dates.notes(), *self._source_notes(), *_left_out_members(item)),
        )

    def _source_notes(self) -> tuple[str, ...]:
        """The source that the operator names counts before the item's own."""
        given, own = self._defaults.source_name, source_name(self._item)
        if given and own and given != own:
            return (f"source “{own[:80]}” left out: “{given[:80]}” was given for all",)
        return ()

    def _text(self, draft_field: str, *names: str) -> str | None:
        """Text of a member, with its location."""
        name = self._item.has(*names)
        if name:
            self._locations[draft_field] = self._item.member_path(name)
        return self._item.text(*names)

    def _headline(self) -> str:
        text, self._locations["headline"] = headline(self._item)
        return text

    def _body(self) -> tuple[str, ItemText | None]:
        """The body, and the description that stands in for it where there is none."""
        body, self._locations["body_html"] = parse_body(self._item)
        description = None if body else text_in_descriptions(self._item)
        if description is None:
            return body, None
        self._locations["body_html"] = description.path
        role = f" “{description.role}”" if description.role else ""
        self._item.notes.append(f"there is no body: the description{role} was taken for it")
        return description.html, description

    def _section(self) -> tuple[str, str | None]:
        """Path and name."""
        path, name, self._locations["section_path"] = section(self._item, self._defaults.section_path)
        return path, name

    def _date(self, field: str, *names: str) -> datetime | None:
        text = self._item.strict_text(*names)
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


def _byline(item: JsonItem) -> str | None:
    """The printed byline; of several lines all."""
    is_list = any(isinstance(item.value.get(name), list) for name in ("by", "byline"))
    line = item.names("by", "byline") if is_list else item.text("by", "byline")
    return line or item.names("bylines", text_as="by")


def _dateline(item: JsonItem) -> str | None:
    """The name in `located`: text, or in some systems an object with a name."""
    located = item.value.get("located")
    if isinstance(located, dict):
        return JsonItem(located, item.member_path("located"), item.notes).text("name", "city")
    return item.text("located", "dateline")


def _copyright_notice(item: JsonItem) -> str | None:
    holder = item.text(*_COPYRIGHT_HOLDER)
    return item.text(*_COPYRIGHT_NOTICE) or (f"© {holder}" if holder else None)


def _left_out_members(item: JsonItem) -> tuple[str, ...]:
    """Notes, told once a run, of the members that have a value and no place in an article."""
    usual = (name.replace("_", "").replace("-", "") for name in item.value)
    pairs = zip(item.value, usual, strict=True)
    names = [name for name, plain in pairs if item.has(name) and not (_is_known(name) or _is_known(plain))]
    return tuple(f"{name[:40]} left out: it has no place in an article here" for name in sorted(names)[:20])


def _is_known(name: str) -> bool:
    folded = name.lower()
    return folded in _KNOWN or folded.startswith(_KNOWN_BEGINNINGS) or is_release_name(name)
