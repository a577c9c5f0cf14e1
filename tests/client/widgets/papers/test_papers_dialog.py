"""The list of papers in windows of any size."""

import pytest
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


@pytest.mark.parametrize("width", [480, 1240])
def test_a_person_with_many_papers_sees_the_whole_list_and_their_whole_names(
    qtbot: QtBot, width: int
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(width, 640)
    window.show()
    name = "The Harbour Post and Evening Chronicle of the Ansel Valley, With Shipping News"
    papers = [Paper(f"https://paper{number}.example", f"{name} {number}") for number in range(20)]
    dialog = PapersDialog(papers, papers[0].address, window)
    dialog.open()
    papers_list = dialog.list
    qtbot.waitUntil(lambda: papers_list.visibleRegion().boundingRect() == papers_list.rect())
    row = papers_list.visualItemRect(papers_list.item(0))
    assert row.right() <= papers_list.viewport().rect().right()
    assert row.height() > 1.5 * papers_list.fontMetrics().lineSpacing()
