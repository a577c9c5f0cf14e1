"""Shows articles in a scroll area."""

from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage

from broadsheet_client.api.generated import PublicationDetails
from broadsheet_client.widgets.article.article_scroll_area import ArticleScrollArea
from tests.client.responses import PUBLICATION, article_page

SERVER = "http://127.0.0.1:9"
LONG = "<p>The council closed the bridge in September when cracks were found in the girder.</p>" * 80
PUBLICATION_DETAILS = PublicationDetails.from_json(PUBLICATION)


def show(scroll_area: ArticleScrollArea, **changes: Any) -> None:
    """Show an article."""
    scroll_area.show_article(article_page(**({"bodyHtml": LONG} | changes)), PUBLICATION_DETAILS)


def text_of(scroll_area: ArticleScrollArea) -> str:
    """The text shown."""
    return f"{scroll_area.view.toPlainText()}\n{scroll_area.footer.toPlainText()}"


def png(width: int, height: int, image_format: str = "PNG") -> bytes:
    """An image as bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    image.save(buffer, image_format)
    return bytes(buffer.data().data())
