"""The line under a related story that says who published the same text, each name a way to open it there."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from broadsheet_client.api.generated import NearCopy
from broadsheet_client.widgets import fonts
from broadsheet_client.widgets.flow_layout import FlowLayout
from broadsheet_client.widgets.related_row import PAD
from broadsheet_client.widgets.search_button import SearchButton


class AlsoPublished(QWidget):
    """`chosen` brings the id of the article that was pressed."""

    chosen = Signal(str)

    def __init__(self, copies: Sequence[NearCopy], zoom: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._face = fonts.font(fonts.sans(), 12.5 * zoom / 100)
        label = QLabel(self.tr("Also published by"))
        label.setProperty("part", "hint")
        label.setFont(self._face)
        # As far down as the words of a button, which has a border.
        label.setContentsMargins(0, 2, 0, 2)
        self.buttons = [self._button(copy) for copy in copies]
        self._flow = FlowLayout(self, gap=4, rest=0)
        self._flow.setContentsMargins(PAD, 0, PAD, 4)
        # The flow gives what is left of its line to its last part.
        for widget in (label, *self.buttons, QWidget()):
            self._flow.addWidget(widget)

    def height_for(self, width: int) -> int:
        """How tall it is when it is so wide."""
        return self._flow.heightForWidth(width)

    def _button(self, copy: NearCopy) -> SearchButton:
        button = SearchButton(name="source", flat=True)
        # Without a source of its own it is by the newspaper that one reads.
        name = copy.source.name if copy.source else self.tr("this newspaper")
        said = self.tr("Also published by %1: %2").replace("%1", name).replace("%2", copy.headline)
        button.tell(name, said)
        button.setToolTip(copy.headline)
        button.setFont(self._face)
        button.clicked.connect(lambda: self.chosen.emit(copy.id))
        return button
