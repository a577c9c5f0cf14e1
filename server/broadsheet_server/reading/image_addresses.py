"""The addresses of images that leave the server: the one place that decides about images of other servers.

Whoever loads an image from another server tells that server their network address, and when they read what
(docs/privacy.md). Where the setting `remote_images` is off, no such address leaves.
"""

import re
from html import unescape

WITHHELD_PATH = "/media/withheld"
"""Stands for an image that is withheld: a clean 404 on this server, so that readers see its words instead."""

_IMAGE_TAG = re.compile(r"""<img\b(?:"[^"]*"|[^"<>])*+>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\s(src|alt)="([^"]*)\"""", re.IGNORECASE)


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
            return f"{self._base_url}/media/{location}"
        return location if self._is_shown(location) else None

    @property
    def withheld_url(self) -> str:
        """The URL that stands for one that is withheld."""
        return self._base_url + WITHHELD_PATH

    def body(self, html: str) -> str:
        """The sanitised HTML of a body; in the place of images that are withheld, their words in brackets."""
        return html if self._shows_remote else _IMAGE_TAG.sub(self._shown, html)

    def _is_shown(self, url: str) -> bool:
        return self._shows_remote or url.startswith(f"{self._base_url}/")

    def _shown(self, tag: re.Match[str]) -> str:
        attributes = dict(_ATTRIBUTE.findall(tag[0]))
        if self._is_shown(unescape(attributes.get("src", ""))):
            return tag[0]
        words = attributes.get("alt", "").strip()
        return f"[{words}]" if words else ""
