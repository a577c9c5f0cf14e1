"""Use case: copy what a line of an export holds into the store: sections, an article, pins, or an alias."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article
from broadsheet_server.models.related import RelatedPin, StaleRelated
from broadsheet_server.models.taxonomy import Alias, Author, Section, Tag
from broadsheet_server.newsroom import validation
from broadsheet_server.newsroom.aliases import AliasKind, add_alias
from broadsheet_server.newsroom.copy_article import CheckedArticle, copy_article
from broadsheet_server.newsroom.exported_records import (
    ExportedAlias,
    ExportedPins,
    ExportedSection,
    ExportedSections,
)
from broadsheet_server.newsroom.follow_names import (
    follow_alias,
    follow_merge,
    follow_move,
    follow_names,
    follow_words,
)
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.publish_result import Outcome
from broadsheet_server.newsroom.sections import find_or_create_section
from broadsheet_server.newsroom.validation import RejectedDraftError

CopiedRecord = ExportedSections | CheckedArticle | ExportedPins | ExportedAlias


_NEW, _MOVED, _CHANGED, _SAME = "new", "moved", "named otherwise", "here"


class _Names(NamedTuple):
    """A table, the column that aliases of one kind stand for, and the one that a target is recognised by."""

    table: Any
    alias: Any
    recognised: Any


_NAMES = {
    AliasKind.SECTION_PATH: _Names(Section, Section.path, Section.path),
    AliasKind.TAG_SLUG: _Names(Tag, Tag.slug, Tag.identity),
    AliasKind.TAG_IDENTITY: _Names(Tag, Tag.identity, Tag.identity),
    AliasKind.AUTHOR_SLUG: _Names(Author, Author.slug, Author.identity),
    AliasKind.AUTHOR_IDENTITY: _Names(Author, Author.identity, Author.identity),
}


@dataclass(frozen=True, slots=True)
class CopyResult:
    """What became of a record, with the slug of its article."""

    outcome: Outcome
    slug: str | None = None
    notes: tuple[str, ...] = ()


def copy_exported(session: Session, batch: InsertBatch, record: CopiedRecord, *, now: datetime) -> CopyResult:
    """Store a record of an export. What is here already stays, but for what an editor did to it later.

    Raises RejectedDraftError.
    """
    match record:
        case CheckedArticle():
            copied = copy_article(session, batch, record, now=now)
            is_renamed = follow_names(session, batch, record.article, now=now)
            notes = (*copied.notes, *(("names of its tags or authors follow",) if is_renamed else ()))
            return CopyResult(copied.outcome, copied.slug, notes)
        case ExportedSections():
            return _copy_sections(session, batch, record, now)
        case ExportedPins():
            batch.flush()
            return _copy_pins(session, record)
        case ExportedAlias():
            batch.flush()
            return _copy_alias(session, batch, record, now)


def _copy_sections(
    session: Session, batch: InsertBatch, record: ExportedSections, now: datetime
) -> CopyResult:
    """Create the sections that are missing, with their names and in their places, and follow later edits."""
    paths = [section.path for section in record.sections]
    names = [validation.single_line(section.name, "section_name") for section in record.sections]
    if not all(map(validation.section_path, paths)) or not all(names):
        raise RejectedDraftError("A section has no name.", "section_name")
    done = Counter(_copy_section(session, batch, section, set(paths), now) for section in record.sections)
    batch.cache.pop_new_sections()
    notes = tuple(f"{done[each]:,} of them are {each}" for each in (_NEW, _MOVED, _CHANGED) if done[each])
    if not notes:
        return CopyResult(Outcome.UNCHANGED)
    return CopyResult(Outcome.CREATED if done[_NEW] else Outcome.UPDATED, notes=notes)


def _copy_section(
    session: Session, batch: InsertBatch, section: ExportedSection, paths: set[str], now: datetime
) -> str:
    """Store one section, after its parent; return what became of it.

    Its path may lead to one that an editor has moved here, whose words only a later edit changes.
    """
    here = _section(session, section.path)
    is_moved = here is None and follow_move(session, batch, section, paths, now=now)
    here = here or _section(session, section.path)
    if here is None:
        place = find_or_create_section(session, section.path, [section.name], cache=batch.cache)
        here = session.get_one(Section, place.id)
        if place.path in batch.cache.new_sections:
            here.sqlmodel_update(section.model_dump(include={"name", "description", "position", "edited_at"}))
            return _NEW
        if place.is_above:
            return _SAME
    is_changed = follow_words(session, batch, section, here, now=now)
    if is_moved:
        here.sqlmodel_update(section.model_dump(include={"name", "description", "position"}))
        return _MOVED
    return _CHANGED if is_changed else _SAME


def _section(session: Session, path: str) -> Section | None:
    return session.exec(select(Section).where(col(Section.path) == path)).one_or_none()


def _copy_pins(session: Session, record: ExportedPins) -> CopyResult:
    ids = {record.article, *record.related}
    here = set(session.exec(select(Article.id).where(col(Article.id).in_(ids))))
    if record.article not in here:
        return CopyResult(Outcome.UNCHANGED, notes=("pins left out: their article is not here",))
    related = [each for each in dict.fromkeys(record.related) if each in here and each != record.article]
    pins = select(RelatedPin.related_id).where(RelatedPin.article_id == record.article)
    stored = session.exec(pins.order_by(col(RelatedPin.position))).all()
    if stored:
        notes = () if list(stored) == related else ("other pins are here, which stay",)
        return CopyResult(Outcome.UNCHANGED, notes=notes)
    session.add_all(
        RelatedPin(article_id=record.article, position=position, related_id=related_id)
        for position, related_id in enumerate(related)
    )
    session.merge(StaleRelated(article_id=record.article))
    lost = len(record.related) - len(related)
    return CopyResult(Outcome.CREATED, notes=(f"{lost} of the pinned articles are not here",) if lost else ())


def _copy_alias(session: Session, batch: InsertBatch, record: ExportedAlias, now: datetime) -> CopyResult:
    if follow_merge(session, batch, record, now=now):
        return CopyResult(Outcome.UPDATED, notes=("merged here, too",))
    names = _NAMES[record.kind]
    target = session.exec(select(names.table.id).where(col(names.recognised) == record.target)).first()
    if target is None:
        return CopyResult(Outcome.UNCHANGED, notes=("left out: nothing here is what it leads to",))
    if known := session.get(Alias, (record.value, record.kind)):
        if follow_alias(known, record, target):
            feed.record_parts_change(session)
            return CopyResult(Outcome.UPDATED)
        notes = () if known.target_id == target else ("it leads elsewhere here, which stays",)
        return CopyResult(Outcome.UNCHANGED, notes=notes)
    if session.exec(select(names.table.id).where(col(names.alias) == record.value)).first() is not None:
        return CopyResult(Outcome.UNCHANGED, notes=("something has this name itself here, which stays",))
    add_alias(session, record.kind, record.value, target, record.edited_at)
    feed.record_parts_change(session)
    return CopyResult(Outcome.CREATED)
