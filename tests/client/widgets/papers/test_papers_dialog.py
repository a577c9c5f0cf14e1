"""The list of papers in windows of any size."""

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.core.papers import Paper
from broadsheet_client.widgets.papers.papers_dialog import PapersDialog

POST = Paper("https://post.example", "The Harbour Post")


def test_a_person_with_a_narrow_window_sees_every_button(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(360, 640)
    window.show()
    dialog = PapersDialog((POST,), POST.address, window)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.width() < 360
    buttons = dialog.findChildren(QPushButton)
    qtbot.waitUntil(lambda: all(button.width() >= button.sizeHint().width() for button in buttons))
    assert all(dialog.rect().contains(button.geometry()) for button in buttons)
