"""A few words over the window, as wide as they are."""

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.window.toast import Toast

LONG = "No browser could be opened. The link can be copied with Ctrl+Shift+C. " * 3


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QWidget:
    """A small window."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(480, 400)
    window.show()
    return window


@pytest.fixture
def toast(window: QWidget) -> Toast:
    """A toast over that window."""
    return Toast(window)


def test_after_a_long_sentence_a_short_one_is_short_again(toast: Toast) -> None:
    toast.show_message("Link copied")
    short = toast.size()
    toast.show_message(LONG)
    assert toast.width() == 440
    assert toast.height() > short.height()
    toast.show_message("Link copied")
    assert toast.size() == short


def test_it_stays_within_a_window_that_becomes_narrower_and_wider(toast: Toast, window: QWidget) -> None:
    toast.show_message(LONG)
    for width in (360, 1_240):
        window.resize(width, 400)
        assert window.rect().contains(toast.geometry())


def test_it_is_announced_to_screen_readers(toast: Toast, monkeypatch: pytest.MonkeyPatch) -> None:
    messages: list[str] = []

    def hear(event: object) -> None:
        assert isinstance(event, QAccessibleAnnouncementEvent)
        messages.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", staticmethod(hear))
    toast.show_message("Link copied")
    assert messages == ["Link copied"]
