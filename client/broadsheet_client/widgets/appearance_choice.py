"""The actions that choose light, dark, or the colours of the system."""

from functools import partial

from broadsheet_client.widgets.actions import Actions, Command
from broadsheet_client.widgets.preferences import Preferences
from broadsheet_client.widgets.theme import Appearance, Theme

_APPEARANCES = {
    Command.SYSTEM: Appearance.SYSTEM,
    Command.LIGHT: Appearance.LIGHT,
    Command.DARK: Appearance.DARK,
}


class AppearanceChoice:
    """What is chosen is worn at once, checked in the menu, and kept for the next start."""

    def __init__(self, actions: Actions, theme: Theme, preferences: Preferences) -> None:
        self._actions, self._theme, self._preferences = actions, theme, preferences
        for command, appearance in _APPEARANCES.items():
            actions[command].triggered.connect(partial(self._wear, appearance))
        self._check()

    def _wear(self, appearance: Appearance) -> None:
        self._theme.choose(appearance)
        self._preferences.appearance = appearance
        self._check()

    def _check(self) -> None:
        for command, appearance in _APPEARANCES.items():
            self._actions[command].setChecked(appearance is self._theme.appearance)
