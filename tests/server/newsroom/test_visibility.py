"""Who sees an article, and when."""

from datetime import timedelta

import pytest
from sqlalchemy import bindparam
from sqlmodel import select

from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("dates", "seen"),
    [
        ({}, True),
        ({"published_at": NOW}, True),
        ({"published_at": NOW + HOUR}, False),
        ({"embargoed_until": NOW + HOUR}, False),
        ({"embargoed_until": NOW}, True),
        ({"expires_at": NOW}, False),
        ({"expires_at": NOW + HOUR}, True),
    ],
)
def test_an_article_is_public_between_its_dates(
    database: Database, dates: dict[str, object], seen: bool
) -> None:
    publish(database, **dates)
    compiled_once = select(Article.id).where(is_public(bindparam("now", type_=UtcDateTime)))
    with database.read() as session:
        assert (session.exec(select(Article.id).where(is_public(NOW))).first() is not None) is seen
        assert (session.exec(compiled_once, params={"now": NOW}).first() is not None) is seen


def test_a_withdrawn_article_is_not_public(database: Database) -> None:
    published = publish(database)
    with database.write() as session:
        withdraw(session, published.article_id, now=NOW)
    with database.read() as session:
        assert session.exec(select(Article.id).where(is_public(NOW))).all() == []
