"""What a mail tells of an article: a few words, a way to it, and what is related."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from broadsheet_server.models import metadata
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.section_tree import SectionTree, all_sections, section_of
from broadsheet_server.related.lists import related_list
from broadsheet_server.sharing.text_cleaning import clean_text

RELATED_SHOWN = 3

_article = metadata.tables["article"].c
_section = metadata.tables["section"].c
_related = metadata.tables["related"].c


@dataclass(frozen=True, slots=True)
class Link:
    """A headline and the path of its page."""

    headline: str
    path: str


@dataclass(frozen=True, slots=True)
class SharedArticle:
    """An article as a mail shows it. `breadcrumb` is the sections' names from the root."""

    headline: str
    path: str
    language: str
    summary: str = ""
    byline: str = ""
    breadcrumb: tuple[str, ...] = ()
    copyright_notice: str = ""
    related: tuple[Link, ...] = ()


def shared_article(session: Session, article_id: UUID, *, now: datetime) -> SharedArticle | None:
    """Return the article if a reader may see it now."""
    found = session.execute(
        select(
            _article.headline,
            _article.slug,
            _article.language,
            _article.summary,
            _article.byline,
            _article.copyright_notice,
            _section.path,
        )
        .join_from(_article.id.table, _section.id.table, _section.id == _article.section_id)
        .where(_article.id == article_id, is_public(now))
    ).first()
    if found is None:
        return None
    return SharedArticle(
        headline=_line(found.headline),
        path=_page(found.slug),
        language=found.language,
        summary=_line(found.summary),
        byline=_line(found.byline),
        breadcrumb=_section_names(session, found.path),
        copyright_notice=_line(found.copyright_notice),
        related=_related_links(session, article_id, now),
    )


def _section_names(session: Session, path: str) -> tuple[str, ...]:
    tree = SectionTree(section_of(row, "") for row in session.execute(all_sections()))
    return tuple(section.name for section in tree.breadcrumb(tree.by_path[path]))


def _related_links(session: Session, article_id: UUID, now: datetime) -> tuple[Link, ...]:
    columns = (_related.ids, _related.scores, _related.reasons, _related.also)
    packed = session.execute(select(*columns).where(_related.article_id == article_id)).first()
    ids = [entry.article_id for entry in related_list(*packed)] if packed else []
    rows = session.execute(
        select(_article.id, _article.headline, _article.slug).where(_article.id.in_(ids), is_public(now))
    )
    links = {row.id: Link(_line(row.headline), _page(row.slug)) for row in rows}
    return tuple(links[each] for each in ids if each in links)[:RELATED_SHOWN]


def _line(text: str | None) -> str:
    return " ".join(clean_text(text or "").split())


def _page(slug: str) -> str:
    return f"/articles/{slug}"
