"""Keeping the tree of sections: made when the first article or the settings name them."""

from collections.abc import Sequence

from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from broadsheet_server.newsroom import changes, plain
from broadsheet_server.newsroom.catalogue import Catalogue, KnownSection
from broadsheet_server.newsroom.slugs import is_slug
from broadsheet_server.storage.identity import new_id

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
    session: Session, path: str, name: str | None = None, *, catalogue: Catalogue
) -> KnownSection:
    """Return the section at `path`, making it and its ancestors where they are missing.

    `name` names the section unless it already has a name that somebody gave it.
    """
    if path not in catalogue.sections:
        _look_up(session, branch(path), catalogue)
    parent: KnownSection | None = None
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
    changes.take_turn(session)
    catalogue = Catalogue()
    for position, (path, name) in enumerate(sections, start=1):
        section = find_or_create_section(session, path, name, catalogue=catalogue)
        session.execute(
            update(plain.section).where(plain.section.c.id == section.id).values(position=position, name=name)
        )


def _look_up(session: Session, paths: list[str], catalogue: Catalogue) -> None:
    known = select(plain.section.c.path, plain.section.c.id, plain.section.c.name).where(
        plain.section.c.path.in_(paths)
    )
    for row in session.execute(known):
        catalogue.sections[row.path] = KnownSection(row.id, row.name)


def _create(session: Session, path: str, parent: KnownSection | None) -> KnownSection:
    section = KnownSection(new_id(), _name_from(path))
    last = select(func.max(plain.section.c.position)).where(
        plain.section.c.parent_id == parent.id if parent else plain.section.c.parent_id.is_(None)
    )
    row = {
        "id": section.id,
        "path": path,
        "slug": path.rpartition("/")[2],
        "name": section.name,
        "parent_id": parent.id if parent else None,
        "position": (session.execute(last).scalar() or 0) + 1,
    }
    session.execute(insert(plain.section), [row])
    return section


def _rename(session: Session, section: KnownSection, name: str) -> KnownSection:
    session.execute(update(plain.section).where(plain.section.c.id == section.id).values(name=name))
    return KnownSection(section.id, name)


def _name_from(path: str) -> str:
    """The name of a section that nobody has named yet: `north-america` gives "North America"."""
    return path.rpartition("/")[2].replace("-", " ").title()
