"""The images of a NITF document: its `media` of the type `image`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from broadsheet_server.ingest.image_references import ImageCaption, ImageSkippedError, draft_image
from broadsheet_server.ingest.xml_document import Element, attribute, child, children, place_of, text_of
from broadsheet_server.newsroom.drafts import DraftImage

_MEDIA_TYPES = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg"}


def parse_images(media: Iterable[Element], folder: Path | None, notes: list[str]) -> Iterator[DraftImage]:
    """The images that can be used, each in its widest rendition. A note tells of each of the others."""
    for element in media:
        try:
            yield _parse_image(element, folder)
        except ImageSkippedError as error:
            notes.append(f"{error} ({place_of(element)})")


def _parse_image(media: Element, folder: Path | None) -> DraftImage:
    references = [each for each in children(media, "media-reference") if attribute(each, "source")]
    if not references:
        raise ImageSkippedError("image left out: it has no media-reference with a source")
    widest = max(references, key=lambda reference: pixels(attribute(reference, "width")) or 0)
    caption = text_of(child(media, "media-caption")) or None
    media_type = attribute(widest, "mime-type").lower()
    return draft_image(
        attribute(widest, "source"),
        ImageCaption(
            alt=attribute(widest, "alternate-text") or caption or "",
            caption=caption,
            credit=text_of(child(media, "media-producer")) or attribute(media, "producer") or None,
            external_reference=attribute(media, "id") or None,
        ),
        folder=folder,
        media_type=_MEDIA_TYPES.get(media_type, media_type) or None,
        width=pixels(attribute(widest, "width")),
        height=pixels(attribute(widest, "height")),
    )


def pixels(text: str) -> int | None:
    """A number of pixels, like `1200` or `1200px`; None for other text."""
    written = text.strip().removesuffix("px")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else None
