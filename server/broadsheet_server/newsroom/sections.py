"""Finds sections by their paths, and creates those that the first article or the settings name."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from broadsheet_server.changefeed import feed
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.taxonomy import CachedSection, TaxonomyCache
from broadsheet_shared.section_paths import ancestor_paths


def find_or_create_section(
    session: Session, path: str, names: Sequence[str | None] = (), *, cache: TaxonomyCache
) -> CachedSection:
    """Return the section at `path`; it and its ancestors are created where they are missing.

    `names` replace names that were derived from the path: the last one is that of the section, the one before
    it that of its parent, and so on.
    """
    paths = ancestor_paths(path)
    if path not in cache.sections:
        stored = session.exec(select(Section).where(col(Section.path).in_(paths)))
        cache.sections.update((each.path, CachedSection(each.id, each.name)) for each in stored)
    parent: CachedSection | None = None
    for ancestor in paths:
        if ancestor not in cache.sections:
            cache.sections[ancestor] = _create(session, ancestor, parent)
            cache.new_sections.append(ancestor)
            feed.record_parts_change(session)
        parent = cache.sections[ancestor]
    for ancestor, name in zip(reversed(paths), reversed(names), strict=False):
        _name(session, ancestor, name, cache)
    return cache.sections[path]


def _name(session: Session, path: str, name: str | None, cache: TaxonomyCache) -> None:
    """Name a section that has only the name derived from its path."""
    section = cache.sections[path]
    if name and name != section.name and section.name == _name_from(path):
        session.get_one(Section, section.id).name = name
        feed.record_parts_change(session)
        cache.sections[path] = CachedSection(section.id, name)


def arrange_sections(session: Session, sections: Sequence[tuple[str, str]]) -> None:
    """Create or update these sections (path, name), in this order."""
    feed.lock_sequence(session)
    cache = TaxonomyCache()
    is_changed = False
    for position, (path, name) in enumerate(sections, start=1):
        section = session.get_one(Section, find_or_create_section(session, path, [name], cache=cache).id)
        if (section.position, section.name) != (position, name):
            section.position, section.name = position, name
            is_changed = True
    if is_changed:
        feed.record_parts_change(session)


def _create(session: Session, path: str, parent: CachedSection | None) -> CachedSection:
    parent_id = parent.id if parent else None
    last = session.exec(
        select(func.max(Section.position)).where(col(Section.parent_id).is_not_distinct_from(parent_id))
    ).one()
    section = Section(
        path=path,
        slug=path.rpartition("/")[2],
        name=_name_from(path),
        parent_id=parent_id,
        position=(last or 0) + 1,
    )
    session.add(section)
    session.flush()
    return CachedSection(section.id, section.name)


def _name_from(path: str) -> str:
    """The name of a section without one: `north-america` gives "North America"."""
    return path.rpartition("/")[2].replace("-", " ").title()
