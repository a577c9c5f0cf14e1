"""The papers in the menu: the one that is open is checked, another one is a click away."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from broadsheet_client.widgets.window.preferences import Preferences


class PapersMenu(QObject):
    """Lists the remembered papers above the other actions of a menu, whenever it is opened."""

    paper_chosen = Signal(str)
    """The address of a paper that is not open."""

    def __init__(self, menu: QMenu, preferences: Preferences, current: str) -> None:
        super().__init__(menu)
        self._menu, self._preferences, self._current = menu, preferences, current
        self._first = menu.actions()[0]
        self._listed: list[QAction] = []
        menu.aboutToShow.connect(preferences.save)
        menu.aboutToShow.connect(self.update_papers)
        self.update_papers()

    def update_papers(self) -> None:
        """List the papers anew."""
        for action in self._listed:
            self._menu.removeAction(action)
            action.deleteLater()
        papers = self._preferences.papers
        self._listed = [self._action(paper.label, paper.address) for paper in papers]
        if papers:
            separator = QAction(self)
            separator.setSeparator(True)
            self._listed.append(separator)
        self._menu.insertActions(self._first, self._listed)

    def _action(self, label: str, address: str) -> QAction:
        action = QAction(label.replace("&", "&&"), self)
        action.setCheckable(True)
        action.setChecked(address == self._current)
        action.triggered.connect(partial(self._choose, address))
        return action

    def _choose(self, address: str) -> None:
        if address != self._current:
            self.paper_chosen.emit(address)
