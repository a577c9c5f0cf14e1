"""The dialog that says which reader this is: what a report of a fault has to name."""

import platform
from importlib.metadata import version
from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from broadsheet_client.widgets.common.dialog import Dialog
from broadsheet_client.widgets.common.list_format import breakable
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.papers.dialog_page import DialogPage
from broadsheet_client.widgets.window.toast import Toast

WIDTH, HEIGHT = 480, 320


class AboutDialog(Dialog):
    """Versions and system, to be copied, and the `folder` with what the reader keeps."""

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About this reader"))
        page = DialogPage("Broadsheet", described_program())
        page.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        kept = self.tr("Articles, settings and the log are kept in %1.")
        page.add_label(PlainLabel(kept.replace("%1", breakable(str(folder)))))
        self.copy_button = QPushButton(self.tr("Copy"))
        self.copy_button.setToolTip(self.tr("Copies the versions, for a report of a fault"))
        close = QPushButton(self.tr("Close"))
        self.copy_button.clicked.connect(self._copy)
        close.clicked.connect(self.reject)
        page.add_buttons(close, left=self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        self.setMinimumWidth(min(320, parent.width()))
        self.resize(min(WIDTH, parent.width() - 24), min(HEIGHT, parent.height() - 24))
        self.toast = Toast(self)
        close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(described_program())
        self.toast.show_message(self.tr("Versions copied"))


def described_program() -> str:
    """The versions of the reader and of what it runs on, a line each."""
    python = f"Python {platform.python_version()}, Qt {qVersion()}"
    return "\n".join((f"broadsheet-reader {version('broadsheet')}", python, platform.platform()))
