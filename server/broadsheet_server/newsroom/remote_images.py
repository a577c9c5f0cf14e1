"""What became of images on other servers: fetched into the media folder, refused, or out of reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MEDIA_PATH: Final = "/media/"
"""Where the web serves the media folder; with it begin the addresses of fetched images in stored bodies."""


@dataclass(frozen=True, slots=True)
class LocatedImage:
    """A file in the media folder, or an https URL where the image is only linked; its size in pixels."""

    location: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class RefusedImage:
    """What is at the address cannot be shown. The reason is a sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class FailedImage:
    """What is at the address could not be fetched: it may be linked. The reason is a sentence."""

    reason: str

    def note(self, address: str) -> str:
        """What an editor is told of an image that is linked meanwhile."""
        return f"image not fetched: {address[:200]}: {self.reason.rstrip('.')}"


RemoteImages = Mapping[str, LocatedImage | RefusedImage | FailedImage]
"""By address. One that is not in it was not fetched: it may be linked."""
