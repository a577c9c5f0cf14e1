"""Keeping authors: found by their slug, made when the first article names them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import Session

from broadsheet_server.newsroom import plain
from broadsheet_server.newsroom.catalogue import Catalogue
from broadsheet_server.storage.identity import new_id


def find_or_create_authors(
    session: Session, authors: Sequence[tuple[str, str]], *, catalogue: Catalogue
) -> list[UUID]:
    """Return the ids of these authors (slug, name) in their order, making those who are missing."""
    unknown = {slug: name for slug, name in authors if slug not in catalogue.authors}
    if unknown:
        _look_up(session, unknown, catalogue)
        missing = {slug: name for slug, name in unknown.items() if slug not in catalogue.authors}
        if missing:
            _create(session, missing, catalogue)
    return [catalogue.authors[slug] for slug, _ in authors]


def _look_up(session: Session, authors: dict[str, str], catalogue: Catalogue) -> None:
    known = select(plain.author.c.slug, plain.author.c.id).where(plain.author.c.slug.in_(authors))
    for row in session.execute(known):
        catalogue.authors[row.slug] = row.id


def _create(session: Session, authors: dict[str, str], catalogue: Catalogue) -> None:
    ids = {slug: new_id() for slug in authors}
    session.execute(
        insert(plain.author),
        [{"id": ids[slug], "slug": slug, "name": name} for slug, name in authors.items()],
    )
    catalogue.authors.update(ids)
