"""The dialog with all keyboard shortcuts."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.dialog import Dialog
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.window.actions import ACTIONS, ActionRow, Group, group_title, translated


class ShortcutsDialog(Dialog):
    """One list of shortcuts for each submenu."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("shortcuts")
        groups = QWidget()
        groups.setObjectName("dialogPage")
        grid = QGridLayout(groups)
        grid.setContentsMargins(28, 20, 28, 20)
        grid.setHorizontalSpacing(26)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for group in Group:
            self._add_group(grid, group)
        grid.setRowStretch(grid.rowCount(), 1)
        area = QScrollArea()
        area.setObjectName("dialogArea")
        area.setAccessibleName(self.windowTitle())
        area.setWidgetResizable(True)
        area.setWidget(groups)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 14)
        layout.addWidget(area)
        foot = QVBoxLayout()
        foot.setContentsMargins(20, 0, 20, 0)
        foot.addWidget(buttons)
        layout.addLayout(foot)
        self.resize(min(470, parent.width() - 24), min(700, parent.height() - 20))

    def _add_group(self, grid: QGridLayout, group: Group) -> None:
        rows = [row for row in ACTIONS if row.group is group and row.keys]
        title = PlainLabel(group_title(group))
        title.setFont(fonts.font(fonts.serif(), 18, bold=True))
        title.setContentsMargins(0, 10 if grid.rowCount() > 1 else 0, 0, 2)
        grid.addWidget(title, grid.rowCount(), 0, 1, 2)
        for row in rows:
            self._add_row(grid, _keys(row), translated(row.text))
        if group is Group.WINDOW:
            self._add_row(grid, _hint("F10"), self.tr("Menu"))
        if group is Group.VIEW:
            hint = _hint(self.tr("The size of the text is that of articles."))
            grid.addWidget(hint, grid.rowCount(), 0, 1, 2)

    def _add_row(self, grid: QGridLayout, keys: QLabel, text: str) -> None:
        row = grid.rowCount()
        grid.addWidget(keys, row, 0, alignment=Qt.AlignmentFlag.AlignLeft)
        label = PlainLabel(text)
        label.setWordWrap(True)
        grid.addWidget(label, row, 1)


def _keys(row: ActionRow) -> QLabel:
    native = QKeySequence.SequenceFormat.NativeText
    keys = [QKeySequence(key).toString(native) for key in row.keys]
    return _hint(QCoreApplication.translate("ShortcutsDialog", " or ").join(keys))


def _hint(text: str) -> QLabel:
    label = PlainLabel(text)
    label.setProperty("part", "hint")
    return label
