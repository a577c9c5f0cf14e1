"""The stop page: what a friend finds who wants no more mail."""

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from broadsheet_server.models.shares import Suppression
from broadsheet_server.sharing.address_hash import address_hasher
from broadsheet_server.storage.database import Database
from tests.server.web.html_page import page


def _stop_link(database: Database) -> str:
    with database.write() as session:
        known = address_hasher(session)
        return f"/mail/stop/{known.unsubscribe_token(known.hash_address('friend@example.net'))}"


def _suppressed(database: Database) -> int:
    with database.read() as session:
        return session.execute(select(func.count()).select_from(Suppression)).scalar_one()


def test_looking_changes_nothing(visitor: TestClient, database: Database) -> None:
    link = _stop_link(database)
    found = page(visitor.get(link))
    visitor.head(link)
    assert found.one("button").text == "Stop these mails"
    assert found.one("form")["method"] == "post"
    assert found.one("form")["action"] is None
    assert _suppressed(database) == 0


def test_the_button_ends_the_mail(visitor: TestClient, database: Database) -> None:
    link = _stop_link(database)
    for _ in range(2):
        assert "You will get no more of these mails" in page(visitor.post(link)).text
    assert _suppressed(database) == 1


def test_one_click_of_the_mail_program_ends_the_mail(visitor: TestClient, database: Database) -> None:
    answer = visitor.post(_stop_link(database), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert _suppressed(database) == 1


def test_a_link_that_did_not_come_whole_says_so_and_changes_nothing(
    visitor: TestClient, database: Database
) -> None:
    known = _stop_link(database).rpartition("/")[2]
    for token in ("unknown", "%00", "é", "x" * 4_000, known[:-2] + "AA", known[:-1], known[:-9], "'--"):
        for answer in (visitor.post(f"/mail/stop/{token}"), visitor.get(f"/mail/stop/{token}")):
            found = page(answer)
            assert answer.status_code == 200, token
            assert found.one("h1").text == "This link is not complete", token
            assert "Copy the whole link" in found.text
            assert found.all("button") == []
    assert _suppressed(database) == 0


def test_the_page_keeps_the_link_to_itself(visitor: TestClient, database: Database) -> None:
    answer = visitor.get(_stop_link(database))
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "set-cookie" not in answer.headers


def test_a_friend_is_asked_in_chinese(visitor: TestClient, database: Database) -> None:
    found = page(visitor.get(_stop_link(database), headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}))
    assert found.one("html")["lang"] == "zh-Hans"
    assert found.one("button").text == "停止接收"


@pytest.mark.parametrize(
    ("language", "tag", "direction", "button"),
    [
        ("ar", "ar", "rtl", "أوقف هذه الرسائل"),
        ("zh-Hant", "zh-Hant", "ltr", "停止接收"),
        ("zh-Hans", "zh-Hans", "ltr", "停止接收"),
        ("en", "en", "ltr", "Stop these mails"),
        ("x" * 4_000, "en", "ltr", "Stop these mails"),
    ],
)
def test_the_page_speaks_the_language_of_the_mail_whatever_the_browser_asks_for(
    visitor: TestClient, database: Database, language: str, tag: str, direction: str, button: str
) -> None:
    link = f"{_stop_link(database)}?language={language}"
    found = page(visitor.get(link, headers={"Accept-Language": "de-DE,de;q=0.9"}))
    assert (found.one("html")["lang"], found.one("html")["dir"]) == (tag, direction)
    assert found.one("button").text == button
    assert found.one("form")["action"] is None  # the button keeps the language
    assert _suppressed(database) == 0


def test_after_the_button_the_page_still_speaks_arabic(visitor: TestClient, database: Database) -> None:
    found = page(visitor.post(f"{_stop_link(database)}?language=ar"))
    assert (found.one("html")["lang"], found.one("h1").text) == ("ar", "لن تصلك رسائل كهذه بعد الآن")
    assert _suppressed(database) == 1
