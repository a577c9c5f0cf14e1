"""Polls the delivery of a share after it was accepted."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import DeliveryState, ShareReceipt, ShareState, share_state
from broadsheet_client.errors import ReaderError
from broadsheet_client.operations.latest_request import LatestRequest

_FINAL_STATES = {DeliveryState.SENT, DeliveryState.NOT_DELIVERED}


class DeliveryOperation(QObject):
    """Polls a few times, with growing delays. `state_changed` carries a ShareReceipt that differs from the
    last.
    """

    state_changed = Signal(object)
    finished = Signal()
    """Every delivery reached a final state, or the last poll is done."""

    def __init__(
        self,
        client: GraphQLClient,
        *,
        poll_delays: Sequence[int] = (1_000, 2_000, 4_000, 8_000, 15_000, 30_000),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._request, self._poll_delays = LatestRequest(client), tuple(poll_delays)
        self._receipt: ShareReceipt | None = None
        self._remaining_delays: list[int] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._poll)

    def start(self, receipt: ShareReceipt) -> None:
        """Poll the share of this receipt."""
        self.cancel()
        self._receipt, self._remaining_delays = receipt, list(self._poll_delays)
        self._schedule_next()

    def cancel(self) -> None:
        """Stop polling."""
        self._timer.stop()
        self._request.cancel()

    def _schedule_next(self) -> None:
        if not self._remaining_delays or (self._receipt and self._receipt.state in _FINAL_STATES):
            self.finished.emit()
        else:
            self._timer.start(self._remaining_delays.pop(0))

    def _poll(self) -> None:
        if self._receipt:
            self._request.send(share_state(id=self._receipt.id), self._loaded, self._failed)

    def _loaded(self, response: ShareState) -> None:
        if response.share and response.share != self._receipt:
            self._receipt = response.share
            self.state_changed.emit(response.share)
        self._schedule_next()

    def _failed(self, error: ReaderError) -> None:
        del error  # the share itself is safe with the server; only this look at it failed
        self._schedule_next()
