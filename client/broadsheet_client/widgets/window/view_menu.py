"""The actions that choose the colours and the language."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from broadsheet_client.core.languages import Language
from broadsheet_client.widgets.common.theme import Appearance, Theme
from broadsheet_client.widgets.window.actions import Actions, Command
from broadsheet_client.widgets.window.preferences import Preferences

_APPEARANCES = {
    Command.SYSTEM: Appearance.SYSTEM,
    Command.LIGHT: Appearance.LIGHT,
    Command.DARK: Appearance.DARK,
}


class AppearanceMenu:
    """Applies a choice at once, checks its action, and stores it."""

    def __init__(self, actions: Actions, theme: Theme, preferences: Preferences) -> None:
        self._actions, self._theme, self._preferences = actions, theme, preferences
        for command, appearance in _APPEARANCES.items():
            actions[command].triggered.connect(partial(self._choose, appearance))
        self._update_checks()

    def _choose(self, appearance: Appearance) -> None:
        self._theme.set_appearance(appearance)
        self._preferences.appearance = appearance
        self._update_checks()

    def _update_checks(self) -> None:
        for command, appearance in _APPEARANCES.items():
            self._actions[command].setChecked(appearance is self._theme.appearance)


_LANGUAGES = {
    Command.SYSTEM_LANGUAGE: None,
    Command.ENGLISH: Language.ENGLISH,
    Command.CHINESE: Language.CHINESE,
}


class LanguageMenu(QObject):
    """Checks and stores a choice, which takes effect at the next start."""

    notified = Signal(str)
    """A short message for a toast."""

    def __init__(self, actions: Actions, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._actions, self._preferences = actions, preferences
        for command, language in _LANGUAGES.items():
            actions[command].triggered.connect(partial(self._choose, language))
        self._update_checks()

    def _choose(self, language: Language | None) -> None:
        self._preferences.language = language
        self._update_checks()
        self.notified.emit(self.tr("The language changes when the reader is opened again."))

    def _update_checks(self) -> None:
        for command, language in _LANGUAGES.items():
            self._actions[command].setChecked(language is self._preferences.language)
