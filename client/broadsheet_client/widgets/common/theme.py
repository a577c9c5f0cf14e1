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
    QPalette.ColorRole.Window: "window_background",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "page_background",
    QPalette.ColorRole.AlternateBase: "box_background",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "muted_text",
    QPalette.ColorRole.Button: "box_background",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.ToolTipBase: "box_background",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Highlight: "button",
    QPalette.ColorRole.HighlightedText: "button_text",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Light: "page_background",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "separator",
    QPalette.ColorRole.Dark: "outline",
    QPalette.ColorRole.Shadow: "outline",
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
        applies_style_sheet: bool = True,
    ) -> None:
        super().__init__(application)
        self._application = application
        self._appearance = appearance
        self.system_scheme = QGuiApplication.styleHints().colorScheme
        self._palette = self._effective_palette()
        self._apply_palette()
        if applies_style_sheet:
            self.apply_style_sheet()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.follow_system)

    @property
    def palette(self) -> Palette:
        """The colours in use."""
        return self._palette

    @property
    def appearance(self) -> Appearance:
        """What was chosen."""
        return self._appearance

    def set_appearance(self, appearance: Appearance) -> None:
        """Wear light or dark, or follow the system."""
        self._appearance = appearance
        self._update()

    def follow_system(self) -> None:
        """The system has light or dark colours now."""
        self._update()

    def _effective_palette(self) -> Palette:
        if self._appearance is not Appearance.SYSTEM:
            return DARK if self._appearance is Appearance.DARK else LIGHT
        return DARK if self.system_scheme() is Qt.ColorScheme.Dark else LIGHT

    def _update(self) -> None:
        palette = self._effective_palette()
        if palette is not self._palette:
            self._palette = palette
            self._apply_palette()
            self.apply_style_sheet()
            self.changed.emit()

    def apply_style_sheet(self) -> None:
        """Put the style sheet on. A window is built faster before that: with a style sheet, Qt styles
        every widget anew each time it is given a parent.
        """
        self._application.setStyleSheet(stylesheet(self._palette))

    def _apply_palette(self) -> None:
        self._application.setStyle("Fusion")
        self._application.setFont(fonts.font(fonts.sans(), 14))
        self._application.setPalette(qt_palette(self._palette))


def qt_palette(palette: Palette) -> QPalette:
    """The same colours as Qt's roles, for what the stylesheet does not reach."""
    qt_palette = QPalette()
    for role, name in _ROLES.items():
        qt_palette.setColor(role, QColor(getattr(palette, name)))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        qt_palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(palette.outline))
    return qt_palette


def stylesheet(palette: Palette) -> str:
    """The window's stylesheet with the palette's colours in their places."""
    tokens = {name: getattr(palette, name) for name in Palette.__slots__}
    return Template(resources.read("window.qss").decode()).substitute(tokens)
