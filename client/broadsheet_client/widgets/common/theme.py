"""The theme: the palette that the user chose, else the system's, else the light one."""

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
    QPalette.ColorRole.BrightText: "error",
    QPalette.ColorRole.ToolTipBase: "box_background",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "selection_text",
    QPalette.ColorRole.Link: "link",
    QPalette.ColorRole.LinkVisited: "link",
    QPalette.ColorRole.Light: "page_background",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "separator",
    QPalette.ColorRole.Dark: "outline",
    QPalette.ColorRole.Shadow: "outline",
}


class Appearance(StrEnum):
    """The user's choice."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Applies a palette and the style sheet to the application; `changed` is emitted after a change."""

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
        """The current palette."""
        return self._palette

    @property
    def appearance(self) -> Appearance:
        """The user's choice."""
        return self._appearance

    def set_appearance(self, appearance: Appearance) -> None:
        """Choose light, dark, or the system's colour scheme."""
        self._appearance = appearance
        self._update()

    def follow_system(self) -> None:
        """Adapt to a change of the system's colour scheme."""
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
        """Apply the style sheet. Create the window before: with a style sheet, Qt polishes each widget again
        whenever it gets a parent.
        """
        self._application.setStyleSheet(stylesheet(self._palette))

    def _apply_palette(self) -> None:
        self._application.setStyle("Fusion")
        self._application.setFont(fonts.font(fonts.sans(), 14))
        self._application.setPalette(qt_palette(self._palette))


def qt_palette(palette: Palette) -> QPalette:
    """The palette as QPalette, for what the style sheet does not cover."""
    qt_palette = QPalette()
    for role, name in _ROLES.items():
        qt_palette.setColor(role, QColor(getattr(palette, name)))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        qt_palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(palette.outline))
    return qt_palette


def stylesheet(palette: Palette) -> str:
    """The style sheet with the colours of the palette."""
    tokens = {name: getattr(palette, name) for name in Palette.__slots__}
    return Template(resources.read("window.qss").decode()).substitute(tokens)
