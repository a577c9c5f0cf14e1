"""Whether an act stays within the sections that its actor may write in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from broadsheet_server.access.section_limit import SectionForbiddenError, SectionLimit, is_within
from broadsheet_server.models.articles import Article
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.aliases import AliasKind, aliased
from broadsheet_shared.section_paths import ancestor_paths


def check_article(session: Session, limit: SectionLimit | None, article: Article) -> None:
    """Raise SectionForbiddenError unless the section of a stored article is within the limit."""
    if limit is not None:
        limit.check(session, session.get_one(Section, article.section_id).path)


def check_articles(session: Session, limit: SectionLimit | None, ids: Any) -> None:
    """The same of several articles, whose ids a statement selects."""
    if limit is None:
        return
    paths = (
        select_columns(col(Section.path)).distinct().join(Article, col(Article.section_id) == col(Section.id))
    )
    permitted = limit.paths(session)
    for path in session.connection().scalars(paths.where(col(Article.id).in_(ids))):
        if not is_within(path, permitted):
            raise SectionForbiddenError(
                f"Articles in “{path}” would change as well, where this API key may not write."
            )


def check_draft(session: Session, limit: SectionLimit | None, path: str) -> None:
    """Raise SectionForbiddenError unless what is filed at a path comes to a section within the limit."""
    if limit is not None:
        limit.check(session, actual_path(session, path))


def check_place(session: Session, limit: SectionLimit | None, path: str) -> None:
    """Raise SectionForbiddenError unless a new section at a path comes to a place within the limit."""
    above, _, slug = path.rpartition("/")
    if limit is not None:
        limit.check(session, f"{actual_path(session, above)}/{slug}" if above else path)


def actual_path(session: Session, path: str) -> str:
    """Where a path leads now: the nearest section that is there, or has been, and the rest below it."""
    paths = ancestor_paths(path)
    places = _places(session, paths)
    for ancestor in reversed(paths):
        if ancestor in places:
            return places[ancestor] + path.removeprefix(ancestor)
    return path


def _places(session: Session, paths: Sequence[str]) -> dict[str, str]:
    """Of those of the paths that mean a section, where it is."""
    targets = aliased(session, AliasKind.SECTION_PATH, paths)
    moved = _paths_of(session, list(targets.values()))
    places = {path: moved[key] for path, key in targets.items() if key in moved}
    stored = session.exec(select(Section.path).where(col(Section.path).in_(paths)))
    return places | {path: path for path in stored}


def _paths_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    rows = session.exec(select(Section.id, Section.path).where(col(Section.id).in_(ids)))
    return dict(rows.all())
