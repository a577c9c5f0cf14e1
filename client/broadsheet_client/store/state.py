"""Small things to remember between two starts, by name, as JSON."""

from concurrent.futures import Future

from broadsheet_client.api.encoding import Json


class State:
    """Names and values: the last section, the person's name, the front page as it was."""

    def get(self, name: str) -> Json:
        """The value, or None."""
        raise NotImplementedError

    def set(self, name: str, value: Json) -> "Future[None]":
        """Remember it."""
        raise NotImplementedError
