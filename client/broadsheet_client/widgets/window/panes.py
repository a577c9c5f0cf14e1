"""The three panes in a splitter; a narrow window shows fewer of them."""

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

THREE_PANES_WIDTH, TWO_PANES_WIDTH = 960, 620
"""Least widths in pixels for three and for two panes."""
_WIDTHS = (196, 356, 760)


class Pane(IntEnum):
    """The panes, from left to right."""

    SECTIONS = 0
    ARTICLES = 1
    ARTICLE = 2


def panes_fitting(width: int) -> int:
    """How many panes fit a width."""
    return 3 if width >= THREE_PANES_WIDTH else 2 if width >= TWO_PANES_WIDTH else 1


class Panes(QSplitter):
    """Of two visible panes, the left one is the list or the sections; a single one is the front pane."""

    layout_changed = Signal()

    def __init__(
        self, sections: QWidget, articles: QWidget, article: QWidget, names: tuple[str, str, str]
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self._panes = (sections, articles, article)
        self._front = Pane.ARTICLES
        self.sections_visible = True
        """Whether the sections are shown where all three panes fit."""
        for index, (pane, name) in enumerate(zip(self._panes, names, strict=True)):
            self.addWidget(pane)
            self.handle(index).setAccessibleName(name)
            self.setStretchFactor(index, int(index == Pane.ARTICLE))
        sections.setMinimumWidth(150)
        articles.setMinimumWidth(240)
        article.setMinimumWidth(280)
        self.setSizes(list(_WIDTHS))

    @property
    def fitting_count(self) -> int:
        """How many panes fit."""
        return panes_fitting(self.width())

    @property
    def front(self) -> Pane:
        """The pane shown where only one fits."""
        return self._front

    def shows(self, pane: Pane) -> bool:
        """Whether a pane is visible."""
        return not self._panes[pane].isHidden()

    def show_pane(self, pane: Pane) -> None:
        """Make a pane visible."""
        self._front = pane
        self._update_visibility()

    def show_sections(self, visible: bool) -> None:
        """Show or hide the sections."""
        if self.fitting_count == 3:
            self.sections_visible = visible
        else:
            self._front = Pane.SECTIONS if visible else Pane.ARTICLES
        self._update_visibility()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        focused = QApplication.focusWidget()
        if focused is not None and self._panes[Pane.ARTICLE].isAncestorOf(focused):
            self._front = Pane.ARTICLE  # who reads goes on reading where the list no longer fits
        self._update_visibility()

    def _update_visibility(self) -> None:
        match self.fitting_count:
            case 3:
                visible = {Pane.ARTICLES, Pane.ARTICLE} | (
                    {Pane.SECTIONS} if self.sections_visible else set()
                )
            case 2:
                left = Pane.SECTIONS if self._front is Pane.SECTIONS else Pane.ARTICLES
                visible = {left, Pane.ARTICLE}
            case _:
                visible = {self._front}
        for pane in Pane:
            self._panes[pane].setVisible(pane in visible)
        self.layout_changed.emit()


class PaneFocus:
    """Moves the focus between panes; `focus_target` returns the widget of a pane that takes it."""

    def __init__(self, panes: Panes, focus_target: Callable[[Pane], QWidget]) -> None:
        self._panes, self._focus_target = panes, focus_target

    def focus_pane(self, pane: Pane) -> None:
        """Show a pane and focus it."""
        self._panes.show_pane(pane)
        self._focus_target(pane).setFocus()

    def focus_next(self, by: int) -> None:
        """Focus the next (+1) or previous (-1) visible pane, cyclically."""
        targets = [self._focus_target(pane) for pane in Pane if self._panes.shows(pane)]
        focused = QApplication.focusWidget()
        index = next(
            (index for index, target in enumerate(targets) if target is focused), -1 if by > 0 else 0
        )
        targets[(index + by) % len(targets)].setFocus(Qt.FocusReason.TabFocusReason)

    def toggle_sections(self) -> None:
        """Show and focus the sections, or hide them."""
        visible = not self._panes.shows(Pane.SECTIONS)
        self._panes.show_sections(visible)
        if visible:
            self._focus_target(Pane.SECTIONS).setFocus()
