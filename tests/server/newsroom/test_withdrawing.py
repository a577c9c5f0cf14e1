"""Taking articles back: by their source, by an editor, and giving them back to the public."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from broadsheet_server.newsroom import changes, publishing
from broadsheet_server.newsroom.publishing import Outcome, RejectedDraftError
from broadsheet_server.newsroom.tables import Article, Revision
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind
from tests.builders import NOW, PUBLISHED_AT, publish

LATER = NOW + timedelta(hours=1)


def the_article(session: Session) -> Article:
    return session.exec(select(Article)).one()


def test_what_the_source_withdraws_is_gone_until_the_source_sends_it_again(database: Database) -> None:
    first = publish(database, external_reference="tag:a", updated_at=NOW)
    gone = publish(
        database, external_reference="tag:a", headline="", body_html="", withdrawn=True, updated_at=LATER
    )
    again = publish(database, external_reference="tag:a", withdrawn=True, updated_at=LATER)
    assert (gone.outcome, again.outcome) == (Outcome.WITHDRAWN, Outcome.UNCHANGED)
    stale = publish(database, external_reference="tag:a", updated_at=NOW)
    assert stale.outcome == Outcome.UNCHANGED
    with database.read() as session:
        assert the_article(session).status == ArticleStatus.WITHDRAWN
    back = publish(database, external_reference="tag:a", updated_at=LATER + timedelta(hours=1))
    assert (back.outcome, back.article_id) == (Outcome.UPDATED, first.article_id)
    with database.read() as session:
        assert the_article(session).status == ArticleStatus.PUBLISHED
        assert [change.kind for change in changes.changes_after(session, 0, 9)] == [
            *(ChangeKind.PUBLISHED, ChangeKind.WITHDRAWN, ChangeKind.RESTORED)
        ]


def test_a_withdrawal_that_arrives_first_keeps_the_article_from_the_public(database: Database) -> None:
    gone = publish(database, external_reference="tag:a", withdrawn=True, updated_at=LATER)
    late = publish(database, external_reference="tag:a", updated_at=NOW)
    assert (gone.outcome, late.outcome) == (Outcome.WITHDRAWN, Outcome.UNCHANGED)
    with database.read() as session:
        assert the_article(session).status == ArticleStatus.WITHDRAWN


def test_what_an_editor_withdrew_stays_withdrawn_until_an_editor_restores_it(database: Database) -> None:
    published = publish(database, external_reference="tag:a")
    with database.write() as session:
        assert publishing.withdraw(session, published.article_id, now=LATER) == 2
    same = publish(database, external_reference="tag:a")
    assert (same.outcome, same.remark) == (Outcome.UNCHANGED, "an editor has withdrawn it")
    with pytest.raises(RejectedDraftError, match="must be restored before"):
        publish(database, external_reference="tag:a", headline="Two")
    with database.write() as session:
        assert publishing.restore(session, published.article_id, now=LATER) == 3
    with database.read() as session:
        article = the_article(session)
        assert (article.status, article.updated_at) == (ArticleStatus.PUBLISHED, PUBLISHED_AT)
        kinds = session.exec(select(Revision.kind).order_by(col(Revision.number))).all()
        assert kinds == [ChangeKind.PUBLISHED, ChangeKind.WITHDRAWN, ChangeKind.RESTORED]


def test_nobody_withdraws_twice_or_what_is_not_there(database: Database) -> None:
    published = publish(database)
    with database.write() as session, pytest.raises(publishing.WrongStatusError, match="published already"):
        publishing.restore(session, published.article_id, now=NOW)
    with database.write() as session, pytest.raises(publishing.UnknownArticleError):
        publishing.withdraw(session, uuid4(), now=NOW)
