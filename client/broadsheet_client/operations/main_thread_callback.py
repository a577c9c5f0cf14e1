"""Brings the end of a write in the store back to the thread of the window."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal


class MainThreadCallback(QObject):
    """`after(future, then)` calls `then(exception or None)` from the event loop."""

    _done = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._is_closed = False

    def close(self) -> None:
        """Call nobody any more; the writes themselves go on."""
        self._is_closed = True

    def after(self, future: "Future[Any]", then: Callable[[BaseException | None], None]) -> None:
        """Call `then` when the write is done."""

        def tell(done: "Future[Any]") -> None:
            # The window may be gone before its last write is done.
            with suppress(RuntimeError):
                self._done.emit(then, done.exception())

        future.add_done_callback(tell)

    def _deliver(self, then: Callable[[BaseException | None], None], fault: BaseException | None) -> None:
        if not self._is_closed:
            then(fault)
