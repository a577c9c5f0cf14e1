"""`broadsheet import URL`: what comes from the web, and what a hostile server gets told."""

import gzip
import json
from pathlib import Path

import pytest
from sqlmodel import select

from broadsheet_server.cli import main
from broadsheet_server.ingest import document_fetches
from broadsheet_server.models.articles import Article, ArticleBody
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.fetching.web_server import Answer, redirect, response, serving
from tests.server.ingest.archive_files import zipped
from tests.server.ingest.ninjs_documents import ninjs

TEXT = " ".join(["The ferry sails to the far side of the harbour at noon, and nobody knows why."] * 20)
FEED = """<rss version="2.0"><channel><title>The Courier</title><link>{url}/</link>
<item><title>Ferry sails</title>
<link>{url}/ferry.html</link><guid>ferry-1</guid><description>{text}</description></item>
</channel></rss>"""
PAGE = f"""<html lang="en"><head><title>Ferry of the page</title>
<meta property="og:type" content="article"></head>
<body><article><h1>Ferry of the page</h1><p>{TEXT}</p></article></body></html>"""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_fetches, "PACE_SECONDS", 0.0)


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_FETCHING__ALLOWED_NETWORKS", '["127.0.0.0/8"]')


class Imported:
    """What `broadsheet import` printed, and how it ended."""

    def __init__(self, status: int, out: str, err: str, requests: list[str]) -> None:
        self.status, self.out, self.err, self.requests = status, out.splitlines(), err, requests


class Importer:
    """Runs the command against a server with some answers."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._data, self._capsys = data, capsys

    def __call__(self, paths: list[str], answers: dict[str, Answer], *options: str) -> Imported:
        with serving(answers) as server:
            status = main(
                ["import", *(server.url + path for path in paths), "--data", str(self._data), *options]
            )
        shown = self._capsys.readouterr()
        return Imported(
            status,
            shown.out.replace(server.url, "SITE"),
            shown.err.replace(server.url, "SITE"),
            server.requests,
        )


@pytest.fixture
def run_import(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> Importer:
    return Importer(data_folder, capsys)


def feed(text: str = TEXT, url: str = "https://courier.example") -> bytes:
    return FEED.format(url=url, text=text).encode()


@pytest.mark.usefixtures("allowed")
def test_feeds_and_files_come_in_in_the_order_of_the_command_line(run_import: Importer) -> None:
    answers = {
        "/feed.xml": response(feed(), "Content-Type: application/rss+xml"),
        "/a.json": response(json.dumps(ninjs()).encode()),
        "/packed": response(zipped({"b/c.txt": b"---\nheadline: Of the archive\n---\nText.\n"})),
        "/a.jsonl.gz": response(gzip.compress(json.dumps(ninjs()).encode())),
    }
    done = run_import(list(answers), answers, "--section", "world/asia")
    assert (done.status, done.err) == (0, "")
    assert [line.partition("  (")[0] for line in done.out] == [
        "created    Ferry sails",
        "created    Crane lifts its last load",
        "created    Of the archive",
        "unchanged  Crane lifts its last load",
        "4 items: 3 created, 1 unchanged.",
    ]
    assert "new section: world/asia" in done.out[0]
    again = run_import(list(answers), answers, "--section", "world/asia")
    assert again.out[-1] == "4 items: 4 unchanged."


@pytest.mark.usefixtures("allowed")
def test_a_page_comes_in_with_its_own_address_in_the_charset_that_the_server_names(
    run_import: Importer,
) -> None:
    page = PAGE.replace("Ferry of the page", "Le bac a coulé").encode("latin-1")
    done = run_import(["/p"], {"/p": response(page, "Content-Type: text/html; charset=ISO-8859-1")})
    assert done.status == 0
    assert done.out[0].startswith("created    Le bac a coulé")


@pytest.mark.usefixtures("allowed")
def test_a_home_page_is_refused_and_its_feed_is_named(run_import: Importer) -> None:
    headlines = "".join(f"<h2><a href='/{n}'>Ferry {n}</a></h2><p>It sails.</p>" for n in range(12))
    link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    home = f"<html><head><title>Courier</title>{link}</head><body><main>{headlines}</main></body></html>"
    done = run_import(["/"], {"/": response(home.encode(), "Content-Type: text/html")})
    assert done.status == 1
    assert "it names one: SITE/feed.xml." in done.err


@pytest.mark.usefixtures("allowed")
def test_full_text_is_fetched_and_the_feeds_identity_is_kept(run_import: Importer, tmp_path: Path) -> None:
    def answers(url: str) -> dict[str, Answer]:
        return {"/feed": response(feed("A short one.", url)), "/ferry.html": response(PAGE.encode())}

    with serving({}) as server:
        server.answers.update(answers(server.url))
        arguments = ["import", f"{server.url}/feed", "--data", str(tmp_path / "data")]
        assert main([*arguments, "--full-text"]) == 0
        assert main([*arguments, "--full-text"]) == 0
        assert [request.split()[1] for request in server.requests] == ["/feed", "/ferry.html"] * 2

    database = Database(Settings(data=tmp_path / "data").store_url)
    with database.read() as session:
        article = session.exec(select(Article)).one()
        body = session.exec(select(ArticleBody)).one()
    database.dispose()
    assert (article.headline, article.external_reference) == ("Ferry sails", "ferry-1")
    assert article.summary == "A short one."
    assert body.text == TEXT


@pytest.mark.usefixtures("allowed")
def test_where_the_page_gives_no_text_the_summary_comes_in_with_a_warning(run_import: Importer) -> None:
    done = run_import(
        ["/feed"], {"/feed": response(feed("A short one.", "http://127.0.0.1:9"))}, "--full-text"
    )
    assert done.status == 0
    assert "The feed's own text was taken: http://127.0.0.1:9/ferry.html could not be fetched" in done.err


BOMB = gzip.compress(b"\0" * 40 * 1024**2)
HOSTILE: dict[str, tuple[Answer, str]] = {
    "a server that says no": (response(status="500 Oh"), "The server answered 500"),
    "what is gone": (response(status="410 Gone"), "gone for good (410)"),
    "too many requests": (response(b"", "Retry-After: 60", status="429 Too Many Requests"), "answered 429"),
    "what was never asked": (response(status="304 Not Modified"), "has not changed (304)"),
    "a body that is shorter than announced": (response(feed(), length=100_000), "breaks"),
    "a body that is longer than is read": (response(b"x", length=10**12), "are read at most"),
    "a bomb": (response(BOMB, "Content-Encoding: gzip"), "longer than 15,360 kB"),
    "an unknown compression": (response(b"x", "Content-Encoding: br"), "was not asked for"),
    "a redirect to a file": (redirect("file:///etc/passwd"), "no address that begins with http"),
    "a redirect to a private address": (redirect("http://10.0.0.1/"), "no address of the public internet"),
    "a redirect to the metadata of a cloud": (redirect("http://169.254.169.254/"), "public internet"),
    "a redirect in a circle": (redirect("/x"), "redirected more than 5 times"),
    "a damaged archive": (response(b"PK\x03\x04" + b"a" * 99), "It is damaged"),
    "an unknown charset": (
        response(b"\xff\xfe<rss>\xd8", "Content-Type: text/xml; charset=punycode"),
        "The format is not known",
    ),
    "an endless entity": (
        response(
            b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
            b"<rss version='2.0'><channel><item><title>&b;</title><link>&b;</link></item></channel></rss>"
        ),
        "rejected",
    ),
    "nothing": (response(b""), "The file is empty."),
}


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_server_gets_a_sentence_and_the_rest_comes_in(name: str, run_import: Importer) -> None:
    answer, words = HOSTILE[name]
    done = run_import(["/x", "/feed"], {"/x": answer, "/feed": response(feed())})
    assert done.status == 1
    assert done.err.startswith("rejected   SITE/x: ")
    assert words in done.err
    assert "Traceback" not in done.err
    assert done.out[-1] == "2 items: 1 created, 1 rejected."


def test_an_address_of_this_machine_is_not_asked_unless_a_setting_allows_it(run_import: Importer) -> None:
    done = run_import(["/feed"], {"/feed": response(feed())})
    assert (done.status, done.requests) == (1, [])
    assert "name its network in the setting fetching.allowed_networks" in done.err
