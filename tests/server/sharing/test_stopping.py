"""A friend's no is kept for ever, and nothing else is told or changed."""

import base64
import time
from urllib.parse import urlsplit

from sqlalchemy import select, text

from broadsheet_server.models.shares import suppression_table
from broadsheet_server.sharing.suppression import suppress
from tests.server.sharing.newsdesk import Newsdesk, in_office


def suppressed(desk: Newsdesk) -> list[str]:
    with desk.database.read() as session:
        return list(session.execute(select(suppression_table.c.recipient_hash)).scalars())


def press_stop(desk: Newsdesk, token: str) -> bool:
    return suppress(desk.database, token, now=desk.now)


def token_of_a_mail(desk: Newsdesk) -> str:
    office = in_office(desk.work)
    link = str(office.messages[-1]["List-Unsubscribe"]).strip("<>")
    assert link.startswith("https://news.example/mail/stop/")
    return urlsplit(link).path.rpartition("/")[2]


def test_the_link_of_a_mail_ends_all_mail_however_the_address_is_written(desk: Newsdesk) -> None:
    desk.share()
    press_stop(desk, token_of_a_mail(desk))
    desk.share("Friend+again@EXAMPLE.net", key_id=desk.new_key())
    assert in_office(desk.work).mails == []
    assert desk.states() == ["sent", "suppressed"]


def test_pressing_again_is_fine_and_an_old_link_works_when_the_delivery_is_long_gone(desk: Newsdesk) -> None:
    desk.share()
    token = token_of_a_mail(desk)
    desk.later(days=400)
    assert press_stop(desk, token)
    assert press_stop(desk, token)
    assert len(suppressed(desk)) == 1


def test_others_still_get_mail(desk: Newsdesk) -> None:
    desk.share()
    press_stop(desk, token_of_a_mail(desk))
    desk.share("other@example.net")
    assert in_office(desk.work).recipients == ["other@example.net"]


def test_a_token_that_nobody_gave_out_changes_nothing(desk: Newsdesk) -> None:
    forged = base64.urlsafe_b64encode(b"\0" * 32).decode()
    for token in ("", "x", "é", "%%%", "A" * 43, "A" * 10_000, forged, "\0", "a\ud800"):
        assert not press_stop(desk, token)
    assert suppressed(desk) == []


def test_a_token_that_nobody_gave_out_waits_for_no_writer(desk: Newsdesk) -> None:
    began = time.monotonic()
    with desk.database.write() as session:
        session.execute(text("UPDATE secret SET name = name"))
        assert not press_stop(desk, "garbage")
    assert time.monotonic() - began < 2


def test_the_token_holds_no_address_and_cannot_be_turned_into_another(desk: Newsdesk) -> None:
    desk.share()
    token = token_of_a_mail(desk)
    assert b"friend" not in base64.urlsafe_b64decode(token + "==")
    assert not press_stop(desk, ("B" if token[0] == "A" else "A") + token[1:])
    assert suppressed(desk) == []
