"""Says where nothing but a headline tells whether an article is new or one that is here already."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.article_writer import ArticleWriter
from broadsheet_server.newsroom.identity import own_slug

BY_FILE: Final = "file:"
"""How a reference begins that is the place of a file, with the headline or the date in it."""
_WITHIN: Final = timedelta(hours=72)
"""Later, the same headline in the same section is that of a regular column."""


def replaced_warning(writer: ArticleWriter, article: Article) -> str | None:
    """A warning where a text replaces an older one because it has its headline and its file, and no id.

    It may be the next one of a column.
    """
    published_at = writer.content.published_at
    is_by_file = any(reference.startswith(BY_FILE) for reference in writer.draft.other_references)
    if not is_by_file or writer.draft.published_at is None or published_at is None:
        return None
    if abs(published_at - article.published_at) <= _WITHIN:
        return None
    return (
        f"It replaces the text of {article.published_at:%Y-%m-%d} with this headline: give both a slug if "
        "they are two articles."
    )


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
