"""The left pane: the sections of the paper, and the way to mail that still waits."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, SignalInstance
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QPushButton, QTreeView, QVBoxLayout, QWidget

from broadsheet_client.api.generated import FrontPage, SectionBranch, SectionLink
from broadsheet_client.core.states import PaneState
from broadsheet_client.widgets.common import fonts, icons
from broadsheet_client.widgets.common.skeleton import Skeleton
from broadsheet_client.widgets.common.state_pane import StateMessages, StatePane
from broadsheet_client.widgets.common.theme import Theme

_PATH = int(Qt.ItemDataRole.UserRole)


class SectionTree(QWidget):
    """`section_chosen` brings a path, by a click or Enter; "" is the newest of all sections."""

    section_chosen = Signal(str)
    section_passed = Signal(str)
    """The arrow keys came to it."""
    retry_wanted = Signal()
    outbox_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._sections: tuple[SectionBranch, ...] | None = None
        self._model = QStandardItemModel(self)
        self.tree = self._make_tree()
        self.pane: StatePane[FrontPage] = StatePane(
            self.tree, self._show, self._words(), theme, Skeleton(theme, margin=18, step=90)
        )
        self.outbox = QPushButton()
        self.outbox.setFlat(True)
        self.outbox.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(0)
        layout.addWidget(self.pane, stretch=1)
        layout.addWidget(self.outbox)
        self.pane.retry_wanted.connect(self.retry_wanted)
        self.outbox.clicked.connect(self.outbox_wanted)
        theme.changed.connect(self._draw)

    def _words(self) -> StateMessages:
        return StateMessages(
            empty_title="",
            empty_text=self.tr("This newspaper has no sections yet."),
            empty_button="",
            failed_title="",
            offline_title="",
            offline_text=self.tr("The sections appear when the newspaper can be reached."),
            is_aside=True,
        )

    def _make_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setObjectName("sections")
        tree.setAccessibleName(self.tr("Sections"))
        tree.setModel(self._model)
        tree.setHeaderHidden(True)
        tree.setRootIsDecorated(False)
        tree.setIndentation(18)
        tree.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tree.setMouseTracking(True)
        tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        tree.selectionModel().currentChanged.connect(partial(self._tell, self.section_passed))
        tree.clicked.connect(partial(self._tell, self.section_chosen))
        tree.activated.connect(partial(self._tell, self.section_chosen))
        return tree

    def show_state(self, state: PaneState[FrontPage]) -> None:
        """Show the state of the front page."""
        self.pane.show_state(state)

    def show_waiting(self, count: int) -> None:
        """Say how much mail waits; nothing is shown where none does."""
        self.outbox.setText(self.tr("Outbox (%1)").replace("%1", str(count)))
        self.outbox.setAccessibleName(self.tr("Outbox, waiting: %1").replace("%1", str(count)))
        self.outbox.setVisible(count > 0)
        self._draw()

    def select(self, path: str) -> None:
        """Mark a section without opening it again."""
        index = self._index(path)
        if index is not None and index != self.tree.currentIndex():
            self.tree.selectionModel().blockSignals(True)
            self.tree.setCurrentIndex(index)
            self.tree.selectionModel().blockSignals(False)
            self.tree.viewport().update()

    def name_of(self, path: str) -> str:
        """What a section is called; its path's last part where it is not known."""
        index = self._index(path)
        return str(index.data()) if index is not None else path.split("/")[-1].capitalize()

    @property
    def current_path(self) -> str:
        """The path that is marked."""
        return self.tree.currentIndex().data(_PATH) or ""

    def _show(self, page: FrontPage) -> None:
        if page.sections == self._sections:
            return
        chosen, self._sections = self.current_path, page.sections
        self.tree.selectionModel().blockSignals(True)
        self._model.clear()
        self._model.appendRow(_item(SectionLink("", self.tr("All news")), bold=True))
        for branch in page.sections:
            root = _item(branch, bold=True)
            for child in branch.children:
                root.appendRow(_item(child))
            self._model.appendRow(root)
        self.tree.expandAll()
        self.tree.selectionModel().blockSignals(False)
        self.select(chosen)

    def _tell(self, signal: SignalInstance, index: QModelIndex, *_: object) -> None:
        path = index.data(_PATH)
        if isinstance(path, str):
            signal.emit(path)

    def _index(self, path: str) -> QModelIndex | None:
        return next((item.index() for item in self._items() if item.data(_PATH) == path), None)

    def _items(self) -> Iterator[QStandardItem]:
        root = self._model.invisibleRootItem()
        for row in range(root.rowCount()):
            item = root.child(row)
            yield item
            yield from (item.child(place) for place in range(item.rowCount()))

    def _draw(self) -> None:
        self.outbox.setIcon(icons.icon("email", self._theme.palette.accent))


def _item(section: SectionLink, *, bold: bool = False) -> QStandardItem:
    item = QStandardItem(section.name)
    item.setData(section.path, _PATH)
    item.setFont(fonts.font(fonts.sans(), 14, bold=bold))
    item.setToolTip(section.name if len(section.name) > 24 else "")
    return item
