"""Somebody who reports a fault says which reader it was, from the window alone."""

import platform
from importlib.metadata import version
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from broadsheet_client.reader import Reader
from broadsheet_client.widgets.common.list_format import BREAK_CHANCE
from broadsheet_client.widgets.window.about_dialog import AboutDialog
from broadsheet_client.widgets.window.actions import Command


def test_a_person_copies_the_versions_and_finds_the_folder_of_the_log(reader: Reader, tmp_path: Path) -> None:
    reader.window.trigger(Command.ABOUT)
    dialog = reader.window.findChild(AboutDialog)
    assert dialog is not None
    shown = "\n".join(label.text() for label in dialog.findChildren(QLabel)).replace(BREAK_CHANCE, "")
    assert str(tmp_path / "reader") in shown
    assert not dialog.toast.isVisible()
    dialog.copy_button.click()
    assert dialog.toast.isVisible()
    assert dialog.toast.text() == "Versions copied"
    assert dialog.rect().contains(dialog.toast.geometry())
    copied = QGuiApplication.clipboard().text()
    assert copied in shown
    first, second, system = copied.splitlines()
    assert first == f"broadsheet-reader {version('broadsheet')}"
    assert second == f"Python {platform.python_version()}, Qt {qVersion()}"
    assert platform.system() in system
    dialog.reject()
