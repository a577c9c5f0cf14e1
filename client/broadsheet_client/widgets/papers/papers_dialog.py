"""The dialog with the papers that the reader remembers: open, rename, add, remove."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from broadsheet_client.core.papers import Paper
from broadsheet_client.widgets.common.dialog import Dialog
from broadsheet_client.widgets.common.plain_text import tooltip
from broadsheet_client.widgets.papers.dialog_page import DialogPage

_ADDRESS = int(Qt.ItemDataRole.UserRole)


class PapersDialog(Dialog):
    """`current` is the address of the paper that is open. The list changes by `show_papers` only."""

    opened = Signal(str)
    """The address of the paper to open."""
    renamed = Signal(str, str)
    """An address, and the name that the person gives the paper there."""
    removed = Signal(str)
    add_requested = Signal()

    def __init__(self, papers: Sequence[Paper], current: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Papers"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._current = current
        self.list = QListWidget()
        self.list.setAccessibleName(self.windowTitle())
        self.list.setEditTriggers(QListWidget.EditTrigger.EditKeyPressed)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # As low as the dialog leaves it: it scrolls itself, the page around it need not.
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.add_button = QPushButton(self.tr("Add…"))
        self.rename_button = QPushButton(self.tr("Rename"))
        self.remove_button = QPushButton(self.tr("Remove…"))
        self.open_button = QPushButton(self.tr("Read"))
        self._create_layout()
        self.show_papers(papers)
        self.add_button.clicked.connect(self.add_requested)
        self.rename_button.clicked.connect(lambda: self.list.editItem(self.list.currentItem()))
        self.remove_button.clicked.connect(self._ask_to_remove)
        self.open_button.clicked.connect(self._open)
        self.list.itemActivated.connect(self._open)
        self.list.itemChanged.connect(lambda item: self.renamed.emit(item.data(_ADDRESS), item.text()))
        self.list.currentRowChanged.connect(self._show_address)
        self.resize(min(560, parent.width() - 24), min(480, parent.height() - 24))

    def show_papers(self, papers: Sequence[Paper]) -> None:
        """Show these papers, and keep the selected one."""
        selected = self.selected or self._current
        self.list.blockSignals(True)
        self.list.clear()
        for paper in papers:
            item = QListWidgetItem(paper.label)
            item.setData(_ADDRESS, paper.address)
            item.setToolTip(tooltip(paper.address))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
            if paper.address == selected:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if papers and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self._show_address()

    @property
    def selected(self) -> str:
        """The address of the selected paper, or ""."""
        items = self.list.selectedItems()
        return str(items[0].data(_ADDRESS)) if items else ""

    def _create_layout(self) -> None:
        self._page = DialogPage(self.windowTitle())
        self._page.add(self.list, stretch=1)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.reject)
        buttons = (self.rename_button, self.remove_button, close, self.open_button)
        self._page.add_buttons(*buttons, left=self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)

    def _show_address(self) -> None:
        self._page.text.setText(self.selected)
        for button in (self.rename_button, self.remove_button, self.open_button):
            button.setEnabled(bool(self.selected))

    def _open(self) -> None:
        address = self.selected
        self.accept()
        self.opened.emit(address)

    def _ask_to_remove(self) -> None:
        """Ask first: what is saved of the paper goes too."""
        address, item = self.selected, self.list.currentItem()
        text = self.tr("Remove “%1” from this computer?").replace("%1", item.text())
        question = QMessageBox(QMessageBox.Icon.NoIcon, self.windowTitle(), text, parent=self)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setInformativeText(
            self.tr("Its saved articles, its key and emails that were not sent yet are deleted.")
        )
        remove = question.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        keep = question.addButton(self.tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(keep)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.buttonClicked.connect(
            lambda button: self.removed.emit(address) if button is remove else None
        )
        question.open()
