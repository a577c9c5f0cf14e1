"""Use case: an editor removes a section that is empty, or whose articles go to another one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, delete, select

from broadsheet_server.access.section_limit import SectionLimit
from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article
from broadsheet_server.models.taxonomy import Alias, Section
from broadsheet_server.newsroom.aliases import AliasKind, add_alias, retarget_aliases
from broadsheet_server.newsroom.arrange_sections import section_at
from broadsheet_server.newsroom.permitted_sections import check_place
from broadsheet_server.newsroom.shared_changes import record_changes_of
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_shared.section_paths import ancestor_paths


class SectionNotEmptyError(ValueError):
    """Something is in the section. The message is a sentence for the editor."""


def remove_section(
    session: Session,
    path: str,
    into: str | None = None,
    *,
    now: datetime,
    sections: SectionLimit | None = None,
) -> UUID:
    """Remove a section; its articles go to the one at `into`, where its old paths lead then.

    Return the id that it had. Raises UnknownSectionError, SectionNotEmptyError where sections are below it,
    or articles in it and no other is named, RejectedDraftError where `into` cannot be, and
    SectionForbiddenError.
    """
    feed.lock_sequence(session)
    section = section_at(session, path)
    check_place(session, sections, path)
    target = None if into is None else _target(session, section, into, sections)
    _check_has_none_below(session, section)
    articles = session.exec(select(Article.id).where(col(Article.section_id) == section.id)).all()
    if target is None:
        _check_has_no_articles(path, len(articles))
        session.exec(delete(Alias).where(col(Alias.target_id) == section.id))
    else:
        _move_articles(session, section, target, now)
    session.delete(section)
    session.flush()
    former = {f"section:{each}" for each in ancestor_paths(path)}
    record_changes_of(session, sorted(articles), former, now=now)
    return section.id


def _target(session: Session, section: Section, into: str, sections: SectionLimit | None) -> Section:
    target = section_at(session, into)
    check_place(session, sections, into)
    if target.id == section.id:
        raise RejectedDraftError("Its articles cannot go to the section itself.", "into")
    return target


def _check_has_none_below(session: Session, section: Section) -> None:
    below: Sequence[str] = session.exec(
        select(Section.path).where(col(Section.parent_id) == section.id).order_by(col(Section.path))
    ).all()
    if below:
        raise SectionNotEmptyError(
            f"Sections are below “{section.path}”, like “{below[0]}”: move or remove these first."
        )


def _check_has_no_articles(path: str, articles: int) -> None:
    if articles:
        raise SectionNotEmptyError(
            f"{articles:,} {'article is' if articles == 1 else 'articles are'} in “{path}”, public or not: "
            "name the section that they go to."
        )


def _move_articles(session: Session, section: Section, target: Section, now: datetime) -> None:
    moved = update(Article).where(col(Article.section_id) == section.id)
    session.exec(moved.values(section_id=target.id))
    retarget_aliases(session, section.id, target.id)
    add_alias(session, AliasKind.SECTION_PATH, section.path, target.id, now)
    session.expire_all()
