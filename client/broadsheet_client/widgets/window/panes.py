"""The three panes side by side; fewer of them where the window is narrow."""

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

THREE, TWO = 960, 620
"""Narrowest widths for three and for two panes."""
_WIDTHS = (196, 356, 760)


class Pane(IntEnum):
    """The panes, from left to right."""

    SECTIONS = 0
    ARTICLES = 1
    ARTICLE = 2


def panes_fitting(width: int) -> int:
    """How many panes fit into a width."""
    return 3 if width >= THREE else 2 if width >= TWO else 1


class Panes(QSplitter):
    """Where two fit, sections take the list's place while they are wanted; where one fits, one is shown."""

    rearranged = Signal()

    def __init__(
        self, sections: QWidget, articles: QWidget, article: QWidget, names: tuple[str, str, str]
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self._panes = (sections, articles, article)
        self._front = Pane.ARTICLES
        self.sections_wanted = True
        """Whether the sections are to be seen where all three fit."""
        for place, (pane, name) in enumerate(zip(self._panes, names, strict=True)):
            self.addWidget(pane)
            self.handle(place).setAccessibleName(name)
            self.setStretchFactor(place, int(place == Pane.ARTICLE))
        sections.setMinimumWidth(150)
        articles.setMinimumWidth(240)
        article.setMinimumWidth(280)
        self.setSizes(list(_WIDTHS))

    @property
    def fitting(self) -> int:
        """How many panes fit."""
        return panes_fitting(self.width())

    @property
    def front(self) -> Pane:
        """The pane that is shown where one fits."""
        return self._front

    def shows(self, pane: Pane) -> bool:
        """Whether a pane is to be seen."""
        return not self._panes[pane].isHidden()

    def bring(self, pane: Pane) -> None:
        """Make sure that a pane is to be seen."""
        self._front = pane
        self._arrange()

    def want_sections(self, wanted: bool) -> None:
        """Show or hide the sections."""
        if self.fitting == 3:
            self.sections_wanted = wanted
        else:
            self._front = Pane.SECTIONS if wanted else Pane.ARTICLES
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        match self.fitting:
            case 3:
                shown = {Pane.ARTICLES, Pane.ARTICLE} | ({Pane.SECTIONS} if self.sections_wanted else set())
            case 2:
                left = Pane.SECTIONS if self._front is Pane.SECTIONS else Pane.ARTICLES
                shown = {left, Pane.ARTICLE}
            case _:
                shown = {self._front}
        for pane in Pane:
            self._panes[pane].setVisible(pane in shown)
        self.rearranged.emit()


class PaneFocus:
    """`home` says which widget of a pane the keyboard belongs to now."""

    def __init__(self, panes: Panes, home: Callable[[Pane], QWidget]) -> None:
        self._panes, self._home = panes, home

    def bring(self, pane: Pane) -> None:
        """Go to a pane, wherever it is."""
        self._panes.bring(pane)
        self._home(pane).setFocus()

    def step(self, by: int) -> None:
        """Go round the panes that are to be seen."""
        seen = [self._home(pane) for pane in Pane if self._panes.shows(pane)]
        focused = QApplication.focusWidget()
        here = next((place for place, home in enumerate(seen) if home is focused), -1 if by > 0 else 0)
        seen[(here + by) % len(seen)].setFocus(Qt.FocusReason.TabFocusReason)

    def toggle_sections(self) -> None:
        """Show the sections and go there, or hide them."""
        wanted = not self._panes.shows(Pane.SECTIONS)
        self._panes.want_sections(wanted)
        if wanted:
            self._home(Pane.SECTIONS).setFocus()
