"""Rows of images and their originals, as `article_fields` and `images` select them."""

from uuid import UUID

from broadsheet_server.newsroom.image_limits import is_plausible_size
from broadsheet_server.newsroom.renditions import MEDIA_TYPE, rendition_sizes
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.json_rows import read_rows
from broadsheet_server.reading.read_models import FocalPoint, Image, Rendition


def read_images(rows: str | None, context: ReadContext) -> list[Image]:
    """The images in rows of an ordering key and `IMAGE_COLUMNS`, one row an original.

    An original whose size no image can have is left out.
    """
    by_id: dict[str, Image] = {}
    for _, name, uuid, alt, caption, credit, location, media_type, width, height, *newer in read_rows(rows):
        if not is_plausible_size(width, height):
            continue
        notice, terms, x, y = newer
        image = by_id.setdefault(
            uuid, Image(UUID(hex=uuid), alt, caption, credit, notice, terms, focal_point(x, y))
        )
        url = context.images.url(location)
        image.renditions.append(
            Rendition(name, url or context.images.withheld_url, media_type, width, height, url is None)
        )
        image.renditions += [
            Rendition(size.name, context.images.file_url(size.location), MEDIA_TYPE, size.width, size.height)
            for size in rendition_sizes(location, width, height)
        ]
    return list(by_id.values())


def focal_point(x: object, y: object) -> FocalPoint | None:
    """The point that two columns name; None where there is none in the image."""
    if isinstance(x, int | float) and isinstance(y, int | float) and 0 <= x <= 1 and 0 <= y <= 1:
        return FocalPoint(float(x), float(y))
    return None
