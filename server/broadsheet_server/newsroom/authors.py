"""Keeping authors: found by their slug, made when the first article names them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import Session, col

from broadsheet_server.models.taxonomy import Author
from broadsheet_server.newsroom.taxonomy_cache import TaxonomyCache
from broadsheet_server.storage.uuid7 import uuid7


def find_or_create_authors(
    session: Session, authors: Sequence[tuple[str, str]], *, catalogue: TaxonomyCache
) -> list[UUID]:
    """Return the ids of these authors (slug, name) in their order, making those who are missing."""
    unknown = {slug: name for slug, name in authors if slug not in catalogue.authors}
    if unknown:
        _look_up(session, unknown, catalogue)
        missing = {slug: name for slug, name in unknown.items() if slug not in catalogue.authors}
        if missing:
            _create(session, missing, catalogue)
    return [catalogue.authors[slug] for slug, _ in authors]


def _look_up(session: Session, authors: dict[str, str], catalogue: TaxonomyCache) -> None:
    known = select(col(Author.slug), col(Author.id)).where(col(Author.slug).in_(authors))
    for row in session.execute(known):
        catalogue.authors[row.slug] = row.id


def _create(session: Session, authors: dict[str, str], catalogue: TaxonomyCache) -> None:
    ids = {slug: uuid7() for slug in authors}
    session.execute(
        insert(Author),
        [{"id": ids[slug], "slug": slug, "name": name} for slug, name in authors.items()],
    )
    catalogue.authors.update(ids)
