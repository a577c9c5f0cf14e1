"""The window, its newspaper and its surroundings are those of the reader's own tests."""

from tests.client.widgets.conftest import desktop, newspaper, open_reader, reader, theme

__all__ = ["desktop", "newspaper", "open_reader", "reader", "theme"]
