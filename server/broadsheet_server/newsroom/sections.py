"""Finds sections by their paths, and creates those that the first article or the settings name."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session, col, func, select

from broadsheet_server.changefeed import feed
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.aliases import AliasKind, aliased
from broadsheet_server.newsroom.taxonomy import CachedSection, TaxonomyCache
from broadsheet_shared.section_paths import SECTION_DEPTH_MAX, ancestor_paths


def find_or_create_section(
    session: Session, path: str, names: Sequence[str | None] = (), *, cache: TaxonomyCache
) -> CachedSection:
    """Return the section at `path`; it and its ancestors are created where they are missing.

    `names` replace names that were derived from the path: the last one is that of the section, the one before
    it that of its parent, and so on. Below a section that was moved, the path may be deeper than is possible:
    then it is the deepest section above (`CachedSection.is_above`).
    """
    paths = ancestor_paths(path)
    if path not in cache.sections:
        stored = session.exec(select(Section).where(col(Section.path).in_(paths)))
        cache.sections.update((each.path, _cached(each)) for each in stored)
        _find_moved(session, paths, cache)
    parent: CachedSection | None = None
    for ancestor in paths:
        if ancestor not in cache.sections:
            cache.sections[ancestor] = _below(session, ancestor, parent, cache)
        if cache.sections[ancestor].is_above:  # and so is what would be below it
            cache.sections[path] = cache.sections[ancestor]
            return cache.sections[path]
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
        cache.sections[path] = replace(section, name=name)


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


def _find_moved(session: Session, paths: Sequence[str], cache: TaxonomyCache) -> None:
    """Remember those of the missing sections that were moved, at the paths that they had."""
    missing = [path for path in paths if path not in cache.sections]
    for path, section_id in aliased(session, AliasKind.SECTION_PATH, missing).items():
        section = session.get_one(Section, section_id)
        cache.sections[path] = _cached(section)


def _below(session: Session, path: str, parent: CachedSection | None, cache: TaxonomyCache) -> CachedSection:
    """The section that `path` means below its parent, which may have been moved; created where it is not."""
    place = f"{parent.path}/{path.rpartition('/')[2]}" if parent else path
    if parent and place.count("/") >= SECTION_DEPTH_MAX:
        return replace(parent, is_above=True)
    if place != path and (stored := session.exec(select(Section).where(Section.path == place)).first()):
        return _cached(stored)
    cache.new_sections.append(place)
    feed.record_parts_change(session)
    return _create(session, place, parent)


def _cached(section: Section) -> CachedSection:
    return CachedSection(section.id, section.name, section.path)


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
    return _cached(section)


def _name_from(path: str) -> str:
    """The name of a section without one: `north-america` gives "North America"."""
    return path.rpartition("/")[2].replace("-", " ").title()
