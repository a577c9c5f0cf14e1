"""The facets of a search with counts, and the active filters."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from broadsheet_client.api.generated import FacetValue
from broadsheet_client.core.search_query import Facet
from broadsheet_client.operations.search_results import SearchResults
from broadsheet_client.widgets.common.flow_layout import FlowLayout
from broadsheet_client.widgets.common.plain_text_button import PlainTextButton
from broadsheet_shared.truncation import truncate

LABEL_MAX = 60


class SearchFacets(QWidget):
    """`narrowed` carries a facet and the choice, or None to remove the filter."""

    narrowed = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.buttons = {facet: FacetButton(facet) for facet in Facet}
        self._active: list[PlainTextButton] = []
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, gap=6, last_width=0)
        self._flow.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in self.buttons.values():
            row.addWidget(button)
            button.chosen.connect(partial(self.narrowed.emit, button.facet))
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 0, 14, 8)
        layout.setSpacing(7)
        layout.addLayout(row)
        layout.addWidget(self._chips)
        # FlowLayout stretches its last widget: add an empty one.
        self._flow.addWidget(QWidget())

    @property
    def active(self) -> list[PlainTextButton]:
        """The buttons that remove a filter."""
        return self._active

    def show_results(self, results: SearchResults) -> None:
        """Show the choices and the active filters."""
        for facet, button in self.buttons.items():
            button.offer(results.facet_choices(facet), results.query.choice(facet))
        had_focus = any(chip.hasFocus() for chip in self._active)
        for chip in self._active:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._active = [self._chip(facet, choice) for facet, choice in results.query.filters]
        self._chips.setVisible(bool(self._active))
        self.setVisible(bool(self._active) or any(not item.isHidden() for item in self.buttons.values()))
        if had_focus:
            next((item for item in self.buttons.values() if not item.isHidden()), self).setFocus()

    def _chip(self, facet: Facet, choice: FacetValue) -> PlainTextButton:
        chip = PlainTextButton(name="filter")
        label = truncate(choice.label, LABEL_MAX)
        chip.set_text(f"{label}  ✕", self.tr("Remove filter: %1").replace("%1", choice.label))
        chip.clicked.connect(lambda: self.narrowed.emit(facet, None))
        self._flow.insert(len(self._active_widgets()), chip)
        return chip

    def _active_widgets(self) -> list[QWidget]:
        """The buttons in the layout, without the empty widget at its end."""
        items = (self._flow.itemAt(index) for index in range(self._flow.count() - 1))
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]


class FacetButton(PlainTextButton):
    """A menu of choices; hidden if there are none."""

    chosen = Signal(object)

    def __init__(self, facet: Facet) -> None:
        super().__init__(name="facet")
        self.facet = facet
        self._menu = QMenu(self)
        self._group = QActionGroup(self._menu)
        self.setMenu(self._menu)

    def offer(self, choices: tuple[FacetValue, ...], chosen: FacetValue | None) -> None:
        """Show the choices and check the chosen one."""
        title = facet_title(self.facet)
        accessible_name = f"{title}: {chosen.label}" if chosen else title
        self.set_text(menu_title(title), self.tr("Narrow by %1").replace("%1", accessible_name))
        self._menu.clear()
        self._add(facet_all(self.facet), None, is_chosen=chosen is None)
        self._menu.addSeparator()
        if chosen is not None and all(choice.value != chosen.value for choice in choices):
            choices = (chosen, *choices)
        for choice in choices:
            count = QLocale().toString(choice.count)
            self._add(
                f"{truncate(choice.label, LABEL_MAX)}  ({count})",
                choice,
                is_chosen=chosen is not None and choice.value == chosen.value,
            )
        self.setVisible(bool(choices))

    def _add(self, text: str, choice: FacetValue | None, *, is_chosen: bool) -> None:
        action = QAction(text.replace("&", "&&"), self._menu)
        action.setCheckable(True)
        action.setChecked(is_chosen)
        action.triggered.connect(lambda: self.chosen.emit(choice))
        self._group.addAction(action)
        self._menu.addAction(action)


def menu_title(title: str) -> str:
    """The text of a menu button."""
    return f"{title} ▾"


def facet_title(facet: Facet) -> str:
    """The name of a facet."""
    titles = {
        Facet.SECTION: QCoreApplication.translate("SearchFacets", "Section"),
        Facet.TAG: QCoreApplication.translate("SearchFacets", "Topic"),
        Facet.AUTHOR: QCoreApplication.translate("SearchFacets", "Author"),
        Facet.YEAR: QCoreApplication.translate("SearchFacets", "Year"),
    }
    return titles[facet]


def facet_all(facet: Facet) -> str:
    """The choice without a filter."""
    titles = {
        Facet.SECTION: QCoreApplication.translate("SearchFacets", "All sections"),
        Facet.TAG: QCoreApplication.translate("SearchFacets", "All topics"),
        Facet.AUTHOR: QCoreApplication.translate("SearchFacets", "All authors"),
        Facet.YEAR: QCoreApplication.translate("SearchFacets", "All years"),
    }
    return titles[facet]
