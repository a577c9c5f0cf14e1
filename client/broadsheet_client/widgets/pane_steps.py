"""How the keyboard goes from pane to pane: what is brought into sight also gets the focus."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from broadsheet_client.widgets.panes import Pane, Panes


class PaneSteps:
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
