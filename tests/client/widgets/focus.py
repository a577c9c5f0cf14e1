"""What a person sees and holds, for tests that read as sentences about one."""

from PySide6.QtWidgets import QApplication, QWidget

from broadsheet_client.reader import Reader


def focused() -> QWidget:
    """The widget that gets the keys."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def open_id(reader: Reader) -> str:
    """The article that is to be seen; empty where none is."""
    page = reader.window.article_pane.shown_article
    return page.id if page is not None else ""
