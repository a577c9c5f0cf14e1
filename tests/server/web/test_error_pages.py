"""Pages that say why there is no other page."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.testclient import TestClient

from broadsheet_server.newsroom.withdraw import Withdrawal, withdraw
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import WithdrawalKind
from tests.builders import NOW, publish
from tests.server.web.conftest import OpenNewspaper
from tests.server.web.html_page import Page, page


def test_an_unknown_page_shows_the_way_on(visitor: TestClient, database: Database) -> None:
    publish(database)
    found = page(visitor.get("/no/such/page"), 404)
    assert "This page is not here" in found.text
    assert "/sections/city" in found.links
    assert "The sections above" in found.text
    assert "Go to the front page" in found.text
    assert found.meta("robots") == "noindex"


def test_a_newspaper_without_sections_names_none(visitor: TestClient) -> None:
    found = page(visitor.get("/no/such/page"), 404)
    assert "copied incompletely" in found.text
    assert "sections" not in found.text
    assert "Go to the front page" in found.text


def test_a_slash_too_many_leads_on_within_the_newspaper(visitor: TestClient) -> None:
    for asked, meant in (
        ("/playground/", "/playground"),
        ("/nowhere/?after=x", "/nowhere?after=x"),
        ("//evil.example/", "/evil.example"),
        ("/%5cevil.example/", "/%5Cevil.example"),
        ("/%2f%2fevil.example/", "/evil.example"),
    ):
        answer = visitor.get("http://127.0.0.1" + asked, headers={"Host": "evil.example"})
        assert (answer.status_code, answer.headers["location"]) == (308, meant)


def test_a_page_takes_nothing_that_is_sent_to_it(visitor: TestClient) -> None:
    answer = visitor.post("/", json={})
    assert "This page can only be read" in page(answer, 405).text
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert set(visitor.put("/mail/stop/x").headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_a_store_that_fails_is_our_fault_and_said_so(
    visitor: TestClient, settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise OSError("the disk at /var/lib/secret is gone")

    monkeypatch.setattr(database, "fetch", broken)
    for address in ("/", "/articles/x", "/nowhere"):
        answer = visitor.get(address)
        assert "It is our fault, not yours" in page(answer, 500).text
        assert "secret" not in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"


HEADINGS = {
    "en": "not here|only be read|been withdrawn|legal reasons|out of order|at the moment",
    "zh-Hans": "找不到这个页面|只能阅读|已被撤下|由于法律原因|出了点问题|暂时无法阅读",
    "zh-Hant": "找不到這個頁面|只供閱讀|已被撤下|基於法律因素|出了點問題|暫時無法閱讀",
    "ar": "غير موجودة|للقراءة فقط|سُحب هذا المقال|لأسباب قانونية|حدث خلل|لا يمكن قراءة الصحيفة",
}
"""What headings say, by the language of the page."""

SPOKEN = {
    "zh-CN": ("zh-Hans", "ltr"),
    "zh-TW": ("zh-Hant", "ltr"),
    "ar": ("ar", "rtl"),
    "en-GB": ("en", "ltr"),
    "de": ("en", "ltr"),
}
"""Language and direction of pages, by the language of the publication."""

ENGLISH = ("page", "article", "front", "fault", "sections")
"""Words of the English texts."""


def withdraw_one(database: Database, kind: WithdrawalKind, **article: str) -> str:
    """The path of an article that is withdrawn in this way."""
    published = publish(database, headline=f"Story {kind.value}", **article)
    assert published.article_id is not None
    withdrawal = Withdrawal(kind, "It was 「wrong」.")
    with database.write() as session:
        withdraw(session, published.article_id, now=NOW, withdrawal=withdrawal)
    return f"/articles/{published.slug}"


def failing(error: Exception) -> Callable[..., Awaitable[None]]:
    """A store that answers with this error."""

    async def fetch(*_: object, **__: object) -> None:
        raise error

    return fetch


def assert_spoken(found: Page, language: str) -> None:
    """The page is in this language of a publication, and in no other one."""
    tag, direction = SPOKEN[language]
    assert (found.one("html")["lang"], found.one("html")["dir"]) == (tag, direction)
    heading = found.one("h1").text
    assert any(each in heading for each in HEADINGS[tag].split("|")), heading
    if tag != "en":
        assert [word for word in ENGLISH if word in found.one("main").text.lower()] == []


@pytest.mark.parametrize("language", SPOKEN)
def test_pages_that_say_why_speak_the_language_of_the_publication(
    open_newspaper: OpenNewspaper,
    settings: Settings,
    database: Database,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publication = settings.publication.model_copy(update={"language": language})
    gone = withdraw_one(database, WithdrawalKind.WITHDRAWN, language=language)
    forbidden = withdraw_one(database, WithdrawalKind.LEGAL, language=language)
    with open_newspaper(settings.model_copy(update={"publication": publication})) as visitor:
        for address, status in (("/nowhere", 404), (gone, 410), (forbidden, 451)):
            assert_spoken(page(visitor.get(address), status), language)
        assert_spoken(page(visitor.post("/"), 405), language)
        for error, status in ((OSError("the disk is gone"), 500), (PoolTimeoutError("nobody there"), 503)):
            monkeypatch.setattr(database, "fetch", failing(error))
            assert_spoken(page(visitor.get("/"), status), language)


def test_what_stands_in_place_of_an_article_speaks_its_language(
    visitor: TestClient, database: Database
) -> None:
    address = withdraw_one(database, WithdrawalKind.LEGAL, language="ar")
    found = page(visitor.get(address), 451)
    assert_spoken(found, "ar")
    assert "It was 「wrong」." in [each.text for each in found.all("p", dir="auto")]
