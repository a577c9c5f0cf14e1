"""The composition root: creates network, store, operations and window of one paper, and connects them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtNetwork import QNetworkAccessManager
from PySide6.QtWidgets import QApplication

from broadsheet_client.api.generated import FrontPage
from broadsheet_client.api.images import ImageLoader
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.core.languages import Language
from broadsheet_client.core.papers import Paper
from broadsheet_client.core.states import PaneState, Ready
from broadsheet_client.core.transport_security import sends_key_in_clear
from broadsheet_client.errors import ErrorCode
from broadsheet_client.operations.access_key import AccessKey
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
from broadsheet_client.store.key_store import KeyStore
from broadsheet_client.store.reader_store import ReaderStore, server_folder
from broadsheet_client.widgets.common.error_messages import error_message
from broadsheet_client.widgets.common.icons import application_icon
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.window.main_window import MainWindow
from broadsheet_client.widgets.window.preferences import Preferences
from broadsheet_client.widgets.window.translators import effective_language, install_translators

if TYPE_CHECKING:
    from broadsheet_client.operations.paper_check import PaperCheck

IDLE_WORK_DELAY = 400
"""Milliseconds after the first paint until work that nobody waits for starts."""


class Reader:
    """The window and everything behind it."""

    def __init__(
        self,
        application: QApplication,
        server: str,
        key: str | None,
        folder: Path,
        *,
        preferences: Preferences | None = None,
        theme: Theme | None = None,
    ) -> None:
        self.server = server
        self.preferences = preferences or Preferences(folder / "settings.ini")
        language = effective_language(self.preferences.language)
        install_translators(application, language)
        self.network = QNetworkAccessManager(application)
        self.client = QtGraphQLClient(server, key=key, network=self.network, parent=application)
        self.images = ImageLoader(server, network=self.network, parent=application)
        self._folder = folder
        self.store = ReaderStore(server_folder(folder, server))
        self.services = create_services(
            server, self.client, self.images, self.store, KeyStore(folder), self.network, language
        )
        self._sends_key_in_clear = sends_key_in_clear(server, key)
        self.theme = theme or Theme(application, self.preferences.appearance, applies_style_sheet=False)
        self.window = MainWindow(self.services, self.theme, self.preferences)
        self.client.reachability_observed.connect(self.services.connection.report)
        self.services.front_page.state_changed.connect(self._remember_paper)
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
        self._resume_outbox()
        self.store.protect_files(self._folder)
        self.store.delete_expired(datetime.now(UTC))

    def _resume_outbox(self) -> None:
        """Send what the last session left, with the key that was kept; without mail, nothing asks for it."""
        outbox, access_key = self.services.outbox, self.services.access_key
        if outbox.is_unfinished:
            outbox.is_paused = True
            access_key.restored.connect(outbox.resume, Qt.ConnectionType.SingleShotConnection)
            access_key.restore()
        else:
            outbox.resume()

    def close(self) -> None:
        """Cancel every request and finish every write."""
        self._idle_timer.stop()
        # A list that is laid out once more after its window was closed must not read on in the closed store.
        self.window.model.more_requested.disconnect(self.services.article_list.load_more)
        self.services.outbox.close()
        self.services.access_key.close()
        self.services.news_poller.stop()
        self.services.search.cancel()
        self.services.open_article.cancel()
        self.services.article_loader.cancel()
        self.services.connection.close()
        self.client.cancel_all()
        self.images.cancel_all()
        self.store.close()

    def delete_later(self) -> None:
        """Give back what the application would keep to its end, once another paper is open."""
        for part in (self.window, self.client, self.images, self.network, self._idle_timer):
            part.deleteLater()

    def _remember_paper(self, state: PaneState[FrontPage]) -> None:
        """A paper is remembered once it has answered, so that a mistyped address is not."""
        match state:
            case Ready(page, stale=False):
                details = page.publication
                self.preferences.remember_paper(Paper(self.server, details.name, details.home_url))


def create_services(
    server: str,
    client: QtGraphQLClient,
    images: ImageLoader,
    store: ReaderStore,
    keys: KeyStore,
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
        access_key=AccessKey(client, keys, server, parent=client),
        create_paper_check=create_paper_check,
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


def create_paper_check() -> "PaperCheck":
    """A check of an address that a person waits for: nothing is tried twice."""
    from broadsheet_client.operations.paper_check import PaperCheck

    return PaperCheck(lambda address: QtGraphQLClient(address, retry_delays=()))
