"""The files that the images of a body are in: pictures beside a text, in its folder or below it."""

from pathlib import Path
from urllib.parse import unquote

from broadsheet_server.newsroom.html_addresses import scheme
from broadsheet_server.newsroom.html_images import IMAGE_TAGS
from broadsheet_server.newsroom.html_tree import HostileMarkupError, parse

FILES_MAX = 200
"""Of one body."""


def body_files(markup: str, folder: Path | None) -> dict[str, Path]:
    """The files in the `folder` that images of the HTML show, by their addresses there."""
    if folder is None or "<img" not in markup.lower():
        return {}
    try:
        elements = [each for each in parse(markup).elements() if each.tag in IMAGE_TAGS]
    except HostileMarkupError:  # the body is refused later
        return {}
    addresses = dict.fromkeys(each.attributes.get("src", "").strip() for each in elements)
    found = ((address, _file(address, folder)) for address in list(addresses)[:FILES_MAX])
    return {address: file for address, file in found if file}


def _file(address: str, folder: Path) -> Path | None:
    """The file at a relative address; None for one outside of the folder, or that is not there."""
    if not address or scheme(address) or address.startswith(("/", "\\", "#")):
        return None
    try:
        file = (folder / unquote(address.partition("?")[0].partition("#")[0])).resolve()
        return file if file.is_relative_to(folder.resolve()) and file.is_file() else None
    except (OSError, ValueError):
        return None
