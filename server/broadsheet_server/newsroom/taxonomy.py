"""Finds authors and tags by their slugs, and creates those that the first article names.

A slug belongs to one tag. Where a place and a club share a name, the slug of the later one gets its kind as
a suffix: `vallmere` and `vallmere-organisation`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session, col, select

from broadsheet_server.models.taxonomy import Author, Tag
from broadsheet_server.newsroom.slugs import with_suffix


@dataclass(frozen=True, slots=True)
class TagReference:
    """A tag as an article names it, with the slug that it gets unless that is taken."""

    slug: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class CachedSection:
    """A section that is stored."""

    id: UUID
    name: str


@dataclass(slots=True)
class TaxonomyCache:
    """What a run of publishing has looked up: sections by path, authors by slug, tags by slug and kind.

    Clear it when a transaction fails, because it may hold rows that were never committed.
    """

    sections: dict[str, CachedSection] = field(default_factory=dict)
    authors: dict[str, UUID] = field(default_factory=dict)
    tags: dict[tuple[str, str], tuple[UUID, str]] = field(default_factory=dict)
    new_sections: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Invalidate everything."""
        self.sections.clear()
        self.authors.clear()
        self.tags.clear()
        self.new_sections.clear()

    def pop_new_sections(self) -> list[str]:
        """The paths of the sections created since the last call."""
        paths = self.new_sections[:]
        self.new_sections.clear()
        return paths


def find_or_create_authors(
    session: Session, authors: Sequence[tuple[str, str]], *, cache: TaxonomyCache
) -> list[UUID]:
    """Return the ids of these authors (slug, name) in their order; new ones are written."""
    unknown = {slug: name for slug, name in authors if slug not in cache.authors}
    if unknown:
        stored = session.exec(select(Author).where(col(Author.slug).in_(unknown)))
        cache.authors.update((author.slug, author.id) for author in stored)
    new = [Author(slug=slug, name=name) for slug, name in unknown.items() if slug not in cache.authors]
    session.add_all(new)
    session.flush()
    cache.authors.update((author.slug, author.id) for author in new)
    return [cache.authors[slug] for slug, _ in authors]


def find_or_create_tags(
    session: Session, tags: Sequence[TagReference], *, cache: TaxonomyCache
) -> list[tuple[UUID, str]]:
    """Return (id, slug) of these tags in their order and without repeats; new ones are written."""
    unknown = [tag for tag in tags if (tag.slug, tag.kind) not in cache.tags]
    if unknown:
        slugs = {slug for tag in unknown for slug in (tag.slug, _slug_with_kind(tag))}
        stored = {tag.slug: tag for tag in session.exec(select(Tag).where(col(Tag.slug).in_(slugs)))}
        for tag in unknown:
            cache.tags[tag.slug, tag.kind] = _find_or_add_tag(session, tag, stored)
        session.flush()
    return list(dict.fromkeys(cache.tags[tag.slug, tag.kind] for tag in tags))


def _find_or_add_tag(session: Session, tag: TagReference, stored: dict[str, Tag]) -> tuple[UUID, str]:
    slug = tag.slug
    if slug in stored and stored[slug].kind != tag.kind:
        slug = _slug_with_kind(tag)
    if slug not in stored:
        stored[slug] = Tag(slug=slug, label=tag.label, kind=tag.kind)
        session.add(stored[slug])
    return stored[slug].id, slug


def _slug_with_kind(tag: TagReference) -> str:
    return with_suffix(tag.slug, tag.kind)
