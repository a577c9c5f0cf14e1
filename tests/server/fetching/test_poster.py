"""What is posted goes to the receiver that was named and to nobody else, and a bad one costs little."""

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_network
from typing import TypeVar

import pytest

from broadsheet_server.fetching.errors import (
    FetchError,
    ForbiddenAddressError,
    SlowResponseError,
    UnreachableError,
)
from broadsheet_server.fetching.poster import EXCERPT_BYTES, Poster, PostResponse
from tests.server.fetching.web_server import WebServer, redirect, response, silence, web_server

LOOPBACK = [ip_network("127.0.0.0/8")]
Value = TypeVar("Value")


def posted(act: Callable[[WebServer, Poster], Awaitable[Value]], *, is_allowed: bool = True) -> Value:
    async def run() -> Value:
        async with web_server() as server, Poster(LOOPBACK if is_allowed else [], "test") as poster:
            return await act(server, poster)

    return asyncio.run(run())


async def post(server: WebServer, poster: Poster, seconds: float = 5.0) -> PostResponse:
    return await poster.post(f"{server.url}/hook", b"{}", {"content-type": "application/json"}, seconds)


def test_a_receiver_gets_the_body_and_its_answer_is_told() -> None:
    async def act(server: WebServer, poster: Poster) -> None:
        server.answers["/hook"] = response(b"taken\r\n\0", "Retry-After: 7", status="202 Accepted")
        answer = await post(server, poster)
        assert (answer.status, answer.excerpt, answer.retry_after_s) == (202, "taken", 7.0)
        assert server.requests[0].startswith("POST /hook ")
        assert "user-agent: test" in server.requests[0].lower()

    posted(act)


def test_no_private_address_is_told_anything() -> None:
    async def act(server: WebServer, poster: Poster) -> None:
        for url in (server.url, server.url.replace("127.0.0.1", "localhost"), "http://[::ffff:127.0.0.1]/"):
            with pytest.raises(ForbiddenAddressError):
                await poster.post(url, b"{}", {}, 5.0)
        assert server.requests == []

    posted(act, is_allowed=False)


@pytest.mark.parametrize("url", ["ftp://news.example/", "file:///etc/passwd", "http://", "nonsense"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    async def act(_: WebServer, poster: Poster) -> None:
        with pytest.raises(ForbiddenAddressError):
            await poster.post(url, b"{}", {}, 5.0)

    posted(act)


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    async def act(server: WebServer, poster: Poster) -> None:
        server.answers |= {"/hook": redirect("/other", "307 Temporary Redirect"), "/other": response()}
        assert (await post(server, poster)).status == 307
        assert len(server.requests) == 1

    posted(act)


def test_of_an_endless_answer_only_the_beginning_is_read() -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    async def act(server: WebServer, poster: Poster) -> None:
        server.answers["/hook"] = endless
        answer = await asyncio.wait_for(post(server, poster), 30)
        assert (answer.status, answer.excerpt) == (200, "x" * EXCERPT_BYTES)

    posted(act)


def test_an_answer_whose_body_breaks_off_has_been_given() -> None:
    async def act(server: WebServer, poster: Poster) -> None:
        server.answers["/hook"] = response(b"tak", length=5)
        answer = await post(server, poster)
        assert (answer.status, answer.excerpt) == (200, "tak")

    posted(act)


def test_a_silent_receiver_is_given_up() -> None:
    async def act(server: WebServer, poster: Poster) -> None:
        server.answers["/hook"] = silence
        with pytest.raises(SlowResponseError):
            await post(server, poster, 0.2)

    posted(act)


def test_a_receiver_that_is_not_there_or_breaks_the_rules_is_told_in_words() -> None:
    async def nonsense(writer: asyncio.StreamWriter) -> None:
        writer.write(b"nonsense\r\n\r\n")

    async def act(server: WebServer, poster: Poster) -> None:
        server.answers["/hook"] = nonsense
        with pytest.raises(FetchError, match="rules of HTTP"):
            await post(server, poster)
        with pytest.raises(UnreachableError):
            await poster.post("http://127.0.0.1:9/", b"{}", {}, 5.0)

    posted(act)
