"""The pictures of a ninjs item: its associations of type picture, the lead image first."""

from collections.abc import Iterator
from pathlib import Path

from broadsheet_server.ingest.image_references import ImageCaption, ImageSkippedError, draft_image
from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.newsroom.drafts import DraftImage

LEAD_IMAGE = "lead_image"


def read_images(item: JsonItem, folder: Path | None, notes: list[str]) -> Iterator[DraftImage]:
    """The pictures that can be taken over; of each other one a note says why it cannot."""
    pictures = [one for one in item.objects("associations") if one.text("type") == "picture"]
    for picture in sorted(pictures, key=lambda one: one.text("name") != LEAD_IMAGE):
        try:
            yield _picture(picture, folder)
        except ImageSkippedError as trouble:
            notes.append(str(trouble))


def _picture(picture: JsonItem, folder: Path | None) -> DraftImage:
    rendition = _largest(picture)
    href = rendition.text("href") if rendition else None
    if rendition is None or href is None:
        raise ImageSkippedError(f"picture left out: {picture.path} has no rendition with an href")
    media_type = rendition.text("contentType", "contenttype", "mimetype")
    return draft_image(
        href,
        _words(picture),
        folder=folder,
        media_type="image/jpeg" if media_type == "image/jpg" else media_type,
        width=rendition.number("width"),
        height=rendition.number("height"),
    )


def _largest(picture: JsonItem) -> JsonItem | None:
    """The original, or else the widest rendition."""
    renditions = list(picture.objects("renditions"))
    return max(
        renditions, key=lambda one: (one.text("name") == "original", one.number("width") or 0), default=None
    )


def _words(picture: JsonItem) -> ImageCaption:
    by_role = {one.text("role"): one.text("value") for one in picture.objects("descriptions")}
    caption = by_role.get("caption") or by_role.get(None) or picture.text("description_text")
    alt = by_role.get("alt") or picture.text("headline", "title") or caption or ""
    return ImageCaption(
        alt=alt,
        caption=caption,
        credit=picture.text("by", "byline", "copyrightHolder", "copyrightholder"),
        external_reference=picture.text("uri"),
    )
