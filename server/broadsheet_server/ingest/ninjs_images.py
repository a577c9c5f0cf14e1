"""The images of a ninjs item: its associations of type `picture`, the lead image first."""

from collections.abc import Iterator
from pathlib import Path

from broadsheet_server.ingest.image_references import ImageCaption, ImageSkippedError, draft_image
from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.ninjs_texts import headline
from broadsheet_server.newsroom.drafts import DraftImage

LEAD_IMAGE = "lead_image"
_PICTURES = ("picture", "image", "photo", None)
_ADDRESSES = ("href", "url", "src")


def parse_images(item: JsonItem, folder: Path | None) -> Iterator[DraftImage]:
    """The images that can be used. A note of the item tells of each of the others, and of films."""
    associations = sorted(
        item.objects("associations"), key=lambda association: association.text("name") != LEAD_IMAGE
    )
    for association in associations:
        kind = association.text("type")
        if kind and kind not in _PICTURES:
            name = association.text("name", "headline", "uri") or association.path
            item.notes.append(f"{kind[:40]} left out, only pictures are shown: “{name[:80]}”")
            continue
        try:
            yield _parse_image(association, folder)
        except ImageSkippedError as error:
            item.notes.append(str(error))


def _parse_image(association: JsonItem, folder: Path | None) -> DraftImage:
    rendition = _largest_rendition(association)
    href = rendition.text(*_ADDRESSES) if rendition else None
    if rendition is None or href is None:
        raise ImageSkippedError(f"image left out: {association.path} has no rendition with an href")
    media_type = rendition.text("contentType", "contenttype", "mimeType", "mimetype")
    return draft_image(
        href,
        _caption(association),
        folder=folder,
        media_type="image/jpeg" if media_type == "image/jpg" else media_type,
        width=rendition.integer("width"),
        height=rendition.integer("height"),
    )


def _largest_rendition(association: JsonItem) -> JsonItem | None:
    """The rendition named `original`, otherwise the widest."""
    return max(
        association.objects("renditions", text_as="href"),
        key=lambda rendition: (rendition.text("name") == "original", rendition.integer("width") or 0),
        default=None,
    )


def _caption(association: JsonItem) -> ImageCaption:
    by_role = {
        description.text("role"): description.text("value")
        for description in association.objects("descriptions", text_as="value")
    }
    caption = by_role.get("caption") or by_role.get(None) or association.text("description_text", "caption")
    alt = by_role.get("alt") or association.text("body_text") or headline(association)[0] or caption or ""
    return ImageCaption(
        alt=alt,
        caption=caption,
        credit=association.text("by", "byline", "creditline", "copyrightHolder", "copyrightholder"),
        external_reference=association.text("uri"),
    )
