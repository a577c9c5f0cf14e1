"""A receiver of webhooks on loopback, which answers as a test says."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

import orjson

from broadsheet_server.settings import Settings


@dataclass(frozen=True, slots=True)
class Message:
    """What was posted once."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The payload."""
        return orjson.loads(self.body)

    @property
    def told(self) -> tuple[str, str]:
        """The type, and the headline of the article or what stands in its place."""
        change = self.json["data"]["articleChanged"]
        article, stone = change["article"], change["tombstone"]
        return self.json["type"], article["headline"] if article else stone["kind"]


@dataclass(frozen=True, slots=True)
class Reply:
    """How the receiver answers."""

    status: int = 204
    headers: tuple[str, ...] = ()
    body: bytes = b""


Answer = Callable[[Message], Reply | Awaitable[Reply]]


@dataclass
class Receiver:
    """Its `url`, what it `got`, and how it answers."""

    url: str = ""
    got: list[Message] = field(default_factory=list)
    answer: Answer = lambda _: Reply()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection, for as many messages as come."""
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                message = await _message(reader)
                self.got.append(message)
                reply = self.answer(message)
                reply = reply if isinstance(reply, Reply) else await reply
                lines = [f"HTTP/1.1 {reply.status} x", f"Content-Length: {len(reply.body)}", *reply.headers]
                writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + reply.body)
                await writer.drain()
        writer.close()


async def _message(reader: asyncio.StreamReader) -> Message:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Message(first.split(" ")[1], headers, await reader.readexactly(int(headers["content-length"])))


def reaching_receivers(settings: Settings) -> Settings:
    """Settings of a server that may post to receivers on loopback."""
    allowed = {"allowed_networks": [ip_network("127.0.0.0/8")]}
    return settings.model_copy(update={"fetching": settings.fetching.model_copy(update=allowed)})


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver in a thread of its own."""
    receiver, loop = Receiver(), asyncio.new_event_loop()
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = loop.create_task(receiver.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def start() -> asyncio.Server:
        return await asyncio.start_server(connected, "127.0.0.1", 0)

    async def stop() -> None:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(start(), loop).result()
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    try:
        yield receiver
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
