"""The format of log lines: time, level, logger, message; and how often a traceback is written."""

import logging
import time
from asyncio import CancelledError
from collections.abc import Callable
from copy import copy
from traceback import walk_tb

from broadsheet_server.storage.availability import cause_of

TRACEBACK_SECONDS = 60.0
"""How long a traceback of the same cause is not written again: an outage would fill the disk with them."""

_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_DATE_FORMAT = "%Y-%m-%dT%H:%M:%S%z"
_CAUSES_MAX = 1_000
_OF_A_WEBSOCKET = ('%s - "WebSocket', "connection ")


class LogFormatter(logging.Formatter):
    """Writes the traceback of each cause at most once in TRACEBACK_SECONDS, otherwise the error in one line.

    Errors have one cause when they are of one class and were raised at one line of code.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(_FORMAT, _DATE_FORMAT)
        self._clock = clock
        self._written_at: dict[tuple[str, str, int], float] = {}

    def format(self, record: logging.LogRecord) -> str:
        """The line, followed by the traceback where it is due."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None or self._is_due(error):
            return super().format(record)
        line = copy(record)
        line.exc_info = line.exc_text = None
        line.msg, line.args = f"{record.getMessage()} ({cause_of(error)})", ()
        return super().format(line)

    def _is_due(self, error: BaseException) -> bool:
        cause, now = _raised_at(error), self._clock()
        if now - self._written_at.get(cause, float("-inf")) < TRACEBACK_SECONDS:
            return False
        if len(self._written_at) >= _CAUSES_MAX:
            self._written_at.clear()
        self._written_at[cause] = now
        return True


def _raised_at(error: BaseException) -> tuple[str, str, int]:
    """The class of an error, and the file and line that raised it."""
    frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    return (type(error).__qualname__, *(frames[-1] if frames else ("", 0)))


def start_logging(level: int = logging.INFO) -> None:
    """Log to standard error. Called by the command line only, never by the app."""
    handler = logging.StreamHandler()
    handler.setFormatter(LogFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("alembic", "httpx2"):  # httpx2 has a line a request, with the whole address
        logging.getLogger(name).setLevel(logging.WARNING)
    for sieve in (_is_of_no_websocket, _in_a_sentence_if_cut_off):
        logging.getLogger("uvicorn.error").addFilter(sieve)


def _is_of_no_websocket(record: logging.LogRecord) -> bool:
    """uvicorn has two lines for each WebSocket, with the client's address, though it logs no requests."""
    return record.levelno > logging.INFO or not str(record.msg).startswith(_OF_A_WEBSOCKET)


def _in_a_sentence_if_cut_off(record: logging.LogRecord) -> bool:
    """A request is cancelled only where the server stops; uvicorn has it as an error of the application."""
    if record.exc_info and isinstance(record.exc_info[1], CancelledError):
        record.msg, record.args = "A request was cut off, for the server stops.", ()
        record.exc_info = None
    return True
