"""Calls back in the main thread when a Future of the store's writer thread is done."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal


class MainThreadCallback(QObject):
    """`when_done(future, callback)` calls `callback(exception or None)` from the event loop."""

    _finished = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._is_closed = False

    def close(self) -> None:
        """Make no more calls. The writes themselves continue."""
        self._is_closed = True

    def when_done(self, future: "Future[Any]", callback: Callable[[BaseException | None], None]) -> None:
        """Call `callback` when the future is done."""

        def emit(future: "Future[Any]") -> None:
            # The Qt object may be destroyed before the last write is done.
            with suppress(RuntimeError):
                self._finished.emit(callback, future.exception())

        future.add_done_callback(emit)

    def _deliver(
        self, callback: Callable[[BaseException | None], None], exception: BaseException | None
    ) -> None:
        if not self._is_closed:
            callback(exception)
