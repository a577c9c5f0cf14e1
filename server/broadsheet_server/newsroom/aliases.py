"""What sections, tags and authors went by before: old addresses lead on, and imports find what they mean."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam
from sqlmodel import Session, col, select, update

from broadsheet_server.models.taxonomy import Alias


class AliasKind(StrEnum):
    """What an `Alias` is."""

    SECTION_PATH = "section_path"
    TAG_SLUG = "tag_slug"
    TAG_IDENTITY = "tag_identity"
    AUTHOR_SLUG = "author_slug"
    AUTHOR_IDENTITY = "author_identity"


def add_alias(
    session: Session, kind: AliasKind, value: str, target_id: UUID, edited_at: datetime | None
) -> None:
    """From now on the value means the target. `edited_at` is when an editor said so, where that is known."""
    session.merge(Alias(value=value, kind=kind, target_id=target_id, edited_at=edited_at))


def remove_alias(session: Session, kind: AliasKind, value: str) -> None:
    """Something has this value itself again."""
    if alias := session.get(Alias, (value, kind)):
        session.delete(alias)


def retarget_aliases(session: Session, before: UUID, target_id: UUID) -> None:
    """Let the aliases of something that is merged mean what it is merged into."""
    session.exec(update(Alias).where(col(Alias.target_id) == before).values(target_id=target_id))


def aliased(session: Session, kind: AliasKind, values: Collection[str]) -> dict[str, UUID]:
    """What those of the values mean that are aliases."""
    if not values:
        return {}
    rows = session.connection().execute(_aliased(), {"kind": kind, "values": list(values)})
    return {row.value: row.target_id for row in rows}


@cache
def _aliased() -> Select[Any]:
    """Past the session, which would write what is pending first: it runs for every article of an import."""
    columns: tuple[Any, ...] = (Alias.value, Alias.target_id)
    statement: Select[Any] = select(*columns)
    return statement.where(
        col(Alias.kind) == bindparam("kind"),
        col(Alias.value).in_(bindparam("values", expanding=True)),
    )
