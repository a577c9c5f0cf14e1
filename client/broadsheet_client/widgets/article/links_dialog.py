"""The dialog with the links of the article (Ctrl+L), for users who cannot see or point at them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from broadsheet_client.core.article_document import DocumentLink
from broadsheet_client.widgets.article.external_address import external_address
from broadsheet_client.widgets.common.dialog import Dialog
from broadsheet_client.widgets.common.plain_text import PlainLabel

_ADDRESS = int(Qt.ItemDataRole.UserRole)


class LinksDialog(Dialog):
    """`link_chosen` carries the URL of the chosen link."""

    link_chosen = Signal(str)

    def __init__(self, links: Sequence[DocumentLink], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Links of the article"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = self._create_list(links)
        none = PlainLabel(self.tr("This article has no links."))
        none.setProperty("part", "hint")
        none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        none.setVisible(not links)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.addWidget(none, stretch=1)
        layout.addWidget(self.list, stretch=1)
        layout.addWidget(self._create_buttons(can_open=bool(links)))
        self.resize(520, 380)

    def _create_list(self, links: Sequence[DocumentLink]) -> QListWidget:
        widget = QListWidget()
        widget.setAccessibleName(self.windowTitle())
        widget.setWordWrap(True)
        for link in links:
            address = external_address(QUrl(link.url))
            item = QListWidgetItem("\n".join(dict.fromkeys(filter(None, (link.text, address)))))
            item.setData(_ADDRESS, link.url)
            widget.addItem(item)
        widget.setCurrentRow(0)
        if not links:
            widget.hide()
        widget.itemActivated.connect(self._open)
        return widget

    def _create_buttons(self, *, can_open: bool) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        if can_open:
            opening = buttons.addButton(self.tr("Open"), QDialogButtonBox.ButtonRole.AcceptRole)
            opening.setProperty("primary", True)
        buttons.accepted.connect(self._open)
        buttons.rejected.connect(self.reject)
        return buttons

    def _open(self) -> None:
        item = self.list.currentItem()
        self.accept()
        if item is not None:
            self.link_chosen.emit(item.data(_ADDRESS))
