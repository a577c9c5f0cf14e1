"""Whether the server can be reached: learned from what fails, and found again by looking."""

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest


class ConnectionMonitor(QObject):
    """What is believed of the way to the server. While there is none, it looks every `interval` milliseconds.

    The application connects `client.reachability_observed` to `report`, and `restored` to the `retry` of each operation.
    """

    changed = Signal(bool)
    """Whether there is a way now."""
    restored = Signal()
    """There was none, and now there is."""

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
        """What is believed."""
        return self._is_online

    def report(self, reached: bool) -> None:
        """A request reached the server, or found no way to it."""
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
        """Ask the server for a sign of life."""
        if self._reply:
            return
        request = QNetworkRequest(self._url)
        request.setTransferTimeout(self._timer.interval())
        self._reply = self._network.get(request)
        self._reply.finished.connect(self._probe_finished)

    def close(self) -> None:
        """Look no more."""
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
