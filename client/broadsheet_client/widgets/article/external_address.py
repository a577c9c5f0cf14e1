"""The address of a link as its tooltip shows it."""

from PySide6.QtCore import QUrl


def external_address(url: QUrl) -> str:
    """The URL, if it leads out of the newspaper."""
    return url.toDisplayString() if url.scheme() in {"http", "https", "mailto", "tel"} else ""
