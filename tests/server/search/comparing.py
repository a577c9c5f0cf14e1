"""Whether an index holds what its store holds."""

from sqlalchemy import select
from sqlmodel import col

from broadsheet_server.newsroom.tables import Article
from broadsheet_server.search.index import SearchIndex
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus


def assert_index_holds_the_store(database: Database, settings: Settings) -> None:
    """Every published article is in the index, and nothing else is."""
    with database.read() as session:
        published = select(col(Article.id)).where(col(Article.status) == ArticleStatus.PUBLISHED)
        stored = set(session.execute(published).scalars())
    assert SearchIndex(settings.index).searcher().keys() == stored
