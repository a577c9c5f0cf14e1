"""A page costs PostgreSQL the same wherever it is in a long list."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from broadsheet_server.models.articles import Article
from broadsheet_server.reading.article_lists import ListRequest, list_query, parameters_of
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.keyset import page_query
from broadsheet_server.reading.pagination import PageArguments, pack_cursor
from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.statement_text import compile_statement
from tests.builders import NOW, PUBLISHED_AT, publish

SIZE = 3_000
OWN = {
    "id": "gen_random_uuid()",
    "slug": "'n' || n",
    "published_at": "published_at - n * interval '1 minute'",
    "external_reference": "NULL",
    "canonical_url": "NULL",
}
"""What differs in the copies of an article."""


def blocks(database: Database, request: ListRequest) -> int:
    """How many blocks PostgreSQL reads for a page."""
    context = RowContext(database, ReadContext(database, Settings(), NOW))
    query = asyncio.run(list_query(context, request))
    statement = compile_statement(page_query(query.shape, 1, 21), "postgresql")
    values = statement.bind({**parameters_of([query]), "now": NOW})
    with database.engine.connect() as connection:
        cursor: Any = connection.connection.cursor()
        cursor.execute("SET enable_seqscan = off")
        numbered = statement.sql
        for number in range(len(values), 0, -1):
            numbered = numbered.replace(f"${number}", f"%(p{number})s")
        named = {f"p{number}": value for number, value in enumerate(values, start=1)}
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {numbered}", named)
        [[plan]] = cursor.fetchone()
    return int(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"])


@pytest.mark.postgres
def test_a_page_in_the_depth_reads_no_more_than_the_first(postgres_store: str) -> None:
    database = Database(postgres_store)
    publish(database)
    names = [column.name for column in Article.__table__.c]  # type: ignore[attr-defined]
    chosen = ", ".join(OWN.get(name, name) for name in names)
    copies = f"SELECT {chosen} FROM article, generate_series(1, {SIZE}) AS n"
    with database.write() as session:
        session.execute(text(f"INSERT INTO article ({', '.join(names)}) {copies}"))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.connection.driver_connection.autocommit = True  # type: ignore[union-attr]
        connection.exec_driver_sql("VACUUM ANALYZE article")
    deep = PUBLISHED_AT - timedelta(minutes=SIZE - 100)
    after = pack_cursor(deep, bytes(16), ListRequest().fingerprint)
    first = blocks(database, ListRequest())
    assert blocks(database, ListRequest(page=PageArguments(after=after))) <= first + 1
    database.dispose()
