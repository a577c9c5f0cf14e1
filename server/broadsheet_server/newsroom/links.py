"""What an article is tied to: authors, tags, pictures and corrections, and who has to hear of a change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select
from sqlmodel import Session, col

from broadsheet_server.newsroom.sections import branch
from broadsheet_server.newsroom.tables import (
    ArticleAuthor,
    ArticleImage,
    ArticleTag,
    Author,
    Correction,
    Tag,
)
from broadsheet_server.storage.identity import new_id

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
_CORRECTIONS = select(col(Correction.text)).where(col(Correction.article_id) == bindparam("article"))


@dataclass(frozen=True, slots=True)
class Links:
    """Ids in the order of the article, with the slugs that a change is announced under."""

    authors: Sequence[UUID]
    author_slugs: Sequence[str]
    tags: Sequence[UUID]
    tag_slugs: Sequence[str]
    images: Sequence[UUID]


def write_links(session: Session, article_id: UUID, links: Links) -> None:
    """Tie a new article to its authors, tags and pictures."""
    for table, column, ids in (
        (ArticleAuthor, "author_id", links.authors),
        (ArticleTag, "tag_id", links.tags),
        (ArticleImage, "image_id", links.images),
    ):
        if ids:
            numbered = enumerate(ids)
            session.execute(
                insert(table),
                [{"article_id": article_id, "position": at, column: one} for at, one in numbered],
            )


def replace_links(session: Session, article_id: UUID, links: Links) -> None:
    """Tie an article to these authors, tags and pictures instead of those it had."""
    for statement in (
        delete(ArticleAuthor).where(col(ArticleAuthor.article_id) == article_id),
        delete(ArticleTag).where(col(ArticleTag.article_id) == article_id),
        delete(ArticleImage).where(col(ArticleImage.article_id) == article_id),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    write_links(session, article_id, links)


def add_corrections(session: Session, article_id: UUID, corrections: Sequence[tuple[str, datetime]]) -> int:
    """Add the notes that the article does not bear yet; return how many these were."""
    if not corrections:
        return 0
    known = set(session.scalars(_CORRECTIONS, {"article": article_id}))
    fresh = [(text, when) for text, when in corrections if text not in known]
    if fresh:
        rows = [
            {"id": new_id(), "article_id": article_id, "text": text, "corrected_at": at} for text, at in fresh
        ]
        session.execute(insert(Correction), rows)
    return len(fresh)


def announced(session: Session, article_id: UUID, section_path: str) -> set[str]:
    """What a change of the article touches as it stands in the store."""
    tags = session.scalars(_TAGS, {"article": article_id}).all()
    authors = session.scalars(_AUTHORS, {"article": article_id}).all()
    return announcement(article_id, section_path, tags, authors)


def announcement(
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
