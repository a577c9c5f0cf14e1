"""A response of the application, collected instead of being sent."""

from starlette.types import Message

HeaderList = list[tuple[bytes, bytes]]


class CollectedResponse:
    """Collects what an ASGI application sends; `status` is None if that is nothing: the client is gone."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.headers: HeaderList = []
        self._pieces: list[bytes] = []

    async def send(self, message: Message) -> None:
        """ASGI's `send`."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self._pieces.append(message.get("body", b""))

    @property
    def body(self) -> bytes:
        """What has come of the body."""
        return b"".join(self._pieces)
