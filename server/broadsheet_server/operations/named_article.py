"""Finds an article, public or not, by whatever an operator has of it: id, slug, path, URL or reference."""

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit
from uuid import UUID

from sqlmodel import Session, col, select

from broadsheet_server.models.articles import Article
from broadsheet_server.reading.errors import is_storable
from broadsheet_server.reading.identifiers import Key, keys_of

_COLUMNS = {
    "uuid": col(Article.id),
    "slug": col(Article.slug),
    "canonical_url": col(Article.canonical_url),
    "external_reference": col(Article.external_reference),
}


def named_article(session: Session, text: str, base_url: str) -> UUID | None:
    """The id of the article; None where there is none. Of several with one reference it is the oldest."""
    for identifier, value in _keys(text, base_url):
        if isinstance(value, str) and not is_storable(value):
            continue
        found = select(Article.id).where(_COLUMNS[identifier] == value).order_by(col(Article.id))
        if article_id := session.exec(found.limit(1)).first():
            return article_id
    return None


def _keys(text: str, base_url: str) -> Iterator[Key]:
    yield from keys_of("id", text, base_url)
    with suppress(ValueError):
        yield "uuid", UUID(text)
    yield from keys_of("canonical_url", text, base_url)
    yield from keys_of("path", urlsplit(text).path.rstrip("/"), base_url)
    yield from keys_of("slug", text, base_url)
    yield from keys_of("external_reference", text, base_url)
