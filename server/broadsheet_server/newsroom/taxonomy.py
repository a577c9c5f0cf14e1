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


@dataclass(frozen=True, slots=True)
class CachedTag:
    """A tag that is stored, or pending in the session."""

    id: UUID
    slug: str
    kind: str


@dataclass(slots=True)
class TaxonomyCache:
    """What a run of publishing has looked up or created: sections by path, authors and tags by slug.

    Clear it when a transaction fails, because it may hold rows that were never committed.
    """

    sections: dict[str, CachedSection] = field(default_factory=dict)
    authors: dict[str, UUID] = field(default_factory=dict)
    tags: dict[str, CachedTag] = field(default_factory=dict)
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


# Whatever is pending in the session is in the cache, so the lookups need no autoflush.
_AUTHORS = select(Author).execution_options(autoflush=False)
_TAGS = select(Tag).execution_options(autoflush=False)


def find_or_create_authors(
    session: Session, authors: Sequence[tuple[str, str]], *, cache: TaxonomyCache
) -> list[UUID]:
    """Return the ids of these authors (slug, name) in their order. New ones are pending in the session."""
    unknown = {slug: name for slug, name in authors if slug not in cache.authors}
    if unknown:
        stored = session.exec(_AUTHORS.where(col(Author.slug).in_(unknown)))
        cache.authors.update((author.slug, author.id) for author in stored)
    for slug, name in unknown.items():
        if slug not in cache.authors:
            author = Author(slug=slug, name=name)
            session.add(author)
            cache.authors[slug] = author.id
    return [cache.authors[slug] for slug, _ in authors]


def find_or_create_tags(
    session: Session, tags: Sequence[TagReference], *, cache: TaxonomyCache
) -> list[CachedTag]:
    """Return these tags in their order and without repeats. New ones are pending in the session."""
    unknown = [tag for tag in tags if _cached(tag, cache) is None]
    if unknown:
        slugs = {slug for tag in unknown for slug in (tag.slug, _slug_with_kind(tag))}
        stored = session.exec(_TAGS.where(col(Tag.slug).in_(slugs - cache.tags.keys())))
        cache.tags.update((tag.slug, CachedTag(tag.id, tag.slug, tag.kind)) for tag in stored)
    return list(dict.fromkeys(_cached(tag, cache) or _create_tag(session, tag, cache) for tag in tags))


def _cached(reference: TagReference, cache: TaxonomyCache) -> CachedTag | None:
    tag = cache.tags.get(reference.slug)
    if tag and tag.kind != reference.kind:
        tag = cache.tags.get(_slug_with_kind(reference))
    return tag


def _create_tag(session: Session, reference: TagReference, cache: TaxonomyCache) -> CachedTag:
    slug = _slug_with_kind(reference) if reference.slug in cache.tags else reference.slug
    tag = Tag(slug=slug, label=reference.label, kind=reference.kind)
    session.add(tag)
    cache.tags[slug] = CachedTag(tag.id, slug, tag.kind)
    return cache.tags[slug]


def _slug_with_kind(tag: TagReference) -> str:
    return with_suffix(tag.slug, tag.kind)
