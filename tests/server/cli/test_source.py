"""`broadsheet source` as a person sees it."""

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet_server.cli import main
from tests.server.fetching.web_server import WebServer, response, web_server
from tests.server.ingest.feed_documents import article_page, item, rss

pytestmark = pytest.mark.usefixtures("empty_paper")

PAGE_WITH_FEED = b"""<!doctype html><html><head><title>Home</title>
<link rel="alternate" type="application/rss+xml" href="http://[">
<link rel="alternate" type="application/rss+xml" href="/feed"></head><body><p>Welcome.</p></body></html>"""


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A web server in a thread, from which the command may fetch."""
    monkeypatch.setenv("BROADSHEET_FETCHING__ALLOWED_NETWORKS", json.dumps(["127.0.0.0/8"]))
    started, ended = threading.Event(), asyncio.Event()
    servers: list[tuple[WebServer, asyncio.AbstractEventLoop]] = []

    async def serve() -> None:
        async with web_server() as server:
            servers.append((server, asyncio.get_running_loop()))
            started.set()
            await ended.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    started.wait()
    [(server, loop)] = servers
    yield server
    loop.call_soon_threadsafe(ended.set)
    thread.join()


def test_a_feed_is_looked_at_before_it_is_added(
    web: WebServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    web.answers["/feed"] = response(rss([item("one"), item("two", text="")]))
    data = ["--data", str(tmp_path)]
    assert main(["source", "test", f"{web.url}/feed", *data]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Found 2 items of “The Harbour Post”, 1 of them unusable.",
        "It names no hub, so it is polled only.",
        "Its texts are short, maybe summaries: --full-text takes them from the pages of the items.",
        "  2026-11-20  Report one",
        "  rejected   item 2: “Report two”: It has no text, only a link: fetch the full text of this source.",
        "Nothing was stored.",
    ]
    assert main(["source", "list", *data]) == 0
    assert "There are no sources." in capsys.readouterr().out

    assert main(["source", "add", f"{web.url}/feed", "--section", "world", "--every", "2h", *data]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "Added “The Harbour Post”, into the section world: polled every 2h while `broadsheet serve` runs.",
        "There is no section “world” yet; its first article makes it.",
    ]
    assert main(["source", "add", f"{web.url}/feed", "--name", "Other", *data]) == 1
    assert "There is a source “The Harbour Post” already" in capsys.readouterr().err
    assert main(["source", "list", *data]) == 0
    assert "    Not polled yet: `broadsheet serve` polls it." in capsys.readouterr().out


def test_images_that_a_poll_would_fetch_are_no_fault(
    web: WebServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = f'<enclosure url="{web.url}/crane" type="image/png" length="9"/>'
    web.answers["/feed"] = response(rss([item("one").replace("</item>", f"{picture}</item>")]))
    assert main(["source", "test", f"{web.url}/feed", "--data", str(tmp_path)]) == 0
    assert "  2026-11-20  Report one" in capsys.readouterr().out.splitlines()


def test_a_hub_that_a_feed_names_is_told_with_why_it_does_not_push(
    web: WebServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    web.answers["/feed"] = response(rss([item("one")]), "Link: <https://hub.example/>; rel=hub")
    options = [f"{web.url}/feed", "--data", str(tmp_path)]
    assert main(["source", "test", *options]) == 0
    assert (
        "It names the hub https://hub.example/, and is polled only: "
        "The setting public_url is missing: no hub can reach this server."
    ) in capsys.readouterr().out.splitlines()
    monkeypatch.setenv("BROADSHEET_PUBLIC_URL", "https://news.example")
    assert main(["source", "add", *options]) == 0
    assert (
        "It names the hub https://hub.example/, which will be asked to push its news."
        in capsys.readouterr().out
    )
    assert main(["source", "list", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "    Its hub is not known yet."


def test_full_texts_are_fetched_for_the_look(
    web: WebServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = rss([item("two", text="")]).replace(b"https://post.example", web.url.encode())
    web.answers |= {"/feed": response(document), "/two": response(article_page("Two"))}
    assert main(["source", "test", f"{web.url}/feed", "--full-text", "--data", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "Found 1 item of “The Harbour Post”, 0 of them unusable." in out
    assert "summaries" not in out


def test_a_home_page_is_not_added_but_names_its_feed(
    web: WebServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    web.answers["/"] = response(PAGE_WITH_FEED)
    assert main(["source", "add", f"{web.url}/", "--data", str(tmp_path)]) == 1
    assert f"The page names this feed: {web.url}/feed" in capsys.readouterr().err


def test_what_cannot_be_fetched_is_added_only_unchecked(
    web: WebServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    web.answers["/feed"] = response(b"", status="503 Busy")
    data = ["--data", str(tmp_path)]
    assert main(["source", "add", f"{web.url}/feed", *data]) == 1
    told = capsys.readouterr().err
    assert "The server answered 503 (Busy)." in told
    assert "--unchecked adds it all the same." in told
    secret = f"{web.url}/feed".replace("://", "://ada:secret@")
    assert main(["source", "add", secret, "--unchecked", "--name", "The Post", *data]) == 0
    assert main(["source", "list", *data]) == 0
    assert "secret" not in capsys.readouterr().out


def test_a_source_is_paused_resumed_and_removed_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path)]
    url = "https://post.example/feed"
    assert main(["source", "add", url, "--unchecked", "--name", "The Post", *data]) == 0
    assert main(["source", "pause", "the pots", *data]) == 1
    assert "There is no source “the pots”; maybe “The Post” is meant: see" in capsys.readouterr().err
    for action, told in (("pause", "Paused"), ("resume", "Resumed"), ("remove", "Removed")):
        assert main(["source", action, "The Post", *data]) == 0
        assert f"{told}: The Post  {url}" in capsys.readouterr().out
    assert main(["source", "pause", "The Post", *data]) == 1
    assert "There is no source “The Post”: see `broadsheet source list`." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (["--every", "3s"], "3s is no time like 15m, 2h or 1d, from 1m to 7d"),
        (["--section", "World!"], "World! is no path of a section like world/asia"),
        (["--language", "klingonese"], "klingonese is no language tag like en or zh-Hans"),
        (["--language", "english"], "english is no language tag like en or zh-Hans"),
        (["--time-zone", "Mars"], "Mars"),
    ],
)
def test_an_option_that_means_nothing_is_refused(
    option: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["source", "add", "https://post.example/feed", *option])
    assert stopped.value.code == 2
    assert told in capsys.readouterr().err


def test_what_is_no_address_is_never_added(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["source", "add", "nonsense", "--unchecked"])
    assert ended.value.code == 2
    assert "“nonsense” is no address that begins with http" in capsys.readouterr().err
