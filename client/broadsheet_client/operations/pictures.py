"""Pictures for the article and the lists: from the store if they are there, else from the network."""

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.images import ImageLoader
from broadsheet_client.store.reader_store import ReaderStore


class Pictures(QObject):
    """Ask by `want(url)`; each answer comes by a signal with the URL. Asking twice fetches once."""

    arrived = Signal(str, bytes)
    missing = Signal(str, object)
    """URL and ReaderError."""

    def __init__(self, images: ImageLoader, store: ReaderStore, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def stored(self, url: str) -> bytes | None:
        """The picture, if it is on this machine: at once, without a signal."""
        raise NotImplementedError

    def want(self, url: str) -> None:
        """Fetch it unless it is under way."""
        raise NotImplementedError
