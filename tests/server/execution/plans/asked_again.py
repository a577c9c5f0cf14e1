"""Asking a store again what plans keep, and changing what they have kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from broadsheet_server.changefeed import feed
from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.execution.plans.counts import COUNTS
from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish as publish_draft
from broadsheet_server.storage.row_readers import RawRows
from broadsheet_server.storage.statement_text import StatementText
from tests.builders import NOW, draft
from tests.server.execution.plans.store_asked import StoreAsked

CARDS = "{ articles { nodes { slug headline section { name } leadImage { url alt } } } }"
Change = Callable[[Session], object]


def revised(**changes: Any) -> Change:
    """Another version of the first story."""
    new = draft(external_reference="urn:story:1", section_path="city/transport", **changes)
    return lambda session: publish_draft(session, new, media=MediaFolder(Path("unused")), now=NOW)


def newly_published(**changes: Any) -> Change:
    """Another article."""
    return lambda session: publish_draft(
        session, draft(**changes), media=MediaFolder(Path("unused")), now=NOW
    )


def by_hand(statement: str, *, shared: bool = False) -> Change:
    """A statement; what articles share is counted as changed, as `docs/operations.md` asks of it."""

    def change(session: Session) -> None:
        session.execute(text(statement))
        if shared:
            feed.record_parts_change(session)

    return change


def commit(asked: StoreAsked, change: Change) -> None:
    """Make a change, as another user of the store does."""
    with asked.database.write() as session:
        change(session)


def story(session: Session, slug: str) -> UUID:
    """The id of a story."""
    return session.exec(select(Article.id).where(Article.slug == slug)).one()


def planned(asked: StoreAsked, document: Document, now: Any = NOW) -> bytes:
    """The data of an answer by a plan."""
    before = COUNTS.planned
    data, errors = asked.answer(document, {}, now)
    assert (COUNTS.planned, errors) == (before + 1, "[]")
    return data


def asked_often(asked: StoreAsked, query: str) -> Document:
    """A document whose cards are kept."""
    document = DocumentCache().get(query)
    asked.answer(document, {})
    for _ in range(2):
        planned(asked, document)
    return document


def executed(asked: StoreAsked, query: str) -> bytes:
    """The data of an answer of which nothing is kept."""
    return asked.answer(DocumentCache().get(query), {})[0]


def slugs(data: bytes) -> set[str]:
    """Which articles are shown."""
    return {node["slug"] for node in orjson.loads(data)["articles"]["nodes"]}


def noted_statements(asked: StoreAsked, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that read articles from now on."""
    sent: list[str] = []
    fetch_rows = asked.database.fetch_rows

    async def noted(statement: StatementText, *arguments: Any, **options: Any) -> RawRows:
        if "FROM article" in statement.sql:
            sent.append(statement.sql)
        return await fetch_rows(statement, *arguments, **options)

    monkeypatch.setattr(asked.database, "fetch_rows", noted)
    return sent
