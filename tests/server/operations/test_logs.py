"""An outage does not fill the disk with tracebacks."""

import io
import logging
import sys

from broadsheet_server.operations.logs import TRACEBACK_SECONDS, LogFormatter, start_logging


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def raised(formatter: LogFormatter, message: str, error: Exception) -> str:
    """What is written for an error that was raised here."""
    try:
        raise error
    except Exception:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, message, (), sys.exc_info())
    return formatter.format(record)


def test_a_cause_is_written_with_its_traceback_once_a_minute_and_otherwise_in_one_line() -> None:
    clock = Clock()
    formatter = LogFormatter(clock)
    assert "Traceback" in raised(formatter, "First", ValueError("no\nstore"))
    second = raised(formatter, "Second", ValueError("no\nstore"))
    assert second.endswith("Second (ValueError: no store)")
    assert "\n" not in second
    clock.now = TRACEBACK_SECONDS + 1
    assert "Traceback" in raised(formatter, "Third", ValueError("no store"))


def test_another_cause_has_a_traceback_of_its_own() -> None:
    formatter = LogFormatter(Clock())
    raised(formatter, "First", ValueError("no store"))
    assert "Traceback" in raised(formatter, "Second", KeyError("no article"))


def test_a_line_without_an_error_is_a_line() -> None:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "Ready after %d s", (3,), None)
    assert LogFormatter().format(record).endswith("INFO    x: Ready after 3 s")


def test_a_readers_address_is_in_no_line_about_a_websocket() -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    start_logging()
    server, lines = logging.getLogger("uvicorn.error"), io.StringIO()
    root.handlers[0].setStream(lines)  # type: ignore[attr-defined]
    try:
        server.info('%s - "WebSocket %s" [accepted]', "203.0.113.7:4711", "/graphql")
        server.info("connection open")
        server.info("Started server process [%d]", 1)
    finally:
        root.handlers, root.level = handlers, level
        server.filters.clear()
    assert lines.getvalue().splitlines()[0].endswith("Started server process [1]")
