"""Looks for news by itself: every few minutes, and when somebody comes back to the window."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from broadsheet_client.core.states import Ready
from broadsheet_client.operations.article_list import ArticleListOperation
from broadsheet_client.operations.connection_monitor import ConnectionMonitor


class NewsPoller(QObject):
    """Newer articles are counted, not shown: nothing moves. Intervals are in milliseconds."""

    def __init__(
        self,
        listing: ArticleListOperation,
        connection: ConnectionMonitor,
        *,
        every: int = 5 * 60_000,
        away: int = 60_000,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._listing, self._connection, self._away = listing, connection, away
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=every)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """The list has just been asked for; look again from now on."""
        self._since.start()
        self._timer.start()

    def come_back(self) -> None:
        """Somebody turns to the window again: look, unless that was just done."""
        if self._since.isValid() and self._since.elapsed() >= self._away:
            self.look()

    def look(self) -> None:
        """Ask once. Without a way to the server, or where the list is in trouble, others ask already."""
        if self._connection.online and isinstance(self._listing.state, Ready):
            self.start()
            self._listing.refresh()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
