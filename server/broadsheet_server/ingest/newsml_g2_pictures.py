"""The pictures of NewsML-G2: in an item itself, or items of their own in the same message."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from broadsheet_server.ingest.image_references import ImageCaption, ImageSkippedError, draft_image
from broadsheet_server.ingest.newsml_g2_catalogs import concept_code, qcode_of
from broadsheet_server.ingest.newsml_g2_concepts import in_language
from broadsheet_server.ingest.nitf_images import pixels
from broadsheet_server.ingest.xml_document import (
    Element,
    attribute,
    child,
    children,
    language_of,
    name_of,
    place_of,
    text_of,
)
from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.validation import ITEMS_MAX

PICTURE_CLASSES: Final = ("picture", "graphic")
_IMAGE_TYPES: Final = {"image/jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; None where it cannot be used, and notes that say why."""

    image: DraftImage | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MessagePictures:
    """The pictures of a message by the guid of their item, and the guids that a package lists with a text."""

    by_guid: Mapping[str, Picture]
    packaged: Mapping[str, Sequence[str]]

    def beside(self, item: Element) -> Iterator[Picture]:
        """The pictures that an item links to, and those that come with it."""
        links = (attribute(link, "residref") for link in children(child(item, "itemMeta"), "link"))
        guids = dict.fromkeys((*links, *self.packaged.get(attribute(item, "guid"), ())))
        return (self.by_guid[guid] for guid in guids if guid in self.by_guid)


def item_class(item: Element) -> str:
    """The kind of news in an item (http://cv.iptc.org/newscodes/ninature/); text where it says none."""
    return concept_code(qcode_of(child(item, "itemMeta", "itemClass"))).lower() or "text"


def message_pictures(items: Sequence[Element], folder: Path | None) -> MessagePictures:
    """The pictures among the items of a message."""
    pictures = {
        attribute(item, "guid"): _parse_picture(item, folder, _caption(item))
        for item in items
        if item_class(item) in PICTURE_CLASSES
    }
    return MessagePictures(pictures, dict(_packaged(items, pictures)))


def _packaged(
    items: Sequence[Element], pictures: Mapping[str, Picture]
) -> Iterator[tuple[str, Sequence[str]]]:
    """The one article and the pictures of a package. Of several articles it is unknown whose they are."""
    articles = {attribute(item, "guid") for item in items if name_of(item) == "newsItem"} - pictures.keys()
    for package in (item for item in items if name_of(item) == "packageItem"):
        references = [attribute(each, "residref") for each in package.iter() if name_of(each) == "itemRef"]
        texts = {reference for reference in references if reference in articles}
        images = [reference for reference in references if reference in pictures]
        if len(texts) == 1 and len(images) <= ITEMS_MAX:
            yield texts.pop(), images


def parse_images(
    item: Element, pictures: MessagePictures, folder: Path | None, notes: list[str]
) -> Iterator[DraftImage]:
    """The picture in an item, and those beside it; a note of each that cannot be used."""
    for picture in (_parse_picture(item, folder, ImageCaption("")), *pictures.beside(item)):
        notes.extend(picture.notes)
        if picture.image:
            yield picture.image


def _parse_picture(item: Element, folder: Path | None, caption: ImageCaption) -> Picture:
    """The picture in the widest of its renditions."""
    notes: list[str] = []
    renditions = list(_renditions(item, notes))
    if not renditions:
        return Picture(None, tuple(notes))
    widest = max(renditions, key=lambda content: pixels(attribute(content, "width")) or 0)
    try:
        return Picture(_image(widest, caption, folder), tuple(notes))
    except ImageSkippedError as error:
        return Picture(None, (*notes, f"{error} ({place_of(widest)})"))


def _renditions(item: Element, notes: list[str]) -> Iterator[Element]:
    """The remote contents that are pictures; others are noted."""
    for content in children(child(item, "contentSet"), "remoteContent"):
        kind = attribute(content, "contenttype").lower()
        if kind.startswith("image/") and attribute(content, "href"):
            yield content
        else:
            address = attribute(content, "href", "residref")[:80]
            notes.append(f"{kind[:80] or 'content'} at {address} left out ({place_of(content)})")


def _image(content: Element, caption: ImageCaption, folder: Path | None) -> DraftImage:
    kind = attribute(content, "contenttype").lower()
    seen = text_of(child(content, "altText"))
    return draft_image(
        attribute(content, "href"),
        replace(caption, alt=seen) if seen else caption,
        folder=folder,
        media_type=_IMAGE_TYPES.get(kind, kind),
        width=pixels(attribute(content, "width")),
        height=pixels(attribute(content, "height")),
    )


def _caption(picture: Element) -> ImageCaption:
    content = child(picture, "contentMeta")
    language = attribute(child(content, "language"), "tag") or language_of(picture)
    described = text_of(in_language(children(content, "description"), language)) or None
    headline = text_of(in_language(children(content, "headline"), language))
    return ImageCaption(
        alt=headline or described or "",
        caption=described,
        credit=text_of(child(content, "creditline")) or text_of(child(content, "by")) or None,
        external_reference=attribute(picture, "guid") or None,
    )
