"""Writes images, and what is embedded, into a body: what cannot be shown becomes a link, or a note."""

from typing import Final

from broadsheet_server.newsroom.html_body import HtmlBody
from broadsheet_server.newsroom.html_embeds import (
    EMBED_TAGS,
    embed,
    has_substitute,
    is_post,
    post_address,
    readable_address,
)
from broadsheet_server.newsroom.html_images import IMAGE_TAGS, BodyImage, LostImage, body_image, drawn_emoji
from broadsheet_server.newsroom.html_tree import Element
from broadsheet_server.newsroom.html_writer import attribute

UNDESCRIBED_IMAGE: Final = "an image in the text has no description (alt)"


def write_image(body: HtmlBody, element: Element) -> None:
    """Write an `img`."""
    _write_image(body, element, [])


def write_picture(body: HtmlBody, element: Element) -> None:
    """Write a `picture`, which offers several files for one image."""
    images = [each for each in element.elements() if each.tag in IMAGE_TAGS]
    _write_image(body, images[0] if images else Element("img"), _sources(element))


def write_noscript(body: HtmlBody, element: Element) -> None:
    """Write the image for browsers without scripts, unless the one for scripts was found before it."""
    for each in element.elements():
        if each.tag in IMAGE_TAGS and not isinstance(body.last_image, BodyImage):
            if isinstance(body.last_image, LostImage):
                body.lost_images.remove(body.last_image)
            _write_image(body, each, [])


def write_figure(body: HtmlBody, element: Element) -> None:
    """Write a figure. Without its image, a link takes its place, and the caption is the link's text."""
    if "figure" in body.parents:
        body.write_block(element)
        return
    body.parents.append("figure")
    _write_figure(body, element)
    body.parents.pop()


def _write_figure(body: HtmlBody, element: Element) -> None:
    images = [
        body_image(each, body.base, body.remote, _sources(element))
        for each in element.elements()
        if each.tag in IMAGE_TAGS
    ]
    if any(isinstance(image, BodyImage) for image in images):
        body.write_block(element, "figure")
        return
    captions = [each for each in element.elements() if each.tag == "figcaption"]
    caption = " ".join(" ".join(each.text() for each in captions).split())
    lost = next((image for image in images if isinstance(image, LostImage)), None)
    if any(each.tag in EMBED_TAGS and embed(each, body.base).url for each in element.elements()):
        _write_embeds(body, element, captions, caption)
    elif lost:
        _write_lost_image(body, lost, caption)
    elif caption and element.text().split() == caption.split():
        body.write_paragraph(f"[{caption}]")
    else:
        body.write_block(element, "figure")


def write_embed(body: HtmlBody, element: Element) -> None:
    """Write a link to what is embedded, or else what stands there for programs that do not know it."""
    found = embed(element, body.base)
    if is_post(element) and element.text().strip():
        body.write_children(element.children)
    elif found.url:
        _write_address(body, found.url, found.label())
    elif has_substitute(element):
        body.write_children(element.children)
    else:
        body.notes.append(found.note)


def write_post(body: HtmlBody, element: Element) -> bool:
    """Write a link to a post of another site whose words a script would bring. Returns whether it is one."""
    address = post_address(element, body.base) if element.attributes else ""
    if address:
        _write_address(body, address, readable_address(address))
    return bool(address)


def image_notes(body: HtmlBody) -> list[str]:
    """What an editor is told about the images."""
    notes = [
        f"an image in the text is left out: {image.reason}" + (f" (“{image.alt[:80]}”)" if image.alt else "")
        for image in body.lost_images
    ]
    return notes + [UNDESCRIBED_IMAGE] * any(image.alt is None for image in body.images)


def _write_image(body: HtmlBody, element: Element, sources: list[Element]) -> None:
    body.anchor(element)
    if emoji := drawn_emoji(element):
        body.write_text(emoji)
        return
    image = body.last_image = body_image(element, body.base, body.remote, sources)
    if isinstance(image, LostImage):
        _write_lost_image(body, image, "")
    elif image:
        body.images.append(image)
        body.html.void(_image_tag(image))


def _write_lost_image(body: HtmlBody, image: LostImage, caption: str) -> None:
    """Write a link where there is an address, and otherwise the caption in brackets."""
    body.lost_images.append(image)
    if image.url and (label := image.alt or caption):
        _write_address(body, image.url, label)
    elif caption:
        body.write_paragraph(f"[{caption}]")


def _write_embeds(body: HtmlBody, figure: Element, captions: list[Element], caption: str) -> None:
    found = [embed(each, body.base) for each in figure.elements() if each.tag in EMBED_TAGS]
    for each in found:
        if each.url:
            _write_address(body, each.url, each.label(caption))
    has_links = any(each.tag == "a" for part in captions for each in part.elements())
    if has_links or any(each.title for each in found):
        for part in captions:
            body.write_block(part, "p")


def _write_address(body: HtmlBody, url: str, label: str) -> None:
    """Write a link, in a paragraph of its own unless it stands in a line of text."""
    link: list[Element | str] = [Element("a", {"href": url}, [label])]
    if body.html.is_in_text:
        body.write_link(url, [label])
    else:
        body.write_block(Element("p", {}, link), "p")


def _image_tag(image: BodyImage) -> str:
    attributes = attribute("src", image.url)
    if image.alt is not None:
        attributes += attribute("alt", image.alt)
    attributes += attribute("width", str(image.width)) if image.width else ""
    attributes += attribute("height", str(image.height)) if image.height else ""
    return f"<img{attributes}>"


def _sources(element: Element) -> list[Element]:
    return [each for each in element.elements() if each.tag == "source"]
