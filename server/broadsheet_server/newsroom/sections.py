"""Keeping the tree of sections: made when the first article or the settings name them."""

from collections.abc import Sequence

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from broadsheet_server.changefeed import feed
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.slugs import is_slug
from broadsheet_server.newsroom.taxonomy_cache import CachedSection, TaxonomyCache
from broadsheet_server.storage.uuid7 import uuid7

DEPTH_MAX = 8


def is_section_path(path: str) -> bool:
    """Whether `path` is up to eight slugs joined by `/`."""
    slugs = path.split("/")
    return len(slugs) <= DEPTH_MAX and all(is_slug(slug) for slug in slugs)


def branch(path: str) -> list[str]:
    """The paths from the root to `path`: `world`, `world/asia`."""
    slugs = path.split("/")
    return ["/".join(slugs[:depth]) for depth in range(1, len(slugs) + 1)]


def find_or_create_section(
    session: Session, path: str, name: str | None = None, *, catalogue: TaxonomyCache
) -> CachedSection:
    """Return the section at `path`, making it and its ancestors where they are missing.

    `name` names the section unless it already has a name that somebody gave it.
    """
    if path not in catalogue.sections:
        _look_up(session, branch(path), catalogue)
    parent: CachedSection | None = None
    for step in branch(path):
        if step not in catalogue.sections:
            catalogue.sections[step] = _create(session, step, parent)
            catalogue.new_sections.append(step)
        parent = catalogue.sections[step]
    section = catalogue.sections[path]
    if name and name != section.name and section.name == _name_from(path):
        section = catalogue.sections[path] = _rename(session, section, name)
    return section


def arrange_sections(session: Session, sections: Sequence[tuple[str, str]]) -> None:
    """Make sure that these sections (path, name) exist, bear these names and stand in this order."""
    feed.lock_sequence(session)
    catalogue = TaxonomyCache()
    for position, (path, name) in enumerate(sections, start=1):
        section = find_or_create_section(session, path, name, catalogue=catalogue)
        session.execute(
            update(Section).where(col(Section.id) == section.id).values(position=position, name=name)
        )


def _look_up(session: Session, paths: list[str], catalogue: TaxonomyCache) -> None:
    known = select(col(Section.path), col(Section.id), col(Section.name)).where(col(Section.path).in_(paths))
    for row in session.execute(known):
        catalogue.sections[row.path] = CachedSection(row.id, row.name)


def _create(session: Session, path: str, parent: CachedSection | None) -> CachedSection:
    section = CachedSection(uuid7(), _name_from(path))
    last = select(func.max(col(Section.position))).where(
        col(Section.parent_id) == parent.id if parent else col(Section.parent_id).is_(None)
    )
    row = {
        "id": section.id,
        "path": path,
        "slug": path.rpartition("/")[2],
        "name": section.name,
        "parent_id": parent.id if parent else None,
        "position": (session.execute(last).scalar() or 0) + 1,
    }
    session.execute(insert(Section), [row])
    return section


def _rename(session: Session, section: CachedSection, name: str) -> CachedSection:
    session.execute(update(Section).where(col(Section.id) == section.id).values(name=name))
    return CachedSection(section.id, name)


def _name_from(path: str) -> str:
    """The name of a section that nobody has named yet: `north-america` gives "North America"."""
    return path.rpartition("/")[2].replace("-", " ").title()
