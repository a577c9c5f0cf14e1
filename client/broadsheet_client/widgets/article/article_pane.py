"""The right pane: the article that is open, in any of its states."""

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
    """`article_shown` comes with each article that is to be seen, also with a fresher form of the same."""

    article_shown = Signal(object)
    retry_wanted = Signal()
    home_wanted = Signal()

    def __init__(
        self, theme: Theme, pictures: ImageProvider, server: str, zoom: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("articlePane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sheet = ArticleScrollArea(theme, server, zoom)
        self.pane: StatePane[ArticlePage] = StatePane(
            self.sheet, self._show, self._words(), theme, Skeleton(theme, margin=44, step=150)
        )
        self.article: ArticlePage | None = None
        self._publication: PublicationDetails | None = None
        self._pictures, self._decoder = pictures, ImageDecoder(self)
        self._return_to = TOP_POSITION
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pane)
        self.setFocusProxy(self.sheet)
        self.pane.retry_wanted.connect(self.retry_wanted)
        self.pane.empty_pressed.connect(self.home_wanted)
        pictures.arrived.connect(self._decode)
        self._decoder.decoded.connect(self.sheet.show_picture)

    def _words(self) -> StateMessages:
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

    def return_to(self, place: ReadingPosition) -> None:
        """Open the next article at this place instead of its top."""
        self._return_to = place

    def show_publication(self, publication: PublicationDetails) -> None:
        """Who publishes: printed at the foot."""
        self._publication = publication
        if self.article is not None:
            self.sheet.show_article(self.article, publication)

    def show_state(self, state: PaneState[ArticlePage]) -> None:
        """Show the state of the article."""
        self.pane.show_state(state)

    def show_blank(self) -> None:
        """Show nothing: the list says why there is nothing to choose from."""
        self.pane.show_blank()

    def fetch_pictures(self) -> None:
        """Ask for the pictures of the article that have not come yet."""
        for image in self.sheet.document.images:
            if self.sheet.view.has_picture(image.url):
                continue
            data = self._pictures.stored(image.url)
            if data is None:
                self._pictures.want(image.url)
            else:
                self._decode(image.url, data)

    @property
    def shown(self) -> ArticlePage | None:
        """The article that is to be seen; None while a message or the loading page stands in its place."""
        return self.article if self.pane.shows_content else None

    @property
    def can_share(self) -> bool:
        """Whether an article is to be seen."""
        return self.shown is not None

    def _show(self, page: ArticlePage) -> None:
        is_another = self.article is None or self.article.id != page.id
        self.article = page
        self.sheet.show_article(page, self._publication)
        if is_another:
            self.sheet.go_to(self._return_to)
            self._return_to = TOP_POSITION
        self.fetch_pictures()
        self.article_shown.emit(page)

    def _decode(self, url: str, data: bytes) -> None:
        if any(image.url == url for image in self.sheet.document.images):
            self._decoder.decode(url, data, round(2 * self.sheet.column))
