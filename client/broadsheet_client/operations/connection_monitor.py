"""Tracks whether the server is reachable, and polls its health check while it is not."""

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest


class ConnectionMonitor(QObject):
    """Polls `/healthz` every `interval` milliseconds while offline.

    The application connects `client.reachability_observed` to `report`, and `restored` to each operation's
    `retry`.
    """

    changed = Signal(bool)
    """Whether the server is reachable."""
    restored = Signal()
    """The server is reachable again."""

    def __init__(
        self,
        server: str,
        *,
        network: QNetworkAccessManager | None = None,
        interval: int = 3_000,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._url = QUrl(f"{server.rstrip('/')}/healthz")
        self._network = network or QNetworkAccessManager(self)
        self._is_online = True
        self._reply: QNetworkReply | None = None
        self._timer = QTimer(self, interval=interval)
        self._timer.timeout.connect(self.probe)

    @property
    def is_online(self) -> bool:
        """Whether the server was reachable at last report."""
        return self._is_online

    def report(self, reached: bool) -> None:
        """Report whether a request reached the server."""
        if reached == self._is_online:
            return
        self._is_online = reached
        if reached:
            self._timer.stop()
        else:
            self._timer.start()
        self.changed.emit(reached)
        if reached:
            self.restored.emit()

    def probe(self) -> None:
        """Request the health check once."""
        if self._reply:
            return
        request = QNetworkRequest(self._url)
        request.setTransferTimeout(self._timer.interval())
        self._reply = self._network.get(request)
        self._reply.finished.connect(self._probe_finished)

    def close(self) -> None:
        """Stop polling."""
        self._timer.stop()
        if self._reply:
            self._reply.abort()

    def _probe_finished(self) -> None:
        reply, self._reply = self._reply, None
        if reply is None:
            return
        reply.deleteLater()
        if reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute) == 200:
            self.report(True)
