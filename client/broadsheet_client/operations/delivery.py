"""Follows the deliveries of accepted shares until they end."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import ShareReceipt, ShareState, share_state
from broadsheet_client.core.share_progress import is_final
from broadsheet_client.errors import ReaderError
from broadsheet_client.operations.latest_request import LatestRequest


@dataclass(slots=True)
class _Followed:
    receipt: ShareReceipt
    polls: int
    due: float
    """Value of time.monotonic()."""


class DeliveryFollower(QObject):
    """Polls one share at a time. The delays (milliseconds) of a share grow; the last one repeats."""

    receipt_changed = Signal(str, object)
    """The idempotency key, and a ShareReceipt that differs from the last one."""
    lost = Signal(str)
    """The server does not know the share any more; it is followed no longer."""

    def __init__(
        self,
        client: GraphQLClient,
        *,
        poll_delays: Sequence[int] = (1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000, 120_000, 300_000),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._request, self.poll_delays = LatestRequest(client), tuple(poll_delays)
        self._followed: dict[str, _Followed] = {}
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._poll_next)

    def follow(self, key: str, receipt: ShareReceipt) -> None:
        """Poll this share until all of its deliveries have ended."""
        if is_final(receipt):
            return
        self._followed[key] = _Followed(receipt, 0, self._due(0))
        self._schedule()

    def poll_now(self) -> None:
        """Poll every share now, for example when the server is reachable again."""
        for followed in self._followed.values():
            followed.polls, followed.due = 0, time.monotonic()
        self._schedule()

    def close(self) -> None:
        """Stop polling."""
        self._followed.clear()
        self._timer.stop()
        self._request.cancel()

    def _due(self, polls: int) -> float:
        return time.monotonic() + self.poll_delays[min(polls, len(self.poll_delays) - 1)] / 1000

    def _schedule(self) -> None:
        if self._followed and not self._request.is_pending:
            soonest = min(followed.due for followed in self._followed.values())
            self._timer.start(max(0, round((soonest - time.monotonic()) * 1000)))

    def _poll_next(self) -> None:
        key, followed = min(self._followed.items(), key=lambda item: item[1].due)
        self._request.send(
            share_state(id=followed.receipt.id), partial(self._loaded, key), partial(self._failed, key)
        )

    def _loaded(self, key: str, response: ShareState) -> None:
        if response.share is None:
            del self._followed[key]
            self.lost.emit(key)
        else:
            self._update(key, response.share)
        self._schedule()

    def _update(self, key: str, receipt: ShareReceipt) -> None:
        followed = self._followed[key]
        has_changed, followed.receipt = receipt != followed.receipt, receipt
        followed.polls += 1
        followed.due = self._due(followed.polls)
        if is_final(receipt):
            del self._followed[key]
        if has_changed:
            self.receipt_changed.emit(key, receipt)

    def _failed(self, key: str, error: ReaderError) -> None:
        del error  # the share itself is safe with the server; only this poll failed
        self._update(key, self._followed[key].receipt)
        self._schedule()
