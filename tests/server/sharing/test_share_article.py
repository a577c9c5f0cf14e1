"""What a reader may share, what is answered, and what is stored."""

import re
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import update
from sqlmodel import func, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server import web
from broadsheet_server.models.articles import Article
from broadsheet_server.models.related import Related
from broadsheet_server.models.shares import Delivery, Share
from broadsheet_server.newsroom.publish_result import PublishResult
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.related.lists import RelatedEntry, pack_entries
from broadsheet_server.settings import MailSettings
from broadsheet_server.sharing.share_article import AcceptedShare
from broadsheet_server.sharing.user_errors import ShareArticleErrorCode
from tests.builders import publish
from tests.server.sharing.mail.message_fixtures import parsed, rejoined, text_of
from tests.server.sharing.share_fixtures import SharingFixture


def count_rows(sharing: SharingFixture) -> tuple[int, int]:
    with sharing.database.read() as session:
        shares = session.exec(select(func.count()).select_from(Share)).one()
        deliveries = session.exec(select(func.count()).select_from(Delivery)).one()
    return shares, deliveries


def test_a_share_is_kept_with_a_mail_for_each_recipient(sharing: SharingFixture) -> None:
    sharing.share("friend@example.net", "pal@example.org")
    first, second = sharing.deliveries()
    assert (first.recipient, second.recipient) == ("friend@example.net", "pal@example.org")
    assert (first.recipient_masked, second.recipient_masked) == ("f…d@example.net", "p…l@example.org")
    assert first.message_id != second.message_id
    assert b"friend@example.net" in (first.message or b"")
    assert b"pal@example.org" not in (first.message or b"")


def test_all_that_is_wrong_is_said_at_once(sharing: SharingFixture) -> None:
    errors = sharing.errors(
        "nobody", sender_name="", note="www.spam.example", article_id=None, idempotency_key=""
    )
    assert {error.path for error in errors} == {
        ("article",),
        ("to", "0"),
        ("senderName",),
        ("note",),
        ("idempotencyKey",),
    }
    assert all(error.message.endswith(".") for error in errors)


def test_an_article_that_is_not_public_cannot_be_shared(sharing: SharingFixture) -> None:
    assert sharing.error_codes(article_id=uuid4()) == [ShareArticleErrorCode.ARTICLE_NOT_FOUND]
    with sharing.database.write() as session:
        session.execute(update(Article).values(embargoed_until=sharing.now + timedelta(hours=1)))
    assert sharing.error_codes() == [ShareArticleErrorCode.ARTICLE_NOT_FOUND]
    sharing.later(hours=1)
    sharing.share()


def test_asking_again_with_the_same_key_is_the_same_share_whatever_happened_since(
    sharing: SharingFixture,
) -> None:
    request = sharing.request()
    first = sharing.try_share(request)
    sharing.settings = sharing.settings.model_copy(update={"mail": MailSettings()})
    with sharing.database.write() as session:
        session.execute(update(Article).values(status="withdrawn"))
    again = sharing.try_share(request)
    assert isinstance(first, AcceptedShare)
    assert again == AcceptedShare(first.share_id, is_repeat=True)
    assert count_rows(sharing) == (1, 1)


def test_the_same_key_for_something_else_is_a_conflict(sharing: SharingFixture) -> None:
    sharing.share(idempotency_key="once")
    (error,) = sharing.errors("other@example.net", idempotency_key="once")
    assert error.code is ShareArticleErrorCode.IDEMPOTENCY_CONFLICT
    assert count_rows(sharing) == (1, 1)


def test_two_readers_may_use_the_same_key(sharing: SharingFixture) -> None:
    sharing.share(idempotency_key="once")
    sharing.share(idempotency_key="once", key_id=sharing.new_key())
    assert count_rows(sharing) == (2, 2)


def test_ten_askers_at_once_with_one_key_make_one_share(sharing: SharingFixture) -> None:
    request = sharing.request()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: sharing.try_share(request), range(10)))
    assert len({answer.share_id for answer in answers if isinstance(answer, AcceptedShare)}) == 1
    assert sum(isinstance(answer, AcceptedShare) and not answer.is_repeat for answer in answers) == 1
    assert count_rows(sharing) == (1, 1)


def test_without_a_mail_server_sharing_is_off_and_says_so(sharing: SharingFixture) -> None:
    sharing.settings = sharing.settings.model_copy(update={"mail": MailSettings()})
    assert sharing.error_codes() == [ShareArticleErrorCode.MAIL_OFF]


def relate(sharing: SharingFixture, *entries: RelatedEntry) -> None:
    """The related list of the shared article."""
    with sharing.database.write() as session:
        session.add(Related(article_id=sharing.article.article_id, version=1, **pack_entries(list(entries))))


def related_in_mail(sharing: SharingFixture) -> list[str]:
    """The headlines under "Related news" of the mail, with their slugs."""
    sharing.share()
    text = rejoined(text_of(parsed(sharing.delivery().message or b"")))
    return re.findall(r"\* (.+)\nhttps://news\.example/articles/", text)


def related_on_page(sharing: SharingFixture) -> list[str]:
    """The headlines under "Related news" of the article's page."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.settings, app.state.database = sharing.settings, sharing.database
        yield
        await sharing.database.close()

    with TestClient(Starlette(routes=web.routes(sharing.settings), lifespan=lifespan)) as visitor:
        html = visitor.get(f"/articles/{sharing.article.slug}").text
    return re.findall(r"<h3[^>]*>\s*<a[^>]*>([^<]+)</a>", html)


def test_the_mail_and_the_page_list_the_near_copy_of_a_withdrawn_report(sharing: SharingFixture) -> None:
    def report(headline: str) -> PublishResult:
        return publish(sharing.database, headline=headline)

    bridge, wire, ferry = report("Bridge closed"), report("Bridge shut, says the wire"), report("Ferry")
    relate(
        sharing,
        RelatedEntry(bridge.article_id, 0.9, near_duplicates=(wire.article_id,)),
        RelatedEntry(ferry.article_id, 0.8),
    )
    with sharing.database.write() as session:
        withdraw(session, bridge.article_id, now=sharing.now)

    assert related_in_mail(sharing) == ["Bridge shut, says the wire", "Ferry"]
    assert related_on_page(sharing) == ["Bridge shut, says the wire", "Ferry"]


def test_the_mail_lists_three_related_reports_the_best_first(sharing: SharingFixture) -> None:
    reports = [publish(sharing.database, headline=f"Report {number}") for number in range(5)]
    relate(sharing, *(RelatedEntry(each.article_id, 0.9 - place / 10) for place, each in enumerate(reports)))
    assert related_in_mail(sharing) == ["Report 0", "Report 1", "Report 2"]
