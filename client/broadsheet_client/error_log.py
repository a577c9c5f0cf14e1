"""Logs unhandled exceptions and Qt's messages to a file."""

import logging
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from broadsheet_client.store.private_files import make_private

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
"""Size in bytes from which the log file is rotated."""
NO_WINDOW = 2
"""Exit status if Qt cannot open a window."""


class _PrivateFileHandler(logging.FileHandler):
    """Creates the file with the first message, readable by its owner only."""

    def _open(self) -> TextIOWrapper:
        make_private(Path(self.baseFilename))
        return super()._open()


def start_log(folder: Path) -> Path | None:
    """Log to `reader.log` in the folder, or to stderr if it is not writable. Returns the file's path."""
    file = folder / "reader.log"
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _rotate(file)
        handler = _PrivateFileHandler(file, encoding="utf-8", delay=True)
    except OSError:
        handler = logging.StreamHandler()
    logging.basicConfig(
        handlers=[handler], level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    sys.excepthook = _log_exception
    qInstallMessageHandler(_log_message)
    return file if isinstance(handler, logging.FileHandler) else None


def _rotate(file: Path) -> None:
    """Keep one old file. `logging.handlers` can rotate too, but importing it took a tenth of the start-up
    time.
    """
    if file.exists() and file.stat().st_size > LOG_MAX:
        file.replace(file.with_suffix(".old.log"))


def _log_exception(
    kind: type[BaseException], exception: BaseException, traceback: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _log.error("unhandled", exc_info=(kind, exception, traceback))


def _log_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Log a message of Qt. After a fatal one Qt would abort: report it on stderr and exit with a status."""
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s", message)
    if kind == QtMsgType.QtFatalMsg:
        sys.stderr.write(f"The reader's window cannot be opened. {' '.join(message.split())[:600]}\n")
        sys.stderr.flush()
        os._exit(NO_WINDOW)
