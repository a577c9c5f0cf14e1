"""The parts of an article that its row holds as JSON: rows of other tables (`article_fields`)."""

import re
from collections.abc import Sequence
from typing import Any

import orjson

from broadsheet_server.newsroom.image_limits import SIDE_MAX
from broadsheet_server.newsroom.renditions import MEDIA_TYPE, rendition_sizes
from broadsheet_server.reading.article_fields import read_corrections
from broadsheet_server.reading.image_addresses import ImageAddresses
from broadsheet_server.reading.image_rows import focal_point
from broadsheet_server.reading.json_rows import read_rows
from broadsheet_server.reading.people import ROLES
from broadsheet_server.reading.rows.values import Row, Rows, refuse_id, utc_text
from broadsheet_shared.vocabulary import ContributorRole, TagKind

_ID = re.compile("[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TAG_KINDS = frozenset(TagKind)


def authors(value: str | None) -> Rows:
    """Rows of position, id, slug and name."""
    rows = read_rows(value)
    for row in rows:
        _ID.fullmatch(row[1]) or refuse_id()
    return rows


def contributors(value: str | None, others: str | None) -> Rows:
    """Rows of position, id, slug, name and role: the authors in `value`, then the others."""
    writers = [(*row, ContributorRole.AUTHOR) for row in authors(value)]
    return [*writers, *(row for row in authors(others) if row[4] in ROLES)]


def tags(value: str | None) -> Rows:
    """Rows of position, id, slug, label, kind, and a list of URIs as JSON."""
    return [row for row in authors(value) if row[4] in _TAG_KINDS]


def breadcrumb(value: str | None) -> Rows:
    """Rows of path, id, slug, name, description and the parent's id, from the root down."""
    rows = authors(value)
    for row in rows:
        row[5] is None or _ID.fullmatch(row[5]) or refuse_id()
    return rows


def images(value: str | None, addresses: ImageAddresses) -> Rows:
    """Rows of id, alt, caption, credit, the original rendition, all that are stored, rights and focal point.

    A rendition is name, address, media type, width and height; the rights are notice and terms.
    """
    by_id: dict[str, tuple[Any, ...]] = {}
    for row in read_rows(value):
        if _has_size(row):
            _, _, uuid, alt, caption, credit, *_ = row
            _ID.fullmatch(uuid) or refuse_id()
            image = by_id.setdefault(uuid, (uuid, alt, caption, credit, [], *_newer(row)))
            image[4].append(_rendition(row, addresses))
    return [(*image[:4], _original(image[4]), *image[4:]) for image in by_id.values()]


def _newer(row: Row) -> tuple[Any, ...]:
    """Copyright notice, usage terms, and the focal point."""
    return row[10], row[11], None if row[12] is None else focal_point(row[12], row[13])


def first_image(value: str | None, addresses: ImageAddresses) -> Row | None:
    """The first of `images`, if there is any."""
    if not value or value == "[]":
        return None
    rows = orjson.loads(value)
    if len(rows) == 1 and _has_size(rows[0]):  # most images have one rendition
        _, _, uuid, alt, caption, credit, *_ = row = rows[0]
        _ID.fullmatch(uuid) or refuse_id()
        rendition = _rendition(row, addresses)
        return uuid, alt, caption, credit, rendition, [rendition], *_newer(row)
    return next(iter(images(value, addresses)), None)


def _has_size(row: Row) -> bool:
    width, height = row[8], row[9]
    return (
        isinstance(width, int)
        and isinstance(height, int)
        and 0 < width <= SIDE_MAX
        and 0 < height <= SIDE_MAX
    )


def _rendition(row: Row, addresses: ImageAddresses) -> Row:
    _, name, _, _, _, _, location, media_type, width, height, *_ = row
    return name, addresses.url(location) or addresses.withheld_url, media_type, width, height


def renditions(originals: Sequence[Row], addresses: ImageAddresses) -> Rows:
    """Originals, each with its smaller forms behind it."""
    found, media_folder = [], addresses.file_url("")
    for original in originals:
        _, address, _, width, height = original
        found.append(original)
        if address.startswith(media_folder):
            sizes = rendition_sizes(address.removeprefix(media_folder), width, height)
            found += [(each.name, media_folder + each.location, MEDIA_TYPE, *each[2:]) for each in sizes]
    return found


def _original(renditions: Sequence[Row]) -> Row:
    return next((rendition for rendition in renditions if rendition[0] == "original"), renditions[0])


def corrections(value: str | None) -> Rows:
    """Dates in RFC 3339, and texts."""
    return [(utc_text(note.corrected_at), note.text) for note in read_corrections(value)]
