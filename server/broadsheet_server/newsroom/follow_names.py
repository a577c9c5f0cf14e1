"""Lets a store follow what editors of another one did to sections, tags and authors, by its exports.

Of two edits of one thing the later one counts. What no editor has touched, as far as the export knows,
changes nothing here.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from broadsheet_server.models.taxonomy import Alias, Section
from broadsheet_server.newsroom import validation
from broadsheet_server.newsroom.aliases import AliasKind, aliased
from broadsheet_server.newsroom.arrange_names import AUTHORS, TAGS, Kind, join, set_name
from broadsheet_server.newsroom.arrange_sections import SectionExistsError, relocate, set_words
from broadsheet_server.newsroom.exported_records import (
    ExportedAlias,
    ExportedArticle,
    ExportedAuthor,
    ExportedSection,
    ExportedTag,
)
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.validation import RejectedDraftError

_KINDS = {AliasKind.TAG_IDENTITY: TAGS, AliasKind.AUTHOR_IDENTITY: AUTHORS}


def is_later(edited_at: datetime | None, here: datetime | None) -> bool:
    """Whether an edit elsewhere is later than the last one here; None where there was none."""
    return edited_at is not None and (here is None or here < edited_at)


def follow_move(
    session: Session, batch: InsertBatch, section: ExportedSection, paths: Collection[str], *, now: datetime
) -> bool:
    """Move the section that is here at one of the former paths; return whether there is one.

    `paths` are those of the export: a section that is there still, or again, is another one. One may be moved
    in the moment of its parent's move.
    """
    former = [path for path in section.former_paths if path not in paths]
    for moved in session.exec(select(Section).where(col(Section.path).in_(former))).all() if former else ():
        if section.edited_at is not None and (moved.edited_at or section.edited_at) <= section.edited_at:
            batch.flush()
            # Where it cannot be, as below itself, the section of the export is a new one here.
            with suppress(RejectedDraftError, SectionExistsError):
                relocate(session, moved, section.path, edited_at=section.edited_at, now=now)
                batch.cache.clear()
                return True
    return False


def follow_words(
    session: Session, batch: InsertBatch, section: ExportedSection, here: Section, *, now: datetime
) -> bool:
    """Take over name, description and place of a section; return whether anything was other than it is."""
    if section.edited_at is None or not is_later(section.edited_at, here.edited_at):
        return False
    values = section.model_dump(include={"name", "description", "position"})
    batch.flush()
    set_words(session, here, values, edited_at=section.edited_at, now=now)
    batch.cache.clear()
    return True


def follow_names(session: Session, batch: InsertBatch, article: ExportedArticle, *, now: datetime) -> bool:
    """Take over the names of the article's tags and authors; return whether one was another.

    They are here: the article was copied, or was here before.
    """
    edited: list[tuple[Kind, ExportedTag | ExportedAuthor, str]] = [
        *((TAGS, tag, tag.label) for tag in article.tags if tag.edited_at),
        *((AUTHORS, each, each.name) for each in (*article.authors, *article.contributors) if each.edited_at),
    ]
    if edited:
        batch.flush()
    renamed = [_follow_name(session, batch, kind, each, name, now) for kind, each, name in edited]
    return any(renamed)


def _follow_name(
    session: Session,
    batch: InsertBatch,
    kind: Kind,
    exported: ExportedTag | ExportedAuthor,
    name: str,
    now: datetime,
) -> bool:
    here = _recognised(session, kind, exported.identity)
    if here is None or exported.edited_at is None or not is_later(exported.edited_at, here.edited_at):
        return False
    line = _line(name, kind)
    if line is None or getattr(here, kind.label) == line:
        here.edited_at = exported.edited_at
        return False
    set_name(session, kind, here, line, edited_at=exported.edited_at, now=now)
    batch.cache.clear()
    return True


def _line(name: str, kind: Kind) -> str | None:
    """The name as an editor may give it; None for one that is empty or too long."""
    try:
        return validation.single_line(name, kind.label)
    except RejectedDraftError:
        return None


def follow_merge(session: Session, batch: InsertBatch, record: ExportedAlias, *, now: datetime) -> bool:
    """Merge what is here under the identity that is an alias elsewhere; return whether there is anything."""
    kind = _KINDS.get(record.kind)
    if kind is None or record.edited_at is None:
        return False
    table: Any = kind.table
    merged = session.exec(select(table).where(table.identity == record.value)).first()
    kept = _recognised(session, kind, record.target)
    if merged is None or kept is None or merged.id == kept.id:
        return False
    is_other_kind = kind is TAGS and merged.kind != kept.kind
    if is_other_kind or not is_later(record.edited_at, merged.edited_at):
        return False
    join(session, kind, merged, kept, edited_at=record.edited_at, now=now)
    batch.cache.clear()
    return True


def follow_alias(known: Alias, record: ExportedAlias, target: Any) -> bool:
    """Let an alias that is known here mean what it means elsewhere by now; return whether it did not."""
    if not is_later(record.edited_at, known.edited_at):
        return False
    is_other: bool = known.target_id != target
    known.target_id, known.edited_at = target, record.edited_at
    return is_other


def _recognised(session: Session, kind: Kind, identity: str) -> Any:
    """The tag or the author of an identity, also of one that it had before a merge."""
    table: Any = kind.table
    here = session.exec(select(table).where(table.identity == identity)).first()
    if here is None and (target := aliased(session, kind.identity, [identity]).get(identity)):
        here = session.get(table, target)
    return here
