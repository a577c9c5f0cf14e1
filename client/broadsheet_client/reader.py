"""The composition root: creates settings, network, store, operations and window, and connects them."""

import gc
import signal
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, QStandardPaths, QTimer
from PySide6.QtNetwork import QNetworkAccessManager
from PySide6.QtWidgets import QApplication

from broadsheet_client.api.images import ImageLoader
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.core.languages import Language
from broadsheet_client.core.transport_security import sends_key_in_clear
from broadsheet_client.error_log import start_log
from broadsheet_client.errors import ErrorCode
from broadsheet_client.operations.article_list import ArticleListOperation
from broadsheet_client.operations.article_loader import ArticleLoader
from broadsheet_client.operations.connection_monitor import ConnectionMonitor
from broadsheet_client.operations.external_url import open_external_url
from broadsheet_client.operations.front_page import FrontPageOperation
from broadsheet_client.operations.images import ImageProvider
from broadsheet_client.operations.news_poller import NewsPoller
from broadsheet_client.operations.open_article import OpenArticleOperation
from broadsheet_client.operations.outbox import Outbox
from broadsheet_client.operations.prefetch import PrefetchOperation
from broadsheet_client.operations.search import SearchOperation
from broadsheet_client.operations.share import ShareOperation
from broadsheet_client.services import Services
from broadsheet_client.store.reader_store import ReaderStore, server_folder
from broadsheet_client.widgets.common.error_messages import error_message
from broadsheet_client.widgets.common.icons import application_icon
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.window.main_window import MainWindow
from broadsheet_client.widgets.window.preferences import Preferences
from broadsheet_client.widgets.window.translators import effective_language, install_translators

NAME = "broadsheet-reader"
IDLE_WORK_DELAY = 400
"""Milliseconds after the first paint until work that nobody waits for starts."""


def run(server: str, key: str | None, data: Path | None) -> int:
    """Run the reader until its window is closed; returns the exit status."""
    QApplication.setApplicationName(NAME)
    QApplication.setApplicationDisplayName("Broadsheet")
    QApplication.setDesktopFileName(NAME)
    folder = data or _default_folder()
    start_log(folder)
    application = QApplication(sys.argv[:1])
    signal_handler = SignalHandler(application)
    reader = launch(application, server, key, folder)
    status = 0 if signal_handler.has_ended else application.exec()
    signal_handler.close()
    reader.close()
    return status


def launch(application: QApplication, server: str, key: str | None, folder: Path) -> "Reader":
    """Open the window after `app.load_reader`, and turn garbage collection on again when it is idle."""
    reader = Reader(application, server, key, folder)
    reader.open()
    QTimer.singleShot(IDLE_WORK_DELAY, application, _collect_garbage)
    return reader


def _collect_garbage() -> None:
    """Objects created at start live to the end: exclude them from later collections."""
    gc.freeze()
    gc.enable()


def _default_folder() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation))


class Reader:
    """The window and everything behind it."""

    def __init__(self, application: QApplication, server: str, key: str | None, folder: Path) -> None:
        self.preferences = Preferences(folder / "settings.ini")
        language = effective_language(self.preferences.language)
        install_translators(application, language)
        self.network = QNetworkAccessManager(application)
        self.client = QtGraphQLClient(server, key=key, network=self.network, parent=application)
        self.images = ImageLoader(server, network=self.network, parent=application)
        self._folder = folder
        self.store = ReaderStore(server_folder(folder, server))
        self.services = create_services(server, self.client, self.images, self.store, self.network, language)
        self._sends_key_in_clear = sends_key_in_clear(server, key)
        self.theme = Theme(application, self.preferences.appearance, applies_style_sheet=False)
        self.window = MainWindow(self.services, self.theme, self.preferences)
        self.client.reachability_observed.connect(self.services.connection.report)
        self._idle_timer = QTimer(application, singleShot=True, interval=IDLE_WORK_DELAY)
        self._idle_timer.timeout.connect(self.run_idle_work)

    def open(self) -> None:
        """Show the window with the stored content, then start the deferred work."""
        self.theme.apply_style_sheet()
        self.window.restore()
        self.window.show()
        self.window.start()
        if self._sends_key_in_clear:
            self.window.notice.show_message(error_message(ErrorCode.KEY_UNENCRYPTED), retry=False)
        self._idle_timer.start()

    def run_idle_work(self) -> None:
        """Do what can wait until the window is shown: icon, polling, queued shares, old files."""
        self.window.setWindowIcon(application_icon())
        self.services.news_poller.start()
        self.services.outbox.resume()
        self.store.protect_files(self._folder)
        self.store.delete_expired(datetime.now(UTC))

    def close(self) -> None:
        """Cancel every request and finish every write."""
        self._idle_timer.stop()
        self.services.outbox.close()
        self.services.news_poller.stop()
        self.services.search.cancel()
        self.services.open_article.cancel()
        self.services.article_loader.cancel()
        self.services.connection.close()
        self.client.cancel_all()
        self.images.cancel_all()
        self.store.close()


def create_services(
    server: str,
    client: QtGraphQLClient,
    images: ImageLoader,
    store: ReaderStore,
    network: QNetworkAccessManager,
    language: Language,
) -> Services:
    """Create the operations; each retries when the connection is restored."""
    connection = ConnectionMonitor(server, network=network)
    image_provider = ImageProvider(images, store, server)
    outbox = Outbox(client, store, connection)
    article_list = ArticleListOperation(client, store)
    services = Services(
        server=server,
        store=store,
        connection=connection,
        front_page=FrontPageOperation(client, store),
        article_list=article_list,
        news_poller=NewsPoller(article_list, connection),
        open_article=OpenArticleOperation(client, store, language=language),
        search=SearchOperation(client, store),
        prefetch=PrefetchOperation(client, store, image_provider, language=language),
        article_loader=ArticleLoader(client, store, language=language),
        images=image_provider,
        outbox=outbox,
        create_share=lambda: ShareOperation(outbox),
        open_url=open_external_url,
    )
    for operation in (
        image_provider,
        services.front_page,
        services.article_list,
        services.open_article,
        services.search,
    ):
        connection.restored.connect(operation.retry)
    return services


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
