"""Whoever types a Chinese word of two characters finds the articles that have it, and no others."""

import random
import re
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from broadsheet_server.demo import newspaper
from broadsheet_server.newsroom.tables import Article, ArticleBody
from broadsheet_server.search import chinese
from broadsheet_server.search.engine import Filters, SearchOrder
from broadsheet_server.search.index import SearchIndex
from broadsheet_server.search.searching import Extras, Wish, search
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.search.archive import index

WORDS = 100


def test_each_of_a_hundred_words_finds_the_articles_that_have_it(sqlite_store: str, tmp_path: Path) -> None:
    database, settings = Database(sqlite_store), Settings(data=tmp_path, database_url=sqlite_store)
    assert sum(1 for _ in newspaper.import_articles(database, settings)) > 60
    texts = _chinese_texts(database)
    index(database, settings)
    searcher = SearchIndex(settings.index).searcher()
    for word in _words(texts):
        wish = Wish(word, Filters(), SearchOrder.NEWEST, datetime.now(UTC))
        found = search(searcher, wish, None, 100, Extras())
        assert {spot.key for spot in found.spots} == {key for key, text in texts.items() if word in text}, (
            word
        )
    database.dispose()


def _chinese_texts(database: Database) -> dict[object, str]:
    with database.read() as session:
        rows = session.execute(
            select(col(Article.id), col(Article.headline), col(Article.summary), col(ArticleBody.text))
            .join(ArticleBody, col(ArticleBody.article_id) == col(Article.id))
            .where(col(Article.language).like("zh%"))
        )
        return {key: f"{headline}\n{summary}\n{text}" for key, headline, summary, text in rows}


def _words(texts: dict[object, str]) -> list[str]:
    """Words of two characters, as jieba cuts the texts."""
    runs = [run for text in texts.values() for run in re.findall("[\u4e00-\u9fff]+", text)]
    found = {word for run in runs for _, word in chinese.words(run) if len(word) == 2}
    return random.Random(2).sample(sorted(found), WORDS)
