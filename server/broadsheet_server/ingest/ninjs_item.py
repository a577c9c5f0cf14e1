"""One ninjs item as a draft: ninjs 3.1, and the spellings of 1.x and 2.x where they differ.

Where ninjs leaves a choice, ours is written down in docs/import.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from broadsheet_server.ingest.dates import read_moment
from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.ninjs_images import read_images
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, UnreadableItemError
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftCorrection, DraftTag
from broadsheet_server.newsroom.html_sanitiser import NestedTooDeeplyError, sanitise
from broadsheet_server.newsroom.html_text import html_paragraphs, plain_text
from broadsheet_shared.vocabulary import TagKind

NO_SECTION = "news"
"""Where an item goes that names no section."""

_TEXT_TYPES = ("text", "composite")
_TELLTALE = ("uri", "headlines", "headline", "bodies", "body_html", "body_xhtml", "body_text")
_FULL = ("full", "complete")
_HTML = ("text/html", "application/xhtml+xml")
_NAMED = (
    (TagKind.PERSON, ("people", "person")),
    (TagKind.ORGANISATION, ("organisations", "organisation")),
    (TagKind.PLACE, ("places", "place")),
    (TagKind.EVENT, ("events", "event")),
)


@dataclass(slots=True)
class _Findings:
    """What is noticed on the way through an item."""

    notes: list[str]
    places: dict[str, str] = field(default_factory=dict)


def read_item(
    item: JsonItem, position: str, surroundings: ImportDefaults, notes: tuple[str, ...]
) -> ParsedItem:
    """Read one item. Raises UnreadableItemError for one that cannot or must not be published."""
    _check_kind(item)
    withdrawn = _is_withdrawn(item)
    found = _Findings(list(notes))
    section_path, section_name = _section(item, found)
    created = _moment(item, found, "firstCreated", "firstcreated")
    version = _moment(item, found, "versionCreated", "versioncreated")
    identifiers = {other.text("role"): other.text("value") for other in _alternative_ids(item)}
    draft = ArticleDraft(
        headline=_headline(item, found),
        body_html=_body(item, found),
        section_path=section_path,
        section_name=section_name,
        language=_noted(item, found, "language", "language") or surroundings.language,
        slug=identifiers.get("slug"),
        external_reference=_noted(item, found, "external_reference", "uri"),
        canonical_url=identifiers.get("canonicalUrl"),
        summary=_summary(item),
        byline=item.text("by", "byline"),
        authors=tuple(_authors(item)),
        tags=tuple(_tags(item)),
        images=tuple(read_images(item, surroundings.folder, found.notes)),
        corrections=tuple(_corrections(item, version or created)),
        published_at=created or version,
        updated_at=version,
        embargoed_until=_embargo(item, found),
        expires_at=_moment(item, found, "expires"),
        copyright_notice=item.text("copyrightNotice", "copyrightnotice"),
        source_name=surroundings.source_name,
        withdrawn=withdrawn,
    )
    _remember_dates(item, found)
    return ParsedItem(draft, position, tuple(dict.fromkeys(found.notes)), found.places, _is_partial(item))


def _is_withdrawn(item: JsonItem) -> bool:
    status = (item.text("pubStatus", "pubstatus") or "usable").lower()
    if status in ("usable", "canceled", "cancelled"):
        return status != "usable"
    place = item.place(item.has("pubStatus", "pubstatus") or "pubStatus")
    if status == "withheld":
        raise UnreadableItemError("Its source withholds it (pubStatus: withheld).", place)
    raise UnreadableItemError(f"The status “{status}” is not usable, withheld or canceled.", place)


def _check_kind(item: JsonItem) -> None:
    if not item.has(*_TELLTALE):
        raise UnreadableItemError(
            "It is no ninjs item: it has neither uri nor headlines nor bodies.", item.path
        )
    kind = item.text("type") or "text"
    if kind not in _TEXT_TYPES:
        raise UnreadableItemError(f"It is no article: its type is “{kind}”, not “text”.", item.place("type"))


def _is_partial(item: JsonItem) -> bool:
    return (item.text("representationType", "representationtype") or "full").lower() not in _FULL


def _noted(item: JsonItem, found: _Findings, draft_field: str, *names: str) -> str | None:
    """Text of a member, remembering where it stood."""
    name = item.has(*names)
    if name:
        found.places[draft_field] = item.place(name)
    return item.text(*names)


def _headline(item: JsonItem, found: _Findings) -> str:
    headlines = list(item.objects("headlines"))
    for headline in sorted(headlines, key=lambda one: one.text("role") != "main"):
        if value := _plain(headline):
            found.places["headline"] = headline.place("value")
            return value
    found.places["headline"] = item.place("headlines")
    return _noted(item, found, "headline", "headline", "title") or ""


def _body(item: JsonItem, found: _Findings) -> str:
    best: JsonItem | None = None
    for body in item.objects("bodies"):
        if body.has("value") and (best is None or _body_rank(body) < _body_rank(best)):
            best = body
    if best is not None:
        found.places["body_html"] = best.place("value")
        value = best.text("value") or ""
        return value if _is_html(best, value) else _paragraphs(value)
    found.places["body_html"] = item.place(item.has("body_html", "body_xhtml", "body_text") or "bodies")
    return item.text("body_html", "body_xhtml") or _paragraphs(item.text("body_text") or "")


def _body_rank(body: JsonItem) -> tuple[int, bool]:
    """HTML before plain text before what we cannot read; among equals, the main one."""
    kind = body.text("contentType", "contenttype")
    kinds = (*_HTML, None, "text/plain")
    return (kinds.index(kind) if kind in kinds else len(kinds), body.text("role") != "main")


def _is_html(body: JsonItem, value: str) -> bool:
    kind = body.text("contentType", "contenttype")
    return kind in _HTML if kind else value.lstrip().startswith("<")


def _paragraphs(text: str) -> str:
    """Plain text as HTML. Agencies often write one paragraph a line, without blank lines."""
    has_blank_lines = "\n\n" in text.replace("\r", "")
    return html_paragraphs(text if has_blank_lines else text.replace("\n", "\n\n"))


def _plain(item: JsonItem) -> str | None:
    """The `value` as plain text."""
    value = item.text("value")
    return _text_of(value, item.place("value")) if value and _says_html(item) else value


def _says_html(item: JsonItem) -> bool:
    return item.text("contentType", "contenttype") in _HTML


def _text_of(html: str, place: str) -> str:
    try:
        return plain_text(sanitise(html))
    except NestedTooDeeplyError as trouble:
        raise UnreadableItemError(str(trouble), place) from trouble


def _summary(item: JsonItem) -> str | None:
    descriptions = [one for one in item.objects("descriptions") if one.text("role") != "correction"]
    for description in sorted(descriptions, key=lambda one: one.text("role") != "summary"):
        if value := _plain(description):
            return value
    if (html := item.text("description_html", "description_xhtml")) and not item.has("description_text"):
        return _text_of(html, item.path)
    return item.text("description_text")


def _corrections(item: JsonItem, corrected_at: datetime | None) -> Iterator[DraftCorrection]:
    for description in item.objects("descriptions"):
        if description.text("role") == "correction" and (value := _plain(description)):
            if corrected_at is None:
                raise UnreadableItemError("A correction needs a date (versionCreated).", description.path)
            yield DraftCorrection(value, corrected_at)


def _authors(item: JsonItem) -> Iterator[DraftAuthor]:
    for source in item.objects("infoSources", "infosources", "infosource"):
        name = source.text("name")
        if source.text("role") == "author" and name:
            yield DraftAuthor(name, source.text("literal"))


def _section(item: JsonItem, found: _Findings) -> tuple[str, str | None]:
    sections = [one for one in item.objects("subjects", "subject") if one.text("rel") == "section"]
    if not sections:
        found.places["section_path"] = item.place("subjects")
        return NO_SECTION, None
    section = sections[0]
    path = section.text("literal")
    if path is None:
        raise UnreadableItemError("A section needs its path as `literal`, like “world/asia”.", section.path)
    if len(sections) > 1:
        found.notes.append(f"several sections: “{path}” was taken")
    found.places["section_path"] = section.place("literal")
    return path, section.text("name")


def _tags(item: JsonItem) -> Iterator[DraftTag]:
    for subject in item.objects("subjects", "subject"):
        name = subject.text("name")
        if name and subject.text("rel") != "section":
            yield DraftTag(name, TagKind.TOPIC, subject.text("literal"))
    for kind, names in _NAMED:
        for named in item.objects(*names):
            name = named.text("name")
            if name:
                yield DraftTag(name, kind, named.text("literal"))


def _alternative_ids(item: JsonItem) -> Iterator[JsonItem]:
    """The `altIds`: a list of roles and values, or in 1.x an object of them."""
    name = item.has("altIds", "altids")
    if name and isinstance(item.value[name], dict):
        for role, value in item.value[name].items():
            yield JsonItem(
                {"role": role, "value": value if isinstance(value, str) else None}, item.place(name)
            )
    else:
        yield from item.objects("altIds", "altids")


def _moment(item: JsonItem, found: _Findings, *names: str) -> datetime | None:
    text = item.text(*names)
    if text is None:
        return None
    try:
        moment, note = read_moment(text)
    except ValueError:
        place = item.place(item.has(*names) or names[0])
        raise UnreadableItemError(f"“{text[:80]}” is no date.", place) from None
    if note:
        found.notes.append(note)
    return moment.astimezone(UTC) if 1 < moment.year < 9999 else moment


def _embargo(item: JsonItem, found: _Findings) -> datetime | None:
    """The end of the embargo. One that cannot be read holds the item: it must not come out too early."""
    held = "It is held: it is under an embargo, and the date cannot be read."
    if item.value.get("embargoed") in (None, "") and item.has("embargoedReason", "embargoedreason"):
        raise UnreadableItemError(held, item.place("embargoed"))
    try:
        return _moment(item, found, "embargoed")
    except UnreadableItemError as trouble:
        raise UnreadableItemError(held, trouble.place) from trouble


def _remember_dates(item: JsonItem, found: _Findings) -> None:
    for draft_field, names in (
        ("published_at", ("firstCreated", "firstcreated", "versionCreated", "versioncreated")),
        ("updated_at", ("versionCreated", "versioncreated")),
        ("embargoed_until", ("embargoed",)),
        ("expires_at", ("expires",)),
        ("canonical_url", ("altIds", "altids")),
    ):
        if name := item.has(*names):
            found.places[draft_field] = item.place(name)
