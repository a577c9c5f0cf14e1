"""The focused widget and the open article, for tests that read as sentences about a person."""

from PySide6.QtWidgets import QApplication, QWidget

from broadsheet_client.reader import Reader


def focused() -> QWidget:
    """The widget that has the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def open_id(reader: Reader) -> str:
    """The id of the visible article, or ""."""
    page = reader.window.article_pane.shown_article
    return page.id if page is not None else ""
