"""What the server fetches comes in whole and bounded, whatever the server at the other end does."""

import asyncio
import gzip
import time
import zlib
from ipaddress import ip_network

import pytest

from broadsheet_server.fetching.errors import (
    BrokenResponseError,
    FetchError,
    ForbiddenAddressError,
    OversizedResponseError,
    SlowResponseError,
    StatusError,
    UnreachableError,
)
from broadsheet_server.fetching.fetched_document import FetchBounds, FetchedDocument, Validators
from broadsheet_server.fetching.fetcher import Fetcher
from tests.server.fetching.web_server import Answer, WebServer, redirect, response, silence, web_server

LOOPBACK = [ip_network("127.0.0.0/8")]
FEED = b"<rss/>" * 100
MONDAY = "Mon, 12 Oct 2026 04:30:00 GMT"


def fetch(
    answers: dict[str, Answer], *, validators: Validators | None = None, bounds: FetchBounds | None = None
) -> tuple[FetchedDocument, WebServer]:
    """The document at /feed of a server with these answers, and the server."""

    async def run() -> tuple[FetchedDocument, WebServer]:
        async with web_server() as server, Fetcher(LOOPBACK) as fetcher:
            server.answers = answers
            document = await fetcher.fetch(f"{server.url}/feed", validators=validators, bounds=bounds)
            return document, server

    return asyncio.run(run())


def test_a_feed_comes_with_what_is_needed_to_ask_again() -> None:
    headers = [
        'ETag: "7"',
        "Last-Modified: Mon, 12 Oct 2026 04:30:00 GMT",
        "Cache-Control: private, max-age=600",
    ]
    links = ['<https://hub.example/>; rel="hub", </feed>; rel="self"', "</next>; rel=next"]
    headers += [f"Link: {link}" for link in links]
    document, _ = fetch({"/feed": response(FEED, *headers, "Content-Type: text/xml")})
    assert (document.body, document.content_type, document.max_age_s) == (FEED, "text/xml", 600)
    assert document.validators == Validators('"7"', MONDAY)
    assert document.link_headers == links


def test_a_feed_that_has_not_changed_is_not_sent_again() -> None:
    document, server = fetch(
        {"/feed": response(status="304 Not Modified")},
        validators=Validators('"7"', MONDAY),
    )
    assert not document.is_modified
    assert 'if-none-match: "7"' in server.requests[0].lower()
    assert "if-modified-since: mon, 12 oct 2026" in server.requests[0].lower()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "bare deflate", "two gzip members"])
def test_a_compressed_feed_comes_whole(coding: str) -> None:
    packed = {
        "gzip": gzip.compress(FEED),
        "deflate": zlib.compress(FEED),
        "bare deflate": zlib.compress(FEED, wbits=-15),
        "two gzip members": gzip.compress(FEED[:50]) + gzip.compress(FEED[50:]),
    }[coding]
    header = f"Content-Encoding: {'gzip' if 'gzip' in coding else 'deflate'}"
    assert fetch({"/feed": response(packed, header)})[0].body == FEED


BOMB = gzip.compress(bytes(50 * 1024 * 1024))


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (response(b"x" * 2000), OversizedResponseError, "1 kB"),
        (response(b"x", length=5000), OversizedResponseError, "4 kB long"),
        (response(BOMB, "Content-Encoding: gzip", length=len(BOMB)), OversizedResponseError, "kB"),
        (response(b"x" * 10, length=100), BrokenResponseError, "rules of HTTP"),
        (response(gzip.compress(FEED)[:-9], "Content-Encoding: gzip"), BrokenResponseError, "breaks off"),
        (response(b"no gzip", "Content-Encoding: gzip"), BrokenResponseError, "compressed form is broken"),
        (response(b"?", "Content-Encoding: br"), BrokenResponseError, "“br”, which was not asked for"),
        (redirect("/feed"), BrokenResponseError, "redirected more than 5 times"),
        (redirect("file:///etc/passwd"), ForbiddenAddressError, "begins with http"),
        (redirect("http://169.254.169.254/latest"), ForbiddenAddressError, "public internet"),
        (redirect("http://[::ffff:169.254.169.254]/"), ForbiddenAddressError, "public internet"),
        (response(status="404 Not Found"), StatusError, "404"),
    ],
)
def test_a_server_that_misbehaves_is_told_in_words(
    answer: Answer, error: type[FetchError], words: str
) -> None:
    with pytest.raises(error, match=words):
        fetch({"/feed": answer}, bounds=FetchBounds(bytes_max=1024))


def test_a_server_that_says_nothing_is_left_in_time() -> None:
    with pytest.raises(SlowResponseError, match=r"silent|not complete"):
        fetch({"/feed": silence}, bounds=FetchBounds(seconds=0.2))


def test_a_server_that_sends_a_byte_now_and_then_is_left_in_time() -> None:
    async def trickle(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    began = time.monotonic()
    with pytest.raises(SlowResponseError):
        fetch({"/feed": trickle}, bounds=FetchBounds(seconds=0.3))
    assert time.monotonic() - began < 40  # the whole takes 50 seconds


def test_a_server_that_takes_no_connection_is_told() -> None:
    async def run() -> None:
        async with web_server() as server:
            url = server.url
        async with Fetcher(LOOPBACK) as fetcher:
            await fetcher.fetch(url)

    with pytest.raises(UnreachableError, match="takes no connection"):
        asyncio.run(run())


@pytest.mark.parametrize(
    "url", ["", "feed", "file:///etc/passwd", "gopher://x/", "http://", "https://[::1", "data:,x"]
)
def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    async def run() -> None:
        async with Fetcher(LOOPBACK) as fetcher:
            await fetcher.fetch(url)

    with pytest.raises(ForbiddenAddressError):
        asyncio.run(run())


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        (["301 Moved Permanently", "308 Permanent Redirect"], True),
        (["301 Moved Permanently", "302 Found"], False),
        (["307 Temporary Redirect", "301 Moved Permanently"], False),
    ],
)
def test_a_feed_has_moved_if_every_redirect_is_permanent(statuses: list[str], moved: bool) -> None:
    document, server = fetch(
        {
            "/feed": redirect("/a", statuses[0]),
            "/a": redirect("/b", statuses[1]),
            "/b": response(FEED),
        }
    )
    assert document.url == f"{server.url}/b"
    assert document.moved_to == (f"{server.url}/b" if moved else None)


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), ("soon", None), ("Thu, 01 Jan 1970 00:00:00 GMT", 0)]
)
def test_a_server_says_when_to_come_back(value: str, seconds: float | None) -> None:
    with pytest.raises(StatusError) as failed:
        fetch({"/feed": response(b"", f"Retry-After: {value}", status="503 Service Unavailable")})
    assert (failed.value.status, failed.value.retry_after_s) == (503, seconds)


def test_a_feed_that_is_gone_is_not_asked_again() -> None:
    with pytest.raises(StatusError) as failed:
        fetch({"/feed": response(status="410 Gone")})
    assert failed.value.permanent


def test_a_password_in_an_address_is_sent_and_never_shown() -> None:
    async def run() -> tuple[str, str]:
        async with web_server() as server, Fetcher(LOOPBACK) as fetcher:
            server.answers = {"/feed": response(FEED)}
            document = await fetcher.fetch(server.url.replace("://", "://ada:secret@") + "/feed")
            return document.url, server.requests[0]

    url, request = asyncio.run(run())
    assert "authorization: basic" in request.lower()
    assert "secret" not in url


def test_one_host_is_asked_at_its_pace_and_delays_no_other() -> None:
    async def run() -> tuple[int, float]:
        async with (
            web_server() as slow,
            web_server() as quick,
            Fetcher(LOOPBACK, pace_seconds=0.2) as get,
        ):
            slow.answers, quick.answers = {"/": silence}, {"/": response(FEED)}
            # One machine under two names: a pace belongs to a host.
            hanging = asyncio.create_task(get.fetch(slow.url.replace("127.0.0.1", "localhost")))
            began = time.monotonic()
            await asyncio.gather(*(get.fetch(quick.url) for _ in range(3)))
            hanging.cancel()
            return len(quick.requests), time.monotonic() - began

    requests, seconds = asyncio.run(run())
    assert requests == 3
    assert 0.39 <= seconds < 60


def test_a_page_that_hangs_holds_up_its_own_host_for_a_moment_only() -> None:
    async def run() -> int:
        async with web_server() as server, Fetcher(LOOPBACK, turn_seconds=0.05) as get:
            server.answers = {"/hangs": silence, "/": response(FEED)}
            hanging = [asyncio.create_task(get.fetch(server.url + "/hangs")) for _ in range(3)]
            await asyncio.sleep(0)  # they are first
            await asyncio.wait_for(asyncio.gather(*(get.fetch(server.url) for _ in range(3))), 10)
            assert not any(task.done() for task in hanging)
            for task in hanging:
                task.cancel()
            return len(server.requests)

    assert asyncio.run(run()) == 6


def post(answers: dict[str, Answer], bounds: FetchBounds | None = None) -> WebServer:
    """Post a form to /hub of a server with these answers, and the server."""

    async def run() -> WebServer:
        async with web_server() as server, Fetcher(LOOPBACK) as fetcher:
            server.answers = answers
            await fetcher.post_form(
                f"{server.url}/hub", {"hub.topic": "https://post.example/a&b"}, bounds=bounds
            )
            return server

    return asyncio.run(run())


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Moved"])
def test_a_form_is_posted_again_where_the_server_redirects_it(status: str) -> None:
    server = post({"/hub": redirect("/new", status), "/new": response(status="202 Accepted")})
    assert [request.split("\r\n")[0] for request in server.requests] == [
        "POST /hub HTTP/1.1",
        "POST /new HTTP/1.1",
    ]
    assert "content-length: 44" in server.requests[1].lower()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            response(b"No\nroom.", "Content-Type: text/plain", status="403 No"),
            "The server answered 403 (No). No room.",
        ),
        (response(b"<p>No</p>", "Content-Type: text/html", status="403 No"), "The server answered 403 (No)."),
        (
            response(b"x" * 9_999, "Content-Type: text/plain", status="403 No"),
            "The server answered 403 (No).",
        ),
        (redirect("/hub", "303 See Other"), "The server answered 303 (See Other)."),
        (redirect("/hub"), "It was redirected more than 5 times."),
    ],
    ids=["text", "a page", "too long", "to be asked by GET", "round and round"],
)
def test_a_form_that_is_refused_says_why(answer: Answer, words: str) -> None:
    with pytest.raises(FetchError) as refused:
        post({"/hub": answer})
    assert str(refused.value) == words


def test_a_form_goes_to_no_address_that_is_not_public() -> None:
    async def run() -> None:
        async with web_server() as server, Fetcher() as fetcher:
            await fetcher.post_form(f"{server.url}/hub", {})

    with pytest.raises(ForbiddenAddressError):
        asyncio.run(run())
