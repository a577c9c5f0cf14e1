"""Finds authors and tags by their identities, and creates those that the first article names.

A slug belongs to one tag. Where a place and a club share a name, the slug of the later one gets its kind as
a suffix, `vallmere` and `vallmere-organisation`; what else would get a taken slug gets a number, like `c-2`.
Two tags become one by an editor only.
"""

import hashlib
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlmodel import Session, col, select

from broadsheet_server.models.taxonomy import Author, Tag
from broadsheet_server.newsroom.slugs import with_suffix


@dataclass(frozen=True, slots=True)
class AuthorReference:
    """An author as an article names them, with the slug that they get unless that is taken."""

    slug: str
    name: str
    identity: str


@dataclass(frozen=True, slots=True)
class TagReference:
    """A tag as an article names it, with the slug that it gets unless that is taken."""

    slug: str
    label: str
    kind: str
    identity: str
    same_as: tuple[str, ...] = ()
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class CachedSection:
    """A section that is stored."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class CachedAuthor:
    """An author who is stored, or pending in the session."""

    id: UUID
    slug: str


@dataclass(frozen=True, slots=True)
class CachedTag:
    """A tag that is stored, or pending in the session."""

    id: UUID
    slug: str
    same_as: tuple[str, ...] = ()


@dataclass(slots=True)
class TaxonomyCache:
    """What a run of publishing has looked up or created: sections by path, authors and tags by identity.

    `author_slugs` and `tag_slugs`, the latter with kinds, are those of new ones, which may be pending.
    Clear it when a transaction fails, because it may hold rows that were never committed.
    """

    sections: dict[str, CachedSection] = field(default_factory=dict)
    authors: dict[str, CachedAuthor] = field(default_factory=dict)
    tags: dict[str, CachedTag] = field(default_factory=dict)
    author_slugs: set[str] = field(default_factory=set)
    tag_slugs: dict[str, str] = field(default_factory=dict)
    new_sections: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Invalidate everything."""
        self.sections.clear()
        self.authors.clear()
        self.tags.clear()
        self.author_slugs.clear()
        self.tag_slugs.clear()
        self.new_sections.clear()

    def pop_new_sections(self) -> list[str]:
        """The paths of the sections created since the last call."""
        paths = self.new_sections[:]
        self.new_sections.clear()
        return paths


# Whatever is pending in the session is in the cache, so the lookups need no autoflush.
_AUTHORS = select(Author).execution_options(autoflush=False)
_TAGS = select(Tag).execution_options(autoflush=False)
_AUTHOR_SLUGS = select(Author.slug).execution_options(autoflush=False)
_TAG_SLUGS = select(Tag.slug, Tag.kind).execution_options(autoflush=False)


def find_or_create_authors(
    session: Session, authors: Sequence[AuthorReference], *, cache: TaxonomyCache
) -> list[CachedAuthor]:
    """Return these authors in their order. New ones are pending in the session."""
    unknown = [author.identity for author in authors if author.identity not in cache.authors]
    if unknown:
        stored = session.exec(_AUTHORS.where(col(Author.identity).in_(unknown)))
        cache.authors.update((each.identity, CachedAuthor(each.id, each.slug)) for each in stored)
    return [
        cache.authors.get(author.identity) or _create_author(session, author, cache) for author in authors
    ]


def find_or_create_tags(
    session: Session, tags: Sequence[TagReference], *, cache: TaxonomyCache
) -> list[CachedTag]:
    """Return these tags in their order and without repeats. New ones are pending in the session."""
    unknown = [tag.identity for tag in tags if tag.identity not in cache.tags]
    if unknown:
        stored = session.exec(_TAGS.where(col(Tag.identity).in_(unknown)))
        cache.tags.update((tag.identity, CachedTag(tag.id, tag.slug, tuple(tag.same_as))) for tag in stored)
    return list(dict.fromkeys(_find_or_create_tag(session, tag, cache) for tag in tags))


def _create_author(session: Session, reference: AuthorReference, cache: TaxonomyCache) -> CachedAuthor:
    candidates = [reference.slug, *_suffixed(reference.slug, reference.identity)]
    stored = session.exec(_AUTHOR_SLUGS.where(col(Author.slug).in_(candidates)))
    slug = _first_free(candidates, {*cache.author_slugs, *stored})
    author = Author(slug=slug, name=reference.name, identity=reference.identity)
    session.add(author)
    cache.author_slugs.add(slug)
    cache.authors[reference.identity] = CachedAuthor(author.id, slug)
    return cache.authors[reference.identity]


def _find_or_create_tag(session: Session, reference: TagReference, cache: TaxonomyCache) -> CachedTag:
    tag = cache.tags.get(reference.identity)
    if tag is None:
        return _create_tag(session, reference, cache)
    same_as = tuple(dict.fromkeys((*tag.same_as, *reference.same_as)))
    if same_as != tag.same_as:
        session.get_one(Tag, tag.id).same_as = list(same_as)
        cache.tags[reference.identity] = replace(tag, same_as=same_as)
    return cache.tags[reference.identity]


def _create_tag(session: Session, reference: TagReference, cache: TaxonomyCache) -> CachedTag:
    slug = _free_tag_slug(session, reference, cache)
    tag = Tag(
        slug=slug,
        label=reference.label,
        kind=reference.kind,
        identity=reference.identity,
        same_as=list(reference.same_as),
    )
    session.add(tag)
    cache.tag_slugs[slug] = reference.kind
    cache.tags[reference.identity] = CachedTag(tag.id, slug, reference.same_as)
    return cache.tags[reference.identity]


def _free_tag_slug(session: Session, reference: TagReference, cache: TaxonomyCache) -> str:
    with_kind = with_suffix(reference.slug, reference.kind)
    numbered = _suffixed(reference.slug, reference.identity)
    candidates = [reference.slug, with_kind, *numbered]
    stored = session.exec(_TAG_SLUGS.where(col(Tag.slug).in_(candidates)))
    taken = dict(iter(stored)) | cache.tag_slugs
    is_of_this_kind = taken.get(reference.slug) == reference.kind
    return _first_free([reference.slug, *([] if is_of_this_kind else [with_kind]), *numbered], taken)


def _suffixed(slug: str, identity: str) -> list[str]:
    """Further slugs to try; the last one is free."""
    digest = hashlib.sha256(identity.encode()).hexdigest()[:16]
    return [with_suffix(slug, suffix) for suffix in (*map(str, range(2, 10)), digest)]


def _first_free(candidates: Sequence[str], taken: Container[str]) -> str:
    return next(slug for slug in candidates if slug not in taken)
