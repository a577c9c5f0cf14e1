"""The window, its newspaper and its surroundings are those of the reader's own tests."""

from tests.client.widgets.conftest import make_reader, outside, paper, reader, theme

__all__ = ["make_reader", "outside", "paper", "reader", "theme"]
