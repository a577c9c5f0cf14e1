"""Loads the front page: the publication and its sections."""

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.encoding import to_json
from broadsheet_client.api.generated import FrontPage, front_page
from broadsheet_client.core.states import Loading, Ready, failed_state
from broadsheet_client.errors import ReaderError
from broadsheet_client.operations.latest_request import LatestRequest
from broadsheet_client.store.reader_store import ReaderStore

_STORE_KEY = "front_page"


class FrontPageOperation(QObject):
    """`state_changed` carries PaneState[FrontPage]: the stored one first (stale), then the server's."""

    state_changed = Signal(object)

    def __init__(self, client: GraphQLClient, store: ReaderStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._request, self._store = LatestRequest(client), store
        self._value: FrontPage | None = None
        self._is_fresh = False

    @property
    def value(self) -> FrontPage | None:
        """The latest known front page."""
        return self._value

    def start(self) -> None:
        """Show the stored front page and request the current one."""
        self._value = self._value or self._stored()
        self._is_fresh = False
        self.state_changed.emit(Ready(self._value, stale=True) if self._value else Loading())
        self._request.send(front_page(), self._loaded, self._failed)

    def retry(self) -> None:
        """Request it again, unless it was loaded."""
        if not self._is_fresh:
            self.start()

    def cancel(self) -> None:
        """Cancel the request."""
        self._request.cancel()

    def _stored(self) -> FrontPage | None:
        try:
            return FrontPage.from_json(self._store.key_values.get(_STORE_KEY))
        except ReaderError:
            return None

    def _loaded(self, response: FrontPage) -> None:
        self._value, self._is_fresh = response, True
        self._store.key_values.set(_STORE_KEY, to_json(response))
        self.state_changed.emit(Ready(response))

    def _failed(self, error: ReaderError) -> None:
        self.state_changed.emit(failed_state(error, self._value))
