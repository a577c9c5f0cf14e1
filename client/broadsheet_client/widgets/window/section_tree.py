"""The left pane: the sections, and a button for waiting mail."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, SignalInstance
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QPushButton, QTreeView, QVBoxLayout, QWidget

from broadsheet_client.api.generated import FrontPage, SectionBranch, SectionLink
from broadsheet_client.core.states import PaneState
from broadsheet_client.widgets.common import fonts, icons
from broadsheet_client.widgets.common.plain_text import tooltip
from broadsheet_client.widgets.common.skeleton import Skeleton
from broadsheet_client.widgets.common.state_pane import StateMessages, StatePane
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_shared.section_paths import ancestor_paths

_PATH_ROLE = int(Qt.ItemDataRole.UserRole)


class SectionTree(QWidget):
    """`section_chosen` carries a path, by a click or Enter; "" is all news."""

    section_chosen = Signal(str)
    section_skimmed = Signal(str)
    """By the arrow keys."""
    retry_requested = Signal()
    outbox_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._sections: tuple[SectionBranch, ...] | None = None
        self._selected_path = ""
        self._model = QStandardItemModel(self)
        self.tree = self._create_tree()
        self.state_pane: StatePane[FrontPage] = StatePane(
            self.tree, self._show_sections, self._messages(), theme, Skeleton(theme, margin=18, step=90)
        )
        self.outbox_button = QPushButton()
        self.outbox_button.setFlat(True)
        self.outbox_button.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(0)
        layout.addWidget(self.state_pane, stretch=1)
        layout.addWidget(self.outbox_button)
        self.state_pane.retry_requested.connect(self.retry_requested)
        self.outbox_button.clicked.connect(self.outbox_requested)
        theme.changed.connect(self._update_icon)

    def _messages(self) -> StateMessages:
        return StateMessages(
            empty_title="",
            empty_text=self.tr("This newspaper has no sections yet."),
            empty_button="",
            failed_title="",
            failed_text=self.tr("The sections could not be loaded."),
            offline_title="",
            offline_text=self.tr("The sections appear when the newspaper can be reached."),
            is_secondary=True,
        )

    def _create_tree(self) -> QTreeView:
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
        tree.selectionModel().currentChanged.connect(partial(self._emit_path, self.section_skimmed))
        tree.clicked.connect(partial(self._emit_path, self.section_chosen))
        tree.activated.connect(partial(self._emit_path, self.section_chosen))
        return tree

    def show_state(self, state: PaneState[FrontPage]) -> None:
        """Show the state of the front page."""
        self.state_pane.show_state(state)

    def set_waiting_count(self, count: int) -> None:
        """Show the number of waiting shares; hidden if 0."""
        self.outbox_button.setText(self.tr("Outbox (%1)").replace("%1", str(count)))
        self.outbox_button.setAccessibleName(self.tr("Outbox, waiting: %1").replace("%1", str(count)))
        self.outbox_button.setVisible(count > 0)
        self._update_icon()

    def select(self, path: str) -> None:
        """Select a section without opening it; one that is not in the tree by the nearest above it."""
        self._selected_path = path
        known = (self._index(path) for path in reversed(ancestor_paths(path)))
        index = next((index for index in known if index is not None), QModelIndex())
        if index != self.tree.currentIndex():
            self.tree.selectionModel().blockSignals(True)
            self.tree.setCurrentIndex(index)
            self.tree.selectionModel().blockSignals(False)
            self.tree.viewport().update()

    def section_name(self, path: str) -> str:
        """The name of a section; the last part of its path if it is unknown."""
        index = self._index(path)
        return str(index.data()) if index is not None else path.split("/")[-1].capitalize()

    @property
    def current_path(self) -> str:
        """The selected path."""
        return self.tree.currentIndex().data(_PATH_ROLE) or ""

    def _show_sections(self, page: FrontPage) -> None:
        if page.sections == self._sections:
            return
        self._sections = page.sections
        self.tree.selectionModel().blockSignals(True)
        self._model.clear()
        self._model.appendRow(_item(SectionLink("", self.tr("All news")), bold=True))
        for branch in page.sections:
            self._model.appendRow(_branch(branch, bold=True))
        self.tree.expandAll()
        self.tree.selectionModel().blockSignals(False)
        self.select(self._selected_path)

    def _emit_path(self, signal: SignalInstance, index: QModelIndex, *_: object) -> None:
        path = index.data(_PATH_ROLE)
        if isinstance(path, str):
            self._selected_path = path
            signal.emit(path)

    def _index(self, path: str) -> QModelIndex | None:
        return next((item.index() for item in self._items() if item.data(_PATH_ROLE) == path), None)

    def _items(self, parent: QStandardItem | None = None) -> Iterator[QStandardItem]:
        """All items below a parent, in preorder."""
        parent = parent or self._model.invisibleRootItem()
        for row in range(parent.rowCount()):
            yield parent.child(row)
            yield from self._items(parent.child(row))

    def _update_icon(self) -> None:
        self.outbox_button.setIcon(icons.icon("email", self._theme.palette.link))


def _branch(section: SectionLink, *, bold: bool = False) -> QStandardItem:
    """The item of a section, with all sections below it."""
    item = _item(section, bold=bold)
    # Each level of the response has a class of its own; the deepest one has no children.
    for child in getattr(section, "children", ()):
        item.appendRow(_branch(child))
    return item


def _item(section: SectionLink, *, bold: bool = False) -> QStandardItem:
    item = QStandardItem(section.name)
    item.setData(section.path, _PATH_ROLE)
    item.setFont(fonts.font(fonts.sans(), 14, bold=bold))
    item.setToolTip(tooltip(section.name) if len(section.name) > 24 else "")
    return item
