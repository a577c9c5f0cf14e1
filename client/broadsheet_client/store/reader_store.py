"""Everything the reader keeps on this machine, in one folder for each server."""

from pathlib import Path

from broadsheet_client.store.articles import Articles
from broadsheet_client.store.images import ImageFolder
from broadsheet_client.store.lists import Lists
from broadsheet_client.store.outbox import StoredOutbox
from broadsheet_client.store.recipients import Recipients
from broadsheet_client.store.state import State


class ReaderStore:
    """Opened by `ReaderStore(folder)`. Reads answer at once; writes go to one thread and return Futures.

    `note` is a sentence for the person if the file was damaged and had to be set aside; else None.
    """

    articles: Articles
    lists: Lists
    images: ImageFolder
    outbox: StoredOutbox
    recipients: Recipients
    state: State
    note: str | None

    def __init__(self, folder: Path) -> None:
        raise NotImplementedError

    def tidy(self) -> None:
        """Forget what is too old or too much (in the writer thread); call once after start."""
        raise NotImplementedError

    def close(self) -> None:
        """Finish every write and close the file."""
        raise NotImplementedError


def folder_for(root: Path, server: str) -> Path:
    """Where the things of one server are kept under `root`."""
    raise NotImplementedError
