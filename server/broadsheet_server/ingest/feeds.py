"""RSS 0.9x, 1.0 and 2.0, and Atom, as feedparser reads them; Atom's tombstones (RFC 6721) as well."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

import feedparser
from lxml import etree

from broadsheet_server.ingest.bare_ampersands import AMPERSANDS_READ, with_escaped_ampersands
from broadsheet_server.ingest.declared_encoding import decode_xml
from broadsheet_server.ingest.feed_entry import EntryParser
from broadsheet_server.ingest.feed_identity import FeedItem, feed_identities
from broadsheet_server.ingest.misread_entries import correct_entry
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    UnreadableItemError,
    join_positions,
    reference_source,
)
from broadsheet_server.ingest.text_encoding import UnreadableTextError
from broadsheet_server.ingest.xml_root import root_element
from broadsheet_server.newsroom.drafts import ArticleDraft

FILE_BYTES_MAX = 15 * 1024 * 1024
ELEMENTS_MAX = 200_000
NAME_MAX = 1_000
_RSS_NAMES = ("{*}managingEditor", "{*}webMaster", "{*}contributor", "{*}owner")
_UNDEFINED_ENTITY = ("ERR_UNDECLARED_ENTITY", "WAR_UNDECLARED_ENTITY")
_END = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_ROOTS = ("rss", "feed", "rdf")
_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"

Entry = dict[str, Any]


def recognises(head: str) -> bool:
    """Whether a file that begins like this is a feed."""
    return root_element(head) in _ROOTS


def parse(file: IO[bytes], defaults: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    """Parse every item of a feed."""
    data = file.read(FILE_BYTES_MAX + 1)
    try:
        if len(data) > FILE_BYTES_MAX:
            raise UnreadableItemError(f"The feed is larger than {FILE_BYTES_MAX // 1024**2} MB.")
        text, notes = decode_xml(data, defaults.charset)
        root, fault = _tree(text)
        if fault and "&" in text:
            text, was_at = with_escaped_ampersands(text), fault
            root, fault = _tree(text)
            notes = notes if fault else (*notes, f"{AMPERSANDS_READ} ({was_at.partition(':')[0]})")
        feed = _read(text if fault is None else etree.tostring(root, encoding="unicode"), defaults.url)
        if not feed.version:
            raise UnreadableItemError(f"The feed cannot be read: {fault or 'it is neither RSS nor Atom'}.")
    except (UnreadableTextError, UnreadableItemError) as error:
        yield RejectedItem("", str(error))
        return
    if fault:
        notes = (*notes, f"the feed is broken ({fault}); what could be read was taken")
    for entry, element in zip(feed.entries, _elements(root, feed), strict=False):
        correct_entry(entry, element)
    items = _entries(feed, _references(root, feed), defaults, notes)
    yield from _without_half(items) if _breaks_off_in_item(text) else items
    yield from _tombstones(root, feed, defaults)


def _tree(text: str) -> tuple[etree._Element, str | None]:
    """The document, and its first fault. Entities without a definition, such as `&nbsp;`, are none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableItemError(f"The feed cannot be read: {error}.") from error
    if root is None:
        raise UnreadableItemError("The feed cannot be read: there is no XML in it.")
    _check_size(root)
    errors = (error for error in parser.error_log if error.type_name not in _UNDEFINED_ENTITY)
    first = next(errors, None)
    return root, f"line {first.line}: {first.message.strip()}" if first else None


def _check_size(root: etree._Element) -> None:
    """feedparser looks for an e-mail address in every name, in time that grows with its square."""
    if sum(1 for _ in root.iter()) > ELEMENTS_MAX:
        raise UnreadableItemError(f"The feed has more than {ELEMENTS_MAX:,} elements.")
    for element in root.iter("{*}author", "{*}name", "{*}creator", "{*}publisher", "{*}email", *_RSS_NAMES):
        if sum(map(len, element.itertext())) > NAME_MAX:
            raise UnreadableItemError(
                f"The feed has a name of more than {NAME_MAX:,} characters (line {element.sourceline})."
            )


def _read(text: str, url: str | None) -> Any:
    """The feed. Sanitising is ours; feedparser, which knows where addresses stand, resolves relative ones."""
    headers = {"content-type": "application/xml; charset=utf-8"} | ({"content-location": url} if url else {})
    try:
        return feedparser.parse(
            BytesIO(text.encode("utf-8", "replace")), response_headers=headers, sanitize_html=False
        )
    except Exception as error:  # items inside links and the like: its errors then are of any kind
        reason = "The feed cannot be read: elements stand in it where none may stand."
        raise UnreadableItemError(reason) from error


def _references(root: etree._Element, feed: Any) -> list[str | None]:
    """The ids of the entries as they are written. feedparser makes absolute addresses of them: the same feed
    from a file and from the web, or from two of its addresses, would have other ids.
    """
    read = [entry.get("id") for entry in feed.entries]
    elements = _elements(root, feed)
    if not elements:
        return read
    written = [element.findtext("{*}guid") or element.findtext("{*}id") or "" for element in elements]
    return [text.strip() or reference for text, reference in zip(written, read, strict=True)]


def _elements(root: etree._Element, feed: Any) -> list[etree._Element]:
    """The elements of the entries; none where feedparser has seen other ones."""
    elements = list(root.iter("{*}item", "{*}entry"))
    return elements if len(elements) == len(feed.entries) else []


def _entries(
    feed: Any, references: list[str | None], defaults: ImportDefaults, notes: tuple[str, ...]
) -> Iterator[ParsedItem | RejectedItem]:
    named = [
        FeedItem(reference, entry.get("link"))
        for reference, entry in zip(references, feed.entries, strict=True)
    ]
    identities = feed_identities(named, guids_are_permanent=feed.version.startswith("atom"))
    notes = (*notes, *identities.notes)
    for number, (entry, identity) in enumerate(zip(feed.entries, identities.items, strict=True), start=1):
        position = f"item {number}"
        try:
            yield EntryParser(entry, feed, identity, defaults, notes).parse(position)
        except UnreadableItemError as error:
            headline = str(entry.get("title", ""))[:200]
            yield RejectedItem(join_positions(position, error.location), str(error), headline)


def _breaks_off_in_item(text: str) -> bool:
    """Whether the feed was cut off within its last item."""
    begin, end = (max(text.rfind(f"{mark}item"), text.rfind(f"{mark}entry")) for mark in ("<", "</"))
    return begin > end and not _END.search(text, max(0, len(text) - 100))


def _without_half(items: Iterator[ParsedItem | RejectedItem]) -> Iterator[ParsedItem | RejectedItem]:
    """The items with a rejection in place of the last one: half an article would be a false one."""
    last: ParsedItem | RejectedItem | None = None
    for item in items:
        if last:
            yield last
        last = item
    if last:
        headline = last.draft.headline if isinstance(last, ParsedItem) else last.headline
        yield RejectedItem(last.position, "The feed breaks off within this item.", headline)


def _tombstones(root: etree._Element, feed: Any, defaults: ImportDefaults) -> Iterator[ParsedItem]:
    """The entries that the feed has taken back (RFC 6721), which feedparser passes over."""
    for number, element in enumerate(root.iter(_TOMBSTONE), start=1):
        if reference := element.get("ref"):
            yield _withdrawal(reference, element.get("when"), feed, defaults, f"deleted entry {number}")


def _withdrawal(
    reference: str, when: str | None, feed: Any, defaults: ImportDefaults, position: str
) -> ParsedItem:
    dates = defaults.dates()
    notes: tuple[str, ...] = ()
    try:
        withdrawn_at = dates.read("updated_at", when) if when else None
    except ValueError:
        withdrawn_at, notes = None, ("date left out: it cannot be read",)
    draft = ArticleDraft(
        headline="",
        body_html="",
        section_path=defaults.section_path,
        language=defaults.language,
        external_reference=reference,
        reference_source=reference_source(reference, defaults, feed.feed.get("id") or feed.feed.get("link")),
        updated_at=withdrawn_at,
        source_name=defaults.source_name,
        withdrawn=True,
    )
    return ParsedItem(draft, position, notes, run_notes=dates.notes())
