"""The header: navigation, publication name, search field and article commands."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from broadsheet_client.widgets.common import icons
from broadsheet_client.widgets.common.form_field import set_style_property
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.search.search_field import SearchField
from broadsheet_client.widgets.window.actions import Actions, Command, Group, group_title
from broadsheet_client.widgets.window.masthead import Masthead

_LEFT = (Command.SECTIONS, Command.BACK, Command.FORWARD, Command.REFRESH)
_RIGHT = (Command.SEARCH, Command.ZOOM_OUT, Command.ZOOM_IN, Command.BROWSER)
_ZOOM_BUTTONS = (Command.ZOOM_OUT, Command.ZOOM_IN)
_HIDDEN_WHILE_SEARCHING = (Command.SECTIONS, Command.FORWARD, Command.REFRESH, Command.SHARE)
"""Hidden in a tight window while searching."""
_HIDDEN_WHEN_NARROW = (Command.FORWARD, Command.REFRESH)
_WIDE, _TIGHT, _NARROW = 900, 700, 560
"""Window widths in pixels. Below the first, the share button has no text and zoom is only in the menu; below
the second, the search field is shown only while searching; below the third, forward and refresh are only in
the menu.
"""


class Header(QWidget):
    """Tool buttons of the actions, and the menu."""

    def __init__(self, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._actions = theme, actions
        self._buttons = {command: _button(actions[command]) for command in (*_LEFT, *_RIGHT, Command.SHARE)}
        self.share_button = self._buttons[Command.SHARE]
        self.share_button.setObjectName("share")
        self.submenus: dict[Group, QMenu] = {}
        self.menu = self._create_menu()
        self.menu_button = self._create_menu_button()
        self.masthead = Masthead()
        self.search_field = SearchField(theme)
        self._is_searching = False
        self._create_layout()
        theme.changed.connect(self._update_icon)
        self._update_icon()

    def set_publication_name(self, name: str) -> None:
        """Show the publication's name."""
        self.masthead.set_name(name)

    def set_searching(self, is_searching: bool) -> None:
        """Adapt to whether a search is active."""
        self._is_searching = is_searching
        self._adapt_to_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._adapt_to_width()

    def _adapt_to_width(self) -> None:
        is_wide, is_tight = self.width() >= _WIDE, self.width() < _TIGHT
        set_style_property(self.share_button, "compact", not is_wide)
        hides_others = is_tight and self._is_searching
        self.share_button.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon if is_wide else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        for command in _ZOOM_BUTTONS:
            self._buttons[command].setVisible(is_wide)
        self._buttons[Command.BROWSER].setVisible(not is_tight)
        self._buttons[Command.SEARCH].setVisible(is_tight and not self._is_searching)
        for command in _HIDDEN_WHILE_SEARCHING:
            self._buttons[command].setVisible(not hides_others)
        for command in _HIDDEN_WHEN_NARROW:
            self._buttons[command].setVisible(self.width() >= _NARROW)
        self.masthead.setVisible(not hides_others)
        self.search_field.setMinimumWidth(120 if is_tight else 250 if is_wide else 190)
        self.search_field.setMaximumWidth(2_000 if is_tight else self.search_field.minimumWidth())
        self.search_field.setVisible(not is_tight or self._is_searching)

    def _create_layout(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 7, 10, 7)
        layout.setSpacing(3)
        for command in _LEFT:
            layout.addWidget(self._buttons[command])
        layout.addWidget(self.masthead, stretch=1)
        layout.addWidget(self.search_field)
        layout.addSpacing(4)
        for command in _RIGHT:
            layout.addWidget(self._buttons[command])
        layout.addSpacing(6)
        layout.addWidget(self.share_button)
        layout.addSpacing(2)
        layout.addWidget(self.menu_button)

    def _create_menu(self) -> QMenu:
        menu = QMenu(self)
        for group in Group:
            submenu = self.submenus[group] = menu.addMenu(group_title(group))
            submenu.addActions(list(self._actions.in_group(group)))
        return menu

    def _create_menu_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(self.tr("Menu"))
        button.setToolTip(self.tr("Menu (F10)"))
        button.setAccessibleName(self.tr("Menu"))
        button.setIconSize(QSize(20, 20))
        button.setMenu(self.menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setShortcut("F10")
        return button

    def _update_icon(self) -> None:
        self.menu_button.setIcon(icons.icon("menu", self._theme.palette.text))


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(20, 20))
    button.setAccessibleName(action.text())
    return button
