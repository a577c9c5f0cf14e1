"""Use cases: an editor renames and merges tags and authors.

What an import brings under the identity of a merged one is taken for what it was merged into, and its slug
leads there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, select, update

from broadsheet_server.access.section_limit import SectionLimit
from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import ArticleAuthor, ArticleContributor, ArticleTag
from broadsheet_server.models.taxonomy import Alias, Author, Tag
from broadsheet_server.newsroom import validation
from broadsheet_server.newsroom.aliases import AliasKind, add_alias, retarget_aliases
from broadsheet_server.newsroom.concepts import URIS_MAX, label_identity, name_identity
from broadsheet_server.newsroom.permitted_sections import check_articles
from broadsheet_server.newsroom.shared_changes import record_changes_of
from broadsheet_server.newsroom.validation import RejectedDraftError


class UnknownNameError(LookupError):
    """There is no tag, or no author, with this id. `field` is that of the input."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Kind:
    """Tags or authors: their table, the one that links them to articles, and the kinds of their aliases."""

    word: str
    table: Any
    links: Any
    link: str
    label: str
    slug: AliasKind
    identity: AliasKind
    identity_of: Callable[[Any, str], str]
    """What one of this kind is recognised by under another name."""


TAGS: Final = Kind(
    *("tag", Tag, ArticleTag, "tag_id", "label", AliasKind.TAG_SLUG, AliasKind.TAG_IDENTITY),
    lambda tag, label: label_identity(tag.kind, label),
)
AUTHORS: Final = Kind(
    *("author", Author, ArticleAuthor, "author_id", "name"),
    *(AliasKind.AUTHOR_SLUG, AliasKind.AUTHOR_IDENTITY),
    lambda _, name: name_identity(name),
)


class Named(NamedTuple):
    """A tag or an author by its id, None where that is none, and the field of the input that names it."""

    key: UUID | None
    field: str


def rename(
    session: Session,
    kind: Kind,
    given: Named,
    name: str,
    *,
    now: datetime,
    sections: SectionLimit | None = None,
) -> None:
    """Give a tag or an author another name; the slug stays, and so does what it is recognised by.

    What comes under the new name is taken for it as well, unless that is the name of another one already.
    Raises RejectedDraftError and UnknownNameError, and SectionForbiddenError where an article that has it is
    not in the sections that the actor is limited to.
    """
    line = validation.single_line(name, kind.label, label=f"{kind.word}'s name")
    if line is None:
        raise RejectedDraftError(f"The {kind.word}'s name is empty.", kind.label)
    feed.lock_sequence(session)
    named = _stored(session, kind, given)
    if getattr(named, kind.label) == line:
        return
    check_articles(session, sections, _statement_of_articles(kind, named.id))
    set_name(session, kind, named, line, edited_at=now, now=now)


def set_name(
    session: Session, kind: Kind, named: Any, line: str, *, edited_at: datetime, now: datetime
) -> None:
    """Name a stored tag or author, as an editor did at `edited_at`, maybe in another store."""
    setattr(named, kind.label, line)
    named.edited_at = edited_at
    session.flush()
    identity = kind.identity_of(named, line)
    is_known = session.exec(select(kind.table.id).where(col(kind.table.identity) == identity)).first()
    if is_known is None and session.get(Alias, (identity, kind.identity)) is None:
        add_alias(session, kind.identity, identity, named.id, edited_at)
    record_changes_of(session, _articles(session, kind, named.id), (), now=now)


def merge(
    session: Session,
    kind: Kind,
    given: Named,
    into: Named,
    *,
    now: datetime,
    sections: SectionLimit | None = None,
) -> None:
    """Merge a tag into another one, or an author: its articles have the other one, in its place.

    Raises RejectedDraftError and UnknownNameError, and SectionForbiddenError where an article that has one
    of them is not in the sections that the actor is limited to.
    """
    feed.lock_sequence(session)
    merged, kept = _stored(session, kind, given), _stored(session, kind, into)
    _check_can_merge(kind, merged, kept)
    for named in (merged, kept):
        check_articles(session, sections, _statement_of_articles(kind, named.id))
    join(session, kind, merged, kept, edited_at=now, now=now)


def _check_can_merge(kind: Kind, merged: Any, kept: Any) -> None:
    if merged.id == kept.id:
        raise RejectedDraftError(f"A {kind.word} cannot be merged into itself.", "into")
    if kind is TAGS and merged.kind != kept.kind:
        raise RejectedDraftError(f"One is a {merged.kind}, the other a {kept.kind}.", "into")


def join(session: Session, kind: Kind, merged: Any, kept: Any, *, edited_at: datetime, now: datetime) -> None:
    """Put one stored tag or author in the place of another, as an editor did at `edited_at`."""
    article_ids = _articles(session, kind, merged.id)
    _move_links(session, kind, merged.id, kept.id)
    if kind is AUTHORS:
        _move_contributions(session, merged.id, kept.id)
    if kind is TAGS:
        kept.same_as = list(dict.fromkeys((*kept.same_as, *merged.same_as)))[:URIS_MAX]
    retarget_aliases(session, merged.id, kept.id)
    add_alias(session, kind.slug, merged.slug, kept.id, edited_at)
    add_alias(session, kind.identity, merged.identity, kept.id, edited_at)
    topic = f"{kind.word}:{merged.slug}"
    session.delete(merged)
    session.flush()
    record_changes_of(session, article_ids, [topic], now=now)


def _stored(session: Session, kind: Kind, given: Named) -> Any:
    stored = None if given.key is None else session.get(kind.table, given.key)
    if stored is None:
        raise UnknownNameError(f"There is no {kind.word} with this id.", given.field)
    return stored


def _articles(session: Session, kind: Kind, key: UUID) -> Sequence[UUID]:
    return sorted(session.scalars(_statement_of_articles(kind, key)))


def _statement_of_articles(kind: Kind, key: UUID) -> Any:
    """The ids of the articles that have it; those of an author also where they only contributed."""
    linked = select(col(kind.links.article_id)).where(col(getattr(kind.links, kind.link)) == key)
    if kind is not AUTHORS:
        return linked
    return linked.union(
        select(col(ArticleContributor.article_id)).where(col(ArticleContributor.author_id) == key)
    )


def _move_links(session: Session, kind: Kind, merged: UUID, kept: UUID) -> None:
    """Let the articles of one have the other one in its place, and once only."""
    article_id, link = col(kind.links.article_id), col(getattr(kind.links, kind.link))
    both = select(article_id).where(link == kept).scalar_subquery()
    session.exec(delete(kind.links).where(link == merged, article_id.in_(both)))
    session.exec(update(kind.links).where(link == merged).values({kind.link: kept}))


def _move_contributions(session: Session, merged: UUID, kept: UUID) -> None:
    """Let one have contributed what the other did, and once only in each role."""
    moved = aliased(ArticleContributor)
    again = exists().where(
        col(moved.article_id) == col(ArticleContributor.article_id),
        col(moved.role) == col(ArticleContributor.role),
        col(moved.author_id) == kept,
    )
    author_id = col(ArticleContributor.author_id)
    session.exec(delete(ArticleContributor).where(author_id == merged, again))
    session.exec(update(ArticleContributor).where(author_id == merged).values(author_id=kept))
