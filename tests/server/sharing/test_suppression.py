"""Who unsubscribes gets no more mail, for ever, and nothing else is told or changed."""

import base64
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text
from sqlmodel import select

from broadsheet_server.models.shares import Suppression
from broadsheet_server.sharing.suppression import suppress
from broadsheet_server.storage.engines import BUSY_TIMEOUT_MS
from tests.server.sharing.share_fixtures import SharingFixture, with_smtp_server


def suppressed(sharing: SharingFixture) -> list[str]:
    with sharing.database.read() as session:
        return list(session.exec(select(Suppression.recipient_hash)))


def unsubscribe(sharing: SharingFixture, token: str) -> bool:
    return suppress(sharing.database, token, now=sharing.now)


def token_of_a_mail(sharing: SharingFixture) -> str:
    server = with_smtp_server(sharing.work)
    link = str(server.messages[-1]["List-Unsubscribe"]).strip("<>")
    assert link.startswith("https://news.example/mail/stop/")
    return urlsplit(link).path.rpartition("/")[2]


def test_the_link_of_a_mail_ends_all_mail_however_the_address_is_written(sharing: SharingFixture) -> None:
    sharing.share()
    unsubscribe(sharing, token_of_a_mail(sharing))
    sharing.share("Friend+again@EXAMPLE.net", key_id=sharing.new_key())
    assert with_smtp_server(sharing.work).mails == []
    assert sharing.states() == ["sent", "suppressed"]


@pytest.mark.parametrize(("language", "named"), [("ar-EG", "ar"), ("zh-TW", "zh-Hant"), ("fr", "en")])
def test_the_link_names_the_language_of_its_mail(sharing: SharingFixture, language: str, named: str) -> None:
    sharing.share(language=language)
    message = with_smtp_server(sharing.work).messages[-1]
    link = str(message["List-Unsubscribe"]).strip("<>")
    assert parse_qs(urlsplit(link).query) == {"language": [named]}
    html = message.get_body(("html",))
    assert html is not None
    assert f'<html lang="{named}"' in html.get_content()
    assert f'href="{link}"' in html.get_content()


def test_pressing_again_is_fine_and_an_old_link_works_when_the_delivery_is_long_gone(
    sharing: SharingFixture,
) -> None:
    sharing.share()
    token = token_of_a_mail(sharing)
    sharing.later(days=400)
    assert unsubscribe(sharing, token)
    assert unsubscribe(sharing, token)
    assert len(suppressed(sharing)) == 1


def test_others_still_get_mail(sharing: SharingFixture) -> None:
    sharing.share()
    unsubscribe(sharing, token_of_a_mail(sharing))
    sharing.share("other@example.net")
    assert with_smtp_server(sharing.work).recipients == ["other@example.net"]


def test_a_token_that_nobody_gave_out_changes_nothing(sharing: SharingFixture) -> None:
    forged = base64.urlsafe_b64encode(b"\0" * 32).decode()
    for token in ("", "x", "é", "%%%", "A" * 43, "A" * 10_000, forged, "\0", "a\ud800"):
        assert not unsubscribe(sharing, token)
    assert suppressed(sharing) == []


def test_a_token_that_nobody_gave_out_waits_for_no_writer(sharing: SharingFixture) -> None:
    began = time.monotonic()
    with sharing.database.write() as session:
        session.execute(text("UPDATE secret SET name = name"))
        assert not unsubscribe(sharing, "garbage")
    assert time.monotonic() - began < BUSY_TIMEOUT_MS / 1_000


def test_the_token_holds_no_address_and_cannot_be_turned_into_another(sharing: SharingFixture) -> None:
    sharing.share()
    token = token_of_a_mail(sharing)
    assert b"friend" not in base64.urlsafe_b64decode(token + "==")
    assert not unsubscribe(sharing, ("B" if token[0] == "A" else "A") + token[1:])
    assert suppressed(sharing) == []
