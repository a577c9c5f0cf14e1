"""The rows that link an article to its people, tags, images and corrections, and its change topics."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam
from sqlmodel import Session, col, delete, select

from broadsheet_server.changefeed.topics import change_topics
from broadsheet_server.models.articles import (
    Article,
    ArticleAuthor,
    ArticleBodyFile,
    ArticleContributor,
    ArticleImage,
    ArticleTag,
)
from broadsheet_server.models.revisions import Correction
from broadsheet_server.models.taxonomy import Author, Section, Tag
from broadsheet_server.newsroom.insert_batch import InsertBatch, Row
from broadsheet_server.storage.uuid7 import uuid7

# Built once and run without the ORM, because an import of revised articles runs them for each of them.
_ARTICLE_ID = bindparam("article_id", type_=Uuid())
_DELETIONS = [
    delete(table).where(col(table.article_id) == _ARTICLE_ID)
    for table in (ArticleAuthor, ArticleContributor, ArticleTag, ArticleImage, ArticleBodyFile)
]
_SECTION_PATH = select(Section.path).where(Section.id == bindparam("section_id"))
_TAG_SLUGS = select(Tag.slug).join(ArticleTag).where(col(ArticleTag.article_id) == _ARTICLE_ID)
_AUTHOR_SLUGS = select(Author.slug).join(ArticleAuthor).where(col(ArticleAuthor.article_id) == _ARTICLE_ID)

Corrections = Sequence[tuple[str, datetime]]
"""Texts and times."""


@dataclass(frozen=True, slots=True)
class ArticleLinks:
    """Ids in the order of the article, the slugs that its change topics need, and the files in its body.

    Contributors are ids and roles.
    """

    authors: Sequence[UUID]
    author_slugs: Sequence[str]
    contributors: Sequence[tuple[UUID, str]]
    tags: Sequence[UUID]
    tag_slugs: Sequence[str]
    images: Sequence[UUID]
    body_files: Sequence[str]


def add_links(batch: InsertBatch, article_id: UUID, links: ArticleLinks, published_at: datetime) -> None:
    """Add the rows that link an article to its people, tags, images and files."""
    dated: Row = {"article_id": article_id, "published_at": published_at}
    for table, column, ids, row in (
        (ArticleAuthor, "author_id", links.authors, dated),
        (ArticleTag, "tag_id", links.tags, dated),
        (ArticleImage, "image_id", links.images, {"article_id": article_id}),
    ):
        batch.add(table, *({**row, "position": at, column: linked_id} for at, linked_id in enumerate(ids)))
    people = enumerate(links.contributors)
    own: Row = {"article_id": article_id}
    batch.add(
        ArticleContributor,
        *({**own, "position": at, "author_id": key, "role": role} for at, (key, role) in people),
    )
    files = links.body_files
    batch.add(ArticleBodyFile, *({"article_id": article_id, "location": file} for file in files))


def delete_links(session: Session, article_id: UUID) -> None:
    """Delete the rows that link an article to its people, tags, images and files."""
    for statement in _DELETIONS:
        session.connection().execute(statement, {"article_id": article_id})


def stored_corrections(session: Session, article_id: UUID) -> list[tuple[str, datetime]]:
    """The corrections of the article, the oldest first."""
    corrections = session.exec(
        select(Correction)
        .where(Correction.article_id == article_id)
        .order_by(col(Correction.corrected_at), col(Correction.id))
    )
    return [(correction.text, correction.corrected_at) for correction in corrections]


def correction_rows(article_id: UUID, corrections: Corrections) -> list[Row]:
    """Corrections as rows of their table."""
    return [
        {"id": uuid7(), "article_id": article_id, "text": text, "corrected_at": corrected_at}
        for text, corrected_at in corrections
    ]


def stored_topics(session: Session, article: Article) -> set[str]:
    """The change topics of the article as it is stored."""
    connection = session.connection()
    section_path = connection.execute(_SECTION_PATH, {"section_id": article.section_id}).scalar_one()
    tags = connection.execute(_TAG_SLUGS, {"article_id": article.id}).scalars()
    authors = connection.execute(_AUTHOR_SLUGS, {"article_id": article.id}).scalars()
    return change_topics(article.id, section_path, tags, authors)
