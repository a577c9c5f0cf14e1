"""The only way to programs outside the reader: the browser and the mail program."""

from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

_WEB: Final = {"http", "https"}
_OTHERS: Final = {"mailto", "tel"}


def open_external_url(address: str) -> bool:
    """Open a URL in the browser, or the program for mail or telephone; False if no program accepted it.

    URLs come from the server and from articles. Other schemes are refused: `file:` and private schemes start
    programs on some systems.
    """
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme() not in _WEB | _OTHERS:
        return False
    if url.scheme() in _WEB and not url.host():
        return False
    return QDesktopServices.openUrl(url)
