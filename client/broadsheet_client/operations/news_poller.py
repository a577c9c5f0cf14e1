"""Polls for newer articles every few minutes, and when the window is activated."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from broadsheet_client.core.states import Ready
from broadsheet_client.operations.article_list import ArticleListOperation
from broadsheet_client.operations.connection_monitor import ConnectionMonitor


class NewsPoller(QObject):
    """Newer articles are counted, not inserted. Intervals are in milliseconds."""

    def __init__(
        self,
        article_list: ArticleListOperation,
        connection: ConnectionMonitor,
        *,
        interval: int = 5 * 60_000,
        activation_interval: int = 60_000,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._article_list, self._connection, self.activation_interval = (
            article_list,
            connection,
            activation_interval,
        )
        self._since_poll = QElapsedTimer()
        self._timer = QTimer(self, interval=interval)
        self._timer.timeout.connect(self.poll)

    def start(self) -> None:
        """Restart the interval; the list was just requested."""
        self._since_poll.start()
        self._timer.start()

    def window_activated(self) -> None:
        """Poll when the window is activated, unless the last poll was within `activation_interval`."""
        if self._since_poll.isValid() and self._since_poll.elapsed() >= self.activation_interval:
            self.poll()

    def poll(self) -> None:
        """Refresh the list, unless offline or failed: the connection monitor retries those."""
        if self._connection.is_online and isinstance(self._article_list.state, Ready):
            self.start()
            self._article_list.refresh()

    def stop(self) -> None:
        """Stop polling."""
        self._timer.stop()
