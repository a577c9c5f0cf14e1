"""The running program: asks for a paper at the first start, opens one at a time, and ends."""

import gc
import logging
import signal
import socket
import sys
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, QSocketNotifier, QStandardPaths, QTimer
from PySide6.QtWidgets import QApplication

from broadsheet_client.core.papers import Paper
from broadsheet_client.error_log import start_log
from broadsheet_client.reader import IDLE_WORK_DELAY, Reader, create_paper_check
from broadsheet_client.store.key_store import KeyStore
from broadsheet_client.store.reader_store import server_folder
from broadsheet_client.widgets.common.icons import application_icon
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.window.actions import Command
from broadsheet_client.widgets.window.main_window import MainWindow
from broadsheet_client.widgets.window.preferences import Preferences
from broadsheet_client.widgets.window.translators import effective_language, install_translators

_log = logging.getLogger(__name__)

NAME = "broadsheet-reader"


def run(server: str | None, key: str | None, data: Path | None) -> int:
    """Run the reader until its window is closed; returns the exit status."""
    QApplication.setApplicationName(NAME)
    QApplication.setApplicationDisplayName("Broadsheet")
    QApplication.setDesktopFileName(NAME)
    folder = data or _default_folder()
    start_log(folder)
    application = QApplication(sys.argv[:1])
    signal_handler = SignalHandler(application)
    program = launch(application, server, key, folder)
    status = 0 if signal_handler.has_ended else application.exec()
    signal_handler.close()
    program.close()
    return status


def launch(application: QApplication, server: str | None, key: str | None, folder: Path) -> "Program":
    """Open the window after `app.load_reader`, and turn garbage collection on again when it is idle."""
    program = Program(application, key, folder)
    program.open(server)
    QTimer.singleShot(IDLE_WORK_DELAY, application, _collect_garbage)
    return program


def _collect_garbage() -> None:
    """Objects created at start live to the end: exclude them from later collections."""
    gc.freeze()
    gc.enable()


def _default_folder() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation))


class Program:
    """Has the reader of one paper, and replaces it when the person turns to another one.

    `key` is that of the first paper, for this session; the keys of others are kept with them.
    """

    def __init__(self, application: QApplication, key: str | None, folder: Path) -> None:
        self._application, self._key, self._folder = application, key, folder
        self.preferences = Preferences(folder / "settings.ini")
        self._theme: Theme | None = None
        self.reader: Reader | None = None
        """The reader of the open paper; None while the first one is asked for."""

    @property
    def window(self) -> MainWindow:
        """The window of the open paper."""
        assert self.reader is not None
        return self.reader.window

    def open(self, server: str | None) -> None:
        """Open the paper of this server, else the one that was read last, else ask for one."""
        address = server or self.preferences.last_paper
        if address:
            self.read(address)
        else:
            self._ask_for_paper()

    def read(self, address: str) -> None:
        """Open a paper in place of the one that is open, which only is refreshed if it is the same."""
        previous = self.reader
        if previous is not None and previous.server == address:
            previous.window.trigger(Command.REFRESH)
            return
        if previous is not None:
            previous.window.save()
        key, self._key = self._key, None
        reader = Reader(
            self._application,
            address,
            key,
            self._folder,
            preferences=self.preferences,
            theme=self._theme,
        )
        self.reader, self._theme = reader, reader.theme
        reader.window.paper_chosen.connect(self.read)
        reader.window.paper_removed.connect(self.remove)
        reader.open()
        if previous is not None:
            self._end(previous)

    def remove(self, address: str) -> None:
        """Delete what is saved of a paper; if it is open, open another one first, or ask for one."""
        reader = self.reader
        if reader is None or reader.server != address:
            self._delete_files(address)
        elif other := self.preferences.last_paper:
            self.read(other)
            self._delete_files(address)
        else:
            self._ask_for_paper(reader)

    def close(self) -> None:
        """Finish everything."""
        if self.reader is not None:
            self.reader.close()

    def _end(self, reader: Reader) -> None:
        """Close a reader after the next one has its window: with the last window the program would end."""
        reader.window.close()
        reader.close()
        reader.delete_later()

    def _delete_files(self, address: str) -> None:
        import shutil  # rarely needed

        shutil.rmtree(server_folder(self._folder, address), ignore_errors=True)
        # The keyring may ask the person to unlock it.
        Thread(target=_delete_key, args=(KeyStore(self._folder), address), name="reader-keys").start()

    def _ask_for_paper(self, removed: Reader | None = None) -> None:
        """Ask for the address of a paper, in place of the one that is `removed`, and open it.

        Without one the program ends, with its last window.
        """
        from broadsheet_client.widgets.papers.address_dialog import AddressDialog

        if self._theme is None:
            install_translators(self._application, effective_language(self.preferences.language))
            self._theme = Theme(self._application, self.preferences.appearance)
        dialog = AddressDialog(create_paper_check, removed.window if removed else None, is_first=True)
        dialog.setWindowIcon(application_icon())
        dialog.paper_chosen.connect(self._read_first)
        if removed is None:
            dialog.show()
        else:
            dialog.rejected.connect(removed.window.close)
            dialog.finished.connect(lambda: self._finish_removal(removed))
            dialog.open()

    def _read_first(self, paper: Paper) -> None:
        self.preferences.remember_paper(paper)
        self.read(paper.address)

    def _finish_removal(self, removed: Reader) -> None:
        """Delete the files of the paper that was open last, if it is not open again."""
        if self.reader is removed and removed.window.isVisible():
            return
        if self.reader is removed:
            removed.close()
            removed.delete_later()
            self.reader = None
        self._delete_files(removed.server)


def _delete_key(keys: KeyStore, address: str) -> None:
    try:
        keys.delete(address)
    except OSError as error:
        _log.warning("the key for %s may still be kept: %s", address, error)


class SignalHandler(QObject):
    """Closes the windows and ends the event loop on SIGTERM and SIGINT.

    A signal that comes before the event loop runs takes effect as soon as it does.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self.has_ended = False
        """Whether a signal has closed the windows."""
        # Python runs signal handlers only between bytecodes. The wake-up socket wakes Qt's event loop, whose
        # notifier runs Python code; what was written to it before waits there.
        self._sender, self._receiver = socket.socketpair()
        self._sender.setblocking(False)
        self._notifier = QSocketNotifier(self._receiver.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._end)
        signal.set_wakeup_fd(self._sender.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)

    def close(self) -> None:
        """Restore the default handling."""
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._sender.close()
        self._receiver.close()

    def _end(self) -> None:
        self._receiver.recv(64)
        self.has_ended = True
        self._application.closeAllWindows()
        # Closing the last window ends the event loop; there may be no window.
        self._application.quit()
