"""Whether the server can be reached: learned from what fails, and found again by looking."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkAccessManager


class Connection(QObject):
    """What is believed of the way to the server. While there is none, it looks every `interval` milliseconds.

    The application connects `client.reached` to `report`, and `came_back` to the `retry` of each operation.
    """

    changed = Signal(bool)
    """Whether there is a way now."""
    came_back = Signal()
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

    def report(self, reached: bool) -> None:
        """A request reached the server, or found no way to it."""
        raise NotImplementedError

    @property
    def online(self) -> bool:
        """What is believed."""
        raise NotImplementedError
