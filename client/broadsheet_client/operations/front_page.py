"""Opening the paper: who publishes it, and its sections."""

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.store.reader_store import ReaderStore


class FrontPageOperation(QObject):
    """`state_changed` brings PaneState[FrontPage]: the stored one at once (stale), then the server's."""

    state_changed = Signal(object)

    def __init__(self, client: GraphQLClient, store: ReaderStore, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def start(self) -> None:
        """Show what is stored, then ask. Again: ask anew."""
        raise NotImplementedError

    def retry(self) -> None:
        """Ask the server again, if it has not answered yet."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Want no answer any more."""
        raise NotImplementedError
