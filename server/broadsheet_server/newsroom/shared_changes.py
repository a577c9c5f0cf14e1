"""Changes of articles of which only what they share has changed: their section, a tag, an author."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select
from sqlmodel import Session, col

from broadsheet_server.changefeed import feed
from broadsheet_server.changefeed.topics import change_topics
from broadsheet_server.models.articles import Article, ArticleAuthor, ArticleTag
from broadsheet_server.models.changes import Change
from broadsheet_server.models.taxonomy import Author, Section, Tag
from broadsheet_server.storage.chunks import chunks
from broadsheet_shared.vocabulary import ChangeKind

_BATCH = 500


def _columns(*columns: Any) -> Select[Any]:
    return select(*columns)


_PATHS = _columns(Article.id, Section.path).join(Section, col(Section.id) == col(Article.section_id))
_TAGS = _columns(ArticleTag.article_id, Tag.slug).join(Tag, col(Tag.id) == col(ArticleTag.tag_id))
_AUTHORS = _columns(ArticleAuthor.article_id, Author.slug).join(
    Author, col(Author.id) == col(ArticleAuthor.author_id)
)


def record_changes_of(
    session: Session, article_ids: Sequence[UUID], former_topics: Iterable[str], *, now: datetime
) -> None:
    """Say of each article that it has changed, under its topics of now and under the former ones.

    The caller holds the sequence (`feed.lock_sequence`).
    """
    record_changes(session, article_ids, former_topics, now=now)
    feed.record_parts_change(session)


def record_changes(
    session: Session, article_ids: Sequence[UUID], former_topics: Iterable[str] = (), *, now: datetime
) -> None:
    """Say of each article that it has changed, where nothing has that others share with it.

    The caller holds the sequence (`feed.lock_sequence`).
    """
    if not article_ids:
        return
    former = set(former_topics)
    sequence = feed.head(session)
    for ids in chunks(article_ids, _BATCH):
        rows = []
        for article_id, topics in _topics(session, ids).items():
            sequence += 1
            rows.append(feed.change_row(sequence, ChangeKind.REVISED, article_id, topics | former, now))
        if rows:
            session.connection().execute(insert(Change), rows)
    feed.set_head(session, sequence)


def _topics(session: Session, ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    tags, authors = _slugs(session, _TAGS, ids), _slugs(session, _AUTHORS, ids)
    paths = session.execute(_PATHS.where(col(Article.id).in_(ids)).order_by(col(Article.id)))
    return {key: change_topics(key, path, tags[key], authors[key]) for key, path in paths}


def _slugs(session: Session, statement: Select[Any], ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    article_id, _ = statement.selected_columns
    for key, slug in session.execute(statement.where(article_id.in_(ids))):
        found[key].append(slug)
    return found
