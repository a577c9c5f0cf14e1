"""The right pane: the open article, in each of its states."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from broadsheet_client.api.generated import ArticlePage, PublicationDetails
from broadsheet_client.core.states import PaneState
from broadsheet_client.operations.images import ImageProvider
from broadsheet_client.widgets.article.article_scroll_area import (
    TOP_POSITION,
    ArticleScrollArea,
    ReadingPosition,
)
from broadsheet_client.widgets.article.image_decoder import ImageDecoder
from broadsheet_client.widgets.common.skeleton import Skeleton
from broadsheet_client.widgets.common.state_pane import StateMessages, StatePane
from broadsheet_client.widgets.common.theme import Theme


class ArticlePane(QWidget):
    """`article_shown` is emitted for each article shown, and for each newer version of it."""

    article_shown = Signal(object)
    retry_requested = Signal()
    home_requested = Signal()

    def __init__(
        self, theme: Theme, images: ImageProvider, server: str, zoom: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("articlePane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.scroll_area = ArticleScrollArea(theme, server, zoom)
        self.state_pane: StatePane[ArticlePage] = StatePane(
            self.scroll_area, self._show_page, self._messages(), theme, Skeleton(theme, margin=44, step=150)
        )
        self.article: ArticlePage | None = None
        self._publication: PublicationDetails | None = None
        self._images, self._decoder = images, ImageDecoder(self)
        self._position_to_restore = TOP_POSITION
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.state_pane)
        self.setFocusProxy(self.scroll_area)
        self.state_pane.retry_requested.connect(self.retry_requested)
        self.state_pane.empty_action_triggered.connect(self.home_requested)
        images.loaded.connect(self._decode)
        self._decoder.decoded.connect(self.scroll_area.show_image)
        images.failed.connect(lambda url, _: self.scroll_area.show_missing_image(url))
        images.retried.connect(self.fetch_images)
        self._decoder.failed.connect(self.scroll_area.show_missing_image)
        self.scroll_area.view.image_retry_requested.connect(images.retry)

    def _messages(self) -> StateMessages:
        return StateMessages(
            empty_title=self.tr("No article is open"),
            empty_text=self.tr("Choose one from the list to read it here."),
            empty_button="",
            gone_button=self.tr("Show all news"),
            failed_title=self.tr("The article could not be opened"),
            offline_title=self.tr("You are offline"),
            offline_text=self.tr("This article has not been opened on this computer before."),
            offline_banner=self.tr("You are offline. This article was saved on this computer."),
        )

    def restore_position(self, position: ReadingPosition) -> None:
        """Scroll the next article to this position instead of its top."""
        self._position_to_restore = position

    def show_publication(self, publication: PublicationDetails) -> None:
        """Show the publication in the footer."""
        self._publication = publication
        self._images.set_public_url(publication.home_url)
        if self.article is not None:
            self.scroll_area.show_article(self.article, publication)

    def show_state(self, state: PaneState[ArticlePage]) -> None:
        """Show the state of the article."""
        self.state_pane.show_state(state)

    def show_blank(self) -> None:
        """Show nothing: the list explains why there is no article."""
        self.state_pane.show_blank()

    def fetch_images(self) -> None:
        """Request the images of the article that are not loaded."""
        for image in self.scroll_area.document.images:
            if self.scroll_area.view.has_image(image.url):
                continue
            data = self._images.cached(image.url)
            if data is None:
                self._images.request(image.url)
            else:
                self._decode(image.url, data)

    @property
    def shown_article(self) -> ArticlePage | None:
        """The visible article; None while a message or the loading page is shown."""
        return self.article if self.state_pane.shows_content else None

    @property
    def shows_article(self) -> bool:
        """Whether an article is visible."""
        return self.shown_article is not None

    def _show_page(self, page: ArticlePage) -> None:
        is_other_article = self.article is None or self.article.id != page.id
        self.article = page
        self.scroll_area.show_article(page, self._publication)
        if is_other_article:
            self.scroll_area.scroll_to_position(self._position_to_restore)
            self._position_to_restore = TOP_POSITION
        self.fetch_images()
        self.article_shown.emit(page)

    def _decode(self, url: str, data: bytes) -> None:
        if any(image.url == url for image in self.scroll_area.document.images):
            self._decoder.decode(url, data, round(2 * self.scroll_area.column))
