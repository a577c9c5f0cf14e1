"""What was searched for on this machine lately; known to nobody else, and cleared at a word."""

from broadsheet_client.store.state import State

MOST = 10
_NAME = "recent_searches"


class Searches:
    """Recent searches, the latest first."""

    def __init__(self, state: State) -> None:
        self._state = state
        stored = state.get(_NAME)
        self._texts = [text for text in stored if isinstance(text, str)] if isinstance(stored, list) else []

    def recent(self) -> tuple[str, ...]:
        """The texts."""
        return tuple(self._texts)

    def remember(self, text: str) -> None:
        """It was searched for just now; what only differs in case takes its place."""
        others = [one for one in self._texts if one.casefold() != text.casefold()]
        self._keep([text, *others][:MOST])

    def clear(self) -> None:
        """Forget all."""
        self._keep([])

    def _keep(self, texts: list[str]) -> None:
        if texts != self._texts:
            self._texts = texts
            self._state.set(_NAME, list(texts))
