"""Use cases: an editor creates, describes and moves sections. Old paths lead to where a section is now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from broadsheet_server.access.section_limit import SectionLimit
from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import TEXT_MAX, Article
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom import validation
from broadsheet_server.newsroom.aliases import AliasKind, add_alias, remove_alias
from broadsheet_server.newsroom.permitted_sections import check_place
from broadsheet_server.newsroom.sections import find_or_create_section
from broadsheet_server.newsroom.shared_changes import record_changes_of
from broadsheet_server.newsroom.taxonomy import TaxonomyCache
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_shared.section_paths import SECTION_DEPTH_MAX, ancestor_paths


class UnknownSectionError(LookupError):
    """There is no section at this path."""


class SectionExistsError(ValueError):
    """There is a section at this path already. The message is a sentence for the editor."""


def create_section(
    session: Session,
    path: str,
    name: str | None,
    description: str | None,
    *,
    now: datetime,
    sections: SectionLimit | None = None,
) -> UUID:
    """Create a section, and those above it that are missing; return its id.

    Below an old path of another section it comes to where that one is now. Raises RejectedDraftError,
    SectionExistsError, and SectionForbiddenError where that is not in `sections`, to which the actor may be
    limited.
    """
    validation.section_path(path)
    texts = _name(name), _description(description)
    feed.lock_sequence(session)
    check_place(session, sections, path)
    _, path = _place(session, path)
    validation.section_path(path)  # which may be deeper
    _check_is_free(session, path)
    remove_alias(session, AliasKind.SECTION_PATH, path)
    created = find_or_create_section(session, path, [texts[0]], cache=TaxonomyCache())
    session.get_one(Section, created.id).sqlmodel_update({"description": texts[1], "edited_at": now})
    return created.id


def describe_section(
    session: Session,
    path: str,
    *,
    now: datetime,
    name: str | None = None,
    description: str | None = None,
    sections: SectionLimit | None = None,
) -> UUID:
    """Give a section another name or another description; None leaves what it has. Return its id.

    Its articles and those below it have changed with its name, which is in their breadcrumbs. An empty
    description removes it. Raises RejectedDraftError, UnknownSectionError and SectionForbiddenError.
    """
    texts = _name(name), _description(description)
    feed.lock_sequence(session)
    section = section_at(session, path)
    check_place(session, sections, path)
    values = {"name": texts[0] or section.name, "description": section.description}
    if description is not None:
        values["description"] = texts[1]
    set_words(session, section, values, edited_at=now, now=now)
    return section.id


def set_words(
    session: Session, section: Section, values: Mapping[str, object], *, edited_at: datetime, now: datetime
) -> None:
    """Give a stored section other values, as an editor did at `edited_at`, maybe in another store."""
    is_renamed = values["name"] != section.name
    section.sqlmodel_update({**values, "edited_at": edited_at})
    session.flush()
    if is_renamed:
        record_changes_of(session, _article_ids(session, [section, *_below(session, section)]), (), now=now)
    else:
        feed.record_parts_change(session)


def move_section(
    session: Session, path: str, new_path: str, *, now: datetime, sections: SectionLimit | None = None
) -> UUID:
    """Move a section with all that is below it to another path; return its id.

    Articles stay in it, and its old paths become aliases. Below an old path of another section it comes to
    where that one is now. Raises RejectedDraftError, UnknownSectionError,
    SectionExistsError, and SectionForbiddenError where one of the places is not in `sections`.
    """
    validation.section_path(new_path)
    feed.lock_sequence(session)
    section = section_at(session, path)
    check_place(session, sections, path)
    check_place(session, sections, new_path)
    return relocate(session, section, new_path, edited_at=now, now=now)


def relocate(
    session: Session, section: Section, new_path: str, *, edited_at: datetime, now: datetime
) -> UUID:
    """Move a stored section, as an editor did at `edited_at`, maybe in another store; return its id.

    The caller holds the sequence (`feed.lock_sequence`). Raises RejectedDraftError and SectionExistsError.
    """
    path = section.path
    parent_id, new_path = _place(session, new_path)
    if new_path == path:
        return section.id
    if new_path.startswith(f"{path}/"):
        raise RejectedDraftError("A section cannot be moved into itself.", "new_path")
    _check_is_free(session, new_path)
    moved = [section, *_below(session, section)]
    depth = max(each.path.count("/") for each in moved) - path.count("/") + new_path.count("/") + 1
    if depth > SECTION_DEPTH_MAX:
        sentence = f"Sections would be {depth} deep; at most {SECTION_DEPTH_MAX} are possible."
        raise RejectedDraftError(sentence, "new_path")
    former = {f"section:{each}" for section in moved for each in ancestor_paths(section.path)}
    section.parent_id = parent_id
    section.slug = new_path.rpartition("/")[2]
    for each in moved:
        _rename(session, each, new_path + each.path.removeprefix(path), edited_at)
    session.flush()
    record_changes_of(session, _article_ids(session, moved), former, now=now)
    return section.id


def _below(session: Session, section: Section) -> Sequence[Section]:
    below = col(Section.path).startswith(f"{section.path}/", autoescape=True)
    return session.exec(select(Section).where(below)).all()


def _article_ids(session: Session, sections: Sequence[Section]) -> Sequence[UUID]:
    within = col(Article.section_id).in_([section.id for section in sections])
    return session.exec(select(Article.id).where(within).order_by(col(Article.id))).all()


def section_at(session: Session, path: str) -> Section:
    """The section at a path. Raises UnknownSectionError."""
    is_text = validation.without_control_characters(path) == path  # PostgreSQL takes no NUL
    section = session.exec(select(Section).where(Section.path == path)).one_or_none() if is_text else None
    if section is None:
        raise UnknownSectionError(f"There is no section “{validation.excerpt(path)}”.")
    return section


def _rename(session: Session, section: Section, path: str, edited_at: datetime) -> None:
    add_alias(session, AliasKind.SECTION_PATH, section.path, section.id, edited_at)
    remove_alias(session, AliasKind.SECTION_PATH, path)
    section.path, section.edited_at = path, edited_at


def _place(session: Session, path: str) -> tuple[UUID | None, str]:
    """The id of the section above, created where it is missing, and the path below where that one is now."""
    above, _, slug = path.rpartition("/")
    if not above:
        return None, path
    parent = find_or_create_section(session, above, cache=TaxonomyCache())
    if parent.is_above:
        raise RejectedDraftError(f"It would be more than {SECTION_DEPTH_MAX} deep.", "section_path")
    return parent.id, f"{parent.path}/{slug}"


def _check_is_free(session: Session, path: str) -> None:
    if session.exec(select(Section.id).where(Section.path == path)).first() is not None:
        raise SectionExistsError(f"There is a section “{path}” already.")


def _name(name: str | None) -> str | None:
    line = validation.single_line(name, "section_name")
    if name is not None and line is None:
        raise RejectedDraftError("The section's name is empty.", "name")
    return line


def _description(description: str | None) -> str | None:
    return validation.single_line(description, "description", TEXT_MAX)
