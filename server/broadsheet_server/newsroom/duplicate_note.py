"""Says of a new article that it may be one that is here already, which nothing but its headline tells."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.article_writer import ArticleWriter
from broadsheet_server.newsroom.identity import own_slug

_WITHIN: Final = timedelta(hours=72)
"""Later, the same headline in the same section is that of a regular column."""


def duplicate_note(writer: ArticleWriter, article_id: UUID, slug: str) -> str | None:
    """A note where an article of the same headline and section was published at about the same time.

    Not of one with an id or an address of its own, by which its source tells it from others. It costs nothing
    for nearly all articles: the slug that the headline gives was free.
    """
    draft = writer.draft
    if draft.slug or draft.external_reference or draft.canonical_url or draft.given_url:
        return None
    headline = writer.content.fields.headline
    usual = own_slug(None, headline, article_id)
    if slug == usual:
        return None
    writer.batch.flush()
    session = writer.session
    other = session.exec(select(Article).where(Article.slug == usual)).first()
    new = session.get(Article, article_id)
    if other is None or new is None or other.headline.casefold() != headline.casefold():
        return None
    if other.section_id != new.section_id or abs(other.published_at - new.published_at) > _WITHIN:
        return None
    section = session.get_one(Section, new.section_id).path
    return f"“{other.slug}” in {section} has the same headline: maybe it is the same article"
