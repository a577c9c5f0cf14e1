"""What an article is tied to: authors, tags, pictures and corrections, and who has to hear of a change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlmodel import Session, col

from broadsheet_server.models.articles import ArticleAuthor, ArticleImage, ArticleTag
from broadsheet_server.models.revisions import Correction
from broadsheet_server.models.taxonomy import Author, Tag
from broadsheet_server.newsroom.insert_batch import InsertBatch, Row
from broadsheet_server.newsroom.sections import branch
from broadsheet_server.storage.uuid7 import uuid7

_TAGS = (
    select(col(Tag.slug))
    .join(ArticleTag, col(ArticleTag.tag_id) == col(Tag.id))
    .where(col(ArticleTag.article_id) == bindparam("article"))
)
_AUTHORS = (
    select(col(Author.slug))
    .join(ArticleAuthor, col(ArticleAuthor.author_id) == col(Author.id))
    .where(col(ArticleAuthor.article_id) == bindparam("article"))
)
_CORRECTIONS = (
    select(col(Correction.text), col(Correction.corrected_at))
    .where(col(Correction.article_id) == bindparam("article"))
    .order_by(col(Correction.corrected_at), col(Correction.id))
)

Corrections = Sequence[tuple[str, datetime]]
"""Notes and when each was made."""


@dataclass(frozen=True, slots=True)
class ArticleLinks:
    """Ids in the order of the article, with the slugs that a change is announced under."""

    authors: Sequence[UUID]
    author_slugs: Sequence[str]
    tags: Sequence[UUID]
    tag_slugs: Sequence[str]
    images: Sequence[UUID]


def write_links(ledger: InsertBatch, article_id: UUID, links: ArticleLinks, published_at: datetime) -> None:
    """Tie a new article to its authors, tags and pictures. Lists of authors and tags are in order of date."""
    dated: Row = {"article_id": article_id, "published_at": published_at}
    for table, column, ids, row in (
        (ArticleAuthor, "author_id", links.authors, dated),
        (ArticleTag, "tag_id", links.tags, dated),
        (ArticleImage, "image_id", links.images, {"article_id": article_id}),
    ):
        ledger.add(table, *({**row, "position": at, column: one} for at, one in enumerate(ids)))


def replace_links(
    session: Session, ledger: InsertBatch, article_id: UUID, links: ArticleLinks, published_at: datetime
) -> None:
    """Tie an article to these authors, tags and pictures instead of those it had."""
    for statement in (
        delete(ArticleAuthor).where(col(ArticleAuthor.article_id) == article_id),
        delete(ArticleTag).where(col(ArticleTag.article_id) == article_id),
        delete(ArticleImage).where(col(ArticleImage.article_id) == article_id),
    ):
        session.execute(statement)
    write_links(ledger, article_id, links, published_at)


def corrections_of(session: Session, article_id: UUID) -> list[tuple[str, datetime]]:
    """The notes that the article bears, the oldest first."""
    rows = session.execute(_CORRECTIONS, {"article": article_id})
    return [(row.text, row.corrected_at) for row in rows]


def new_corrections(earlier: Corrections, corrections: Corrections) -> list[tuple[str, datetime]]:
    """The notes among these that the article does not bear yet."""
    known = {text for text, _ in earlier}
    return [(text, when) for text, when in corrections if text not in known]


def correction_rows(article_id: UUID, corrections: Corrections) -> list[Row]:
    """Notes as rows of their table."""
    return [
        {"id": uuid7(), "article_id": article_id, "text": text, "corrected_at": when}
        for text, when in corrections
    ]


def stored_topics(session: Session, article_id: UUID, section_path: str) -> set[str]:
    """What a change of the article touches as it stands in the store."""
    tags = session.scalars(_TAGS, {"article": article_id}).all()
    authors = session.scalars(_AUTHORS, {"article": article_id}).all()
    return change_topics(article_id, section_path, tags, authors)


def change_topics(
    article_id: UUID, section_path: str, tag_slugs: Iterable[str], author_slugs: Iterable[str]
) -> set[str]:
    """The tags of a change: `article:<hex id>`, `section:<path>` up to the root, `tag:<slug>`, and so on."""
    return {
        "list:articles",
        f"article:{article_id.hex}",
        *(f"section:{path}" for path in branch(section_path)),
        *(f"tag:{slug}" for slug in tag_slugs),
        *(f"author:{slug}" for slug in author_slugs),
    }
