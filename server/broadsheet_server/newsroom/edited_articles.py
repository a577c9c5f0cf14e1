"""Articles as their editors see them, public or not, and their revisions."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, bindparam, select
from sqlmodel import col

from broadsheet_server.models.articles import Article
from broadsheet_server.models.revisions import Revision, Tombstone
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.revisions import Snapshot, changed_members
from broadsheet_server.newsroom.visibility import release_time
from broadsheet_server.storage.database import Reader
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind, Visibility, WithdrawalKind


@dataclass(frozen=True, slots=True)
class StoredTombstone:
    """What stands in place of a withdrawn article; `kind` is WITHDRAWN where its source withdrew it."""

    article_id: UUID
    kind: WithdrawalKind
    note: str | None
    redirect_url: str | None
    withdrawn_at: datetime


@dataclass(frozen=True, slots=True)
class EditedArticle:
    """An article for its editors. `public_from` is when it becomes or became public (UTC)."""

    article_id: UUID
    slug: str
    headline: str
    section: str
    external_reference: str | None
    editorial_note: str | None
    status: ArticleStatus
    visibility: Visibility
    public_from: datetime
    expires_at: datetime | None
    revision: int
    source_name: str | None
    tombstone: StoredTombstone | None


@dataclass(frozen=True, slots=True)
class ChangedMember:
    """A member of an article that a revision changed, as text; None where it had none."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class EditedRevision:
    """One revision. `actor` is None where a source delivered it."""

    number: int
    kind: ChangeKind
    created_at: datetime
    actor: str | None
    reason: str | None
    changes: tuple[ChangedMember, ...]


async def edited_article(reader: Reader, article_id: UUID, now: datetime) -> EditedArticle | None:
    """The article with this id, whether the public may see it or not."""
    statement = edited_rows().where(col(Article.id) == bindparam("id", type_=Uuid()))
    rows = await reader.fetch(statement, {"id": article_id})
    return edited(rows[0], now) if rows else None


async def edited_revisions(
    reader: Reader, article_id: UUID, first: int, before: int | None
) -> Sequence[EditedRevision]:
    """The newest revisions, or those before a number, the newest first."""
    newest = 2**31 - 1 if before is None else before
    values = {"id": article_id, "before": newest, "most": first + 1}
    rows = await reader.fetch(_revisions(), values)
    earlier: list[Snapshot] = [*(row.snapshot for row in rows), {}][1:]
    return [_revision(row, known) for row, known in zip(rows, earlier, strict=True)][:first]


@cache
def edited_rows() -> Select[Any]:
    """The rows that `edited` reads, without a condition."""
    columns: tuple[Any, ...] = (
        *(Article.id, Article.slug, Article.headline, Article.external_reference, Article.editorial_note),
        *(Article.status, Article.published_at, Article.embargoed_until, Article.expires_at),
        *(Article.revision, Article.updated_at, Article.source_name, col(Section.path).label("section")),
        *(Tombstone.kind, Tombstone.note, Tombstone.redirect_url, Tombstone.withdrawn_at),
    )
    return (
        select(*columns)
        .join(Section, col(Section.id) == col(Article.section_id))
        .outerjoin(Tombstone, col(Tombstone.article_id) == col(Article.id))
    )


@cache
def _revisions() -> Select[Any]:
    columns: tuple[Any, ...] = (
        *(Revision.number, Revision.kind, Revision.created_at),
        *(Revision.actor, Revision.reason, Revision.snapshot),
    )
    return (
        select(*columns)
        .where(
            col(Revision.article_id) == bindparam("id", type_=Uuid()),
            col(Revision.number) < bindparam("before"),
        )
        .order_by(col(Revision.number).desc())
        .limit(bindparam("most"))
    )


def edited(row: Row[Any], now: datetime) -> EditedArticle:
    """The article in a row of `edited_rows`."""
    return EditedArticle(
        article_id=row.id,
        slug=row.slug,
        headline=row.headline,
        section=row.section,
        external_reference=row.external_reference,
        editorial_note=row.editorial_note,
        status=ArticleStatus(row.status),
        visibility=_visibility(row, now),
        public_from=release_time(row.published_at, row.embargoed_until),
        expires_at=row.expires_at,
        revision=row.revision,
        source_name=row.source_name,
        tombstone=_tombstone(row) if row.status == ArticleStatus.WITHDRAWN else None,
    )


def _visibility(row: Row[Any], now: datetime) -> Visibility:
    if row.status != ArticleStatus.PUBLISHED:
        return Visibility.WITHDRAWN if row.status == ArticleStatus.WITHDRAWN else Visibility.DRAFT
    if row.expires_at is not None and row.expires_at <= now:
        return Visibility.EXPIRED
    if row.embargoed_until is not None and row.embargoed_until > now:
        return Visibility.EMBARGOED
    return Visibility.SCHEDULED if row.published_at > now else Visibility.PUBLIC


def _tombstone(row: Row[Any]) -> StoredTombstone:
    if row.kind is None:
        return StoredTombstone(row.id, WithdrawalKind.WITHDRAWN, None, None, row.updated_at)
    return StoredTombstone(row.id, WithdrawalKind(row.kind), row.note, row.redirect_url, row.withdrawn_at)


def _revision(row: Row[Any], earlier: Snapshot) -> EditedRevision:
    changes = tuple(
        ChangedMember(name, _text(earlier.get(name)), _text(row.snapshot.get(name)))
        for name in changed_members(earlier, row.snapshot)
        if earlier.get(name) or row.snapshot.get(name)
    )
    return EditedRevision(row.number, ChangeKind(row.kind), row.created_at, row.actor, row.reason, changes)


def _text(value: object) -> str | None:
    """A member of a snapshot as people read it: of a list the names, one a line."""
    match value:
        case None | []:
            return None
        case list():
            return "\n".join(map(_name, value))
        case dict():
            return _joined(value.values())
        case _:
            return str(value)


def _name(entry: object) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    named = next((entry[key] for key in ("label", "name", "text", "alt", "location") if entry.get(key)), None)
    if named is None:
        return json.dumps(entry, ensure_ascii=False)
    return f"{named} ({entry['role']})" if entry.get("role") else str(named)


def _joined(values: Iterable[object]) -> str | None:
    return ", ".join(str(value) for value in values if value) or None
