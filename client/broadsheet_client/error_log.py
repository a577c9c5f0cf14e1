"""Faults of the program go to a log file, never to the person as a stack trace."""

import logging
import os
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_log = logging.getLogger("broadsheet.reader")
_qt_log = logging.getLogger("qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
LOG_MAX = 500_000
"""Bytes of a log file before a new one is begun."""
NO_WINDOW = 2
"""Exit status where Qt could not open a window."""


def start_log(folder: Path) -> Path | None:
    """Write faults of Python and Qt to a file there; where that is not possible, to stderr."""
    file = folder / "reader.log"
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _rotate(file)
        handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    except OSError:
        handler = logging.StreamHandler()
    logging.basicConfig(
        handlers=[handler], level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    sys.excepthook = _log_exception
    qInstallMessageHandler(_log_message)
    return file if isinstance(handler, logging.FileHandler) else None


def _rotate(file: Path) -> None:
    """Begin a new file when the old one is long. logging.handlers could; it costs a tenth of the start."""
    if file.exists() and file.stat().st_size > LOG_MAX:
        file.replace(file.with_suffix(".old.log"))


def _log_exception(
    kind: type[BaseException], exception: BaseException, traceback: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _log.error("unhandled", exc_info=(kind, exception, traceback))


def _log_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Qt ends the process after a fatal message: say it in words first, and leave in order."""
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s", message)
    if kind == QtMsgType.QtFatalMsg:
        sys.stderr.write(f"The reader's window cannot be opened. {' '.join(message.split())[:600]}\n")
        sys.stderr.flush()
        os._exit(NO_WINDOW)
