"""Images on other servers come into the media folder, and what is wrong with one never stops its article."""

import asyncio
import json
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select, update

from broadsheet_server.fetching.fetched_document import FetchBounds
from broadsheet_server.ingest.image_fetching import (
    CHECKED_AGAIN_AFTER,
    HOST_CONNECTIONS_MAX,
    HOST_FAILURES_MAX,
    ImageFetching,
)
from broadsheet_server.ingest.import_paths import ImportOptions, import_paths
from broadsheet_server.ingest.imported_items import ImportedItem
from broadsheet_server.models.articles import ArticleBody, ArticleBodyFile
from broadsheet_server.models.images import FetchedImage, Rendition
from broadsheet_server.newsroom.remote_images import LocatedImage, RefusedImage
from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ImportOutcome
from tests.pictures import gif, jpeg, png, png_claiming
from tests.server.fetching.web_server import WebServer, redirect, response, silence
from tests.waiting import wait_in_loop_until

LOOPBACK = FetchingSettings(allowed_networks=[ip_network("127.0.0.1/32")])
SMALL = FetchBounds(bytes_max=20_000)
SHORT = FetchBounds(seconds=0.2)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings that let the other site be on this machine."""
    return settings.model_copy(update={"fetching": LOOPBACK})


def feed(folder: Path, body: str, **item: Any) -> Path:
    """A JSON feed of one item."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Courier",
        "items": [
            {
                "id": "1",
                "title": "Crane lifts off",
                "url": "https://a.example/1",
                "content_html": body,
                **item,
            }
        ],
    }
    file = folder / "feed.json"
    file.write_text(json.dumps(document))
    return file


def imported(database: Database, settings: Settings, file: Path) -> ImportedItem:
    """What became of the one item."""
    (item,) = import_paths(database, settings, [file])
    return item


def body_of(database: Database) -> str:
    """The stored body of the one article."""
    with database.read() as session:
        return session.exec(select(ArticleBody.html)).one()


def test_the_images_of_an_article_are_served_by_the_publication(
    database: Database, settings: Settings, pictures: WebServer, tmp_path: Path
) -> None:
    pictures.answers = {
        "/lead": response(jpeg(900, 600), "Content-Type: text/plain"),
        "/b": response(png(40, 30)),
    }
    figure = f"<figure><img src='{pictures.url}/b' alt='A crane'><figcaption>Up</figcaption></figure>"
    item = imported(
        database, settings, feed(tmp_path, f"<p>It flew.</p>{figure}", image=f"{pictures.url}/lead")
    )
    assert (item.outcome, item.notes) == (ImportOutcome.CREATED, ("new section: news",))
    with database.read() as session:
        lead = session.exec(select(Rendition)).one()
        (file,) = session.exec(select(ArticleBodyFile.location)).all()
    assert (lead.media_type, lead.width, lead.height) == ("image/jpeg", 900, 600)
    assert (settings.media / lead.location).read_bytes() == jpeg(900, 600)
    assert f'<img src="/media/{file}" alt="A crane" width="40" height="30">' in body_of(database)
    assert pictures.url not in body_of(database)


def test_an_image_is_asked_for_once_and_the_next_day_whether_it_has_changed(
    database: Database, settings: Settings, pictures: WebServer, tmp_path: Path
) -> None:
    pictures.answers = {"/a": response(png(), 'ETag: "7"')}
    file = feed(tmp_path, f"<p>It flew.</p><img src='{pictures.url}/a' alt=''>", image=f"{pictures.url}/a")
    imported(database, settings, file)
    assert imported(database, settings, file).outcome == ImportOutcome.UNCHANGED
    assert len(pictures.requests) == 1
    _a_day_later(database)
    pictures.answers = {"/a": response(status="304 Not Modified")}
    assert imported(database, settings, file).outcome == ImportOutcome.UNCHANGED
    assert 'if-none-match: "7"' in pictures.requests[-1].lower()
    _a_day_later(database)
    pictures.answers = {"/a": response(status="404 Not Found")}
    assert imported(database, settings, file).outcome == ImportOutcome.UNCHANGED, "the earlier file stays"
    pictures.answers = {"/a": response(png(8, 6))}
    assert imported(database, settings, file).outcome == ImportOutcome.UPDATED
    assert 'width="8" height="6"' in body_of(database)


def test_an_image_that_fails_is_tried_again_at_the_next_import(
    database: Database, settings: Settings, pictures: WebServer, tmp_path: Path
) -> None:
    pictures.answers = {"/a": response(status="503 Service Unavailable")}
    file = feed(tmp_path, f"<p>It flew.</p><img src='{pictures.url}/a' alt='A crane'>")
    item = imported(database, settings, file)
    assert item.outcome == ImportOutcome.CREATED
    [note] = [note for note in item.notes if "image" in note]
    assert note.startswith(f"an image in the text is left out: {pictures.url}/a: The server answered 503")
    assert "<img" not in body_of(database), "a browser is never sent to an http address"
    pictures.answers = {"/a": response(png())}
    assert imported(database, settings, file).outcome == ImportOutcome.UPDATED
    assert '<img src="/media/' in body_of(database)


def test_a_dry_run_asks_for_no_image_and_knows_those_that_are_here(
    database: Database, settings: Settings, pictures: WebServer, tmp_path: Path
) -> None:
    pictures.answers = {"/a": response(png())}
    file = feed(tmp_path, f"<p>It flew.</p><img src='{pictures.url}/a' alt=''>", image=f"{pictures.url}/a")
    dry = ImportOptions(is_dry_run=True)
    (item,) = import_paths(database, settings, [file], dry)
    assert item.outcome == ImportOutcome.CREATED
    assert all("A dry run fetches no images" in note for note in item.notes if "image" in note)
    assert pictures.requests == []

    imported(database, settings, file)
    (item,) = import_paths(database, settings, [file], dry)
    assert (item.outcome, item.notes) == (ImportOutcome.UNCHANGED, ())


def test_a_publisher_may_link_images_instead(
    database: Database, settings: Settings, pictures: WebServer, tmp_path: Path
) -> None:
    linking = settings.model_copy(
        update={"fetching": FetchingSettings(allowed_networks=LOOPBACK.allowed_networks, images="link")}
    )
    body = f"<p>It flew.</p><img src='https://b.example/a.png' alt='A'><img src='{pictures.url}/a' alt='B'>"
    item = imported(database, linking, feed(tmp_path, body, image=f"{pictures.url}/lead.png"))
    assert '<img src="https://b.example/a.png"' in body_of(database)
    assert [note for note in item.notes if "not at an https address" in note]
    assert pictures.requests == []
    assert not settings.media.exists()


def test_whatever_the_other_server_does_is_told_and_nothing_of_it_is_kept(
    database: Database, settings: Settings, pictures: WebServer
) -> None:
    pictures.answers = {
        "/text": response(b"<html>Not found</html>", "Content-Type: image/jpeg"),
        "/drawing": response(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Content-Type: image/svg+xml"),
        "/bomb": response(png_claiming(30_000, 30_000)),
        "/cut": response(jpeg(400, 300)[:-200]),
        "/short": response(png(), length=10_000),
        "/large": response(bytes(30_000)),
        "/gone": response(status="410 Gone"),
        "/moved": redirect("http://10.0.0.1/a.png"),
        "/file": redirect("file:///etc/passwd"),
        "/good": response(gif()),
    }
    with ImageFetching(database, settings, bounds=SMALL) as fetching:
        found = fetching.fetch(f"{pictures.url}{path}" for path in pictures.answers)
    refused = {
        address.removeprefix(pictures.url): image.reason
        for address, image in found.images.items()
        if isinstance(image, RefusedImage)
    }
    failed = {address.removeprefix(pictures.url): reason for address, reason in found.failures.items()}
    assert refused == {
        "/text": "The file is not a PNG, JPEG, GIF, WebP or AVIF image.",
        "/drawing": "The file is not a PNG, JPEG, GIF, WebP or AVIF image.",
        "/bomb": "The image has more than 100 million pixels.",
        "/cut": "The image file is damaged.",
    }
    assert "no address of the public internet" in failed["/moved"]
    assert failed.keys() == {"/short", "/large", "/gone", "/moved", "/file"}
    assert isinstance(found.images[f"{pictures.url}/good"], LocatedImage)
    assert len(list(settings.media.iterdir())) == 1


def test_an_image_that_never_comes_is_told(
    database: Database, settings: Settings, pictures: WebServer
) -> None:
    pictures.answers = {"/stalls": silence}
    with ImageFetching(database, settings, bounds=SHORT) as fetching:
        found = fetching.fetch([f"{pictures.url}/stalls"])
    (reason,) = found.failures.values()
    assert "not complete after" in reason or "silent" in reason


def test_a_server_that_is_silent_is_not_asked_for_every_image(
    database: Database, settings: Settings, pictures: WebServer
) -> None:
    addresses = [f"{pictures.url}/{number}" for number in range(100)]
    pictures.answers = dict.fromkeys((f"/{number}" for number in range(100)), silence)
    with ImageFetching(database, settings, bounds=SHORT) as fetching:
        found = fetching.fetch(addresses)
    assert len(found.failures) == 100
    assert len(pictures.requests) < 5 * HOST_FAILURES_MAX


def test_images_are_fetched_side_by_side(database: Database, settings: Settings, pictures: WebServer) -> None:
    at_once = most = 0

    async def slow(writer: Any) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await wait_in_loop_until(lambda: most >= HOST_CONNECTIONS_MAX)
        await asyncio.sleep(0.02)  # one more would come now
        at_once -= 1
        await response(png())(writer)

    pictures.answers = dict.fromkeys((f"/{number}" for number in range(30)), slow)
    with ImageFetching(database, settings) as fetching:
        found = fetching.fetch(f"{pictures.url}/{number}" for number in range(30))
    assert len(found.images) == 30
    assert most == HOST_CONNECTIONS_MAX


def _a_day_later(database: Database) -> None:
    with database.write() as session:
        checked_at = session.exec(select(FetchedImage.checked_at)).one()
        earlier = checked_at - CHECKED_AGAIN_AFTER - timedelta(seconds=1)
        session.exec(update(FetchedImage).values({col(FetchedImage.checked_at): earlier}))
