"""The settings of the window, in an INI file."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from broadsheet_client.core.languages import Language
from broadsheet_client.core.papers import Paper, find_paper, papers_from_json, papers_to_json, with_paper
from broadsheet_client.store.private_files import make_private
from broadsheet_client.widgets.common.theme import Appearance

ZOOM_MIN, ZOOM_DEFAULT, ZOOM_MAX = 50, 100, 300


class Preferences:
    """Typed access; an invalid or missing value is the default."""

    def __init__(self, file: Path) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def folder(self) -> Path:
        """Where the reader keeps everything."""
        return Path(self._settings.fileName()).parent

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
        # What was set in this process comes back as a bool, from the file as text.
        return str(self._settings.value("window/sections", "true")).lower() == "true"

    @sections.setter
    def sections(self, visible: bool) -> None:
        self._settings.setValue("window/sections", visible)

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers that are remembered, in the order in which they came."""
        return papers_from_json(str(self._settings.value("papers/known", "[]")))

    @papers.setter
    def papers(self, papers: Sequence[Paper]) -> None:
        self._settings.setValue("papers/known", papers_to_json(papers))

    def change_papers(self, change: Callable[[Sequence[Paper]], Sequence[Paper]]) -> None:
        """Change the papers as they are in the file now, where another window may have changed them."""
        self._settings.sync()
        self.papers = change(self.papers)
        self.save()

    @property
    def last_paper(self) -> str:
        """The address of the paper that was read last, "" if none is remembered."""
        papers, address = self.papers, str(self._settings.value("papers/last", ""))
        found = find_paper(papers, address) or next(iter(papers), None)
        return found.address if found else ""

    def remember_paper(self, paper: Paper) -> None:
        """Remember a paper as the one that was read last, and write the file."""
        self._settings.setValue("papers/last", paper.address)
        self.change_papers(partial(with_paper, paper=paper))

    def save(self) -> None:
        """Write the file now, and read what another window has written."""
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
