"""The addresses of images that leave the server: the one place that decides about images of other servers.

Whoever loads an image from another server tells that server their network address, and when they read what
(docs/privacy.md). Where the setting `remote_images` is off, no such address leaves.

Images are found by regular expressions, because a body is looked at with every read of an article: lxml takes
five times as long to parse it and write it again (text of 7,600 characters with three images; the small tree
of `newsroom.html_tree` takes eight times as long). They are no parser of HTML, and need not be one: they see
only what `newsroom.html_sanitiser` wrote, where attributes are in double quotes and have none within, and no
`<img` stands outside of an element. What comes from outside is parsed, when it comes in.
"""

import re
from html import escape, unescape

from broadsheet_server.newsroom.remote_images import MEDIA_PATH
from broadsheet_server.newsroom.renditions import rendition_sizes

WITHHELD_PATH = "/media/withheld"
"""Stands for an image that is withheld: a clean 404 on this server, so that readers see its words instead."""

_STORED_IMAGE = f'<img src="{MEDIA_PATH}'
_IMAGE_TAG = re.compile(r"""<img\b(?:"[^"]*"|[^"<>])*+>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\s(src|alt)="([^"]*)\"""", re.IGNORECASE)


_FETCHED_IMAGE = re.compile(
    rf'''<img src="{MEDIA_PATH}([^"]+)"((?:"[^"]*"|[^"<>])*? width="(\d+)" height="(\d+)")'''
)
"""As the sanitiser writes it."""


def shown_body(html: str, media_folder: str) -> str:
    """The stored HTML of a body with the images of the media folder at their URLs, and their renditions.

    `media_folder` is the URL that their names follow.
    """
    if _STORED_IMAGE not in html:
        return html

    def image(tag: re.Match[str]) -> str:
        location, others = tag[1], tag[2]
        sizes = rendition_sizes(unescape(location), int(tag[3]), int(tag[4]))
        files = ", ".join(f"{media_folder}{size.location} {size.width}w" for size in sizes)
        source_set = f' srcset="{escape(files)}"' if files else ""
        return f'<img src="{escape(media_folder)}{location}"{source_set}{others}'

    return _FETCHED_IMAGE.sub(image, html)


def shows_image(body_html: str, url: str) -> bool:
    """Whether a body, as `ImageAddresses.body` answers it, shows the image with this URL."""
    return f'<img src="{escape(url)}"' in body_html


class ImageAddresses:
    """Makes the addresses of images from what is stored.

    `base_url` is the URL of this server without a slash at the end; its own images are shown always.
    """

    def __init__(self, base_url: str, *, shows_remote: bool) -> None:
        self._base_url = base_url
        self._shows_remote = shows_remote

    def url(self, location: str) -> str | None:
        """The URL of a file in the media folder, or elsewhere if it is an absolute URL; None if withheld."""
        if "://" not in location:
            return self.file_url(location)
        return location if self._is_shown(location) else None

    def file_url(self, location: str) -> str:
        """The URL of a file in the media folder."""
        return f"{self._base_url}{MEDIA_PATH}{location}"

    @property
    def withheld_url(self) -> str:
        """The URL that stands for one that is withheld."""
        return self._base_url + WITHHELD_PATH

    def body(self, html: str) -> str:
        """The sanitised HTML of a body; in the place of images that are withheld, their words in brackets."""
        shown = shown_body(html, self._base_url + MEDIA_PATH)
        return shown if self._shows_remote else _IMAGE_TAG.sub(self._shown, shown)

    def _is_shown(self, url: str) -> bool:
        return self._shows_remote or url.startswith(f"{self._base_url}/")

    def _shown(self, tag: re.Match[str]) -> str:
        attributes = dict(_ATTRIBUTE.findall(tag[0]))
        if self._is_shown(unescape(attributes.get("src", ""))):
            return tag[0]
        words = attributes.get("alt", "").strip()
        return f"[{words}]" if words else ""
