"""What a court has ordered to delete is gone from every table, and what others share with it stays."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from broadsheet_server.access.audit import COMMAND_LINE
from broadsheet_server.models.articles import Article
from broadsheet_server.models.import_runs import ImportRun, ImportRunItem
from broadsheet_server.models.related import Related, RelatedPin
from broadsheet_server.models.shares import Delivery
from broadsheet_server.models.webhooks import WebhookDelivery
from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.revisions import EditorialAct
from broadsheet_server.newsroom.withdraw import Withdrawal, withdraw
from broadsheet_server.operations.delete_article import Deletion, delete_for_good
from broadsheet_server.reading.withdrawn_articles import is_over, tombstones
from broadsheet_server.related.lists import RelatedEntry, pack_entries
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import WithdrawalKind
from tests.builders import NOW, publish
from tests.pictures import png
from tests.server.sharing.share_fixtures import SharingFixture
from tests.server.webhooks.stored_webhooks import add_delivery, add_webhook

ACT = EditorialAct("desk", "4 C 12/26", audited=COMMAND_LINE, action="article delete")
LEGAL = Withdrawal(WithdrawalKind.LEGAL, "By order of a court.")


def delete(database: Database, media: Path, slug: str, now: datetime = NOW) -> Deletion:
    with database.read() as session:
        article_id = session.exec(select(Article.id).where(Article.slug == slug)).one()
    folder = MediaFolder(media)
    return delete_for_good(database, folder, article_id, now=now, withdrawal=LEGAL, act=ACT)


def tables_with(session: Session, word: str) -> set[str]:
    """The tables that hold a word somewhere."""
    tables = Article.metadata.sorted_tables
    return {
        table.name
        for table in tables
        if any(word in str(tuple(row)) for row in session.connection().execute(table.select()))
    }


def test_what_was_withdrawn_under_its_embargo_does_not_look_published_once_it_is_deleted(
    database: Database, settings: Settings
) -> None:
    later = NOW + timedelta(hours=1)
    secret = publish(database, slug="secret", embargoed_until=later)
    assert secret.article_id is not None
    with database.write() as session:
        withdraw(session, secret.article_id, now=NOW)
    delete(database, settings.media, "secret", now=later + timedelta(hours=1))
    with database.read() as session:
        over = tombstones().where(is_over())
        assert session.execute(over, {"now": later + timedelta(hours=2)}).all() == []


def test_a_deleted_article_is_in_no_table_and_a_shared_picture_stays(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    for name, width in (("own.png", 40), ("shared.png", 50)):
        (tmp_path / name).write_bytes(png(width, 40))
    own = DraftImage("Zinnober himself", file=tmp_path / "own.png")
    shared = DraftImage("A crane", file=tmp_path / "shared.png")
    trial = publish(
        database,
        settings.media,
        headline="Zinnober on trial",
        body_html="<p>Zinnober was seen.</p>",
        summary="Zinnober.",
        slug="trial",
        images=(own, shared),
    )
    other = publish(database, settings.media, headline="Ferry sails", slug="ferry", images=(shared,))
    with database.write() as session:
        session.add(RelatedPin(article_id=other.article_id, position=0, related_id=trial.article_id))
        session.add(run := ImportRun(origin="wire", started_at=NOW))
        session.flush()
        session.add(
            ImportRunItem(
                run_id=run.id,
                number=1,
                outcome="x",
                place="1",
                excerpt="Zinnober on trial",
                reason="“Zinnober”?",
            )
        )
    before = {path.name for path in MediaFolder(settings.media).files()}
    assert len(before) == 2

    deleted = delete(database, settings.media, "trial")

    assert (deleted.files, deleted.mails) == (1, 0)
    assert len(MediaFolder(settings.media).files()) == 1
    with database.read() as session:
        assert tables_with(session, "Zinnober") == set()
        assert session.exec(select(RelatedPin)).all() == []
        slugs = session.exec(select(Article.slug).order_by(col(Article.slug))).all()
        assert slugs == ["ferry", "trial"]
        [images] = session.connection().execute(text("SELECT count(*) FROM article_image")).one()
        assert images == 1
    if database.is_sqlite:
        folder = Path(str(database.url.database)).parent
        assert [each.name for each in folder.glob("*.sqlite3*") if b"Zinnober" in each.read_bytes()] == []


def test_what_receivers_answered_about_a_deleted_article_is_erased(
    database: Database, settings: Settings
) -> None:
    slugs = ("trial", "ferry")
    articles = [publish(database, settings.media, headline=slug, slug=slug).article_id for slug in slugs]
    with database.write() as session:
        webhook = add_webhook(session)
        for number, article_id in enumerate(articles):
            add_delivery(
                session,
                webhook,
                sequence=number,
                article_id=article_id,
                response_excerpt="Stored: Zinnober",
                reason="Not “Zinnober” again",
            )
    delete(database, settings.media, "trial")
    with database.read() as session:
        rows = session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.sequence))).all()
    assert [(row.response_excerpt, row.reason is None) for row in rows] == [
        (None, True),
        ("Stored: Zinnober", False),
    ]


@pytest.mark.parametrize("ends", [True, False], ids=["reading ends", "reading goes on"])
def test_who_deletes_beside_a_backup_waits_for_it_or_is_told(
    sqlite_store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: bool
) -> None:
    database = Database(sqlite_store)
    publish(database, headline="Zinnober on trial", slug="trial")
    with closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM article").fetchone()
        pauses: list[float] = []

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if ends and len(pauses) == 2:
                reader.rollback()

        monkeypatch.setattr("time.sleep", pause)
        assert delete(database, tmp_path, "trial").is_in_log is not ends
    assert len(pauses) == (2 if ends else 9)
    database.dispose()


def test_mail_about_a_deleted_article_is_erased(database: Database, settings: Settings) -> None:
    sharing = SharingFixture(database, settings)
    sharing.share("friend@example.net")
    assert delete(database, settings.media, sharing.article.slug).mails == 1
    with database.read() as session:
        [delivery] = session.exec(select(Delivery)).all()
    assert (delivery.state, delivery.recipient, delivery.message) == ("cancelled", None, None)


def test_mail_that_lists_a_deleted_article_as_related_is_erased_and_other_mail_waits(
    database: Database, settings: Settings
) -> None:
    sharing = SharingFixture(database, settings)
    trial = publish(database, headline="Zinnober on trial", slug="trial")
    publish(database, headline="More of it", slug="trial-2")
    with database.write() as session:
        listed = pack_entries([RelatedEntry(trial.article_id, 0.5)])
        session.add(Related(article_id=sharing.article.article_id, version=1, **listed))
    sharing.share("friend@example.net")
    assert delete(database, settings.media, "trial-2").mails == 0
    assert delete(database, settings.media, "trial").mails == 1
    with database.read() as session:
        [delivery] = session.exec(select(Delivery)).all()
    assert (delivery.state, delivery.message) == ("cancelled", None)
