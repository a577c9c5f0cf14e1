"""After sharing: whether the mail server has taken the mails."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import DeliveryState, ShareReceipt, ShareState, share_state
from broadsheet_client.core.errors import ReaderError
from broadsheet_client.operations.latest_request import LatestRequest

_ENDS = {DeliveryState.SENT, DeliveryState.NOT_DELIVERED}


class DeliveryOperation(QObject):
    """Asks a few times, ever more slowly. `state_changed` brings a ShareReceipt when there is news."""

    state_changed = Signal(object)
    finished = Signal()
    """It has ended well or badly, or it takes longer than is worth watching."""

    def __init__(
        self,
        client: GraphQLClient,
        *,
        pauses: Sequence[int] = (1_000, 2_000, 4_000, 8_000, 15_000, 30_000),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._latest, self._pauses = LatestRequest(client), tuple(pauses)
        self._receipt: ShareReceipt | None = None
        self._left: list[int] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._ask)

    def start(self, receipt: ShareReceipt) -> None:
        """Watch the share of this receipt."""
        self.cancel()
        self._receipt, self._left = receipt, list(self._pauses)
        self._wait()

    def cancel(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self._latest.drop()

    def _wait(self) -> None:
        if not self._left or (self._receipt and self._receipt.state in _ENDS):
            self.finished.emit()
        else:
            self._timer.start(self._left.pop(0))

    def _ask(self) -> None:
        if self._receipt:
            self._latest.ask(share_state(id=self._receipt.id), self._arrived, self._failed)

    def _arrived(self, answer: ShareState) -> None:
        if answer.share and answer.share != self._receipt:
            self._receipt = answer.share
            self.state_changed.emit(answer.share)
        self._wait()

    def _failed(self, error: ReaderError) -> None:
        del error  # the share itself is safe with the server; only this look at it failed
        self._wait()
