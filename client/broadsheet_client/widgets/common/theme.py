"""Which palette the window wears: the reader's choice, else the system's, else light."""

from enum import StrEnum
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from broadsheet_client import resources
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.palettes import DARK, LIGHT, Palette

_ROLES = {
    QPalette.ColorRole.Window: "desk",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "paper",
    QPalette.ColorRole.AlternateBase: "box",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Button: "box",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.ToolTipBase: "box",
    QPalette.ColorRole.ToolTipText: "ink",
    QPalette.ColorRole.Highlight: "button",
    QPalette.ColorRole.HighlightedText: "on_button",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Light: "paper",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "rule",
    QPalette.ColorRole.Dark: "edge",
    QPalette.ColorRole.Shadow: "edge",
}


class Appearance(StrEnum):
    """What the reader chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Dresses the application. `changed` comes after it wears another palette."""

    changed = Signal()

    def __init__(
        self,
        application: QApplication,
        appearance: Appearance = Appearance.SYSTEM,
        *,
        is_dressed: bool = True,
    ) -> None:
        super().__init__(application)
        self._application = application
        self._appearance = appearance
        self.system_scheme = QGuiApplication.styleHints().colorScheme
        self._palette = self._wanted()
        self._paint()
        if is_dressed:
            self.dress()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.follow_system)

    @property
    def palette(self) -> Palette:
        """The colours in use."""
        return self._palette

    @property
    def appearance(self) -> Appearance:
        """What was chosen."""
        return self._appearance

    def choose(self, appearance: Appearance) -> None:
        """Wear light or dark, or follow the system."""
        self._appearance = appearance
        self._change()

    def follow_system(self) -> None:
        """The system has light or dark colours now."""
        self._change()

    def _wanted(self) -> Palette:
        if self._appearance is not Appearance.SYSTEM:
            return DARK if self._appearance is Appearance.DARK else LIGHT
        return DARK if self.system_scheme() is Qt.ColorScheme.Dark else LIGHT

    def _change(self) -> None:
        wanted = self._wanted()
        if wanted is not self._palette:
            self._palette = wanted
            self._paint()
            self.dress()
            self.changed.emit()

    def dress(self) -> None:
        """Put the style sheet on. A window is built faster before that: with a style sheet, Qt styles
        every widget anew each time it is given a parent.
        """
        self._application.setStyleSheet(stylesheet(self._palette))

    def _paint(self) -> None:
        self._application.setStyle("Fusion")
        self._application.setFont(fonts.font(fonts.sans(), 14))
        self._application.setPalette(qt_palette(self._palette))


def qt_palette(palette: Palette) -> QPalette:
    """The same colours as Qt's roles, for what the stylesheet does not reach."""
    made = QPalette()
    for role, token in _ROLES.items():
        made.setColor(role, QColor(getattr(palette, token)))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(palette.edge))
    return made


def stylesheet(palette: Palette) -> str:
    """The window's stylesheet with the palette's colours in their places."""
    tokens = {name: getattr(palette, name) for name in Palette.__slots__}
    return Template(resources.read("window.qss").decode()).substitute(tokens)
