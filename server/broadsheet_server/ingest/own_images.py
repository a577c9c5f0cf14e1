"""The publication's own images: a body that was read here comes back with their addresses."""

from collections.abc import Iterable

from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.remote_images import MEDIA_PATH, LocatedImage
from broadsheet_server.settings import Settings


def own_images(addresses: Iterable[str], settings: Settings, media: MediaFolder) -> dict[str, LocatedImage]:
    """Those of the addresses that are images in the media folder."""
    folder = settings.base_url + MEDIA_PATH
    found = {}
    for address in addresses:
        name = address.removeprefix(folder)
        if address.startswith(folder) and (image := media.located(name)):
            found[address] = image
    return found


def own_address(address: str, settings: Settings) -> str:
    """The address as stored bodies have it: of an own image without the host."""
    folder = settings.base_url + MEDIA_PATH
    return address.removeprefix(settings.base_url) if address.startswith(folder) else address
