"""Finds authors and tags by their identities, and creates those that the first article names.

A slug belongs to one tag. Where a place and a club share a name, the slug of the later one gets its kind as
a suffix, `vallmere` and `vallmere-organisation`; what else would get a taken slug gets a number, like `c-2`.
Two tags become one by an editor only.
"""

import hashlib
from collections import ChainMap
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from broadsheet_server.changefeed import feed
from broadsheet_server.models.taxonomy import Author, Tag
from broadsheet_server.newsroom.aliases import AliasKind, aliased
from broadsheet_server.newsroom.slugs import with_suffix


@dataclass(frozen=True, slots=True)
class AuthorReference:
    """An author as an article names them, with the slug that they get unless that is taken."""

    slug: str
    name: str
    identity: str


@dataclass(frozen=True, slots=True)
class ContributorReference:
    """Somebody who worked on an article beside its authors, and their `ContributorRole`."""

    author: AuthorReference
    role: str


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
    """A section that is stored. Its `path` may be another one than it was found by: it was moved.

    `is_above` where what was asked for would be too deep there, and this is the section above.
    """

    id: UUID
    name: str
    path: str
    is_above: bool = False


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
    parts_version: int | None = None
    """`ChangeHead.parts_version` when it was last right: somebody may move a section, or merge two tags."""

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


# They run for every article of an import. Whatever is pending in the session is in the cache, so they go
# past the session, which would write it first.
_AUTHORS = select(Author.identity, Author.id, Author.slug).where(
    col(Author.identity).in_(bindparam("identities", expanding=True))
)
_TAGS = select(Tag.identity, Tag.id, Tag.slug, Tag.same_as).where(
    col(Tag.identity).in_(bindparam("identities", expanding=True))
)
_AUTHOR_SLUGS = select(Author.slug).where(col(Author.slug).in_(bindparam("slugs", expanding=True)))
_TAG_SLUGS = select(Tag.slug, Tag.kind).where(col(Tag.slug).in_(bindparam("slugs", expanding=True)))


def find_or_create_authors(
    session: Session, authors: Sequence[AuthorReference], *, cache: TaxonomyCache
) -> list[CachedAuthor]:
    """Return these authors in their order. New ones are pending in the session."""
    unknown = [author for author in authors if author.identity not in cache.authors]
    if unknown:
        identities = [author.identity for author in unknown]
        for row in session.connection().execute(_AUTHORS, {"identities": identities}):
            cache.authors[row.identity] = CachedAuthor(row.id, row.slug)
        _find_merged_authors(session, [each.identity for each in unknown], cache)
        for author in unknown:
            if author.identity not in cache.authors:
                _create_author(session, author, cache)
    return [cache.authors[author.identity] for author in authors]


def find_or_create_contributors(
    session: Session, contributors: Sequence[ContributorReference], *, cache: TaxonomyCache
) -> list[tuple[UUID, str]]:
    """Return the ids and roles of these people in their order and without repeats, as authors are found."""
    authors = find_or_create_authors(session, [each.author for each in contributors], cache=cache)
    pairs = zip(authors, contributors, strict=True)
    return list(dict.fromkeys((author.id, each.role) for author, each in pairs))


def find_or_create_tags(
    session: Session, tags: Sequence[TagReference], *, cache: TaxonomyCache
) -> list[CachedTag]:
    """Return these tags in their order and without repeats. New ones are pending in the session."""
    unknown = [tag for tag in tags if tag.identity not in cache.tags]
    if unknown:
        identities = [tag.identity for tag in unknown]
        for row in session.connection().execute(_TAGS, {"identities": identities}):
            cache.tags[row.identity] = CachedTag(row.id, row.slug, tuple(row.same_as))
        _find_merged_tags(session, identities, cache)
        _create_tags(session, [tag for tag in unknown if tag.identity not in cache.tags], cache)
    return list(dict.fromkeys(_with_uris(session, tag, cache) for tag in tags))


def _find_merged_authors(session: Session, identities: Sequence[str], cache: TaxonomyCache) -> None:
    """Remember those who were merged into another author, by the identities that they had."""
    missing = [identity for identity in identities if identity not in cache.authors]
    for identity, author_id in aliased(session, AliasKind.AUTHOR_IDENTITY, missing).items():
        author = session.get_one(Author, author_id)
        cache.authors[identity] = CachedAuthor(author.id, author.slug)


def _find_merged_tags(session: Session, identities: Sequence[str], cache: TaxonomyCache) -> None:
    """Remember those that were merged into another tag, by the identities that they had."""
    missing = [identity for identity in identities if identity not in cache.tags]
    for identity, tag_id in aliased(session, AliasKind.TAG_IDENTITY, missing).items():
        tag = session.get_one(Tag, tag_id)
        cache.tags[identity] = CachedTag(tag.id, tag.slug, tuple(tag.same_as))


def _create_author(session: Session, reference: AuthorReference, cache: TaxonomyCache) -> None:
    slug = reference.slug
    if slug in cache.author_slugs or _stored_author_slugs(session, [slug]):
        candidates = _numbered(slug, reference.identity)
        slug = _first_free(candidates, cache.author_slugs | _stored_author_slugs(session, candidates))
    author = Author(slug=slug, name=reference.name, identity=reference.identity)
    session.add(author)
    cache.author_slugs.add(slug)
    cache.authors[reference.identity] = CachedAuthor(author.id, slug)


def _create_tags(session: Session, references: Sequence[TagReference], cache: TaxonomyCache) -> None:
    stored = _stored_tag_slugs(session, [reference.slug for reference in references])
    for reference in references:
        slug = _free_tag_slug(session, reference, cache, ChainMap(stored, cache.tag_slugs))
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


def _with_uris(session: Session, reference: TagReference, cache: TaxonomyCache) -> CachedTag:
    """The tag in the cache, once the URIs of the reference are among its own."""
    tag = cache.tags[reference.identity]
    if not set(reference.same_as) <= set(tag.same_as):
        same_as = tuple(dict.fromkeys((*tag.same_as, *reference.same_as)))
        session.get_one(Tag, tag.id).same_as = list(same_as)
        feed.record_parts_change(session)  # every article with the tag shows them
        tag = cache.tags[reference.identity] = replace(tag, same_as=same_as)
    return tag


def _free_tag_slug(
    session: Session, reference: TagReference, cache: TaxonomyCache, taken: Mapping[str, str]
) -> str:
    if reference.slug not in taken:
        return reference.slug
    is_of_this_kind = taken[reference.slug] == reference.kind
    with_kind = [] if is_of_this_kind else [with_suffix(reference.slug, reference.kind)]
    candidates = [*with_kind, *_numbered(reference.slug, reference.identity)]
    return _first_free(candidates, ChainMap(_stored_tag_slugs(session, candidates), cache.tag_slugs))


def _stored_author_slugs(session: Session, slugs: Sequence[str]) -> set[str]:
    return set(session.connection().execute(_AUTHOR_SLUGS, {"slugs": slugs}).scalars())


def _stored_tag_slugs(session: Session, slugs: Sequence[str]) -> dict[str, str]:
    """Slugs and kinds."""
    if not slugs:
        return {}
    rows = session.connection().execute(_TAG_SLUGS, {"slugs": slugs})
    return {row.slug: row.kind for row in rows}


def _numbered(slug: str, identity: str) -> list[str]:
    """Further slugs to try; the last one is free."""
    digest = hashlib.sha256(identity.encode()).hexdigest()[:16]
    return [with_suffix(slug, suffix) for suffix in (*map(str, range(2, 10)), digest)]


def _first_free(candidates: Sequence[str], taken: Container[str]) -> str:
    return next(slug for slug in candidates if slug not in taken)
