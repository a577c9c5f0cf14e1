"""A WebSub hub on loopback, and the newspaper's callbacks that it talks to."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl

import httpx2
from sqlmodel import col, select
from starlette.applications import Starlette
from starlette.routing import Route

from broadsheet_server.ingest.push_health import push_health
from broadsheet_server.models.hub_subscriptions import HubSubscription
from broadsheet_server.operations.hub_subscriber import HubSubscriber
from broadsheet_server.web.hub_callback import HubCallbacks
from tests.server.fetching.web_server import Answer, response
from tests.server.operations.polled_newsroom import Newsroom

ACCEPTED = response(status="202 Accepted")


class Hub:
    """Takes requests, as `answers` says by path, and keeps their forms; the rest it does when it is told."""

    def __init__(self, callbacks: httpx2.AsyncClient) -> None:
        self.url = ""
        self.forms: list[Mapping[str, str]] = []
        self.answers: dict[str, Answer] = {}
        self._callbacks = callbacks

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        [length] = [line[16:] for line in head.splitlines() if line.lower().startswith("content-length: ")]
        form = (await reader.readexactly(int(length))).decode()
        path = head.split(" ", 2)[1]
        self.forms.append({"path": path} | dict(parse_qsl(form)))
        await self.answers.get(path, ACCEPTED)(writer)
        await writer.drain()
        writer.close()

    async def verify(self, *, lease: int = 86_400, form: int = -1, **other: str) -> bool:
        """Verify the intent of a request; whether the newspaper repeats the challenge."""
        asked = self.forms[form]
        parameters = {"hub.mode": asked["hub.mode"], "hub.topic": asked["hub.topic"], "hub.challenge": "ab12"}
        parameters |= {"hub.lease_seconds": str(lease)} | {
            f"hub.{name}": value for name, value in other.items()
        }
        found = await self._callbacks.get(asked["hub.callback"], params=parameters)
        assert (found.status_code, found.text) == (200, "ab12") or found.status_code == 404
        return found.status_code == 200

    async def deny(self, reason: str) -> None:
        """End the subscription of the last request."""
        asked = self.forms[-1]
        parameters = {"hub.mode": "denied", "hub.topic": asked["hub.topic"], "hub.reason": reason}
        assert (await self._callbacks.get(asked["hub.callback"], params=parameters)).status_code == 200

    async def push(self, body: bytes = b"<feed/>", secret: str | None = None, **headers: str) -> int:
        """Push to the callback of the first request; the status of the answer."""
        if secret is not None:
            digest = hmac.new(secret.encode(), body, "sha256").hexdigest()
            headers["X-Hub-Signature"] = f"sha256={digest}"
        url = self.forms[0]["hub.callback"]
        return (await self._callbacks.post(url, content=body, headers=headers)).status_code


class SubscribedNewsroom:
    """A newsroom, and the hub that its feeds name."""

    def __init__(self, newsroom: Newsroom, hub: Hub) -> None:
        self.newsroom, self.hub = newsroom, hub

    def subscriber(self, **settings: Any) -> HubSubscriber:
        """A server's subscriber."""
        here = self.newsroom
        configured = here.settings.model_copy(update=settings)
        return HubSubscriber(here.database, configured, clock=lambda: here.now)

    async def subscribe(self) -> None:
        """Poll what is due, have the hub asked, and let it verify."""
        await self.newsroom.poll(0)
        await self.subscriber().run_until_idle()
        assert await self.hub.verify()

    def subscription(self) -> HubSubscription | None:
        """The first subscription."""
        with self.newsroom.database.read() as session:
            return session.exec(select(HubSubscription).order_by(col(HubSubscription.id))).first()

    def health(self) -> str:
        """What is said of the pushes of the first source."""
        settings = self.newsroom.settings
        return push_health(self.newsroom.source(), self.subscription(), settings.push_obstacle)


@asynccontextmanager
async def subscribed_newsroom(newsroom: Newsroom) -> AsyncIterator[SubscribedNewsroom]:
    """A newsroom with its callbacks, and a hub beside it."""
    app = Starlette(
        routes=[Route("/websub/{token}", HubCallbacks(lambda: newsroom.now).answer, methods=["GET", "POST"])]
    )
    app.state.database = newsroom.database
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app)) as callbacks:
        hub = Hub(callbacks)
        server = await asyncio.start_server(hub.serve, "127.0.0.1", 0)
        hub.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield SubscribedNewsroom(newsroom, hub)
        finally:
            server.close()
            await newsroom.database.close()


def hub_link(url: str) -> str:
    """What names a hub in the head of a feed."""
    return f"<link xmlns='http://www.w3.org/2005/Atom' rel='hub' href='{url}'/>"
