"""The settings of the window, in an INI file."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from broadsheet_client.core.languages import Language
from broadsheet_client.store.private_files import make_private
from broadsheet_client.widgets.common.theme import Appearance

ZOOM_MIN, ZOOM_DEFAULT, ZOOM_MAX = 50, 100, 300


class Preferences:
    """Typed access; an invalid or missing value is the default."""

    def __init__(self, file: Path) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def appearance(self) -> Appearance:
        """Light, dark, or the system's colour scheme."""
        try:
            return Appearance(str(self._settings.value("window/appearance", Appearance.SYSTEM)))
        except ValueError:
            return Appearance.SYSTEM

    @appearance.setter
    def appearance(self, appearance: Appearance) -> None:
        self._settings.setValue("window/appearance", str(appearance))

    @property
    def language(self) -> Language | None:
        """The language of the user interface; None for the system's."""
        try:
            return Language(str(self._settings.value("window/language", "")))
        except ValueError:
            return None

    @language.setter
    def language(self, language: Language | None) -> None:
        self._settings.setValue("window/language", str(language or ""))

    @property
    def zoom(self) -> int:
        """The text size of articles in per cent."""
        return min(ZOOM_MAX, max(ZOOM_MIN, self._number("article/zoom", ZOOM_DEFAULT)))

    @zoom.setter
    def zoom(self, zoom: int) -> None:
        self._settings.setValue("article/zoom", zoom)

    @property
    def geometry(self) -> QByteArray:
        """QWidget.saveGeometry; empty at the first start."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._settings.setValue("window/geometry", geometry)

    @property
    def splitter(self) -> QByteArray:
        """QSplitter.saveState."""
        return self._bytes("window/splitter")

    @splitter.setter
    def splitter(self, state: QByteArray) -> None:
        self._settings.setValue("window/splitter", state)

    @property
    def sections(self) -> bool:
        """Whether the sections are shown where they fit."""
        return str(self._settings.value("window/sections", "true")) == "true"

    @sections.setter
    def sections(self, visible: bool) -> None:
        self._settings.setValue("window/sections", visible)

    def save(self) -> None:
        """Write the file now."""
        self._settings.sync()
        with suppress(OSError):
            make_private(Path(self._settings.fileName()))

    def _number(self, name: str, default: int) -> int:
        try:
            return int(str(self._settings.value(name, default)))
        except ValueError:
            return default

    def _bytes(self, name: str) -> QByteArray:
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()
