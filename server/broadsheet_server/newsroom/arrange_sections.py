"""Use cases: an editor creates, describes and moves sections. Old paths lead to where a section is now."""

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
    session.get_one(Section, created.id).description = texts[1]
    return created.id


def describe_section(
    session: Session,
    path: str,
    *,
    name: str | None = None,
    description: str | None = None,
    sections: SectionLimit | None = None,
) -> UUID:
    """Give a section another name or another description; None leaves what it has. Return its id.

    An empty description removes it. Raises RejectedDraftError, UnknownSectionError and SectionForbiddenError.
    """
    texts = _name(name), _description(description)
    feed.lock_sequence(session)
    section = section_at(session, path)
    check_place(session, sections, path)
    section.name = texts[0] or section.name
    if description is not None:
        section.description = texts[1]
    feed.record_parts_change(session)
    return section.id


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
    parent_id, new_path = _place(session, new_path)
    if new_path == path:
        return section.id
    if new_path.startswith(f"{path}/"):
        raise RejectedDraftError("A section cannot be moved into itself.", "new_path")
    _check_is_free(session, new_path)
    below = session.exec(select(Section).where(col(Section.path).startswith(f"{path}/", autoescape=True)))
    moved = [section, *below]
    depth = max(each.path.count("/") for each in moved) - path.count("/") + new_path.count("/") + 1
    if depth > SECTION_DEPTH_MAX:
        sentence = f"Sections would be {depth} deep; at most {SECTION_DEPTH_MAX} are possible."
        raise RejectedDraftError(sentence, "new_path")
    former = {f"section:{each}" for section in moved for each in ancestor_paths(section.path)}
    section.parent_id = parent_id
    section.slug = new_path.rpartition("/")[2]
    for each in moved:
        _rename(session, each, new_path + each.path.removeprefix(path))
    session.flush()
    ids = session.exec(select(Article.id).where(col(Article.section_id).in_([each.id for each in moved])))
    record_changes_of(session, ids.all(), former, now=now)
    return section.id


def section_at(session: Session, path: str) -> Section:
    """The section at a path. Raises UnknownSectionError."""
    is_text = validation.without_control_characters(path) == path  # PostgreSQL takes no NUL
    section = session.exec(select(Section).where(Section.path == path)).one_or_none() if is_text else None
    if section is None:
        raise UnknownSectionError(f"There is no section “{validation.excerpt(path)}”.")
    return section


def _rename(session: Session, section: Section, path: str) -> None:
    add_alias(session, AliasKind.SECTION_PATH, section.path, section.id)
    remove_alias(session, AliasKind.SECTION_PATH, path)
    section.path = path


def _place(session: Session, path: str) -> tuple[UUID | None, str]:
    """The id of the section above, created where it is missing, and the path below where that one is now."""
    above, _, slug = path.rpartition("/")
    if not above:
        return None, path
    parent = find_or_create_section(session, above, cache=TaxonomyCache())
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
