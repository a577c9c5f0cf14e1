"""Withdrawing articles by an editor, and giving them back to the public."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import col, select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.revisions import Revision
from broadsheet_server.newsroom import revisions, withdraw
from broadsheet_server.newsroom.publish_result import Outcome
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind
from tests.builders import NOW, PUBLISHED_AT, publish

LATER = NOW + timedelta(hours=1)


def test_what_an_editor_withdrew_stays_withdrawn_until_an_editor_restores_it(database: Database) -> None:
    published = publish(database, external_reference="tag:a")
    with database.write() as session:
        assert withdraw.withdraw(session, published.article_id, now=LATER) == 2
    same = publish(database, external_reference="tag:a")
    assert (same.outcome, same.notes) == (Outcome.UNCHANGED, ("an editor has withdrawn it",))
    later = publish(database, external_reference="tag:a", headline="Two")
    assert (later.outcome, later.notes) == (Outcome.UNCHANGED, ("an editor has withdrawn it",))
    assert ["once it is restored" in warning for warning in later.warnings] == [True]
    with database.write() as session:
        assert withdraw.restore(session, published.article_id, now=LATER) == 3
    with database.read() as session:
        article = session.exec(select(Article)).one()
        assert (article.status, article.updated_at) == (ArticleStatus.PUBLISHED, PUBLISHED_AT)
        kinds = session.exec(select(Revision.kind).order_by(col(Revision.number))).all()
        assert kinds == [ChangeKind.PUBLISHED, ChangeKind.WITHDRAWN, ChangeKind.RESTORED]


def test_nobody_withdraws_twice_or_what_is_not_there(database: Database) -> None:
    published = publish(database)
    with database.write() as session, pytest.raises(withdraw.WrongStatusError, match="published already"):
        withdraw.restore(session, published.article_id, now=NOW)
    with database.write() as session, pytest.raises(revisions.UnknownArticleError):
        withdraw.withdraw(session, uuid4(), now=NOW)
