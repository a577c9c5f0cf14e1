"""The image that an element means: pages load images late, or offer several files for one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from broadsheet_server.newsroom.html_addresses import absolute_address, host, scheme
from broadsheet_server.newsroom.html_tree import Element, parse
from broadsheet_server.newsroom.remote_images import (
    MEDIA_PATH,
    FailedImage,
    LocatedImage,
    RefusedImage,
    RemoteImages,
)

IMAGE_TAGS = {"img", "image", "amp-img"}
_LATE_SOURCES = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-original-src",
    "data-img-src",
)
"""Where scripts for lazy loading keep the address, `src` being a placeholder."""
_LATE_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
_SMALL = re.compile("thumb|small|low|placeholder|fallback|poster|blur|preview")
_EMOJI_CLASSES = {"emoji", "wp-smiley"}
_EMOJI_LENGTH_MAX = 20


@dataclass(frozen=True, slots=True)
class BodyImage:
    """An image in a body, at an https address or, where it was fetched, below MEDIA_PATH.

    `width` and `height` are in pixels, None where not given.
    """

    url: str
    alt: str | None
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class LostImage:
    """An image that cannot be shown. `url` is an http address or ""; `reason` is part of a note."""

    url: str
    alt: str
    reason: str


def body_image(
    element: Element, base: str | None, remote: RemoteImages, sources: Iterable[Element] = ()
) -> BodyImage | LostImage | None:
    """The image of an `img`; `sources` are the others of its `picture`. None for one that nobody sees."""
    width, height = _pixels(element, "width"), _pixels(element, "height")
    if width in (0, 1) and height in (0, 1):
        return None  # a tracking pixel
    written = [address.strip() for address in _candidates(element, sources)]
    addresses = [absolute_address(address, base) for address in written]
    alt = element.attributes.get("alt")
    alt = alt.strip() if alt is not None else None
    for given, address in zip(written, addresses, strict=True):
        match remote.get(address) or remote.get(given):
            case LocatedImage(_, _, 1, 1):
                return None  # a tracking pixel that does not say its size
            case LocatedImage(location, _, width, height):
                return BodyImage(MEDIA_PATH + location, alt, width, height)
            case RefusedImage() as image:
                return LostImage("", alt or "", _failure(address or given, image))
        if scheme(address) == "https" and host(address):
            return BodyImage(address, alt, width or None, height or None)
    insecure = next((address for address in addresses if scheme(address) == "http" and host(address)), "")
    failure = remote.get(insecure)
    reason = _failure(insecure, failure) if isinstance(failure, FailedImage) else _reason(insecure, element)
    return LostImage(insecure, alt or "", reason)


def drawn_emoji(element: Element) -> str:
    """The emoji that an image stands for, as WordPress draws them; "" where it is another image."""
    alt = element.attributes.get("alt", "").strip()
    names = element.attributes.get("class", "").split()
    is_emoji = not _EMOJI_CLASSES.isdisjoint(names) and len(alt) <= _EMOJI_LENGTH_MAX
    return alt if is_emoji and not any(map(str.isalnum, alt)) else ""


def stored_images(html: str) -> list[LocatedImage]:
    """The images of the media folder in the stored HTML of a body."""
    if MEDIA_PATH not in html:
        return []
    images = [element for element in parse(html).elements() if element.tag == "img"]
    return [
        LocatedImage(
            source.removeprefix(MEDIA_PATH), "", _pixels(each, "width") or 0, _pixels(each, "height") or 0
        )
        for each in images
        if (source := each.attributes.get("src", "")).startswith(MEDIA_PATH)
    ]


def _failure(address: str, image: RefusedImage | FailedImage) -> str:
    return f"{address[:200]}: {image.reason.rstrip('.')}"


def _reason(insecure: str, element: Element) -> str:
    if insecure:
        return f"it is at http, and pages show only https: {insecure}"
    source = element.attributes.get("src", "")
    if not source.strip():
        return "it has no address"
    if scheme(source.strip()) == "data":
        return "its file stands in the text itself (data:)"
    return f"its address is relative or not for the web: {source.strip()[:200]}"


def _candidates(element: Element, sources: Iterable[Element]) -> Iterator[str]:
    """The addresses, the best first."""
    attributes = element.attributes
    yield from (attributes[name] for name in _LATE_SOURCES if name in attributes)
    for name in _LATE_SETS:
        yield from addresses_of_set(attributes.get(name, ""))
    yield from _other_late_addresses(attributes)
    yield attributes.get("src", "")
    yield from addresses_of_set(attributes.get("srcset", ""))
    for source in sources:
        for name in (*_LATE_SETS, "srcset"):
            yield from addresses_of_set(source.attributes.get(name, ""))


def _other_late_addresses(attributes: Mapping[str, str]) -> Iterator[str]:
    """What other scripts call it: `data-ll-src`, `data-hi-res-src`; not the small ones shown meanwhile."""
    for name, value in attributes.items():
        if not name.startswith("data-") or name in (*_LATE_SOURCES, *_LATE_SETS) or _SMALL.search(name):
            continue
        if name.endswith("srcset"):
            yield from addresses_of_set(value)
        elif name.endswith("src"):
            yield value


def addresses_of_set(source_set: str) -> list[str]:
    """The addresses of a `srcset`, the largest first (HTML Standard, section 4.8.4.2.1)."""
    candidates: list[tuple[float, str]] = []
    address, words = "", source_set.split()[::-1]
    while words:
        word = words.pop()
        if not address:
            address = word.strip(",")
            if not word.endswith(","):
                continue
            word = ""
        descriptor, comma, rest = word.partition(",")
        if comma and rest:
            words.append(rest)
        if address:
            candidates.append((_size(descriptor), address))
        address = ""
    if address:
        candidates.append((1, address))
    return [address for _, address in sorted(candidates, key=lambda candidate: -candidate[0])]


def _size(descriptor: str) -> float:
    """Width in pixels or density: a set has only one of the two."""
    try:
        return float(descriptor.rstrip("wx")) if descriptor else 1
    except ValueError:
        return 0


def _pixels(element: Element, name: str) -> int | None:
    digits = element.attributes.get(name, "").strip().lower().removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None
