"""The strip at the top: where to go, whose paper this is, and what to do with the article."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from broadsheet_client.widgets.common import fonts, icons
from broadsheet_client.widgets.common.form_field import set_style_property
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.search.search_field import SearchField
from broadsheet_client.widgets.window.actions import Actions, Command, Group, group_title

_LEFT = (Command.SECTIONS, Command.BACK, Command.FORWARD, Command.REFRESH)
_RIGHT = (Command.SEARCH, Command.ZOOM_OUT, Command.ZOOM_IN, Command.BROWSER)
_SPARED = (Command.ZOOM_OUT, Command.ZOOM_IN)
_GIVE_WAY = (Command.SECTIONS, Command.FORWARD, Command.REFRESH, Command.SHARE)
"""To the search field, where there is no room for it beside them."""
_IN_MENU_TOO = (Command.FORWARD, Command.REFRESH)
_ROOMY, _TIGHT, _NARROW = 900, 700, 560
"""Window widths: below the first the share button is a drawing and zoom is in the menu only, below the second
the search field comes when it is wanted, below the third the paper's name needs the room of two buttons."""


class Header(QWidget):
    """Buttons of the table of actions, and the menu of all of them."""

    def __init__(self, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._actions = theme, actions
        self._buttons = {command: _button(actions[command]) for command in (*_LEFT, *_RIGHT, Command.SHARE)}
        self.share = self._buttons[Command.SHARE]
        self.share.setObjectName("share")
        self.menu = self._make_menu()
        self.menu_button = self._make_menu_button()
        self._name = ""
        self.masthead = QLabel()
        self.masthead.setObjectName("masthead")
        self.masthead.setFont(fonts.font(fonts.serif("en"), 21, bold=True))
        self.masthead.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.masthead.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.masthead.installEventFilter(self)
        self.search = SearchField(theme)
        self._is_searching = False
        self._lay_out()
        theme.changed.connect(self._draw)
        self._draw()

    def show_name(self, name: str) -> None:
        """The paper's name, as its masthead."""
        self._name = name
        self.masthead.setAccessibleName(name)
        self._fit_name()

    def show_search(self, is_searching: bool) -> None:
        """Somebody searches, or does not any more."""
        self._is_searching = is_searching
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit_name()
        return False

    def _fit_name(self) -> None:
        room = self.masthead.width() - 16
        metrics = self.masthead.fontMetrics()
        self.masthead.setText(metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        roomy, tight = self.width() >= _ROOMY, self.width() < _TIGHT
        set_style_property(self.share, "compact", not roomy)
        makes_way = tight and self._is_searching
        self.share.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon if roomy else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        for command in _SPARED:
            self._buttons[command].setVisible(roomy)
        self._buttons[Command.BROWSER].setVisible(not tight)
        self._buttons[Command.SEARCH].setVisible(tight and not self._is_searching)
        for command in _GIVE_WAY:
            self._buttons[command].setVisible(not makes_way)
        for command in _IN_MENU_TOO:
            self._buttons[command].setVisible(self.width() >= _NARROW)
        self.masthead.setVisible(not makes_way)
        self.search.setMinimumWidth(120 if tight else 250 if roomy else 190)
        self.search.setMaximumWidth(2_000 if tight else self.search.minimumWidth())
        self.search.setVisible(not tight or self._is_searching)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 7, 10, 7)
        layout.setSpacing(3)
        for command in _LEFT:
            layout.addWidget(self._buttons[command])
        layout.addWidget(self.masthead, stretch=1)
        layout.addWidget(self.search)
        layout.addSpacing(4)
        for command in _RIGHT:
            layout.addWidget(self._buttons[command])
        layout.addSpacing(6)
        layout.addWidget(self.share)
        layout.addSpacing(2)
        layout.addWidget(self.menu_button)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for group in Group:
            part = menu.addMenu(group_title(group))
            part.addActions(list(self._actions.of(group)))
        return menu

    def _make_menu_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(self.tr("Menu"))
        button.setToolTip(self.tr("Menu (F10)"))
        button.setAccessibleName(self.tr("Menu"))
        button.setIconSize(QSize(20, 20))
        button.setMenu(self.menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setShortcut("F10")
        return button

    def _draw(self) -> None:
        self.menu_button.setIcon(icons.icon("menu", self._theme.palette.ink))


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(20, 20))
    button.setAccessibleName(action.text())
    return button
