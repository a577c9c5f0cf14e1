"""What an article is tied to: authors, tags, pictures and corrections, and who has to hear of a change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlmodel import Session

from broadsheet_server.newsroom import plain
from broadsheet_server.newsroom.ledger import Ledger, Row
from broadsheet_server.newsroom.sections import branch
from broadsheet_server.storage.identity import new_id

_TAGS = (
    select(plain.tag.c.slug)
    .join(plain.article_tag, plain.article_tag.c.tag_id == plain.tag.c.id)
    .where(plain.article_tag.c.article_id == bindparam("article"))
)
_AUTHORS = (
    select(plain.author.c.slug)
    .join(plain.article_author, plain.article_author.c.author_id == plain.author.c.id)
    .where(plain.article_author.c.article_id == bindparam("article"))
)
_CORRECTIONS = (
    select(plain.correction.c.text, plain.correction.c.corrected_at)
    .where(plain.correction.c.article_id == bindparam("article"))
    .order_by(plain.correction.c.corrected_at, plain.correction.c.id)
)

Corrections = Sequence[tuple[str, datetime]]
"""Notes and when each was made."""


@dataclass(frozen=True, slots=True)
class Links:
    """Ids in the order of the article, with the slugs that a change is announced under."""

    authors: Sequence[UUID]
    author_slugs: Sequence[str]
    tags: Sequence[UUID]
    tag_slugs: Sequence[str]
    images: Sequence[UUID]


def write_links(ledger: Ledger, article_id: UUID, links: Links, published_at: datetime) -> None:
    """Tie a new article to its authors, tags and pictures. Lists of authors and tags are in order of date."""
    dated: Row = {"article_id": article_id, "published_at": published_at}
    for table, column, ids, row in (
        (plain.article_author, "author_id", links.authors, dated),
        (plain.article_tag, "tag_id", links.tags, dated),
        (plain.article_image, "image_id", links.images, {"article_id": article_id}),
    ):
        ledger.add(table, *({**row, "position": at, column: one} for at, one in enumerate(ids)))


def replace_links(
    session: Session, ledger: Ledger, article_id: UUID, links: Links, published_at: datetime
) -> None:
    """Tie an article to these authors, tags and pictures instead of those it had."""
    for statement in (
        delete(plain.article_author).where(plain.article_author.c.article_id == article_id),
        delete(plain.article_tag).where(plain.article_tag.c.article_id == article_id),
        delete(plain.article_image).where(plain.article_image.c.article_id == article_id),
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
        {"id": new_id(), "article_id": article_id, "text": text, "corrected_at": when}
        for text, when in corrections
    ]


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
