"""A web server on loopback that answers each path as a test says, rightly or wrongly."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


def response(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> Answer:
    """A response with a body; `length` is what it says of its length where that is a lie."""
    head = "\r\n".join(
        [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    )

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode() + b"\r\nConnection: close\r\n\r\n" + body)

    return answer


def redirect(location: str, status: str = "302 Found") -> Answer:
    """A redirect to another address."""
    return response(b"", f"Location: {location}", status=status)


async def silence(_: asyncio.StreamWriter) -> None:
    """Take the request and never answer."""
    await asyncio.Event().wait()


class WebServer:
    """Its `url`, its `answers` by path, and the `requests` that came: each as text, head only."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: dict[str, Answer] = {}
        self.requests: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        try:
            request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.requests.append(request)
            await self.answers[request.split(" ", 2)[1]](writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def web_server() -> AsyncIterator[WebServer]:
    """A server on a free port, while the context lasts."""
    state = WebServer()
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(state.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    state.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield state
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def serving(answers: Mapping[str, Answer]) -> Iterator[WebServer]:
    """The server in a thread, for code that is not asynchronous."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    context = web_server()
    try:
        server = asyncio.run_coroutine_threadsafe(context.__aenter__(), loop).result()
        server.answers.update(answers)
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(context.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
