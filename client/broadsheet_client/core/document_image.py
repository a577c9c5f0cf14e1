"""Images in the document: their size, and what stands in place of one that cannot be loaded."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from broadsheet_client.core.body_blocks import whole_number
from broadsheet_client.core.text_direction import base_direction

IMAGE_LINK: Final = "broadsheet-image:"
"""Prefix of the link that loads a missing image again, before its URL."""
SIDE_MAX: Final = 30_000
COLUMN_PIXELS: Final = 800
"""What an ordinary column needs at most, and what is loaded for offline."""
ASPECT_MAX: Final = 20
"""An image has at most SIDE_MAX pixels a side, and is at most ASPECT_MAX times as high as wide."""


@dataclass(frozen=True, slots=True)
class BodyImage:
    """An image of the body, with its alternative text."""

    url: str
    alt: str
    width: int
    height: int


def body_image(
    attributes_by_name: Mapping[str, str],
    width: int,
    resolved: Callable[[str], str],
    sizes: Mapping[str, tuple[int, int]],
) -> BodyImage:
    """The image of an `img`: its file for a column of `width` pixels, at the absolute URL by `resolved`.

    Its size is the one in `sizes`, by URL, or else the one that the `img` states.
    """
    files = source_set(attributes_by_name.get("srcset", ""))
    url = resolved(fitting_file(files, width) or attributes_by_name.get("src", ""))
    stated = (whole_number(attributes_by_name.get("width")), whole_number(attributes_by_name.get("height")))
    return BodyImage(
        url, attributes_by_name.get("alt", "").strip(), *plausible_size(*sizes.get(url) or stated)
    )


def plausible_size(width: int, height: int) -> tuple[int, int]:
    """The size that a server or a body states in pixels, or (0, 0), unknown, if no image has it."""
    is_plausible = 0 < width <= SIDE_MAX and 0 < height <= SIDE_MAX and height <= ASPECT_MAX * width
    return (width, height) if is_plausible else (0, 0)


def fitting_file(files: Iterable[tuple[str, int]], width: int) -> str:
    """Of URLs of files with their widths in pixels, the narrowest that fills `width`, else the widest.

    "" where there are none. A narrow window takes the file of an ordinary one: it was loaded for offline.
    """
    wanted = max(width, COLUMN_PIXELS)
    found = sorted(files, key=lambda file: (file[1] < wanted, abs(file[1] - wanted)))
    return found[0][0] if found else ""


def source_set(text: str) -> Iterator[tuple[str, int]]:
    """The URLs and widths of a `srcset` of our server; other descriptors are left out."""
    for candidate in text.split(", "):
        url, _, descriptor = candidate.strip().partition(" ")
        width = descriptor.removesuffix("w")
        if url and width.isascii() and width.isdigit() and len(width) < 6:
            yield url, int(width)


def image_tag(url: str, width: int, height: int, max_width: int) -> str:
    """An `img` no wider than `max_width`; with a height, if known, so that the text does not move."""
    width, height = plausible_size(width, height)
    if not width:
        return f'<img src="{escape(url)}" width="{max_width}">'
    shown_width = min(width, max_width)
    shown_height = max(1, round(height * shown_width / width))
    return f'<img src="{escape(url)}" width="{shown_width}" height="{shown_height}">'


def missing_image(url: str, words: str, message: str, retry: str) -> str:
    """What stands in place of an image: a message, its words, and a link that loads it again."""
    text = f"{message} {words}".strip() if words else message
    link = f'<a href="{IMAGE_LINK}{escape(url)}">{escape(retry)}</a>'
    return f'<span class="missing" dir="{base_direction(text)}">[{escape(text)} {link}]</span>'
