"""The actions that choose the language of the window, or that of the system."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from broadsheet_client.core.languages import Language
from broadsheet_client.widgets.actions import Actions, Command
from broadsheet_client.widgets.preferences import Preferences

_LANGUAGES = {
    Command.SYSTEM_LANGUAGE: None,
    Command.ENGLISH: Language.ENGLISH,
    Command.CHINESE: Language.CHINESE,
}


class LanguageChoice(QObject):
    """What is chosen is checked in the menu and kept; the window speaks it from the next start on."""

    told = Signal(str)
    """What the person should know of it."""

    def __init__(self, actions: Actions, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._actions, self._preferences = actions, preferences
        for command, language in _LANGUAGES.items():
            actions[command].triggered.connect(partial(self._choose, language))
        self._check()

    def _choose(self, language: Language | None) -> None:
        self._preferences.language = language
        self._check()
        self.told.emit(self.tr("The language changes when the reader is opened again."))

    def _check(self) -> None:
        for command, language in _LANGUAGES.items():
            self._actions[command].setChecked(language is self._preferences.language)
