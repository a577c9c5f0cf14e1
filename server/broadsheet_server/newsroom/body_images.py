"""The images in the stored body of an article: an editor puts one in, changes one, or takes one out.

The body is written anew by the sanitiser, which finds nothing else to change in what it has written.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import lxml.html
from lxml.html import HtmlElement, builder

from broadsheet_server.newsroom.draft_images import StoredImage
from broadsheet_server.newsroom.html_images import stored_images
from broadsheet_server.newsroom.html_sanitiser import SanitisedBody, sanitise
from broadsheet_server.newsroom.remote_images import MEDIA_PATH, LocatedImage
from broadsheet_server.newsroom.validation import RejectedDraftError

_ANY_BASE = "https://publication.invalid/"
"""All addresses in a stored body are absolute but those of the media folder."""


@dataclass(frozen=True, slots=True)
class StoredBody:
    """A body with what the sanitiser has to know of its article."""

    html: str
    language: str
    headline: str


def address_in_body(image: StoredImage) -> str:
    """The address of an image in stored bodies."""
    return image.location if image.location.startswith("https://") else MEDIA_PATH + image.location


def with_image(body: StoredBody, image: StoredImage, after_block: int | None) -> SanitisedBody:
    """The body with a figure behind its block of this number, counted from 1; at its end without one.

    0 is before the first block. Raises RejectedDraftError where the body has fewer blocks.
    """
    root = _parse(body.html)
    if after_block is not None and not 0 <= after_block <= len(root):
        raise RejectedDraftError(
            f"The text has {len(root)} blocks: give a number from 0 to that.", "after_block"
        )
    root.insert(len(root) if after_block is None else after_block, _figure(image))
    return _sanitised(body, root, [image])


def image_in(body: StoredBody, address: str) -> StoredImage | None:
    """The first image of the body at this address, with its words; None where there is none."""
    image = next(iter(_images(_parse(body.html), address)), None)
    if image is None:
        return None
    caption, credit = _words(_figure_of(image))
    return StoredImage(
        location=address.removeprefix(MEDIA_PATH),
        media_type="",
        width=int(image.get("width") or 0),
        height=int(image.get("height") or 0),
        alt=image.get("alt") or "",
        caption=caption,
        credit=credit,
        external_reference=None,
    )


def with_replaced(body: StoredBody, address: str, image: StoredImage) -> SanitisedBody:
    """The body with another image, or the same with other words, wherever it has the one at the address."""
    root = _parse(body.html)
    for element in _images(root, address):
        figure = _figure_of(element)
        if figure is None:
            element.getparent().replace(element, _with_tail(_image(image), element))
        else:
            figure.getparent().replace(figure, _with_tail(_figure(image), figure))
    return _sanitised(body, root, [image])


def without_image(body: StoredBody, address: str) -> SanitisedBody:
    """The body without the image at this address, and without the figures that show nothing else."""
    root = _parse(body.html)
    for element in _images(root, address):
        (element if (figure := _figure_of(element)) is None else figure).drop_tree()
    return _sanitised(body, root, [])


def _parse(html: str) -> HtmlElement:
    return lxml.html.fragment_fromstring(html, create_parent="div")


def _images(root: HtmlElement, address: str) -> list[HtmlElement]:
    return [image for image in root.iter("img") if image.get("src") == address]


def _figure_of(image: HtmlElement) -> HtmlElement | None:
    """The figure around an image that has no other image."""
    figure = next(image.iterancestors("figure"), None)
    return figure if figure is not None and len(list(figure.iter("img"))) == 1 else None


def _words(figure: HtmlElement | None) -> tuple[str | None, str | None]:
    """Caption and credit of a figure, the latter in `cite`."""
    captions = [] if figure is None else list(figure.iter("figcaption"))
    cites = [cite for caption in captions for cite in caption.iter("cite")]
    credit = " ".join(cite.text_content() for cite in cites)
    for cite in cites:
        cite.drop_tree()
    caption = " ".join(" ".join(each.text_content() for each in captions).split())
    return caption or None, credit or None


def _figure(image: StoredImage) -> HtmlElement:
    figure = builder.E.figure(_image(image))
    if image.caption or image.credit:
        caption = builder.E.figcaption(image.caption or "")
        if image.credit:
            caption.text = f"{image.caption} " if image.caption else None
            caption.append(builder.E.cite(image.credit))
        figure.append(caption)
    return figure


def _image(image: StoredImage) -> HtmlElement:
    attributes = {"src": address_in_body(image), "alt": image.alt}
    if image.width and image.height:
        attributes |= {"width": str(image.width), "height": str(image.height)}
    return builder.E.img(attributes)


def _with_tail(new: HtmlElement, old: HtmlElement) -> HtmlElement:
    new.tail = old.tail
    return new


def _sanitised(body: StoredBody, root: HtmlElement, images: Sequence[StoredImage]) -> SanitisedBody:
    files = {MEDIA_PATH + image.location: image for image in stored_images(body.html)}
    files |= {
        MEDIA_PATH + image.location: LocatedImage(image.location, image.media_type, image.width, image.height)
        for image in images
        if not image.location.startswith("https://")
    }
    remote = {_ANY_BASE.rstrip("/") + address: file for address, file in files.items()}
    markup = (root.text or "") + "".join(lxml.html.tostring(each, encoding="unicode") for each in root)
    return sanitise(markup, _ANY_BASE, remote=remote, language=body.language, headline=body.headline)
